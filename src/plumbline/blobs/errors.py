"""What can go wrong with blobs.

BlobError          any of these
  TooLarge         a body has more bytes than are kept
  CorruptBlob      a kept body is not what was stored
  UnreadableBlobs  the file of the blobs is damaged, or of a newer release
  UnwritableBlobs  the disk does not take a body; nothing was kept
"""

from plumbline.sqlite_file import UnreadableFile


class BlobError(Exception):
    """Any failure of the blobs."""


class TooLarge(BlobError):
    """A body has more bytes than are kept."""

    def __init__(self, size: int, largest: int) -> None:
        super().__init__(f"the body has {size} bytes; {largest} is the most that is kept")
        self.size, self.largest = size, largest


class CorruptBlob(BlobError):
    """A kept body does not match the digest it is kept under."""

    def __init__(self, digest: str) -> None:
        super().__init__(f"the body {digest} is not what was stored; restore the blobs from a backup")
        self.digest = digest


class UnreadableBlobs(BlobError, UnreadableFile):
    """The file cannot be read as blobs."""


class UnwritableBlobs(BlobError):
    """The disk does not take a body."""
