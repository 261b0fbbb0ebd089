"""The normal form of a signal: its limits, its clock, what it may claim, what is left out of it."""

import json
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plumbline.domain.signal.attribution import attributed
from plumbline.domain.signal.signal import (
    AHEAD,
    LARGEST,
    LONGEST_TEXT,
    OLDEST,
    Kind,
    Offered,
    Rejected,
    Signal,
    instant,
    leaf,
    microseconds,
    normal,
    same,
)
from plumbline.domain.workspace.signal_source import SignalMapping, SignalSource
from signals_story import NOON, SECRET, offered, signal

CYCLE, OTHER = f"cyc_{'0' * 26}", f"cyc_{'1' * 26}"
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=30,
)


def judged(one: Offered) -> Signal | Rejected:
    return normal(one, NOON, "src_a", SECRET, "u:1")


@pytest.mark.parametrize(
    ("more", "outcome", "what"),
    [
        ({"name": ""}, "malformed", "name"),
        ({"name": "a\nb"}, "malformed", "name"),
        ({"name": "x" * (LONGEST_TEXT + 1)}, "malformed", "name"),
        ({"name": {"a": 1}}, "malformed", "name"),
        ({"id": ""}, "malformed", "id"),
        ({"id": ["e"]}, "malformed", "id"),
        ({"origin": None}, "malformed", "source"),
        ({"time": "yesterday"}, "malformed", "time"),
        ({"time": 5}, "malformed", "time"),
        ({"time": (NOON + AHEAD + timedelta(seconds=1)).isoformat()}, "future", "time"),
        ({"time": (NOON - OLDEST - timedelta(seconds=1)).isoformat()}, "too_old", "time"),
        ({"properties": [1]}, "malformed", "properties"),
        ({"properties": {"a": "\ud800"}}, "malformed", "properties"),
        ({"properties": {"a": float("nan")}}, "malformed", "properties"),
        ({"properties": {"a": "x" * LARGEST}}, "too_large", "properties"),
        ({"properties": {"a": json.loads("[" * 50 + "]" * 50)}}, "too_large", "depth"),
    ],
)
def test_what_is_no_signal_is_told_with_the_part_that_is_in_the_way(more: dict[str, Any], outcome: str, what: str):
    found = judged(offered(**more))
    assert isinstance(found, Rejected)
    assert (found.outcome, found.what) == (outcome, what)


def test_a_clock_that_is_a_little_ahead_is_kept_as_the_arrival():
    ahead = signal(time=(NOON + AHEAD).isoformat())
    assert instant(ahead.occurred_at) == NOON
    assert ahead.told_at == microseconds(NOON + AHEAD)
    assert signal(time=None).occurred_at == microseconds(NOON)


def test_what_says_who_somebody_is_is_left_out_at_any_depth():
    found = signal(properties={"Email": "ada@example.org", "plan": "pro", "more": [{"name": "Ada", "seats": 3}]})
    assert json.loads(found.properties) == {"plan": "pro", "more": [{"seats": 3}]}
    assert "ada" not in found.who
    assert found.who == signal(2).who != signal(2, who="bo").who


def test_what_only_the_payload_knows_is_a_claim_and_nothing_else_is():
    found = signal(properties={"utm_campaign": "spring", "plcycle": CYCLE, "plworkspace": "wsp_x", "authid": "usr_x", "utm_term": 5})
    assert json.loads(found.claims) == {"plutmcampaign": "spring", "plcycle": CYCLE, "time": "1"}
    assert found.kind == Kind("src_a", "Viewed", "spring", CYCLE, "")
    assert signal(properties={"plcycle": "cyc_made_up"}).kind.cycle == ""


def test_an_item_without_an_id_is_known_by_its_content_when_it_has_a_time():
    assert signal(id=None).origin_id == signal(id=None).origin_id != signal(2, id=None).origin_id
    assert signal(id=None, time=None).origin_id == "u:1"
    assert signal(id=17).origin_id == "17"


def test_the_same_id_below_another_address_is_another_signal():
    assert signal(origin="https://a.example").origin != signal(origin="https://b.example").origin


def test_a_leaf_stands_for_everything_that_is_kept():
    first, at = signal(), microseconds(NOON)
    others = [first._replace(**{part: value}) for part, value in {"origin": "o", "origin_id": "i", "name": "n", "who": "w", "told_at": 1,
              "occurred_at": 2, "claims": "c", "properties": "p"}.items()]  # fmt: skip
    assert len({leaf(one, at) for one in (first, *others)} | {leaf(first, at + 1)}) == 10
    assert same(first, first._replace(occurred_at=5))


@given(id=JSON, name=JSON, who=JSON, time=JSON, properties=JSON, origin=JSON, context=JSON)
def test_whatever_comes_is_a_signal_within_the_limits_or_told_why_not(**given: Any):
    found = judged(Offered(**given))
    if isinstance(found, Signal):
        assert 0 < len(found.origin_id) <= LONGEST_TEXT
        assert len(found.properties.encode()) <= LARGEST
        assert isinstance(json.loads(found.properties), dict)
        assert instant(found.occurred_at) <= NOON
    else:
        assert found.outcome in ("malformed", "too_large", "future", "too_old")


def sourced(cycle_id: str = "") -> dict[str, SignalSource]:
    return {"src_a": SignalSource("src_a", "Shop", "f", cycle_id, ("Signed Up",), 1000, False, NOON)}


def rule(cycle_id: str = OTHER, *, name: str = "", campaign: str = "", sign_up: bool = False) -> SignalMapping:
    return SignalMapping(mapping_id="map_1", name=name, campaign=campaign, cycle_id=cycle_id, sign_up=sign_up, by="ana", at=NOON)


@pytest.mark.parametrize(
    ("kind", "scope", "rules", "cycle", "because"),
    [
        (Kind("src_a", "Viewed", cycle=OTHER), CYCLE, [rule(name="Viewed")], CYCLE, "source"),
        (Kind("src_a", "Viewed", cycle=CYCLE), "", [rule(name="Viewed")], OTHER, "mapping"),
        (Kind("src_a", "Viewed", cycle=CYCLE), "", [], CYCLE, "claim"),
        (Kind("src_a", "Viewed", cycle="cyc_of_another_workspace"), "", [], "", ""),
        (Kind("src_a", "Viewed", "spring"), "", [rule(campaign="spring"), rule(CYCLE, name="Viewed")], CYCLE, "mapping"),
        (Kind("src_a", "Viewed", "autumn"), "", [rule(campaign="spring")], "", ""),
    ],
)
def test_the_source_wins_over_mappings_and_those_over_claims(kind: Kind, scope: str, rules: list[SignalMapping], cycle: str, because: str):
    found = attributed(kind, sourced(scope), rules, lambda one: one if one in (CYCLE, OTHER) else "")
    assert (found.cycle_id, found.because) == (cycle, because)


def test_a_sign_up_is_what_the_source_or_the_mapping_calls_one():
    def is_sign_up(name: str, *rules: SignalMapping) -> bool:
        return attributed(Kind("src_a", name), sourced(), rules, lambda _: "").sign_up

    assert is_sign_up("signed up")
    assert not is_sign_up("Viewed")
    assert is_sign_up("Viewed", rule(name="Viewed", sign_up=True))
    assert not is_sign_up("Signed Up", rule(name="Signed Up"))
