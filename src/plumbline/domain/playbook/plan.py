"""The compiled playbook: everything a cycle needs to run, with nothing left to look up."""

from hashlib import sha256
from typing import Literal

from plumbline.kernel.record import record

Strategy = Literal[
    "pre-commitment-gate", "fallback-plan", "criteria-and-checkpoints", "structured-escalation", "criteria-in-cadence", "isolate-48h"
]
Basis = Literal["elapsed", "workday", "business"]
AtEnd = Literal["fallback", "stay"]


@record
class PackReference:
    """Which pack a plan was compiled from. digest: SHA-256 over the RFC 8785 form of the parsed file, in hex."""

    kind: Literal["base", "industry", "role", "objective", "pattern", "binding"]
    id: str
    version: str
    digest: str
    title: str = ""


def digest_of(packs: tuple[PackReference, ...]) -> str:
    """Return one digest over all the packs of a plan: SHA-256 over a line for each, in their order, in hex.

    Every entry of a cycle carries it; the list itself stands in the entry that composed the cycle.
    """
    lines = "".join(f"{pack.kind}:{pack.id}@{pack.version} {pack.digest}\n" for pack in packs)
    return sha256(lines.encode()).hexdigest()


@record
class Item:
    """A named part of a plan: an id that other parts point at, a heading, and one or more sentences.

    bound_to: what the system checks or does for it, as `kind:id` (such as `metric:decision-closure-rate`); never empty in a complete plan.
    every_days: for an item of the agenda, after how many working days it comes up again; 0 is every review.
    area, starts: of one that comes up by itself, the owner area that holds it, and from when its days count: at once, or from a pilot on.
    """

    id: str
    title: str
    text: str
    bound_to: str = ""
    every_days: int = 0
    area: str = ""
    starts: Literal["now", "pilot"] = "now"


@record
class Condition:
    """A condition in the expression language over published facts, with the sentence people read.

    who: who can meet it: an owner area of the plan, or `owner`, `reviewer`, `lead`.
    act: the command that meets it.
    """

    id: str
    expression: str
    sentence: str
    who: str
    act: str


@record
class GateRule:
    """A gate. subject says what it judges: one decision, or the whole cycle."""

    id: str
    title: str
    sentence: str
    subject: Literal["decision", "cycle"]
    conditions: tuple[Condition, ...]


@record
class Stage:
    """One of the six stages of the decision framework; also the default section that threads anchor to."""

    id: str
    title: str
    text: str
    gate: str
    practice: str


@record
class Step:
    """One of the sixteen steps.

    offset_days: working days after the cycle's start on which it falls due; steps after launch count from the window's end.
    condition: when it is done, over the facts of the cycle.
    manual: what a person records when a part of it cannot be observed; empty when all of it can.
    """

    number: int
    id: str
    title: str
    text: str
    area: str
    offset_days: int
    condition: str
    manual: str = ""
    after_launch: bool = False


@record
class PlannedRisk:
    """A risk the cycle starts with, bound to the detector that sees it and the strategy that acts.

    source: the warning sign or failure mode it comes from. argument: id the strategy works on.
    stage: the framework stage at which the strategy acts, where it has one; stage_title: what this playbook calls that moment.
    strategy_title: what people call the strategy. closeness, impact, likelihood: 1 (low) to 5 (high); closeness to the customer.
    """

    id: str
    title: str
    text: str
    source: Literal["warning-sign", "failure-mode"]
    detector: str
    strategy: Strategy
    strategy_title: str = ""
    argument: str
    action: str
    stage: str = ""
    stage_title: str = ""
    closeness: int
    impact: int
    likelihood: int


@record
class PlannedMetric:
    """One of the six success metrics: what it guards against, what shows it, and what it must not hurt."""

    slot: int
    id: str
    title: str
    pressure: str
    signal: str
    promise: str
    area: str
    text: str


@record
class Question:
    """A question people ask about the playbook, with its answer."""

    question: str
    answer: str


@record
class LadderLevel:
    """One level of an escalation ladder: who is asked, and for how long before the next level is.

    area: whoever owns it then; person_id: one person by name; exactly one of the two is given. lease_hours: how long an acknowledgement
    holds. Both spans are counted in that person's working time. urgent: the message does not wait for their hours.
    """

    area: str = ""
    wait_hours: int
    person_id: str = ""
    lease_hours: int = 24
    urgent: bool = False


