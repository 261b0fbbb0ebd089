"""What holds the contract review up: three safeguards, two practices, a promise at risk, and a stage whose signal was missing."""

from plumbline.demo.framing import bound, entered, explicit, formalised, left, looked_after, read
from plumbline.demo.story import beat
from plumbline.domain.cycle.outcome import ConcludeOutcome
from plumbline.domain.cycle.stage import AnswerFollowUp

BEATS = (
    formalised(1, "10:20", "mara", 1, "gate_condition", "launch-readiness", "tom"),
    formalised(1, "10:22", "mara", 2, "agenda_item", "lens", "ida"),
    formalised(1, "10:24", "mara", 3, "agenda_item", "blockers", "mara"),
    looked_after(5, "11:10", "ida", 2, "kept", "Each of the three approvals names the client's risk that its criterion covers."),
    looked_after(5, "16:20", "mara", 3, "kept", "Two issues went up, each with one name."),
    looked_after(8, "16:00", "ida", 2, "kept", "The order of signatures was reopened because a criterion had no client in it."),
    explicit(1, "14:00", "mara", 1, "mara", "As soon as somebody is asked", "the ladder on the page Risks"),
    explicit(2, "13:30", "mara", 2, "tom", "Every Tuesday before the review", "tickets linked to a decision"),
    bound(2, "15:00", "mara", 1, "ida", "at_least", 95, 98, "%", "Contracts that name the next approver"),
    bound(2, "15:05", "mara", 3, "tom", "at_most", 31, 24, "h median"),
    bound(6, "10:40", "mara", 4, "ana", "at_least", 1, 1, "a week", "Notices to clients about what changes and what does not"),
    read(3, "09:45", "ida", 1, 99, "412 of 416 in the pilot group."),
    read(8, "10:05", "tom", 3, 27, "Better than 31, not yet 20; contracts over 25 MB pull it up."),
    beat(
        8, "17:10", "ida",
        lambda s: ConcludeOutcome(
            verdict="not_shown", reading="27 h median",
            because="At half time it is 27 of 20. I say so now, while the scope can still follow.",
        ),
    ),
    entered(1, "15:00", "mara", 1),
    left(2, "10:30", "mara", 1, 1, "Nobody had said that the archive has a size limit.", "missing"),
    beat(
        3, "14:10", "mara",
        lambda s: AnswerFollowUp(stage_id=s.part("stages", 1), note="Delivery now opens each meeting with what could stop it."),
    ),
    left(3, "16:40", "mara", 1, 1, "The limit of the archive was raised two weeks before it would have stopped a release."),
)  # fmt: skip
