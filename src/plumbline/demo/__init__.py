"""The living demo: three cycles at day nine and the one before them, made by sending commands under a simulated clock."""
