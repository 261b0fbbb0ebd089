"""Acts as created nouns: one table says which path sends which command."""

import hashlib
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import replace
from typing import Any

import msgspec
from litestar import Request, Response, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath, JSONBody

from plumbline.api.access import context_of, installation_of
from plumbline.api.bodies import body_type, command_of
from plumbline.api.matching import failed, read_hash_of
from plumbline.api.problems import Refused, missing
from plumbline.kernel.outcome import Context, Finding, Receipt, Refusal
from plumbline.kernel.record import record
from plumbline.ledger.errors import AlreadyAnswered
from plumbline.projections.items import find_item


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


_REPLAYED = "Idempotent-Replayed"
NewId = Callable[[str], str]
_running: set[tuple[str, str]] = set()


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
            asked = command_of(act.command, data, new_id, **said)
            read_hash = await read_hash_of(request, stream, item_id) if act.noun == "decisions" else ""
            return replace(asked, read_hash=read_hash) if read_hash and getattr(asked, "read_hash", None) == "" else asked

        return await answer(request, stream, command)

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


async def answer(request: Request[Any, Any, Any], stream: str, command: Callable[[NewId], Awaitable[Any]]) -> Response[ReceiptBody]:
    """Send a command and answer with its receipt, once per idempotency key. Raises Refused.

    command: makes it, after the key was looked up: what an act depends on may have changed since its first answer.
    """
    installation = installation_of(request)
    context = context_of(request)
    scope, request_hash = await asked_as(request, context)
    if context.idempotency_key and (kept := await installation.ledger.answered(scope, context.idempotency_key)):
        return _again(kept, request_hash)
    running = (scope, context.idempotency_key)
    if context.idempotency_key:
        if running in _running:
            running_finding = Finding(rule="api.key_running", met=False, actual=context.idempotency_key)
            raise Refused(Refusal(code="api.key_running", findings=(running_finding,)), {})
        _running.add(running)
    try:
        result = await installation.handling.handle(
            stream,
            await command(context.new_id),
            context,
            idempotency=(scope, request_hash, lambda receipt: msgspec.json.encode(_body(receipt))),
        )
    except AlreadyAnswered as before:
        return _again((before.request_hash, before.answer), request_hash)
    finally:
        _running.discard(running)
    if isinstance(result, Refusal):
        raise failed(request, result)
    return Response(_body(result), status_code=201 if result.changed else 200)


async def asked_as(request: Request[Any, Any, Any], context: Context) -> tuple[str, str]:
    """Return whose idempotency keys count for a request, and what tells it apart from another one with the same key."""
    asked = hashlib.sha256(f"{request.method} {request.url.path}\n".encode() + await request.body()).hexdigest()
    return f"{installation_of(request).workspace_id}:{context.actor}", asked


def kept_answer(kept: tuple[str, bytes], request_hash: str) -> bytes:
    """Return what was answered to the first request with an idempotency key. Raises Refused when that one asked for something else."""
    if kept[0] != request_hash:
        finding = Finding(rule="api.key_reused", met=False)
        raise Refused(Refusal(code="api.key_reused", kind="invalid", findings=(finding,)), {})
    return kept[1]


def was_answered(given: Response[ReceiptBody]) -> bool:
    """Tell whether an answer is that of an earlier request under the same idempotency key."""
    return _REPLAYED in given.headers


async def _stream(request: Request[Any, Any, Any], act: Act, item_id: str) -> str:
    if not act.field:
        async with installation_of(request).handling.reading(_cycle_id(item_id)) as cycle:
            if cycle.version == 0:
                raise missing("cycle", item_id)
        return item_id
    row = await find_item(installation_of(request).ledger, item_id)
    kind = f"{act.noun.removesuffix('ies')}y" if act.noun.endswith("ies") else act.noun.removesuffix("s")
    if row is None or row.kind != kind:
        raise missing(kind, item_id)
    return row.item_id if kind == "document" else row.cycle_id  # a document is a stream of its own


def _cycle_id(text: str) -> str:
    if not text.startswith("cyc_") or len(text) != 30:
        raise missing("cycle", text)
    return text


def _body(receipt: Receipt) -> ReceiptBody:
    return ReceiptBody(stream=receipt.stream, version=receipt.version, item=receipt.item, changed=receipt.changed)


def _again(kept: tuple[str, bytes], request_hash: str) -> Response[ReceiptBody]:
    receipt = msgspec.json.decode(kept_answer(kept, request_hash), type=ReceiptBody)
    return Response(receipt, status_code=201, headers={_REPLAYED: "true"})
