"""A person's tokens: what programs may do in their name. A program that acts under one hands on no more than it has."""

from datetime import datetime
from typing import Annotated, Any, Literal

import msgspec
from litestar import Request, Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath, JSONBody

from plumbline.api.access import caller, context_of, installation_of
from plumbline.api.matching import failed
from plumbline.api.texts import Title
from plumbline.edge import granting
from plumbline.kernel.outcome import Refusal

AnyRequest = Request[Any, Any, Any]
Scope = Literal["read", "write", "approve", "calendar"]
_TAGS = ["tokens"]


class NewToken(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """A token to make. scopes: read, write or both; with both also approve, which only a person gives, on their profile; or calendar alone.

    days: how long it lasts.
    """

    name: Title
    scopes: Annotated[list[Scope], msgspec.Meta(min_length=1, max_length=4)] = msgspec.field(default_factory=lambda: ["read"])
    days: Annotated[int, msgspec.Meta(ge=1, le=366)] = 90


class TokenMade(msgspec.Struct, kw_only=True):
    """The token is told this once."""

    id: str
    token: str


class TokenBody(msgspec.Struct, kw_only=True):
    """expires_at: null for one that lasts until it is revoked. workspace_id: where it counts.

    used_at: when it was last used, up to an hour late; null for never.
    """

    id: str
    name: str
    scopes: list[str]
    workspace_id: str
    created_at: datetime
    expires_at: datetime | None
    used_at: datetime | None


class TokenEnded(msgspec.Struct, kw_only=True):
    id: str


class TokenList(msgspec.Struct, kw_only=True):
    items: list[TokenBody]


@get("/tokens", summary="List your tokens", tags=_TAGS)
async def list_tokens(request: AnyRequest) -> TokenList:
    """Return the tokens of whoever asks, the oldest first; never their text."""
    installation = installation_of(request)
    found = installation.directory.tokens(caller(request).person_id)
    return TokenList(
        items=[
            TokenBody(
                id=one.id, name=one.name, scopes=list(one.scopes), created_at=one.created_at, expires_at=one.expires_at,
                workspace_id=one.workspace_id or installation.states.home_id, used_at=one.used_at,
            )
            for one in found
        ]
    )  # fmt: skip


@post("/tokens", summary="Make a token", tags=_TAGS, status_code=201)
async def make_token(request: AnyRequest, data: JSONBody[NewToken]) -> Response[TokenMade]:
    """Let a program act in the name of whoever asks; the token is told this once."""
    context = context_of(request)
    made = await granting.make(installation_of(request), context, name=data.name, scopes=tuple(data.scopes), days=data.days)
    if isinstance(made, Refusal):
        raise failed(request, made)
    return Response(TokenMade(id=made.token_id, token=made.text), headers={"Cache-Control": "no-store"})


@post("/tokens/{item_id:str}/revocation", summary="Revoke a token", tags=_TAGS, status_code=201)
async def revoke_token(request: AnyRequest, item_id: FromPath[str]) -> TokenEnded:
    """End one of the caller's own tokens."""
    if refused := await granting.revoke(installation_of(request), context_of(request), item_id):
        raise failed(request, refused)
    return TokenEnded(id=item_id)


def routes() -> list[HTTPRouteHandler]:
    """Return the routes of tokens."""
    return [list_tokens, make_token, revoke_token]
