"""Requests that may be sent again: under one key something is done once, and the first answer is given once more."""

import hashlib
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

from litestar import Request

from plumbline.api.access import installation_of
from plumbline.api.problems import Refused
from plumbline.kernel.outcome import Context, Finding, Receipt, Refusal
from plumbline.kernel.record import record
from plumbline.ledger.errors import AlreadyAnswered

REPLAYED = "Idempotent-Replayed"
"""The header of an answer that was given before."""
_running: set[tuple[str, str]] = set()
_Given = TypeVar("_Given")


@record
class Asked:
    """Whose idempotency keys count for a request, and what tells it apart from another one with the same key."""

    scope: str
    request_hash: str

    def kept_as(self, answer: Callable[[Receipt], bytes]) -> tuple[str, str, Callable[[Receipt], bytes]]:
        """Return how `Handling.handle` keeps an answer under the key."""
        return self.scope, self.request_hash, answer


async def once(
    request: Request[Any, Any, Any],
    context: Context,
    send: Callable[[Asked], Awaitable[_Given]],
    again: Callable[[bytes], Awaitable[_Given]],
) -> _Given:
    """Send what a request asks for, or, when its key was used for the same request, give the kept answer again.

    again: makes an answer of what is kept. Raises Refused for a key that was used for something else, or is in use now.
    """
    installation, key = installation_of(request), context.idempotency_key
    asked = await _asked(request, context)
    if not key:
        return await send(asked)
    if kept := await installation.ledger.answered(asked.scope, key):
        return await again(_same(kept, asked))
    running = (asked.scope, key)
    if running in _running:
        raise Refused(Refusal(code="api.key_running", findings=(Finding(rule="api.key_running", met=False, actual=key),)), {})
    _running.add(running)
    try:
        return await send(asked)
    except AlreadyAnswered as before:
        return await again(_same((before.request_hash, before.answer), asked))
    finally:
        _running.discard(running)


async def _asked(request: Request[Any, Any, Any], context: Context) -> Asked:
    asked = hashlib.sha256(f"{request.method} {request.url.path}\n".encode() + await request.body()).hexdigest()
    return Asked(scope=f"{installation_of(request).workspace_id}:{context.actor}", request_hash=asked)


def _same(kept: tuple[str, bytes], asked: Asked) -> bytes:
    if kept[0] != asked.request_hash:
        raise Refused(Refusal(code="api.key_reused", kind="invalid", findings=(Finding(rule="api.key_reused", met=False),)), {})
    return kept[1]
