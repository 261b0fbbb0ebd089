"""Ways through journeys, played step by step: how a finding happens, what was done in a recorded run."""

from typing import Any

from litestar import Request, Response, get
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect

from plumbline.domain.journey.machine import Machine
from plumbline.domain.journey.plain import model_of
from plumbline.domain.journey.rules import faults_of
from plumbline.domain.run.replay import first_difference
from plumbline.domain.run.run import Run
from plumbline.edge.playable import Playable, coverage_of
from plumbline.web.errors import PageMissing
from plumbline.web.files import framed
from plumbline.web.headers import allow_own_frame
from plumbline.web.journey import finding_of
from plumbline.web.journey_findings import finding_row, way_to
from plumbline.web.journey_found import content_of
from plumbline.web.pictures import pictures_of
from plumbline.web.reader import reader_of
from plumbline.web.render import page, see_other
from plumbline.web.runs import known_run, playable_journey, playable_template
from plumbline.web.session import AnyRequest, installation_of, nonce_of
from plumbline.web.theme_style import look_of
from plumbline.web.walk_view import Walk, walk, way_of, way_of_run
from plumbline.words.journey_finding import finding_words


@get("/journeys/{journey_id:str}/traces/{finding_id:str}")
async def show_trace(
    request: Request[Any, Any, Any],
    journey_id: FromPath[str],
    finding_id: FromPath[str],
    step: FromQuery[int] = 0,
    role: FromQuery[str] = "",
) -> Response[Any]:
    """Play how a finding happens: each step with the screen that is seen then, the finding at its end."""
    home = f"/journeys/{journey_id}"
    content, title, cycle_id = await content_of(request, journey_id)
    found = await finding_of(request, journey_id, finding_id)
    if found is None:
        raise PageMissing("finding")
    model = model_of(content)
    machine, here = Machine(model), f"{home}/traces/{finding_id}"
    pictures = await pictures_of(installation_of(request), model.images, f"{home}/images")
    seen = walk(machine, way_of(machine, found.trace), step, role, here, f"{home}/frames", pictures, found.role)
    row = finding_row(found, model, home, {}, reader_of(request).names)
    return await _shown(
        request,
        seen,
        title=f"{row.title.rstrip('.')}: {title}",
        name=row.title,
        leave=f"{home}#findings",
        cycle_id=cycle_id,
        finding=row,
        home=home,
    )


@get("/journeys/{journey_id:str}/ways/{screen_id:str}")
async def show_way(
    request: Request[Any, Any, Any],
    journey_id: FromPath[str],
    screen_id: FromPath[str],
    step: FromQuery[int] = -1,
    role: FromQuery[str] = "",
) -> Response[Any] | Redirect:
    """Play the shortest way to a screen, from its end: what is seen there, how it comes to that. What nothing reaches is edited."""
    home = f"/journeys/{journey_id}"
    content, title, cycle_id = await content_of(request, journey_id)
    if faults_of(content):
        return see_other(f"{home}#faults")
    model = model_of(content)
    screen = next((one for one in model.screens if one.id == screen_id), None)
    if screen is None:
        raise PageMissing("screen")
    way = await way_to(model, screen_id)
    if way is None:
        return see_other(f"{home}/parts/screen/{screen_id}")
    machine, here = Machine(model), f"{home}/ways/{screen_id}"
    stops = way_of(machine, way)
    pictures = await pictures_of(installation_of(request), model.images, f"{home}/images")
    seen = walk(machine, stops, len(stops) if step < 0 else step, role or screen.role, here, f"{home}/frames", pictures, screen.role)
    return await _shown(
        request, seen, title=f"The way to {screen.title}: {title}", name=f"The shortest way to {screen.title}.", leave=home,
        cycle_id=cycle_id, finding=None, home=home, ends="Here you are.", note="the shortest way there",
    )  # fmt: skip


@get("/journeys/{journey_id:str}/uncovered/{finding_id:str}")
async def show_uncovered(
    request: Request[Any, Any, Any],
    journey_id: FromPath[str],
    finding_id: FromPath[str],
    step: FromQuery[int] = 0,
    role: FromQuery[str] = "",
) -> Response[Any]:
    """Play the way to something that no recorded run of a journey's newest version went through."""
    return await _uncovered(request, await playable_journey(request, journey_id), finding_id, step, role)


