"""The living demo: three cycles at day nine, made by sending commands under a simulated clock."""
