"""The theme that a workspace's journeys are shown in: its editor, its style sheet, its logo."""

from dataclasses import asdict
from typing import Any

from litestar import Request, Response, get, post
from litestar.response import Redirect

from plumbline.blobs.kind import IMAGES, kind_of
from plumbline.domain.workspace.theme import TYPEFACES, DefineTheme, Theme
from plumbline.kernel.outcome import Refusal
from plumbline.web.findings import RefusalWords, problem_words, refusal_words
from plumbline.web.forms import Fields, fields_of
from plumbline.web.journey_images import kept_image
from plumbline.web.reader import reader_of
from plumbline.web.render import page, see_other
from plumbline.web.session import AnyRequest, context_of, installation_of
from plumbline.web.status import status_of
from plumbline.web.theme_style import look_of, style_sheet
from plumbline.web.uploads import upload_of

_TYPE_WORDS = {"system": "As the device has it", "serif": "With serifs", "rounded": "Rounded", "mono": "Of one width"}


@get("/admin/theme")
async def show_theme(request: Request[Any, Any, Any]) -> Response[str]:
    """Show the theme of the workspace's journeys, with its editor."""
    return await _theme_page(request)


@post("/admin/theme")
async def define_theme(request: Request[Any, Any, Any]) -> Response[str] | Redirect:
    """Let the journeys look as the form says; a logo that is not sent stays."""
    installation, fields, context = installation_of(request), await fields_of(request), context_of(request)
    theme = (await installation.handling.workspace()).theme or Theme()
    logo = "" if fields.checked("no_logo") else theme.logo
    upload = await upload_of(request, fields, "logo")
    if upload is not None and kind_of(upload.body) not in IMAGES:
        fields.complain("logo", "The logo is no picture. Choose a PNG, JPEG, GIF, WebP or SVG.")
    typeface = fields.one_of("typeface", TYPEFACES, "system")
    radius = fields.whole("radius")
    if fields.problems:
        return await _theme_page(request, status=422, said=problem_words(fields.problems), sent=fields)
    if upload is not None:
        kept = await installation.handling.keep(upload.body, context)
        if isinstance(kept, Refusal):
            return await _theme_page(request, status=status_of(kept), said=refusal_words(kept, reader_of(request), None), sent=fields)
        logo = kept
    command = DefineTheme(
        surface=fields.text("surface"), text=fields.text("text"), muted=fields.text("muted"), accent=fields.text("accent"),
        accent_on=fields.text("accent_on"), typeface=typeface, radius=radius, logo=logo, logo_alt=fields.text("logo_alt"),
    )  # fmt: skip
    answer = await installation.handling.handle(installation.workspace_id, command, context)
    if isinstance(answer, Refusal):
        return await _theme_page(request, status=status_of(answer), said=refusal_words(answer, reader_of(request), None), sent=fields)
    return see_other("/admin/theme")


@get("/theme.css")
async def show_style(request: Request[Any, Any, Any]) -> Response[str]:
    """Give the theme as a style sheet."""
    return style_sheet((await installation_of(request).handling.workspace()).theme)


@get("/theme-logo")
async def show_logo(request: Request[Any, Any, Any]) -> Response[bytes]:
    """Give the logo of the theme."""
    return await logo_of(request)


async def logo_of(request: AnyRequest) -> Response[bytes]:
    """Return the logo of the workspace's theme. Raises PageMissing where there is none."""
    theme = (await installation_of(request).handling.workspace()).theme
    return await kept_image(request, theme.logo if theme else "")


async def _theme_page(
    request: AnyRequest, *, status: int = 200, said: RefusalWords | None = None, sent: Fields | None = None
) -> Response[str]:
    installation = installation_of(request)
    theme = (await installation.handling.workspace()).theme or Theme()
    values: dict[str, Any] = {name: str(value) for name, value in asdict(theme).items()} | (sent.kept() if sent else {})
    return page(
        request,
        "admin/theme.html",
        status=status,
        title="Theme of journeys",
        current="/admin",
        crumbs=({"title": "Admin", "href": "/admin"}, {"title": "Theme of journeys", "href": ""}),
        refusal=said,
        values=values,
        has_logo=bool(theme.logo),
        typefaces=tuple(_TYPE_WORDS.items()),
        theme=await look_of(request),
        commands=(("Read", f"curl -H 'Authorization: Bearer …' {installation.base_url}/v1/theme"),),
    )


routes = (show_theme, define_theme, show_style, show_logo)
