"""After launch: checkpoints, what support hears, the weeks of stabilisation, the retrospective, the wrap-up, and closing the cycle."""

from collections.abc import Callable, Mapping
from typing import Any, get_args

from litestar import Request, Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect

from plumbline.artifacts.pack_proposal import proposals
from plumbline.artifacts.wrap_up_document import labels_of, markdown
from plumbline.domain.cycle import correction as correction_words
from plumbline.domain.cycle import support_review as support_words
from plumbline.domain.cycle.frame import CloseCycle
from plumbline.domain.cycle.retrospective import HoldRetrospective, Lesson
from plumbline.domain.cycle.stabilisation import Deviation, RecordStabilisationWeek
from plumbline.domain.cycle.state import Cycle
from plumbline.domain.cycle.wrap_up import Carried, Movement, WriteWrapUp
from plumbline.kernel.outcome import Refusal
from plumbline.projections.items import find_item
from plumbline.web.after_launch_view import DEVIATION_ROWS, LESSON_ROWS, after_launch_view
from plumbline.web.errors import PageMissing, check_cycle_id
from plumbline.web.findings import RefusalWords, problem_words, refusal_words
from plumbline.web.forms import Fields, fields_of
from plumbline.web.people import choices
from plumbline.web.reader import reader_of
from plumbline.web.render import page, see_other
from plumbline.web.session import AnyRequest, context_of, installation_of
from plumbline.web.status import status_of

Build = Callable[[Fields, Cycle], Any]


@get("/cycles/{cycle_id:str}/after-launch")
async def show_after_launch(request: Request[Any, Any, Any], cycle_id: FromPath[str]) -> Response[str]:
    """Show what follows the launch of a cycle."""
    return await _page(request, cycle_id)


@get("/cycles/{cycle_id:str}/after-launch/wrap-up.md")
async def download_wrap_up(request: Request[Any, Any, Any], cycle_id: FromPath[str]) -> Response[str]:
    """Hand out the wrap-up as Markdown."""
    installation = installation_of(request)
    check_cycle_id(cycle_id)
    async with installation.handling.reading(cycle_id) as cycle:
        if cycle.wrap_up is None:
            raise PageMissing("wrap-up")
        text = markdown(cycle, installation.names, labels_of(cycle))
    return Response(text, media_type="text/markdown; charset=utf-8")


@get("/cycles/{cycle_id:str}/after-launch/packs/{name:str}")
async def download_proposal(request: Request[Any, Any, Any], cycle_id: FromPath[str], name: FromPath[str]) -> Response[str]:
    """Hand out the next version of a pack, as the retrospective proposes it."""
    check_cycle_id(cycle_id)
    async with installation_of(request).handling.reading(cycle_id) as cycle:
        lessons = cycle.retrospective.lessons if cycle.retrospective else ()
        packs = cycle.plan.packs if cycle.plan else ()
    found = next((one for one in proposals(lessons, packs) if one.name == name), None)
    if found is None:
        raise PageMissing("proposal")
    return Response(found.text, media_type="application/yaml", headers={"Content-Disposition": f'attachment; filename="{found.name}"'})


@post("/cycles/{cycle_id:str}/after-launch/{act:str}")
async def act_after_launch(request: Request[Any, Any, Any], cycle_id: FromPath[str], act: FromPath[str]) -> Response[str] | Redirect:
    """Carry out one act of the page."""
    check_cycle_id(cycle_id)
    if act not in _ACTS:
        raise PageMissing("act")
    fields = await fields_of(request, reader_of(request).zone)
    async with installation_of(request).handling.reading(cycle_id) as cycle:
        if cycle.plan is None:
            raise PageMissing("cycle")
        command = _ACTS[act](fields, cycle)
    return await _carried_out(request, cycle_id, act, command, fields)


@post("/corrections/{correction_id:str}/{act:str}")
async def act_on_correction(request: Request[Any, Any, Any], correction_id: FromPath[str], act: FromPath[str]) -> Response[str] | Redirect:
    """Settle a correction, or hand it on."""
    item = await find_item(installation_of(request).ledger, correction_id)
    if item is None or item.kind != "correction" or act not in ("settlement", "ownership"):
        raise PageMissing("correction")
    fields = await fields_of(request, reader_of(request).zone)
    if act == "settlement":
        command: Any = correction_words.SettleCorrection(correction_id=correction_id, how=fields.required("how", "what shows it"))
    else:
        owner_id = fields.required("owner_id", "who owns it from now on")
        command = correction_words.AssignCorrection(correction_id=correction_id, owner_id=owner_id)
    return await _carried_out(request, item.cycle_id, correction_id, command, fields)


def _signal(fields: Fields, cycle: Cycle) -> Any:
    count = fields.text("count")
    return support_words.RecordSignal(
        kind=fields.one_of("kind", get_args(support_words.SignalKind), "ticket"),
        text=fields.required("text", "what was reported"),
        promise_id=fields.text("promise_id"),
        count=int(count) if count.isdigit() and len(count) < 8 else 0,
        reference=fields.text("reference"),
    )


def _support_review(fields: Fields, cycle: Cycle) -> Any:
    promises = cycle.plan.promises if cycle.plan else ()
    outcomes = tuple(
        support_words.PromiseOutcome(
            promise_id=promise.id,
            improved=fields.one_of(f"improved_{promise.id}", ("yes", "no"), "no") == "yes",
            shown=fields.text(f"shown_{promise.id}"),
            correction=fields.text(f"correction_{promise.id}"),
            owner_id=fields.text(f"owner_{promise.id}"),
            due_at=fields.instant(f"due_{promise.id}"),
        )
        for promise in promises
    )
    return support_words.CloseSupportReview(outcomes=outcomes)


