"""What the parcel team hands over: a handoff that came back, and one that is being assembled."""

from plumbline.demo.handing_over import Settled, settled, terms
from plumbline.demo.story import Beat
from plumbline.domain.cycle.handoff import (
    AssembleHandoff,
    OfferHandoff,
    ReturnHandoff,
    Terms,
)

BEATS = (
    Beat(
        day=6,
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
    Beat(day=6, time="10:05", who="bo", command=lambda s: OfferHandoff(handoff_id=s.id("promise-handoff"))),
    Beat(
        day=7,
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
