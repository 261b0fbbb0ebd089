"""The consistency boundary of governance: one cycle, one stream, one state."""
