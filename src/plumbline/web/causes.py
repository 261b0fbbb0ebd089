"""The report on a cycle's escalations: which causes repeat, where, and how long each level took."""

from collections.abc import Callable
from typing import Any

from litestar import Request, Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect

from plumbline.domain.cycle.causes import Causes, Group, LevelTimes, causes_of
from plumbline.domain.cycle.escalation import ChooseEscalationPolicy
from plumbline.domain.cycle.state import Cycle
from plumbline.kernel.outcome import Refusal
from plumbline.kernel.record import record
from plumbline.web.clockwords import span
from plumbline.web.errors import PageMissing, check_cycle_id
from plumbline.web.escalation_view import area_title, cause_words
from plumbline.web.findings import refusal_words
from plumbline.web.forms import fields_of
from plumbline.web.labels import label_of
from plumbline.web.reader import reader_of
from plumbline.web.render import page, see_other
from plumbline.web.session import AnyRequest, context_of, installation_of
from plumbline.web.status import status_of

_RULES = {
    "breach": "Its time was up",
    "unresolved_cycles": "Open for too many review cycles",
    "manual": "Taken up by hand",
}


@record
class CauseRow:
    """One group. items: (label, where its ladder is); more: how many are not named. share: of 100, the width of its bar."""

    words: str
    count: int
    share: int
    items: tuple[tuple[str, str], ...]
    more: int


@record
class LevelRow:
    level: int
    words: str
    unanswered: int


_SHOWN = 5


@get("/cycles/{cycle_id:str}/escalations")
async def show_causes(request: Request[Any, Any, Any], cycle_id: FromPath[str]) -> Response[str]:
    """Show what the escalations of a cycle have in common."""
    return await _causes(request, cycle_id)


@post("/cycles/{cycle_id:str}/escalation-policy")
async def choose_policy(request: Request[Any, Any, Any], cycle_id: FromPath[str]) -> Response[str] | Redirect:
    """Choose by which policy the items of a cycle go up from now on."""
    check_cycle_id(cycle_id)
    command = ChooseEscalationPolicy(policy_id=(await fields_of(request)).text("policy_id"))
    answer = await installation_of(request).handling.handle(cycle_id, command, context_of(request))
    if isinstance(answer, Refusal):
        return await _causes(request, cycle_id, refusal=answer)
    return see_other(f"/cycles/{cycle_id}/escalations#policy")


async def _causes(request: AnyRequest, cycle_id: str, refusal: Refusal | None = None) -> Response[str]:
    check_cycle_id(cycle_id)
    installation, reader = installation_of(request), reader_of(request)
    workspace, said = await installation.handling.workspace(), None
    async with installation.handling.reading(cycle_id) as cycle:
        if cycle.plan is None:
            raise PageMissing("cycle")
        title: str = cycle.title
        report = causes_of(cycle)
        tables = (
            ("Why it had to go up", _rows(report.by_cause, cause_words, cycle)),
            ("Who brought it down", _rows(report.by_area, lambda area: area_title(cycle, area) or "A person by name", cycle)),
            ("What went up", _rows(report.by_kind, str.capitalize, cycle)),
            ("Which rule took it up", _rows(report.by_rule, lambda rule: _RULES.get(rule, rule), cycle)),
        )
        chosen = cycle.escalation_policy
        if refusal is not None:
            said = refusal_words(refusal, reader, cycle, f"/cycles/{cycle_id}/escalations")
    policy = workspace.policy(chosen)
    return page(
        request,
        "escalation/causes.html",
        status=200 if refusal is None else status_of(refusal),
        title="Systemic causes",
        cycle_id=cycle_id,
        streams=(cycle_id,),
        crumbs=({"title": title, "href": f"/cycles/{cycle_id}"}, {"title": "Systemic causes", "href": ""}),
        sentence=_sentence(report),
        report=report,
        tables=tables,
        levels=[_level(one) for one in report.levels],
        policy=policy.title if policy else "",
        refusal=said,
        action=f"/cycles/{cycle_id}",
        chosen=chosen,
        policies=[("", "The playbook's own ladder"), *((one.policy_id, one.title) for one in workspace.policies.values())],
        may_choose=workspace.has_rank(reader.person_id, "lead") and bool(workspace.policies),
        commands=(
            (
                "Read it",
                f'curl -H "Authorization: Bearer $PLUMBLINE_TOKEN" {installation.base_url}/v1/cycles/{cycle_id}/escalation-causes',
            ),
            ("On the command line", f"plumbline escalation causes --cycle {cycle_id}"),
        ),
    )


def _sentence(report: Causes) -> str:
    if report.total == 0:
        return "Nothing has gone up in this cycle."
    times = "Once something" if report.total == 1 else f"{report.total} times something"
    told = f"{times} went up; {report.up} {'is' if report.up == 1 else 'are'} still up."
    if report.by_cause and len(report.by_cause[0].item_ids) > 1:
        first = report.by_cause[0]
        told += f" The cause that repeats: {cause_words(first.key).lower()}, {len(first.item_ids)} times."
    return told


def _rows(groups: tuple[Group, ...], words: Callable[[str], str], cycle: Cycle) -> tuple[CauseRow, ...]:
    most = max((len(group.item_ids) for group in groups), default=1)
    return tuple(
        CauseRow(
            words=words(group.key),
            count=len(group.item_ids),
            share=round(100 * len(group.item_ids) / most),
            items=tuple((label_of(cycle, one), f"/items/{one}/escalations") for one in group.item_ids[:_SHOWN]),
            more=max(len(group.item_ids) - _SHOWN, 0),
        )
        for group in groups
    )


def _level(times: LevelTimes) -> LevelRow:
    if times.median is not None:
        words = f"half of {len(times.took)} within {span(times.median)}"
    else:
        words = ", ".join(span(one) for one in times.took) or "nobody acknowledged"
    return LevelRow(level=times.level, words=words, unanswered=times.unanswered)


routes = [show_causes, choose_policy]
