"""A decision on its way into implementation, and what a handoff says about it."""

from plumbline.demo.story import Beat, Story
from plumbline.domain.cycle.decision import ApproveDecision, DraftDecision, SubmitDecision
from plumbline.domain.cycle.evidence import AcceptEvidence, SubmitEvidence
from plumbline.domain.cycle.gate import PassGate
from plumbline.domain.cycle.handoff import (
    EdgeCase,
    Terms,
)
from plumbline.kernel.record import record


@record
class Settled:
    """A decision that goes from draft through implementation entry within a day."""

    name: str
    day: int
    owner: str
    shower: str
    title: str
    question: str
    option: str
    consequence: str
    criterion: str
    shown: str
    because: str


def settled(one: Settled, stage: int) -> tuple[Beat, ...]:
    """Return the beats that bring a decision through implementation entry."""
    day, owner, name = one.day, one.owner, one.name
    return (
        Beat(
            day=day,
            time="09:05",
            who=owner,
            name=name,
            command=lambda s: DraftDecision(
                title=one.title,
                question=one.question,
                section_id=s.stage(stage),
                objective_id=s.objective(),
                owner_id=s.person(owner),
                due_at=s.at(day + 2),
                fallback="It stays as it is today.",
                options=s.options(name, (one.option, one.consequence), ("Leave it", "Nothing changes")),
                criteria=s.criteria(name, (one.criterion, owner)),
                propose=True,
            ),
        ),
        Beat(day=day, time="09:10", who=owner, command=lambda s: SubmitDecision(decision_id=s.id(name))),
        Beat(
            day=day,
            time="13:30",
            who=one.shower,
            name=f"{name}-run",
            command=lambda s: SubmitEvidence(
                decision_id=s.id(name), criterion_ids=s.criterion_ids(name), kind="link", title=one.shown, reference="https://ci.example/runs/77"
            ),
        ),
        Beat(day=day, time="14:10", who=owner, command=lambda s: AcceptEvidence(evidence_id=s.id(f"{name}-run"))),
        Beat(
            day=day,
            time="14:20",
            who=owner,
            command=lambda s: ApproveDecision(decision_id=s.id(name), option_id=s.option_id(name, 1), because=one.because),
        ),
        Beat(day=day, time="14:25", who=owner, command=lambda s: PassGate(gate_id="implementation-entry", item_id=s.id(name))),
    )  # fmt: skip


def terms(story: Story, name: str, expected: str, cases: tuple[tuple[str, str], ...], *, criterion: str, checkpoint_day: int) -> Terms:
    """Return what a line says about a decision of the story."""
    return Terms(
        decision_id=story.id(name),
        expected=expected,
        edge_cases=tuple(EdgeCase(when=when, then=then) for when, then in cases),
        metric_id=story.metric(1),
        owner_after_id=story.person("tom"),
        checkpoint_at=story.at(checkpoint_day, "12:00"),
        checkpoint_criterion=criterion,
        practice_id=story.practice(1),
    )
