"""The matrix of a gate that judges single decisions: decisions as rows, its conditions as columns."""

from plumbline.domain.cycle.decision import Decision
from plumbline.domain.cycle.facts import cycle_facts
from plumbline.domain.cycle.facts.entry import conditions_of, has_passed
from plumbline.domain.cycle.rules.decision_acting import IN_FORCE
from plumbline.domain.cycle.rules.gate import Evaluation, Judged, evaluate_gate
from plumbline.domain.cycle.state import Cycle
from plumbline.domain.playbook.plan import GateRule
from plumbline.domain.workspace.workspace import Workspace
from plumbline.kernel.record import record
from plumbline.web.gate_view import GATE_STATES
from plumbline.web.labels import Chip, label_of, name_of
from plumbline.web.reader import Reader

PAGE = 30
_OVER = frozenset({"rejected", "withdrawn", "superseded", "lapsed"})


@record
class Column:
    id: str
    title: str
    sentence: str


@record
class Row:
    """One decision in front of a gate. cells stand in the order of the columns; ready says what is missing, and by whom."""

    id: str
    title: str
    href: str
    owner: str
    chip: Chip
    cells: tuple[Chip, ...]
    ready: Chip


@record
class Matrix:
    """count: decisions that the gate applies to; following: the number to begin the next page after, 0 on the last."""

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    count: int
    close: tuple[tuple[str, str], ...]
    following: int


def matrix_of(cycle: Cycle, workspace: Workspace, gate: GateRule, reader: Reader, after: int = 0) -> Matrix:
    """Return a page of the matrix: what can be passed now first, then by what is missing; after: how many rows were shown before."""
    at_gate = [decision for decision in cycle.decisions.values() if decision.state not in _OVER]
    at_gate.sort(key=lambda decision: (decision.state not in IN_FORCE, has_passed(cycle, gate.id, decision), decision.number))
    facts = cycle_facts(cycle, workspace, reader.now)  # once for all of them
    judged = [(one, evaluate_gate(cycle, workspace, reader.now, gate.id, one.id, facts=facts)) for one in at_gate[after : after + PAGE]]
    rows = tuple(_row(decision, answer, cycle, gate, reader) for decision, answer in judged)
    close = tuple((row.title, row.href) for row, (_, answer) in zip(rows, judged, strict=True) if len(answer.unmet) == 1)
    return Matrix(
        columns=tuple(Column(id=one.id, title=column_title(one.id), sentence=one.sentence) for one in conditions_of(cycle, gate)),
        rows=rows,
        count=len(at_gate),
        close=close,
        following=after + PAGE if after + PAGE < len(at_gate) else 0,
    )


def column_title(condition_id: str) -> str:
    """Return a condition's id as a heading: `criteria-met` reads "Criteria met"."""
    return condition_id.replace("-", " ").replace("_", " ").capitalize()


def cell_of(judged: Judged) -> Chip:
    """Say how one condition stands."""
    if judged.assumed:
        return Chip("tradeoff", "Assumed")
    if judged.fault:
        return Chip("breached", "In error")
    return {True: Chip("approved", "Met"), False: Chip("due", "Missing"), None: Chip("draft", "Not measured")}[judged.met]


def _row(decision: Decision, answer: Evaluation, cycle: Cycle, gate: GateRule, reader: Reader) -> Row:
    return Row(
        id=decision.id,
        title=label_of(cycle, decision.id),
        href=f"/cycles/{cycle.id}/gates/{gate.id}?item={decision.id}",
        owner=name_of(reader.names, decision.owner_id),
        chip=Chip("approved", "Through") if has_passed(cycle, gate.id, decision) else GATE_STATES[answer.status],
        cells=tuple(cell_of(one) for one in answer.judged),
        ready=_ready(answer, has_passed(cycle, gate.id, decision), reader),
    )


def _ready(answer: Evaluation, through: bool, reader: Reader) -> Chip:
    if through:
        return Chip("approved", "Through")
    if answer.status in ("satisfied", "overridden"):
        return Chip("approved", "Ready") if answer.status == "satisfied" else Chip("tradeoff", "Overridden")
    if not answer.unmet:
        return Chip("breached", "In error")
    doers = dict.fromkeys(act.who[0] for act in answer.acts if act.who)
    told = ", ".join(name_of(reader.names, person) for person in list(doers)[:3])
    more = f" and {len(doers) - 3} more" if len(doers) > 3 else ""
    return Chip("due", f"{len(answer.unmet)} missing{f': {told}{more}' if told else ''}")
