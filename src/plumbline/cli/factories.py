"""What the command line is handed by the composition root."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from plumbline.health.check import Check
from plumbline.kernel.record import record


@record
class Starting:
    """How a server is asked to start. None leaves a setting as it is; data None lets the demo use a folder that is removed afterwards."""

    host: str | None = None
    port: int | None = None
    data: Path | None = None
    open_browser: bool = True


@record
class Factories:
    """What the composition root does for the command line; each returns an exit code or the document asked for."""

    demo: Callable[[Starting], int]
    serve: Callable[[Starting], int]
    openapi: Callable[[], Mapping[str, Any]]
    health: Callable[[Path | None], Sequence[Check]]
