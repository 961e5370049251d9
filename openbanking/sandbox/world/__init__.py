"""The invented world: users, banks, accounts, their time, and what may happen to them."""
