import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from journey_story import JourneyStory
from plumbline.domain.journey.edit import Edit, adding, removing, setting
from plumbline.domain.journey.journey import AcceptFinding, CreateJourney, EditJourney, NameVersion, RestoreVersion, UndoEdit
from plumbline.domain.journey.place import Place
from plumbline.domain.journey.rules import digest_of, faults_of
from plumbline.kernel.outcome import Refusal
from plumbline.words.catalog import sentence
from small_journey import plain


def unmet(answer: Any) -> list[str]:
    assert isinstance(answer, Refusal), answer
    return [one.rule for one in answer.unmet]


def screen(told: JourneyStory, identifier: str) -> dict[str, Any]:
    return next(one for one in told.content["screens"] if one["id"] == identifier)


def test_a_journey_begins_with_its_first_version_under_the_digest_of_its_content() -> None:
    told = JourneyStory()
    assert [(one.number, one.digest) for one in told.journey.versions] == [(1, digest_of(plain()))]
    assert told.journey.title == "A payment"
    assert not told.journey.is_changed


def test_a_journey_is_called_what_was_asked_for_in_its_content_too() -> None:
    told = JourneyStory()
    told.journey.versions.clear()
    made = told.given(CreateJourney(cycle_id="cyc_1", content=json.dumps(plain()), title=" Paying by card "))
    assert (made.title, json.loads(told.bodies[made.digest])["title"]) == ("Paying by card", "Paying by card")


def test_a_journey_with_faults_is_not_added_and_each_fault_is_told() -> None:
    broken = plain()
    broken["transitions"][0]["to"] = "payng"
    broken["variables"][0]["default"] = 9
    told = JourneyStory()
    told.journey.versions.clear()
    answer = told.when(CreateJourney(cycle_id="cyc_1", content=json.dumps(broken)))
    assert unmet(answer) == ["journey.sound", "journey.sound"]
    assert isinstance(answer, Refusal)
    assert [dict(one.values)["where"] for one in answer.unmet] == ["variables.1.default", "transitions.1.to"]


@pytest.mark.parametrize("content", ["", "[]", '{"title": 7}', "{" * 5000, "null"])
def test_what_is_no_journey_at_all_is_refused(content: str) -> None:
    told = JourneyStory()
    told.journey.versions.clear()
    assert set(unmet(told.when(CreateJourney(cycle_id="cyc_1", content=content)))) == {"journey.sound"}


def test_two_people_who_edit_different_properties_of_one_screen_both_have_their_way() -> None:
    told = JourneyStory()
    told.edits(setting("screen", "cart", "title", "Basket"), by="ana")
    told.edits(setting("screen", "cart", "section", "s1"), by="bo")
    assert (screen(told, "cart")["title"], screen(told, "cart")["section"]) == ("Basket", "s1")


def test_of_two_values_for_one_property_the_later_one_stands_and_both_are_on_record() -> None:
    told = JourneyStory()
    told.edits(setting("screen", "cart", "title", "Basket"), by="ana")
    told.edits(setting("screen", "cart", "title", "Trolley"), by="bo")
    assert screen(told, "cart")["title"] == "Trolley"
    assert [(one.author_id, json.loads(one.edits[0].value)) for one in told.journey.changes] == [("ana", "Basket"), ("bo", "Trolley")]


def test_an_edit_of_a_part_that_somebody_removed_is_refused_with_their_name_and_nothing_of_it_is_done() -> None:
    told = JourneyStory()
    told.edits(removing("screen", "left"), by="bo")
    before = told.content
    edits = (setting("journey", "", "title", "Half"), setting("screen", "left", "title", "Gone"))
    answer = told.when(EditJourney(journey_id=told.journey.id, edits=edits))
    assert unmet(answer) == ["journey.part_there"]
    assert isinstance(answer, Refusal)
    assert (answer.kind, dict(answer.unmet[0].values)["by"]) == ("stale", "bo")
    assert told.content == before


def test_a_journey_may_have_faults_while_it_is_edited_and_no_version_meanwhile() -> None:
    told = JourneyStory()
    told.edits(removing("screen", "paying"))
    assert faults_of(told.content)
    assert set(unmet(told.when(NameVersion(journey_id=told.journey.id)))) == {"journey.sound"}


def test_an_edit_that_would_give_a_part_another_shape_is_refused() -> None:
    told = JourneyStory()
    answer = told.when(EditJourney(journey_id=told.journey.id, edits=(setting("screen", "cart", "kind", "odd"),)))
    assert unmet(answer) == ["journey.sound"]


