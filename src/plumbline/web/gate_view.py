"""The gates a decision has to pass: what holds, what does not, and the smallest set of acts that would change it."""

from collections.abc import Iterable

from plumbline.domain.cycle.decision import Decision
from plumbline.domain.cycle.facts.entry import is_overridden
from plumbline.domain.cycle.rules.acts import Act
from plumbline.domain.cycle.rules.gate import evaluate_gate
from plumbline.domain.cycle.state import Cycle
from plumbline.domain.playbook.plan import GateRule
from plumbline.domain.workspace.workspace import Workspace
from plumbline.kernel.record import record
from plumbline.web.clockwords import moment
from plumbline.web.findings import ConditionLine, begin, condition_lines, people
from plumbline.web.labels import Chip, label_of, name_of
from plumbline.web.reader import Reader

GATE_STATES = {
    "satisfied": Chip("approved", "Ready to pass"),
    "unsatisfied": Chip("due", "Not yet"),
    "overridden": Chip("tradeoff", "Overridden"),
    "error": Chip("breached", "In error: blocks"),
    "not_applicable": Chip("ended", "Does not apply"),
    "not_evaluated": Chip("draft", "Not judged"),
}

_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_IN_FORCE = frozenset({"approved", "handed_off", "verified"})


@record
class ActLine:
    """One act of the smallest set that would make a gate pass."""

    words: str
    who: str
    href: str


@record
class GateView:
    """passed: by whom and when, empty before. overridden: the standing override in a sentence. can_pass: passing it would be recorded."""

    id: str
    title: str
    sentence: str
    chip: Chip
    conditions: tuple[ConditionLine, ...]
    acts: tuple[ActLine, ...]
    acts_words: str
    passed: str
    overridden: str
    can_pass: bool
    href: str


def gates_of(cycle: Cycle, decision: Decision, workspace: Workspace, reader: Reader) -> tuple[GateView, ...]:
    """Return the gates that judge single decisions, as they answer for one."""
    rules = cycle.plan.gates if cycle.plan else ()
    return tuple(_gate(gate, cycle, decision, workspace, reader) for gate in rules if gate.subject == "decision")


def _gate(gate: GateRule, cycle: Cycle, decision: Decision, workspace: Workspace, reader: Reader) -> GateView:
    judged = evaluate_gate(cycle, workspace, reader.now, gate.id, decision.id)
    passage = cycle.passages.get((gate.id, decision.id))
    page = f"/decisions/{decision.id}"
    acts = act_lines(judged.acts, cycle, reader, page)
    current = passage is not None and passage.content_hash == decision.content_hash and decision.state in _IN_FORCE
    passed = f"Passed by {name_of(reader.names, passage.by_id)}, {moment(passage.at, reader.zone)}" if passage else ""
    return GateView(
        id=gate.id,
        title=gate.title,
        sentence=gate.sentence,
        chip=Chip("approved", "Passed") if current else GATE_STATES[judged.status],
        conditions=condition_lines(judged.findings, reader, cycle, page),
        acts=acts,
        acts_words=acts_words(acts),
        passed=passed,
        overridden=override_words(cycle, gate.id, decision.id, reader),
        href=f"/cycles/{cycle.id}/gates/{gate.id}?item={decision.id}",
        can_pass=judged.status in ("satisfied", "overridden") and not current,
    )


def act_lines(acts: Iterable[Act], cycle: Cycle, reader: Reader, page: str) -> tuple[ActLine, ...]:
    """Return the acts that would let something through, each with who does it and where it begins. page: the path that shows them."""
    return tuple(_act(act, cycle, reader, page) for act in acts)


def override_words(cycle: Cycle, gate_id: str, item_id: str, reader: Reader) -> str:
    """Say who lets an item through a gate until when, why, and what compensates for it; empty when nobody does."""
    override = cycle.overrides.get((gate_id, item_id))
    if override is None or not is_overridden(cycle, gate_id, item_id, reader.now):
        return ""
    until = f"{name_of(reader.names, override.by_id)} lets it through until {moment(override.expires_at, reader.zone)}"
    return f"{until}. Reason: {override.reason.rstrip('.')}. Compensating control: {override.control.rstrip('.')}."


def _act(act: Act, cycle: Cycle, reader: Reader, page: str) -> ActLine:
    href, _ = begin(act.act, act.item, cycle, page)
    return ActLine(words=_act_words(act.act, act.item, cycle, page), who=people(act.who[:1], reader.names), href=href)


def _act_words(act: str, item: str, cycle: Cycle, page: str) -> str:
    _, link = begin(act, item, cycle, page)
    noun, _, verb = act.partition(".")
    words = link if link and link != "Open it" else f"{verb.replace('_', ' ').capitalize()} {noun}"
    label = label_of(cycle, item)
    return f"{words}: {label}" if label and item != cycle.id and page != f"/decisions/{item}" else words


def acts_words(acts: tuple[ActLine, ...]) -> str:
    """Say how many acts by how many people make the gate pass."""
    if not acts:
        return ""
    doers = len({act.who for act in acts})
    by = "one person" if doers == 1 else f"{_told(doers)} people"
    if len(acts) == 1:
        return f"One act by {by} makes this gate pass:"
    return f"{_told(len(acts)).capitalize()} acts by {by} make this gate pass, in this order:"


def _told(count: int) -> str:
    return _NUMBERS[count] if count < len(_NUMBERS) else str(count)
