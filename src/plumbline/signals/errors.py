"""What can go wrong with signals.

SignalError
├── UnreadableSignals   the file is damaged, or of a newer release
└── UnwritableSignals   the disk takes nothing
"""


class SignalError(Exception):
    """Any of those below."""


class UnreadableSignals(SignalError):
    """The file cannot be read as signals."""


class UnwritableSignals(SignalError):
    """The disk does not take what was to be kept. Nothing of it was."""
