"""What can be done about assumptions; they are shown beside the risks."""

from typing import Any

from litestar import Request, Response, post
from litestar.params import FromPath
from litestar.response import Redirect

from plumbline.domain.cycle import assumption as words
from plumbline.web.errors import check_cycle_id
from plumbline.web.forms import Fields, fields_of
from plumbline.web.reader import reader_of
from plumbline.web.risks import judged
from plumbline.web.risks_page import RISKS
from plumbline.web.sheet import Build


@post("/cycles/{cycle_id:str}/assumptions")
async def state_assumption(request: Request[Any, Any, Any], cycle_id: FromPath[str]) -> Response[str] | Redirect:
    """Write down what is taken for granted."""
    check_cycle_id(cycle_id)
    fields = await fields_of(request, reader_of(request).zone)
    command = words.StateAssumption(
        title=fields.required("title", "what is taken for granted"),
        owner_id=fields.text("owner_id"),
        impact=int(fields.one_of("impact", "12345", "3")),
        cost=int(fields.one_of("cost", "12345", "3")),
        about=fields.several("about"),
    )
    return await RISKS.carried_out(request, cycle_id, "assumption", command, fields)


@post("/assumptions/{assumption_id:str}/{act:str}")
async def act_on_assumption(request: Request[Any, Any, Any], assumption_id: FromPath[str], act: FromPath[str]) -> Response[str] | Redirect:
    """Carry out one act on an assumption."""
    return await RISKS.act_on(request, await fields_of(request, reader_of(request).zone), assumption_id, "assumption", act, _ACTS)


def _rank(item_id: str, fields: Fields) -> Any:
    ranks = {name: int(fields.one_of(name, "12345", "3")) for name in ("impact", "cost")}
    return words.RankAssumption(assumption_id=item_id, **ranks)


def _hand_on(item_id: str, fields: Fields) -> Any:
    owner_id = fields.required("owner_id", "who finds out from now on")
    return words.AssignAssumption(assumption_id=item_id, owner_id=owner_id, reason=fields.text("reason"))


def _test(item_id: str, fields: Fields) -> Any:
    return words.RegisterTest(
        assumption_id=item_id, criterion=fields.text("criterion"), threshold=fields.text("threshold"), due_at=fields.instant("due_at")
    )


def _show(item_id: str, fields: Fields) -> Any:
    return words.ShowReading(
        assumption_id=item_id, reading=fields.text("reading"), reference=fields.text("reference"), evidence_id=fields.text("evidence_id")
    )


def _validate(item_id: str, fields: Fields) -> Any:
    return words.ValidateAssumption(assumption_id=item_id, because=fields.required("because", "why it holds"))


def _refute(item_id: str, fields: Fields) -> Any:
    because = fields.required("because", "why it does not hold")
    return words.RefuteAssumption(
        assumption_id=item_id, because=because, strategy=fields.text("strategy"), argument=fields.text("argument")
    )


def _drop(item_id: str, fields: Fields) -> Any:
    return words.DropAssumption(assumption_id=item_id, reason=fields.required("reason", "why nothing rests on it any more"))


_ACTS: dict[str, Build] = {
    "ranks": _rank,
    "ownership": _hand_on,
    "test": _test,
    "readings": _show,
    "validation": _validate,
    "refutation": _refute,
    "dropping": _drop,
    "lens": judged,
}

routes = [state_assumption, act_on_assumption]
