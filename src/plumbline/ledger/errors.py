"""What can go wrong with a ledger.

LedgerError
  VersionConflict      somebody else appended to the stream first
  AlreadyAnswered      a request with the same idempotency key was written before
  Unrecordable         an event does not have the form its type declares, so it could not be read back
  ReadOnly             the disk is full or failing; reads go on, nothing acknowledged is lost
  Corrupt              an entry is not what was written
  Unreadable           the database file itself is damaged, or of a newer release
  Locked               another process has the data directory open
  NoLedger             there is no ledger in the folder
"""


class LedgerError(Exception):
    """Any fault of a ledger."""


class VersionConflict(LedgerError):
    """The stream is not at the version that the append was decided on."""

    def __init__(self, stream: str, expected: int, actual: int) -> None:
        super().__init__(f"{stream} is at version {actual}, not {expected}")
        self.stream, self.expected, self.actual = stream, expected, actual


class AlreadyAnswered(LedgerError):
    """The idempotency key was used; nothing was written. request_hash, answer: what is kept under it."""

    def __init__(self, scope: str, key: str, request_hash: str, answer: bytes) -> None:
        super().__init__(f"the key {key!r} of {scope} was answered before")
        self.scope, self.key, self.request_hash, self.answer = scope, key, request_hash, answer


class Unrecordable(LedgerError):
    """An event does not have the form its type declares: reading it back would fail. Nothing was written."""


class ReadOnly(LedgerError):
    """Nothing can be written until the operator has mended what the message names."""


class Corrupt(LedgerError):
    """An entry is not what was written. position: the first bad entry, from 1."""

    def __init__(self, position: int, problem: str) -> None:
        super().__init__(f"entry {position}: {problem}")
        self.position, self.problem = position, problem


class Unreadable(LedgerError):
    """The database file is damaged, of a newer release, or no database, so that not even its entries can be asked for."""


class Locked(LedgerError):
    """Another process has the data directory open."""


class NoLedger(LedgerError):
    """There is no ledger in the folder."""
