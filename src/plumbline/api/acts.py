"""Acts as created nouns: one table says which path sends which command."""

from collections.abc import Awaitable, Callable, Iterable, Sequence
from typing import Any

import msgspec
from litestar import Request, Response, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath, JSONBody

from plumbline.api.access import context_of, installation_of
from plumbline.api.bodies import body_type, command_of
from plumbline.api.idempotency import REPLAYED, Asked, once
from plumbline.api.matching import Tag, failed, guard, stream_tag, tag_of, things
from plumbline.api.problems import missing
from plumbline.kernel.outcome import Receipt, Refusal
from plumbline.kernel.record import record
from plumbline.projections.items import find_item
from plumbline.projections.runs import find_run


class ReceiptBody(msgspec.Struct, kw_only=True):
    """Proof of a write: the stream's version afterwards, and the item that was made or changed. changed is false when nothing had to."""

    stream: str
    version: int
    item: str
    changed: bool


@record
class Act:
    """A path, the command it sends, and which field of the command the id in the path fills ("" when the path names the stream)."""

    path: str
    command: type[Any]
    field: str
    noun: str
    summary: str


NewId = Callable[[str], str]


def making(table: Iterable[tuple[str, type[Any], str]]) -> list[HTTPRouteHandler]:
    """Return the routes that make something in a cycle: path below the cycle, command, what it does."""
    return handlers(
        [
            Act(path=f"/cycles/{{item_id:str}}/{path}", command=command, field="", noun="cycles", summary=summary)
            for path, command, summary in table
        ]
    )


def doing(noun: str, field: str, table: Iterable[tuple[str, type[Any], str]]) -> list[HTTPRouteHandler]:
    """Return the routes that act on an item of a noun: path below the item, command, what it does. field: holds the item's id."""
    return handlers(
        [
            Act(path=f"/{noun}/{{item_id:str}}/{path}", command=command, field=field, noun=noun, summary=summary)
            for path, command, summary in table
        ]
    )


def handlers(acts: Sequence[Act]) -> list[HTTPRouteHandler]:
    """Return a route for each act of a table."""
    return [_handler(act) for act in acts]


def _handler(act: Act) -> HTTPRouteHandler:
    body = body_type(act.command, frozenset({act.field}) if act.field else frozenset())

    async def send(request: Request[Any, Any, Any], item_id: str, data: Any = None) -> Response[ReceiptBody]:
        stream = await _stream(request, act, item_id)

        async def command(new_id: NewId) -> Any:
            said = {act.field: item_id} if act.field else {}
            return command_of(act.command, data, new_id, **said)

        of_item = bool(act.field) and stream != item_id
        tag: Tag = (lambda cycle: tag_of(things(cycle, act.noun)[item_id])) if of_item else stream_tag
        return await answer(request, stream, command, tag=tag, binds=getattr(data, "read_hash", None) == "")

    annotations: dict[str, Any] = {"request": Request[Any, Any, Any], "item_id": FromPath[str], "return": Response[ReceiptBody]}
    if body is not None:
        annotations["data"] = JSONBody[body]
    send.__annotations__ = annotations
    if body is None:
        send = _without_body(send)
    send.__name__ = act.command.__name__
    return post(act.path, summary=act.summary, operation_id=act.command.__name__, tags=[act.noun], status_code=201)(send)


def _without_body(send: Callable[..., Any]) -> Callable[..., Any]:
    async def send_nothing(request: Request[Any, Any, Any], item_id: FromPath[str]) -> Response[ReceiptBody]:
        return await send(request, item_id)

    return send_nothing


async def answer(
    request: Request[Any, Any, Any],
    stream: str,
    command: Callable[[NewId], Awaitable[Any]],
    *,
    bodies: Sequence[bytes] = (),
    tag: Tag = stream_tag,
    binds: bool = False,
) -> Response[ReceiptBody]:
    """Send a command and answer with its receipt, once per idempotency key. Raises Refused.

    command: makes it, after the key was looked up: what an act depends on may have changed since its first answer.
    bodies: what it names by digest. tag, binds: what the act may depend on, see `guard`.
    """
    installation, context = installation_of(request), context_of(request)

    async def send(asked: Asked) -> Response[ReceiptBody]:
        kept_as = asked.kept_as(lambda receipt: msgspec.json.encode(_body(receipt)))
        asked_for = await command(context.new_id)
        unchanged = guard(request, tag, binds=binds)
        result = await installation.handling.handle(stream, asked_for, context, bodies=bodies, idempotency=kept_as, guard=unchanged)
        if isinstance(result, Refusal):
            raise failed(request, result)
        return Response(_body(result), status_code=201 if result.changed else 200)

    async def again(kept: bytes) -> Response[ReceiptBody]:
        return Response(msgspec.json.decode(kept, type=ReceiptBody), status_code=201, headers={REPLAYED: "true"})

    return await once(request, context, send, again)


def was_answered(given: Response[ReceiptBody]) -> bool:
    """Tell whether an answer is that of an earlier request under the same idempotency key."""
    return REPLAYED in given.headers


async def _stream(request: Request[Any, Any, Any], act: Act, item_id: str) -> str:
    if not act.field:
        async with installation_of(request).handling.reading(_cycle_id(item_id)) as cycle:
            if cycle.version == 0:
                raise missing("cycle", item_id)
        return item_id
    if act.noun == "runs":
        if await find_run(installation_of(request).ledger, item_id) is None:
            raise missing("run", item_id)
        return item_id
    row = await find_item(installation_of(request).ledger, item_id)
    kind = f"{act.noun.removesuffix('ies')}y" if act.noun.endswith("ies") else act.noun.removesuffix("s")
    if row is None or row.kind != kind:
        raise missing(kind, item_id)
    return row.item_id if kind in ("document", "journey") else row.cycle_id  # those are streams of their own


def _cycle_id(text: str) -> str:
    if not text.startswith("cyc_") or len(text) != 30:
        raise missing("cycle", text)
    return text


def _body(receipt: Receipt) -> ReceiptBody:
    return ReceiptBody(stream=receipt.stream, version=receipt.version, item=receipt.item, changed=receipt.changed)
