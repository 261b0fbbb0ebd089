"""When signals that are sign-ups belong to a running cycle, then record each in it, so that whoever is told of events is told of them."""

import json
import logging
from collections import defaultdict

from plumbline.domain.cycle.rules.sign_up import MOST
from plumbline.domain.cycle.sign_up import CLAIMED, RecordSignUp
from plumbline.domain.cycle.state import Cycle
from plumbline.domain.signal.signal import CLAIMS, claimed_names, instant
from plumbline.handling import Handling
from plumbline.kernel.outcome import Refusal
from plumbline.projections.signal_places import Sorted, sorted_kinds
from plumbline.signals.store import Kept, Signals

_log = logging.getLogger(__name__)
EVERY = 5.0
"""Seconds between two looks."""
_AT_ONCE = 200  # sign-ups of one cycle in one look: approvals get their turn


async def record_sign_ups(handling: Handling, signals: Signals) -> int:
    """Record the sign-ups of a workspace that its cycles do not have yet; return how many were."""
    by_cycle = defaultdict[str, list[Sorted]](list)
    for one in await sorted_kinds(handling, signals):
        if one.place.sign_up and one.place.cycle_id:
            by_cycle[one.place.cycle_id].append(one)
    recorded = 0
    for cycle_id, kinds in by_cycle.items():
        async with handling.reading(cycle_id) as state:
            cycle: Cycle = state
            known, running = set(cycle.sign_ups.numbers), cycle.state == "running"
        if not running or len(known) >= min(MOST, sum(one.many for one in kinds)):
            continue
        places = {one.kind: one.place.because for one in kinds}
        kept = await signals.newest(handling.workspace_id, list(places), limit=MOST)
        for signal in [one for one in reversed(kept) if one.number not in known][:_AT_ONCE]:
            recorded += await _record(handling, cycle_id, signal, claimed=places[signal.signal.kind] == "claim")
    return recorded


async def _record(handling: Handling, cycle_id: str, kept: Kept, *, claimed: bool) -> bool:
    """claimed: only the signal itself says that it belongs there."""
    signal, trusted = kept.signal, frozenset[str]() if claimed else frozenset({"plcycle"})
    claims: dict[str, str] = json.loads(signal.claims)
    said = {name: claims.get(CLAIMS[name], "") for name in CLAIMED if name in CLAIMS}
    said["landing"] = claims.get("pllanding", "")
    command = RecordSignUp(
        number=kept.number, source_id=signal.kind.source_id, called=signal.name, who=signal.who, signed_up_at=instant(signal.occurred_at),
        claimed_journey=claims.get("pljourney", ""), claimed_screen=claims.get("plscreen", ""), claimed_run=claims.get("plrun", ""), **said,
    )  # fmt: skip
    context = handling.context(
        actor="system", actor_kind="system", surface=f"ingest:{kept.via}", origin=signal.origin, origin_id=signal.origin_id,
        claimed=claimed_names(signal.claims, but=trusted),
    )  # fmt: skip
    answer = await handling.handle(cycle_id, command, context)
    if isinstance(answer, Refusal):
        _log.warning("the sign-up %d of %s was not recorded: %s", kept.number, cycle_id, answer)
        return False
    return answer.changed
