"""The people of a workspace: who is here, inviting somebody, changing what they may do."""

from typing import Any

from litestar import Response, get, post
from litestar.params import FromPath

from plumbline.directory.errors import DirectoryError
from plumbline.domain.workspace.calendar import calendar_titles
from plumbline.domain.workspace.workspace import RANKS, ChangeMember, Member, Workspace
from plumbline.edge.inviting import Invited, default_calendar, has_joined, invite, let_go, new_link, password_link
from plumbline.kernel.outcome import Refusal
from plumbline.kernel.record import record
from plumbline.web.errors import PageMissing
from plumbline.web.findings import RefusalWords, problem_words, refusal_words
from plumbline.web.forms import Fields, Problem, fields_of
from plumbline.web.labels import Chip, name_of
from plumbline.web.reader import Reader, reader_of
from plumbline.web.render import page, see_other
from plumbline.web.session import AnyRequest, context_of, installation_of

_RANKS = tuple((rank, rank.capitalize()) for rank in RANKS)
_BLANK = {"name": "", "mail": "", "rank": "contributor", "calendar_id": ""}
_DEMO = Problem(field="", sentence="In the demo people are switched, not invited. Start a server of your own to invite your team.")


@record
class MemberLine:
    """One member as the page shows them. rank_words, calendar: as people say them.

    may_invite: a new link can be made. may_reset: one for a new password can be.
    """

    id: str
    name: str
    mail: str
    rank: str
    rank_words: str
    calendar_id: str
    calendar: str
    active: bool
    chip: Chip
    may_invite: bool
    may_reset: bool


@get("/people")
async def show_people(request: AnyRequest) -> Response[Any]:
    """Show who is here."""
    return await _people(request)


@post("/people", status_code=201)
async def create_invitation(request: AnyRequest) -> Response[Any]:
    """Add somebody and show their link, this once."""
    installation, fields = installation_of(request), await fields_of(request)
    name, mail = fields.required("name", "what the person is called"), fields.required("mail", "the address they sign in with")
    rank, calendar_id = fields.one_of("rank", RANKS, "contributor"), fields.text("calendar_id")
    if mail and "@" not in mail:
        fields.problems.append(Problem(field="mail", sentence=f"{mail!r} is not a mail address."))
    if problems := [_DEMO] if installation.demo else fields.problems:
        return await _people(request, refusal=problem_words(problems), form=fields, status=422)
    try:
        answer = await invite(installation, context_of(request), name=name, mail=mail, rank=rank, calendar_id=calendar_id)
    except DirectoryError as refused:
        return await _people(request, refusal=_told(refused), form=fields, status=409)
    if isinstance(answer, Refusal):
        return await _refused(request, answer, fields)
    return await _people(request, invited=answer, status=201)


@post("/people/{person_id:str}/invitations", status_code=201)
async def create_link(request: AnyRequest, person_id: FromPath[str]) -> Response[Any]:
    """Make a new link for a member who has not joined yet."""
    installation, reader = installation_of(request), reader_of(request)
    workspace = await installation.handling.workspace()
    if installation.demo or not workspace.is_active(person_id) or not _manages(workspace, reader.person_id):
        raise PageMissing("person")
    try:
        link = await new_link(installation, person_id)
    except DirectoryError as refused:
        return await _people(request, refusal=_told(refused), status=409)
    return await _people(request, invited=Invited(person_id=person_id, link=link), status=201)


@post("/people/{person_id:str}/password-links", status_code=201)
async def create_password_link(request: AnyRequest, person_id: FromPath[str]) -> Response[Any]:
    """Make a link for a member who lost their password."""
    installation = installation_of(request)
    if installation.demo or not await has_joined(installation, person_id):
        raise PageMissing("person")
    answer = await password_link(installation, context_of(request), person_id)
    if isinstance(answer, Refusal):
        return await _refused(request, answer)
    return await _people(request, invited=answer, status=201)


@post("/people/{person_id:str}/membership", status_code=303)
async def create_membership(request: AnyRequest, person_id: FromPath[str]) -> Response[Any]:
    """Change a member's rank or calendar, or whether they are active."""
    installation, fields = installation_of(request), await fields_of(request)
    command = ChangeMember(
        person_id=person_id,
        rank=fields.one_of("rank", RANKS, "") or None,
        calendar_id=fields.text("calendar_id"),
        active=fields.checked("active"),
    )
    if fields.problems:
        return await _people(request, refusal=problem_words(fields.problems), status=422)
    answer = await installation.handling.handle(installation.workspace_id, command, context_of(request))
    if isinstance(answer, Refusal):
        return await _refused(request, answer)
    if not command.active:
        await let_go(installation, person_id)
    return see_other("/people")


async def _refused(request: AnyRequest, refusal: Refusal, form: Fields | None = None) -> Response[Any]:
    status = {"forbidden": 403, "missing": 404, "invalid": 422, "unavailable": 503}.get(refusal.kind, 409)
    return await _people(request, refusal=refusal_words(refusal, reader_of(request), None), form=form, status=status)


async def _people(
    request: AnyRequest,
    *,
    refusal: RefusalWords | None = None,
    invited: Invited | None = None,
    form: Fields | None = None,
    status: int = 200,
) -> Response[Any]:
    installation, reader = installation_of(request), reader_of(request)
    workspace = await installation.handling.workspace()
    calendars = calendar_titles(workspace, reader.now)
    return page(
        request,
        "people/list.html",
        status=status,
        title="People",
        members=[_line(request, member, workspace, reader) for member in workspace.members.values()],
        manages=_manages(workspace, reader.person_id),
        demo=installation.demo,
        demo_words=_DEMO.sentence,
        ranks=_RANKS,
        calendars=[*calendars, ("", "None")],
        refusal=refusal,
        invited=invited,
        invited_name=invited.name or name_of(reader.names, invited.person_id) if invited else "",
        form=_BLANK | {"calendar_id": default_calendar(workspace.newest)} | (form.kept() if form else {}),
    )


def _line(request: AnyRequest, member: Member, workspace: Workspace, reader: Reader) -> MemberLine:
    installation = installation_of(request)
    joined = installation.demo or installation.directory.has_password(member.id)
    return MemberLine(
        id=member.id,
        name=name_of(reader.names, member.id),
        mail=installation.directory.person(member.id).mail if member.id in reader.names else "",
        rank=member.rank,
        rank_words=f"{member.rank.capitalize()}, administrator" if member.admin else member.rank.capitalize(),
        calendar_id=member.calendar_id,
        calendar=dict(calendar_titles(workspace, reader.now)).get(member.calendar_id, "None"),
        active=member.active,
        chip=_chip(member, joined),
        may_invite=member.active and not joined,
        may_reset=member.active and joined,
    )


def _chip(member: Member, joined: bool) -> Chip:
    if not member.active:
        return Chip("ended", "Not active")
    return Chip("approved", "Active") if joined else Chip("pending", "Has not joined")


def _manages(workspace: Workspace, person_id: str) -> bool:
    return workspace.has_rank(person_id, "lead") or (workspace.is_active(person_id) and workspace.members[person_id].admin)


def _told(refused: DirectoryError) -> RefusalWords:
    said = str(refused)
    return problem_words([Problem(field="", sentence=f"{said[:1].upper()}{said[1:]}.")])


routes = (show_people, create_invitation, create_link, create_password_link, create_membership)
