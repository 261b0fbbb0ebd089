"""A small cycle told in memory: people, a set clock, commands as they come. Pure: decide and evolve only.

cycle = story()                                       # composed on Monday 2 November 2026, 09:00 UTC
cycle.given(DraftDecision(...), by="ana")             # must be accepted; returns what was made
answer = cycle.when(ApproveDecision(...), by="bo")    # events or a refusal; events are applied
assert unmet(answer) == ["D12.threads"]
"""

import copy
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from typing import Any

from plumbline.domain import permission
from plumbline.domain.cycle import machine
from plumbline.domain.cycle.decision import Criterion, Decision, DraftDecision, Option, ProposeDecision, SubmitDecision
from plumbline.domain.cycle.evidence import AcceptEvidence, SubmitEvidence
from plumbline.domain.cycle.frame import AreaOwner, ComposeCycle
from plumbline.domain.cycle.state import Cycle, Recorded
from plumbline.domain.playbook.plan import (
    Condition,
    GateRule,
    Item,
    LadderLevel,
    PackReference,
    Pattern,
    Plan,
    PlannedMetric,
    PlannedRisk,
    Policies,
    Stage,
    Step,
)
from plumbline.domain.workspace import rules as workspace_rules
from plumbline.domain.workspace.workspace import AddMember, CreateWorkspace, DefineCalendar, Rank, Workspace
from plumbline.kernel.identity import make_id
from plumbline.kernel.outcome import ActorKind, Context, Refusal
from plumbline.kernel.time import Opening

MONDAY = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
PEOPLE: dict[str, Rank] = {"mara": "lead", "lena": "lead", "ana": "owner", "bo": "owner", "ida": "contributor", "vera": "viewer"}
OWNERS = {"product": "ana", "legal": "bo", "support": "lena"}
CALENDAR = "office"
SYSTEM = "system"
WEEK = tuple(Opening(weekday=day, opens=time(9), closes=time(17)) for day in range(5))


def small_plan(**policies: Any) -> Plan:
    """Return a complete plan with one or two of everything. policies: fields of Policies that differ."""
    ladder = (LadderLevel(area="product", wait_hours=8), LadderLevel(area="legal", wait_hours=8))
    stages = ("outcome", "risks", "ownership", "evidence", "handoff", "launch")
    return Plan(
        id="small",
        title="A small playbook",
        packs=(PackReference(kind="objective", id="agreement", version="1", digest="0" * 64, title="Agreement"),),
        summary=("One.", "Two.", "Three."),
        outcome="Approvals come faster.",
        lens=_item("clarity"),
        initiative="A launch",
        constraint=_item("late-scope"),
        evidence="Completion has gained.",
        mandate="Less friction",
        policies=replace(Policies(ladder=ladder), **policies),
        areas=tuple(_item(area) for area in (*OWNERS, "delivery")),
        context=(_item("context"),),
        market_signals=(_item("signal"),),
        pressures=(_item("pressure"),),
        promises=(_item("promise"),),
        safeguards=(_item("safeguard"),),
        practices=(_item("practice"),),
        failure_modes=(_item("failure"),),
        warning_signs=(_item("warning"),),
        target_signals=(_item("target"),),
        challenges=(_item("challenge"),),
        stages=tuple(Stage(id=stage, title=stage.title(), text="", gate=f"stage-{stage}", practice="practice") for stage in stages),
        steps=(
            Step(number=1, id="scope-session", title="Scope", text="", area="product", offset_days=1, condition="cycle.outcome_set"),
            Step(number=2, id="wrap-up", title="Wrap up", text="", area="support", offset_days=20, condition="true", manual="Say how."),
        ),
        gates=(GateRule(id="implementation-entry", title="Entry", sentence="", subject="decision", conditions=(_approved(),)),),
        metrics=(_metric(1, "decision-closure-rate", "product"), _metric(2, "time-to-resolution", "support")),
        patterns=(
            Pattern(id="forty-eight-hours", title="48 hours", text="", changes=("",), on=True),
            Pattern(id="scoped-pilot", title="Pilot", text="", changes=("",)),
        ),
        risks=(_risk("late-insight", "time-to-resolution", 5), _risk("no-owner", "safeguard", 2)),
        agenda=(_item("agenda"),),
        capabilities=(_item("capability"),),
        questions=(),
    )


