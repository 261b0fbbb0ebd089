"""The pilot's journey: checkout with a declined payment. One exception that was added lately has no way out yet."""

from plumbline.demo.playing import Discuss, Play, discussed, edited, modelled, played
from plumbline.demo.story import beat
from plumbline.domain.cycle.thread import ReplyToThread
from plumbline.domain.journey.edit import adding, setting

JOURNEY = "checkout"
_ADDRESS = "address=Ana Ruiz, Lindenweg 3, 22087 Hamburg"
_BLOCKED = {
    "id": "card-blocked-screen",
    "title": "Your card is blocked",
    "role": "buyer",
    "kind": "exception",
    "fault": "card-blocked",
    "severity": "critical",
    "owner": "support",
    "recovery": "by-invoice",
    "section": "payment",
    "content": [
        {"id": "c1", "type": "heading", "text": "Your card is blocked", "level": 1},
        {"id": "c2", "type": "alert", "tone": "danger", "text": "Your bank blocked the card after three attempts. Nothing was charged."},
    ],
}

_TILL = ("check-out", _ADDRESS, "save-address", "pay")
_PAID = Play(journey=JOURNEY, role="buyer", acts=_TILL, task="pay-with-card", answer=7)
_DECLINED_TWICE = Play(
    journey=JOURNEY, role="buyer", acts=(*_TILL, "pay", "take-invoice", "confirm-invoice"), preset="declined-twice",
    task="pay-without-card", cohort="support", answer=4, pace=16,
)  # fmt: skip
_LEFT = Play(
    journey=JOURNEY, role="buyer", acts=(*_TILL, "leave"), preset="declined-once", cohort="legal",
    remark="It does not say whether I was charged.", pace=21,
)  # fmt: skip
_NO_WAY_OUT = (
    adding("event", {"id": "card-blocked", "title": "The bank blocks the card", "kind": "fault"}),
    adding("screen", _BLOCKED),
    adding("transition", {"id": "blocked-buyer", "from": "paying", "on": "card-blocked", "to": "card-blocked-screen"}),
    adding("transition", {"id": "blocked-bank", "from": "checking", "on": "card-blocked", "to": "idle"}),
)
_CLEARER = (setting("event", "card-blocked", "title", "The bank blocks the card after three attempts"),)

_CHARGED = "The second line says so, but nobody reads it below the fold. I move it up with the next version."

BEATS = (
    modelled(JOURNEY, "checkout-declined", "priya", day=1, time="15:20", title="Checkout with a declined card"),
    played("bo", _PAID, day=2, time="09:05"),
    played("tom", _DECLINED_TWICE, day=2, time="10:45", name="checkout-run"),
    played("ida", _LEFT, day=3, time="13:15", name="left-run"),
    discussed("priya", JOURNEY, Discuss(run="left-run", asks="bo"), day=3, time="15:30", name="charged-thread"),
    beat(4, "09:40", "bo", lambda s: ReplyToThread(thread_id=s.id("charged-thread"), text=_CHARGED)),
    edited(JOURNEY, "bo", _NO_WAY_OUT, day=8, time="16:20"),
    edited(JOURNEY, "bo", _CLEARER, day=8, time="16:24"),
)
