"""Acting on what was read: a decision is tagged with the hash of its content, and an act may name the tag that it was decided on."""

from typing import Any

from litestar import Request

from plumbline.api.access import installation_of
from plumbline.api.problems import Refused
from plumbline.domain.cycle.decision import Decision
from plumbline.domain.cycle.rules.common import stale
from plumbline.kernel.outcome import Refusal


def tag_of(decision: Decision) -> dict[str, str]:
    """Return the header that names what a decision says. Votes, clocks and its state are not part of it."""
    return {"ETag": f'"{decision.content_hash}"'}


def tags_asked_for(request: Request[Any, Any, Any]) -> tuple[str, ...]:
    """Return the tags of If-Match, any of which will do; none when the act does not depend on what was read."""
    given = request.headers.get("if-match", "").strip()
    return () if given in ("", "*") else tuple(tag.strip() for tag in given.split(","))


async def read_hash_of(request: Request[Any, Any, Any], cycle_id: str, decision_id: str) -> str:
    """Return the content hash that the caller read, when If-Match names it; empty without one. Raises Refused (412)."""
    tags = tags_asked_for(request)
    if not tags:
        return ""
    async with installation_of(request).handling.reading(cycle_id) as cycle:
        content_hash = cycle.decisions[decision_id].content_hash
    if f'"{content_hash}"' in tags:
        return content_hash
    refusal = stale(decision_id, tags[0].strip('"'), content_hash) or Refusal(code="stale", kind="stale")  # a weak tag never matches
    raise failed(request, refusal)


def failed(request: Request[Any, Any, Any], refusal: Refusal) -> Refused:
    """Return the problem of an act that was refused; 412 when it is what If-Match guards against."""
    guarded = refusal.kind == "stale" and tags_asked_for(request)
    return Refused(refusal, installation_of(request).names, status=412 if guarded else 0)
