"""The composition root: settings -> stores -> registries -> web, api, workers. The only package that knows everything.

opening.py and composition.py put the parts together, starting.py runs them, sample.py fills the demo's folder. None of them is imported
before a verb needs it: most verbs of the command line talk to a server that runs already, and should not wait for what a server is made of.
"""

import gc
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from plumbline.cli.factories import Starting
    from plumbline.health.check import Check

_LOOPBACK = ("127.0.0.1", "localhost", "::1")


def main() -> None:
    """Run the command line."""
    from plumbline.cli.factories import Factories
    from plumbline.cli.root import build

    try:
        build(Factories(demo=_demo, serve=_serve, openapi=_openapi, health=_health))()
    except OSError as fault:
        if not fault.filename:  # it is about no file that anybody named or can look after
            raise
        sys.stderr.write(f"{fault.filename}: {fault.strerror or fault}\n")
        sys.exit(1)


def _demo(starting: "Starting") -> int:
    """Start the demo; without a folder of its own it leaves nothing behind."""
    if (starting.host or "127.0.0.1") not in _LOOPBACK:
        sys.stderr.write(f"The demo needs no account, so it listens on this machine only, not on {starting.host}. Use `plumbline serve`.\n")
        return 2
    if starting.data is not None:
        return _demo_in(starting.data, starting)
    with tempfile.TemporaryDirectory(prefix="plumbline-demo-") as folder:
        return _demo_in(Path(folder), starting)


def _demo_in(folder: Path, starting: "Starting") -> int:
    gc.disable()  # until it answers: nearly all that is made while starting stays, and searching it for garbage takes a seventh of the time
    from plumbline.app.memory import share_one_arena
    from plumbline.app.sample import WrongFolder, being_made

    share_one_arena()
    try:
        with being_made(folder) as making:
            from plumbline.app.starting import run_demo

            return run_demo(replace(starting, data=folder), making)
    except WrongFolder as refused:
        sys.stderr.write(f"{refused}\n")
        return 2


def _serve(starting: "Starting") -> int:
    gc.disable()  # as above
    from plumbline.app.starting import run_server

    return run_server(starting)


def _openapi() -> Mapping[str, Any]:
    from plumbline.app.composition import openapi

    return openapi()


def _health(data: Path | None) -> "Sequence[Check]":
    from plumbline.app.doctor import look

    return look(data)
