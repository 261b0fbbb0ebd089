"""The templates that a workspace can use: the built-in ones, and those that it made of its own journeys. Pages, API and links share it."""

import json
from collections.abc import Sequence

from plumbline.domain.journey.analysis.finding import Report
from plumbline.domain.journey.body import digest_of
from plumbline.domain.journey.comparing.difference import normal
from plumbline.domain.journey.journey import CreateJourney, Journey
from plumbline.domain.journey.model import Model
from plumbline.domain.journey.plain import Plain, model_of
from plumbline.domain.journey.problems import problems_of
from plumbline.domain.journey.template import Answer, Name, Settlement, names_in, settled
from plumbline.domain.workspace.template import PublishedTemplate, PublishTemplate
from plumbline.files import journeys
from plumbline.handling.reports import report_on
from plumbline.installation import Installation
from plumbline.kernel.record import record
from plumbline.projections.items import find_item
from plumbline.words.journey_finding import finding_words


@record
class TemplateHere:
    """A template in its newest version. published: how it came to be; None for a built-in one."""

    model: Model
    content: str
    digest: str
    published: PublishedTemplate | None = None
    versions: Sequence[PublishedTemplate] = ()

    def create(self, cycle_id: str, title: str = "", owner_id: str = "", answers: tuple[Answer, ...] = ()) -> CreateJourney:
        """Return the command that makes a journey of it."""
        return CreateJourney(
            cycle_id=cycle_id, content=self.content, title=title, owner_id=owner_id, template_id=self.model.id,
            template_version=self.model.version, template_digest=self.digest, answers=answers,
        )  # fmt: skip


@record
class Draft:
    """What would become a template. names: what may name somebody, and is decided about one by one. content: with what was decided.

    findings: of the analysis, in words; none while it has faults. complete: whether every state was looked at.
    """

    journey_id: str
    journey_title: str
    cycle_id: str
    number: int
    names: tuple[Name, ...]
    open_names: tuple[str, ...]
    content: Plain
    findings: tuple[str, ...]
    complete: bool

    def command(self, template_id: str, title: str) -> PublishTemplate:
        """Return the command that publishes it."""
        return PublishTemplate(
            template_id=template_id, title=title, content=json.dumps(self.content), journey_id=self.journey_id,
            journey_number=self.number, open_names=self.open_names, findings=self.findings, complete=self.complete,
            is_free=journeys.template(template_id) is None,
        )  # fmt: skip


async def templates_here(installation: Installation) -> list[TemplateHere]:
    """Return every template in its newest version, by title."""
    found = [_built_in(one) for one in journeys.templates().values()]
    own = [await template_here(installation, one) for one in (await installation.handling.workspace()).templates]
    return sorted((one for one in (*found, *own) if one is not None), key=lambda one: one.model.title)


async def template_here(installation: Installation, template_id: str) -> TemplateHere | None:
    """Return a template in its newest version; None where there is none of that id."""
    if (built_in := journeys.template(template_id)) is not None:
        return _built_in(built_in)
    versions = (await installation.handling.workspace()).templates.get(template_id)
    blob = await installation.blobs.get(versions[-1].published.digest) if versions else None
    if not versions or blob is None:
        return None
    content = blob.body.decode()
    return TemplateHere(
        model=model_of(json.loads(content)), content=content, digest=versions[-1].published.digest, published=versions[-1],
        versions=tuple(versions),
    )  # fmt: skip


async def draft_of(installation: Installation, journey_id: str, number: int, settlements: Sequence[Settlement]) -> Draft | None:
    """Return what a version of a journey would be as a template, the newest one for 0; None where there is no such version."""
    row = await find_item(installation.ledger, journey_id)
    if row is None or row.kind != "journey":
        return None
    async with installation.handling.reading(journey_id) as state:
        journey: Journey = state
        version = journey.numbered(number) if number else journey.current
        title, answers = journey.title, [one.text for one in journey.answers]
    blob = await installation.blobs.get(version.digest) if version else None
    if version is None or blob is None:
        return None
    content: Plain = normal(json.loads(blob.body))
    workspace = await installation.handling.workspace()
    people = [name for person in workspace.members if (name := installation.directory.names().get(person, ""))]
    names = names_in(content, {"person": people, "workspace": [workspace.title], "answer": answers})
    decided = {one.text for one in settlements}
    content = settled(content, settlements)
    report = await _report(content)
    return Draft(
        journey_id=journey_id, journey_title=title, cycle_id=row.cycle_id, number=version.number, names=names,
        open_names=tuple(one.text for one in names if one.text not in decided), content=content,
        findings=tuple(finding_words(one, model_of(content)).title for one in report.findings) if report else (),
        complete=report.complete if report else False,
    )  # fmt: skip


async def _report(content: Plain) -> Report | None:
    model = model_of(content)
    return None if problems_of(model) else await report_on(model, digest_of(content))


def _built_in(found: journeys.Template) -> TemplateHere:
    return TemplateHere(model=found.model, content=found.content, digest=found.digest)
