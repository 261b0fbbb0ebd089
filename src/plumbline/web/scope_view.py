"""What is in scope as cards: items in their rank, and changes with what comes in, what leaves and what it does."""

from collections.abc import Iterable

from plumbline.domain.cycle.rules.pace import first_to_leave, observed_pace
from plumbline.domain.cycle.rules.scope import by_contribution, scope_owners
from plumbline.domain.cycle.rules.scope_change import touched_decisions
from plumbline.domain.cycle.scope import IN_SCOPE, LOCK, PENDING, ScopeItem
from plumbline.domain.cycle.scope_change import ScopeChange
from plumbline.domain.cycle.state import Cycle
from plumbline.domain.playbook.plan import Plan
from plumbline.domain.workspace.workspace import Workspace
from plumbline.kernel.record import record
from plumbline.web.clockwords import moment
from plumbline.web.labels import DECISION_STATES, Chip, href_of, label_of, name_of
from plumbline.web.reader import Reader
from plumbline.words.pace import pace_sentence

_ITEM_CHIPS = {
    "requested": Chip("due", "To be ranked"),
    "assessed": Chip("pending", "To be decided"),
    "accepted": Chip("approved", "In scope"),
    "declined": Chip("ended", "Declined"),
    "deferred": Chip("tradeoff", "Deferred"),
    "applied": Chip("approved", "Applied"),
}
_CHANGE_CHIPS = {
    "requested": Chip("due", "Price missing"),
    "assessed": Chip("pending", "To be decided"),
    "accepted": Chip("tradeoff", "Scope traded"),
    "declined": Chip("ended", "Declined"),
    "deferred": Chip("tradeoff", "Put off"),
    "applied": Chip("approved", "Applied"),
}
NO_FORECAST = "no forecast in this version"
Link = tuple[str, str]


@record
class ItemCard:
    """One scope item. place: its place among those in scope or waiting; 0 where it is out."""

    id: str
    label: str
    title: str
    place: int
    chip: Chip
    ranks: str
    contribution: int
    effort: int
    area: str
    owner: str
    author: str
    reason: str
    change: Link
    decisions: tuple[Link, ...]
    state: str


@record
class ChangeCard:
    """One scope change. measures: name, before and after, for what can be said of both."""

    id: str
    label: str
    title: str
    chip: Chip
    owner: str
    adds: tuple[Link, ...]
    leaves: tuple[Link, ...]
    capacity: str
    moves_to: str
    metric: str
    metric_effect: str
    practice: str
    practice_effect: str
    touched: tuple[tuple[str, str, Chip], ...]
    measures: tuple[tuple[str, str, str], ...]
    reason: str
    decided: str
    priced: bool
    open: bool
    state: str


@record
class ScopeWords:
    """Where scope stands as a whole. locked: since when and by whom, or empty. signer: who decides about changes.

    pace: whether what is open fits the pace that the record shows. first_to_leave: what would go first if it does not.
    """

    locked: str
    signer: str
    counts: str
    pace: str
    first_to_leave: Link


def scope_words(cycle: Cycle, workspace: Workspace, reader: Reader) -> ScopeWords:
    """Return whether scope is locked, who signs changes, and how much there is."""
    passage = cycle.passages.get((LOCK, cycle.id))
    items = cycle.scope_items.values()
    pace, leaves = observed_pace(cycle), first_to_leave(cycle)
    inside = sum(item.state in IN_SCOPE for item in items)
    waiting = sum(item.state in PENDING for item in items)
    out = sum(item.state == "deferred" for item in items)
    return ScopeWords(
        locked=f"Locked {moment(passage.at, reader.zone)} by {name_of(reader.names, passage.by_id)}" if passage else "",
        signer=" or ".join(name_of(reader.names, person) for person in scope_owners(cycle, workspace)),
        counts=f"{inside} in scope, {waiting} waiting for an answer, {out} deferred",
        pace=pace_sentence(pace.cycles, pace.settled, pace.left, pace.open),
        first_to_leave=(label_of(cycle, leaves.id), f"#{leaves.id}") if leaves and pace.cycles and pace.open > pace.reach else ("", ""),
    )


def item_cards(cycle: Cycle, reader: Reader, states: Iterable[str]) -> list[ItemCard]:
    """Return the items in some states, in their rank."""
    wished = frozenset(states)
    ordered = by_contribution(item for item in cycle.scope_items.values() if item.state in wished)
    placed = bool(wished & (IN_SCOPE | PENDING))
    return [_item(cycle, item, reader, place if placed else 0) for place, item in enumerate(ordered, 1)]


def change_cards(cycle: Cycle, plan: Plan, reader: Reader) -> list[ChangeCard]:
    """Return the changes: those that wait for somebody first, then the newest."""
    waiting = ("requested", "assessed")
    ordered = sorted(cycle.scope_changes.values(), key=lambda change: (change.state not in waiting, -change.number))
    return [_change(cycle, plan, change, reader) for change in ordered]


