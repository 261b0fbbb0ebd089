"""The page of a cycle's blockers, risks and assumptions: what stops the work, what may, and what is taken for granted."""

from collections.abc import Mapping
from typing import Any

from litestar import Response

from plumbline.domain.cycle.rules.risk import STRATEGIES
from plumbline.kernel.outcome import Refusal
from plumbline.ledger.dating import Point
from plumbline.web.assumption_view import assumption_cards
from plumbline.web.blocker_view import blocker_cards, proposal, risk_cards
from plumbline.web.drill_view import drill_views
from plumbline.web.errors import PageMissing, check_cycle_id
from plumbline.web.escalation_view import item_ladders
from plumbline.web.findings import RefusalWords, refusal_words
from plumbline.web.labels import label_of
from plumbline.web.past import looking
from plumbline.web.people import choices
from plumbline.web.render import page
from plumbline.web.risk_pictures import risk_grid, timeline
from plumbline.web.session import AnyRequest, installation_of
from plumbline.web.sheet import Sheet
from plumbline.web.strategy_view import STRATEGY_WORDS


async def risks_page(
    request: AnyRequest,
    cycle_id: str,
    *,
    status: int = 200,
    raising: bool = False,
    behind: str = "",
    refusal: Refusal | None = None,
    said: RefusalWords | None = None,
    kept: Mapping[str, Mapping[str, Any]] | None = None,
    point: Point | None = None,
) -> Response[str]:
    """Return the page. kept: what the person wrote, by form. point: how far into the ledger it looks.

    behind: id of the risk that a new blocker comes from.
    """
    check_cycle_id(cycle_id)
    installation = installation_of(request)
    async with looking(request, cycle_id, point) as look:
        cycle, workspace, reader = look.cycle, look.workspace, look.reader
        if cycle.plan is None:
            raise PageMissing("cycle")
        title: str = cycle.title
        blockers, risks = blocker_cards(cycle, workspace, reader), risk_cards(cycle, workspace, reader)
        assumptions = assumption_cards(cycle, workspace, reader)
        ladders = {one: item_ladders(cycle, workspace, one, reader) for one in (*cycle.blockers, *cycle.risks, *cycle.assumptions)}
        drills = drill_views(cycle, workspace, reader)
        pressures = [(one.id, one.title) for one in cycle.plan.pressures]
        fresh = proposal(cycle, workspace, reader, behind)
        items = [(decision.id, label_of(cycle, decision.id)) for decision in cycle.decisions.values() if decision.ended_at is None]
        about = [*items, *((one.id, one.title) for one in cycle.objectives.values())]
        about += [(one.id, label_of(cycle, one.id)) for one in cycle.scope_items.values()]
        decisions = [(decision.id, label_of(cycle, decision.id)) for decision in cycle.decisions.values()]
        sections = [(section.id, section.title) for section in cycle.sections.values()]
        pieces = [(one.id, one.title) for one in cycle.evidence.values() if one.state == "accepted"]
        grid, due_times = risk_grid(cycle), timeline(cycle, reader)
        if refusal is not None:
            said = refusal_words(refusal, reader, cycle, f"/cycles/{cycle_id}/risks")
    forms: dict[str, dict[str, Any]] = {
        "blocker": dict(fresh),
        "drill": {"pressure_id": "", "wait_hours": ""},
        "risk": {"title": "", "owner_id": reader.person_id, "strategy": "fallback-plan", "argument": ""},
        "assumption": {"title": "", "owner_id": reader.person_id, "impact": "3", "cost": "3", "about": []},
    }
    for form, fields in (kept or {}).items():
        forms.setdefault(form, {}).update(fields)
    for form, name in (("blocker", "blocks"), ("assumption", "about")):
        ticked = forms[form].get(name, [])
        forms[form][name] = [ticked] if isinstance(ticked, str) else ticked
    curl = f'curl -H "Authorization: Bearer $PLUMBLINE_TOKEN" {installation.base_url}/v1/cycles/{cycle_id}'
    return page(
        request,
        "blocker/list.html",
        status=status,
        title="Risks and blockers",
        cycle_id=cycle_id,
        streams=() if look.past else (cycle_id,),
        past=look.past,
        crumbs=({"title": title, "href": f"/cycles/{cycle_id}"}, {"title": "Risks and blockers", "href": ""}),
        refusal=said,
        blockers=[card for card in blockers if card.open],
        ended=[card for card in blockers if not card.open],
        timeline=due_times,
        risks=risks,
        grid=grid,
        ladders=ladders,
        drills=drills,
        pressures=pressures,
        assumptions=[card for card in assumptions if card.open],
        settled=[card for card in assumptions if not card.open],
        items=items,
        decisions=decisions,
        about=about,
        pieces=pieces,
        sections=sections,
        strategies=[(one, STRATEGY_WORDS[one]) for one in STRATEGIES],
        people=choices(workspace, reader),
        forms=forms,
        risk_choices=[(card.id, f"{card.label} {card.title}") for card in risks if card.open],
        raising=raising or "blocker" in (kept or {}),
        naming="risk" in (kept or {}),
        stating="assumption" in (kept or {}),
        action=f"/cycles/{cycle_id}",
        commands=(
            ("Read the blockers", f"{curl}/blockers"),
            ("Read the risks", f"{curl}/risks"),
            ("Read the assumptions", f"{curl}/assumptions"),
            ("On the command line", f"plumbline blocker list --cycle {cycle_id}"),
        ),
    )


RISKS = Sheet(name="risks", show=risks_page)
