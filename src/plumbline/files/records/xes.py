"""Event logs in XES: each trace is a case that was decided, its events are how it stood."""

from collections.abc import Iterator, Mapping
from datetime import date

from plumbline.domain.cycle.decision import ENDED, State
from plumbline.domain.cycle.decision.imported import PastStatus
from plumbline.files.records.adr import STATES
from plumbline.files.records.record import DecisionRecord, RecordFile, day_of, title_of
from plumbline.files.xml_reader import Element, read_xml

_ENDS: Mapping[str, State] = {
    **STATES, "approve": "approved", "accept": "approved", "reject": "rejected", "decline": "rejected", "cancel": "withdrawn",
    "withdraw": "withdrawn", "close": "approved", "closed": "approved", "complete": "approved", "resolved": "approved",
}  # fmt: skip
_MOST_STEPS = 200


def read_log(file: RecordFile) -> Iterator[DecisionRecord]:
    """Yield what each trace tells. Raises PackErrors where the file is no XML that is accepted."""
    root = read_xml(file.text.encode(), file.name)
    for number, trace in enumerate((one for one in root.everything() if one.name == "trace"), 1):
        yield _record(file.name, number, trace)


def _record(name: str, number: int, trace: Element) -> DecisionRecord:
    own = _values(trace)
    steps = sorted((_step(_values(one)) for one in trace.named("event")), key=lambda step: (step[0] is None, step[0] or date.min))
    days = [day for day, _ in steps if day is not None]
    state, notes = _outcome([said for _, said in steps])
    history = tuple(PastStatus(said=said[:200], state=_state(said) or "proposed", on=day) for day, said in steps[:_MOST_STEPS])
    if len(steps) > _MOST_STEPS:
        notes.append(f"It has {len(steps)} events; the first {_MOST_STEPS} are in its history, all in the original.")
    if len(days) < len(steps):
        notes.append("Some events have no day.")
    key = own.get("concept:name", "") or f"{name}, trace {number}"
    return DecisionRecord(
        name=f"{name}, trace {number}",
        key=key,
        title=title_of(own.get("description", "") or own.get("title", "") or key),
        state=state,
        said=steps[-1][1] if steps else "",
        begun_on=min(days, default=None),
        ended_on=max(days, default=None) if state in ENDED else None,
        history=history,
        people=tuple(dict.fromkeys(who for one in trace.named("event") if (who := _values(one).get("org:resource", "")))),
        original="\n".join(
            [*(f"{name}: {value}" for name, value in own.items()), "", *(f"{day or ''} {said}".strip() for day, said in steps)]
        ),
        notes=tuple(notes),
    )


def _values(part: Element) -> dict[str, str]:
    return {one.get("key"): one.get("value") for one in part.children if one.get("key") and one.name not in ("event", "list")}


def _step(values: Mapping[str, str]) -> tuple[date | None, str]:
    moment = values.get("lifecycle:transition", "")
    said = " ".join(filter(None, (values.get("concept:name", ""), f"({moment})" if moment and moment != "complete" else "")))
    return day_of(values.get("time:timestamp", "")), said or "an event without a name"


def _outcome(said: list[str]) -> tuple[State, list[str]]:
    """The last event whose words end a case decides; one that no event ends is still open."""
    for words in reversed(said):
        if (state := _state(words)) in ENDED:
            return state, []
    return "proposed", ["No event says how it ended, so it is open here."] if said else ["It has no events."]


def _state(words: str) -> State | None:
    return next((_ENDS[one] for one in reversed(words.lower().replace("_", " ").split()) if one in _ENDS), None)
