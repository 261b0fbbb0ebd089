from dataclasses import asdict, replace
from typing import Any

import pytest

from cycle_story import Story, story, unmet
from plumbline.domain.cycle.state import Recorded
from plumbline.domain.workspace import rules
from plumbline.domain.workspace.theme import DefineTheme, Theme
from plumbline.domain.workspace.theming import contrast
from plumbline.kernel.outcome import Refusal

PLAIN = DefineTheme(**asdict(Theme()))
OWN = replace(PLAIN, surface="#101820", text="#f5f5f5", muted="#b8c0c8", accent="#ffc20e", accent_on="#101820", typeface="serif", radius=12)


def defined(told: Story, command: DefineTheme) -> list[Any] | Refusal:
    answer = rules.decide(command, told.workspace, told.context("mara"))
    if not isinstance(answer, Refusal):
        for event in answer:
            rules.evolve(told.workspace, Recorded(event, "mara", told.now))
    return answer


def test_a_theme_in_which_every_text_can_be_read_holds_until_the_next_one():
    told = story()
    defined(told, OWN)
    assert told.workspace.theme == Theme(**asdict(OWN))
    assert defined(told, OWN) == [], "defining the same again changes nothing"
    defined(told, replace(OWN, accent="#FFD24A"))
    assert told.workspace.theme
    assert told.workspace.theme.accent == "#ffd24a"


def test_every_pair_that_cannot_be_read_is_told_at_once_with_its_contrast():
    answer = defined(story(), replace(OWN, text="#333333", accent="#333333", muted="#222222"))
    assert isinstance(answer, Refusal)
    told = {(one.expected, dict(one.values)["ground"]) for one in answer.unmet}
    surface, accent = "the surface", "the accent"
    assert told == {("the text", surface), ("the quieter text", surface), (accent, surface), ("a main button's text", accent)}
    assert all(float(str(one.actual)) < 4.5 for one in answer.unmet)


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ({"surface": "white"}, "theme.colour"),
        ({"accent": "#12345"}, "theme.colour"),
        ({"text": "#123456;} body{display:none"}, "theme.colour"),
        ({"radius": 25}, "theme.radius"),
        ({"typeface": "comic"}, "theme.typeface"),
        ({"logo": "0" * 64}, "theme.logo_alt"),
    ],
)
def test_what_is_no_theme_is_refused(change: dict[str, Any], rule: str):
    assert set(unmet(defined(story(), replace(OWN, **change)))) == {rule}


def test_contrast_is_that_of_wcag():
    assert contrast("#000000", "#ffffff") == 21
    assert round(contrast("#767676", "#ffffff"), 2) == 4.54
    assert contrast("#abcdef", "#abcdef") == 1
