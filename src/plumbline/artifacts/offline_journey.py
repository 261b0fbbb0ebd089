"""A journey as one file that plays offline: its program, the interpreter and the styles in a single page that asks for nothing."""

import json
from base64 import b64encode
from collections.abc import Mapping
from hashlib import sha256
from html import escape
from importlib.resources import files
from string import Template
from typing import Any

from plumbline.artifacts.bundle import built
from plumbline.artifacts.theme_style import style_of
from plumbline.blobs.kind import kind_of
from plumbline.blobs.picture import size_of
from plumbline.blobs.store import Blob
from plumbline.domain.journey.machine import Machine
from plumbline.domain.journey.model import Model
from plumbline.domain.journey.program import program_of
from plumbline.domain.workspace.theme import Theme

_PAGE = Template(files("plumbline.artifacts").joinpath("offline_journey.html").read_text(encoding="utf-8"))


def offline_page(
    model: Model, digest: str, images: Mapping[str, Blob] | None = None, theme: Theme | None = None, logo: Blob | None = None
) -> str:
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
        program_of(Machine(model)) | {"images": pictures, "theme": _theme(theme, logo)}, ensure_ascii=False, separators=(",", ":")
    )
    return _PAGE.substitute(
        title=escape(model.title),
        policy=escape(policy),
        style=built("journey.css") + (style_of(theme) if theme else ""),
        script=script,
        program=_inert(program),
        digest=digest,
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
