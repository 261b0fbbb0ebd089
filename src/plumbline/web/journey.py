"""One journey: its map, the same as tables, a form for every part, its versions. Everything can be done here without scripts."""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from litestar import Request, Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect

from plumbline.domain.cycle.decision import DraftDecision
from plumbline.domain.journey.analysis.finding import Finding
from plumbline.domain.journey.body import Looked
from plumbline.domain.journey.edit import PartKind, setting
from plumbline.domain.journey.journey import AcceptFinding, Command, EditJourney, Journey, NameVersion, RestoreVersion, UndoEdit
from plumbline.domain.journey.plain import Plain, model_of
from plumbline.domain.journey.standing import INCONCLUSIVE
from plumbline.edge.journey_files import without_picture
from plumbline.edge.journey_updating import update_of
from plumbline.handling.looks import look_at
from plumbline.handling.reports import report_on
from plumbline.kernel.outcome import Refusal
from plumbline.projections.lineage import branches_of
from plumbline.web.errors import PageMissing
from plumbline.web.findings import RefusalLine, RefusalWords, problem_words, refusal_words
from plumbline.web.forms import Fields, fields_of
from plumbline.web.journey_edits import addition, changes, move, part_in, removal
from plumbline.web.journey_findings import finding_row
from plumbline.web.journey_found import content_of, cycle_of, kind_of
from plumbline.web.journey_map import journey_map
from plumbline.web.journey_part import new_page, part_page
from plumbline.web.journey_threads import asking, part_titles, thread_lines
from plumbline.web.journey_view import (
    OTHER_KINDS,
    fault_row,
    part_lines,
    screen_rows,
    version_rows,
)
from plumbline.web.labels import name_of
from plumbline.web.people import choices
from plumbline.web.reader import reader_of
from plumbline.web.render import page, see_other
from plumbline.web.session import AnyRequest, context_of, installation_of
from plumbline.web.status import status_of
from plumbline.words.journey_finding import UNPROVEN, finding_words


@get("/journeys/{journey_id:str}")
async def show_journey(request: Request[Any, Any, Any], journey_id: FromPath[str]) -> Response[str]:
    """Show a journey as it is now."""
    return await journey_page(request, journey_id)


@get("/journeys/{journey_id:str}/parts/{kind:str}/{part:str}")
async def show_part(request: Request[Any, Any, Any], journey_id: FromPath[str], kind: FromPath[str], part: FromPath[str]) -> Response[str]:
    """Show one part of a journey with the form that changes it."""
    return await part_page(request, journey_id, kind_of(kind), part, request.query_params.get("screen", ""))


@get("/journeys/{journey_id:str}/new/{kind:str}")
async def show_new(request: Request[Any, Any, Any], journey_id: FromPath[str], kind: FromPath[str]) -> Response[str]:
    """Show the form that adds a part."""
    return await new_page(request, journey_id, kind_of(kind), request.query_params.get("screen", ""))


@post("/journeys/{journey_id:str}/edits")
async def edit_journey(request: Request[Any, Any, Any], journey_id: FromPath[str]) -> Response[str] | Redirect:
    """Change, add, move or take away a part."""
    fields = await fields_of(request, reader_of(request).zone)
    kind, part, screen, op = kind_of(fields.text("kind")), fields.text("part"), fields.text("screen"), fields.text("op")
    await cycle_of(request, journey_id)
    async with installation_of(request).handling.reading(journey_id, texts=True) as state:
        content: Plain = state.content or {}
        old = part_in(content, kind, part, screen)
        match op:
            case "add":
                edits = addition(kind, screen, content, fields)
            case "remove":
                edits = removal(kind, part, screen, content)
            case "up" | "down":
                edits = move(kind, part, screen, content, up=op == "up")
            case _ if old is None:
                edits = (setting(kind, part, "title", None, screen=screen),)  # refused with the name of whoever removed the part
            case _:
                edits = changes(kind, part, screen, old, fields)
    again = _again(request, journey_id, kind, part, screen, fields, adds=op == "add")
    if fields.problems:
        return await again(422, problem_words(fields.problems))
    answer = await installation_of(request).handling.handle(
        journey_id, EditJourney(journey_id=journey_id, edits=edits), context_of(request)
    )
    if isinstance(answer, Refusal):
        return await again(status_of(answer), refusal_words(answer, reader_of(request), None, f"/journeys/{journey_id}"))
    return see_other(_after(journey_id, op, kind, part if op != "add" else edits[0].part, screen))


def _name(journey_id: str, fields: Fields) -> Command:
    return NameVersion(journey_id=journey_id, name=fields.text("name"), read_digest=fields.text("read_digest"))


def _restore(journey_id: str, fields: Fields) -> Command:
    return RestoreVersion(journey_id=journey_id, number=fields.whole("number"))


