"""What held the address check up, from its first day to its outcome."""

from plumbline.demo.framing import bound, entered, explicit, formalised, left, looked_after, read
from plumbline.demo.story import beat
from plumbline.domain.cycle.promise import CorrectPromise, ReviewPromise

BEATS = (
    formalised(1, "10:00", "ana", 1, "agenda_item", "risk-and-scope", "ana"),
    formalised(1, "10:02", "ana", 2, "gate_condition", "launch-readiness", "bo"),
    formalised(1, "10:04", "ana", 3, "agenda_item", "two-questions", "tom"),
    formalised(1, "10:06", "ana", 4, "agenda_item", "risk-and-scope", "bo"),
    *(
        looked_after(day, "15:00", who, number, "kept", note)
        for day in (5, 10)
        for number, who, note in (
            (1, "ana", "Two requests, both in the log."),
            (2, "bo", "Read out before the build."),
            (3, "tom", "Conversion 3.1 %, refunds 1.2 %."),
            (4, "bo", "The list was ranked again; nothing moved."),
        )
    ),
    explicit(1, "11:00", "ana", 1, "priya", "Every phase", "the pilot's page"),
    explicit(1, "11:05", "ana", 2, "ana", "Every change", "the change's own text"),
    bound(1, "11:20", "ana", 3, "bo", "at_most", 160, 150, "seconds", "Median time from the basket to the receipt"),
    bound(1, "11:25", "ana", 4, "tom", "at_most", 90, 60, "a week", "Calls about a wrong address"),
    read(2, "10:10", "bo", 3, 134, "Before anything changed."),
    read(2, "10:15", "tom", 4, 58, "A quiet week; the month before had 88."),
    entered(1, "12:00", "ana", 1),
    left(1, "16:00", "ana", 1, 3, "One sentence, one signer."),
    left(2, "16:00", "ana", 2, 1, "The carrier's limit was found on day two."),
    left(4, "16:00", "ana", 3, 3, "Every decision has one name."),
    left(5, "16:00", "ana", 4, 4, "Two decisions in two days, each with a run."),
    left(7, "16:00", "ana", 5, 2, "Delivery had no question."),
    left(12, "16:00", "ana", 6, 1, "The review after launch has a day, a person and two readings."),
    read(20, "10:00", "bo", 3, 127, "Seven seconds less."),
    read(20, "10:05", "tom", 4, 59, "One more than before."),
    beat(21, "10:00", "bo", lambda s: ReviewPromise(promise_id=s.part("promises", 3), note="The page asks for less, and it shows.")),
    beat(
        21, "10:30", "tom",
        lambda s: ReviewPromise(
            promise_id=s.part("promises", 4), note="Calls moved from wrong towns to wrong floors.", correction_owner_id=s.person("bo")
        ),
    ),
    beat(
        23, "11:00", "bo",
        lambda s: CorrectPromise(promise_id=s.part("promises", 4), decision_id=s.id("free-text"), note="The floor gets a line of its own."),
    ),
    read(30, "10:00", "tom", 4, 31, "Floors have a line of their own since last week."),
)  # fmt: skip
