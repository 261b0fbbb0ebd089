"""The workspace's theme as a style sheet of journey screens: the player, the preview and the file that plays offline use the same."""

from collections.abc import Mapping
from hashlib import sha256

from litestar import Response

from plumbline.domain.workspace.theme import Theme, Typeface
from plumbline.domain.workspace.theming import luminance
from plumbline.kernel.record import record
from plumbline.web.session import AnyRequest, installation_of, visit_of

_STACKS: Mapping[Typeface, str] = {
    "system": 'system-ui, -apple-system, "Segoe UI", "Noto Sans", "DejaVu Sans", sans-serif',
    "serif": 'Georgia, "Iowan Old Style", "Noto Serif", "DejaVu Serif", serif',
    "rounded": 'ui-rounded, "SF Pro Rounded", "Nunito", "Quicksand", system-ui, sans-serif',
    "mono": 'ui-monospace, "SFMono-Regular", "Cascadia Mono", "DejaVu Sans Mono", monospace',
}


@record
class Look:
    """How a page shows screens in the theme: the addresses of its style sheet and its logo. logo: "" without one."""

    style: str
    logo: str
    logo_alt: str


async def look_of(request: AnyRequest) -> Look | None:
    """Return how screens look in the workspace of a request; None while it has no theme."""
    theme = (await installation_of(request).handling.workspace()).theme
    if theme is None:
        return None
    base = "/play/theme" if visit_of(request).is_guest else "/theme"
    number = sha256(style_of(theme).encode()).hexdigest()[:12]  # a new theme has a new address, so that no browser shows the old one
    return Look(style=f"{base}.css?of={number}", logo=f"{base}-logo?of={theme.logo[:12]}" if theme.logo else "", logo_alt=theme.logo_alt)


def style_of(theme: Theme) -> str:
    """Return the style sheet of a theme. Everything in it was checked when it was defined: colours, a number, one of four families."""
    scheme = "light" if luminance(theme.surface) > 0.18 else "dark"
    values = {
        "color-scheme": scheme,
        "--j-accent": theme.accent,
        "--j-accent-on": theme.accent_on,
        "--j-surface": theme.surface,
        "--j-radius": f"{theme.radius}px",
        "--text": theme.text,
        "--muted": theme.muted,
        "--surface": theme.surface,
        "--bg": theme.surface,
        "--sunken": theme.surface,
        "--line": theme.muted,
        "--control": theme.muted,
        "--accent": theme.accent,
        "--accent-on": theme.accent_on,
        "--accent-soft": theme.surface,
        "--focus": theme.accent,
        "--radius": f"{theme.radius}px",
        "--font": _STACKS[theme.typeface],
        "color": theme.text,
        "font-family": "var(--font)",
    }
    return ".device.is-themed {\n" + "".join(f"  {name}: {value};\n" for name, value in values.items()) + "}\n"


def style_sheet(theme: Theme | None) -> Response[str]:
    """Return the style sheet as an answer; an empty one without a theme."""
    headers = {"Cache-Control": "private, max-age=86400"}
    return Response(style_of(theme) if theme else "", media_type="text/css; charset=utf-8", headers=headers)
