"""What runs the workspace: an index, and the editor of escalation policies."""

from collections.abc import Sequence
from typing import Any

from litestar import Request, Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect

from plumbline.domain.permission import founding_refusal
from plumbline.domain.playbook.plan import LadderLevel
from plumbline.domain.workspace.escalation_policy import MOST_LEVELS, policy_findings
from plumbline.domain.workspace.workspace import DefineEscalationPolicy, EscalationPolicy, Workspace
from plumbline.kernel.outcome import Refusal
from plumbline.kernel.record import record
from plumbline.web.errors import PageMissing
from plumbline.web.findings import RefusalWords, problem_words, refusal_words
from plumbline.web.forms import Fields, fields_of
from plumbline.web.health import health_of
from plumbline.web.labels import Chip, name_of
from plumbline.web.mail import Trial, send_trial
from plumbline.web.people import choices
from plumbline.web.reader import Reader, reader_of
from plumbline.web.render import page, see_other
from plumbline.web.session import AnyRequest, context_of, installation_of
from plumbline.web.status import status_of

_BASES = (("workday", "Working days"), ("business", "Business hours"), ("elapsed", "Wall clock"))
_ENDS = (("fallback", "The item's own fallback takes its place"), ("stay", "It stays with the last person"))
_BLANK = {"policy_id": "", "title": "", "basis": "workday", "at_end": "fallback"}


@record
class LevelField:
    """One row of the editor, as it was written or saved."""

    number: int
    area: str = ""
    person_id: str = ""
    wait_hours: str = "24"
    lease_hours: str = "24"
    urgent: bool = False


@record
class PolicyView:
    """A saved policy. chip says whether it would still be saved today."""

    policy_id: str
    title: str
    version: int
    chip: Chip
    levels: tuple[tuple[int, str, str], ...]


@get("/admin")
async def show_admin(request: Request[Any, Any, Any]) -> Response[str]:
    """Say how the installation stands, to whoever runs it, and list what there is to run."""
    return await _admin(request)


@post("/admin/mail-test", status_code=201)
async def create_mail_test(request: Request[Any, Any, Any]) -> Response[str]:
    """Send the person a message now, and show in place what the mail server answered."""
    trial = await send_trial(request)
    return await _admin(request, trial=trial, status=trial.status)


async def _admin(request: AnyRequest, *, trial: Trial | None = None, status: int = 200) -> Response[str]:
    installation = installation_of(request)
    workspace = await installation.handling.workspace()
    return page(
        request,
        "admin/index.html",
        status=status,
        title="Admin",
        health=await health_of(request),
        trial=trial,
        mail_place=installation.mail.place,
        policies=len(workspace.policies),
        calendars=len(workspace.newest),
        people=len(workspace.members),
        may_make=installation.is_home and founding_refusal(workspace, context_of(request)) is None,
    )


@get("/admin/escalation")
async def show_policies(request: Request[Any, Any, Any]) -> Response[str]:
    """Show the escalation policies, with an empty editor."""
    return await _policies(request)


@get("/admin/escalation/{policy_id:str}")
async def show_policy(request: Request[Any, Any, Any], policy_id: FromPath[str]) -> Response[str]:
    """Show the escalation policies, with one of them in the editor."""
    policy = (await installation_of(request).handling.workspace()).policy(policy_id)
    if policy is None:
        raise PageMissing("policy")
    form = {"policy_id": policy_id, "title": policy.title, "basis": policy.basis, "at_end": policy.at_end}
    return await _policies(request, form=form, rows=[_saved(number, level) for number, level in enumerate(policy.levels, 1)])


@post("/admin/escalation")
async def define_policy(request: Request[Any, Any, Any]) -> Response[str] | Redirect:
    """Save a policy; or show the editor again with a level more or less, which saves nothing."""
    fields = await fields_of(request)
    rows = _written(fields)
    kept = {name: fields.text(name) or value for name, value in _BLANK.items()}
    act = fields.text("act") or "save"
    if act == "add":
        return await _policies(request, form=kept, rows=[*rows, LevelField(number=len(rows) + 1)][:MOST_LEVELS])
    if act.startswith("remove-"):
        left = [row for row in rows if act != f"remove-{row.number}"]
        return await _policies(request, form=kept, rows=left)
    command = DefineEscalationPolicy(
        policy_id=fields.text("policy_id"),
        title=fields.text("title"),
        levels=tuple(_level(row, fields) for row in rows),
        basis=fields.one_of("basis", dict(_BASES), "workday"),
        at_end=fields.one_of("at_end", dict(_ENDS), "fallback"),
    )
    if fields.problems:
        return await _policies(request, form=kept, rows=rows, said=problem_words(fields.problems), status=422)
    installation = installation_of(request)
    answer = await installation.handling.handle(installation.workspace_id, command, context_of(request))
    if isinstance(answer, Refusal):
        said = refusal_words(answer, reader_of(request), None)
        return await _policies(request, form=kept, rows=rows, said=said, status=status_of(answer))
    return see_other("/admin/escalation#saved")


