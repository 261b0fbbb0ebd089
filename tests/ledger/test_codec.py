"""The bytes of an entry: canonical, complete, checked."""

import json
from dataclasses import make_dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Literal

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger_grounds import ANA, CODEC, NOON, RemarkDropped, RemarkMade
from plumbline.kernel.record import event, record, registry
from plumbline.ledger.codec import Codec, Kept, Place
from plumbline.ledger.entry import Draft
from plumbline.ledger.errors import Corrupt, Unrecordable
from plumbline.ledger.merkle import leaf_hash
from plumbline.ledger.upcasts import Upcasts

PLACE = Place(7, "cyc_1", 3, "evt_1", "evt_1", NOON)
SALT = bytes(32)


@record
class Part:
    title: str
    due_at: datetime | None = None


@event("thing.described", erasable=("note", "aside"))
class ThingDescribed:
    day: date
    hour: time
    budget: timedelta
    kind: Literal["a", "b"]
    parts: tuple[Part, ...]
    count: int = 0
    sure: bool = False
    note: str = ""
    aside: str = ""


RICH = Codec(registry([ThingDescribed]))
things = st.builds(
    ThingDescribed,
    day=st.dates(),
    hour=st.times(),
    budget=st.timedeltas(timedelta(0), timedelta(days=999)),
    kind=st.sampled_from(["a", "b"]),
    parts=st.lists(
        st.builds(Part, title=st.text(st.characters(exclude_categories=["Cs"])), due_at=st.none() | st.datetimes(timezones=st.just(UTC)))
    ).map(tuple),
    count=st.integers(-(2**53) + 1, 2**53 - 1),
    sure=st.booleans(),
    note=st.text(st.characters(exclude_categories=["Cs"])),
    aside=st.text(st.characters(exclude_categories=["Cs"])),
)


def kept(codec: Codec, happened: object, place: Place = PLACE) -> Kept:
    return codec.encode(place, Draft(event=happened), codec.source(ANA), SALT)[0]


@given(things)
@settings(max_examples=60)
def test_what_was_written_is_what_is_read(happened: ThingDescribed):
    stored, entry = RICH.encode(PLACE, Draft(event=happened, section="sec_1"), RICH.source(ANA), SALT)
    assert entry.event == happened
    assert RICH.decode(stored) == entry
    assert (entry.position, entry.stream, entry.version, entry.section, entry.attribution) == (7, "cyc_1", 3, "sec_1", ANA)


