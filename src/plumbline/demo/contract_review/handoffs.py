"""What the contract review hands over: a line that has become suspect, and one with a question."""

from plumbline.demo.handing_over import Settled, settled, terms
from plumbline.demo.story import Beat
from plumbline.domain.cycle.decision import ReopenDecision
from plumbline.domain.cycle.handoff import (
    AcceptHandoff,
    AssembleHandoff,
    OfferHandoff,
    QuestionLine,
    Terms,
    WithdrawHandoff,
)

BEATS = (
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
        day=6,
        time="09:30",
        who="mara",
        name="first-handoff",
        command=lambda s: AssembleHandoff(title="Everything about the status page", lines=(Terms(decision_id=s.id("next")),)),
    ),
    Beat(
        day=6,
        time="09:55",
        who="mara",
        command=lambda s: WithdrawHandoff(handoff_id=s.id("first-handoff"), reason="Delivery asked for one line it can build, not a page."),
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
