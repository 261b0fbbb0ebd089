"""The approval rules that hold for a decision, and how the votes stand towards each."""

from datetime import datetime
from typing import Any

import msgspec
from litestar import Request, get
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath, FromQuery

from plumbline.api.access import caller, installation_of
from plumbline.api.looking import AsOf, looking
from plumbline.api.problems import missing
from plumbline.domain.cycle.decision import ApprovalRule
from plumbline.domain.cycle.rules.approval import roster_of, rules_of
from plumbline.domain.cycle.rules.decision_judging import standing_of
from plumbline.projections.items import find_item


class RuleStanding(msgspec.Struct, kw_only=True):
    """A rule and how it stands. own: asked of this decision, not the cycle's policy. missing: whose vote would count and is not cast.

    earliest: when it can be satisfied at the soonest; null when it cannot be as the votes are.
    """

    own: bool
    rule: ApprovalRule
    roster: list[str]
    status: str
    have: int
    need: int
    missing: list[str]
    vetoed: list[str]
    earliest: datetime | None


class RuleStandings(msgspec.Struct, kw_only=True):
    items: list[RuleStanding]


@get("/decisions/{item_id:str}/approval-rules", summary="Show whose approval it needs and how votes stand", tags=["decisions"])
async def list_approval_rules(request: Request[Any, Any, Any], item_id: FromPath[str], as_of: FromQuery[AsOf] = "") -> RuleStandings:
    """Return the rules that hold for a decision with their standing: the policy's first, then its own."""
    caller(request)
    row = await find_item(installation_of(request).ledger, item_id)
    if row is None or row.kind != "decision":
        raise missing("decision", item_id)
    async with looking(request, row.cycle_id, as_of) as look:
        decision = look.cycle.decisions.get(item_id)
        if decision is None:
            raise missing("decision", item_id)
        judged = [(rule, standing_of(rule, look.cycle, decision, look.workspace, look.now)) for rule in rules_of(look.cycle, decision)]
        return RuleStandings(
            items=[
                RuleStanding(
                    own=rule == decision.approval,
                    rule=rule,
                    roster=list(roster_of(rule, look.cycle)),
                    status=standing.status,
                    have=standing.have,
                    need=standing.need,
                    missing=list(standing.missing),
                    vetoed=list(standing.vetoed),
                    earliest=standing.earliest,
                )
                for rule, standing in judged
            ]
        )


def routes() -> list[HTTPRouteHandler]:
    """Return the routes of approval rules."""
    return [list_approval_rules]
