"""The gates of a cycle as its overview lists them: how each stands, what is missing, and whether it can be passed now."""

from plumbline.domain.cycle.facts import Facts, cycle_facts
from plumbline.domain.cycle.facts.entry import has_passed
from plumbline.domain.cycle.rules.decision_acting import IN_FORCE
from plumbline.domain.cycle.rules.gate import evaluate_gate
from plumbline.domain.cycle.state import Cycle
from plumbline.domain.playbook.plan import GateRule
from plumbline.domain.workspace.workspace import Workspace
from plumbline.kernel.record import record
from plumbline.web.clockwords import moment
from plumbline.web.findings import ConditionLine, condition_lines
from plumbline.web.gate_view import GATE_STATES, override_words
from plumbline.web.labels import Chip, href_of, label_of, name_of
from plumbline.web.reader import Reader


@record
class AtGate:
    """A decision in front of a gate that judges single decisions."""

    href: str
    title: str
    chip: Chip
    overridden: str


@record
class CycleGate:
    """One gate. conditions: what holds and what does not; missing: how many do not. passed: by whom and when, empty before.

    decisions: for a gate that judges single decisions, those that are approved and not through it; through: how many are.
    """

    id: str
    title: str
    sentence: str
    chip: Chip
    conditions: tuple[ConditionLine, ...]
    missing: int
    passed: str
    overridden: str
    href: str
    can_pass: bool
    decisions: tuple[AtGate, ...]
    through: int


def cycle_gates_of(cycle: Cycle, workspace: Workspace, reader: Reader) -> tuple[CycleGate, ...]:
    """Return the gates of a cycle's plan, in its order."""
    gates = cycle.plan.gates if cycle.plan else ()
    facts = cycle_facts(cycle, workspace, reader.now)  # once for all of them
    whole, single = _of_cycle, _of_decisions
    return tuple((whole if gate.subject == "cycle" else single)(gate, cycle, workspace, reader, facts) for gate in gates)


def _of_cycle(gate: GateRule, cycle: Cycle, workspace: Workspace, reader: Reader, facts: Facts) -> CycleGate:
    judged = evaluate_gate(cycle, workspace, reader.now, gate.id, cycle.id, facts=facts)
    passage = cycle.passages.get((gate.id, cycle.id))
    lines = condition_lines(judged.findings, reader, cycle, f"/cycles/{cycle.id}")
    return CycleGate(
        id=gate.id,
        title=gate.title,
        sentence=gate.sentence,
        chip=Chip("approved", "Passed") if passage else GATE_STATES[judged.status],
        conditions=tuple(sorted(lines, key=lambda line: line.role == "approved")),  # what is missing first
        missing=sum(not finding.met for finding in judged.findings),
        passed=f"{name_of(reader.names, passage.by_id)}, {moment(passage.at, reader.zone)}" if passage else "",
        overridden="" if passage else override_words(cycle, gate.id, cycle.id, reader),
        href=f"/cycles/{cycle.id}/gates/{gate.id}",
        can_pass=judged.status in ("satisfied", "overridden") and passage is None,
        decisions=(),
        through=0,
    )


def _of_decisions(gate: GateRule, cycle: Cycle, workspace: Workspace, reader: Reader, facts: Facts) -> CycleGate:
    in_force = [decision for decision in cycle.decisions.values() if decision.state in IN_FORCE]
    waiting = [decision for decision in in_force if not has_passed(cycle, gate.id, decision)]
    through = len(in_force) - len(waiting)
    judged = [(decision, evaluate_gate(cycle, workspace, reader.now, gate.id, decision.id, facts=facts)) for decision in waiting]
    if waiting:
        chip = Chip("pending", f"{len(waiting)} at the gate")
    else:
        chip = Chip("approved", f"{through} through") if through else Chip("draft", "Nothing has come to it yet")
    return CycleGate(
        id=gate.id,
        title=gate.title,
        sentence=gate.sentence,
        chip=chip,
        conditions=(),
        missing=0,
        passed="",
        overridden="",
        href=f"/cycles/{cycle.id}/gates?gate={gate.id}",
        can_pass=False,
        decisions=tuple(
            AtGate(
                href=f"{href_of(cycle, decision.id)}#gate",
                title=label_of(cycle, decision.id),
                chip=GATE_STATES[answer.status],
                overridden=override_words(cycle, gate.id, decision.id, reader),
            )
            for decision, answer in judged
        ),
        through=through,
    )
