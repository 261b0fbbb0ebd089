"""The warning sign that work starts while people still disagree, in words: who watches, what shows it, and what clears it."""

from functools import partial

from plumbline.domain.cycle.rules.warning_sign import SIGN, DisputedStart, disputed_work, entries_of, watchers
from plumbline.domain.cycle.state import Cycle
from plumbline.handling import Handling
from plumbline.kernel.record import record
from plumbline.web.clockwords import moment
from plumbline.web.findings import begin, people
from plumbline.web.labels import href_of, label_of, name_of
from plumbline.web.past import Look
from plumbline.web.reader import Reader
from plumbline.words.plan import catalogue_titles


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
    """title, and who watches for it, in a sentence. lines: empty while it does not show."""

    title: str
    watched: str
    lines: tuple[SignLine, ...]


async def sign_of(handling: Handling, look: Look) -> SignView | None:
    """Return how the sign stands in a cycle that is looked at; None where nothing watches for it."""
    cycle: Cycle = look.cycle
    watched = watchers(cycle)
    if not watched:
        return None
    found = disputed_work(cycle, look.workspace, look.reader.now)
    entries = await handling.found_in(cycle.id, partial(entries_of, found)) if found else {}
    return SignView(
        title=catalogue_titles()[f"detector:{SIGN}"],
        watched=f"Watched for by {_and([label_of(cycle, one) for one in watched])}.",
        lines=tuple(_line(one, entries[one], cycle, look.reader) for one in found),
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
