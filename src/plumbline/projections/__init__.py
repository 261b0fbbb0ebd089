"""Read models: one file holds a table, its fold and its questions."""
