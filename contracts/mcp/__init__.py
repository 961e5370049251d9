"""The agents' channel: every operation as a tool of the Model Context Protocol, run as over REST."""
