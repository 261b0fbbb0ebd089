"""Words every stage shares; standard library only."""
