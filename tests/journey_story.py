"""A journey told in memory: people, commands as they come, bodies kept as the writer keeps them. Pure: decide and evolve only."""

import json
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from cycle_story import MONDAY, opened_workspace
from plumbline.domain.cycle.state import Recorded
from plumbline.domain.journey import rules
from plumbline.domain.journey.edit import Edit
from plumbline.domain.journey.journey import CreateJourney, EditJourney, Journey
from plumbline.kernel.identity import make_id
from plumbline.kernel.outcome import Context, Refusal
from small_journey import plain


class JourneyStory:
    """One journey and what happened to it. Ana owns it; Bo and Ida edit it with her."""

    def __init__(self, content: dict[str, Any] | None = None, at: datetime = MONDAY, begin: CreateJourney | None = None) -> None:
        self.workspace, self.now = opened_workspace(), at
        self.journey = rules.new(make_id("jrn", at, 0))
        self.bodies: dict[str, bytes] = {}
        self.history: list[Recorded] = []
        self.given(begin or CreateJourney(cycle_id="cyc_1", content=json.dumps(content or plain())))

    @property
    def content(self) -> dict[str, Any]:
        """The plain form of now."""
        self.bring(self.journey)
        return self.journey.content or {}

    def bring(self, journey: Journey) -> None:
        """Put the content into a state, as the writer does before rules see it."""
        if journey.content is None and journey.base:
            rules.bring(journey, self.bodies[journey.base])

    def folded(self) -> Journey:
        """Return the state folded anew from everything that happened."""
        journey = rules.new(self.journey.id)
        for happened in self.history:
            rules.evolve(journey, happened)
        self.bring(journey)
        return journey

    def when(self, command: Any, by: str = "ana") -> list[Any] | Refusal:
        """Send a command; keep its bodies and apply its events, or return the refusal."""
        self.now += timedelta(minutes=1)
        self.bring(self.journey)
        answer = rules.decide(command, self.journey, self.workspace, self.context(by))
        if not isinstance(answer, Refusal):
            for body in rules.bodies_of(command, self.journey) if answer else ():
                self.bodies[sha256(body).hexdigest()] = body
            for event in answer:
                happened = Recorded(event, by, self.now)
                self.history.append(happened)
                rules.evolve(self.journey, happened)
        return answer

    def context(self, by: str) -> Context:
        """Return who sends a command, now."""
        return Context(actor=by, actor_kind="app_user", now=self.now, new_id=lambda prefix: make_id(prefix, self.now, 1))

    def given(self, command: Any, by: str = "ana") -> Any:
        """Send a command that must be accepted and change something; return its first event."""
        answer = self.when(command, by)
        assert not isinstance(answer, Refusal), answer
        assert answer, f"{command} had no effect"
        return answer[0]

    def edits(self, *edits: Edit, by: str = "ana") -> Any:
        """Change the journey; return the event."""
        return self.given(EditJourney(journey_id=self.journey.id, edits=edits), by)
