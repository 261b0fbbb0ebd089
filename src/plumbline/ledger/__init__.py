"""The only place where facts live. Knows entries and bytes, not nouns."""
