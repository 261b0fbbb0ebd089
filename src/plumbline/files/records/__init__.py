"""Decision records as others write them: read tolerantly, with a note on everything that had to be guessed, and nothing lost."""

from plumbline.files.records.reading import read_records
from plumbline.files.records.record import DecisionRecord, RecordFile, decoded

__all__ = ["DecisionRecord", "RecordFile", "decoded", "read_records"]
