"""Playing a journey as a member: beginning a run, its screens, what can be done in it, its record."""

from collections.abc import Callable
from typing import Any

from litestar import Request, Response, get, post
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect

from plumbline.domain.journey.machine import Machine
from plumbline.domain.run import run as words
from plumbline.domain.run.run import Run
from plumbline.domain.run.turn import present
from plumbline.edge.playable import Playable, journey_version, template
from plumbline.kernel.outcome import Refusal
from plumbline.projections.runs import RunRow, count_of_runs, find_run, last_run
from plumbline.web.errors import PageMissing
from plumbline.web.files import framed
from plumbline.web.findings import RefusalWords, problem_words, refusal_words
from plumbline.web.forms import Fields, fields_of
from plumbline.web.journey_images import kept_image
from plumbline.web.journey_threads import remark_threads, thread_on_last_remark
from plumbline.web.play_link_view import CONSENT, link_lines
from plumbline.web.player import entries_in, player_page
from plumbline.web.reader import reader_of
from plumbline.web.render import page, see_other
from plumbline.web.run_evidence import criteria_for
from plumbline.web.run_view import run_view
from plumbline.web.session import AnyRequest, context_of, installation_of
from plumbline.web.status import status_of

Build = Callable[[str, Fields], Any]


@get("/templates/{template_id:str}/play")
async def show_template(request: Request[Any, Any, Any], template_id: FromPath[str]) -> Response[Any]:
    """Offer a template to be played: as whom, with which preset, for which task."""
    return await start_page(request, await playable_template(request, template_id))


@post("/templates/{template_id:str}/runs")
async def play_template(request: Request[Any, Any, Any], template_id: FromPath[str]) -> Response[Any] | Redirect:
    """Begin a run of a template."""
    return await begin(request, await playable_template(request, template_id))


@get("/journeys/{journey_id:str}/play")
async def show_journey(request: Request[Any, Any, Any], journey_id: FromPath[str], number: FromQuery[int] = 0) -> Response[Any]:
    """Offer a version of a journey to be played; its newest unless another is asked for."""
    return await start_page(request, await playable_journey(request, journey_id, number))


@post("/journeys/{journey_id:str}/runs")
async def play_journey(request: Request[Any, Any, Any], journey_id: FromPath[str]) -> Response[Any] | Redirect:
    """Begin a run of a journey."""
    number = (await fields_of(request)).whole("number")
    return await begin(request, await playable_journey(request, journey_id, number))


async def start_page(
    request: AnyRequest,
    played: Playable,
    *,
    status: int = 200,
    refusal: Refusal | None = None,
    said: RefusalWords | None = None,
    made: str = "",
) -> Response[Any]:
    """Return the page that a run is begun on, and that links for participants are made on. made: the address of a new one."""
    installation, reader, model = installation_of(request), reader_of(request), played.model
    if refusal is not None:
        said = refusal_words(refusal, reader, None)
    going = await last_run(installation.ledger, played.id, reader.person_id)
    people = [role for role in model.roles if role.actor == "person"]
    return page(
        request,
        "journey/start.html",
        status=status,
        title=f"Play {model.title}",
        current=f"/cycles/{played.cycle_id}/journeys" if played.cycle_id else "/templates",
        crumbs=(
            {"title": model.title, "href": f"/journeys/{played.journey_id}" if played.journey_id else f"/templates/{played.template_id}"},
        ),
        refusal=said,
        model=model,
        cycle_id=played.cycle_id,
        number=played.number,
        version=played.number or played.template_version,
        action=f"/journeys/{played.journey_id}/runs" if played.journey_id else f"/templates/{played.template_id}/runs",
        results=f"/journeys/{played.journey_id}/results" if played.journey_id else f"/templates/{played.template_id}/results",
        roles=[(role.id, role.title) for role in (*people, *(role for role in model.roles if role.actor != "person"))],
        presets=[("", "As it comes"), *((one.id, one.title) for one in model.presets)],
        tasks=[("", "No task: look around"), *((one.id, one.title) for one in model.tasks)],
        made=made,
        offline=f"/journeys/{played.journey_id}/offline.html" if played.journey_id else f"/templates/{played.template_id}/offline.html",
        links=await link_lines(installation, played.id, reader),
        links_action=f"/journeys/{played.journey_id}/links" if played.journey_id else f"/templates/{played.template_id}/links",
        days=[(days, f"{days} days") for days in ("7", "14", "30", "90")],
        consent=CONSENT,
        going={"href": f"/runs/{going.run_id}", "steps": going.steps} if going else None,
        runs=await count_of_runs(installation.ledger, played.id),
        exceptions=sum(screen.kind == "exception" for screen in model.screens),
        commands=(("Command line", f"plumbline journey play {played.id}"),),
    )


