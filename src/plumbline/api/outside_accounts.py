"""Accounts in chats that act as the caller: list them, end one. They are linked in a browser only."""

from datetime import datetime
from typing import Any

import msgspec
from litestar import Request, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import JSONBody

from plumbline.api.access import caller, installation_of
from plumbline.api.texts import Title

AnyRequest = Request[Any, Any, Any]
_TAGS = ["people"]


class OutsideAccountBody(msgspec.Struct, kw_only=True):
    """An account at a connected program. account: what tells it from others there; name: what it is called; place: where that is."""

    endpoint_id: str
    account: str
    name: str
    place: str
    linked_at: datetime


class OutsideAccountList(msgspec.Struct, kw_only=True):
    items: list[OutsideAccountBody]


class AccountToEnd(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """The account that is to act as the caller no longer."""

    endpoint_id: Title
    account: Title


class AccountEnded(msgspec.Struct, kw_only=True):
    """ended: whether it acted as the caller until now."""

    ended: bool


def routes() -> list[HTTPRouteHandler]:
    """Return the routes of accounts outside."""
    return [list_accounts, end_account]


@get("/accounts", summary="List the accounts in chats that act as you", tags=_TAGS)
async def list_accounts(request: AnyRequest) -> OutsideAccountList:
    """Return the caller's own, the oldest first."""
    found = installation_of(request).directory.accounts.of(caller(request).person_id)
    return OutsideAccountList(
        items=[
            OutsideAccountBody(endpoint_id=one.endpoint_id, account=one.account, name=one.name, place=one.place, linked_at=one.linked_at)
            for one in found
        ]
    )


@post("/accounts/endings", summary="Let an account in a chat act as you no longer", tags=_TAGS, status_code=201)
async def end_account(request: AnyRequest, data: JSONBody[AccountToEnd]) -> AccountEnded:
    """End one of the caller's own; what was done through it stays."""
    accounts = installation_of(request).directory.accounts
    return AccountEnded(ended=accounts.unlink(caller(request).person_id, data.endpoint_id, data.account))
