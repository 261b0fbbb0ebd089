"""Whether an installation is well: what its folder says to anybody who reads it, and what only the process that serves it knows.

The page, the API and `plumbline doctor` ask the same functions.
"""
