"""How the address check reached buyers: a pilot that was delivered, a region that grew, one that waits, and an app that went back."""

from plumbline.demo.reaching import (
    checked,
    claim,
    drafted,
    expanded,
    held,
    launched,
    looked_at,
    needed,
    planned,
    reported,
    rolled_back,
    sent,
    told,
)  # fmt: skip
from plumbline.demo.story import Beat, beat
from plumbline.domain.cycle.evidence import AcceptEvidence, SubmitEvidence
from plumbline.domain.cycle.release import DeliverPilot

_RELEASES: tuple[Beat, ...] = (
    planned(6, "10:00", "priya", "pilot", "Ten shops", "priya", 3, kind="pilot", then="tom", on=8),
    planned(6, "10:05", "priya", "region", "The first region", "priya", 3, after="pilot", then="tom", on=12),
    planned(6, "10:10", "priya", "app", "The app", "bo", 3, after="pilot", then="bo", on=13),
    planned(6, "10:15", "priya", "second", "The second region", "priya", 4, after="region", then="tom", on=14),
    launched(8, "09:30", "priya", "pilot", 5),
    reported(10, "16:00", "priya", "pilot", "held", "No shop called."),
    reported(15, "16:00", "priya", "pilot", "held", "One call, about a new street."),
    launched(12, "09:30", "priya", "region", 20),
    launched(13, "09:30", "bo", "app", 5),
    rolled_back(13, "15:40", "bo", "app", "The keyboard covered the list of towns on small phones."),
    launched(14, "09:30", "priya", "second", 10),
    held(17, "11:20", "priya", "second", "Its carrier changes the look-up next month; we wait for it."),
    beat(
        16, "10:00", "priya",
        lambda s: SubmitEvidence(
            decision_id=s.id("look-up"), criterion_ids=s.criterion_ids("look-up"), kind="metric", title="First week of the region",
            shows="1 address in 31 was corrected, of 2,204.", reference="https://metrics.example/address/week-1",
        ),
        "week-one",
    ),
    beat(16, "11:00", "bo", lambda s: AcceptEvidence(evidence_id=s.id("week-one"))),
    expanded(17, "09:40", "priya", "region", 100, "week-one"),
    reported(20, "16:00", "priya", "pilot", "held", "Nothing new; the shops stopped asking what is different."),
    beat(
        20, "16:30", "priya",
        lambda s: DeliverPilot(
            release_id=s.id("pilot"), receiver_id=s.person("tom"), readiness="Support has answered alone since Monday and has the switch."
        ),
    ),
)  # fmt: skip

_MESSAGES: tuple[Beat, ...] = (
    drafted(
        6, "11:00", "mara", "m-shops", "We check the address for you", "ten shops",
        "From Wednesday, an address is checked while it is written.",
        lambda s: (claim(s, "The address is checked while it is written", "commitment", "look-up"),),
    ),
    checked(6, "14:30", "mara", "m-shops"),
    sent(7, "09:30", "mara", "m-shops", "mail to ten shops"),
)  # fmt: skip

_DEPENDENCIES: tuple[Beat, ...] = (
    needed(1, "15:00", "ana", "carrier", "The carrier opens its look-up", "delivery", "journey", "priya"),
    looked_at(1, "15:02", "ana", "carrier-contract", "carrier", "The contract is signed", "planning", 3, 2, "16:00"),
    looked_at(1, "15:04", "ana", "carrier-answers", "carrier", "It answers within a second", "design", 3, 4, "16:00"),
    looked_at(1, "15:06", "ana", "carrier-build", "carrier", "It answers in the build", "delivery", 3, 7, "16:00"),
    looked_at(1, "15:08", "ana", "carrier-calls", "carrier", "Support can ask it too", "support", 4, 15, "16:00"),
    told(2, "15:30", "priya", "carrier-contract", "on_track", "Signed at noon."),
    told(4, "15:30", "priya", "carrier-answers", "on_track", "0.8 s at worst."),
    told(8, "09:10", "priya", "carrier-build", "on_track", "A day late, and it answers."),
    told(15, "15:00", "priya", "carrier-calls", "off_track", "The desk got its own access two weeks later."),
)  # fmt: skip

BEATS = (*_RELEASES, *_MESSAGES, *_DEPENDENCIES)
