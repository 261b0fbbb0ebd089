"""Plumbline in a chat: what people press and hand in there leads to the same commands, refusals and words as on the pages."""
