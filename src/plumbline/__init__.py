"""Plumbline: executable playbooks for launch decisions."""

__version__ = "0.1.0"

COMMAND_LINE = "plumbline-cli"
"""What the command line calls itself to a server, before its version."""