@record
class Policies:
    """The numbers of a cycle's rules; patterns change them, visibly.

    Hours are counted on the basis. Thresholds are full review cycles. 0 hours means: by the end of the review cycle.
    """

    window_days: int = 20
    cadence_days: int = 5
    comment_window_hours: int = 48
    decision_window_hours: int = 48
    risk_window_hours: int = 48
    basis: Basis = "workday"
    decision_threshold_cycles: int = 2
    blocker_threshold_cycles: int = 1
    decision_escalates: bool = True
    blocker_extensions: int = 2
    evidence_fresh_days: int = 30
    four_eyes: bool = False
    approval_mode: Literal["owner", "all", "k_of_n", "majority", "consent"] = "owner"
    approvals_needed: int = 0
    on_timeout: Literal["lapse", "fallback", "escalate"] = "escalate"
    decision_size: int = 12
    ladder: tuple[LadderLevel, ...] = ()


@record
class Change:
    """One thing a pattern changes while it is on.

    target: a field of Policies, or the id of a gate, metric, detector, step or agenda item, as kind says.
    policy: value replaces the number; where several patterns set it, the tightest (lowest) number and `true` win.
    gate: condition is added. scope: condition_id of the gate applies only when applies_when holds; stop_rule is the detector that ends it.
    step: value is the new offset in working days. agenda: item joins the reviews. metric, detector: watched closely.
    release: what protects target, a promise as `kind:id`, is launched before what does not.
    about: the part of this playbook that the change protects, watches or leads, as `kind:id`; empty when it is about the whole cycle.
    """

    kind: Literal["policy", "gate", "scope", "metric", "detector", "step", "agenda", "release"]
    target: str
    sentence: str
    value: int | bool | str | None = None
    condition: Condition | None = None
    condition_id: str = ""
    applies_when: str = ""
    stop_rule: str = ""
    item: Item | None = None
    about: str = ""


@record
class Trigger:
    """When a pattern is worth switching on: a metric whose two sides stand at least times_at_least to one.

    For `review-to-implementation-lag` the sides are the time reviews take and the time of the work they gate.
    """

    metric: str
    times_at_least: int
    sentence: str


@record
class Pattern:
    """An operating pattern and the rule changes it makes when switched on: as sentences, and as data that rules carry out."""

    id: str
    title: str
    text: str
    changes: tuple[str, ...]
    on: bool = False
    rules: tuple[Change, ...] = ()
    trigger: Trigger | None = None


@record
class Rules:
    """The parts of a plan that patterns change, as they stand with every pattern off."""

    policies: Policies
    gates: tuple[GateRule, ...]
    steps: tuple[Step, ...]
    agenda: tuple[Item, ...]


@record
class Plan:
    """A playbook, compiled. Two compilations of the same packs are equal byte for byte.

    policies, gates, steps and agenda are those in force, with the patterns that are on; unpatterned keeps them as the packs wrote them.
    own_rules: what this playbook's binding asks of the policies whatever patterns are on; the tightest of all that is asked holds.
    watched: metrics and detectors that the patterns ask to be looked at closely.
    lens_condition: what the record of an item must show before it can pass the lens; empty where only people can tell.
    releases_first: id of the promise whose releases go before all others; empty where the order is the team's.
    """

    id: str
    title: str
    packs: tuple[PackReference, ...]
    summary: tuple[str, str, str]
    outcome: str
    lens: Item
    initiative: str
    constraint: Item
    evidence: str
    mandate: str
    policies: Policies
    areas: tuple[Item, ...]
    context: tuple[Item, ...]
    market_signals: tuple[Item, ...]
    pressures: tuple[Item, ...]
    promises: tuple[Item, ...]
    safeguards: tuple[Item, ...]
    practices: tuple[Item, ...]
    failure_modes: tuple[Item, ...]
    warning_signs: tuple[Item, ...]
    target_signals: tuple[Item, ...]
    challenges: tuple[Item, ...]
    stages: tuple[Stage, ...]
    steps: tuple[Step, ...]
    gates: tuple[GateRule, ...]
    metrics: tuple[PlannedMetric, ...]
    patterns: tuple[Pattern, ...]
    risks: tuple[PlannedRisk, ...]
    agenda: tuple[Item, ...]
    capabilities: tuple[Item, ...]
    questions: tuple[Question, ...]
    watched: tuple[Item, ...] = ()
    own_rules: tuple[Change, ...] = ()
    unpatterned: Rules | None = None
    lens_condition: str = ""
    releases_first: str = ""
