"""How a demo cycle is told: beats in time, each one a command by a person."""

from collections.abc import Callable, Mapping
from dataclasses import field
from datetime import datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from plumbline.demo.people import PEOPLE, ZONE
from plumbline.domain.cycle.decision import Criterion, Option
from plumbline.domain.cycle.journey import JourneyRef
from plumbline.domain.cycle.review import Subject
from plumbline.domain.cycle.rules.wrap_up import OpenEnd, open_items
from plumbline.domain.cycle.state import Cycle
from plumbline.domain.cycle.thread import Anchor
from plumbline.domain.document.document import Document
from plumbline.domain.document.outline import section_at
from plumbline.domain.document.subject import subject_of
from plumbline.domain.workspace.decision_template import TemplateContent
from plumbline.domain.workspace.template_drawing import drawn_from, without_names
from plumbline.kernel.record import record


@record
class Beat:
    """One thing a person does. day: working day of the cycle, from 1; time: local, as HH:MM.

    name: what later beats call the thing that it makes. refused: whether the product must say no.
    document, journey: the name of what the command is for, instead of the cycle. in_workspace: whether it is for the workspace.
    """

    day: int
    time: str
    who: str
    command: Callable[["Story"], Any]
    name: str = ""
    refused: bool = False
    document: str = ""
    journey: str = ""
    in_workspace: bool = False


def beat(day: int, time: str, who: str, command: Callable[["Story"], Any], name: str = "", *, refused: bool = False) -> Beat:
    """Return a beat of a cycle, in one line."""
    return Beat(day=day, time=time, who=who, command=command, name=name, refused=refused)


@record
class Script:
    """A story: which playbook it runs, who answers for which area, and its beats in any order; its first one is by its lead.

    days_before: working days by which it starts before the cycles that are at day nine now. after: the script whose wrap-up it starts
    from. guests: what guests are called, by the key of their beats.
    """

    playbook: tuple[str, str, str]
    title: str
    owners: Mapping[str, str]
    beats: tuple[Beat, ...]
    days_before: int = 0
    after: "Script | None" = None
    guests: Mapping[str, str] = field(default_factory=dict[str, str])


