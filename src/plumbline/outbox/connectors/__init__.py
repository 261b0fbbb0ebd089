"""The programs that can be connected, one file each. A file is one of them because it is here and names its `CONNECTOR`."""

from collections.abc import Mapping
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from types import MappingProxyType

from plumbline.domain.workspace.endpoint import WEBHOOK
from plumbline.outbox.connector import Connector


@cache
def connectors() -> Mapping[str, Connector]:
    """Return all connectors by name."""
    found: list[Connector] = [import_module(f"{__name__}.{one.name}").CONNECTOR for one in iter_modules(__path__)]
    return MappingProxyType({one.name: one for one in sorted(found, key=lambda one: (one.name != WEBHOOK, one.title))})
