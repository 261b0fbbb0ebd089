"""What the contract review tells the outside, and what it needs of the archive."""

from plumbline.demo.reaching import checked, claim, drafted, looked_at, needed, planned, sent, told
from plumbline.demo.story import Beat, beat
from plumbline.domain.cycle.frame import SwitchPattern

_RELEASES: tuple[Beat, ...] = (
    planned(7, "10:20", "priya", "pilot", "Two law firms with forty contracts", "priya", 1, kind="pilot", on=14),
    planned(7, "10:25", "priya", "all", "All firms", "priya", 3, after="pilot", then="tom"),
)

_MESSAGES: tuple[Beat, ...] = (
    drafted(
        5, "11:30", "ana", "m-order", "Who signs first", "clients with open contracts",
        "From now on you sign first, and the firm countersigns what it has read.",
        lambda s: (claim(s, "The client signs first", "commitment", "signature-order"),),
    ),
    checked(5, "13:00", "ana", "m-order"),
    sent(5, "13:10", "ana", "m-order", "mail to 212 clients"),
    drafted(
        6, "11:15", "ana", "m-archive", "Large contracts are archived a day later", "firms with large contracts",
        "Signed contracts over 25 MB reach the archive a day later, until the archive takes them.",
        lambda s: (claim(s, "The archive takes them from then on", "date", "export", 9, "12:00"),),
        blocker="export",
    ),
    sent(6, "13:40", "ana", "m-archive", "mail", refused=True),
    drafted(
        8, "15:10", "tom", "m-status", "You see who is next", "everybody on a contract",
        "The page says whose turn it is, by name and since when.",
        lambda s: (
            claim(s, "The page names who is next", "commitment", "next"),
            claim(s, "All firms have it next month", "date", "all", 20),
        ),
    ),
)  # fmt: skip

_DEPENDENCIES: tuple[Beat, ...] = (
    needed(5, "14:10", "priya", "archive", "The archive's operator raises the limit to 60 MB", "support", "delivery", "priya"),
    looked_at(5, "14:20", "priya", "archive-offer", "archive", "The operator has said what it costs", "planning", 1, 6, "17:00"),
    looked_at(5, "14:22", "priya", "archive-limit", "archive", "A file of 60 MB is accepted", "delivery", 1, 10),
    told(6, "15:40", "priya", "archive-offer", "off_track", "No offer yet; their desk answers in ten working days, we asked for five."),
)

_RHYTHM: tuple[Beat, ...] = (
    beat(2, "10:40", "mara", lambda s: SwitchPattern(pattern_id="weekly-risk-page", on=True)),
    beat(5, "10:45", "mara", lambda s: SwitchPattern(pattern_id="weekly-risk-page", on=False)),
)

BEATS = (*_RELEASES, *_MESSAGES, *_DEPENDENCIES, *_RHYTHM)