def _undo(journey_id: str, _: Fields) -> Command:
    return UndoEdit(journey_id=journey_id)


_ACTS: dict[str, Callable[[str, Fields], Command]] = {"versions": _name, "restorations": _restore, "undoings": _undo}


@post("/journeys/{journey_id:str}/repairs")
async def repair_journey(request: Request[Any, Any, Any], journey_id: FromPath[str]) -> Response[str] | Redirect:
    """Make the edits that the analysis proposes for a finding, as if they had been typed."""
    await cycle_of(request, journey_id)
    fields = await fields_of(request, reader_of(request).zone)
    found = await finding_of(request, journey_id, fields.text("finding"))
    if found is None or not found.repair:
        fields.complain("finding", "That finding is not there any more, or nothing mends it by itself. The list below is of now.")
        return await journey_page(request, journey_id, status=409, said=problem_words(fields.problems))
    command = EditJourney(journey_id=journey_id, edits=found.repair)
    answer = await installation_of(request).handling.handle(journey_id, command, context_of(request))
    if isinstance(answer, Refusal):
        said = refusal_words(answer, reader_of(request), None, f"/journeys/{journey_id}")
        return await journey_page(request, journey_id, status=status_of(answer), said=said)
    return see_other(f"/journeys/{journey_id}#findings")


@post("/journeys/{journey_id:str}/acceptances")
async def accept_finding(request: Request[Any, Any, Any], journey_id: FromPath[str]) -> Response[str] | Redirect:
    """Take a finding as it is: it becomes a decision of the cycle, with an owner who answers for it."""
    installation, reader, home = installation_of(request), reader_of(request), f"/journeys/{journey_id}"
    cycle_id = await cycle_of(request, journey_id)
    fields = await fields_of(request, reader.zone)
    found = await finding_of(request, journey_id, fields.text("finding"))
    reason = fields.required("reason", "why it is right as it is")
    unproven = found is None and fields.text("finding") == INCONCLUSIVE and not await _is_complete(request, journey_id)
    if found is None and not unproven:
        fields.complain("finding", "That finding is not there any more. The list below is of now.")
    if fields.problems:
        return await journey_page(request, journey_id, status=422, said=problem_words(fields.problems))
    content, title, _ = await content_of(request, journey_id)
    words = finding_words(found, model_of(content)) if found else UNPROVEN
    draft = DraftDecision(
        title=f"{title}: {words.title}"[:200], section_id=fields.text("section_id"), objective_id=fields.text("objective_id"),
        question=f"{words.why}\n\nTaken as it is: {reason}\n\nJourney: {home}", owner_id=fields.text("owner_id") or reader.person_id,
    )  # fmt: skip
    answer = await installation.handling.handle(cycle_id, draft, context_of(request))
    if not isinstance(answer, Refusal):
        command = AcceptFinding(
            journey_id=journey_id, finding_id=fields.text("finding"), owner_id=draft.owner_id, reason=reason, decision_id=answer.item
        )
        answer = await installation.handling.handle(journey_id, command, context_of(request))
    if isinstance(answer, Refusal):
        return await journey_page(request, journey_id, status=status_of(answer), said=refusal_words(answer, reader, None, home))
    return see_other(f"{home}#findings")


@post("/journeys/{journey_id:str}/{act:str}")
async def act_on_journey(request: Request[Any, Any, Any], journey_id: FromPath[str], act: FromPath[str]) -> Response[str] | Redirect:
    """Keep a version, bring one back, or take back one's own last change."""
    await cycle_of(request, journey_id)
    if act not in _ACTS:
        raise PageMissing("act")
    fields = await fields_of(request, reader_of(request).zone)
    answer = await installation_of(request).handling.handle(journey_id, _ACTS[act](journey_id, fields), context_of(request))
    if isinstance(answer, Refusal):
        said = refusal_words(answer, reader_of(request), None, f"/journeys/{journey_id}")
        return await journey_page(request, journey_id, status=status_of(answer), said=said)
    return see_other(f"/journeys/{journey_id}")


