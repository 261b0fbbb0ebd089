"""Repairs: ordinary edits after which a finding is gone. Each is tried before it is proposed; what makes something else wrong is not."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from plumbline.domain.journey.analysis.analyse import analyse
from plumbline.domain.journey.analysis.finding import Against, Finding, FindingKind, Report
from plumbline.domain.journey.analysis.space import Budget
from plumbline.domain.journey.analysis.ways_out import escapes, new_id, recoveries
from plumbline.domain.journey.edit import Edit, EditConflict, adding, edited, removing, setting
from plumbline.domain.journey.model import Model, Transition
from plumbline.domain.journey.plain import model_of, plain_of
from plumbline.domain.journey.problems import problems_of
from plumbline.kernel.record import record

Edits = tuple[Edit, ...]
_MOST_TRIES, _FEW_TRIES = 24, 8
_MOST_STATES, _LEAST_COST = 200_000, 500


def repaired(model: Model, edits: Sequence[Edit]) -> Model:
    """Return a journey after edits. Raises EditConflict."""
    return model_of(edited(plain_of(model), edits)[0])


def with_repairs(model: Model, report: Report, budget: Budget | None = None, within: int = 0) -> Report:
    """Return a report whose findings have repairs, as far as trying them takes a few seconds. budget, within: as in `analyse`."""
    left = _MOST_STATES
    found: list[Finding] = []
    for finding in report.findings:
        if not report.complete or left < report.states * _FEW_TRIES:
            found.append(finding)
            continue
        repair = mended(model, finding, report, budget, within)
        left -= (report.states + _LEAST_COST) * (1 if repair.edits else _MOST_TRIES)
        found.append(replace(finding, repair=repair.edits, against=repair.against))
    return replace(report, findings=tuple(found))


@record
class Repair:
    """Edits after which a finding is gone and nothing of a new kind is found; else what stood against each try."""

    edits: Edits = ()
    against: tuple[Against, ...] = ()


def proposed(model: Model, finding: Finding, report: Report, budget: Budget | None = None, within: int = 0) -> Edits:
    """Return the edits of `mended`; empty when none is known."""
    return mended(model, finding, report, budget, within).edits


def mended(model: Model, finding: Finding, report: Report, budget: Budget | None = None, within: int = 0) -> Repair:
    """Return how a finding is mended so that nothing new is found, or at least nothing of a new kind; else what stands against that.

    report: what was found in the journey as it is.
    """
    known: set[str] = {one.id for one in report.findings}
    kinds: set[FindingKind] = {one.kind for one in report.findings}
    # A journey that grows to several times its size is another journey, not a mended one.
    most = Budget(states=min((budget or Budget()).states, 4 * report.states + 1_000))
    second: Edits = ()
    against: dict[Against, None] = {}
    for number, edits in enumerate(_CANDIDATES[finding.kind](model, finding)):
        after = _tried(model, edits, most, within)
        if after and after.complete and finding.id not in {one.id for one in after.findings}:
            if known.issuperset(one.id for one in after.findings):
                return Repair(edits=edits)
            if not second and kinds.issuperset(one.kind for one in after.findings):
                second = edits
        against.update(dict.fromkeys(_brought(finding, after, kinds)))
        if number >= _MOST_TRIES:
            break
    return Repair(edits=second) if second else Repair(against=tuple(against))


def _brought(finding: Finding, after: Report | None, kinds: set[FindingKind]) -> Iterator[Against]:
    """What a try makes wrong that was not wrong before; the finding's own kind where it is still there."""
    if after is None:
        yield "named"
    elif not after.complete:
        yield "grown"
    else:
        for one in after.findings:
            if one.kind not in kinds or one.id == finding.id:
                yield one.kind


def _tried(model: Model, edits: Edits, budget: Budget, within: int) -> Report | None:
    try:
        changed = repaired(model, edits)
    except EditConflict:
        return None
    return None if problems_of(changed) else analyse(changed, budget, within)


def _unreachable(model: Model, finding: Finding) -> Iterator[Edits]:
    (screen,) = (one for one in model.screens if one.id == finding.screens[0])
    others = [one for one in model.screens if one.role == screen.role and one.id != screen.id and one.kind not in ("terminal", "exception")]
    if screen.kind == "exception":
        for source in others:
            yield (_transition(model, source.id, screen.fault, screen.id),)
    yield _without_screen(model, screen.id)
    for source in others:
        act = new_id(model, f"to-{screen.id}")
        event = {"id": act, "title": screen.title, "kind": "act", "role": screen.role}
        yield adding("event", event), _transition(model, source.id, act, screen.id)


def _without_screen(model: Model, screen: str) -> Edits:
    """Remove a screen with all that names it, but conditions: who asks for it has to be asked."""
    edits = [removing("transition", one.id) for one in model.transitions if screen in (one.source, one.target)]
    edits += [setting("task", one.id, "success", _left(one.success, screen)) for one in model.tasks if screen in one.success]
    edits += [setting("criterion", one.id, "reaches", _left(one.reaches, screen)) for one in model.criteria if screen in one.reaches]
    return (*edits, removing("screen", screen))


def _left(names: Sequence[str], gone: str) -> list[str]:
    return [one for one in names if one != gone]


def _never_enabled(model: Model, finding: Finding) -> Iterator[Edits]:
    for name in finding.transitions:
        its = _transition_of(model, name)
        earlier = [one for one in model.transitions if (one.source, one.event) == (its.source, its.event)]
        if its.when and earlier[0].id != name:
            yield (Edit(op="move", kind="transition", part=name, before=earlier[0].id),)
    yield tuple(removing("transition", name) for name in finding.transitions)


