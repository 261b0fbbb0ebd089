"""Judging a gate: every condition, what stands in its way, and the smallest set of acts that would change that. Writes nothing."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import datetime
from functools import cached_property
from itertools import combinations
from typing import Any

from plumbline.domain.cycle.decision import Decision
from plumbline.domain.cycle.facts import Judgement, cycle_facts, judge, other_facts
from plumbline.domain.cycle.facts.decision import decision_record
from plumbline.domain.cycle.facts.entry import conditions_of, gate_rule, is_overridden
from plumbline.domain.cycle.facts.judging import compiled, fault_in, names_in
from plumbline.domain.cycle.gate import Status
from plumbline.domain.cycle.rules.acts import Act, acts_for
from plumbline.domain.cycle.rules.common import active_others, check, leads
from plumbline.domain.cycle.rules.decision_judging import approval_findings
from plumbline.domain.cycle.rules.offenders import Offender, doubted, offenders
from plumbline.domain.cycle.state import Cycle
from plumbline.domain.playbook.plan import Condition, GateRule
from plumbline.domain.workspace.workspace import Workspace
from plumbline.kernel.expression import Atom
from plumbline.kernel.outcome import Finding, Value
from plumbline.kernel.record import record

_JOURNEYS = "journey_findings_open"
_OVER = frozenset({"rejected", "withdrawn", "superseded", "lapsed"})
_ALTERNATIVES = 6  # atoms of one condition that are tried in combination; a longer one is mended whole
# Which lines of an approval say in detail what a fact of a decision only counts.
_DETAILS: dict[str, tuple[str, ...]] = {
    "criteria": ("D5.criteria",),
    "criteria_untestable": ("D5.criterion_method", "D5.criterion_owner"),
    "criteria_unmet": ("D5.criteria", "D12.evidence"),
    "threads_blocking": ("D12.threads",),
    "concerns_open": ("D12.concerns",),
    "held": ("D12.hold",),
    "conditions_open": ("D11.condition",),
    "checkpoints_open": ("D12.checkpoint",),
    "prerequisites_open": ("D12.prerequisites",),
    "owned": ("D1.owner",),
    "owner_active": ("D1.owner", "D1.owner_active"),
    "has_due": ("D4.due",),
    "has_fallback": ("D4.fallback",),
    "four_eyes_met": ("D3.four_eyes",),
    "votes_missing": ("D12.votes",),
    "vetoed": ("D12.veto",),
}
_NEXT_ACT = {
    "draft": "decision.submit",
    "proposed": "decision.submit",
    "deferred": "decision.wake",
    "approved_conditionally": "decision.meet_condition",
}


@record
class Judged:
    """One condition as it was judged. met: None when it rests on what is not measured yet; fault: why it cannot be judged at all.

    who: people who can meet it, most fitting first. assumed: it was taken as met, whatever is true.
    """

    condition: Condition
    met: bool | None
    fault: str = ""
    who: tuple[str, ...] = ()
    assumed: bool = False


@record
class Evaluation:
    """A gate's answer. findings: what holds, and what does not in the detail in which it can be mended. acts: in an order to do them in.

    met, unmet: ids of the conditions. judged_version: of the cycle. content_hash: of the decision; empty for a gate of the whole cycle.
    judged: every condition, in the gate's order.
    """

    gate_id: str
    item_id: str
    status: Status
    findings: tuple[Finding, ...] = ()
    acts: tuple[Act, ...] = ()
    met: tuple[str, ...] = ()
    unmet: tuple[str, ...] = ()
    judged_version: int = 0
    content_hash: str = ""
    judged: tuple[Judged, ...] = ()


def evaluate_gate(
    cycle: Cycle,
    workspace: Workspace,
    now: datetime,
    gate_id: str,
    item_id: str,
    assume: Collection[str] = (),
    facts: Mapping[str, Any] | None = None,
) -> Evaluation:
    """Return a gate's answer for an item: a decision, or the cycle by its own id. The same for a dry run and for passing (G1).

    assume: ids of conditions that are taken as met, to try what would be; a passage never assumes anything.
    facts: those of the cycle at this moment, so that a page of many gates counts them once.
    """
    gate = gate_rule(cycle, gate_id)
    decision = cycle.decisions.get(item_id)
    if gate is None or (decision is None if gate.subject == "decision" else item_id != cycle.id):
        finding = check("G1.known", False, expected=gate_id, actual=item_id, item=item_id)
        return Evaluation(gate_id=gate_id, item_id=item_id, status="not_evaluated", findings=(finding,), judged_version=cycle.version)
    return _judging(cycle, workspace, now, gate, item_id, assume, facts).evaluation()


def claims_of(cycle: Cycle, workspace: Workspace, now: datetime, gate: GateRule, item_id: str) -> Mapping[str, tuple[Atom, ...]]:
    """Return every claim of each condition with its verdict, by the condition's id; none for one that cannot be read."""
    return _judging(cycle, workspace, now, gate, item_id).claims()


