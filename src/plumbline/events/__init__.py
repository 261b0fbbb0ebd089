"""What the rest of the world hears of the ledger: each entry as a CloudEvent that says where it came from."""
