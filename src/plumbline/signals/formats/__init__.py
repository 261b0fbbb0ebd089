"""Wire formats: each file reads requests of one into items. They trust nothing, and judge nothing that the normal form judges."""
