"""Bodies and uploads outside the ledger, each stored once under its SHA-256. Entries carry the digest."""
