"""The workspace's theme on pages that show screens of journeys: where its style sheet is, and its logo."""

from hashlib import sha256

from litestar import Response

from plumbline.artifacts.theme_style import style_of
from plumbline.domain.workspace.theme import Theme
from plumbline.kernel.identity import is_id
from plumbline.kernel.record import record
from plumbline.web.session import AnyRequest, installation_of, visit_of


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
    who = visit_of(request).person_id
    base = "/guest/theme" if is_id(who, "gst") else "/play/theme" if is_id(who, "ptc") else "/theme"
    number = sha256(style_of(theme).encode()).hexdigest()[:12]  # a new theme has a new address, so that no browser shows the old one
    return Look(style=f"{base}.css?of={number}", logo=f"{base}-logo?of={theme.logo[:12]}" if theme.logo else "", logo_alt=theme.logo_alt)


def style_sheet(theme: Theme | None) -> Response[str]:
    """Return the style sheet as an answer; an empty one without a theme."""
    headers = {"Cache-Control": "private, max-age=86400"}
    return Response(style_of(theme) if theme else "", media_type="text/css; charset=utf-8", headers=headers)