def scope_effect(cycle: Cycle, decision_id: str) -> tuple[tuple[str, str, Chip], ...]:
    """Return the scope items that a decision settles and the changes that touch it, as (label, address, chip)."""
    items = [item for item in cycle.scope_items.values() if decision_id in item.decisions]
    ids = {item.id for item in items}
    changes = [
        change
        for change in cycle.scope_changes.values()
        if ids.intersection((*change.adds, *change.displaces)) or (change.trade and decision_id in change.trade.decisions)
    ]
    return (
        *((label_of(cycle, item.id), href_of(cycle, item.id), _ITEM_CHIPS[item.state]) for item in items),
        *((label_of(cycle, change.id), href_of(cycle, change.id), _CHANGE_CHIPS[change.state]) for change in changes),
    )


def _item(cycle: Cycle, item: ScopeItem, reader: Reader, place: int) -> ItemCard:
    areas = {area.id: area.title for area in cycle.plan.areas} if cycle.plan else {}
    return ItemCard(
        id=item.id,
        label=f"S-{item.number}",
        title=item.title,
        place=place,
        chip=_ITEM_CHIPS[item.state],
        ranks=f"contribution {item.contribution}, effort {item.effort}" if item.ranked else "not ranked",
        contribution=item.contribution,
        effort=item.effort,
        area=areas.get(item.area, item.area),
        owner=name_of(reader.names, item.owner_id),
        author=name_of(reader.names, item.author_id),
        reason=item.reason,
        change=(label_of(cycle, item.by_change_id), f"#{item.by_change_id}") if item.by_change_id else ("", ""),
        decisions=_links(cycle, item.decisions),
        state=item.state,
    )


def _change(cycle: Cycle, plan: Plan, change: ScopeChange, reader: Reader) -> ChangeCard:
    trade = change.trade
    titles = {one.id: one.title for one in (*plan.metrics, *plan.practices)}
    is_open = change.state in ("requested", "assessed")
    decided = f"{name_of(reader.names, change.decided_by)}, {moment(change.ended_at, reader.zone)}" if change.ended_at else ""
    return ChangeCard(
        id=change.id,
        label=f"C-{change.number}",
        title=change.title,
        chip=_CHANGE_CHIPS[change.state],
        owner=name_of(reader.names, change.owner_id),
        adds=_links(cycle, change.adds),
        leaves=_links(cycle, change.displaces),
        capacity=trade.capacity if trade else "",
        moves_to=moment(trade.moves_to, reader.zone) if trade and trade.moves_to else "",
        metric=titles.get(trade.metric_id, trade.metric_id) if trade else "",
        metric_effect=trade.metric_effect if trade else "",
        practice=titles.get(trade.practice_id, trade.practice_id) if trade else "",
        practice_effect=trade.practice_effect if trade else "",
        touched=_touched(cycle, change) if is_open else (),
        measures=_measures(cycle, change, is_open),
        reason=change.reason,
        decided=decided,
        priced=trade is not None,
        open=is_open,
        state=change.state,
    )


def _touched(cycle: Cycle, change: ScopeChange) -> tuple[tuple[str, str, Chip], ...]:
    found = (cycle.decisions[one] for one in touched_decisions(change, cycle))
    return tuple((label_of(cycle, one.id), href_of(cycle, one.id), DECISION_STATES[one.state]) for one in found)


def _measures(cycle: Cycle, change: ScopeChange, is_open: bool) -> tuple[tuple[str, str, str], ...]:
    """Before and after: what can be counted while it is open, and the forecast where one was made."""
    before, after = change.forecast_before, change.forecast_after
    forecast = () if before is None and after is None else (("Chance to close inside the window", _chance(before), _chance(after)),)
    if not is_open:
        return forecast
    inside = [item for item in cycle.scope_items.values() if item.state in IN_SCOPE]
    after = [item for item in inside if item.id not in change.displaces]
    after += [cycle.scope_items[one] for one in change.adds if one in cycle.scope_items]
    return (
        ("Items in scope", str(len(inside)), str(len(after))),
        ("Contribution in scope", str(sum(one.contribution for one in inside)), str(sum(one.contribution for one in after))),
        ("Effort in scope", str(sum(one.effort for one in inside)), str(sum(one.effort for one in after))),
        *forecast,
    )


def _chance(per_mille: int | None) -> str:
    return NO_FORECAST if per_mille is None else f"{round(per_mille / 10)} in 100"


def _links(cycle: Cycle, ids: Iterable[str]) -> tuple[Link, ...]:
    return tuple((label_of(cycle, one) or one, f"#{one}" if one in cycle.scope_items else href_of(cycle, one)) for one in ids)
