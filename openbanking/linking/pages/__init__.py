"""The pages of linking: the webview there and back, the choice of accounts, disconnecting."""
