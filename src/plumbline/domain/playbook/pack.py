"""What packs say, as records. Texts are templates: `{name}` stands for a fragment of another pack of the same playbook."""

from collections.abc import Mapping
from typing import Literal

from plumbline.domain.playbook.plan import Change, GateRule, Policies, Question, Step, Strategy, Trigger
from plumbline.kernel.record import record

PackKind = Literal["base", "industry", "role", "objective", "pattern", "binding"]
PACK_KINDS: tuple[PackKind, ...] = ("base", "industry", "role", "objective", "pattern", "binding")
Takes = Literal["signal", "safeguard", "metric"]


@record
class Part:
    """A named part with its sentences and what the system does about it."""

    id: str
    title: str
    text: str
    bound_to: str


@record
class Fragment(Part):
    """A part that other sentences quote: as a noun phrase (`late comments`) and as a clause (`comments arrive late`)."""

    phrase: str
    clause: str


@record
class Sign(Fragment):
    """A warning sign or failure mode: the detector that sees it, its ranks 1..5, and the target signal it puts in doubt."""

    detector: str
    closeness: int
    impact: int
    likelihood: int
    signal: str = ""


@record
class Promise(Fragment):
    """A customer promise, bound to the metric that shows it; otherwise: the metric for playbooks that do not carry the first."""

    otherwise: str = ""


@record
class MetricText:
    """A metric a pack owns. text quotes `{pressure}`, `{signal}` and `{promise}`: those of the slot it fills."""

    id: str
    title: str
    phrase: str
    area: str
    text: str


@record
class StageText:
    """A stage of the decision framework; practice: which of the role's practices guards it, counted from 1."""

    id: str
    title: str
    text: str
    gate: str
    practice: int


@record
class StrategyText:
    """A mitigation strategy: what kind of thing it works on, and the sentence that says what it does."""

    id: Strategy
    title: str
    takes: Takes
    action: str


@record
class Base:
    """What all playbooks share."""

    kind: Literal["base"]
    id: str
    version: str
    title: str
    digest: str = ""
    summary: tuple[str, str, str]
    policies: Policies
    areas: tuple[Part, ...]
    context: tuple[Part, ...]
    challenges: tuple[Part, ...]
    stages: tuple[StageText, ...]
    steps: tuple[Step, ...]
    gates: tuple[GateRule, ...]
    strategies: tuple[StrategyText, ...]
    patterns: tuple[str, ...]
    agenda: tuple[Part, ...]
    capabilities: tuple[Part, ...]
    questions: tuple[Question, ...]


@record
class Industry:
    """Where the work happens: why now, what derails it, what customers rely on, what is formalised before implementation.

    market: the industry as a noun phrase. first_strategy: where the circle of strategies starts for a playbook without a binding.
    coordination_pressure: id of the pressure that stops work done in parallel.
    """

    kind: Literal["industry"]
    id: str
    version: str
    title: str
    digest: str = ""
    market: str
    first_strategy: Strategy
    coordination_pressure: str
    signals: tuple[Fragment, ...]
    pressures: tuple[Fragment, ...]
    promises: tuple[Promise, ...]
    safeguards: tuple[Fragment, ...]


@record
class Role:
    """Who runs the cycle: mandate, practices, failure modes, metrics.

    team, leadership: noun phrases. risk_failure_modes: the two that enter the risk list. signal_order: target signals 1..4 in the
    order in which the metric slots of a playbook without a binding take them.
    """

    kind: Literal["role"]
    id: str
    version: str
    title: str
    digest: str = ""
    team: str
    leadership: str
    mandate: str
    mandate_phrase: str
    practices: tuple[Fragment, ...]
    failure_modes: tuple[Sign, ...]
    metrics: tuple[MetricText, ...]
    risk_failure_modes: tuple[str, str]
    signal_order: tuple[int, int, int, int] = (1, 2, 3, 4)


@record
class Objective:
    """What the cycle must show.

    *_phrase fields are noun phrases for use inside sentences. signal_start: how far into the role's signal order the first metric slot
    begins. closing_metric_slot: the role's metric (1..4) on which the strategies of a playbook without a binding are tracked.
    lens_condition: what the record of an item must show before it can pass the lens; empty where only people can tell.
    """

    kind: Literal["objective"]
    id: str
    version: str
    title: str
    digest: str = ""
    outcome: str
    outcome_phrase: str
    lens: Part
    lens_question: str
    initiative: str
    initiative_phrase: str
    constraint: Fragment
    window: str
    window_days: int
    evidence: str
    evidence_clause: str
    target_signals: tuple[Fragment, ...]
    warning_signs: tuple[Sign, ...]
    metrics: tuple[MetricText, ...]
    capabilities: tuple[str, ...]
    signal_start: int = 0
    closing_metric_slot: int = 4
    lens_condition: str = ""


@record
class PatternPack:
    """An operating pattern: sentences, and the changes it makes while it is on."""

    kind: Literal["pattern"]
    id: str
    version: str
    title: str
    digest: str = ""
    text: str
    on_by_default: bool = False
    changes: tuple[Change, ...]
    trigger: Trigger | None = None


@record
class BoundMetric:
    """What one metric slot is bound to; each number counts from 1 in the order of the packs."""

    pressure: int
    promise: int
    signal: int


@record
class BoundRisk:
    """One row of the risk list: the sign it comes from, the strategy and what the strategy works on."""

    sign: str
    strategy: Strategy
    argument: str
    stage: str = ""
    stage_title: str = ""


@record
class Binding:
    """How the parts of one playbook hang together: six metric slots, six risks, and the policies it asks for itself."""

    kind: Literal["binding"]
    id: str
    version: str
    title: str
    digest: str = ""
    industry: str
    role: str
    objective: str
    metrics: tuple[BoundMetric, ...]
    risks: tuple[BoundRisk, ...]
    policies: tuple[Change, ...] = ()


@record
class Packs:
    """Every pack there is, by id. One base; at most one binding for each combination."""

    base: Base
    industries: Mapping[str, Industry]
    roles: Mapping[str, Role]
    objectives: Mapping[str, Objective]
    patterns: Mapping[str, PatternPack]
    bindings: Mapping[tuple[str, str, str], Binding]
