"""The programs that can be connected, one file each. A file is one of them because it is here and names its `CONNECTOR`."""

from collections.abc import Mapping
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from types import MappingProxyType

from plumbline.outbox.connector import Connector

WEBHOOK = "webhook"
"""What an endpoint is unless somebody says otherwise."""


@cache
def connectors() -> Mapping[str, Connector]:
    """Return all connectors by name."""
    found: list[Connector] = [import_module(f"{__name__}.{one.name}").CONNECTOR for one in iter_modules(__path__)]
    return MappingProxyType({one.name: one for one in sorted(found, key=lambda one: (one.name != WEBHOOK, one.title))})
