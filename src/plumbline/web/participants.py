"""The pages of participants: the link they come by, what they agree to, and the one run that it opens. No account, no name.

No address here names a run: it follows from the browser, so that there is nothing to ask about others.
"""

import json
from typing import Any

from litestar import Request, Response, get, post
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect, Stream

from plumbline.directory.participants import Participant
from plumbline.domain.journey.plain import model_of
from plumbline.domain.workspace.play_link import PlayLink, PlayOffered
from plumbline.edge.play_links import let_in, link_of
from plumbline.kernel.outcome import Context, Refusal
from plumbline.projections.runs import find_run, open_session
from plumbline.web.findings import RefusalWords, problem_words, refusal_words
from plumbline.web.forms import fields_of
from plumbline.web.play_live import run_events
from plumbline.web.player import player_page
from plumbline.web.reader import reader_of
from plumbline.web.render import page, see_other
from plumbline.web.run_watch import run_watch_of
from plumbline.web.runs import do, frame_of_screen, image_of_run, step
from plumbline.web.session import (
    AnyRequest,
    context_of,
    installation_of,
    participant_of,
    put_into,
    read_cookie,
    set_cookie,
    visit_of,
    whole_installation_of,
)
from plumbline.web.status import status_of
from plumbline.web.theme_style import style_sheet
from plumbline.web.themes import logo_of

_HERE = "/play"
_OVER = {"expired": "Its date has passed.", "ended": "Whoever made it has ended it.", "unknown": "It opens nothing any more."}


@get("/p/{token:str}")
async def show_link(request: Request[Any, Any, Any], token: FromPath[str]) -> Response[Any]:
    """Say what is played and what is recorded, and ask for consent; whoever plays already goes on."""
    return await _link_page(request, token)


@post("/p/{token:str}")
async def come_in(request: Request[Any, Any, Any], token: FromPath[str]) -> Response[Any] | Redirect:
    """Let a participant in who agrees; from here on the secret is out of the address."""
    found = await _behind(request, token)
    if found is None:
        return _over("unknown", request, 404)
    fields = await fields_of(request)
    role = fields.text("role")
    if not fields.checked("consent"):
        fields.complain("consent", "Agree to what is recorded, or close this page.")
        return await _link_page(request, token, status=422, said=problem_words(fields.problems))
    handling = installation_of(request).handling
    new_id = handling.context(actor="", surface="web").new_id
    context: Context = handling.context(actor=new_id("ptc"), actor_kind="guest", surface="web", client="participant")
    answer = await let_in(installation_of(request), context, found.offered, role=role or found.offered.role, consent=True)
    if isinstance(answer, Refusal):
        said = refusal_words(answer, reader_of(request), None, f"/p/{token}")
        return await _link_page(request, token, status=status_of(answer), said=said)
    leading = see_other(_HERE)
    set_cookie(request, leading, "play", answer.secret)
    return leading


@get("/play")
async def show_play(request: Request[Any, Any, Any], role: FromQuery[str] = "") -> Response[Any]:
    """Show the participant's present screen, or the end of their run."""
    if (who := _playing(request)) is None:
        return _away(request)
    link = await link_of(installation_of(request), who.link_id)
    stands = link.standing(installation_of(request).clock()) if link else "unknown"
    row = await find_run(installation_of(request).ledger, who.run_id)
    if stands != "open" and (row is None or not row.result):
        return _over(stands, request, 403)
    return await player_page(request, who.run_id, _HERE, role=role)


@get("/play/live")
async def follow_play(request: Request[Any, Any, Any], after: FromQuery[int] = 0) -> Response[Any] | Stream:
    """Tell the participant's page when their run has moved. after: the version that the page shows; the browser's Last-Event-ID wins."""
    if (who := _playing(request)) is None:
        return _away(request)
    installation = installation_of(request)
    link = await link_of(installation, who.link_id)
    stands = link.standing(installation.clock()) if link else "unknown"
    if stands != "open":
        return _over(stands, request, 403)
    last = request.headers.get("last-event-id", "")
    seen = int(last) if last.isdecimal() else max(after, 0)
    body = run_events(installation, run_watch_of(request, who.workspace_id), who.run_id, who.link_id, seen)
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    return Stream(body, media_type="text/event-stream; charset=utf-8", headers=headers)


