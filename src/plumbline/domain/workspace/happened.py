"""An event of a workspace as the ledger has it: the form that its state is folded from."""

from datetime import datetime
from typing import Any, Protocol


class Happened(Protocol):
    """What happened, by whom, and when in UTC."""

    @property
    def event(self) -> Any: ...
    @property
    def actor(self) -> str: ...
    @property
    def at(self) -> datetime: ...
