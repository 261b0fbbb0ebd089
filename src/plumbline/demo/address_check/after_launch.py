"""What the address check looked back on: four weeks, the support review, the lessons, and what it left to the next cycle."""

from plumbline.demo.story import Beat, Story, beat
from plumbline.domain.cycle.correction import SettleCorrection
from plumbline.domain.cycle.frame import CloseCycle
from plumbline.domain.cycle.outcome import ConcludeObjective, ConcludeOutcome
from plumbline.domain.cycle.retrospective import HoldRetrospective, Lesson
from plumbline.domain.cycle.stabilisation import Deviation, RecordStabilisationWeek
from plumbline.domain.cycle.support_review import CloseSupportReview, PromiseOutcome, RecordSignal, SignalKind
from plumbline.domain.cycle.wrap_up import Carried, Movement, WriteWrapUp


def _week(number: int, day: int, reading: str, *deviations: tuple[str, str, str, str]) -> Beat:
    """deviations: each what runs otherwise, the sign, the standard it is held against, and who owns it."""
    return beat(
        day, "14:00", "tom",
        lambda s: RecordStabilisationWeek(
            number=number, reading=reading,
            deviations=tuple(
                Deviation(text=text, warning_sign=sign, standard=standard, owner_id=s.person(owner), due_at=s.at(day + 5))
                for text, sign, standard, owner in deviations
            ),
        ),
    )  # fmt: skip


def _signal(day: int, kind: SignalKind, text: str, promise: str, count: int) -> Beat:
    return beat(day, "13:30", "tom", lambda s: RecordSignal(kind=kind, text=text, promise_id=promise, count=count))


def _wrapped_up(story: Story) -> WriteWrapUp:
    return WriteWrapUp(
        summary="Addresses are right where we launched. What we did not touch is what happens when the payment fails.",
        movements=(
            Movement(metric_id="exception-completion-quality", before="1 in 11", after="1 in 34", decision_ids=(story.id("look-up"),)),
            Movement(metric_id="post-pilot-stability", before="88 calls a week", after="31", decision_ids=(story.id("free-text"),)),
        ),
        carried=tuple(_kept(end.item_id, end.kind) for end in story.left_open()),
        starting_context=(
            "Every third buyer who leaves does so after a declined card, not at the address.",
            "The look-up is a switch; support may throw it without asking.",
            "The provider does not say why a card was declined. Ask before the build, not in it.",
        ),
    )


def _kept(item_id: str, kind: str) -> Carried:
    if kind in ("release", "risk"):
        return Carried(item_id=item_id, disposition="deferred", reason="Waits for the carrier's new look-up.")
    return Carried(item_id=item_id)


BEATS = (
    _signal(18, "ticket", "The town is right, the floor is missing.", "consistent-post-purchase", 14),
    _signal(19, "theme", "Shops ask whether they may switch it off before a sale.", "stable-promotions", 3),
    _week(1, 17, "1 in 31 corrected; 2,204 orders."),
    _week(
        2, 21, "1 in 33.",
        ("Floors are written into the street", "approved-scope-reopened", "test-before-scaling", "bo"),
        ("Two shops switched it off for a sale", "timeline-slips-from-misalignment", "launch-readiness", "tom"),
    ),
    _week(3, 26, "1 in 34."),
    _week(4, 31, "1 in 34, for the second week."),
    beat(
        22, "15:00", "tom",
        lambda s: CloseSupportReview(
            outcomes=(
                PromiseOutcome(promise_id="visible-launch-ownership", improved=True, shown="Every adjustment of the two weeks has a name."),
                PromiseOutcome(promise_id="stable-promotions", improved=True, shown="No promotion was taken back."),
                PromiseOutcome(promise_id="fast-clear-purchase", improved=True, shown="127 s to the receipt, from 134."),
                PromiseOutcome(
                    promise_id="consistent-post-purchase", improved=False, shown="Calls about floors took the place of calls about towns.",
                    correction="A line for the floor", owner_id=s.person("bo"), due_at=s.at(27),
                ),
            )
        ),
    ),
    beat(
        21, "16:00", "ana",
        lambda s: HoldRetrospective(
            lessons=(
                Lesson(
                    finding="The keyboard covered the list on small phones; nobody had tried one.", pack="role",
                    part_id="test-before-scaling",
                    new_text="Before the scope grows, somebody plays it on the smallest device that buyers have.",
                ),
                Lesson(finding="Free text with a mark kept every order.", decision_id=s.id("free-text")),
            ),
            note="Fifty minutes, six people.",
        ),
    ),
    beat(26, "11:00", "bo", lambda s: SettleCorrection(correction_id=s.correction(1), how="The floor is a field; 2 of 900 miss it.")),
    beat(27, "11:00", "bo", lambda s: SettleCorrection(correction_id=s.correction(3), how="The line is out; calls fell to 31.")),
    beat(
        32, "10:00", "mara",
        lambda s: ConcludeOutcome(
            verdict="shown", reading="1 address in 34 is corrected", evidence_id=s.id("week-one"),
            because="Below one in thirty for three weeks, in the whole region.",
        ),
    ),
    beat(
        32, "10:10", "mara",
        lambda s: ConcludeObjective(objective_id=s.objective(), verdict="not_shown", because="Approvals took as long as before."),
    ),
    beat(
        32, "10:15", "mara",
        lambda s: ConcludeObjective(objective_id=s.objective(2), verdict="shown", because="31 calls a week, from 88."),
    ),
    beat(35, "10:00", "ana", _wrapped_up),
    beat(36, "15:00", "ana", lambda s: CloseCycle(note="The checkout pilot starts from here.")),
)  # fmt: skip