@get("/play/frames/{screen_id:str}")
async def show_play_frame(request: Request[Any, Any, Any], screen_id: FromPath[str]) -> Response[str]:
    """Give the HTML of a screen, to be shown in a sandboxed frame and nowhere else."""
    who = _playing(request)
    return await frame_of_screen(request, who.run_id, screen_id) if who else _away(request)


@get("/play/images/{name:str}")
async def show_play_image(request: Request[Any, Any, Any], name: FromPath[str]) -> Response[Any]:
    """Give an image of the journey that is played."""
    who = _playing(request)
    return await image_of_run(request, who.run_id, name) if who else _away(request)


@get("/play/theme.css")
async def show_play_style(request: Request[Any, Any, Any]) -> Response[Any]:
    """Give the theme that the journey is shown in."""
    return style_sheet((await installation_of(request).handling.workspace()).theme) if _playing(request) else _away(request)


@get("/play/theme-logo")
async def show_play_logo(request: Request[Any, Any, Any]) -> Response[Any]:
    """Give the logo that the journey is shown with."""
    return await logo_of(request) if _playing(request) else _away(request)


@post("/play/steps")
async def play_step(request: Request[Any, Any, Any]) -> Response[Any] | Redirect:
    """Do what the screen's form says."""
    who = _playing(request)
    return await step(request, who.run_id, _HERE) if who else _away(request)


@post("/play/{act:str}")
async def play_act(request: Request[Any, Any, Any], act: FromPath[str]) -> Response[Any] | Redirect:
    """Wait, go back, begin again, remark, give up, take a role, answer."""
    who = _playing(request)
    return await do(request, who.run_id, act, _HERE) if who else _away(request)


async def _link_page(request: AnyRequest, token: str, *, status: int = 200, said: RefusalWords | None = None) -> Response[Any]:
    found = await _behind(request, token)
    if found is None:
        return _over("unknown", request, 404)
    offered, installation = found.offered, installation_of(request)
    if (stands := found.standing(installation.clock())) != "open":
        return _over(stands, request, 403)
    mine = participant_of(request, read_cookie(request, "play"))
    going = mine is not None and mine.link_id == offered.link_id
    return page(
        request,
        "journey/link.html",
        status=status,
        title=offered.title,
        full=True,
        refusal=said,
        token=token,
        offered=offered,
        going=going,
        roles=await _free_roles(request, offered) if offered.shared else (),
    )


async def _free_roles(request: AnyRequest, offered: PlayOffered) -> list[tuple[str, str]]:
    """The roles of people in a shared session that nobody plays yet, the offered one first."""
    installation = installation_of(request)
    blob = await installation.blobs.get(offered.digest)
    roles = model_of(json.loads(blob.body)).roles if blob else ()
    taken: frozenset[str] = frozenset()
    if session := await open_session(installation.ledger, offered.link_id):
        async with installation.handling.reading(session) as run:
            taken = frozenset(run.seats)
    free = [(role.id, role.title) for role in roles if role.actor == "person" and role.id not in taken]
    return sorted(free, key=lambda one: one[0] != offered.role)


async def _behind(request: AnyRequest, token: str) -> PlayLink | None:
    """Return the link of a secret, and put the request into its workspace: the link says where."""
    kept = whole_installation_of(request).directory.participants.link_behind(token)
    if kept is None:
        return None
    link_id, workspace_id = kept
    put_into(request, workspace_id)
    return await link_of(installation_of(request), link_id)


def _playing(request: AnyRequest) -> Participant | None:
    visit = visit_of(request)
    found = participant_of(request, read_cookie(request, "play"))
    return found if found is not None and found.id == visit.person_id and context_of(request).actor_kind == "guest" else None


def _away(request: AnyRequest) -> Response[Any]:
    return page(
        request, "journey/link_over.html", status=403, title="Open your link again", full=True, why="This browser plays nothing just now."
    )


def _over(stands: str, request: AnyRequest, status: int) -> Response[Any]:
    return page(request, "journey/link_over.html", status=status, title="This link is over", full=True, why=_OVER[stands])


routes = (
    show_link,
    come_in,
    show_play,
    follow_play,
    show_play_frame,
    show_play_image,
    show_play_style,
    show_play_logo,
    play_step,
    play_act,
)
