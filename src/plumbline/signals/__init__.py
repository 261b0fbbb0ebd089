"""Signals as they are kept: a table that only grows, in a file of its own beside the ledger, and the wire formats they come in."""
