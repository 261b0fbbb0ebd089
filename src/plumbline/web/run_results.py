"""The results page of a journey: who reached the goal, how long each screen held them, where they left; and the same as files."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from litestar import Request, Response, get
from litestar.params import FromPath, FromQuery

from plumbline.domain.journey.machine import Machine
from plumbline.domain.run.results import FEW, Results, Share, ending_of, results_of
from plumbline.domain.run.run import Run
from plumbline.edge.playable import Playable, coverage_by, journey_version, recorded
from plumbline.kernel.record import record
from plumbline.projections.runs import RunRow
from plumbline.web.coverage_view import coverage_view
from plumbline.web.csv_file import csv_file
from plumbline.web.errors import PageMissing
from plumbline.web.journey_map import JourneyMap, journey_map
from plumbline.web.journey_threads import remark_threads
from plumbline.web.labels import Chip
from plumbline.web.reader import reader_of
from plumbline.web.render import page
from plumbline.web.run_view import run_view, seconds
from plumbline.web.runs import playable_template
from plumbline.web.session import AnyRequest, installation_of

_ENDINGS = {
    "direct": Chip("approved", "Reached directly"),
    "indirect": Chip("tradeoff", "Reached with a detour"),
    "given_up": Chip("breached", "Given up"),
    "other": Chip("due", "Ended elsewhere"),
    "going": Chip("pending", "Goes on"),
}
_BY: dict[str, tuple[str, Callable[[RunRow], str]]] = {
    "version": ("Version", lambda row: str(row.number or row.digest[:8])),
    "role": ("Role", lambda row: row.role),
    "cohort": ("Cohort", lambda row: row.cohort or "none"),
    "task": ("Task", lambda row: row.task or "none"),
    "preset": ("Begun with", lambda row: row.preset or "as it comes"),
}
_WIDTH, _STEP, _HEIGHT = 640, 24, 120
_REMARKS = 50


@record
class Group:
    """Runs that share a value: how many, how many reached the goal, as one line of a table."""

    value: str
    total: int
    reached: str
    interval: str


@record
class Bar:
    """How many runs had at least so many screens. x, y, height: in the picture's units."""

    number: int
    count: int
    share: int
    x: int
    y: int
    height: int


@get("/journeys/{journey_id:str}/results")
async def show_results(request: Request[Any, Any, Any], journey_id: FromPath[str], by: FromQuery[str] = "") -> Response[Any]:
    """Show what the runs of a journey's versions tell."""
    return await _results_page(request, await _journey(request, journey_id), by)


@get("/templates/{template_id:str}/results")
async def show_template_results(request: Request[Any, Any, Any], template_id: FromPath[str], by: FromQuery[str] = "") -> Response[Any]:
    """Show what the runs of a template tell."""
    return await _results_page(request, await playable_template(request, template_id), by)


@get("/journeys/{journey_id:str}/results.csv")
async def show_results_file(request: Request[Any, Any, Any], journey_id: FromPath[str], of: FromQuery[str] = "runs") -> Response[str]:
    """Give the runs, or the screens, of a journey as a file."""
    return await _results_file(request, await _journey(request, journey_id), of)


@get("/templates/{template_id:str}/results.csv")
async def show_template_file(request: Request[Any, Any, Any], template_id: FromPath[str], of: FromQuery[str] = "runs") -> Response[str]:
    """Give the runs, or the screens, of a template as a file."""
    return await _results_file(request, await playable_template(request, template_id), of)


async def _results_page(request: AnyRequest, played: Playable, by: str) -> Response[Any]:
    installation, reader = installation_of(request), reader_of(request)
    machine = Machine(played.model)
    rows, runs = await recorded(installation, played)
    found = results_of(runs, machine)
    chosen = by if by in _BY else "version"
    base = f"/journeys/{played.journey_id}" if played.journey_id else f"/templates/{played.template_id}"
    threads: Mapping[str, str] = await remark_threads(request, rows[0]) if rows else {}
    seen = (run_view(run, machine, reader, threads) for run in runs if run.remarks)
    remarks = [one for view in seen for one in view.remarks][:_REMARKS]
    few = [run_view(run, machine, reader) for run in runs] if len(runs) < FEW else []
    return page(
        request,
        "journey/results.html",
        title=f"Results of {played.model.title}",
        cycle_id=played.cycle_id,
        current=f"/cycles/{played.cycle_id}/journeys" if played.cycle_id else "/templates",
        crumbs=({"title": played.model.title, "href": base if played.journey_id else ""}, {"title": "Results", "href": ""}),
        name=played.model.title,
        base=base,
        found=found,
        few=few,
        remarks=remarks,
        enough=FEW,
        sentence=_sentence(found, machine),
        interval="" if few else _interval(found.success),
        endings=[(chip, found.endings[name]) for name, chip in _ENDINGS.items() if found.endings[name]],
        stays=[
            {
                "id": one.screen,
                "title": machine.screens[one.screen].title,
                "kind": machine.screens[one.screen].kind,
                "runs": one.runs,
                "left": one.left,
                "median": "too few" if one.median is None else seconds(one.median),
                "middle": "" if one.low is None or one.high is None else f"{seconds(one.low)} to {seconds(one.high)}",
            }
            for one in found.stays
        ],
        recoveries=[(machine.screens[one.screen].title, one.completed, _interval(one.completed)) for one in found.recoveries],
        lines=[
            {
                "source": machine.screens[one.source].title,
                "target": machine.screens[one.target].title,
                "runs": one.runs,
                "times": one.times,
                "share": round(100 * one.runs / found.total),
                "width": max(1, round(10 * one.runs / found.total)),
            }
            for one in found.lines
        ],
        paths=[(" > ".join(machine.screens[screen].title for screen in path), count) for path, count in found.path_counts],
        map=_map(played, base, runs, found),
        bars=_bars(found),
        picture=(max(_WIDTH, _STEP * len(found.remain)), _HEIGHT),
        by=chosen,
        bys=[(name, title) for name, (title, _) in _BY.items()],
        by_title=_BY[chosen][0],
        groups=_groups(rows, runs, machine, _BY[chosen][1]),
        coverage=coverage_view(await coverage_by(played, runs), played.model, base) if runs else None,
        asked=[("Ease, 1 to 7", found.ease, 7), ("Confidence, 1 to 5", found.confidence, 5)],
        commands=(("Read", f"curl -H 'Authorization: Bearer …' {installation.base_url}/v1/runs?of={played.id}"),),
    )


