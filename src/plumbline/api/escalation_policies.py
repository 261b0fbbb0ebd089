"""Escalation policies of the workspace: list them, define one or its next version."""

from typing import Any

import msgspec
from litestar import Request, Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import JSONBody

from plumbline.api.access import caller, installation_of
from plumbline.api.acts import NewId, ReceiptBody, answer
from plumbline.api.bodies import body_type, command_of
from plumbline.domain.workspace.workspace import DefineEscalationPolicy, EscalationPolicy


class PolicyList(msgspec.Struct, kw_only=True):
    items: list[EscalationPolicy]


@get("/escalation-policies", summary="List escalation policies", tags=["escalations"])
async def list_policies(request: Request[Any, Any, Any]) -> PolicyList:
    """Return the newest version of each policy."""
    caller(request)
    return PolicyList(items=list((await installation_of(request).handling.workspace()).policies.values()))


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
    return [list_policies, defining(define_policy)]