def opened_workspace(people: dict[str, Rank] | None = None, at: datetime = MONDAY) -> Workspace:
    """Return a workspace with people of every rank, who all work Monday to Friday from 9 to 17 UTC."""
    workspace = workspace_rules.new("wsp_story")
    context = _context("mara", "app_user", at, 0)
    commands: list[Any] = [CreateWorkspace(title="Story"), DefineCalendar(calendar_id=CALENDAR, title="Office", zone="UTC", openings=WEEK)]
    commands += [
        AddMember(person_id=person, rank=rank, calendar_id=CALENDAR) for person, rank in (people or PEOPLE).items() if person != "mara"
    ]
    commands += [AddMember(person_id="mara", rank="lead", calendar_id=CALENDAR, admin=True)]
    for command in commands:
        answer = workspace_rules.decide(command, workspace, context)
        assert not isinstance(answer, Refusal), answer
        for event in answer:
            workspace_rules.evolve(workspace, Recorded(event, "mara", at))
    return workspace


class Story:
    """One cycle and everything that happened in it. now is the clock; move it with `at`, `later` or by setting it."""

    def __init__(self, plan: Plan, workspace: Workspace, at: datetime) -> None:
        self.workspace = workspace
        self.now = at
        self.cycle = machine.new(make_id("cyc", at, 0))
        self.history: list[Recorded] = []
        self._plan = plan
        self._made = 0

    def when(self, command: Any, by: str = "ana", *, permitted: bool = True) -> list[Any] | Refusal:
        """Send a command; apply and return its events, or return the refusal. permitted: ask `permission` first, as the writer does."""
        context = self.context(by)
        if permitted and (refused := permission.refusal(command, self.cycle, self.workspace, context)):
            return refused
        answer = machine.decide(command, self.cycle, self.workspace, context)
        if not isinstance(answer, Refusal):
            for event in answer:
                self.add(event, by)
        return answer

    def given(self, command: Any, by: str = "ana") -> str:
        """Send a command that must be accepted and change something; return the id of what its first event is about."""
        answer = self.when(command, by)
        assert not isinstance(answer, Refusal), f"{command} by {by} was refused: {unmet(answer)}"
        assert answer, f"{command} by {by} had no effect"
        return _item_of(answer[0])

    def add(self, event: Any, by: str = "ana") -> None:
        """Apply an event as if it had been recorded now."""
        recorded = Recorded(event, by, self.now, len(self.history) + 1)
        self.history.append(recorded)
        machine.evolve(self.cycle, recorded)

    def at(self, moment: datetime) -> "Story":
        """Set the clock."""
        self.now = moment
        return self

    def later(self, **span: float) -> "Story":
        """Let time pass: `later(hours=3)`."""
        return self.at(self.now + timedelta(**span))

    def context(self, by: str) -> Context:
        """Return the context of a command sent now. `system` sends what the system sends."""
        self._made += 1
        made = _context(by, "system" if by == SYSTEM else "app_user", self.now, self._made)
        return replace(made, ledger_position=len(self.history))

    def copied(self) -> Cycle:
        """Return a copy of the state, to compare with later."""
        return copy.deepcopy(self.cycle)

    @property
    def section(self) -> str:
        return next(iter(self.cycle.sections))

    @property
    def objective(self) -> str:
        return next(iter(self.cycle.objectives))

    def decision(self, decision_id: str) -> Decision:
        return self.cycle.decisions[decision_id]

    def drafted(self, by: str = "ida", **changes: Any) -> str:
        """Draft a decision that Ana owns, with two options and one criterion, due on Friday; return its id."""
        command = DraftDecision(
            title="Retry after a decline",
            section_id=self.section,
            objective_id=self.objective,
            question="How often?",
            owner_id="ana",
            due_at=self.now + timedelta(days=4),
            fallback="One retry.",
            options=(Option(id="opt_a", title="No retry", consequence="more support"), Option(id="opt_b", title="One retry")),
            criteria=(Criterion(id="crt_a", text="A result within 5 s", method="manual", owner_id="bo", check="Look."),),
        )
        return self.given(replace(command, **changes), by=by)

    def in_review(self, by: str = "ida", **changes: Any) -> str:
        """Draft, propose and submit a decision; return its id."""
        decision_id = self.drafted(by, **changes)
        self.given(ProposeDecision(decision_id=decision_id), by=by)
        self.given(SubmitDecision(decision_id=decision_id), by=by)
        return decision_id

    def shown(self, decision_id: str, by: str = "ida", judge: str = "bo") -> str:
        """Submit evidence for all criteria of a decision and have it accepted; return its id."""
        criteria = tuple(criterion.id for criterion in self.decision(decision_id).criteria)
        command = SubmitEvidence(
            decision_id=decision_id, criterion_ids=criteria, kind="link", title="Run", reference="https://runs.example/1"
        )
        evidence_id = self.given(command, by=by)
        self.given(AcceptEvidence(evidence_id=evidence_id), by=judge)
        return evidence_id

    def ready(self, **changes: Any) -> str:
        """Return the id of a decision in review that Ana can approve now."""
        decision_id = self.in_review(**changes)
        self.shown(decision_id)
        return decision_id


