"""Outside the ledger: names, addresses, credentials, sessions, tokens."""
