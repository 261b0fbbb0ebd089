"""SCXML, both ways, within a profile: what lies outside it is refused with a reason, because it would behave otherwise."""

from plumbline.files.formats.scxml.reading import read
from plumbline.files.formats.scxml.writing import write

__all__ = ["read", "write"]
