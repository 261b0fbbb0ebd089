"""Documents for people, from state."""
