"""Pages: a template and its values become a response. Every page of the product is made by `page`."""

import gzip
import re
from functools import cache
from pathlib import Path
from typing import Any

from litestar import Request, Response
from litestar.response import Redirect
from minijinja import Environment, load_from_path, safe

from plumbline.artifacts.bundle import built_name
from plumbline.web.guide import seen_by
from plumbline.web.keys import keys_of
from plumbline.web.session import mask, nonce_of, read_cookie, set_cookie, visit_of, whole_installation_of
from plumbline.web.shell import Frame, current_link, frame_of, known_paths

_HERE = Path(__file__).parent
_ID = re.compile(r"[a-z]{3}_\w{26}")


def page(request: Request[Any, Any, Any], template: str, *, status: int = 200, **values: Any) -> Response[Any]:
    """Return a page.

    template: path below `templates/`. Values every page gives: title; and as they apply: crumbs (each with title and href), streams (ids
    whose changes refresh it), live (where a page without a frame is told of changes), beside (the journey at which others see who reads
    it), cycle_id (the cycle it belongs to), current (the link of the side column it stands under, otherwise found by the path), theme (how
    screens of journeys look), past (where it looks back to; nothing on such a page can be sent). It can use besides: csrf_field (goes into
    every form that posts), frame, visit, here, nonce, came_by_mail (of a
    comment's id).
    """
    visit = visit_of(request)
    before = frozenset(read_cookie(request, "guide").split(".")) - {""}
    seen = before | ({seen_by(template, values)} - {""})
    frame = frame_of(request, str(values.get("cycle_id", "")), seen)
    path = request.url.path
    context: dict[str, Any] = {
        "title": "",
        "crumbs": (),
        "streams": (),
        "live": None,
        "beside": "",
        "theme": None,
        "past": None,
        "full": False,
        "came_by_mail": whole_installation_of(request).directory.incoming.is_whole,
        "visit": visit,
        "guest": visit.is_guest,
        "look": visit.look,
        "frame": frame,
        "keys": keys_of((link.key, link.title) for group in (frame.groups if frame else ()) for link in group.links),
        "nonce": nonce_of(request),
        "here": _here(request, frame),
        "current": current_link(frame, path),
        "csrf_field": safe(f'<input type="hidden" name="csrf" value="{mask(visit.csrf)}">'),
    }
    if request.method not in ("GET", "HEAD"):
        values |= {
            "streams": (),
            "live": None,
        }  # a page that answers a form holds what was written, and has no address to be fetched from again
    text = environment().render_template(template, **(context | values))
    response = _packed(request, text.lstrip(), status)
    if visit.fresh:
        set_cookie(request, response, "visit", visit.id)
    if frame is not None and frame.guide is not None and seen != before:
        set_cookie(request, response, "guide", ".".join(sorted(seen)))
    return response


def _here(request: Request[Any, Any, Any], frame: Frame | None) -> str:
    """Where to come back to: the page's address, or for a page that answers a form the nearest address that can be opened."""
    path = request.url.path
    if request.method in ("GET", "HEAD"):
        return f"{path}?{request.url.query}" if request.url.query else path
    above = path.rpartition("/")[0] or "/"
    return above if _ID.sub("{}", above) in known_paths(request.app) else current_link(frame, above) or "/"


def _packed(request: Request[Any, Any, Any], text: str, status: int) -> Response[Any]:
    headers = {"Cache-Control": "no-store", "Vary": "Accept-Encoding"}
    if "gzip" not in request.headers.get("accept-encoding", ""):
        return Response(text, status_code=status, media_type="text/html", headers=headers)
    packed = gzip.compress(text.encode(), compresslevel=5, mtime=0)
    return Response(packed, status_code=status, media_type="text/html", headers=headers | {"Content-Encoding": "gzip"})


def see_other(path: str) -> Redirect:
    """Send the browser on after a form was accepted."""
    return Redirect(path, status_code=303)


@cache
def environment() -> Environment:
    """Return the template environment; its templates are parsed once."""
    return Environment(
        loader=load_from_path(_HERE / "templates"),
        auto_escape_callback=lambda name: name.endswith(".html"),
        undefined_behavior="strict",
        trim_blocks=True,
        lstrip_blocks=True,
        globals={"asset": asset},
    )


def asset(name: str) -> str:
    """Return the address of a built file; its name changes with its content. Raises KeyError for a file that the bundle does not have."""
    return f"/static/{built_name(name)}"
