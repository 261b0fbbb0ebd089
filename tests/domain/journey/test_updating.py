"""A newer version of the template: proposed by one, taken over by another in one act, or declined; never by itself."""

import json
from typing import Any

from cycle_story import unmet
from journey_story import JourneyStory
from plumbline.domain.journey.body import digest_of
from plumbline.domain.journey.comparing.difference import normal
from plumbline.domain.journey.edit import edited, setting
from plumbline.domain.journey.joining import AcceptUpdate, DeclineUpdate, ProposeUpdate
from plumbline.domain.journey.journey import CreateJourney, UndoEdit
from plumbline.domain.journey.merging.conflict import Choice
from small_journey import plain

NEWER: dict[str, Any] = edited(
    plain(),
    [
        setting("screen", "cart", "kind", "decision"),
        setting("screen", "cart", "title", "Basket"),
        setting("journey", "", "version", "2.0.0"),
    ],
)[0]


def made() -> JourneyStory:
    begin = CreateJourney(
        cycle_id="cyc_1", content=json.dumps(plain()), template_id="payment", template_version="1.0.0", template_digest="old"
    )
    return JourneyStory(begin=begin)


def proposal(told: JourneyStory, content: dict[str, Any] = NEWER) -> ProposeUpdate:
    return ProposeUpdate(journey_id=told.journey.id, template_version="2.0.0", template_digest="new", theirs=json.dumps(content))


def acceptance(told: JourneyStory, **more: Any) -> AcceptUpdate:
    values: dict[str, Any] = {"base": json.dumps(plain()), "theirs": json.dumps(NEWER), **more}
    return AcceptUpdate(journey_id=told.journey.id, **values)


def cart(told: JourneyStory) -> dict[str, Any]:
    return next(one for one in told.content["screens"] if one["id"] == "cart")


def test_proposing_changes_nothing_of_the_journey() -> None:
    told = made()
    event = told.given(proposal(told), by="ida")
    assert event.digest == digest_of(NEWER)
    assert digest_of(NEWER) in told.bodies
    assert normal(told.content) == normal(plain())
    assert told.when(proposal(told), by="ida") == []


def test_somebody_else_takes_it_over_and_the_journey_has_the_newer_version() -> None:
    told = made()
    told.given(proposal(told), by="ida")
    event = told.given(acceptance(told), by="bo")
    assert (event.base_digest, event.theirs_digest) == (digest_of(plain()), digest_of(NEWER))
    assert cart(told)["kind"] == "decision"
    assert told.journey.made_of.version == "2.0.0"
    assert told.journey.proposal is None
    assert told.folded().made_of == told.journey.made_of
    assert unmet(told.when(proposal(told))) == ["update.newer"]


def test_whoever_proposed_it_takes_it_over_only_as_an_owner_or_lead() -> None:
    told = made()
    rank = {one: told.workspace.members[one].rank for one in told.workspace.members}
    contributor = next(one for one, its in rank.items() if its == "contributor")
    lead = next(one for one, its in rank.items() if its == "lead")
    told.given(proposal(told), by=contributor)
    assert unmet(told.when(acceptance(told), by=contributor)) == ["update.reviewer"]
    told.given(DeclineUpdate(journey_id=told.journey.id), by=contributor)
    told.given(proposal(told), by=lead)
    told.given(acceptance(told), by=lead)


def test_every_conflict_has_to_be_settled_first() -> None:
    told = made()
    told.edits(setting("screen", "cart", "title", "Trolley"))
    told.given(proposal(told), by="ida")
    assert unmet(told.when(acceptance(told), by="bo")) == ["journey.merge_conflict"]
    told.given(acceptance(told, choices=(Choice(kind="screen", part="cart", name="title", take="mine"),)), by="bo")
    assert (cart(told)["title"], cart(told)["kind"]) == ("Trolley", "decision")


def test_only_what_was_proposed_is_taken_over() -> None:
    told = made()
    assert unmet(told.when(acceptance(told), by="bo")) == ["update.proposed"]
    told.given(proposal(told), by="ida")
    other = edited(NEWER, [setting("screen", "cart", "title", "Bag")])[0]
    assert unmet(told.when(acceptance(told, theirs=json.dumps(other)), by="bo")) == ["update.proposed"]
    assert unmet(told.when(acceptance(told, base=json.dumps(NEWER)), by="bo")) == ["journey.merge_base"]


def test_a_journey_from_no_template_has_nothing_to_take_over() -> None:
    told = JourneyStory()
    assert unmet(told.when(proposal(told))) == ["update.template"]


def test_declining_needs_a_reason_from_everybody_but_the_proposer() -> None:
    told = made()
    assert unmet(told.when(DeclineUpdate(journey_id=told.journey.id, reason="No"))) == ["update.proposed"]
    told.given(proposal(told), by="ida")
    assert unmet(told.when(DeclineUpdate(journey_id=told.journey.id), by="bo")) == ["update.reason"]
    told.given(DeclineUpdate(journey_id=told.journey.id, reason="The pilot ends before that."), by="bo")
    assert told.journey.proposal is None
    assert normal(told.content) == normal(plain())


def test_taking_over_can_be_taken_back_and_offered_again() -> None:
    told = made()
    told.given(proposal(told), by="ida")
    told.given(acceptance(told), by="bo")
    told.given(UndoEdit(journey_id=told.journey.id), by="bo")
    assert told.journey.made_of.version == "1.0.0"
    assert cart(told)["title"] == "Cart"
    told.given(proposal(told), by="ida")
