"""What stands outside the ledger because it can be forgotten: names, addresses, credentials, sessions, tokens."""
