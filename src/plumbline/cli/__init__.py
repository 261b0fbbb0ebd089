"""For operators: noun, then verb."""
