"""BPMN 2.0, read with tolerance: what a journey can hold is kept, what it cannot is named, and defects are explained."""

from plumbline.files.formats.bpmn.reading import read

__all__ = ["read"]
