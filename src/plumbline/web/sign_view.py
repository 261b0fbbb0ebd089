"""Warning signs in words: who watches for each, what shows it, and what clears it."""

from functools import partial

from plumbline.domain.cycle.facts.drift import GRACE
from plumbline.domain.cycle.rules.warning_signs import drifting_work as drift
from plumbline.domain.cycle.rules.warning_signs.disputed_start import SIGN, DisputedStart, disputed_work, entries_of, watchers
from plumbline.domain.cycle.state import Cycle
from plumbline.handling import Handling
from plumbline.kernel.record import record
from plumbline.web.clockwords import moment
from plumbline.web.findings import begin, people
from plumbline.web.labels import href_of, label_of, name_of
from plumbline.web.past import Look
from plumbline.web.reader import Reader
from plumbline.web.work_item_view import act_words, drift_words
from plumbline.words.plan import catalogue_titles

_DISPUTED = (
    "It shows when something is being built that a blocking comment, a concern or an open gate was against when the work started, and"
    " still is."
)
_GRACE = int(GRACE.total_seconds()) // 60
_DRIFTING = f"It shows when an item outside and the line that it carries out have said different things for {_GRACE} minutes."


@record
class SignLine:
    """One thing that shows the sign. started, disputed: two sentences, with the entries of the ledger that say so; act: what clears it."""

    title: str
    href: str
    started: str
    started_entry: int
    disputed: str
    entry: int
    act: str
    act_href: str
    who: str


@record
class SignView:
    """key: of the sign; title, who watches for it, and when it shows, in sentences. lines: empty while it does not show."""

    key: str
    title: str
    watched: str
    means: str
    lines: tuple[SignLine, ...]


async def sign_of(handling: Handling, look: Look) -> SignView | None:
    """Return how it stands with work that starts on a disagreement, in a cycle looked at; None where nothing watches for it."""
    cycle: Cycle = look.cycle
    watched = watchers(cycle)
    if not watched:
        return None
    found = disputed_work(cycle, look.workspace, look.reader.now)
    entries = await handling.found_in(cycle.id, partial(entries_of, found)) if found else {}
    return SignView(
        key="warning-sign",
        title=catalogue_titles()[f"detector:{SIGN}"],
        watched=f"Watched for by {_and([label_of(cycle, one) for one in watched])}.",
        means=_DISPUTED,
        lines=tuple(_line(one, entries[one], cycle, look.reader) for one in found),
    )


async def drift_sign_of(handling: Handling, look: Look) -> SignView | None:
    """Return how it stands with work outside that drifts, in a cycle looked at; None where nothing is linked and nothing watches."""
    cycle: Cycle = look.cycle
    watched = drift.watchers(cycle)
    if not watched:
        return None
    found = drift.drifting_work(cycle, look.workspace, look.reader.now)
    entries = await handling.found_in(cycle.id, partial(drift.entries_of, found)) if found else {}
    return SignView(
        key="drift-sign",
        title=catalogue_titles()[f"detector:{drift.SIGN}"],
        watched=f"Watched for by {_and([label_of(cycle, one) for one in watched])}.",
        means=_DRIFTING,
        lines=tuple(_drifting(one, entries[one], cycle, look.reader) for one in found),
    )


def _drifting(one: drift.DriftingWork, entries: tuple[int, int], cycle: Cycle, reader: Reader) -> SignLine:
    line = cycle.handoffs[one.handoff_id].lines[one.commitment_id]
    thread = label_of(cycle, one.item_id) if one.item_id else ""
    said = drift_words(one.kind, one.reference, line, line.work_items.get(one.endpoint_id), thread)
    return SignLine(
        title=f"{label_of(cycle, one.handoff_id)}: {label_of(cycle, one.decision_id)}",
        href=f"/handoffs/{one.handoff_id}#{one.commitment_id}",
        started=f"It was taken over on {moment(one.taken_at, reader.zone)}",
        started_entry=entries[0],
        disputed=f"{said}, since {moment(one.since, reader.zone)}",
        entry=entries[1],
        act=act_words(one.act),
        act_href=href_of(cycle, one.item_id) if one.item_id else f"/handoffs/{one.handoff_id}#{one.commitment_id}",
        who=people(one.who, reader.names),
    )


def _line(one: DisputedStart, entries: tuple[int, int], cycle: Cycle, reader: Reader) -> SignLine:
    item = {"thread": one.item_id, "concern": one.about_id, "gate": one.decision_id}[one.kind]
    href, act = begin(one.act, item, cycle, "")
    if one.kind == "gate":
        href, act = f"/cycles/{cycle.id}/gates/{one.item_id}?item={one.decision_id}", "See what is missing"
    return SignLine(
        title=label_of(cycle, one.decision_id),
        href=href_of(cycle, one.decision_id),
        started=f"Work on it started on {moment(one.started_at, reader.zone)}",
        started_entry=entries[0],
        disputed=_disputed(one, cycle, reader),
        entry=entries[1],
        act=act,
        act_href=href,
        who=people(one.who, reader.names),
    )


def _disputed(one: DisputedStart, cycle: Cycle, reader: Reader) -> str:
    by, since = name_of(reader.names, one.by_id), moment(one.since, reader.zone)
    about = "it" if one.about_id == one.decision_id else f"{label_of(cycle, one.about_id)}, which it went ahead of,"
    match one.kind:
        case "thread":
            return f"{label_of(cycle, one.item_id)} by {by} has blocked {about} since {since}"
        case "concern":
            return f"{by} has had a concern about {about} since {since}"
        case "gate":
            return f"{by} let it through the gate on {since} with conditions that are open still"


def _and(words: list[str]) -> str:
    return " and ".join(filter(None, (", ".join(words[:-1]), words[-1])))
