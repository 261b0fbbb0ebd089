"""What the checkout pilot hands over: one decision that was verified, and two that were accepted."""

from plumbline.demo.handing_over import Settled, settled, terms
from plumbline.demo.story import Beat
from plumbline.demo.tracker import moved
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
    moved(3, "09:40", "priya", "guest-handoff", 1, "started"),
    moved(5, "16:45", "priya", "guest-handoff", 1, "done"),
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
    *settled(
        Settled(
            name="receipt-tax",
            day=4,
            owner="ana",
            shower="priya",
            title="Which tax the receipt shows",
            question="One sum, or each rate by itself?",
            option="Each rate by itself",
            consequence="Companies can book the receipt as it is",
            criterion="Given two rates in one basket, the receipt shows both sums.",
            shown="Run 77: 12 baskets with two rates",
            because="Every tenth buyer asks support for it.",
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
                terms(
                    s,
                    "receipt-tax",
                    "The receipt shows each rate of tax with its sum.",
                    (("A rate changes during the sale", "The rate of the order's day counts"),),
                    criterion="No question about tax in 500 receipts",
                    checkpoint_day=20,
                ),
            ),
        ),
    ),
    Beat(day=5, time="10:05", who="ana", command=lambda s: OfferHandoff(handoff_id=s.id("mail-handoff"))),
    Beat(day=5, time="14:00", who="priya", command=lambda s: AcceptHandoff(handoff_id=s.id("mail-handoff"))),
    moved(6, "10:15", "priya", "mail-handoff", 1, "started"),
    moved(8, "11:50", "priya", "mail-handoff", 2, "dropped"),  # closed as not planned, and nobody has said so here
)  # fmt: skip
