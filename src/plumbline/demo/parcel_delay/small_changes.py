"""Five changes of an hour each that were reviewed for half a day: what the 48-hour window is made for, and a lead switched it off."""

from collections.abc import Iterator

from plumbline.demo.handing_over import Settled, settled, terms
from plumbline.demo.story import Beat, beat
from plumbline.demo.tracker import moved
from plumbline.domain.cycle.frame import SwitchPattern
from plumbline.domain.cycle.handoff import AcceptHandoff, AssembleHandoff, HoldCheckpoint, OfferHandoff

_DAY = 6
_CHANGES = (
    Settled(
        name="subject-line", day=_DAY, owner="bo", shower="tom", title="The subject says late, not delayed",
        question="Which word do recipients open?", option="Late", consequence="Shorter, and what people say",
        criterion="Three of four open it within an hour.", shown="900 mails, half of each", because="78 of 100 opened it, against 61.",
    ),
    Settled(
        name="slip-map", day=_DAY, owner="bo", shower="tom", title="The slip shows where the shop is",
        question="Is a map worth the ink?", option="A small map", consequence="One line of text less",
        criterion="Nine of ten find the shop without asking.", shown="40 slips in two streets", because="38 of 40 went straight there.",
    ),
    Settled(
        name="driver-note", day=_DAY, owner="bo", shower="priya", title="The driver's note has one field",
        question="One field, or a list of reasons?", option="One field", consequence="Faster at the door, slower to count",
        criterion="A note takes no more than five seconds.", shown="A morning of depot 4", because="The list had 14 lines nobody read.",
    ),
    Settled(
        name="bell", day=_DAY, owner="bo", shower="priya", title="The driver rings twice",
        question="Once, or twice with a minute between?", option="Twice", consequence="A minute more at each door",
        criterion="One attempt in twenty fails, not one in eight.", shown="Two tours, 212 doors", because="9 of 212 failed.",
    ),
    Settled(
        name="late-list", day=_DAY, owner="bo", shower="tom", title="Support sees the late list at eight",
        question="At eight, or when the tours are planned?", option="At eight", consequence="It may still change until nine",
        criterion="Support calls nobody whose parcel is on its way.", shown="Three mornings of the list", because="Two of 96 had moved.",
    ),
)  # fmt: skip


def _handed_over() -> Iterator[Beat]:
    yield beat(
        7, "09:00", "bo",
        lambda s: AssembleHandoff(
            title="Five small changes",
            lines=tuple(
                terms(
                    s, one.name, f"{one.title}.", (("It does not help", "As it was, the same day"),), criterion=one.criterion,
                    checkpoint_day=7,
                )
                for one in _CHANGES
            ),
        ),
        "small-handoff",
    )  # fmt: skip
    yield beat(7, "09:05", "bo", lambda s: OfferHandoff(handoff_id=s.id("small-handoff")))
    yield beat(7, "11:15", "priya", lambda s: AcceptHandoff(handoff_id=s.id("small-handoff")))
    for number, one in enumerate(_CHANGES, 1):
        yield moved(7, f"11:{50 + number}", "priya", "small-handoff", number, "done")
        yield beat(
            7, f"12:{number:02}", "tom",
            lambda s, number=number, one=one: HoldCheckpoint(
                handoff_id=s.id("small-handoff"), commitment_id=s.line("small-handoff", number), reading=one.shown, met=True
            ),
        )  # fmt: skip


BEATS = (
    *(each for one in _CHANGES for each in settled(one, stage=4)),
    *_handed_over(),
    # Nobody had looked at the figure; the overview asks a lead to switch it on again, or to say why not.
    beat(8, "16:40", "ana", lambda s: SwitchPattern(pattern_id="forty-eight-hours", on=False)),
)