async def _policies(
    request: AnyRequest,
    *,
    form: dict[str, str] | None = None,
    rows: Sequence[LevelField] | None = None,
    said: RefusalWords | None = None,
    status: int = 200,
) -> Response[str]:
    installation, reader = installation_of(request), reader_of(request)
    workspace = await installation.handling.workspace()
    member = workspace.members.get(reader.person_id)
    areas = {area.id: area.title for area in installation.packs.base.areas}
    told = rows if rows is not None else (LevelField(number=1),)
    return page(
        request,
        "admin/escalation.html",
        status=status,
        title="Escalation policies",
        crumbs=({"title": "Admin", "href": "/admin"}, {"title": "Escalation policies", "href": ""}),
        refusal=said,
        policies=[_view(policy, workspace, reader, areas) for policy in workspace.policies.values()],
        may_edit=workspace.has_rank(reader.person_id, "lead") or (member is not None and member.active and member.admin),
        form=form or _BLANK,
        rows=[_numbered(number, row) for number, row in enumerate(told, 1)],
        may_add=len(told) < MOST_LEVELS,
        areas=[("", "No area"), *areas.items()],
        people=[("", "Nobody by name"), *choices(workspace, reader)],
        bases=_BASES,
        ends=_ENDS,
        commands=(
            ("Read them", f'curl -H "Authorization: Bearer $PLUMBLINE_TOKEN" {installation.base_url}/v1/escalation-policies'),
            ("On the command line", "plumbline escalation policies"),
        ),
    )


def _written(fields: Fields) -> list[LevelField]:
    count = min(fields.whole("levels", 0), MOST_LEVELS)
    return [
        LevelField(
            number=number,
            area=fields.text(f"area-{number}"),
            person_id=fields.text(f"person-{number}"),
            wait_hours=fields.text(f"wait-{number}"),
            lease_hours=fields.text(f"lease-{number}"),
            urgent=fields.checked(f"urgent-{number}"),
        )
        for number in range(1, count + 1)
    ]


def _level(row: LevelField, fields: Fields) -> LadderLevel:
    return LadderLevel(
        area=row.area,
        person_id=row.person_id,
        wait_hours=fields.whole(f"wait-{row.number}", 0),
        lease_hours=fields.whole(f"lease-{row.number}", 0),
        urgent=row.urgent,
    )


def _saved(number: int, level: LadderLevel) -> LevelField:
    return LevelField(
        number=number,
        area=level.area,
        person_id=level.person_id,
        wait_hours=str(level.wait_hours),
        lease_hours=str(level.lease_hours),
        urgent=level.urgent,
    )


def _numbered(number: int, row: LevelField) -> LevelField:
    return LevelField(
        number=number, area=row.area, person_id=row.person_id, wait_hours=row.wait_hours, lease_hours=row.lease_hours, urgent=row.urgent
    )  # fmt: skip


def _view(policy: EscalationPolicy, workspace: Workspace, reader: Reader, areas: dict[str, str]) -> PolicyView:
    broken = sum(not finding.met for finding in policy_findings(policy, workspace))
    chip = Chip("breached", "A level reaches nobody any more") if broken else Chip("approved", "Reaches somebody at each level")
    levels = tuple(
        (
            number,
            areas.get(level.area, level.area) or name_of(reader.names, level.person_id),
            f"{level.wait_hours} h to acknowledge, holds for {level.lease_hours} h{', urgent' if level.urgent else ''}",
        )
        for number, level in enumerate(policy.levels, 1)
    )
    return PolicyView(policy_id=policy.policy_id, title=policy.title, version=policy.version, chip=chip, levels=levels)


routes = [show_admin, create_mail_test, show_policies, show_policy, define_policy]