@given(things)
@settings(max_examples=60)
def test_the_bytes_are_canonical_json(happened: ThingDescribed):
    raw = kept(RICH, happened).raw
    # for keys in ASCII and whole numbers, this is what RFC 8785 asks for
    canonical = json.dumps(json.loads(raw), sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
    assert raw == canonical


def test_the_bytes_of_format_1_never_change():
    raw = kept(CODEC, RemarkMade(remark_id="r", weight=2, text="Ana said so")).raw
    assert raw == (
        b'{"append_id":"evt_1","attribution":{"actor":"usr_ana","actor_kind":"app_user","correlation_id":"cmd_1",'
        b'"occurred_at":"2026-03-02T12:00:00Z","surface":"web","workspace":"wsp_1"},'
        b'"commitment":"54e5057e2e426f6176697c2192b141401e2bceb294af0c857df18bce401ed2bf","event":{"remark_id":"r","weight":2},'
        b'"event_name":"remark.made","format":1,"id":"evt_1","position":7,"recorded_at":"2026-03-02T12:00:00Z","stream":"cyc_1","version":3}'
    )


def test_erasable_text_is_not_in_the_bytes():
    stored = kept(CODEC, RemarkMade(remark_id="r", text="Ana Lima"))
    assert b"Lima" not in stored.raw
    assert stored.words == b'{"text":"Ana Lima"}'


def test_the_same_text_is_committed_to_differently_each_time():
    happened = Draft(event=RemarkMade(remark_id="r", text="yes"))
    one, _ = CODEC.encode(PLACE, happened, CODEC.source(ANA), bytes(32))
    other, _ = CODEC.encode(PLACE, happened, CODEC.source(ANA), bytes([1] * 32))
    assert one.raw != other.raw


@pytest.mark.parametrize(
    "change",
    [
        {"raw": kept(CODEC, RemarkMade(remark_id="other")).raw},
        {"words": b'{"text":"no"}'},
        {"salt": bytes([1] * 32)},
        {"position": 8},
        {"tag": "remark.dropped/1"},
        {"tag": "remark.made/2"},
    ],
)
def test_a_changed_row_is_found(change: dict[str, Any]):
    stored = kept(CODEC, RemarkMade(remark_id="r", text="yes"))
    with pytest.raises(Corrupt):
        CODEC.decode(stored._replace(**change))


def test_a_type_without_canonical_form_is_refused_at_the_start():
    for hint in (float, dict[str, int], Any, set[str], tuple[float, ...], float | None):
        made = make_dataclass("Odd", [("value", hint)], frozen=True, kw_only=True)
        made.__erasable__ = ()  # type: ignore[attr-defined]
        with pytest.raises(TypeError, match=r"odd\.value"):
            Codec({"odd": made})


def test_a_number_that_others_would_read_differently_is_refused():
    with pytest.raises(Unrecordable, match="2"):
        kept(CODEC, RemarkMade(remark_id="r", weight=2**53 + 1))


def test_erasable_text_that_is_no_text_is_refused():
    with pytest.raises(Unrecordable, match=r"remark\.made"):
        kept(CODEC, RemarkMade(remark_id="r", text=7))  # type: ignore[arg-type]


def test_a_time_without_zone_is_refused():
    with pytest.raises(Unrecordable, match="time zone"):
        CODEC.source(msgspec.structs.replace(ANA, occurred_at=NOON.replace(tzinfo=None)))
    with pytest.raises(Unrecordable, match="at has no time zone"):
        kept(CODEC, RemarkDropped(remark_id="r", after=timedelta(1), at=NOON.replace(tzinfo=None)))


def test_an_old_shape_is_lifted_to_todays():
    lifts = Upcasts()

    @lifts.lifts("remark.made", 1)
    def weight_counted_from_zero(raw: dict[str, Any]) -> dict[str, Any]:
        return {**raw, "weight": raw["weight"] + 1}

    @lifts.lifts("remark.made", 2)
    def id_was_called_name(raw: dict[str, Any]) -> dict[str, Any]:
        return {"remark_id": raw["name"], "weight": raw["weight"]}

    @event("remark.made", erasable=("text",))
    class FirstRemark:
        name: str
        weight: int
        text: str = ""

    old = kept(Codec(registry([FirstRemark]), Upcasts()), FirstRemark(name="r", weight=4, text="hello"))
    today = Codec(registry([RemarkMade]), lifts)
    lifted = today.decode(old)
    assert lifted.event == RemarkMade(remark_id="r", weight=5, text="hello")
    assert (lifted.shape, lifted.leaf_hash) == (1, leaf_hash(old.raw))
    assert today.decode(kept(today, RemarkMade(remark_id="r"))).shape == 3
    assert [weight_counted_from_zero({"weight": 0}), id_was_called_name({"name": "n", "weight": 1})] == [
        {"weight": 1}, {"remark_id": "n", "weight": 1},
    ]  # fmt: skip
    with pytest.raises(Corrupt, match="known up to shape 1"):
        CODEC.decode(kept(today, RemarkMade(remark_id="r")))


def test_a_lift_is_registered_once_and_in_order():
    lifts = Upcasts()
    lifts.lifts("remark.made", 1)(dict)
    for taken in (1, 3):
        with pytest.raises(ValueError, match="starts from shape 2"):
            lifts.lifts("remark.made", taken)(dict)
