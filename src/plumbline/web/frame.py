"""The frame of a cycle: its stages, practices, safeguards, promises, releases, messages and checkpoints on one page."""

from collections.abc import Callable
from typing import Any

from litestar import Request, Response, get, post
from litestar.response import Redirect

from plumbline.domain.cycle import checkpoint, communication, practice, promise, release, safeguard, stage
from plumbline.kernel.outcome import Refusal
from plumbline.web.errors import PageMissing
from plumbline.web.findings import RefusalWords, problem_words, refusal_words
from plumbline.web.forms import Fields, Problem, fields_of
from plumbline.web.frame_view import frame_parts
from plumbline.web.overview import known
from plumbline.web.people import choices
from plumbline.web.reader import reader_of
from plumbline.web.render import page, see_other
from plumbline.web.session import AnyRequest, context_of, installation_of
from plumbline.web.status import status_of


@get("/cycles/{cycle_id:str}/frame")
async def show_frame(request: Request[Any, Any, Any], cycle_id: str) -> Response[str]:
    """Show the frame of a cycle."""
    return await frame_page(request, cycle_id)


@post("/cycles/{cycle_id:str}/frame/{item_id:str}/{act:str}")
async def act_on_frame(request: Request[Any, Any, Any], cycle_id: str, item_id: str, act: str) -> Response[str] | Redirect:
    """Carry out one act; a refusal shows the page again with everything that is missing."""
    await known(request, cycle_id)
    if act not in _ACTS:
        raise PageMissing("act")
    fields = await fields_of(request, reader_of(request).zone)
    command = _ACTS[act](item_id, fields)
    if fields.problems:
        return await frame_page(request, cycle_id, status=422, said=problem_words(fields.problems))
    answer = await installation_of(request).handling.handle(cycle_id, command, context_of(request))
    if isinstance(answer, Refusal):
        return await frame_page(request, cycle_id, status=status_of(answer), refusal=answer)
    return see_other(f"/cycles/{cycle_id}/frame#{item_id}")


async def frame_page(
    request: AnyRequest, cycle_id: str, *, status: int = 200, refusal: Refusal | None = None, said: RefusalWords | None = None
) -> Response[str]:
    """Return the page of the frame."""
    installation, reader = installation_of(request), reader_of(request)
    await known(request, cycle_id)
    workspace = await installation.handling.workspace()
    async with installation.handling.reading(cycle_id) as cycle:
        title = cycle.title
        parts = frame_parts(cycle, workspace, reader.names, choices(workspace, reader), reader.now)
        if refusal is not None:
            said = refusal_words(refusal, reader, cycle, f"/cycles/{cycle_id}/frame")
    return page(
        request,
        "frame/show.html",
        status=status,
        title="Frame",
        cycle_id=cycle_id,
        streams=(cycle_id,),
        crumbs=({"title": title, "href": f"/cycles/{cycle_id}"}, {"title": "Frame", "href": ""}),
        refusal=said,
        frame_parts=parts,
        commands=(
            ("Read them", f'curl -H "Authorization: Bearer $PLUMBLINE_TOKEN" {installation.base_url}/v1/cycles/{cycle_id}/promises'),
            ("On the command line", f"plumbline promise list --cycle {cycle_id}"),
        ),
    )


def _number(fields: Fields, name: str) -> int:
    text = fields.required(name, f"the {name} as a whole number")
    try:
        return int(text or "0")
    except ValueError:
        fields.problems.append(Problem(field=name, sentence=f"{text!r} is no whole number."))
        return 0


def _formalise(item_id: str, fields: Fields) -> Any:
    form, _, place = fields.text("where").partition("/")
    kind: Any = form if form in ("gate_condition", "agenda_item", "checkpoint") else "agenda_item"
    return safeguard.FormaliseSafeguard(safeguard_id=item_id, form=kind, place=place, owner_id=fields.text("owner_id"))


def _bind(item_id: str, fields: Fields) -> Any:
    return promise.BindPromise(
        promise_id=item_id,
        owner_id=fields.text("owner_id"),
        direction=fields.one_of("direction", ("at_least", "at_most"), "at_least"),
        bound=_number(fields, "bound"),
        warning=_number(fields, "warning"),
        unit=fields.text("unit"),
        metric_id=fields.text("metric_id"),
    )


_ACTS: dict[str, Callable[[str, Fields], Any]] = {
    "exit": lambda item, f: stage.LeaveStage(
        stage_id=item, signal_id=f.text("signal_id"), signal=f.one_of("signal", ("there", "missing"), "there"), shown_by=f.text("shown_by")
    ),
    "answer": lambda item, f: stage.AnswerFollowUp(stage_id=item, note=f.text("note")),
    "definition": lambda item, f: practice.MakePracticeExplicit(
        practice_id=item, owner_id=f.text("owner_id"), cadence=f.text("cadence"), artifact=f.text("artifact")
    ),
    "formalisation": _formalise,
    "safeguard-review": lambda item, f: safeguard.ReviewSafeguard(
        safeguard_id=item, verdict=f.one_of("verdict", ("kept", "lapsed"), "kept"), note=f.text("note")
    ),
    "binding": _bind,
    "reading": lambda item, f: promise.ReadPromise(promise_id=item, value=_number(f, "value"), note=f.text("note")),
    "launch": lambda item, f: release.LaunchRelease(release_id=item, share=_number(f, "share")),
    "hold": lambda item, f: release.HoldRelease(release_id=item, reason=f.text("reason")),
    "check": lambda item, f: communication.CheckMessage(message_id=item),
    "sending": lambda item, f: communication.SendMessage(message_id=item, channel=f.text("channel")),
    "result": lambda item, f: checkpoint.ReportCheckpoint(
        checkpoint_id=item, coming=f.one_of("coming", ("on_track", "off_track"), "on_track"), reading=f.text("reading")
    ),
}
routes = (show_frame, act_on_frame)
