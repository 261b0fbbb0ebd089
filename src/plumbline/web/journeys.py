"""The journeys of a cycle: which there are, a new one from a template or a file."""

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from litestar import Request, Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect

from plumbline.domain.journey.body import Looked
from plumbline.domain.journey.journey import CreateJourney, Journey
from plumbline.domain.journey.model import Model
from plumbline.domain.journey.plain import plain_of
from plumbline.domain.journey.template import Answer
from plumbline.edge.journey_templates import template_here, templates_here
from plumbline.files.journeys import read_journey
from plumbline.files.problem import PackErrors
from plumbline.handling.looks import look_at
from plumbline.handling.reports import report_on
from plumbline.kernel.outcome import Refusal
from plumbline.kernel.record import record
from plumbline.projections.items import journeys_of
from plumbline.projections.runs import count_of_runs
from plumbline.web.errors import PageMissing, check_cycle_id
from plumbline.web.findings import RefusalLine, RefusalWords, problem_words, refusal_words
from plumbline.web.forms import fields_of
from plumbline.web.journey_map import JourneyMap, journey_map
from plumbline.web.labels import name_of
from plumbline.web.reader import reader_of
from plumbline.web.render import page, see_other
from plumbline.web.session import AnyRequest, context_of, installation_of
from plumbline.web.status import status_of
from plumbline.web.uploads import upload_of


@record
class JourneyCard:
    """A journey in the list. faults: how many things keep it from being played. findings: open ones of the analysis.

    map: None while its content cannot be drawn.
    """

    href: str
    title: str
    owner: str
    version: int
    changed: bool
    faults: int
    findings: int
    runs: int
    counts: str
    map: JourneyMap | None


@get("/cycles/{cycle_id:str}/journeys")
async def show_journeys(request: Request[Any, Any, Any], cycle_id: FromPath[str]) -> Response[str]:
    """Show the journeys of a cycle."""
    return await journeys_page(request, cycle_id)


@post("/cycles/{cycle_id:str}/journeys")
async def add_journey(request: Request[Any, Any, Any], cycle_id: FromPath[str]) -> Response[str] | Redirect:
    """Add a journey from a template or from a file."""
    check_cycle_id(cycle_id)
    fields, context = await fields_of(request, reader_of(request).zone), context_of(request)
    upload = await upload_of(request, fields)
    made_from = await template_here(installation_of(request), fields.text("template"))
    if upload is None and made_from is None:
        fields.complain("template", "Choose a template, or a journey file.")
    if fields.problems:
        return await journeys_page(request, cycle_id, status=422, said=problem_words(fields.problems))
    if upload is not None:
        try:
            content = json.dumps(plain_of(read_journey(upload.body, upload.name)))
        except PackErrors as wrong:
            lines = tuple(RefusalLine(sentence=str(one)) for one in wrong.problems[:40])
            return await journeys_page(
                request, cycle_id, status=422, said=RefusalWords(title="The file is no journey that can be kept", lines=lines)
            )
        command = CreateJourney(cycle_id=cycle_id, content=content, title=fields.text("title"))
    else:
        assert made_from is not None  # it was asked for above
        answers = tuple(
            Answer(parameter=one.id, text=fields.text(f"answer-{one.id}"))
            for one in made_from.model.parameters
            if fields.has(f"answer-{one.id}") and fields.text(f"answer-{one.id}") != one.default
        )
        command = made_from.create(cycle_id, fields.text("title"), answers=answers)
    journey_id = context.new_id("jrn")
    answer = await installation_of(request).handling.handle(journey_id, command, context)
    if isinstance(answer, Refusal):
        said = refusal_words(answer, reader_of(request), None, f"/cycles/{cycle_id}/journeys")
        return await journeys_page(request, cycle_id, status=status_of(answer), said=said, kept=fields.kept())
    return see_other(f"/journeys/{journey_id}")


async def journeys_page(
    request: AnyRequest, cycle_id: str, *, status: int = 200, said: RefusalWords | None = None, kept: Mapping[str, Any] | None = None
) -> Response[str]:
    """Return the list of a cycle's journeys with the form that adds one. kept: what was written when it was refused."""
    kept = kept or {}
    installation, reader = installation_of(request), reader_of(request)
    check_cycle_id(cycle_id)
    async with installation.handling.reading(cycle_id) as cycle:
        if cycle.version == 0:
            raise PageMissing("cycle")
        title, closed = cycle.title, cycle.state == "closed"
    cards: list[JourneyCard] = []
    rows = await journeys_of(installation.ledger, cycle_id)
    for row in rows:
        runs = await count_of_runs(installation.ledger, row.item_id)
        async with installation.handling.reading(row.item_id, texts=True) as state:
            looked, accepted = look_at(state), set(state.accepted)
            card = _card(state, looked, name_of(reader.names, row.owner_id), runs)
        if looked.model is not None and looked.digest:
            report = await report_on(looked.model, looked.digest)
            card = replace(card, findings=sum(one.id not in accepted for one in report.findings))
        cards.append(card)
    chosen = await template_here(installation, str(kept.get("template") or request.query_params.get("template", "")))
    return page(
        request,
        "journey/list.html",
        status=status,
        title="Journeys",
        cycle_id=cycle_id,
        streams=(cycle_id, *(row.item_id for row in rows)),
        crumbs=({"title": title, "href": f"/cycles/{cycle_id}"}, {"title": "Journeys", "href": ""}),
        refusal=said,
        journeys=cards,
        templates=[(one.model.id, one.model.title) for one in await templates_here(installation)],
        chosen=chosen.model if chosen else None,
        answers=[
            (one.id, one.title, str(kept.get(f"answer-{one.id}", one.default))) for one in (chosen.model.parameters if chosen else ())
        ],
        called=str(kept.get("title", "")),
        closed=closed,
        commands=(
            ("Read", f"curl -H 'Authorization: Bearer …' {installation.base_url}/v1/cycles/{cycle_id}/journeys"),
            ("Schema of a journey file", "plumbline schema journey"),
        ),
    )


def counts_of(model: Model) -> str:
    """Return how large a journey is, in words."""
    exceptions = sum(one.kind == "exception" for one in model.screens)
    counted = ((len(model.roles), "role"), (len(model.screens), "screen"), (exceptions, "exception"), (len(model.tasks), "task"))
    return ", ".join(f"{count} {noun}{'' if count == 1 else 's'}" for count, noun in counted)


def _card(journey: Journey, looked: Looked, owner: str, runs: int) -> JourneyCard:
    model, home = looked.model, f"/journeys/{journey.id}"
    return JourneyCard(
        href=home, title=journey.called, owner=owner, version=journey.current.number, changed=journey.is_changed,
        faults=len(looked.faults), findings=0, runs=runs, counts=counts_of(model) if model else "",
        map=journey_map(model, home) if model else None,
    )  # fmt: skip


routes = [show_journeys, add_journey]
