"""XState v5 as JSON, both ways: guards and actions by name, with parameters."""

from plumbline.files.formats.xstate.reading import read
from plumbline.files.formats.xstate.writing import write

__all__ = ["read", "write"]
