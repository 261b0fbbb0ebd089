"""What the demo's cycles hand over to delivery: one handoff in every state, with a question, a Suspect line and a checkpoint."""

from plumbline.demo.story import Beat, Story
from plumbline.domain.cycle.decision import ApproveDecision, DraftDecision, ReopenDecision, SubmitDecision
from plumbline.domain.cycle.evidence import AcceptEvidence, SubmitEvidence
from plumbline.domain.cycle.gate import PassGate
from plumbline.domain.cycle.handoff import (
    AcceptHandoff,
    AssembleHandoff,
    EdgeCase,
    HoldCheckpoint,
    OfferHandoff,
    QuestionLine,
    ReturnHandoff,
    Terms,
)
from plumbline.kernel.record import record


@record
class Settled:
    """A decision that goes from draft through implementation entry within two days, and what its line says."""

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


ECOMMERCE = (
    Beat(
        day=2,
        time="15:00",
        who="ana",
        name="guest-handoff",
        command=lambda s: AssembleHandoff(
            title="Guest checkout",
            lines=(
                terms(
                    s,
                    "guest",
                    "A buyer without an account sees at most four screens between basket and receipt.",
                    (("The mail address is mistyped", "The receipt page offers to correct it once"),),
                    criterion="At least 70 % of guests reach the receipt",
                    checkpoint_day=6,
                ),
            ),
        ),
    ),
    Beat(day=2, time="15:05", who="ana", command=lambda s: OfferHandoff(handoff_id=s.id("guest-handoff"))),
    Beat(
        day=2,
        time="16:10",
        who="priya",
        command=lambda s: AcceptHandoff(handoff_id=s.id("guest-handoff"), note="In the build of Thursday."),
    ),
    Beat(
        day=7,
        time="09:20",
        who="tom",
        command=lambda s: HoldCheckpoint(
            handoff_id=s.id("guest-handoff"),
            commitment_id=s.line("guest-handoff", 1),
            reading="74 % of 318 guests in the pilot share",
            met=True,
        ),
    ),
    *settled(
        Settled(
            name="receipt-mail",
            day=4,
            owner="ana",
            shower="priya",
            title="When the receipt is mailed",
            question="At once, or when the payment is captured?",
            option="Mail it when the payment is captured",
            consequence="Nobody gets a receipt for an order that is not paid",
            criterion="Given a captured payment, the receipt is mailed within a minute.",
            shown="Run 77: 50 captured payments, the slowest mail after 41 s",
            because="Two receipts for unpaid orders reached support last month.",
        ),
        stage=3,
    ),
    Beat(
        day=5,
        time="10:00",
        who="ana",
        name="mail-handoff",
        command=lambda s: AssembleHandoff(
            title="Receipt by mail",
            lines=(
                terms(
                    s,
                    "receipt-mail",
                    "The receipt arrives once, after the payment is captured.",
                    (
                        ("The capture fails", "No receipt; the buyer is told what happens next"),
                        ("The mail bounces", "Support sees it the same day"),
                    ),
                    criterion="No receipt for an unpaid order in 500",
                    checkpoint_day=20,
                ),
            ),
        ),
    ),
    Beat(day=5, time="10:05", who="ana", command=lambda s: OfferHandoff(handoff_id=s.id("mail-handoff"))),
    Beat(day=5, time="14:00", who="priya", command=lambda s: AcceptHandoff(handoff_id=s.id("mail-handoff"))),
)  # fmt: skip
LEGALTECH = (
    *settled(
        Settled(
            name="signature-order",
            day=4,
            owner="ida",
            shower="bo",
            title="Who signs first",
            question="Does the client or the firm sign first?",
            option="The client signs first",
            consequence="The firm countersigns what it has read",
            criterion="Given a contract with two parties, the client is asked first.",
            shown="Five contracts of last week, signed in this order",
            because="Counsel reads what comes back; nothing is signed twice.",
        ),
        stage=3,
    ),
    Beat(
        day=5,
        time="09:30",
        who="ida",
        name="order-handoff",
        command=lambda s: AssembleHandoff(
            title="Order of signatures",
            lines=(
                terms(
                    s,
                    "signature-order",
                    "The firm is asked only when the client has signed.",
                    (("The client declines", "The contract goes back to its author with the reason"),),
                    criterion="No contract signed in the wrong order",
                    checkpoint_day=20,
                ),
            ),
        ),
    ),
    Beat(day=5, time="09:35", who="ida", command=lambda s: OfferHandoff(handoff_id=s.id("order-handoff"))),
    Beat(day=5, time="11:00", who="priya", command=lambda s: AcceptHandoff(handoff_id=s.id("order-handoff"))),
    Beat(
        day=8,
        time="11:20",
        who="ida",
        command=lambda s: ReopenDecision(
            decision_id=s.id("signature-order"), reason="new_evidence", note="A client's board signs on paper and cannot be first."
        ),
    ),
    Beat(
        day=7,
        time="15:00",
        who="mara",
        name="next-handoff",
        command=lambda s: AssembleHandoff(
            title="Who is next",
            lines=(
                terms(
                    s,
                    "next",
                    "The page names the one person whose turn it is.",
                    (("That person is away", "Their deputy is named, with the reason"),),
                    criterion="No mail asks who is next in a week of 40 contracts",
                    checkpoint_day=20,
                ),
            ),
        ),
    ),
    Beat(day=7, time="15:05", who="mara", command=lambda s: OfferHandoff(handoff_id=s.id("next-handoff"))),
    Beat(
        day=8,
        time="09:40",
        who="priya",
        command=lambda s: QuestionLine(
            handoff_id=s.id("next-handoff"),
            commitment_id=s.line("next-handoff", 1),
            text="Who is named while the deputy is away too?",
        ),
    ),
)
LOGISTICS = (
    Beat(
        day=4,
        time="10:00",
        who="bo",
        name="promise-handoff",
        command=lambda s: AssembleHandoff(
            title="The delivery promise",
            lines=(
                terms(
                    s,
                    "promise",
                    "A promised hour is changed at most once, and the receiver hears of it.",
                    (("The van breaks down", "The next van takes over and the hour is promised anew"),),
                    criterion="One promise in fifty is changed",
                    checkpoint_day=20,
                ),
            ),
        ),
    ),
    Beat(day=4, time="10:05", who="bo", command=lambda s: OfferHandoff(handoff_id=s.id("promise-handoff"))),
    Beat(
        day=5,
        time="13:40",
        who="priya",
        command=lambda s: ReturnHandoff(
            handoff_id=s.id("promise-handoff"), reason="It does not say what is promised when two vans of a depot fail on one morning."
        ),
    ),
    *settled(
        Settled(
            name="depot-sign",
            day=7,
            owner="bo",
            shower="tom",
            title="What the depot's board shows",
            question="All parcels, or those that are late?",
            option="Only late parcels, by minutes",
            consequence="The shift sees at a glance what to move first",
            criterion="Given a late parcel, the board shows it within two minutes.",
            shown="Board of depot 4, one morning, 31 late parcels",
            because="Nobody reads a board of two thousand lines.",
        ),
        stage=4,
    ),
    Beat(
        day=8,
        time="10:30",
        who="bo",
        name="board-handoff",
        command=lambda s: AssembleHandoff(title="The depot's board", lines=(Terms(decision_id=s.id("depot-sign")),)),
    ),
)
