"""Evidence: attached to a decision, then accepted, rejected or retracted."""

from collections.abc import Callable
from typing import Any, get_args

from litestar import Request, Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect

from plumbline.domain.cycle.evidence import AcceptEvidence, Kind, RejectEvidence, RetractEvidence, SubmitEvidence
from plumbline.kernel.outcome import Refusal
from plumbline.projections.items import find_item
from plumbline.web.decision import cycle_of, decision_page, refused_page
from plumbline.web.errors import PageMissing
from plumbline.web.files import download
from plumbline.web.findings import problem_words
from plumbline.web.forms import Fields, fields_of
from plumbline.web.reader import reader_of
from plumbline.web.render import see_other
from plumbline.web.session import context_of, installation_of
from plumbline.web.uploads import upload_of

Build = Callable[[str, Fields], Any]


@post("/decisions/{decision_id:str}/evidence")
async def attach(request: Request[Any, Any, Any], decision_id: FromPath[str]) -> Response[str] | Redirect:
    """Attach evidence to a decision; a file is kept as it is, under its SHA-256."""
    reader, context = reader_of(request), context_of(request)
    cycle_id = await cycle_of(request, decision_id)
    fields = await fields_of(request, reader.zone)
    upload = await upload_of(request, fields)
    command = SubmitEvidence(
        decision_id=decision_id,
        criterion_ids=fields.several("criterion_ids"),
        kind="file" if upload else fields.one_of("kind", get_args(Kind), "link"),
        title=fields.text("title") or (upload.name if upload else "") or fields.required("title", "what the evidence is called"),
        shows=fields.text("shows"),
        reference=upload.name if upload else fields.text("reference"),
        digest=upload.digest if upload else "",
    )
    kept = {"evidence": fields.kept()}
    if fields.problems:
        return await decision_page(request, decision_id, status=422, said=problem_words(fields.problems), kept=kept)
    answer = await installation_of(request).handling.handle(cycle_id, command, context, bodies=[upload.body] if upload else [])
    if isinstance(answer, Refusal):
        return await refused_page(request, decision_id, answer, kept)
    return see_other(f"/decisions/{decision_id}#evidence")


def _accept(evidence_id: str, fields: Fields) -> AcceptEvidence:
    return AcceptEvidence(evidence_id=evidence_id, note=fields.text("note"))


def _reject(evidence_id: str, fields: Fields) -> RejectEvidence:
    return RejectEvidence(evidence_id=evidence_id, reason=fields.text("reason"))


def _retract(evidence_id: str, fields: Fields) -> RetractEvidence:
    return RetractEvidence(evidence_id=evidence_id, reason=fields.text("reason"))


_ACTS: dict[str, Build] = {"acceptance": _accept, "rejection": _reject, "retraction": _retract}


@post("/evidence/{evidence_id:str}/{act:str}")
async def judge(request: Request[Any, Any, Any], evidence_id: FromPath[str], act: FromPath[str]) -> Response[str] | Redirect:
    """Accept, reject or retract a piece of evidence."""
    installation, reader = installation_of(request), reader_of(request)
    item = await find_item(installation.ledger, evidence_id)
    if act not in _ACTS or item is None or item.kind != "evidence":
        raise PageMissing("evidence")
    fields = await fields_of(request, reader.zone)
    async with installation.handling.reading(item.cycle_id) as cycle:
        decision_id: str = cycle.evidence[evidence_id].decision_id
    answer = await installation.handling.handle(item.cycle_id, _ACTS[act](evidence_id, fields), context_of(request))
    if isinstance(answer, Refusal):
        return await refused_page(request, decision_id, answer, {})
    return see_other(f"/decisions/{decision_id}#{evidence_id}")


@get("/evidence/{evidence_id:str}")
async def show_evidence(request: Request[Any, Any, Any], evidence_id: FromPath[str]) -> Redirect:
    """Lead to the decision that a piece of evidence is attached to."""
    installation = installation_of(request)
    item = await find_item(installation.ledger, evidence_id)
    if item is None or item.kind != "evidence":
        raise PageMissing("evidence")
    async with installation.handling.reading(item.cycle_id) as cycle:
        return see_other(f"/decisions/{cycle.evidence[evidence_id].decision_id}#{evidence_id}")


@get("/evidence/{evidence_id:str}/file")
async def open_file(request: Request[Any, Any, Any], evidence_id: FromPath[str]) -> Response[bytes]:
    """Give the file of a piece of evidence as it was attached."""
    installation = installation_of(request)
    item = await find_item(installation.ledger, evidence_id)
    if item is None or item.kind != "evidence":
        raise PageMissing("evidence")
    async with installation.handling.reading(item.cycle_id) as cycle:
        found = cycle.evidence[evidence_id]
        name, digest = found.reference or found.title, found.digest
    blob = await installation.blobs.get(digest)
    if blob is None:
        raise PageMissing("file")
    return download(blob, name)


routes = [attach, judge, show_evidence, open_file]
