"""BPMN 2.0. It is read with tolerance: what a journey can hold is kept, what it cannot is named, and defects are explained."""

from plumbline.files.formats.bpmn.reading import read
from plumbline.files.formats.bpmn.writing import write

__all__ = ["read", "write"]
