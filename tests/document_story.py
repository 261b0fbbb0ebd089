"""A document told in memory: people, commands as they come, texts kept as the writer keeps them. Pure: decide and evolve only."""

from datetime import datetime, timedelta
from typing import Any

from cycle_story import MONDAY, opened_workspace
from plumbline.domain.cycle.state import Recorded
from plumbline.domain.document import rules
from plumbline.domain.document.document import CreateDocument
from plumbline.kernel.identity import make_id
from plumbline.kernel.outcome import Context, Refusal

POLICY = """# Declined cards

## What the buyer sees

The buyer sees why the payment failed and is offered one retry.

## What support does

After a third decline the card is blocked and the order is kept for 24 hours.
"""


class DocumentStory:
    """One document and what happened to it. Ana owns it; Mara leads; Bo and Ida review."""

    def __init__(self, text: str = POLICY, at: datetime = MONDAY) -> None:
        self.workspace, self.now = opened_workspace(), at
        self.document = rules.new(make_id("doc", at, 0))
        self._made = 0
        self.given(CreateDocument(cycle_id="cyc_1", title="Declined cards", text=text), by="ana")

    @property
    def id(self) -> str:
        return self.document.id

    @property
    def text(self) -> str:
        return self.document.texts[self.document.current.digest]

    def when(self, command: Any, by: str = "ana") -> list[Any] | Refusal:
        """Send a command; keep its texts and apply its events, or return the refusal."""
        self.now += timedelta(minutes=1)
        self._made += 1
        made = iter(range(self._made * 100, self._made * 100 + 100))
        context = Context(actor=by, actor_kind="app_user", now=self.now, new_id=lambda prefix: make_id(prefix, self.now, next(made)))
        answer = rules.decide(command, self.document, self.workspace, context)
        if not isinstance(answer, Refusal):
            for text in rules.texts_of(command, self.document) if answer else ():
                self.document.texts[rules.digest_of(text)] = text
            for event in answer:
                rules.evolve(self.document, Recorded(event, by, self.now))
        return answer

    def given(self, command: Any, by: str = "ana") -> Any:
        """Send a command that must be accepted and change something; return its first event."""
        answer = self.when(command, by)
        assert not isinstance(answer, Refusal), answer
        assert answer, f"{command} had no effect"
        return answer[0]