class Story:
    """What the beats of one cycle may refer to: its people, sections, objective, the things made so far, and its days."""

    def __init__(self, cycle_id: str, people: dict[str, str], days: list[datetime], new_id: Callable[[str], str]) -> None:
        self.cycle_id = cycle_id
        self._people = people
        self._days = days
        self._new_id = new_id
        self._things: dict[str, str] = {}
        self._criteria: dict[str, tuple[Criterion, ...]] = {}
        self._options: dict[str, tuple[Option, ...]] = {}
        self._documents: dict[str, str] = {}
        self._journeys: dict[str, str] = {}
        self._known_documents: dict[str, Document] = {}
        self._known_journeys: dict[str, Subject] = {}
        self._cycle: Cycle | None = None

    @property
    def _known(self) -> Cycle:
        if self._cycle is None:
            raise LookupError("nothing is known of the cycle before it is composed")
        return self._cycle

    def meet(self, cycle: Cycle) -> None:
        """Look at the cycle's state after a beat, so that later beats can name its parts."""
        self._cycle = cycle

    def keep(self, name: str, item_id: str) -> None:
        """Remember a thing under a name."""
        self._things[name] = item_id

    def person(self, key: str) -> str:
        return self._people[key]

    def id(self, name: str) -> str:
        return self._things[name]

    def stage(self, number: int) -> str:
        """Return the id of the section that stands for a framework stage, by its number from 1."""
        return list(self._known.sections)[number - 1]

    def risk(self, number: int) -> str:
        """Return the id of a risk of the plan, by its number from 1."""
        return list(self._known.risks)[number - 1]

    def part(self, kind: str, number: int) -> str:
        """Return the id of a part of the frame, by its number from 1. kind: stages, practices, safeguards or promises."""
        return list(getattr(self._known, kind))[number - 1]

    def signal(self, number: int) -> str:
        """Return the id of a target signal of the plan, by its number from 1."""
        plan = self._known.plan
        return plan.target_signals[number - 1].id if plan else ""

    def pressure(self, number: int) -> str:
        """Return the id of a pressure of the plan, by its number from 1."""
        plan = self._known.plan
        return plan.pressures[number - 1].id if plan else ""

    def escalation(self, item: str) -> str:
        """Return the id of the newest escalation of an item."""
        return self._known.escalations_of[self.id(item)][-1]

    def clock(self, item: str) -> str:
        """Return the id of the clock that runs for an item."""
        return self._known.clock_of[self.id(item)]

    def agenda(self, planned: str) -> str:
        """Return the id of an item of the agenda that has days of its own, by its id in the plan."""
        return next(one.id for one in self._known.agenda.values() if one.planned_id == planned)

    def correction(self, number: int) -> str:
        """Return the id of a correction, by its number from 1."""
        return list(self._known.corrections)[number - 1]

    def left_open(self) -> list[OpenEnd]:
        """Return everything that a wrap-up has to say something about."""
        return list(open_items(self._known))

    def metric(self, number: int) -> str:
        """Return the id of a metric of the plan, by its slot from 1."""
        plan = self._known.plan
        return plan.metrics[number - 1].id if plan else ""

    def practice(self, number: int) -> str:
        """Return the id of a practice of the plan, by its number from 1."""
        plan = self._known.plan
        return plan.practices[number - 1].id if plan else ""

    def line(self, handoff: str, number: int) -> str:
        """Return the id of a line of a handoff, by its number from 1."""
        return list(self._known.handoffs[self.id(handoff)].lines)[number - 1]

    def objective(self, number: int = 1) -> str:
        """Return the id of an objective; the first one is the playbook's."""
        return list(self._known.objectives)[number - 1]

    def at(self, day: int, hour: str = "17:00") -> datetime:
        """Return an instant on a working day of the cycle."""
        clock = time.fromisoformat(hour)
        return self._days[day - 1].astimezone(ZoneInfo(ZONE)).replace(hour=clock.hour, minute=clock.minute).astimezone(self._days[0].tzinfo)

    def criteria(self, decision: str, *texts: tuple[str, str]) -> tuple[Criterion, ...]:
        """Make criteria, each (text, key of its owner), checked by hand; kept so that evidence can name them."""
        made = tuple(
            Criterion(id=self._new_id("crt"), text=text, method="manual", owner_id=self.person(owner), check="Show it to the owner.")
            for text, owner in texts
        )
        self._criteria[decision] = made
        return made

    def criterion_ids(self, decision: str, *numbers: int) -> tuple[str, ...]:
        """Return ids of a decision's criteria by number, from 1; all of them without a number."""
        made = self._criteria[decision]
        return tuple(made[number - 1].id for number in numbers) if numbers else tuple(one.id for one in made)

    def options(self, decision: str, *pairs: tuple[str, str]) -> tuple[Option, ...]:
        """Make options, each (title, consequence)."""
        made = tuple(Option(id=self._new_id("opt"), title=title, consequence=consequence) for title, consequence in pairs)
        self._options[decision] = made
        return made

    def option_id(self, decision: str, number: int) -> str:
        return self._options[decision][number - 1].id

    def on(self, decision: str) -> Anchor:
        """Return the anchor of a thread about a decision as it reads now."""
        found = self._known.decisions[self.id(decision)]
        return Anchor(kind="decision", id=found.id, digest=found.content_hash)

    def document(self, name: str) -> str:
        """Return the id of a document; a new one the first time."""
        if name not in self._documents:
            self._documents[name] = self._new_id("doc")
        return self._documents[name]

    def journey(self, name: str) -> str:
        """Return the id of a journey; a new one the first time."""
        if name not in self._journeys:
            self._journeys[name] = self._new_id("jrn")
        return self._journeys[name]

    def meet_journey(self, name: str, subject: Subject | None) -> None:
        """Look at a journey after a beat, so that later beats can name its newest version."""
        if subject is not None:
            self._known_journeys[name] = subject

    def journey_subject(self, name: str) -> Subject:
        """Return a journey's newest version as a review sees it."""
        return self._known_journeys[name]

    def version(self, name: str) -> JourneyRef:
        """Return a journey's newest version as a decision names it."""
        subject = self._known_journeys[name]
        return JourneyRef(journey_id=subject.id, digest=subject.content_hash, number=subject.number)

    def meet_document(self, name: str, document: Document) -> None:
        """Look at a document after a beat, so that later beats can name its sections and passages."""
        self._known_documents[name] = document

    def subject(self, name: str) -> Subject:
        return subject_of(self._known_documents[name])

    def text(self, name: str) -> str:
        """Return a document's newest text."""
        document = self._known_documents[name]
        return document.texts[document.current.digest]

    def section(self, name: str, number: int) -> str:
        """Return the id of a section of a document, by its number from 1."""
        return self._known_documents[name].current.sections[number - 1].id

    def passage(self, name: str, words: str) -> Anchor:
        """Return the anchor of words in a document as it reads now."""
        version, start = self._known_documents[name].current, self.text(name).index(words)
        section = section_at(version.sections, start)
        return Anchor(
            kind="document", id=self.document(name), part=section.id, digest=section.digest, number=version.number, start=start,
            end=start + len(words),
        )  # fmt: skip

    def taken(self, name: str) -> TemplateContent:
        """Return what a decision gives to a template, without the names of the demo's people."""
        decision = self._known.decisions[self.id(name)]
        pieces = (self._known.evidence[one] for one in self._known.evidence_of.get(decision.id, ()))
        return without_names(drawn_from(decision, pieces), [one.name for one in PEOPLE])

    def new_id(self, prefix: str) -> str:
        return self._new_id(prefix)
