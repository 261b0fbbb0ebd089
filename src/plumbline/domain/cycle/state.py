"""The state of one cycle, folded from its stream."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from plumbline.domain.cycle.agenda import AgendaItem
from plumbline.domain.cycle.assumption import Assumption
from plumbline.domain.cycle.blocker import Blocker
from plumbline.domain.cycle.checkpoint import Checkpoint, Dependency
from plumbline.domain.cycle.clock import Clock
from plumbline.domain.cycle.communication import Message
from plumbline.domain.cycle.correction import Correction
from plumbline.domain.cycle.decision import Decision
from plumbline.domain.cycle.drill import Drill
from plumbline.domain.cycle.escalation import Escalation
from plumbline.domain.cycle.evidence import Evidence
from plumbline.domain.cycle.frame import CycleState, Objective, Outcome, ReviewPeriod, Section, WindowMove
from plumbline.domain.cycle.gate import Override, Passage
from plumbline.domain.cycle.handoff import Handoff
from plumbline.domain.cycle.journey import Standing
from plumbline.domain.cycle.lens import Verdict
from plumbline.domain.cycle.practice import Practice
from plumbline.domain.cycle.promise import Promise
from plumbline.domain.cycle.release import Release
from plumbline.domain.cycle.retrospective import Retrospective
from plumbline.domain.cycle.review import Review
from plumbline.domain.cycle.risk import Risk
from plumbline.domain.cycle.safeguard import Safeguard
from plumbline.domain.cycle.scope import ScopeItem
from plumbline.domain.cycle.scope_change import ScopeChange
from plumbline.domain.cycle.sign_up import SignUps
from plumbline.domain.cycle.stabilisation import Week
from plumbline.domain.cycle.stage import Stage
from plumbline.domain.cycle.step import StepProgress
from plumbline.domain.cycle.support_review import SupportReview
from plumbline.domain.cycle.thread import Thread
from plumbline.domain.cycle.wrap_up import WrapUp
from plumbline.domain.playbook.plan import Condition, Pattern, Plan, Policies


class Recorded(NamedTuple):
    """An event as the ledger has it: what happened, by whom, when. at is UTC."""

    event: Any
    actor: str
    at: datetime
    position: int = 0


@dataclass(slots=True)
class Cycle:
    """Everything the rules of a cycle need to know. Owned by whoever folds it; nobody else changes it.

    version: number of events folded. plan and policies are None until the cycle is composed.
    workspace_id: as the first event says; who may know of the cycle depends on it.
    after: the cycle whose wrap-up this one starts from, if any.
    policies are the plan's, changed by the patterns that are on. escalation_policy: the workspace's that was chosen; "" for the plan's.
    left_off: by pattern, from how much work its trigger was counted when a lead left it off.
    unresolved: per item id, the number of full review cycles it stayed open.
    waiting_since_opening: items that have been waiting for an answer ever since the review period opened; settled_in_period: items that
    got one in it; counted_in_period: those whose count the end of a review's round has raised in it already.
    journeys: how each one stood when the cycle was last told. imported: the decision that a record became, by its source and key.
    record_names: the same by whatever else a record is called. succeeded: by a name of a record that may be read later, what it follows.
    """

    id: str
    version: int = 0
    workspace_id: str = ""
    title: str = ""
    state: CycleState = "running"
    plan: Plan | None = None
    packs_digest: str = ""
    policies: Policies = field(default_factory=Policies)
    patterns: dict[str, Pattern] = field(default_factory=dict[str, Pattern])
    calendar_id: str = ""
    composed_by: str = ""
    composed_at: datetime | None = None
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    window_moves: list[WindowMove] = field(default_factory=list[WindowMove])
    closed_at: datetime | None = None
    after: str = ""
    owners: dict[str, str] = field(default_factory=dict[str, str])
    outcome: Outcome | None = None
    objectives: dict[str, Objective] = field(default_factory=dict[str, Objective])
    sections: dict[str, Section] = field(default_factory=dict[str, Section])
    periods: dict[int, ReviewPeriod] = field(default_factory=dict[int, ReviewPeriod])
    periods_opened: dict[int, datetime] = field(default_factory=dict[int, datetime])
    periods_closed: dict[int, datetime] = field(default_factory=dict[int, datetime])
    unresolved: dict[str, int] = field(default_factory=dict[str, int])
    waiting_since_opening: set[str] = field(default_factory=set[str])
    counted_in_period: set[str] = field(default_factory=set[str])
    settled_in_period: dict[str, None] = field(default_factory=dict[str, None])
    decisions: dict[str, Decision] = field(default_factory=dict[str, Decision])
    imported: dict[tuple[str, str], str] = field(default_factory=dict[tuple[str, str], str])
    record_names: dict[tuple[str, str], str] = field(default_factory=dict[tuple[str, str], str])
    succeeded: dict[tuple[str, str], set[str]] = field(default_factory=dict[tuple[str, str], set[str]])
    evidence: dict[str, Evidence] = field(default_factory=dict[str, Evidence])
    threads: dict[str, Thread] = field(default_factory=dict[str, Thread])
    blockers: dict[str, Blocker] = field(default_factory=dict[str, Blocker])
    reviews: dict[str, Review] = field(default_factory=dict[str, Review])
    journeys: dict[str, Standing] = field(default_factory=dict[str, Standing])
    risks: dict[str, Risk] = field(default_factory=dict[str, Risk])
    verdicts: dict[str, Verdict] = field(default_factory=dict[str, Verdict])
    handoffs: dict[str, Handoff] = field(default_factory=dict[str, Handoff])
    assumptions: dict[str, Assumption] = field(default_factory=dict[str, Assumption])
    scope_items: dict[str, ScopeItem] = field(default_factory=dict[str, ScopeItem])
    scope_changes: dict[str, ScopeChange] = field(default_factory=dict[str, ScopeChange])
    corrections: dict[str, Correction] = field(default_factory=dict[str, Correction])
    support: SupportReview = field(default_factory=SupportReview)
    sign_ups: SignUps = field(default_factory=SignUps)
    stabilisation: dict[int, Week] = field(default_factory=dict[int, Week])
    retrospective: Retrospective | None = None
    wrap_up: WrapUp | None = None
    stages: dict[str, Stage] = field(default_factory=dict[str, Stage])
    practices: dict[str, Practice] = field(default_factory=dict[str, Practice])
    safeguards: dict[str, Safeguard] = field(default_factory=dict[str, Safeguard])
    promises: dict[str, Promise] = field(default_factory=dict[str, Promise])
    releases: dict[str, Release] = field(default_factory=dict[str, Release])
    left_off: dict[str, int] = field(default_factory=dict[str, int])
    agenda: dict[str, AgendaItem] = field(default_factory=dict[str, AgendaItem])
    messages: dict[str, Message] = field(default_factory=dict[str, Message])
    dependencies: dict[str, Dependency] = field(default_factory=dict[str, Dependency])
    checkpoints: dict[str, Checkpoint] = field(default_factory=dict[str, Checkpoint])
    clocks: dict[str, Clock] = field(default_factory=dict[str, Clock])
    clock_of: dict[str, str] = field(default_factory=dict[str, str])
    escalations: dict[str, Escalation] = field(default_factory=dict[str, Escalation])
    escalation_policy: str = ""
    drills: dict[str, Drill] = field(default_factory=dict[str, Drill])
    escalations_of: dict[str, list[str]] = field(default_factory=dict[str, list[str]])
    steps: dict[str, StepProgress] = field(default_factory=dict[str, StepProgress])
    passages: dict[tuple[str, str], Passage] = field(default_factory=dict[tuple[str, str], Passage])
    overrides: dict[tuple[str, str], Override] = field(default_factory=dict[tuple[str, str], Override])
    added_conditions: dict[str, list[Condition]] = field(default_factory=dict[str, list[Condition]])
    evidence_of: dict[str, list[str]] = field(default_factory=dict[str, list[str]])
    threads_of: dict[str, list[str]] = field(default_factory=dict[str, list[str]])
    needed_by: dict[str, set[str]] = field(default_factory=dict[str, set[str]])
    numbers: dict[str, int] = field(default_factory=dict[str, int])
