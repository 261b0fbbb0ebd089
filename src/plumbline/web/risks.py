"""What can be done about risks; they are shown beside the blockers."""

from typing import Any

from litestar import Request, Response, post
from litestar.params import FromPath
from litestar.response import Redirect

from plumbline.domain.cycle import risk as words
from plumbline.domain.cycle import strategy
from plumbline.domain.cycle.lens import ApplyLens
from plumbline.web.errors import check_cycle_id
from plumbline.web.forms import Fields, fields_of
from plumbline.web.reader import reader_of
from plumbline.web.risks_page import RISKS
from plumbline.web.sheet import SOMEDAY, Build


@post("/cycles/{cycle_id:str}/risks")
async def identify_risk(request: Request[Any, Any, Any], cycle_id: FromPath[str]) -> Response[str] | Redirect:
    """Name a risk."""
    check_cycle_id(cycle_id)
    fields = await fields_of(request, reader_of(request).zone)
    command = words.IdentifyRisk(
        title=fields.required("title", "what may go wrong"),
        owner_id=fields.text("owner_id"),
        strategy=fields.text("strategy"),
        argument=fields.text("argument"),
        planned_id=fields.text("planned_id"),
    )
    return await RISKS.carried_out(request, cycle_id, "risk", command, fields)


@post("/risks/{risk_id:str}/{act:str}")
async def act_on_risk(request: Request[Any, Any, Any], risk_id: FromPath[str], act: FromPath[str]) -> Response[str] | Redirect:
    """Carry out one act on a risk."""
    return await RISKS.act_on(request, await fields_of(request, reader_of(request).zone), risk_id, "risk", act, _ACTS)


def _assess(item_id: str, fields: Fields) -> Any:
    ranks = {name: int(fields.one_of(name, "12345", "3")) for name in ("closeness", "impact", "likelihood")}
    return words.AssessRisk(risk_id=item_id, **ranks)


def _own(item_id: str, fields: Fields) -> Any:
    return words.AssignRisk(risk_id=item_id, owner_id=fields.required("owner_id", "who owns it from now on"))


def _mitigate(item_id: str, fields: Fields) -> Any:
    return words.MitigateRisk(risk_id=item_id, note=fields.text("note"))


def _accept(item_id: str, fields: Fields) -> Any:
    until = fields.required_instant("until", "until when it is accepted")
    return words.AcceptRisk(risk_id=item_id, until=until or SOMEDAY, reason=fields.text("reason"))


def _transfer(item_id: str, fields: Fields) -> Any:
    return words.TransferRisk(risk_id=item_id, reason=fields.required("reason", "who carries it from now on"))


def _avoid(item_id: str, fields: Fields) -> Any:
    return words.AvoidRisk(risk_id=item_id, reason=fields.required("reason", "how it is avoided"))


def _close(item_id: str, fields: Fields) -> Any:
    return words.CloseRisk(risk_id=item_id, reason=fields.required("reason", "why it is over"))


def _materialise(item_id: str, fields: Fields) -> Any:
    return words.MaterialiseRisk(
        risk_id=item_id, due_at=fields.instant("due_at"), fallback=fields.text("fallback"), outside_message=fields.text("outside_message")
    )


def _answer(item_id: str, fields: Fields) -> Any:
    achievable = fields.one_of("achievable", ("yes", "no"), "no") == "yes"
    return strategy.AnswerCommitment(risk_id=item_id, achievable=achievable, because=fields.text("because"))


def _write(item_id: str, fields: Fields) -> Any:
    return strategy.WriteFallback(risk_id=item_id, fallback=fields.text("fallback"))


def _hold(item_id: str, fields: Fields) -> Any:
    kept = fields.one_of("kept", ("yes", "no"), "no") == "yes"
    return strategy.ApplyCriterion(risk_id=item_id, checked_id=fields.text("checked_id"), kept=kept, missing=fields.text("missing"))


def _isolate(item_id: str, fields: Fields) -> Any:
    return strategy.IsolateDecision(risk_id=item_id, isolated_id=fields.text("isolated_id"))


def _read(item_id: str, fields: Fields) -> Any:
    return strategy.RecordRiskReading(risk_id=item_id, reading=fields.text("reading"))


def _review(item_id: str, fields: Fields) -> Any:
    kept = fields.one_of("kept", ("yes", "no"), "no") == "yes"
    return strategy.ReviewCriterion(risk_id=item_id, kept=kept, note=fields.text("note"))


def judged(item_id: str, fields: Fields) -> Any:
    """Judge an item through the lens."""
    verdict = fields.one_of("verdict", ("passes", "fails"), "fails")
    return ApplyLens(item_id=item_id, verdict=verdict, because=fields.required("because", "what in the record shows it"))


_ACTS: dict[str, Build] = {
    "assessment": _assess,
    "ownership": _own,
    "mitigation": _mitigate,
    "acceptance": _accept,
    "transfer": _transfer,
    "avoidance": _avoid,
    "closing": _close,
    "materialisation": _materialise,
    "lens": judged,
    "commitment-answers": _answer,
    "fallback": _write,
    "checkpoints": _hold,
    "isolation": _isolate,
    "readings": _read,
    "criterion-reviews": _review,
}

routes = [identify_risk, act_on_risk]
