"""Documents under review: versions of a sectioned text in a stream of its own. Threads about them stay in their cycle."""