def _judging(
    cycle: Cycle,
    workspace: Workspace,
    now: datetime,
    gate: GateRule,
    item_id: str,
    assume: Collection[str] = (),
    facts: Mapping[str, Any] | None = None,
) -> "_Judging":
    decision = cycle.decisions.get(item_id) if gate.subject == "decision" else None
    return _Judging(cycle, workspace, now, gate, decision, assume, facts)


class _Judging:
    """One gate, one item, one moment."""

    def __init__(
        self,
        cycle: Cycle,
        workspace: Workspace,
        now: datetime,
        gate: GateRule,
        decision: Decision | None,
        assume: Collection[str],
        counted: Mapping[str, Any] | None,
    ) -> None:
        self._cycle, self._workspace, self._now, self._assume = cycle, workspace, now, assume
        self._gate, self._decision = gate, decision
        self._item = decision.id if decision is not None else cycle.id
        self._conditions = conditions_of(cycle, gate)
        # Counting a whole cycle for each decision of a list would take the square of its size, so it waits until a condition asks.
        asks = any(map(_asks_cycle, self._conditions))
        facts: dict[str, Any] = dict(counted or (cycle_facts if asks else other_facts)(cycle, workspace, now))
        if decision is not None:
            facts["decision"] = decision_record(cycle, decision, workspace, now)
        self._facts: Mapping[str, Any] = facts

    def evaluation(self) -> Evaluation:
        judged = [(condition, self._judge(condition)) for condition in self._conditions]
        status = self._status([judgement for _, judgement in judged])
        return Evaluation(
            gate_id=self._gate.id,
            item_id=self._item,
            status=status,
            findings=tuple(self._findings(judged)),
            acts=() if status in ("satisfied", "not_applicable") else tuple(self._acts(judged)),
            met=tuple(condition.id for condition, judgement in judged if judgement.met),
            unmet=tuple(condition.id for condition, judgement in judged if not judgement.met),
            judged_version=self._cycle.version,
            content_hash=self._decision.content_hash if self._decision is not None else "",
            judged=tuple(
                Judged(
                    condition=condition,
                    met=judgement.met,
                    fault=judgement.fault,
                    who=() if judgement.met else self._people(condition.who),
                    assumed=condition.id in self._assume,
                )
                for condition, judgement in judged
            ),
        )

    def claims(self) -> dict[str, tuple[Atom, ...]]:
        return {one.id: compiled(one.expression).atoms(self._facts) for one in self._conditions if fault_in(one.expression) is None}

    def _judge(self, condition: Condition) -> Judgement:
        return Judgement(met=True) if condition.id in self._assume else judge(condition.expression, self._facts)

    def _status(self, judgements: Iterable[Judgement]) -> Status:
        found = list(judgements)
        if self._decision is not None and self._decision.state in _OVER:
            return "not_applicable"
        if any(judgement.fault for judgement in found) or not self._owner_there():
            return "error"
        if all(judgement.met for judgement in found):
            return "satisfied"
        return "overridden" if is_overridden(self._cycle, self._gate.id, self._item, self._now) else "unsatisfied"

    def _owner_there(self) -> bool:
        """D1: without an active owner nobody answers for what passes. A draft has none yet."""
        if self._decision is None or not self._decision.owner_id:
            return True
        return self._workspace.is_active(self._decision.owner_id)

    def _findings(self, judged: Iterable[tuple[Condition, Judgement]]) -> Iterator[Finding]:
        if self._decision is not None and self._decision.owner_id:
            yield check(
                "G3.owner", self._owner_there(), actual=self._decision.owner_id, who=leads(self._workspace),
                act="decision.assign", item=self._item,
            )  # fmt: skip
        told: set[Finding] = set()
        for condition, judgement in judged:
            lines = list(self._lines(condition, judgement))
            yield from (line for line in lines if line not in told)
            told.update(lines)

    def _lines(self, condition: Condition, judgement: Judgement) -> Iterator[Finding]:
        if judgement.fault:
            yield self._line("G3.condition", condition, leads(self._workspace), "gate.add_condition", fault=judgement.fault)
            return
        if judgement.met:
            yield self._line("G2.condition", condition, met=True)
            return
        atoms = judgement.blame
        open_atoms = [atom for atom in atoms if atom.met is False]
        details = list(self._details(open_atoms)) if open_atoms else []
        if details:
            yield from details
        elif judgement.met is None and not open_atoms:
            missing = next((atom.name for atom in atoms), "")
            yield self._line("G1.measured", condition, self._people(condition.who), condition.act, fact=missing)
        else:
            atom = next(iter(open_atoms or atoms), None)
            act = self._approving_act(condition.act)
            yield self._line("G2.condition", condition, self._people(condition.who), act, atom)

    def _line(
        self,
        rule: str,
        condition: Condition,
        who: Iterable[str] = (),
        act: str = "",
        atom: Atom | None = None,
        *,
        met: bool = False,
        **values: str,
    ) -> Finding:
        return check(
            rule, met, expected=atom.expected if atom else None, actual=atom.actual if atom else None, who=who, act=act, item=self._item,
            condition=condition.id, sentence=condition.sentence, **values,
        )  # fmt: skip

    def _details(self, atoms: Iterable[Atom]) -> Iterator[Finding]:
        """What a count stands for, item by item, with who can mend each."""
        for name in dict.fromkeys(atom.name for atom in atoms if "." in atom.name):  # `!has(a.b) || a.b == 0` blames one fact twice
            source, fact = name.split(".", 1)
            if source == "decision" and fact == _JOURNEYS:
                found = self._doubted
                yield from (self._offence(one, fact, len(found)) for one in found)
            elif source == "decision":
                yield from (line for line in self._approval if not line.met and line.rule in _DETAILS.get(fact, ()))
            elif source != "step":
                found = offenders(fact, self._cycle, self._workspace, self._now)
                yield from (self._offence(one, fact, len(found)) for one in found)

    def _offence(self, one: Offender, fact: str, count: int) -> Finding:
        return check(one.rule or f"G2.{fact}", False, expected=0, actual=count, who=one.who, act=one.act, item=one.item, **dict(one.values))

    @cached_property
    def _doubted(self) -> tuple[Offender, ...]:
        """What is open about the journeys that the decision names."""
        return () if self._decision is None else doubted(self._decision, self._cycle, self._workspace)

    @cached_property
    def _approval(self) -> tuple[Finding, ...]:
        """What an approval of the decision needs, looked at once for all conditions that count some of it."""
        return () if self._decision is None else approval_findings(self._cycle, self._decision, self._workspace, self._now)

    def _approving_act(self, act: str) -> str:
        """An approval is asked for by what comes next on the way to it."""
        if self._decision is None or act != "decision.approve":
            return act
        stale = self._decision.suspect or self._decision.approved_hash not in ("", self._decision.content_hash)
        return "decision.reopen" if stale else _NEXT_ACT.get(self._decision.state, act)

    def _people(self, who: str) -> tuple[str, ...]:
        owner = self._decision.owner_id if self._decision is not None else ""
        match who:
            case "owner":
                people: tuple[str, ...] = (owner, *leads(self._workspace))
            case "reviewer":
                people = active_others(self._workspace, owner)
            case "lead":
                people = leads(self._workspace)
            case _:
                people = (self._cycle.owners.get(who, ""), *leads(self._workspace))
        return tuple(person for person in people if self._workspace.is_active(person))

    def _acts(self, judged: Iterable[tuple[Condition, Judgement]]) -> Iterator[Act]:
        """Of each condition the cheapest way to meet it; of a decision all of them together, in one order."""
        lacking: set[str] = set() if self._owner_there() else {"owner_active"}
        others: list[Act] = []
        for condition, judgement in judged:
            if judgement.met or judgement.fault:
                continue
            chosen = self._cheapest(condition, judgement.blame)
            lacking |= {atom.name.removeprefix("decision.") for atom in chosen if atom.name.startswith("decision.")}
            others += [act for atom in chosen if _is_apart(atom) for act in self._acts_at(condition, atom)]
        if self._decision is not None and lacking:
            yield from acts_for(self._cycle, self._decision, self._workspace, self._now, lacking)
        yield from dict.fromkeys(others)

    def _cheapest(self, condition: Condition, blame: tuple[Atom, ...]) -> tuple[Atom, ...]:
        """Some of the atoms to blame that are enough, with the fewest acts: one way out of `a || b` does."""
        # Whether a source is there, or somebody else stands behind a decision, is nothing that one could ask of anybody.
        blame = tuple(atom for atom in blame if atom.operator != "has" and atom.name != "decision.backed")
        if not 1 < len(blame) <= _ALTERNATIVES:
            return blame
        tried = [some for size in range(1, len(blame) + 1) for some in combinations(blame, size) if self._enough(condition, some)]
        return min(tried, key=lambda some: sum(self._cost(condition, atom) for atom in some), default=blame)

    def _enough(self, condition: Condition, atoms: Iterable[Atom]) -> bool:
        facts = {source: dict(values) for source, values in self._facts.items()}
        for atom in atoms:
            source, _, fact = atom.name.partition(".")
            facts.setdefault(source, {})[fact] = _mended(atom)
        return bool(judge(condition.expression, facts).met)

    def _cost(self, condition: Condition, atom: Atom) -> int:
        source, _, fact = atom.name.partition(".")
        if _is_apart(atom) and source == "decision":
            return len(self._doubted)
        if source == "decision" and self._decision is not None:
            return len(acts_for(self._cycle, self._decision, self._workspace, self._now, {fact}))
        return len(self._acts_at(condition, atom)) + (atom.met is None)

    def _acts_at(self, condition: Condition, atom: Atom) -> list[Act]:
        source, _, fact = atom.name.partition(".")
        if source == "decision":  # that it names another version is mended on the way to its approval
            apart = (one for one in self._doubted if one.act != "decision.refer")
            return [Act(act=one.act, item=one.item, who=one.who, values=_named(one)) for one in apart]
        found = offenders(fact, self._cycle, self._workspace, self._now) if source != "step" else ()
        if found:
            return [Act(act=one.act, item=one.item, who=one.who, values=_named(one)) for one in found]
        return [Act(act=condition.act, item=self._item, who=self._people(condition.who), values=(("condition", condition.id),))]


def _is_apart(atom: Atom) -> bool:
    """Whether what mends an atom is not done to the decision itself."""
    return not atom.name.startswith("decision.") or atom.name == f"decision.{_JOURNEYS}"


def _named(one: Offender) -> tuple[tuple[str, Value], ...]:
    return tuple((name, value) for name, value in one.values if name == "finding")


def _asks_cycle(condition: Condition) -> bool:
    return any(name.startswith("cycle.") for name in names_in(condition.expression))


def _mended(atom: Atom) -> Any:
    """What a fact has to be for an atom about it to hold."""
    expected: Any = atom.expected
    match atom.operator:
        case ">" if isinstance(expected, int):
            return expected + 1
        case "<" if isinstance(expected, int):
            return expected - 1
        case "!=" if isinstance(expected, bool):
            return not expected
        case _:
            return expected