def _week(fields: Fields, cycle: Cycle) -> Any:
    deviations = tuple(
        Deviation(
            text=fields.text(f"text_{row}"),
            warning_sign=fields.text(f"sign_{row}"),
            standard=fields.text(f"standard_{row}"),
            owner_id=fields.text(f"owner_{row}"),
            due_at=fields.instant(f"due_{row}"),
        )
        for row in range(1, DEVIATION_ROWS + 1)
        if fields.text(f"text_{row}")
    )
    reading = fields.required("reading", "what the week showed")
    return RecordStabilisationWeek(number=len(cycle.stabilisation) + 1, reading=reading, deviations=deviations)


def _retrospective(fields: Fields, cycle: Cycle) -> Any:
    rows = [row for row in range(1, LESSON_ROWS + 1) if fields.text(f"finding_{row}")]
    return HoldRetrospective(lessons=tuple(_lesson(fields, row) for row in rows), note=fields.text("note"))


def _lesson(fields: Fields, row: int) -> Lesson:
    pack, _, part_id = fields.text(f"standard_{row}").partition(":")
    return Lesson(
        finding=fields.text(f"finding_{row}"),
        pack=pack or None,  # type: ignore[arg-type] - the rules name a pack that is none
        part_id=part_id,
        new_text=fields.text(f"text_{row}"),
        decision_id=fields.text(f"decision_{row}"),
    )


def _wrap_up(fields: Fields, cycle: Cycle) -> Any:
    by_number = {f"D-{decision.number}": decision.id for decision in cycle.decisions.values()}
    metrics = cycle.plan.metrics if cycle.plan else ()
    movements = tuple(
        Movement(
            metric_id=metric.id,
            before=fields.text(f"before_{metric.id}"),
            after=fields.text(f"after_{metric.id}"),
            decision_ids=tuple(by_number.get(one, one) for one in fields.text(f"decisions_{metric.id}").replace(",", " ").split()),
        )
        for metric in metrics
        if fields.text(f"before_{metric.id}") or fields.text(f"after_{metric.id}")
    )
    carried = tuple(
        Carried(
            item_id=item_id,
            disposition=fields.one_of(f"goes_{item_id}", ("carried", "deferred"), "carried"),
            reason=fields.text(f"why_{item_id}"),
        )
        for item_id in fields.several("open_item")
        if fields.text(f"goes_{item_id}")
    )
    starting = tuple(line.strip() for line in fields.text("starting_context").splitlines() if line.strip())
    return WriteWrapUp(
        summary=fields.required("summary", "how the cycle went"), movements=movements, carried=carried, starting_context=starting
    )


def _close(fields: Fields, cycle: Cycle) -> Any:
    return CloseCycle(note=fields.text("note"))


_ACTS: dict[str, Build] = {
    "signals": _signal,
    "support-review": _support_review,
    "weeks": _week,
    "retrospective": _retrospective,
    "wrap-up": _wrap_up,
    "closing": _close,
}


async def _carried_out(request: AnyRequest, cycle_id: str, act: str, command: Any, fields: Fields) -> Response[str] | Redirect:
    kept = {act: fields.kept()}
    if fields.problems:
        return await _page(request, cycle_id, status=422, said=problem_words(fields.problems), kept=kept)
    answer = await installation_of(request).handling.handle(cycle_id, command, context_of(request))
    if isinstance(answer, Refusal):
        return await _page(request, cycle_id, status=status_of(answer), refusal=answer, kept=kept)
    return see_other(f"/cycles/{cycle_id}/after-launch#{act}")


async def _page(
    request: AnyRequest,
    cycle_id: str,
    *,
    status: int = 200,
    refusal: Refusal | None = None,
    said: RefusalWords | None = None,
    kept: Mapping[str, Mapping[str, Any]] | None = None,
) -> Response[str]:
    check_cycle_id(cycle_id)
    installation, reader = installation_of(request), reader_of(request)
    workspace = await installation.handling.workspace()
    async with installation.handling.reading(cycle_id) as cycle:
        if cycle.plan is None:
            raise PageMissing("cycle")
        view = after_launch_view(cycle, workspace, reader, kept or {})
        title = cycle.title
        if refusal is not None:
            said = refusal_words(refusal, reader, cycle, f"/cycles/{cycle_id}/after-launch")
    base = installation.base_url
    return page(
        request,
        "after_launch/show.html",
        status=status,
        title="After launch",
        cycle_id=cycle_id,
        streams=(cycle_id,),
        crumbs=({"title": title, "href": f"/cycles/{cycle_id}"}, {"title": "After launch", "href": ""}),
        refusal=said,
        view=view,
        forms=view.forms,
        people=choices(workspace, reader),
        action=f"/cycles/{cycle_id}/after-launch",
        compose=f"/playbooks/compose?after={cycle_id}",
        commands=(
            ("Read it", f'curl -H "Authorization: Bearer $PLUMBLINE_TOKEN" {base}/v1/cycles/{cycle_id}/after-launch'),
            ("Print the wrap-up", f"plumbline cycle wrap-up --cycle {cycle_id}"),
            ("Close the cycle", f"plumbline cycle close --cycle {cycle_id}"),
        ),
    )


routes = [show_after_launch, download_wrap_up, download_proposal, act_after_launch, act_on_correction]