def story(plan: Plan | None = None, *, workspace: Workspace | None = None, at: datetime = MONDAY, **policies: Any) -> Story:
    """Return a composed cycle, led by Mara. policies: fields of the plan's Policies that differ from the defaults."""
    told = bare_story(plan, workspace=workspace, at=at, **policies)
    owners = tuple(AreaOwner(area=area, person_id=person) for area, person in OWNERS.items())
    command = ComposeCycle(plan=told._plan, title="A launch", owners=owners, calendar_id=CALENDAR)  # pyright: ignore[reportPrivateUsage]
    told.given(command, by="mara")
    return told


def bare_story(plan: Plan | None = None, *, workspace: Workspace | None = None, at: datetime = MONDAY, **policies: Any) -> Story:
    """Return a story whose cycle is not composed yet."""
    return Story(plan or small_plan(**policies), workspace or opened_workspace(at=at), at)


def unmet(answer: Sequence[Any] | Refusal) -> list[str]:
    """Return the rule ids of a refusal. Fails when nothing was refused."""
    assert isinstance(answer, Refusal), f"nothing was refused: {answer}"
    return [finding.rule for finding in answer.unmet]


def names(events: Sequence[Any] | Refusal) -> list[str]:
    """Return the class names of events. Fails when they were refused."""
    assert not isinstance(events, Refusal), events
    return [type(event).__name__ for event in events]


def refold(history: Iterable[Recorded], cycle_id: str) -> Cycle:
    """Return the state folded from scratch."""
    return machine.fold(cycle_id, history)


def _context(actor: str, kind: ActorKind, now: datetime, seed: int) -> Context:
    made = iter(range(seed * 1000, seed * 1000 + 1000))
    return Context(actor=actor, actor_kind=kind, now=now, new_id=lambda prefix: make_id(prefix, now, next(made)), workspace="wsp_story")


def _item_of(event: Any) -> str:
    for name in (
        "assumption_id",
        "scope_id",
        "change_id",
        "handoff_id",
        "release_id",
        "message_id",
        "checkpoint_id",
        "dependency_id",
        "stage_id",
        "agenda_id",
        "safeguard_id",
        "promise_id",
        "practice_id",
        "evidence_id",
        "thread_id",
        "blocker_id",
        "risk_id",
        "escalation_id",
        "drill_id",
        "clock_id",
        "review_id",
        "decision_id",
        "cycle_id",
    ):
        if value := getattr(event, name, ""):
            return value
    return next((getattr(event, name) for name in ("objective_id", "section_id") if hasattr(event, name)), "")


def _item(item_id: str) -> Item:
    return Item(id=item_id, title=item_id.title(), text="A sentence.", bound_to=f"metric:{item_id}")


def _metric(slot: int, metric_id: str, area: str) -> PlannedMetric:
    return PlannedMetric(
        slot=slot, id=metric_id, title=metric_id, pressure="pressure", signal="target", promise="promise", area=area, text=""
    )


def _risk(risk_id: str, argument: str, weight: int) -> PlannedRisk:
    return PlannedRisk(
        id=risk_id, title=risk_id, text="", source="warning-sign", detector=risk_id, strategy="isolate-48h", argument=argument, action="",
        closeness=weight, impact=weight, likelihood=weight,
    )  # fmt: skip


def _approved() -> Condition:
    return Condition(id="approved", expression="decision.approved", sentence="It is approved.", who="owner", act="decision.approve")