async def _results_file(request: AnyRequest, played: Playable, of: str) -> Response[str]:
    machine = Machine(played.model)
    rows, runs = await recorded(installation_of(request), played)
    if of == "screens":
        head = ("screen", "title", "runs", "stays", "left", "median_ms", "low_ms", "high_ms")
        stays = results_of(runs, machine).stays
        lines = [
            (one.screen, machine.screens[one.screen].title, one.runs, one.stays, one.left, one.median, one.low, one.high) for one in stays
        ]
        return csv_file(f"{played.id}-screens", head, lines)
    head = ("run", "version", "role", "task", "preset", "cohort", "participant", "ending", "result", "success", "steps", "started_at",
        "finished_at", "ease", "confidence")  # fmt: skip
    lines = [
        (
            row.run_id, row.number, row.role, row.task, row.preset, row.cohort, row.participant, ending_of(run, machine), row.result,
            row.success, row.steps, row.started_at and row.started_at.isoformat(), row.finished_at and row.finished_at.isoformat(),
            run.answers.get("ease"), run.answers.get("confidence"),
        )
        for row, run in zip(rows, runs, strict=True)
    ]  # fmt: skip
    return csv_file(f"{played.id}-runs", head, lines)


def _groups(rows: Sequence[RunRow], runs: Sequence[Run], machine: Machine, value: Callable[[RunRow], str]) -> list[Group]:
    by_value: dict[str, list[Run]] = {}
    for row, run in zip(rows, runs, strict=True):
        by_value.setdefault(value(row), []).append(run)
    groups: list[Group] = []
    for name, members in sorted(by_value.items()):
        success = results_of(members, machine).success
        groups.append(Group(value=name, total=len(members), reached=f"{success.count} of {success.of}", interval=_interval(success)))
    return groups


def _bars(found: Results) -> list[Bar]:
    return [
        Bar(
            number=number,
            count=count,
            share=round(100 * count / found.total),
            x=(number - 1) * _STEP,
            y=_HEIGHT - round(_HEIGHT * count / found.total),
            height=round(_HEIGHT * count / found.total),
        )
        for number, count in enumerate(found.remain, 1)
    ]


def _map(played: Playable, base: str, runs: Sequence[Run], found: Results) -> JourneyMap:
    """Return the map with the share of runs on every arrow; a box leads to its line in the table below."""
    drawn = journey_map(played.model, base, _share_of(runs))
    reached = {one.screen for one in found.stays}
    names = [box.href.rpartition("/")[2] for box in drawn.boxes]
    placed = zip(drawn.boxes, names, strict=True)
    return replace(drawn, boxes=tuple(replace(box, href=f"#at-{name}" if name in reached else "#screens") for box, name in placed))


def _share_of(runs: Sequence[Run]) -> Callable[[Sequence[str]], int]:
    """Return what share of the runs took one of some transitions, per cent."""
    taken = [frozenset(name for move in run.moves for name in move.taken) for run in runs]
    return lambda names: round(100 * sum(not one.isdisjoint(names) for one in taken) / len(taken)) if taken else 0


def _sentence(found: Results, machine: Machine) -> str:
    if not found.total:
        return "Nobody has played it yet."
    if not found.ended:
        return f"{_runs_in_words(found.total)} {'goes' if found.total == 1 else 'go'} on; none has ended."
    lost = max(found.stays, key=lambda one: one.left, default=None)
    left = f" Most gave up on “{machine.screens[lost.screen].title}”: {lost.left}." if lost is not None and lost.left > 1 else ""
    return f"{found.success.count} of {_runs_in_words(found.ended)} that ended reached the goal.{left}"


def _runs_in_words(count: int) -> str:
    return f"{count} run{'' if count == 1 else 's'}"


def _interval(share: Share) -> str:
    if share.of < FEW:
        return f"{share.count} of {share.of}"
    return f"{round(100 * share.share)} % ({round(100 * share.low)} to {round(100 * share.high)} %, n = {share.of})"


async def _journey(request: AnyRequest, journey_id: str) -> Playable:
    found = await journey_version(installation_of(request), journey_id)
    if found is None:
        raise PageMissing("version of a journey that can be played")
    return found


routes = (show_results, show_template_results, show_results_file, show_template_file)
