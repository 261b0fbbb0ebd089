"""What can be done about blockers, and the address of the page that shows them."""

from typing import Any

from litestar import Request, Response, get, post
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect

from plumbline.domain.cycle import blocker as words
from plumbline.web.errors import check_cycle_id
from plumbline.web.forms import Fields, fields_of
from plumbline.web.past import asked_point
from plumbline.web.reader import reader_of
from plumbline.web.risks_page import RISKS, risks_page
from plumbline.web.sheet import SOMEDAY, Build


@get("/cycles/{cycle_id:str}/risks")
async def show_risks(request: Request[Any, Any, Any], cycle_id: FromPath[str], at: FromQuery[str] = "") -> Response[str]:
    """Show the blockers, risks and assumptions of a cycle. at: an entry's number or an instant, to see them as they were then."""
    return await risks_page(request, cycle_id, point=await asked_point(request, at))


@get("/cycles/{cycle_id:str}/blockers/new")
async def show_new_blocker(request: Request[Any, Any, Any], cycle_id: FromPath[str], risk: FromQuery[str] = "") -> Response[str]:
    """Show the page with the form that raises a blocker open. risk: the risk behind it, from which the form proposes."""
    return await risks_page(request, cycle_id, raising=True, behind=risk)


@post("/cycles/{cycle_id:str}/blockers")
async def raise_blocker(request: Request[Any, Any, Any], cycle_id: FromPath[str]) -> Response[str] | Redirect:
    """Raise a blocker."""
    check_cycle_id(cycle_id)
    fields = await fields_of(request, reader_of(request).zone)
    command = words.RaiseBlocker(
        title=fields.required("title", "what stops the work"),
        owner_id=fields.text("owner_id"),
        due_at=fields.instant("due_at"),
        fallback=fields.text("fallback"),
        blocks=fields.several("blocks"),
        outside_message=fields.text("outside_message"),
        section_id=fields.text("section_id"),
        risk_id=fields.text("risk_id"),
    )
    return await RISKS.carried_out(request, cycle_id, "blocker", command, fields)


@post("/blockers/{blocker_id:str}/{act:str}")
async def act_on_blocker(request: Request[Any, Any, Any], blocker_id: FromPath[str], act: FromPath[str]) -> Response[str] | Redirect:
    """Carry out one act on a blocker."""
    return await RISKS.act_on(request, await fields_of(request, reader_of(request).zone), blocker_id, "blocker", act, _ACTS)


def _acknowledge(item_id: str, fields: Fields) -> Any:
    return words.AcknowledgeBlocker(blocker_id=item_id)


def _hand_on(item_id: str, fields: Fields) -> Any:
    owner_id = fields.required("owner_id", "who owns it from now on")
    return words.AssignBlocker(blocker_id=item_id, owner_id=owner_id, reason=fields.text("reason"))


def _resolve(item_id: str, fields: Fields) -> Any:
    return words.ResolveBlocker(blocker_id=item_id, how=fields.required("how", "what shows that it is gone"))


def _fall_back(item_id: str, fields: Fields) -> Any:
    return words.TriggerFallback(blocker_id=item_id)


def _extend(item_id: str, fields: Fields) -> Any:
    due_at = fields.required_instant("due_at", "the new due time")
    return words.ExtendBlocker(blocker_id=item_id, due_at=due_at or SOMEDAY, tradeoff=fields.text("tradeoff"))


def _cancel(item_id: str, fields: Fields) -> Any:
    return words.CancelBlocker(blocker_id=item_id, reason=fields.required("reason", "why it was no blocker"))


def _tell(item_id: str, fields: Fields) -> Any:
    return words.TellOutside(blocker_id=item_id, message=fields.required("message", "what the outside is told"))


_ACTS: dict[str, Build] = {
    "acknowledgement": _acknowledge,
    "ownership": _hand_on,
    "resolution": _resolve,
    "fallback": _fall_back,
    "extension": _extend,
    "cancellation": _cancel,
    "message": _tell,
}

routes = [show_risks, show_new_blocker, raise_blocker, act_on_blocker]
