"""The parcel team's journey: made from the template, given kinder words, and played by people before the pilot."""

from plumbline.demo.playing import Play, edited, kept, modelled, played
from plumbline.demo.story import beat
from plumbline.domain.cycle.decision import EditDecision
from plumbline.domain.journey.edit import setting

JOURNEY = "late-parcel"

_TWICE = ("see-choices", "choose-slot", "see-choices", "choose-slot", "see-choices", "choose-pickup", "collect")
_CORRECTED = ("see-choices", "choose-slot", "address=Hafenweg 12, back house", "confirm-address", "give-up")
_LOST = ("see-choices", "choose-slot", "ask-support", "arrange", "choose-pickup", "collect")
_FIRST = Play(journey=JOURNEY, role="recipient", acts=("see-choices", "choose-slot"), task="get-it-on-saturday", answer=6)
_ABSENT = Play(
    journey=JOURNEY, role="recipient", acts=_TWICE, preset="nobody-home-twice", task="get-help", cohort="support", answer=4, pace=14
)
_WRONG = Play(
    journey=JOURNEY, role="recipient", acts=_CORRECTED, preset="wrong-address", cohort="legal",
    remark="Why do I have to choose again after I corrected the address?",
)  # fmt: skip
_MISSING = Play(journey=JOURNEY, role="recipient", acts=_LOST, preset="lost-on-the-way", task="get-help", answer=3, pace=19)
_KINDER = (
    setting("screen", "missed", "title", "You were out"),
    setting("component", "c1", "text", "You were out", screen="missed"),
)

BEATS = (
    modelled(JOURNEY, "parcel-delay", "priya", day=2, time="09:40", title="Late parcel, second attempt"),
    played("bo", _FIRST, day=3, time="09:10"),
    played("tom", _ABSENT, day=3, time="10:20", name="late-parcel-run"),
    played("ida", _WRONG, day=3, time="14:05"),
    edited(JOURNEY, "priya", _KINDER, day=4, time="11:15"),
    kept(JOURNEY, "priya", "Kinder words after the first plays", day=4, time="11:30"),
    beat(4, "11:45", "ana", lambda s: EditDecision(decision_id=s.id("copy"), journeys=(s.version(JOURNEY),))),
    played("ana", _MISSING, day=6, time="16:40"),
    played("mara", Play(journey=JOURNEY, role="recipient", acts=("see-choices",), gives_up=True, pace=31), day=7, time="08:50"),
)
