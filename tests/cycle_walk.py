"""Random but sensible lives of a cycle: a list of numbers becomes commands about what is there. Refused ones have no effect.

walked(numbers) -> Story. The commands go through `machine.decide`, as in the product.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any, TypeVar

from hypothesis import strategies as st

from cycle_story import SYSTEM, Story, small_plan, story
from plumbline.domain.cycle.assumption import DropAssumption, RankAssumption, RegisterTest, StateAssumption
from plumbline.domain.cycle.blocker import AcknowledgeBlocker, AssignBlocker, ExtendBlocker, RaiseBlocker, ResolveBlocker
from plumbline.domain.cycle.clock import RecordBreach
from plumbline.domain.cycle.decision import (
    AddDependency,
    ApprovalRule,
    ApproveDecision,
    AskForEvidence,
    AssignDecision,
    CastVote,
    Criterion,
    DeferDecision,
    DelegateDecision,
    DraftDecision,
    EditDecision,
    HoldDecision,
    MeetCondition,
    Obligation,
    Option,
    RaiseConcern,
    RejectDecision,
    ReopenDecision,
    RequireApproval,
    ScheduleDecision,
    SettleConcern,
    SubmitDecision,
    WakeDecision,
)
from plumbline.domain.cycle.due import due
from plumbline.domain.cycle.escalation import AcknowledgeEscalation, ResolveEscalation, StartEscalation
from plumbline.domain.cycle.evidence import AcceptEvidence, RejectEvidence, SubmitEvidence
from plumbline.domain.cycle.frame import SwitchPattern
from plumbline.domain.cycle.gate import PassGate
from plumbline.domain.cycle.handoff import (
    AcceptHandoff,
    AssembleHandoff,
    EdgeCase,
    HoldCheckpoint,
    OfferHandoff,
    QuestionLine,
    ReturnHandoff,
    TakeNewVersion,
    Terms,
)
from plumbline.domain.cycle.lens import ApplyLens
from plumbline.domain.cycle.review import (
    AssignSection,
    CancelReview,
    CloseRound,
    FollowSubject,
    OpenReview,
    Part,
    Reader,
    ReopenReview,
    SignOffSection,
    Subject,
)  # fmt: skip
from plumbline.domain.cycle.risk import AcceptRisk, AssessRisk, AssignRisk, IdentifyRisk, MaterialiseRisk, MitigateRisk
from plumbline.domain.cycle.rules.escalation import find_item
from plumbline.domain.cycle.scope import AcceptScope, AssessScope, DeferScope, RequestScope
from plumbline.domain.cycle.thread import Anchor, MarkThreadOutdated, OpenThread, ReopenThread, ReplyToThread, ResolveThread
from plumbline.domain.playbook.plan import Change, Condition, GateRule, Pattern, Plan

T = TypeVar("T")
PEOPLE = ("mara", "lena", "ana", "bo", "ida")
_STEP = timedelta(hours=5)

walks = st.lists(st.integers(min_value=0, max_value=2**72), min_size=1, max_size=45)


def entry_gate() -> GateRule:
    """Return the implementation entry gate as the built-in packs have it."""
    rows = (
        ("approved", "decision.approved", "owner", "decision.approve"),
        ("criteria-met", "decision.criteria > 0 && decision.criteria_unmet == 0", "reviewer", "evidence.accept"),
        ("threads-closed", "decision.threads_blocking == 0", "owner", "thread.resolve"),
        ("concerns-settled", "decision.concerns_open == 0", "owner", "decision.settle_concern"),
        ("not-held", "!decision.held", "reviewer", "decision.release_hold"),
        ("conditions-met", "decision.conditions_open == 0", "owner", "decision.meet_condition"),
        ("prerequisites-final", "decision.prerequisites_open == 0", "owner", "decision.approve"),
        ("content-current", "decision.content_current", "owner", "decision.approve"),
        ("not-suspect", "!decision.suspect", "owner", "decision.approve"),
        (
            "journey-accepted",
            "!has(decision.journey_findings_open) || decision.journey_findings_open == 0",
            "product",
            "journey.settle_finding",
        ),
    )
    conditions = tuple(Condition(id=one, expression=text, sentence=f"{one}.", who=who, act=act) for one, text, who, act in rows)
    return GateRule(id="implementation-entry", title="Entry", sentence="", subject="decision", conditions=conditions)


def plan_with_entry(**policies: Any) -> Plan:
    """Return the small plan with the full entry gate and a pattern to switch."""
    return replace(small_plan(**policies), gates=(entry_gate(),), patterns=(quicker(),))


def quicker() -> Pattern:
    """Return a pattern that shortens the review cycles and the time of comments."""
    changes = (
        Change(kind="policy", target="cadence_days", sentence="Three days.", value=3),
        Change(kind="policy", target="comment_window_hours", sentence="A day.", value=24),
    )
    return Pattern(id="quicker", title="Quicker", text="", changes=("Three days.", "A day."), rules=changes)


def walked(numbers: Iterable[int], **policies: Any) -> Story:
    """Return a cycle after a walk. What is due by itself is done after each step, as the scheduler would."""
    told = story(plan_with_entry(**policies))
    for number in numbers:
        step(told, number)
        settle(told)
    return told


def step(told: Story, number: int) -> None:
    """Send one command, or let time pass, or let somebody leave or come back."""
    draw = _Draw(number)
    kind = draw.of(range(len(_COMMANDS) + 2))
    if kind == len(_COMMANDS):
        told.later(hours=draw.of(range(1, 60)))
        return
    if kind == len(_COMMANDS) + 1:
        member = told.workspace.members[draw.of(("ana", "bo", "ida"))]
        member.active = not member.active
        return
    command = _COMMANDS[kind](told, draw)
    if command is None:
        return
    # One of the people with a say, or anybody.
    holder = getattr(find_item(told.cycle, getattr(command, "decision_id", "")), "owner_id", "")
    told.when(command, by=draw.of((*PEOPLE, "mara", "mara", holder or "ana", holder or "ana", holder or "ana")))


def settle(told: Story) -> None:
    """Do what is due by itself, until nothing is."""
    for _ in range(50):
        if not any(told.when(command, by=SYSTEM) for command in due(told.cycle, told.workspace, told.now)):
            return


class _Draw:
    """Choices out of one number."""

    def __init__(self, number: int) -> None:
        self._left = number

    def of(self, choices: Sequence[T]) -> T:
        self._left, index = divmod(self._left, len(choices))
        return choices[index]

    def some(self, things: Iterable[T]) -> T | None:
        found = list(things)
        return self.of(found) if found else None


_Make = Callable[[Any, Story, _Draw], Any]
_Command = Callable[[Story, _Draw], Any]


def _draft(told: Story, draw: _Draw) -> Any:
    checks = draw.of(("manual", "condition"))
    criteria = (
        Criterion(id="", text="Works", method="manual", owner_id=draw.of(PEOPLE)),
        Criterion(id="", text="Fast", method=checks, owner_id=draw.of(PEOPLE)),
    )
    return DraftDecision(
        title="Retry",
        section_id=told.section,
        objective_id=told.objective,
        owner_id=draw.of(("ana", "ana", "bo", "mara", "")),
        due_at=draw.of((told.now + timedelta(days=3), told.now + timedelta(days=9), told.now + timedelta(days=15), None)),
        fallback=draw.of(("One retry.", "One retry.", "One retry.", "")),
        options=(Option(id="", title="Once"),),
        criteria=criteria[: draw.of((1, 2, 0))],
        scope=draw.of(((), ("cards",))),
    )


def _of_decision(make: _Make) -> _Command:
    def command(told: Story, draw: _Draw) -> Any:
        found = draw.some(told.cycle.decisions.values())
        return None if found is None else make(found, told, draw)

    return command


def _of(kind: str, make: _Make) -> _Command:
    def command(told: Story, draw: _Draw) -> Any:
        found = draw.some(getattr(told.cycle, kind).values())
        return None if found is None else make(found, told, draw)

    return command


def _ready(decision: Any, told: Story, draw: _Draw) -> Any:
    """Mostly make a decision approvable and approve it, so that walks get far."""
    owner = decision.owner_id or "ana"
    told.when(AssignDecision(decision_id=decision.id, owner_id=owner), by="mara")
    told.when(ScheduleDecision(decision_id=decision.id, due_at=told.now + timedelta(days=4), fallback="As today."), by="mara")
    told.when(EditDecision(decision_id=decision.id, scope=()), by="mara")
    told.when(SubmitDecision(decision_id=decision.id), by=owner)
    ids = tuple(one.id for one in decision.criteria)
    found = told.when(SubmitEvidence(decision_id=decision.id, criterion_ids=ids, kind="link", title="Run", reference="r"), by="ida")
    if isinstance(found, list) and found:
        told.when(AcceptEvidence(evidence_id=found[0].evidence_id), by="mara")
    conditions = (Obligation(id="", text="Tell support", owner_id=draw.of(PEOPLE), due_at=told.now + timedelta(days=2)),)
    return ApproveDecision(decision_id=decision.id, because="It works.", option_id="", conditions=conditions[: draw.of((0, 0, 1))])


def _approve(decision: Any, told: Story, draw: _Draw) -> Any:
    command = _ready(decision, told, draw)
    told.when(command, by=decision.owner_id or "ana")
    return None


def _hand_over(decision: Any, told: Story, draw: _Draw) -> Any:
    """Bring a decision into the hands of a receiver, so that walks get that far."""
    told.when(PassGate(gate_id="implementation-entry", item_id=decision.id), by=decision.owner_id or "ana")
    terms = Terms(
        decision_id=decision.id,
        expected="It works.",
        edge_cases=(EdgeCase(when="Declined", then="Kept."),),
        metric_id="time-to-resolution",
        owner_after_id="bo",
        checkpoint_at=told.now + timedelta(hours=draw.of((5, 50))),
        checkpoint_criterion="Below 20 h",
        practice_id="practice",
    )
    made = told.when(AssembleHandoff(lines=(terms,), receiver_id=draw.of(("ida", "bo"))), by="mara")
    if isinstance(made, list) and made:
        told.when(OfferHandoff(handoff_id=made[0].handoff_id), by="mara")
    return None


def _subject(number: int) -> Subject:
    parts = (Part(section_id="sec_a", title="A", digest="a"), Part(section_id="sec_b", title="B", digest=f"b{number}"))
    return Subject(kind="document", id="doc_1", number=number, content_hash=f"{number}", parts=parts)


def _readers(draw: _Draw) -> tuple[Reader, ...]:
    return draw.of(((), (Reader(section_id="sec_a", person_id=draw.of(PEOPLE)),)))


def _comment(review: Any, told: Story, draw: _Draw) -> Any:
    anchor = Anchor(kind="document", id=review.subject.id, part="sec_b", number=review.subject.number, start=0, end=4)
    return OpenThread(
        section_id="sec_b", objective_id=told.objective, anchor=anchor, text="Why?", blocking=draw.of((True, False)),
        asks_id=draw.of((*PEOPLE, "")),
    )  # fmt: skip


_COMMANDS: tuple[_Command, ...] = (
    _draft,
    _draft,
    _of_decision(_approve),
    _of_decision(_approve),
    _of_decision(lambda d, t, r: SubmitDecision(decision_id=d.id)),
    _of_decision(lambda d, t, r: AssignDecision(decision_id=d.id, owner_id=r.of(PEOPLE))),
    _of_decision(lambda d, t, r: EditDecision(decision_id=d.id, title=r.of(("Retry", "Retry once", "No retry")))),
    _of_decision(lambda d, t, r: EditDecision(decision_id=d.id, scope=r.of(((), ("cards",))))),
    _of_decision(lambda d, t, r: AddDependency(decision_id=d.id, on_id=r.of(list(t.cycle.decisions)))),
    _of_decision(lambda d, t, r: CastVote(decision_id=d.id, vote=r.of(("approve", "reject", "abstain", "object")), reason="So.")),
    _of_decision(lambda d, t, r: RaiseConcern(decision_id=d.id, reason="Legal?")),
    _of_decision(lambda d, t, r: SettleConcern(decision_id=d.id, concern_id=r.some(d.concerns) or "")),
    _of_decision(lambda d, t, r: HoldDecision(decision_id=d.id, reason="Wait", until=t.now + _STEP * r.of((1, 5, 20)))),
    _of_decision(lambda d, t, r: DelegateDecision(decision_id=d.id, to_id=r.of(PEOPLE), until=t.now + _STEP * 4)),
    _of_decision(lambda d, t, r: AskForEvidence(decision_id=d.id, person_id=r.of(PEOPLE))),
    _of_decision(
        lambda d, t, r: RequireApproval(
            decision_id=d.id,
            rule=ApprovalRule(
                mode=r.of(("all", "k_of_n", "majority", "owner")), needed=1, veto=r.of(((), ("legal",))), four_eyes=r.of((False, True))
            ),
        )
    ),
    _of_decision(lambda d, t, r: RejectDecision(decision_id=d.id, because="No.")),
    _of_decision(lambda d, t, r: DeferDecision(decision_id=d.id, because="Later.", wake_at=t.now + _STEP * r.of((1, 9, 30)))),
    _of_decision(lambda d, t, r: WakeDecision(decision_id=d.id)),
    _of_decision(lambda d, t, r: MeetCondition(decision_id=d.id, condition_id=r.some(d.obligations) or "")),
    _of_decision(lambda d, t, r: ReopenDecision(decision_id=d.id, reason="new_evidence")),
    _of_decision(
        lambda d, t, r: SubmitEvidence(
            decision_id=d.id, criterion_ids=tuple(one.id for one in d.criteria)[: r.of((1, 2))], kind="link", title="R", reference="r"
        )
    ),
    _of("evidence", lambda e, t, r: AcceptEvidence(evidence_id=e.id)),
    _of("evidence", lambda e, t, r: RejectEvidence(evidence_id=e.id, reason="No.")),
    _of_decision(
        lambda d, t, r: OpenThread(
            section_id=t.section,
            objective_id=t.objective,
            anchor=Anchor(kind="decision", id=d.id),
            text="Why?",
            blocking=r.of((True, False)),
            asks_id=r.of((*PEOPLE, "")),
        )
    ),
    lambda t, r: OpenThread(
        section_id=t.section,
        objective_id=t.objective,
        anchor=Anchor(kind="section", id=t.section),
        text="Why?",
        asks_id=r.of((*PEOPLE, "")),
    ),
    _of("threads", lambda h, t, r: ReplyToThread(thread_id=h.id, text="Because.", asks_id=r.of(("", "", *PEOPLE)))),
    _of("threads", lambda h, t, r: ResolveThread(thread_id=h.id, outcome="answered")),
    _of("threads", lambda h, t, r: ReopenThread(thread_id=h.id, reason="Not yet.")),
    _of("threads", lambda h, t, r: MarkThreadOutdated(thread_id=h.id)),
    lambda t, r: RaiseBlocker(title="Stop", owner_id=r.of(PEOPLE), due_at=t.now + _STEP * r.of((1, 4, 20)), fallback="Go round."),
    _of("blockers", lambda b, t, r: AcknowledgeBlocker(blocker_id=b.id)),
    _of("blockers", lambda b, t, r: AssignBlocker(blocker_id=b.id, owner_id=r.of(PEOPLE))),
    _of("blockers", lambda b, t, r: ResolveBlocker(blocker_id=b.id, how="Gone.")),
    _of("blockers", lambda b, t, r: ExtendBlocker(blocker_id=b.id, due_at=b.due_at + _STEP, tradeoff="Less scope.")),
    lambda t, r: IdentifyRisk(title="Late", owner_id=r.of(PEOPLE), strategy="isolate-48h", argument="metric"),
    _of("risks", lambda k, t, r: AssessRisk(risk_id=k.id, closeness=r.of((1, 3, 5)), impact=r.of((1, 4, 5)), likelihood=r.of((2, 4, 5)))),
    _of("risks", lambda k, t, r: AssignRisk(risk_id=k.id, owner_id=r.of(PEOPLE))),
    _of("risks", lambda k, t, r: MitigateRisk(risk_id=k.id)),
    _of("risks", lambda k, t, r: AcceptRisk(risk_id=k.id, until=t.now + _STEP * r.of((1, 9)), reason="Small.")),
    _of("risks", lambda k, t, r: MaterialiseRisk(risk_id=k.id, due_at=t.now + _STEP * 3, fallback="Go round.")),
    lambda t, r: OpenReview(title="Copy", subject=_subject(r.of((1, 2))), owner_id=r.of(PEOPLE), readers=_readers(r)),
    _of("reviews", lambda v, t, r: FollowSubject(review_id=v.id, subject=_subject(v.subject.number + 1))),
    _of("reviews", lambda v, t, r: AssignSection(review_id=v.id, section_id="sec_a", reader_ids=(r.of(PEOPLE),))),
    _of("reviews", lambda v, t, r: SignOffSection(review_id=v.id, section_id=r.of(("sec_a", "sec_b")))),
    _of("reviews", lambda v, t, r: CloseRound(review_id=v.id)),
    _of("reviews", lambda v, t, r: CancelReview(review_id=v.id, reason="No.")),
    _of("reviews", lambda v, t, r: ReopenReview(review_id=v.id, reason="Yes.")),
    _of("reviews", lambda v, t, r: ApplyLens(item_id=v.id, verdict="passes", because="So.")),
    _of("reviews", lambda v, t, r: _comment(v, t, r)),
    lambda t, r: StateAssumption(title="They pay", owner_id=r.of(PEOPLE), impact=r.of((2, 5)), cost=r.of((1, 4))),
    _of("assumptions", lambda a, t, r: RankAssumption(assumption_id=a.id, impact=r.of((1, 5)), cost=3)),
    _of(
        "assumptions",
        lambda a, t, r: RegisterTest(assumption_id=a.id, criterion="Pays", threshold="90 %", due_at=t.now + _STEP * r.of((2, 9))),
    ),
    _of("assumptions", lambda a, t, r: DropAssumption(assumption_id=a.id, reason="No.")),
    lambda t, r: RequestScope(title="Gift cards", area=r.of(list(t.cycle.owners)), decisions=tuple(t.cycle.decisions)[: r.of((0, 1))]),
    _of("scope_items", lambda s, t, r: AssessScope(scope_id=s.id, contribution=r.of((1, 5)), effort=2)),
    _of("scope_items", lambda s, t, r: AcceptScope(scope_id=s.id)),
    _of("scope_items", lambda s, t, r: DeferScope(scope_id=s.id, reason="Later.")),
    _of("patterns", lambda p, t, r: SwitchPattern(pattern_id=p.id, on=not p.on)),
    _of_decision(lambda d, t, r: StartEscalation(item_id=d.id, reason="Stuck.")),
    _of("escalations", lambda e, t, r: AcknowledgeEscalation(escalation_id=e.id)),
    _of("escalations", lambda e, t, r: ResolveEscalation(escalation_id=e.id, outcome="Decided.", cause="capacity")),
    lambda t, r: AssembleHandoff(lines=tuple(Terms(decision_id=one) for one in list(t.cycle.decisions)[:2]), receiver_id=r.of(PEOPLE)),
    _of_decision(_hand_over),
    _of_decision(_hand_over),
    _of("handoffs", lambda h, t, r: AcceptHandoff(handoff_id=h.id)),
    _of("handoffs", lambda h, t, r: QuestionLine(handoff_id=h.id, commitment_id=r.of(list(h.lines)), text="When?")),
    _of("handoffs", lambda h, t, r: ReturnHandoff(handoff_id=h.id, reason="No.", commitment_ids=tuple(h.lines)[: r.of((0, 1))])),
    _of("handoffs", lambda h, t, r: TakeNewVersion(handoff_id=h.id, commitment_id=r.of(list(h.lines)))),
    _of(
        "handoffs", lambda h, t, r: HoldCheckpoint(handoff_id=h.id, commitment_id=r.of(list(h.lines)), reading="9", met=r.of((True, False)))
    ),
    _of("clocks", lambda c, t, r: RecordBreach(clock_id=c.id, deadline=c.due_at)),
)