@get("/templates/{template_id:str}/uncovered/{finding_id:str}")
async def show_template_uncovered(
    request: Request[Any, Any, Any],
    template_id: FromPath[str],
    finding_id: FromPath[str],
    step: FromQuery[int] = 0,
    role: FromQuery[str] = "",
) -> Response[Any]:
    """Play the way to something that no recorded run of a template went through."""
    return await _uncovered(request, await playable_template(request, template_id), finding_id, step, role)


@get("/templates/{template_id:str}/frames/{screen_id:str}")
async def show_template_frame(request: Request[Any, Any, Any], template_id: FromPath[str], screen_id: FromPath[str]) -> Response[str]:
    """Give the HTML of a template's screen, to be shown in a sandboxed frame and nowhere else."""
    played = await playable_template(request, template_id)
    return _frame(next((one.html for one in played.model.screens if one.id == screen_id), ""))


@get("/journeys/{journey_id:str}/frames/{screen_id:str}")
async def show_journey_frame(request: Request[Any, Any, Any], journey_id: FromPath[str], screen_id: FromPath[str]) -> Response[str]:
    """Give the HTML of a screen as the journey has it now, to be shown in a sandboxed frame and nowhere else."""
    content, _, _ = await content_of(request, journey_id)
    return _frame(next((str(one.get("html", "")) for one in content.get("screens", ()) if one.get("id") == screen_id), ""))


@get("/runs/{run_id:str}/replay")
async def show_replay(
    request: Request[Any, Any, Any], run_id: FromPath[str], step: FromQuery[int] = 0, role: FromQuery[str] = ""
) -> Response[Any]:
    """Play a recorded run again, step by step, as its journey gives it."""
    await known_run(request, run_id)
    home = f"/runs/{run_id}"
    async with installation_of(request).handling.reading(run_id) as state:
        run: Run = state
        machine: Machine | None = run.machine
        if machine is None or first_difference(run, machine):
            raise PageMissing("replay of a run that follows from its journey")
        title, cycle_id = machine.model.title, run.cycle_id
        pictures = await pictures_of(installation_of(request), machine.model.images, f"{home}/images")
        seen = walk(machine, way_of_run(machine, run), step, role, f"{home}/replay", f"{home}/frames", pictures, run.role)
    return await _shown(
        request,
        seen,
        title=f"A run of {title}, again",
        name="A recorded run.",
        leave=f"{home}/record",
        cycle_id=cycle_id,
        finding=None,
        home=home,
    )


def _frame(text: str) -> Response[str]:
    if not text:
        raise PageMissing("screen")
    return framed(text)


async def _uncovered(request: AnyRequest, played: Playable, finding_id: str, step: int, role: str) -> Response[Any]:
    found = next((one for one in (await coverage_of(installation_of(request), played)).findings if one.id == finding_id), None)
    if found is None:
        raise PageMissing("way that no run went")
    base = f"/journeys/{played.journey_id}" if played.journey_id else f"/templates/{played.template_id}"
    machine, words = Machine(played.model), finding_words(found, played.model)
    here = f"{base}/uncovered/{finding_id}"
    images = played.model.images if played.journey_id else ()  # a template's pictures have no address
    pictures = await pictures_of(installation_of(request), images, f"{base}/images")
    seen = walk(machine, way_of(machine, found.trace), step, role, here, f"{base}/frames", pictures, found.role)
    return await _shown(
        request, seen, title=f"{words.title.rstrip('.')}: {played.model.title}", name=words.title, leave=f"{base}/results#coverage",
        cycle_id=played.cycle_id, finding=None, home=base, ends=words.remedy, note="the shortest way there",
    )  # fmt: skip


async def _shown(request: AnyRequest, seen: Walk, *, ends: str = "Here the run ended.", note: str = "", **values: Any) -> Response[Any]:
    note = note or ("the shortest way to see it" if values["finding"] else "what was recorded, played again")
    answer = page(
        request,
        "journey/walk.html",
        walk=seen,
        view=seen.screen,
        screen_form=None,
        full=True,
        theme=await look_of(request),
        ends=ends,
        note=note,
        **values,
    )
    if seen.screen.frame:
        allow_own_frame(answer, nonce_of(request))
    return answer


routes = (
    show_trace, show_way, show_uncovered, show_template_uncovered, show_journey_frame, show_template_frame, show_replay,
)  # fmt: skip
