"""Linking a bank: members go to Powens' webview and come back, and what they chose is read."""
