"""The rules of a theme: every text on it can be read. Contrast as WCAG 2.2 defines it."""

import re
from collections.abc import Iterator
from typing import Any

from plumbline.domain.checking import Answer, check, decided
from plumbline.domain.workspace.theme import TYPEFACES, DefineTheme, Theme, ThemeDefined
from plumbline.domain.workspace.workspace import Workspace
from plumbline.kernel.outcome import Context, Finding

LEAST = 4.5
"""The contrast that a text needs with what it stands on."""
LARGEST_RADIUS = 24
_LONGEST_ALT = 200
_COLOUR = re.compile(r"#[0-9a-f]{6}")
_PAIRS = (("text", "surface"), ("muted", "surface"), ("accent", "surface"), ("accent_on", "accent"))
_CALLED = {
    "text": "the text",
    "muted": "the quieter text",
    "accent": "the accent",
    "accent_on": "a main button's text",
    "surface": "the surface",
}
_COLOURS = ("surface", "text", "muted", "accent", "accent_on")


def define_theme(command: DefineTheme, workspace: Workspace, context: Context) -> Answer:
    """Return the theme as the newest one, or every pair of colours that cannot be read."""
    colours = {name: str(getattr(command, name)).strip().lower() for name in _COLOURS}
    theme = Theme(**colours, typeface=command.typeface, radius=command.radius, logo=command.logo, logo_alt=command.logo_alt.strip())
    if theme == workspace.theme:
        return []
    defined = ThemeDefined(**colours, typeface=theme.typeface, radius=theme.radius, digest=theme.logo, logo_alt=theme.logo_alt)
    return decided("workspace.invalid", list(theme_findings(theme, context.actor)), lambda: [defined])


def theme_findings(theme: Theme, actor: str = "") -> Iterator[Finding]:
    """Yield the check of a theme: each colour, each pair, type, corners, and the words for the logo."""
    about: Any = {"who": (actor,), "act": "theme.define"}
    written = {name: bool(_COLOUR.fullmatch(getattr(theme, name))) for name in _COLOURS}
    for name, fits in written.items():
        yield check("theme.colour", fits, expected=_CALLED[name], actual=str(getattr(theme, name))[:20], **about)
    for name, ground in _PAIRS:
        if written[name] and written[ground]:
            ratio = contrast(getattr(theme, name), getattr(theme, ground))
            yield check("theme.contrast", ratio >= LEAST, expected=_CALLED[name], actual=f"{ratio:.2f}", ground=_CALLED[ground], **about)
    yield check("theme.typeface", theme.typeface in TYPEFACES, expected=", ".join(TYPEFACES), actual=str(theme.typeface)[:20], **about)
    yield check("theme.radius", 0 <= theme.radius <= LARGEST_RADIUS, expected=LARGEST_RADIUS, actual=theme.radius, **about)
    named = 0 < len(theme.logo_alt) <= _LONGEST_ALT
    yield check("theme.logo_alt", not theme.logo or named, expected=_LONGEST_ALT, **about)


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours written #rrggbb, from 1 to 21."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour: str) -> float:
    """Return how light a colour written #rrggbb is, from 0 to 1."""
    red, green, blue = (_linear(int(colour[place : place + 2], 16) / 255) for place in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(share: float) -> float:
    return share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4
