"""What the checkout pilot hands over: one decision that was verified, and one that was accepted."""

from plumbline.demo.handing_over import Settled, settled, terms
from plumbline.demo.story import Beat
from plumbline.domain.cycle.handoff import (
    AcceptHandoff,
    AssembleHandoff,
    HoldCheckpoint,
    OfferHandoff,
)

BEATS = (
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
