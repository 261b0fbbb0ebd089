"""A person's own page: how pages look and behave in this browser, and the tokens that programs use in their name."""

from typing import Any
from zoneinfo import available_timezones

from litestar import Request, Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect

from plumbline.directory.directory import IDLE
from plumbline.edge import granting
from plumbline.kernel.outcome import Refusal
from plumbline.web.calendar_feed import SCOPE
from plumbline.web.clockwords import ago, dated
from plumbline.web.errors import PageMissing
from plumbline.web.findings import refusal_words
from plumbline.web.mail_view import mail_values
from plumbline.web.reader import reader_of
from plumbline.web.render import page, see_other
from plumbline.web.session import Look, context_of, installation_of, set_look, visit_of
from plumbline.web.status import status_of

AnyRequest = Request[Any, Any, Any]
_SCOPES = (
    ("read", "Read"),
    ("read write", "Read and write; as an agent: propose, comment, attach"),
    ("read write approve", "Read and write; as an agent: approve in my name, too"),
    (SCOPE, "Be followed as a calendar of what is due, and nothing else"),
)
# Each names itself after those before it, so the first mark that is there tells.
_BROWSERS = (("Edg", "Edge"), ("Firefox", "Firefox"), ("Chrom", "Chrome"), ("Safari", "Safari"), ("curl", "curl"))
_SYSTEMS = (("Android", "Android"), ("iPhone", "iOS"), ("iPad", "iOS"), ("Windows", "Windows"), ("Mac OS", "macOS"), ("Linux", "Linux"))
_LASTS_DAYS = (30, 90, 365)


@get("/profile")
async def show_profile(request: AnyRequest) -> Response[Any]:
    return profile_page(request)


@post("/profile/look", status_code=303)
async def create_look(request: AnyRequest) -> Redirect:
    """Keep how this browser shows pages."""
    form = await request.form()
    theme = str(form.get("theme", ""))
    look = Look(
        theme=theme if theme in ("light", "dark") else "",
        dense=form.get("rows") == "dense",
        keys_off=form.get("keys") == "off",
    )
    answer = see_other("/profile")
    set_look(request, answer, look)
    return answer


@post("/profile/tokens", status_code=201)
async def create_token(request: AnyRequest) -> Response[Any]:
    """Make a personal token and show its text, this once."""
    installation, form = installation_of(request), await request.form()
    scopes, lasts = str(form.get("scopes", "read")), str(form.get("lasts", "90"))
    days = int(lasts) if lasts.isdecimal() and len(lasts) < 4 else 0
    made = await granting.make(
        installation, context_of(request), name=str(form.get("token_name", "")), scopes=tuple(scopes.split()), days=days
    )
    if isinstance(made, Refusal):
        said = refusal_words(made, reader_of(request), None, "/profile")
        return profile_page(request, wrong=" ".join(one.sentence for one in said.lines), status=status_of(made))
    feed = f"{installation.base_url}/calendar/{made.text}.ics" if scopes == SCOPE else ""
    return profile_page(request, made="" if feed else made.text, feed=feed, status=201)


@post("/profile/tokens/{token_id:str}/revocation", status_code=303)
async def create_revocation(request: AnyRequest, token_id: FromPath[str]) -> Redirect:
    """Make one of the person's own tokens worthless."""
    if await granting.revoke(installation_of(request), context_of(request), token_id):
        raise PageMissing("token")
    return see_other("/profile#tokens")


@get("/help/keys")
async def show_keys(request: AnyRequest) -> Response[Any]:
    """List the keys, for whoever has no scripts or wants to print them."""
    return page(request, "account/keys.html", title="Keys")


def profile_page(
    request: AnyRequest,
    *,
    made: str = "",
    feed: str = "",
    wrong: str = "",
    wrong_mail: str = "",
    told_mail: str = "",
    wrong_person: str = "",
    wrong_password: str = "",
    status: int = 200,
) -> Response[Any]:
    """Return a person's own page. made: a new token's text; feed: a new calendar's address. wrong, told: what became of a form."""
    installation, visit = installation_of(request), visit_of(request)
    person, now = installation.directory.person(visit.person_id), installation.clock()
    titles = dict(visit.workspaces)
    tokens = [
        {
            "id": token.id,
            "name": token.name,
            "scopes": ", ".join(token.scopes),
            "made": dated(token.created_at, person.zone),
            "ends": dated(token.expires_at, person.zone) if token.expires_at else "never",
            "used": dated(token.used_at, person.zone) if token.used_at else "never",
            "workspace": titles.get(token.workspace_id or installation.states.home_id, "Another workspace"),
        }
        for token in installation.directory.tokens(visit.person_id)
    ]
    return page(
        request,
        "account/profile.html",
        status=status,
        title="Profile",
        person=person,
        tokens=tokens,
        workspace=titles.get(visit.workspace_id, "") if len(titles) > 1 else "",
        made=made,
        feed=feed,
        wrong=wrong,
        wrong_person=wrong_person,
        wrong_password=wrong_password,
        zones=[(zone, zone) for zone in sorted(available_timezones() | {person.zone})],
        browsers=[
            (one.id, _called(one.user_agent), one.here, ago(one.opened_at, now, person.zone), ago(one.seen_at, now, person.zone))
            for one in installation.directory.browsers.of(person.id, visit.session_id, now, IDLE)
        ],
        accounts=[(one, dated(one.linked_at, person.zone)) for one in installation.directory.accounts.of(person.id)],
        scopes=_SCOPES,
        lasts=[(str(days), f"{days} days") for days in _LASTS_DAYS],
        demo=installation.demo,
        wrong_mail=wrong_mail,
        told_mail=told_mail,
        **mail_values(request),
    )


def _called(user_agent: str) -> str:
    """Return what kind of browser and system a session was opened in, as far as they say."""
    browser = next((words for mark, words in _BROWSERS if mark in user_agent), "A browser")
    system = next((words for mark, words in _SYSTEMS if mark in user_agent), "")
    return f"{browser} on {system}" if system else browser


routes = (show_profile, create_look, create_token, create_revocation, show_keys)