@pytest.mark.parametrize(
    ("edit", "rule"),
    [
        (Edit(op="add", kind="screen", part="x", value="[]"), "journey.value"),
        (Edit(op="set", kind="screen", part="cart", name="title", value="{"), "journey.value"),
        (Edit(op="set", kind="screen", name="title", value='"x"'), "journey.part"),
        (Edit(op="swap", kind="screen", part="cart"), "journey.operation"),  # type: ignore[arg-type]
        (Edit(op="set", kind="page", part="cart"), "journey.operation"),  # type: ignore[arg-type]
        (setting("screen", "cart", "id", "x"), "journey.property"),
        (adding("screen", {"id": "cart", "title": "Cart", "role": "buyer"}), "journey.part_free"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_an_edit_that_cannot_be_read_is_refused(edit: Edit, rule: str) -> None:
    told = JourneyStory()
    assert unmet(told.when(EditJourney(journey_id=told.journey.id, edits=(edit,)))) == [rule]


def test_undo_takes_back_ones_own_last_change_and_leaves_what_others_did() -> None:
    told = JourneyStory()
    told.edits(setting("screen", "cart", "title", "Basket"), by="ana")
    told.edits(setting("screen", "paid", "title", "Done"), by="bo")
    told.given(UndoEdit(journey_id=told.journey.id), by="ana")
    assert (screen(told, "cart")["title"], screen(told, "paid")["title"]) == ("Cart", "Done")
    assert unmet(told.when(UndoEdit(journey_id=told.journey.id), by="ana")) == ["journey.undo"]


def test_undo_goes_back_change_by_change() -> None:
    told = JourneyStory()
    for title in ("Basket", "Trolley", "Bag"):
        told.edits(setting("screen", "cart", "title", title))
    titles: list[str] = []
    for _ in range(3):
        told.given(UndoEdit(journey_id=told.journey.id))
        titles.append(screen(told, "cart")["title"])
    assert titles == ["Trolley", "Basket", "Cart"]


def test_a_named_version_keeps_its_content_whatever_is_edited_later() -> None:
    told = JourneyStory()
    told.edits(setting("screen", "cart", "title", "Basket"))
    named = told.given(NameVersion(journey_id=told.journey.id, name="For the review"))
    told.edits(setting("screen", "cart", "title", "Trolley"))
    kept = json.loads(told.bodies[named.digest])
    assert next(one for one in kept["screens"] if one["id"] == "cart")["title"] == "Basket"
    assert told.journey.is_changed


def test_naming_a_version_again_without_a_change_says_which_one_has_it_all() -> None:
    told = JourneyStory()
    assert unmet(told.when(NameVersion(journey_id=told.journey.id, name="Once more"))) == ["journey.news"]
    told.edits(setting("screen", "cart", "title", "Basket"))
    told.given(NameVersion(journey_id=told.journey.id, name="For legal"))
    refused = told.when(NameVersion(journey_id=told.journey.id, name="Once more"))
    assert isinstance(refused, Refusal)
    assert sentence(refused.findings[0], {}).text == "Nothing has changed since version 2, “For legal”, which says all of this already."
    assert told.when(NameVersion(journey_id=told.journey.id, name="For legal")) == [], "asked twice for the same, it is there"
    told.edits(setting("screen", "cart", "title", "Trolley"))
    told.given(NameVersion(journey_id=told.journey.id, name="Once more"))


def test_a_version_of_what_somebody_has_not_seen_is_refused() -> None:
    told = JourneyStory()
    seen = digest_of(told.content)
    told.edits(setting("screen", "cart", "title", "Basket"), by="bo")
    assert unmet(told.when(NameVersion(journey_id=told.journey.id, read_digest=seen))) == ["I5.content"]


def test_an_earlier_version_can_be_brought_back() -> None:
    told = JourneyStory()
    told.edits(setting("screen", "cart", "title", "Basket"))
    told.given(NameVersion(journey_id=told.journey.id))
    told.given(RestoreVersion(journey_id=told.journey.id, number=1))
    assert screen(told, "cart")["title"] == "Cart"
    assert told.journey.is_changed
    told.given(NameVersion(journey_id=told.journey.id, name="Back again"))
    assert [one.digest for one in told.journey.versions][0::2] == [digest_of(plain())] * 2


SCREENS = [one["id"] for one in plain()["screens"]]
ACTS = st.one_of(
    st.tuples(st.just("title"), st.sampled_from(SCREENS), st.text("abc", min_size=1, max_size=3)),
    st.tuples(st.just("add"), st.integers(0, 5), st.just("")),
    st.tuples(st.just("remove"), st.sampled_from(SCREENS), st.just("")),
    st.tuples(st.just("undo"), st.just(""), st.just("")),
    st.tuples(st.just("version"), st.just(""), st.just("")),
)


@given(acts=st.lists(st.tuples(st.sampled_from(["ana", "bo", "ida"]), ACTS), max_size=25))
def test_no_accepted_edit_of_anybody_is_lost(acts: list[tuple[str, tuple[str, Any, str]]]) -> None:
    """Each title is what its last accepted writer made it, unless they took it back or the screen went; every refusal changes nothing."""
    told = JourneyStory()
    journey_id = told.journey.id
    for person, (act, target, text) in acts:
        before = json.dumps(told.content, sort_keys=True)
        match act:
            case "title":
                command: Any = EditJourney(journey_id=journey_id, edits=(setting("screen", target, "title", text),))
            case "add":
                command = EditJourney(
                    journey_id=journey_id, edits=(adding("screen", {"id": f"{person}-{target}", "title": "N", "role": "buyer"}),)
                )
            case "remove":
                command = EditJourney(journey_id=journey_id, edits=(removing("screen", target),))
            case "undo":
                command = UndoEdit(journey_id=journey_id)
            case _:
                command = NameVersion(journey_id=journey_id)
        answer = told.when(command, by=person)
        if isinstance(answer, Refusal):
            assert json.dumps(told.content, sort_keys=True) == before
            continue
        ids = [one["id"] for one in told.content["screens"]]
        assert act != "title" or screen(told, target)["title"] == text
        assert act != "add" or f"{person}-{target}" in ids
        assert act != "remove" or target not in ids
    again = told.folded()
    assert again.content == told.content
    assert [one.digest for one in again.versions] == [one.digest for one in told.journey.versions]


def test_a_finding_is_taken_as_it_is_by_somebody_who_answers_for_it_with_a_reason() -> None:
    told = JourneyStory()
    taken = {"journey_id": told.journey.id, "finding_id": "dead-end:buyer:cart", "owner_id": "bo"}
    assert unmet(told.when(AcceptFinding(**taken, reason=" "))) == ["journey.reason"]
    assert unmet(told.when(AcceptFinding(**{**taken, "owner_id": "nobody"}, reason="Fine"))) == ["journey.owner_rank"]
    told.given(AcceptFinding(**taken, reason="The pilot ends before that."))
    assert told.when(AcceptFinding(**taken, reason="The pilot ends before that.")) == []
    assert {one: (kept.owner_id, kept.reason) for one, kept in told.journey.accepted.items()} == {
        "dead-end:buyer:cart": ("bo", "The pilot ends before that.")
    }


def put(told: JourneyStory, *places: Place, by: str = "ana") -> Any:
    return told.when(EditJourney(journey_id=told.journey.id, places=places), by)


def test_a_box_that_is_put_elsewhere_on_the_map_changes_no_digest_and_can_be_taken_back() -> None:
    told = JourneyStory()
    put(told, Place(screen="cart", column=2, row=1))
    assert told.journey.places["cart"] == Place(screen="cart", column=2, row=1)
    assert digest_of(told.content) == told.journey.current.digest
    assert not told.journey.is_changed
    put(told, Place(screen="cart", column=3), Place(screen="refused", column=0))
    told.given(UndoEdit(journey_id=told.journey.id))
    assert dict(told.journey.places) == {"cart": Place(screen="cart", column=2, row=1)}
    assert told.folded().places == told.journey.places
    assert put(told, Place(screen="cart", column=2, row=1)) == []


def test_a_screen_goes_to_another_lane_and_its_place_there_in_one_change() -> None:
    told = JourneyStory()
    to_bank = setting("screen", "refused", "role", "bank")
    told.given(EditJourney(journey_id=told.journey.id, edits=(to_bank,), places=(Place(screen="refused", column=1),)), by="bo")
    assert (screen(told, "refused")["role"], told.journey.places["refused"].column) == ("bank", 1)
    told.given(UndoEdit(journey_id=told.journey.id), by="bo")
    assert (screen(told, "refused")["role"], told.journey.places) == ("buyer", {})


@pytest.mark.parametrize("place", [Place(screen="cart", column=400), Place(screen="cart", column=0, row=-1), Place(screen="", column=1)])
def test_a_place_that_the_map_does_not_have_is_refused(place: Place) -> None:
    assert unmet(put(JourneyStory(), place)) == ["journey.place"]
