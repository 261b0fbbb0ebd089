"""Warning signs, one file each: what watches for it, what shows it now by which entries of the ledger, and what would clear it."""
