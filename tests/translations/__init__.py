"""The translations of the pages of members: kept in step with what the pages say."""
