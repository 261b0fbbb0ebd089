"""The facts of one message: how each of its claims stands to what it rests on."""

from datetime import datetime
from typing import Literal

from plumbline.domain.cycle.communication import Claim, Message
from plumbline.domain.cycle.facts.entry import ENTRY, has_passed
from plumbline.domain.cycle.state import Cycle

Standing = Literal["good", "stale", "contradicted", "unlinked"]
_OVER = ("rejected", "withdrawn", "superseded", "lapsed")


def standing_of(claim: Claim, ground: str, cycle: Cycle, now: datetime) -> Standing:
    """Return how a claim stands. ground: what it was read against when it was checked; empty before."""
    decision = cycle.decisions.get(claim.reference)
    today = ground_of(claim, cycle)
    if not today:
        return "unlinked"
    match claim.rests_on:
        case "decision" | "commitment" if decision is not None:
            if decision.state in _OVER:
                return "contradicted"
            committed = claim.rests_on == "decision" or has_passed(cycle, ENTRY, decision)
            if decision.suspect or (ground and not committed):
                return "stale"
            if not committed:
                return "contradicted"
        case "date":
            if claim.at is None or today != claim.at.isoformat():
                return "contradicted"
        case _:
            pass
    return "stale" if ground and ground != today else "good"


def ground_of(claim: Claim, cycle: Cycle) -> str:
    """Return what a claim rests on as it reads now: a content hash, a date, the place of a screen; empty when it rests on nothing."""
    decision = cycle.decisions.get(claim.reference)
    match claim.rests_on:
        case "decision" | "commitment":
            return decision.content_hash if decision is not None else ""
        case "screen":
            return claim.reference.strip()
        case "date":
            date = _date_of(claim.reference, cycle)
            return date.isoformat() if date is not None else ""


def claims_of(message: Message, cycle: Cycle, now: datetime) -> list[tuple[Claim, Standing]]:
    """Return the claims of a message, each with how it stands."""
    grounds = message.grounds or ("",) * len(message.claims)
    return [(claim, standing_of(claim, ground, cycle, now)) for claim, ground in zip(message.claims, grounds, strict=True)]


def is_suspect(message: Message, cycle: Cycle, now: datetime) -> bool:
    """Tell whether a message that was sent says something that does not hold any more."""
    return message.state == "sent" and any(standing != "good" for _, standing in claims_of(message, cycle, now))


def _date_of(item_id: str, cycle: Cycle) -> datetime | None:
    if item_id == cycle.id:
        return cycle.ends_at
    if release := cycle.releases.get(item_id):
        return None if release.state == "dropped" else release.launched_at or release.planned_at
    if decision := cycle.decisions.get(item_id):
        return decision.due_at
    blocker = cycle.blockers.get(item_id)
    return blocker.due_at if blocker is not None else None