async def begin(request: AnyRequest, played: Playable) -> Response[Any] | Redirect:
    """Begin a run as the form says, and lead to its first screen."""
    fields, context = await fields_of(request), context_of(request)
    model, task = played.model, fields.text("task")
    asked = next((one.role for one in model.tasks if one.id == task), "")
    command = played.start(
        asked or fields.text("role") or model.roles[0].id, preset=fields.text("preset"), task=task, cohort=fields.text("cohort")
    )
    if fields.problems:
        return await start_page(request, played, status=422, said=problem_words(fields.problems))
    answer = await installation_of(request).handling.handle(context.new_id("run"), command, context, bodies=[played.body])
    if isinstance(answer, Refusal):
        return await start_page(request, played, status=status_of(answer), refusal=answer)
    return see_other(f"/runs/{answer.stream}")


@get("/runs/{run_id:str}")
async def show_run(request: Request[Any, Any, Any], run_id: FromPath[str], role: FromQuery[str] = "") -> Response[Any]:
    """Show the present screen of a run, or its end."""
    row = await known_run(request, run_id)
    criteria = await criteria_for(installation_of(request), row) if row.result else []
    return await player_page(request, run_id, f"/runs/{run_id}", role=role, beside={"criteria": criteria})


@get("/runs/{run_id:str}/record")
async def show_record(request: Request[Any, Any, Any], run_id: FromPath[str]) -> Response[Any]:
    """Show everything that happened in a run, and whether it replays."""
    row = await known_run(request, run_id)
    threads = await remark_threads(request, row)
    async with installation_of(request).handling.reading(run_id) as state:
        run: Run = state
        machine: Machine = run.machine
        view = run_view(run, machine, reader_of(request), threads)
        cycle_id = run.cycle_id
    return page(
        request,
        "journey/record.html",
        title=f"A run of {view.journey}",
        cycle_id=cycle_id,
        streams=(run_id,),
        crumbs=({"title": view.journey, "href": ""}, {"title": "Run", "href": ""}),
        run=view,
        base=f"/runs/{run_id}",
        criteria=await criteria_for(installation_of(request), row) if row.result else [],
        commands=(("Read", f"curl -H 'Authorization: Bearer …' {installation_of(request).base_url}/v1/runs/{run_id}"),),
    )


@get("/runs/{run_id:str}/frames/{screen_id:str}")
async def show_frame(request: Request[Any, Any, Any], run_id: FromPath[str], screen_id: FromPath[str]) -> Response[str]:
    """Give the HTML of a screen, to be shown in a sandboxed frame and nowhere else."""
    await known_run(request, run_id)
    return await frame_of_screen(request, run_id, screen_id)


@get("/runs/{run_id:str}/images/{name:str}")
async def show_run_image(request: Request[Any, Any, Any], run_id: FromPath[str], name: FromPath[str]) -> Response[bytes]:
    """Give an image of the journey that a run plays."""
    await known_run(request, run_id)
    return await image_of_run(request, run_id, name)


@post("/runs/{run_id:str}/steps")
async def take_step(request: Request[Any, Any, Any], run_id: FromPath[str]) -> Response[Any] | Redirect:
    """Do what a screen's form says: enter its values, and act."""
    await known_run(request, run_id)
    return await step(request, run_id, f"/runs/{run_id}")


def _wait(run_id: str, fields: Fields) -> Any:
    return words.Wait(run_id=run_id, read_step=fields.whole("step", -1), role=fields.text("role"))


def _back(run_id: str, fields: Fields) -> Any:
    return words.GoBack(run_id=run_id, read_step=fields.whole("step", -1), role=fields.text("role"))


def _restart(run_id: str, fields: Fields) -> Any:
    return words.Restart(run_id=run_id, role=fields.text("role"))


def _remark(run_id: str, fields: Fields) -> Any:
    return words.Remark(run_id=run_id, role=fields.text("role"), text=fields.text("text"))


def _give_up(run_id: str, fields: Fields) -> Any:
    return words.GiveUp(run_id=run_id, role=fields.text("role"))


def _take_role(run_id: str, fields: Fields) -> Any:
    return words.TakeRole(run_id=run_id, role=fields.text("role"))


def _answer(run_id: str, fields: Fields) -> Any:
    question: words.Question = fields.one_of("question", ("ease", "confidence"), "ease")
    return words.AnswerQuestion(run_id=run_id, question=question, answer=fields.whole("answer"), text=fields.text("text"))


def _redact(run_id: str, fields: Fields) -> Any:
    return words.RedactRun(run_id=run_id, reason=fields.text("reason"))


def _let_happen(run_id: str, fields: Fields) -> Any:
    return words.LetHappen(run_id=run_id, event=fields.text("event"))


