"""Journeys in the formats of other tools: one module each, `read(content, name)` and `write(model)`."""
