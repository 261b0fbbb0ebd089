"""How journeys look in a workspace: colours, type, corners and a logo. Words and state; the rules are in theming.py."""

from typing import Literal, get_args

from plumbline.kernel.record import event, record

Typeface = Literal["system", "serif", "rounded", "mono"]
TYPEFACES: tuple[Typeface, ...] = get_args(Typeface)


@record
class Theme:
    """What screens of journeys are drawn with. Colours are written #rrggbb.

    surface: what everything stands on. text, muted: words and quieter words on it. accent: main buttons and links, accent_on: words on it.
    radius: of corners, in pixels. logo: digest of a picture, or "". logo_alt: what it shows.
    """

    surface: str = "#ffffff"
    text: str = "#1a1f1c"
    muted: str = "#555c57"
    accent: str = "#0b5c73"
    accent_on: str = "#ffffff"
    typeface: Typeface = "system"
    radius: int = 6
    logo: str = ""
    logo_alt: str = ""


@record
class DefineTheme:
    """Let the workspace's journeys look like this. Versions, runs and findings stay what they are."""

    surface: str
    text: str
    muted: str
    accent: str
    accent_on: str
    typeface: Typeface = "system"
    radius: int = 6
    logo: str = ""
    logo_alt: str = ""


@event("workspace.theme_defined")
class ThemeDefined:
    """digest: of the logo, or ""."""

    surface: str
    text: str
    muted: str
    accent: str
    accent_on: str
    typeface: Typeface
    radius: int
    digest: str = ""
    logo_alt: str = ""
