"""The kinds of programs that can be connected, and what each needs."""

from typing import Any

import msgspec
from litestar import Request, get
from litestar.handlers import HTTPRouteHandler

from plumbline.api.access import caller
from plumbline.outbox.connectors import connectors

AnyRequest = Request[Any, Any, Any]


class NeededBody(msgspec.Struct, kw_only=True):
    """Something that a connector needs. secret: it stands in credentials, and is never shown again; otherwise in settings."""

    name: str
    label: str
    help: str
    secret: bool
    optional: bool


class ConnectorBody(msgspec.Struct, kw_only=True):
    """A kind of program that can be connected. about: what it is told of. address: where it is unless one is given."""

    name: str
    title: str
    about: str
    address: str
    types: list[str]
    needs: list[NeededBody]
    receives: bool


class ConnectorList(msgspec.Struct, kw_only=True):
    items: list[ConnectorBody]


def routes() -> list[HTTPRouteHandler]:
    """Return the route of connectors."""
    return [list_connectors]


@get("/connectors", summary="List the programs that can be connected", tags=["endpoints"])
async def list_connectors(request: AnyRequest) -> ConnectorList:
    """Return what can be connected, and what each needs."""
    caller(request)
    return ConnectorList(
        items=[
            ConnectorBody(
                name=one.name, title=one.title, about=one.about, address=one.address, types=list(one.types), receives=one.hear is not None,
                needs=[
                    NeededBody(name=need.name, label=need.label, help=need.help, secret=need.secret, optional=need.optional)
                    for need in one.needs
                ],
            )
            for one in connectors().values()
        ]
    )  # fmt: skip
