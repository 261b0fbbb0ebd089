"""Rehearsing the escalation of a cycle; the page is that of its risks and blockers."""

from typing import Any

from litestar import Request, Response, post
from litestar.params import FromPath
from litestar.response import Redirect

from plumbline.domain.cycle.drill import AcknowledgeDrill, CloseDrillGap, StartDrill
from plumbline.projections.items import find_item
from plumbline.web.errors import PageMissing, check_cycle_id
from plumbline.web.forms import fields_of
from plumbline.web.risks_page import RISKS
from plumbline.web.session import installation_of


@post("/cycles/{cycle_id:str}/drills")
async def start_drill(request: Request[Any, Any, Any], cycle_id: FromPath[str]) -> Response[str] | Redirect:
    """Rehearse the ladder on a pressure."""
    check_cycle_id(cycle_id)
    fields = await fields_of(request)
    command = StartDrill(
        pressure_id=fields.required("pressure_id", "on which pressure to rehearse"), wait_hours=fields.whole("wait_hours", 0)
    )  # fmt: skip
    return await RISKS.carried_out(request, cycle_id, "drill", command, fields)


@post("/drills/{drill_id:str}/{act:str}")
async def act_on_drill(request: Request[Any, Any, Any], drill_id: FromPath[str], act: FromPath[str]) -> Response[str] | Redirect:
    """Acknowledge a rehearsal, or close a gap that it found."""
    item = await find_item(installation_of(request).ledger, drill_id)
    if item is None or item.kind != "drill" or act not in ("acknowledgement", "gap-closings"):
        raise PageMissing("drill")
    fields = await fields_of(request)
    if act == "acknowledgement":
        reached = AcknowledgeDrill(drill_id=drill_id)
        return await RISKS.carried_out(request, item.cycle_id, f"{drill_id}-{act}", reached, fields, f"#{drill_id}")
    command = CloseDrillGap(
        drill_id=drill_id, level=fields.whole("level", 0), how=fields.required("how", "what was changed so that the level is reached")
    )  # fmt: skip
    return await RISKS.carried_out(request, item.cycle_id, f"{drill_id}-{act}", command, fields, f"#{drill_id}")


routes = [start_drill, act_on_drill]
