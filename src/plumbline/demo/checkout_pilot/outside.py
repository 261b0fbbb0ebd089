"""What the checkout pilot shows and tells the outside: a first pilot under watch, five messages, and what it needs of its provider."""

from plumbline.demo.reaching import (
    checked,
    claim,
    drafted,
    dropped,
    launched,
    looked_at,
    needed,
    planned,
    reported,
    sent,
    told,
    withdrawn,
)  # fmt: skip
from plumbline.demo.story import Beat, beat
from plumbline.domain.cycle.agenda import RecordAgendaItem
from plumbline.domain.cycle.drill import AcknowledgeDrill, StartDrill
from plumbline.domain.cycle.frame import SwitchPattern
from plumbline.domain.cycle.gate import OverrideGate
from plumbline.domain.cycle.step import SkipStep

_RELEASES: tuple[Beat, ...] = (
    planned(4, "13:30", "priya", "pilot", "Two buyers in a hundred, one region", "priya", 3, kind="pilot", then="tom", on=6),
    planned(4, "13:40", "priya", "region", "Every buyer of the region", "priya", 3, after="pilot", on=16),
    planned(3, "13:45", "bo", "app", "The same in the app", "bo", 4),
    dropped(8, "13:50", "ana", "app", "The app keeps its own checkout until summer; both at once would mix the readings."),
    launched(6, "13:30", "priya", "pilot", 2, refused=True),
    beat(
        6, "15:10", "mara",
        lambda s: OverrideGate(
            gate_id="launch-readiness", item_id=s.cycle_id, expires_at=s.at(10),
            reason="Two buyers in a hundred teach us more in three days than the sandbox in three weeks.",
            control="Priya reads every declined order by hand, and switches the pilot off within five minutes.",
        ),
    ),
    launched(7, "09:05", "priya", "pilot", 2),
    reported(8, "16:30", "priya", "pilot", "held", "318 buyers; the receipt came after 141 s in the middle, 150 is the bound."),
)  # fmt: skip

_MESSAGES: tuple[Beat, ...] = (
    drafted(
        5, "13:15", "mara", "m-pilot", "A new checkout for a few of you", "buyers of the pilot region",
        "From tomorrow, two of a hundred orders go through the new checkout. Buying without an account stays as it is.",
        lambda s: (
            claim(s, "Buying without an account stays", "commitment", "guest"),
            claim(s, "It begins tomorrow", "date", "pilot", 6, "09:00"),
        ),
    ),
    checked(5, "16:00", "mara", "m-pilot"),
    sent(5, "16:20", "mara", "m-pilot", "newsletter of the region"),
    drafted(
        7, "11:40", "tom", "m-kept", "We keep your order for a day", "buyers whose card was declined twice",
        "Your order is kept until tomorrow, and you can pay it from the mail.",
        lambda s: (claim(s, "The order is kept for 24 hours", "commitment", "retry"),),
    ),
    checked(7, "14:15", "mara", "m-kept", refused=True),
    drafted(
        5, "10:30", "mara", "m-banner", "Spring sale inside checkout", "all buyers", "The spring price follows you to the till.",
        lambda s: (claim(s, "The spring price is shown before paying", "screen", "https://shop.example/checkout"),),
    ),
    withdrawn(7, "15:45", "mara", "m-banner", "The banner was declined; there is nothing to announce."),
    drafted(
        8, "10:40", "mara", "m-refunds", "Refunds of retried payments", "merchants of the pilot",
        "Ask us for the list of retried payments until the report shows them.",
        lambda s: (
            claim(s, "The report has the column by then", "date", "refunds", 12, "12:00"),
            claim(s, "The report is under Finance, Refunds", "screen", "https://shop.example/finance/refunds"),
        ),
        blocker="refunds",
    ),
    checked(8, "11:30", "mara", "m-refunds"),
)  # fmt: skip

_DEPENDENCIES: tuple[Beat, ...] = (
    needed(1, "15:20", "ana", "provider", "The payment provider says why a card was declined", "delivery", "journey", "priya"),
    looked_at(1, "15:30", "ana", "provider-list", "provider", "The list of reasons is agreed", "planning", 1, 3),
    looked_at(1, "15:32", "ana", "provider-words", "provider", "Each reason has words on the screen", "design", 6, 5),
    looked_at(1, "15:34", "ana", "provider-build", "provider", "The reasons arrive in the pilot build", "delivery", 4, 12),
    looked_at(1, "15:36", "ana", "provider-calls", "provider", "Calls about declines go down", "support", 4, 18),
    told(3, "11:50", "priya", "provider-list", "on_track", "The provider's partner desk signed a list of 14 reasons; 11 are in use."),
    needed(8, "14:20", "tom", "columns", "Finance adds a column for retried payments", "leadership", "support", "tom"),
)  # fmt: skip

_RHYTHM: tuple[Beat, ...] = (
    beat(2, "09:45", "ana", lambda s: SwitchPattern(pattern_id="weekly-risk-page", on=True)),
    beat(2, "09:46", "ana", lambda s: SwitchPattern(pattern_id="monthly-comparison", on=True)),
    beat(
        5, "15:20", "ana",
        lambda s: RecordAgendaItem(
            agenda_id=s.agenda("risk-page"), note="Seven open issues; the provider's silence is the one buyers would feel."
        ),
    ),
)  # fmt: skip

_SKIPPED = beat(
    8, "17:20", "ana",
    lambda s: SkipStep(step_id="executive-summary", reason="Mara reads the weekly page herself; a second one would say the same."),
)  # fmt: skip

_DRILL: tuple[Beat, ...] = (
    beat(4, "14:00", "ana", lambda s: StartDrill(pressure_id=s.pressure(3), wait_hours=2), "drill"),
    beat(4, "14:20", "ana", lambda s: AcknowledgeDrill(drill_id=s.id("drill"))),  # Mara does not: a gap that nobody has closed yet
)

BEATS = (*_RELEASES, *_MESSAGES, *_DEPENDENCIES, *_RHYTHM, _SKIPPED, *_DRILL)
