"""Escalation policies of the workspace, and the report on what a cycle's escalations have in common."""

from typing import Any

import msgspec
from litestar import Request, Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath, JSONBody

from plumbline.api.access import caller, installation_of
from plumbline.api.acts import NewId, ReceiptBody, answer
from plumbline.api.bodies import body_type, command_of
from plumbline.api.cycles import known_cycle
from plumbline.api.problems import missing
from plumbline.domain.cycle.causes import Group, LevelTimes, causes_of
from plumbline.domain.workspace.workspace import DefineEscalationPolicy, EscalationPolicy


class PolicyList(msgspec.Struct, kw_only=True):
    items: list[EscalationPolicy]


class LevelTimesBody(msgspec.Struct, kw_only=True):
    """How long a level took to acknowledge, shortest first. median_seconds: only from five on; fewer are listed and stand for nothing."""

    level: int
    took_seconds: list[int]
    median_seconds: int | None
    unanswered: int


class CausesBody(msgspec.Struct, kw_only=True):
    """The report. up: not come down yet; ended: came down because the item ended. Rehearsals are in none of the numbers."""

    total: int
    up: int
    ended: int
    by_cause: list[Group]
    by_area: list[Group]
    by_kind: list[Group]
    by_rule: list[Group]
    levels: list[LevelTimesBody]


@get("/escalation-policies", summary="List escalation policies", tags=["escalations"])
async def list_policies(request: Request[Any, Any, Any]) -> PolicyList:
    """Return the newest version of each policy."""
    caller(request)
    return PolicyList(items=list((await installation_of(request).handling.workspace()).policies.values()))


@get("/cycles/{item_id:str}/escalation-causes", summary="Report what a cycle's escalations have in common", tags=["escalations"])
async def show_causes(request: Request[Any, Any, Any], item_id: FromPath[str]) -> CausesBody:
    """Return why items went up, by which rule, from where, and how long each level took."""
    caller(request)
    async with installation_of(request).handling.reading(known_cycle(item_id)) as cycle:
        if cycle.version == 0:
            raise missing("cycle", item_id)
        found = causes_of(cycle)
    return CausesBody(
        total=found.total,
        up=found.up,
        ended=found.ended,
        by_cause=list(found.by_cause),
        by_area=list(found.by_area),
        by_kind=list(found.by_kind),
        by_rule=list(found.by_rule),
        levels=[_level(one) for one in found.levels],
    )


def _level(times: LevelTimes) -> LevelTimesBody:
    return LevelTimesBody(
        level=times.level,
        took_seconds=[round(one.total_seconds()) for one in times.took],
        median_seconds=None if times.median is None else round(times.median.total_seconds()),
        unanswered=times.unanswered,
    )


_Body: Any = body_type(DefineEscalationPolicy)


async def define_policy(request: Request[Any, Any, Any], data: Any) -> Response[ReceiptBody]:
    """Define a policy, or its next version; what is going up already keeps its ladder."""

    async def command(new_id: NewId) -> Any:
        return command_of(DefineEscalationPolicy, data, new_id)

    return await answer(request, installation_of(request).workspace_id, command)


define_policy.__annotations__["data"] = JSONBody[_Body]


def routes() -> list[HTTPRouteHandler]:
    """Return the routes of escalation policies."""
    defining = post(
        "/escalation-policies", summary="Define an escalation policy", tags=["escalations"], operation_id="DefineEscalationPolicy"
    )
    return [list_policies, defining(define_policy), show_causes]
