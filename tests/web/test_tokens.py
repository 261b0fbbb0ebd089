"""The colours of the interface, read from its style sheet and judged by the contrast that people see."""

import re
from pathlib import Path

import pytest

STYLE = Path(__file__).parents[2] / "ui" / "src" / "tokens.css"
STATES = ("draft", "pending", "due", "breached", "escalated", "approved", "tradeoff")
SURFACES = ("bg", "surface", "sunken")
TEXT_PAIRS = [
    *[(text, surface) for text in ("text", "muted", "accent") for surface in SURFACES],
    *[(state, f"{state}-tint") for state in STATES],
    *[(state, surface) for state in STATES for surface in ("bg", "surface")],
    ("accent-on", "accent"),
    ("accent", "accent-soft"),
    ("text", "accent-soft"),
    ("text", "tradeoff-tint"),
]
EDGE_PAIRS = [(edge, surface) for edge in ("control", "focus") for surface in SURFACES] + [("focus", "accent-soft")]


def tokens(selector: str) -> dict[str, str]:
    """Return the colours that the rule after a selector sets."""
    block = STYLE.read_text(encoding="utf-8").split(selector, 1)[1].split("}", 1)[0]
    return dict(re.findall(r"--([\w-]+):\s*(#[0-9a-f]{6})", block))


LIGHT = tokens(":root {")
DARK = tokens(':root[data-theme="dark"] {')
DARK_BY_SYSTEM = tokens(':root:not([data-theme="light"]) {')


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours as WCAG 2.2 defines it."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour: str) -> float:
    shares = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    red, green, blue = (share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4 for share in shares)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("text", "surface"), TEXT_PAIRS)
def test_every_text_is_readable_on_what_it_stands_on(theme: dict[str, str], text: str, surface: str):
    assert contrast(theme[text], theme[surface]) >= 4.5


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("edge", "surface"), EDGE_PAIRS)
def test_edges_of_controls_and_focus_stand_out(theme: dict[str, str], edge: str, surface: str):
    assert contrast(theme[edge], theme[surface]) >= 3


def test_dark_is_the_same_whether_a_person_or_the_system_chose_it():
    assert DARK_BY_SYSTEM == DARK


def test_both_themes_name_the_same_roles():
    assert set(LIGHT) == set(DARK)


def test_contrast_is_measured_as_the_standard_does():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)