async def journey_page(request: AnyRequest, journey_id: str, *, status: int = 200, said: RefusalWords | None = None) -> Response[str]:
    """Return the page of a journey."""
    installation, reader, home = installation_of(request), reader_of(request), f"/journeys/{journey_id}"
    cycle_id = await cycle_of(request, journey_id)
    async with installation.handling.reading(journey_id, texts=True) as state:
        journey: Journey = state
        content: Plain = dict(journey.content or {})
        values: dict[str, Any] = {
            "version": journey.current.number,
            "changed": journey.is_changed,
            "owner": name_of(reader.names, journey.owner_id),
            "made_from": (journey.template_id, journey.made_of.version),
            "origin": journey.origin,
            "versions": tuple(version_rows(journey, reader)),
            "may_undo": any(one.author_id == reader.person_id and not one.undone and not one.undoes for one in journey.changes),
        }
        title = journey.called
        accepted, places = dict(journey.accepted), dict(journey.places)
        model, faults, digest = look_at(journey)
    report = await report_on(model, digest) if model and digest else None
    rows = [finding_row(one, model, home, accepted, reader.names) for one in report.findings] if model and report else []
    found = Counter(screen for one in report.findings if one.id not in accepted for screen in one.screens) if report else Counter[str]()
    workspace = await installation.handling.workspace()
    async with installation.handling.reading(cycle_id) as cycle:
        values["sections"] = [(one.id, one.title) for one in cycle.sections.values()]
        values["objectives"] = [(one.id, one.title) for one in cycle.objectives.values()]
        values |= {"thread_lines": thread_lines(cycle, journey_id, part_titles(content)), **asking(cycle, workspace, reader)}
    return page(
        request,
        "journey/show.html",
        status=status,
        title=title,
        cycle_id=cycle_id,
        current=f"/cycles/{cycle_id}/journeys",
        streams=(journey_id,),
        beside=journey_id,
        crumbs=({"title": "Journeys", "href": f"/cycles/{cycle_id}/journeys"}, {"title": title, "href": ""}),
        refusal=said,
        home=home,
        summary=content.get("summary", ""),
        map=journey_map(model, home, places=places, found=found) if model else None,
        arranged=bool(places),
        faults=[fault_row(one, content, home) for one in faults],
        report=report,
        findings=[one for one in rows if not one.accepted],
        taken=[one for one in rows if one.accepted],
        own_id=journey_id,
        newer=await update_of(installation, journey_id),
        branches=[(row.journey_id, row.branch, row.origin_number) for row in await branches_of(installation.ledger, journey_id)],
        unproven=report is not None and not report.complete and INCONCLUSIVE not in accepted,
        people=choices(workspace, reader),
        screens=screen_rows(model, home) if model else (),
        without_picture=await without_picture(installation.blobs, content),
        others=[(kind, heading, noun, part_lines(kind, content, home)) for kind, heading, noun in OTHER_KINDS],
        commands=(
            ("Read", f"curl -H 'Authorization: Bearer …' {installation.base_url}/v1/journeys/{journey_id}"),
            ("Edit", f"curl -H 'Authorization: Bearer …' -d @edits.json {installation.base_url}/v1/journeys/{journey_id}/edits"),
        ),
        **values,
    )


def _again(
    request: AnyRequest, journey_id: str, kind: PartKind, part: str, screen: str, fields: Fields, *, adds: bool
) -> Callable[[int, RefusalWords], Any]:
    async def show(status: int, said: RefusalWords) -> Response[str]:
        if adds:
            return await new_page(request, journey_id, kind, screen, status=status, said=said, kept=fields.kept())
        content, _, _ = await content_of(request, journey_id)
        if part_in(content, kind, part, screen) is None:
            written = "; ".join(f"{name[2:]}: {value}" for name, value in fields.kept().items() if name.startswith("p-") and value)
            kept = (RefusalLine(sentence=f"What you wrote: {written}"),) if written else ()
            return await journey_page(request, journey_id, status=status, said=replace(said, lines=(*said.lines, *kept)))
        return await part_page(request, journey_id, kind, part, screen, status=status, said=said, kept=fields.kept())

    return show


def _after(journey_id: str, op: str, kind: PartKind, part: str, screen: str) -> str:
    home = f"/journeys/{journey_id}"
    if screen and op in ("remove", "add", "up", "down"):
        return f"{home}/parts/screen/{screen}#parts"
    if op == "remove" or kind == "journey":
        return home
    return f"{home}/parts/{kind}/{part}" + (f"?screen={screen}" if screen else "")


async def finding_of(request: AnyRequest, journey_id: str, finding_id: str) -> Finding | None:
    """Return a finding of the journey as it is now, or None when it has no such finding, or has faults."""
    model, _, digest = await _look_at(request, journey_id)
    if model is None or not digest:
        return None
    report = await report_on(model, digest)
    return next((one for one in report.findings if one.id == finding_id), None)


async def _is_complete(request: AnyRequest, journey_id: str) -> bool:
    """Whether every state of the journey as it is now was looked at. Of one with faults nothing is said."""
    model, _, digest = await _look_at(request, journey_id)
    return model is None or not digest or (await report_on(model, digest)).complete


async def _look_at(request: AnyRequest, journey_id: str) -> Looked:
    await cycle_of(request, journey_id)
    async with installation_of(request).handling.reading(journey_id, texts=True) as state:
        return look_at(state)


routes = [show_journey, show_part, show_new, edit_journey, repair_journey, accept_finding, act_on_journey]
