"""Acting on what was read: what is shown carries a tag, and an act may name the tag that it was decided on (RFC 9110, 13.1.1)."""

from collections.abc import Callable, Mapping
from hashlib import sha256
from typing import Any

import msgspec
from litestar import Request

from plumbline.api.access import installation_of
from plumbline.api.problems import Refused
from plumbline.domain.cycle.decision import Decision
from plumbline.handling import Guard
from plumbline.kernel.outcome import Finding, Refusal

AnyRequest = Request[Any, Any, Any]
Tag = Callable[[Any], str]
_KEPT_AS = {"scope": "scope_items", "changes": "scope_changes"}
_STATUS = {"stale": 412, "api.precondition": 428}


def things(cycle: Any, noun: str) -> Mapping[str, Any]:
    """Return the items of a noun of the API in a cycle, by id."""
    return getattr(cycle, _KEPT_AS.get(noun, noun))


def tag_of(thing: Any) -> str:
    """Return the tag of an item: of a decision what it says, without votes, clocks and state; of anything else all that is known of it."""
    if isinstance(thing, Decision):
        return f'"{thing.content_hash}"'
    plain = msgspec.to_builtins(thing, str_keys=True, order="deterministic")
    return f'"{sha256(msgspec.json.encode(plain)).hexdigest()}"'


def stream_tag(state: Any) -> str:
    """Return the tag of what is a stream of its own, such as a cycle or a journey: how many events it has."""
    return f'"{state.version}"'


def show_tag(request: AnyRequest, tag: str) -> None:
    """Let the answer to a request carry a tag."""
    request.scope["state"]["tag"] = tag


def guard(request: AnyRequest, tag: Tag, *, binds: bool = False) -> Guard:
    """Return what keeps an act from being decided on something else than what If-Match names.

    tag: of what is acted on, out of the state of its stream. binds: the act is about exact words, so it has to say which.
    """
    given = request.headers.get("if-match", "").strip()
    tags = tuple(part.strip() for part in given.split(",") if part.strip())

    def judged(state: Any) -> Refusal | None:
        if not tags:
            return _unsaid() if binds else None
        if "*" in tags:
            return None
        now = tag(state)
        return None if now in tags else _changed(tags[0], now)  # a weak tag never matches

    return judged


def failed(request: AnyRequest, refusal: Refusal) -> Refused:
    """Return the problem of an act that was refused; 412 when it is what If-Match guards against, 428 when it had to be sent."""
    guarded = bool(request.headers.get("if-match", "").strip(" *")) or refusal.code == "api.precondition"
    return Refused(refusal, installation_of(request).names, status=_STATUS.get(refusal.code, 0) if guarded else 0)


def _unsaid() -> Refusal:
    return Refusal(code="api.precondition", kind="invalid", findings=(Finding(rule="api.precondition", met=False),))


def _changed(read: str, now: str) -> Refusal:
    finding = Finding(rule="api.unchanged", met=False, expected=read.strip('"'), actual=now.strip('"'))
    return Refusal(code="stale", kind="stale", findings=(finding,))
