"""Plumbline: executable playbooks for launch decisions."""

__version__ = "0.1.0"
