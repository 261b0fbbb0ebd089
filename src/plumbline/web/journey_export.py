"""A journey as one file that plays offline: its program, the interpreter and the styles in a single page that asks for nothing."""

import json
from base64 import b64encode
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from litestar import Request, Response, get
from litestar.params import FromPath, FromQuery

from plumbline.blobs.kind import IMAGES, kind_of
from plumbline.blobs.picture import size_of
from plumbline.blobs.store import Blob
from plumbline.domain.journey.machine import Machine
from plumbline.domain.journey.program import program_of
from plumbline.domain.workspace.theme import Theme
from plumbline.edge.playable import Playable
from plumbline.web.render import built, environment
from plumbline.web.runs import playable_journey, playable_template
from plumbline.web.session import AnyRequest, installation_of
from plumbline.web.theme_style import style_of


@get("/journeys/{journey_id:str}/offline.html")
async def export_journey(request: Request[Any, Any, Any], journey_id: FromPath[str], number: FromQuery[int] = 0) -> Response[str]:
    """Give a version of a journey as a file that plays by itself; its newest unless another is asked for."""
    return await _file(request, await playable_journey(request, journey_id, number))


@get("/templates/{template_id:str}/offline.html")
async def export_template(request: Request[Any, Any, Any], template_id: FromPath[str]) -> Response[str]:
    """Give a template as a file that plays by itself."""
    return await _file(request, await playable_template(request, template_id))


def offline_page(played: Playable, images: Mapping[str, Blob] | None = None, theme: Theme | None = None, logo: Blob | None = None) -> str:
    """Return the page. Its policy lets run what stands in it and lets nothing be fetched, so a screen's HTML cannot, either.

    images: the pictures that stand in it, by their names. theme, logo: what its screens look like.
    """
    script = built("journey.js")
    policy = "; ".join(
        (
            "default-src 'none'",
            f"script-src 'sha256-{b64encode(sha256(script.encode()).digest()).decode()}'",
            "style-src 'unsafe-inline'",
            "img-src data:",
            "form-action 'none'",
            "base-uri 'none'",
        )
    )
    pictures = {name: _picture(blob) for name, blob in (images or {}).items()}
    program = json.dumps(
        program_of(Machine(played.model)) | {"images": pictures, "theme": _theme(theme, logo)}, ensure_ascii=False, separators=(",", ":")
    )
    return environment().render_template(
        "journey/offline.html",
        title=played.model.title,
        policy=policy,
        style=built("journey.css") + (style_of(theme) if theme else ""),
        script=script,
        program=_inert(program),
        digest=played.digest,
    )


def _theme(theme: Theme | None, logo: Blob | None) -> dict[str, str] | None:
    return {"logo": _address(logo) if logo else "", "alt": theme.logo_alt} if theme else None


def _picture(blob: Blob) -> dict[str, Any]:
    """A picture with its size, so that nothing moves while the browser takes it apart; without one where its bytes do not say."""
    size = size_of(blob.body)
    return {"src": _address(blob), **({"width": size[0], "height": size[1]} if size else {})}


def _address(blob: Blob) -> str:
    return f"data:{kind_of(blob.body)};base64,{b64encode(blob.body).decode()}"


def _inert(text: str) -> str:
    """JSON that can stand in a page: nothing in it ends the element that it stands in, or begins another."""
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


async def _images(request: AnyRequest, played: Playable) -> dict[str, Blob]:
    """The pictures of a journey that are kept here and are pictures."""
    blobs = installation_of(request).blobs
    found = {one.id: await blobs.get(one.digest) for one in played.model.images}
    return {name: blob for name, blob in found.items() if blob is not None and kind_of(blob.body) in IMAGES}


async def _file(request: AnyRequest, played: Playable) -> Response[str]:
    name = f"{played.model.id}-{played.number or played.template_version}.html"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    theme = (await installation_of(request).handling.workspace()).theme
    logo = await installation_of(request).blobs.get(theme.logo) if theme and theme.logo else None
    return Response(
        offline_page(played, await _images(request, played), theme, logo), media_type="text/html; charset=utf-8", headers=headers
    )


routes = (export_journey, export_template)
