"""The composition root: settings -> stores -> registries -> web, api, workers. The only package that knows everything.

composition.py puts the parts together, starting.py runs them. Neither is imported before a verb needs it: most verbs of the command line
talk to a server that runs already, and should not wait for what a server is made of.
"""

import gc
from collections.abc import Mapping
from typing import Any

from plumbline.cli.factories import Factories, Starting
from plumbline.cli.root import build


def main() -> None:
    """Run the command line."""
    build(Factories(demo=_demo, serve=_serve, openapi=_openapi))()


def _demo(starting: Starting) -> int:
    gc.disable()  # until it answers: nearly all that is made while starting stays, and searching it for garbage takes a seventh of the time
    from plumbline.app.starting import run_demo

    return run_demo(starting)


def _serve(starting: Starting) -> int:
    gc.disable()  # as above
    from plumbline.app.starting import run_server

    return run_server(starting)


def _openapi() -> Mapping[str, Any]:
    from plumbline.app.composition import openapi

    return openapi()
