"""What the content of a journey is, looked at once for each state of it."""

import json
from copy import deepcopy

from plumbline.domain.journey.body import digest_of, faults_of, looked_at
from plumbline.domain.journey.edit import edited, setting
from plumbline.domain.journey.journey import Journey
from plumbline.handling.looks import look_at
from small_journey import plain


def test_a_look_says_what_the_faults_and_the_digest_of_content_are():
    sound = looked_at(plain())
    assert (sound.digest, sound.faults) == (digest_of(plain()), ())
    misspelt = {**plain(), "summry": "x"}
    assert looked_at(misspelt) == (None, faults_of(misspelt), "")
    lost = {**plain(), "transitions": [{"from": "nowhere", "on": "nothing", "to": "nowhere"}]}
    assert (looked_at(lost).digest, looked_at(lost).faults) == ("", faults_of(lost))
    assert looked_at(lost).model is not None, "it can be drawn, though not played"


def test_an_edit_is_looked_at_and_what_it_is_made_on_is_still_known():
    before = Journey(id="jrn_1", base="made-on", content=plain())
    edit = setting("journey", "", "title", "Another title")
    after = Journey(id="jrn_1", base="made-on", since=[edit], content=edited(plain(), [edit])[0])
    assert look_at(before).digest != look_at(after).digest == digest_of(after.content or {})
    assert look_at(deepcopy(before)) is look_at(before)


def test_of_a_journey_whose_body_is_not_kept_any_more_nothing_is_remembered():
    kept = Journey(id="jrn_1", base="gone-later", content=json.loads(json.dumps(plain())))
    assert look_at(kept).digest
    assert look_at(Journey(id="jrn_1", base="gone-later", content=None)).digest == ""
