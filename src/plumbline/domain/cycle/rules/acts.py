"""The acts that would let a decision through: what is missing, in an order in which each act can be done, and by whom.

The set is the smallest in the number of acts: one piece of evidence shows all criteria that lack any, votes are only those that are needed,
and of a bundle only those decisions are asked for that have to be final first, in the order that needs the fewest.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from itertools import combinations, permutations

from plumbline.domain.cycle.decision import ApprovalRule, Decision
from plumbline.domain.cycle.decision import Vote as Ballot
from plumbline.domain.cycle.evidence import Evidence
from plumbline.domain.cycle.facts.decision import criteria_met, testable
from plumbline.domain.cycle.facts.journey import is_current
from plumbline.domain.cycle.rules.acting import open_checkpoints
from plumbline.domain.cycle.rules.ahead import starts_ahead
from plumbline.domain.cycle.rules.approval import counted_votes, evaluate, roster_of, rules_of
from plumbline.domain.cycle.rules.common import active_others, leads, people_of_rank
from plumbline.domain.cycle.rules.decision_acting import IN_FORCE, caretakers, delegated
from plumbline.domain.cycle.rules.dependency import isolated_before, leads_to, open_requirements
from plumbline.domain.cycle.rules.evidence import judges
from plumbline.domain.cycle.rules.thread import has_answer, may_answer, may_resolve
from plumbline.domain.cycle.state import Cycle
from plumbline.domain.workspace.workspace import Workspace
from plumbline.kernel.outcome import Value
from plumbline.kernel.record import record

# Facts that hold as long as an approval stands; when one fails, the decision has to be approved, maybe once more.
_APPROVAL = frozenset({
    "approved", "content_current", "suspect", "state", "owned", "owner_active", "has_due", "has_fallback",
    "criteria", "criteria_untestable", "four_eyes_met", "votes_missing", "vetoed",
})  # fmt: skip

_ORDERS = 4  # decisions of a bundle whose order is tried in every way; more are taken as they come


@record
class Act:
    """One thing to do. who: people who can, most fitting first; empty when there is nobody. values: what it has to be done with."""

    act: str
    item: str
    who: tuple[str, ...]
    values: tuple[tuple[str, Value], ...] = ()


def acts_for(cycle: Cycle, decision: Decision, workspace: Workspace, now: datetime, lacking: Iterable[str]) -> tuple[Act, ...]:
    """Return the acts after which none of some facts of a decision stands in the way. lacking: their names, without the source."""
    return tuple(dict.fromkeys(_Way(cycle, workspace, now).through(decision, frozenset(lacking))))  # one outcome serves all on the way


class _Way:
    """One walk from a decision to its approval and on, through the decisions it rests on."""

    def __init__(self, cycle: Cycle, workspace: Workspace, now: datetime, before: "_Way | None" = None) -> None:
        self._cycle = cycle
        self._workspace = workspace
        self._now = now
        self._target = before._target if before else ""
        self._begun: set[str] = set(before._begun) if before else set()
        self._final: set[str] = set(before._final) if before else set()  # decisions that are final by the acts so far

    def through(self, decision: Decision, lacking: frozenset[str]) -> Iterator[Act]:
        if decision.id in self._begun:
            return
        self._target = self._target or decision.id
        self._begun.add(decision.id)
        if "checkpoints_open" in lacking:
            yield from self._checkpoints(decision)
        renewed = "journey_findings_open" in lacking and self._names_another(decision)
        if lacking & _APPROVAL or renewed or self._has_to_come_back(decision, lacking):
            yield from self._to_approval(decision)
            self._final.add(decision.id)
            return
        if "prerequisites_open" in lacking:
            yield from self._prerequisites(decision)
        if "criteria_unmet" in lacking:
            yield from self._evidence(decision, edited=False)
        if "threads_blocking" in lacking:
            yield from self._threads(decision)
        if "concerns_open" in lacking:
            yield from self._concerns(decision)
        if "held" in lacking:
            yield from self._hold(decision)
        if "conditions_open" in lacking:
            yield from self._conditions(decision)

    def _has_to_come_back(self, decision: Decision, lacking: frozenset[str]) -> bool:
        """Doubts about a decision in force are settled where it is discussed, so it goes back there."""
        return decision.state in IN_FORCE and bool(lacking & {"concerns_open", "held", "conditions_open"})

    def _to_approval(self, decision: Decision) -> Iterator[Act]:
        yield from self._prerequisites(decision)
        # Criteria that cannot be tested any more void a conditional approval as well: its last condition would not make it final.
        conditional = decision.state == "approved_conditionally" and not self._is_edited(decision)
        if decision.state in IN_FORCE or (decision.state == "approved_conditionally" and not conditional):
            yield self._act("decision.reopen", decision.id, caretakers(decision, self._workspace, self._now), reason="dependency_changed")
        yield from self._ownership(decision)
        if conditional:
            yield from self._evidence(decision, edited=False)
            yield from self._doubts(decision)
            yield from self._conditions(decision)
            return
        if decision.scope and self._cycle.outcome is None:
            yield self._act("cycle.set_outcome", self._cycle.id, leads(self._workspace))
        if self._needs_schedule(decision):
            yield self._act("decision.schedule", decision.id, self._carers(decision))
        edited = self._is_edited(decision)
        if self._needs_edit(decision):
            yield self._act("decision.edit", decision.id, self._carers(decision), part="criteria")
        if self._names_another(decision):
            yield self._act("decision.refer", decision.id, self._carers(decision))
        yield from self._into_review(decision)
        yield from self._evidence(decision, edited)
        yield from self._doubts(decision)
        yield from self._votes(decision, edited)
        yield self._act("decision.approve", decision.id, (self._decider(decision),))

    def _into_review(self, decision: Decision) -> Iterator[Act]:
        carers = self._carers(decision)
        if decision.state == "deferred":
            yield self._act("decision.wake", decision.id, carers)
        if not _was_submitted(decision):
            yield self._act("decision.submit", decision.id, carers)

    def _needs_schedule(self, decision: Decision) -> bool:
        if decision.due_at is None or not decision.fallback.strip():
            return True
        return not _was_submitted(decision) and decision.due_at <= self._now

    def _doubts(self, decision: Decision) -> Iterator[Act]:
        yield from self._threads(decision)
        yield from self._concerns(decision)
        yield from self._hold(decision)

    def _prerequisites(self, decision: Decision) -> Iterator[Act]:
        """What has to be final before a decision is approved; of the one that shall pass, before it passes.

        Members of its bundle do not hold up an approval, so those on the way are left out; but as soon as the one that shall pass has
        its approval, it rests on those it requires itself.
        """
        waiting = self._waiting_for(decision)
        if not waiting:
            return
        ways = [self._one_after_the_other(order) for order in self._orders(waiting)]
        acts, way = min(ways, key=lambda found: len(found[0]))
        self._begun, self._final = way._begun, way._final
        yield from acts

    def _waiting_for(self, decision: Decision) -> tuple[str, ...]:
        waiting = [one for one in open_requirements(self._cycle, decision) if one not in self._final] if decision.requires else []
        if waiting and starts_ahead(self._cycle, decision, self._workspace, self._now):
            waiting = []
        if decision.id != self._target:
            waiting = [one for one in waiting if not leads_to(self._cycle, one, decision.id, self._final)]
        held = (one for one in isolated_before(self._cycle, decision) if one not in self._final)
        return tuple(dict.fromkeys((*waiting, *held)))

    def _orders(self, waiting: tuple[str, ...]) -> Iterable[tuple[str, ...]]:
        """The orders that are tried. What is settled first takes a decision out of a bundle, and others of it may have to follow then."""
        bundled = any(leads_to(self._cycle, one, self._target, self._final) for one in waiting)
        return permutations(waiting) if bundled and 1 < len(waiting) <= _ORDERS else (waiting,)

    def _one_after_the_other(self, order: tuple[str, ...]) -> tuple[list[Act], "_Way"]:
        """The acts that make decisions final in an order, and how far that goes."""
        way = _Way(self._cycle, self._workspace, self._now, before=self)
        acts = [act for one in order for act in way.through(self._cycle.decisions[one], frozenset({"approved"}))]
        return list(dict.fromkeys(acts)), way

    def _checkpoints(self, decision: Decision) -> Iterator[Act]:
        for risk in open_checkpoints(self._cycle, decision):
            yield self._act("risk.hold_checkpoint", risk.id, (risk.owner_id, *leads(self._workspace)), decision=decision.id)

    def _ownership(self, decision: Decision) -> Iterator[Act]:
        owner = self._owner(decision)
        if owner != decision.owner_id and not self._delegate(decision):
            yield self._act("decision.assign", decision.id, self._carers(decision), to=owner)

    def _owner(self, decision: Decision) -> str:
        """Who can approve: the owner, unless they have left, may not decide, or alone wrote what four eyes have to see."""
        able = people_of_rank(self._workspace, "owner")
        return next((one for one in (decision.owner_id, *able) if one in able and self._may_approve(decision, one)), "")

    def _delegate(self, decision: Decision) -> str:
        """Who can approve for an owner that is here and may not: the delegate, as long as the delegation lasts."""
        able = self._workspace.has_rank(decision.owner_id, "owner") and delegated(decision, self._workspace, self._now)
        return decision.delegate_id if able and self._may_approve(decision, decision.delegate_id) else ""

    def _decider(self, decision: Decision) -> str:
        owner = self._owner(decision)
        return owner if owner == decision.owner_id else self._delegate(decision) or owner

    def _may_approve(self, decision: Decision, person: str) -> bool:
        four_eyes = any(rule.four_eyes for rule in rules_of(self._cycle, decision))
        return not four_eyes or self._authors(decision) != {person}

    def _authors(self, decision: Decision) -> set[str]:
        editor = self._carers(decision)[:1] if self._is_edited(decision) else ()
        return {*decision.authors, *editor}

    def _carers(self, decision: Decision) -> tuple[str, ...]:
        """Who looks after it; the delegate of an owner who has left only until somebody else owns it."""
        people = caretakers(decision, self._workspace, self._now)
        if not self._workspace.has_rank(decision.owner_id, "owner"):
            people = (decision.author_id, *sorted(decision.authors), *leads(self._workspace))
        active = [one for one in people if self._workspace.has_rank(one, "contributor")]
        return tuple(dict.fromkeys(active))

    def _needs_edit(self, decision: Decision) -> bool:
        return not decision.criteria or any(not testable(one, self._workspace) for one in decision.criteria)

    def _names_another(self, decision: Decision) -> bool:
        """Whether it names a version of a journey that is not what the journey is now."""
        return any(not is_current(self._cycle, one) for one in decision.journeys)

    def _is_edited(self, decision: Decision) -> bool:
        return self._needs_edit(decision) or self._names_another(decision)

    def _evidence(self, decision: Decision, edited: bool) -> Iterator[Act]:
        """Pieces that wait are judged first; one new piece shows what none of them does. An edit makes all of them void (E4)."""
        met = set[str]() if edited else criteria_met(self._cycle, decision, self._now)
        missing = {criterion.id for criterion in decision.criteria} - met
        if not missing and not edited:
            return
        for piece in () if edited else self._waiting(decision, missing):
            missing -= set(piece.criterion_ids)
            yield self._act("evidence.accept", piece.id, judges(piece, decision, self._workspace))
        if missing or edited:
            yield from self._new_evidence(decision, missing, edited)

    def _waiting(self, decision: Decision, missing: set[str]) -> tuple[Evidence, ...]:
        """The fewest pieces that wait for judgement and show as much of what is missing as all of them do."""
        shows: dict[frozenset[str], Evidence] = {}
        for piece in (self._cycle.evidence[one] for one in self._cycle.evidence_of.get(decision.id, ())):
            fits = piece.state == "submitted" and piece.content_hash == decision.content_hash
            shown = frozenset(missing.intersection(piece.criterion_ids))
            if shown and fits and judges(piece, decision, self._workspace):
                shows.setdefault(shown, piece)
        useful = {shown: piece for shown, piece in shows.items() if not any(shown < other for other in shows)}
        every = frozenset[str]().union(*useful)
        sets = (chosen for count in range(len(useful) + 1) for chosen in combinations(useful, count))
        return tuple(useful[shown] for shown in next(chosen for chosen in sets if frozenset[str]().union(*chosen) == every))

    def _new_evidence(self, decision: Decision, missing: set[str], edited: bool) -> Iterator[Act]:
        owners = [criterion.owner_id for criterion in decision.criteria if criterion.id in missing]
        people = (*decision.evidence_asked, *owners, decision.owner_id, *active_others(self._workspace))
        able = [one for one in dict.fromkeys(people) if self._workspace.has_rank(one, "contributor")]
        shown = "all" if edited else ",".join(one.id for one in decision.criteria if one.id in missing)
        yield self._act("evidence.submit", decision.id, able, criteria=shown)
        others = [one for one in (self._owner(decision), *able) if one not in able[:1]]
        yield self._act("evidence.accept", decision.id, others, criteria=shown)

    def _threads(self, decision: Decision) -> Iterator[Act]:
        for thread in (self._cycle.threads[one] for one in self._cycle.threads_of.get(decision.id, ())):
            if thread.blocking and thread.state == "open":
                if not has_answer(thread):
                    yield self._act("thread.reply", thread.id, may_answer(thread, self._cycle, self._workspace))
                yield self._act("thread.resolve", thread.id, may_resolve(thread, self._cycle, self._workspace))

    def _concerns(self, decision: Decision) -> Iterator[Act]:
        for concern in decision.concerns.values():
            if concern.open:
                active = self._workspace.is_active(concern.by_id)
                who = (concern.by_id,) if active else leads(self._workspace)
                yield self._act("decision.settle_concern", decision.id, who, concern_id=concern.id)

    def _hold(self, decision: Decision) -> Iterator[Act]:
        if decision.hold_until is not None and self._now < decision.hold_until:
            yield self._act("decision.release_hold", decision.id, (decision.hold_by, *leads(self._workspace)))

    def _conditions(self, decision: Decision) -> Iterator[Act]:
        for condition in decision.obligations.values():
            if condition.id not in decision.obligations_met:
                who = (condition.owner_id, self._owner(decision))
                yield self._act("decision.meet_condition", decision.id, who, condition_id=condition.id)

    def _votes(self, decision: Decision, edited: bool) -> Iterator[Act]:
        """Let people vote in one by one until every rule is satisfied: those who have not, then those who are against."""
        votes = {} if edited else counted_votes(decision, self._workspace)
        for rule in rules_of(self._cycle, decision):
            if rule.mode == "owner" and not rule.quorum and not rule.veto:
                continue
            roster = roster_of(rule, self._cycle)
            if self._waits_for_the_gone(rule, roster, votes, decision):
                rule = self._among_those_here(rule, roster, decision)
                yield self._other_people(rule, decision)
                roster = rule.roster
            vetoers = [self._cycle.owners.get(area, "") for area in rule.veto]
            for _ in range(len(roster) + len(vetoers) + 1):
                standing = evaluate(
                    rule, votes, roster, now=self._now, opened_at=decision.submitted_at,
                    vetoers=[one for one in vetoers if self._workspace.is_active(one)], authors=self._authors(decision),
                )  # fmt: skip
                against = [person for person in roster if votes.get(person) in ("reject", "object", "abstain")]
                movable = [one for one in (*standing.vetoed, *standing.missing, *against) if self._workspace.is_active(one)]
                if standing.status == "satisfied" or not movable:
                    break
                votes[movable[0]] = "approve"
                yield self._act("decision.cast_vote", decision.id, (movable[0],), vote="approve")

    def _waits_for_the_gone(self, rule: ApprovalRule, roster: tuple[str, ...], votes: dict[str, Ballot], decision: Decision) -> bool:
        """Tell whether not even all who are here could meet a rule, because it asks people who are not."""
        here = [one for one in roster if self._workspace.is_active(one)]
        agreed: dict[str, Ballot] = {**votes, **dict.fromkeys(here, "approve")}
        best = evaluate(rule, agreed, roster, now=self._now, opened_at=decision.submitted_at, authors=self._authors(decision))
        return best.status != "satisfied" and (len(here) < len(roster) or not roster)

    def _among_those_here(self, rule: ApprovalRule, roster: tuple[str, ...], decision: Decision) -> ApprovalRule:
        here = tuple(one for one in roster if self._workspace.is_active(one)) or self._rule_changers(decision)
        return replace(rule, roster=here, needed=min(rule.needed, len(here)), quorum=min(rule.quorum, len(here)))

    def _other_people(self, rule: ApprovalRule, decision: Decision) -> Act:
        if decision.approval is None:  # the policy's rule asks the owners of areas, so those are named anew
            return self._act("cycle.assign_area", self._cycle.id, leads(self._workspace), people=",".join(rule.roster))
        return self._act("decision.require_approval", decision.id, self._rule_changers(decision), people=",".join(rule.roster))

    def _rule_changers(self, decision: Decision) -> tuple[str, ...]:
        owner = self._owner(decision)
        return tuple(lead for lead in leads(self._workspace) if lead != owner)

    def _act(self, act: str, item: str, who: Iterable[str], **values: Value) -> Act:
        active = tuple(dict.fromkeys(one for one in who if self._workspace.is_active(one)))
        return Act(act=act, item=item, who=active, values=tuple(values.items()))


def _was_submitted(decision: Decision) -> bool:
    """Tell whether a decision is in review, or comes back there by itself when it is woken or reopened."""
    return decision.state not in ("draft", "proposed") and decision.submitted_at is not None
