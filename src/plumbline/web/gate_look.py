"""One gate at one item: its rule, how each condition stands and why, what would make it pass, and what let things through so far."""

from collections.abc import Collection

from plumbline.domain.cycle.facts.entry import conditions_of, has_passed
from plumbline.domain.cycle.gate import Passage
from plumbline.domain.cycle.rules.gate import Judged, claims_of, evaluate_gate
from plumbline.domain.cycle.state import Cycle
from plumbline.domain.playbook.plan import GateRule
from plumbline.domain.workspace.workspace import Workspace
from plumbline.kernel.expression import Atom
from plumbline.kernel.record import record
from plumbline.web.clockwords import moment
from plumbline.web.factwords import asks_something, claim_words
from plumbline.web.findings import begin, condition_lines, people
from plumbline.web.gate_matrix import cell_of, column_title
from plumbline.web.gate_view import GATE_STATES, ActLine, act_lines, acts_words, override_words
from plumbline.web.labels import Chip, href_of, label_of, name_of
from plumbline.web.reader import Reader


@record
class Claim:
    """One atom of a condition, in words and as the rule has it."""

    chip: Chip
    words: str
    text: str


@record
class RuleLine:
    """One condition as a sentence and in its formal form. added: by this cycle, on top of the playbook."""

    id: str
    title: str
    sentence: str
    expression: str
    added: bool


@record
class ConditionView:
    """How one condition stands. claims: its atoms when it does not hold; who can meet it, and where that begins."""

    rule: RuleLine
    chip: Chip
    met: bool
    assumed: bool
    fault: str
    claims: tuple[Claim, ...]
    who: str
    href: str
    link: str


@record
class GateLook:
    """trial: conditions are assumed, so nothing of it can be recorded. record: the passage that counts, in a sentence; empty before."""

    id: str
    title: str
    sentence: str
    item_id: str
    item: str
    item_href: str
    chip: Chip
    owner_fault: str
    conditions: tuple[ConditionView, ...]
    missing: int
    acts: tuple[ActLine, ...]
    acts_words: str
    trial: bool
    record: str
    record_href: str
    overridden: str
    can_pass: bool
    can_override: bool


def rule_lines(cycle: Cycle, gate: GateRule) -> tuple[RuleLine, ...]:
    """Return a gate's rule: the plan's conditions, then those that the cycle added."""
    own = {one.id for one in gate.conditions}
    return tuple(
        RuleLine(
            id=one.id,
            title=column_title(one.id),
            sentence=one.sentence,
            expression=" ".join(one.expression.split()),
            added=one.id not in own,
        )
        for one in conditions_of(cycle, gate)
    )


def gate_look(cycle: Cycle, workspace: Workspace, gate: GateRule, item_id: str, reader: Reader, assume: Collection[str] = ()) -> GateLook:
    """Return a gate as it answers for an item. assume: ids of conditions that are taken as met, to try what would be."""
    answer = evaluate_gate(cycle, workspace, reader.now, gate.id, item_id, assume)
    claims = claims_of(cycle, workspace, reader.now, gate, item_id)
    decision = cycle.decisions.get(item_id)
    passage = cycle.passages.get((gate.id, item_id))
    through = passage is not None and (decision is None or has_passed(cycle, gate.id, decision))
    page = f"/decisions/{item_id}" if decision is not None else f"/cycles/{cycle.id}"
    acts = act_lines(answer.acts, cycle, reader, f"/cycles/{cycle.id}/gates/{gate.id}")
    rules = {line.id: line for line in rule_lines(cycle, gate)}
    owner = [line for line in condition_lines(answer.findings, reader, cycle, page) if line.role != "approved"] if not answer.unmet else []
    trial = any(one.assumed for one in answer.judged)
    return GateLook(
        id=gate.id,
        title=gate.title,
        sentence=gate.sentence,
        item_id=item_id,
        item=label_of(cycle, item_id),
        item_href=href_of(cycle, item_id),
        chip=Chip("approved", "Passed") if through and not trial else GATE_STATES[answer.status],
        owner_fault=" ".join(line.sentence for line in owner),
        conditions=tuple(
            _condition(one, rules[one.condition.id], claims.get(one.condition.id, ()), cycle, item_id, reader) for one in answer.judged
        ),
        missing=len(answer.unmet),
        acts=acts,
        acts_words=acts_words(acts),
        trial=trial,
        record=_record(passage, through, reader),
        record_href=f"/cycles/{cycle.id}?at={passage.judged_position}" if passage else "",
        overridden=override_words(cycle, gate.id, item_id, reader),
        can_pass=answer.status in ("satisfied", "overridden") and not through and not trial,
        can_override=answer.status == "unsatisfied" and not trial,
    )


def _record(passage: Passage | None, through: bool, reader: Reader) -> str:
    if passage is None:
        return ""
    judged = f"it judged version {passage.judged_version} of the cycle, at entry {passage.judged_position}"
    since = "" if through else " What it let through has changed since."
    return f"{name_of(reader.names, passage.by_id)} passed it {moment(passage.at, reader.zone)}; {judged}.{since}"


def _condition(judged: Judged, rule: RuleLine, atoms: Collection[Atom], cycle: Cycle, item_id: str, reader: Reader) -> ConditionView:
    href, link = ("", "") if judged.met else begin(judged.condition.act, item_id, cycle, "")
    return ConditionView(
        rule=rule,
        chip=cell_of(judged),
        met=bool(judged.met),
        assumed=judged.assumed,
        fault=judged.fault,
        claims=() if judged.met else tuple(_claim(atom) for atom in atoms if asks_something(atom)),
        who=people(judged.who, reader.names),
        href=href,
        link=link,
    )


def _claim(atom: Atom) -> Claim:
    chip = {True: Chip("approved", "Holds"), False: Chip("due", "Fails"), None: Chip("draft", "Not measured")}[atom.met]
    return Claim(chip=chip, words=claim_words(atom), text=atom.text)
