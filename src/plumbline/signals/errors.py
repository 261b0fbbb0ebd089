"""What can go wrong with signals.

SignalError
├── UnreadableSignals   the file is damaged, or of a newer release
└── UnwritableSignals   the disk takes nothing
"""

from plumbline.sqlite_file import UnreadableFile


class SignalError(Exception):
    """Any of those below."""


class UnreadableSignals(SignalError, UnreadableFile):
    """The file cannot be read as signals."""


class UnwritableSignals(SignalError):
    """The disk does not take what was to be kept. Nothing of it was."""
