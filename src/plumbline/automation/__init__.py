"""What the system does by itself: one file is one rule, when something holds then a command is sent."""