def _constant(model: Model, finding: Finding) -> Iterator[Edits]:
    (name,) = finding.transitions
    if finding.detail == "true":
        yield (setting("transition", name, "when", None),)
    yield (removing("transition", name),)
    if finding.detail == "false":
        yield (setting("transition", name, "when", None),)
        target = _transition_of(model, name).target
        if target:
            yield tuple(dict.fromkeys((removing("transition", name), *_without_screen(model, target))))


def _stuck(model: Model, finding: Finding) -> Iterator[Edits]:
    for screen in finding.screens:
        yield from escapes(model, screen)


def _exception(model: Model, finding: Finding) -> Iterator[Edits]:
    yield from recoveries(model, finding.screens[0])


def _overlap(model: Model, finding: Finding) -> Iterator[Edits]:
    first, second = (_transition_of(model, one) for one in finding.transitions)
    yield (setting("transition", second.id, "when", f"!({first.when}) && ({second.when})"),)
    yield (removing("transition", second.id),)
    yield (setting("transition", second.id, "when", None),)


def _missing_else(model: Model, finding: Finding) -> Iterator[Edits]:
    (screen,) = (one for one in model.screens if one.id == finding.screens[0])
    some = " || ".join(f"({_transition_of(model, one).when})" for one in finding.transitions)
    hiding: list[Edit] = []
    for part in screen.content:
        if part.act == finding.event:
            hiding.append(setting("component", part.id, "when", f"({part.when}) && ({some})" if part.when else some, screen=screen.id))
    for spot in screen.hotspots:
        if spot.act == finding.event:
            hiding.append(setting("hotspot", spot.id, "when", f"({spot.when}) && ({some})" if spot.when else some, screen=screen.id))
    if hiding:
        yield tuple(hiding)
    others = [one for one in model.screens if one.role == screen.role and one.id != screen.id]
    order = ("fallback", "recovery", "terminal", "exception", "normal", "decision", "waiting")
    for target in sorted(others, key=lambda one: (order.index(one.kind), one.result == "abandoned")):
        yield (_transition(model, screen.id, finding.event, target.id),)
    yield (_transition(model, screen.id, finding.event, ""),)


def _write_conflict(model: Model, finding: Finding) -> Iterator[Edits]:
    """The later role's value stands today; what the earlier ones write is lost, so that nothing changes without it."""
    for kept in reversed(finding.transitions):
        edits: list[Edit] = []
        for name in finding.transitions:
            updates = dict(_transition_of(model, name).updates)
            if name != kept and finding.variable in updates:
                del updates[finding.variable]
                edits.append(setting("transition", name, "set", updates or None))
        if edits:
            yield tuple(edits)


def _out_of_range(model: Model, finding: Finding) -> Iterator[Edits]:
    (variable,) = (one for one in model.variables if one.id == finding.variable)
    its = _transition_of(model, finding.transitions[0])
    text = its.updates[variable.id]
    high, low = f"({text}) > {variable.hi} ? {variable.hi} : ", f"({text}) < {variable.lo} ? {variable.lo} : "
    for bounds in (high, low, high + low):
        yield (setting("transition", its.id, "set", {**its.updates, variable.id: f"{bounds}{text}"}),)


def _loop(model: Model, finding: Finding) -> Iterator[Edits]:
    """Count the failures; after the third the person's own ways back are closed, and another way is open."""
    (screen,) = (one for one in model.screens if one.id == finding.screens[0])
    counter = new_id(model, f"{screen.id.replace('-', '_')}_times")
    acts = {one.id for one in model.events if one.kind == "act" and one.role == screen.role}
    counting: list[Edit] = [adding("variable", {"id": counter, "type": "int", "lo": 0, "hi": 3, "title": f"{screen.title}: how often"})]
    for one in model.transitions:
        if one.target == screen.id:
            counting.append(setting("transition", one.id, "set", {**one.updates, counter: f"{counter} < 3 ? {counter} + 1 : 3"}))
        if one.source in (screen.id, screen.stage) and one.event in acts and one.target not in _terminals(model):
            counting.append(setting("transition", one.id, "when", f"({one.when}) && {counter} < 3" if one.when else f"{counter} < 3"))
            counting += [
                setting(
                    "component", part.id, "when", f"({part.when}) && {counter} < 3" if part.when else f"{counter} < 3", screen=screen.id
                )
                for part in screen.content
                if part.act == one.event
            ]
    yield tuple(counting)
    for way in escapes(model, screen.id):
        yield (*counting, *way)


def _terminals(model: Model) -> frozenset[str]:
    return frozenset(one.id for one in model.screens if one.kind == "terminal")


def _nothing(model: Model, finding: Finding) -> Iterator[Edits]:
    """A run has to be recorded; no edit stands for it."""
    yield from ()


def _transition_of(model: Model, name: str) -> Transition:
    return next(one for one in model.transitions if one.id == name)


def _transition(model: Model, source: str, event: str, target: str) -> Edit:
    data: dict[str, Any] = {"id": new_id(model, f"{source}-{event}"), "from": source, "on": event}
    return adding("transition", {**data, "to": target} if target else data)


_CANDIDATES: Mapping[FindingKind, Callable[[Model, Finding], Iterator[Edits]]] = {
    "unreachable-screen": _unreachable,
    "never-enabled": _never_enabled,
    "constant-condition": _constant,
    "dead-end": _stuck,
    "livelock": _stuck,
    "unrecovered-exception": _exception,
    "stuck-waiting": _stuck,
    "overlap": _overlap,
    "missing-else": _missing_else,
    "write-conflict": _write_conflict,
    "uncovered": _nothing,
    "unlimited-loop": _loop,
    "out-of-range": _out_of_range,
}