ACTS: dict[str, Build] = {
    "waits": _wait, "returns": _back, "restarts": _restart, "remarks": _remark, "endings": _give_up, "roles": _take_role,
    "answers": _answer, "happenings": _let_happen, "redactions": _redact,
}  # fmt: skip
"""What can be done in a run besides what its screen offers, by the last part of the address."""


@post("/runs/{run_id:str}/{act:str}")
async def act_in_run(request: Request[Any, Any, Any], run_id: FromPath[str], act: FromPath[str]) -> Response[Any] | Redirect:
    """Wait, go back, begin again, remark, give up, take a role, answer, let something happen."""
    await known_run(request, run_id)
    return await do(request, run_id, act, f"/runs/{run_id}")


async def step(request: AnyRequest, run_id: str, base: str) -> Response[Any] | Redirect:
    """Take the step that a screen's form asks for. base: the address of the run."""
    installation, fields = installation_of(request), await fields_of(request)
    role = fields.text("role")
    async with installation.handling.reading(run_id) as run:
        machine: Machine = run.machine
        entries = entries_in(fields, machine, present(run, machine), role) if role in machine.roles else ()
    read_step, event = fields.whole("step", -1), fields.text("event")
    command = (
        words.Advance(run_id=run_id, read_step=read_step, role=role, event=event, entries=entries)
        if event
        else words.Enter(run_id=run_id, read_step=read_step, role=role, entries=entries)
    )
    if fields.problems:
        return await player_page(request, run_id, base, role=role, status=422, said=problem_words(fields.problems))
    answer = await installation.handling.handle(run_id, command, context_of(request))
    if isinstance(answer, Refusal):
        given = {} if answer.kind == "stale" else {entry.variable: entry.value for entry in entries}
        return await player_page(request, run_id, base, role=role, status=status_of(answer), refusal=answer, given=given)
    return see_other(_shown(base, role))


async def do(request: AnyRequest, run_id: str, act: str, base: str) -> Response[Any] | Redirect:
    """Do what a form beside the screen asks for."""
    if act not in ACTS:
        raise PageMissing("act")
    fields = await fields_of(request)
    command = ACTS[act](run_id, fields)
    role = fields.text("role")
    if fields.problems:
        return await player_page(request, run_id, base, role=role, status=422, said=problem_words(fields.problems))
    answer = await installation_of(request).handling.handle(run_id, command, context_of(request))
    if isinstance(answer, Refusal):
        if answer.kind == "missing":
            raise PageMissing("run")
        kept = {"text": fields.text("text")} if act == "remarks" else {}
        return await player_page(request, run_id, base, role=role, status=status_of(answer), refusal=answer, beside={"kept": kept})
    if act == "remarks" and fields.checked("thread"):
        return await thread_on_last_remark(request, run_id, _shown(base, role))
    return see_other(_shown(base, role))


async def frame_of_screen(request: AnyRequest, run_id: str, screen_id: str) -> Response[str]:
    """Return the HTML of a screen as a document that can do nothing."""
    async with installation_of(request).handling.reading(run_id) as run:
        machine: Machine | None = run.machine
        screen = machine.screens.get(screen_id) if machine else None
        text = screen.html if screen else ""
    if not text:
        raise PageMissing("screen")
    return framed(text)


async def image_of_run(request: AnyRequest, run_id: str, name: str) -> Response[bytes]:
    """Return an image of the journey that a run plays."""
    async with installation_of(request).handling.reading(run_id) as run:
        machine: Machine | None = run.machine
        digest = next((one.digest for one in machine.model.images if one.id == name), "") if machine else ""
    return await kept_image(request, digest)


def _shown(base: str, role: str) -> str:
    return f"{base}?role={role}" if role else base


async def playable_template(request: AnyRequest, template_id: str) -> Playable:
    """Return a template. Raises PageMissing."""
    found = await template(installation_of(request), template_id)
    if found is None:
        raise PageMissing("template")
    return found


async def playable_journey(request: AnyRequest, journey_id: str, number: int = 0) -> Playable:
    """Return a version of a journey, its newest unless a number is given. Raises PageMissing."""
    found = await journey_version(installation_of(request), journey_id, number)
    if found is None:
        raise PageMissing("version of a journey that can be played")
    return found


async def known_run(request: AnyRequest, run_id: str) -> RunRow:
    """Return a run of the visitor's workspace. Raises PageMissing."""
    row = await find_run(installation_of(request).ledger, run_id)
    if row is None:
        raise PageMissing("run")
    return row


routes = (
    show_template,
    play_template,
    show_journey,
    play_journey,
    show_run,
    show_record,
    show_frame,
    show_run_image,
    take_step,
    act_in_run,
)
