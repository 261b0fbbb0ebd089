"""Bringing a branch into a journey: one act with both digests, nothing while a conflict is open, and what may be brought in at all."""

import json
from dataclasses import replace
from typing import Any

from cycle_story import unmet
from journey_story import JourneyStory
from plumbline.domain.journey import rules
from plumbline.domain.journey.body import digest_of, faults_of
from plumbline.domain.journey.edit import Edit, adding, edited, removing, setting
from plumbline.domain.journey.joining import JourneyMerged, MergeJourney
from plumbline.domain.journey.journey import CreateJourney, NameVersion, RestoreVersion, UndoEdit
from plumbline.domain.journey.merging.conflict import Choice
from plumbline.kernel.outcome import Refusal
from small_journey import plain

BRANCH = "jrn_branch"
BASKET = setting("screen", "cart", "title", "Basket")
TROLLEY = setting("screen", "cart", "title", "Trolley")
DECISION = setting("screen", "cart", "kind", "decision")


def merging(told: JourneyStory, *theirs: Edit, **more: Any) -> MergeJourney:
    """Bring in a branch of version 1 that made some edits."""
    values: dict[str, Any] = {"source_id": BRANCH, "source_number": 2, "base": json.dumps(plain()), **more}
    return MergeJourney(journey_id=told.journey.id, theirs=json.dumps(edited(plain(), theirs)[0]), **values)


def cart(told: JourneyStory) -> dict[str, Any]:
    return next(one for one in told.content["screens"] if one["id"] == "cart")


def test_a_merge_is_one_event_with_the_digests_of_all_three_sides() -> None:
    told = JourneyStory()
    told.edits(BASKET)
    before = digest_of(told.content)
    event: JourneyMerged = told.given(merging(told, DECISION), by="bo")
    assert (event.base_digest, event.mine_digest) == (digest_of(plain()), before)
    assert event.theirs_digest == digest_of(edited(plain(), [DECISION])[0])
    assert (cart(told)["title"], cart(told)["kind"]) == ("Basket", "decision")
    assert told.folded().content == told.content


def test_nothing_is_merged_while_a_conflict_is_open_and_each_is_named() -> None:
    told = JourneyStory()
    told.edits(BASKET)
    answer = told.when(merging(told, TROLLEY, DECISION))
    assert unmet(answer) == ["journey.merge_conflict"]
    assert isinstance(answer, Refusal)
    assert (answer.unmet[0].actual, answer.unmet[0].expected) == ("Basket", "Trolley")
    assert cart(told)["title"] == "Basket"
    assert "kind" not in cart(told)
    told.given(merging(told, TROLLEY, DECISION, choices=(Choice(kind="screen", part="cart", name="title", take="theirs"),)))
    assert (cart(told)["title"], cart(told)["kind"]) == ("Trolley", "decision")


def test_a_choice_about_what_the_journey_is_no_more_is_refused() -> None:
    told = JourneyStory()
    read = digest_of(told.content)
    told.edits(BASKET, by="bo")
    assert unmet(told.when(merging(told, DECISION, read_digest=read))) == ["I5.content"]


def test_a_merge_can_be_taken_back_by_whoever_made_it_and_made_again() -> None:
    told = JourneyStory()
    told.given(merging(told, DECISION), by="bo")
    told.given(UndoEdit(journey_id=told.journey.id), by="bo")
    assert "kind" not in cart(told)
    assert told.journey.merges == []
    told.given(merging(told, DECISION), by="bo")
    assert cart(told)["kind"] == "decision"


def test_bringing_back_a_version_from_before_a_merge_lets_it_come_again() -> None:
    told = JourneyStory()
    told.given(merging(told, DECISION))
    told.given(NameVersion(journey_id=told.journey.id))
    told.edits(BASKET)
    told.given(RestoreVersion(journey_id=told.journey.id, number=2))
    assert len(told.journey.merges) == 1, "version 2 holds what came in"
    told.given(RestoreVersion(journey_id=told.journey.id, number=1))
    assert told.journey.merges == []


def test_what_came_in_before_is_what_the_next_merge_begins_from() -> None:
    told = JourneyStory()
    told.given(merging(told, DECISION))
    first = edited(plain(), [DECISION])[0]
    again = edited(first, [TROLLEY])[0]
    told.given(
        MergeJourney(journey_id=told.journey.id, source_id=BRANCH, source_number=3, base=json.dumps(first), theirs=json.dumps(again))
    )
    assert cart(told)["title"] == "Trolley"
    assert [one.source_number for one in told.journey.merges] == [2, 3]


def test_a_branch_without_changes_changes_nothing() -> None:
    told = JourneyStory()
    assert told.when(merging(told)) == []


def test_a_journey_that_did_not_begin_as_this_one_is_not_merged() -> None:
    told = JourneyStory()
    other = edited(plain(), [setting("journey", "", "title", "Another")])[0]
    assert unmet(told.when(merging(told, DECISION, base=json.dumps(other)))) == ["journey.merge_base"]
    assert unmet(told.when(merging(told, DECISION, source_id=told.journey.id))) == ["journey.merge_itself"]
    assert unmet(told.when(merging(told, DECISION, base="{"))) == ["journey.merge_content"]


def test_a_value_of_ones_own_has_to_fit() -> None:
    told = JourneyStory()
    told.edits(BASKET)
    for value, rule in (("{", "journey.value"), ("[1]", "journey.merge_value")):
        choice = Choice(kind="screen", part="cart", name="title", take="own", value=value)
        assert unmet(told.when(merging(told, TROLLEY, choices=(choice,)))) == [rule]


def test_a_merge_that_does_not_fit_together_leaves_a_journey_that_says_so() -> None:
    told = JourneyStory()
    lost = [one["id"] for one in plain()["transitions"] if "refused" in (one["from"], one.get("to"))]
    told.edits(removing("screen", "refused"), *(removing("transition", one) for one in lost))
    told.given(merging(told, adding("transition", {"id": "new", "from": "cart", "on": "leave", "to": "refused"})))
    assert any("refused" in one.problem for one in faults_of(told.content))
    assert "journey.sound" in unmet(told.when(NameVersion(journey_id=told.journey.id)))


def test_a_branch_remembers_its_origin_and_needs_a_name() -> None:
    told = JourneyStory()
    begin = CreateJourney(cycle_id="cyc_1", content=json.dumps(plain()), origin_id=told.journey.id, origin_number=1, branch="Pickup points")
    branch = JourneyStory(begin=begin)
    assert branch.journey.origin is not None
    assert (branch.journey.origin.journey_id, branch.journey.origin.digest) == (told.journey.id, told.journey.current.digest)
    assert branch.journey.called == "A payment (Pickup points)"
    assert branch.folded().called == branch.journey.called
    nameless = rules.decide(replace(begin, branch=" "), rules.new("jrn_new"), told.workspace, told.context("ana"))
    assert unmet(nameless) == ["journey.branch_name"]
