"""Link a Powens user and its banks: the webview, the choice of accounts, disconnecting."""
