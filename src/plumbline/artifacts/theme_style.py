"""The workspace's theme as a style sheet of journey screens: the player, the preview and the file that plays offline use the same."""

from collections.abc import Mapping

from plumbline.domain.workspace.theme import Theme, Typeface
from plumbline.domain.workspace.theming import luminance

_STACKS: Mapping[Typeface, str] = {
    "system": 'system-ui, -apple-system, "Segoe UI", "Noto Sans", "DejaVu Sans", sans-serif',
    "serif": 'Georgia, "Iowan Old Style", "Noto Serif", "DejaVu Serif", serif',
    "rounded": 'ui-rounded, "SF Pro Rounded", "Nunito", "Quicksand", system-ui, sans-serif',
    "mono": 'ui-monospace, "SFMono-Regular", "Cascadia Mono", "DejaVu Sans Mono", monospace',
}


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
