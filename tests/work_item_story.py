"""A commitment with an item outside, told in memory: the tracker, the link, and what the tracker says."""

from datetime import date, datetime, timedelta
from typing import Any

from cycle_story import SYSTEM, Story, story
from cycle_walk import plan_with_entry
from plumbline.domain.cycle.decision import ApproveDecision
from plumbline.domain.cycle.gate import PassGate
from plumbline.domain.cycle.handoff import AcceptHandoff, AssembleHandoff, EdgeCase, Line, OfferHandoff, Terms
from plumbline.domain.cycle.state import Recorded
from plumbline.domain.cycle.work_item import LinkWorkItem, ReportWorkItem, Status, WorkItem
from plumbline.domain.workspace import rules as workspace_rules
from plumbline.domain.workspace.endpoint import AddEndpoint, Setting
from plumbline.kernel.outcome import Refusal

TRACKER, OTHER = "end_" + "0" * 26, "end_" + "1" * 26
RECEIVER, OWNER, AFTER = "ida", "ana", "bo"
ISSUE = "https://github.com/acme/shop/issues/7"
GRACE = timedelta(minutes=15)


class Outside:
    """One accepted line of a handoff, in a workspace that has a tracker on GitHub."""

    def __init__(self, *, accept: bool = True) -> None:
        self.told: Story = story(plan_with_entry())
        connect(self.told, TRACKER)
        decision_id = self.told.ready()
        self.told.given(ApproveDecision(decision_id=decision_id, because="It works.", option_id="opt_b"), by=OWNER)
        self.told.given(PassGate(gate_id="implementation-entry", item_id=decision_id), by=OWNER)
        terms = Terms(
            decision_id=decision_id,
            expected="One retry after five seconds, then the other ways to pay.",
            edge_cases=(EdgeCase(when="The second try is declined", then="The basket is kept."),),
            metric_id="time-to-resolution",
            owner_after_id=AFTER,
            checkpoint_at=self.told.now + timedelta(days=20),
            checkpoint_criterion="Below 20 h for 50 orders",
            practice_id="practice",
        )
        self.decision_id = decision_id
        self.handoff_id = self.told.given(AssembleHandoff(lines=(terms,), receiver_id=RECEIVER), by=OWNER)
        self.told.given(OfferHandoff(handoff_id=self.handoff_id), by=OWNER)
        if accept:
            self.told.given(AcceptHandoff(handoff_id=self.handoff_id), by=RECEIVER)

    @property
    def line(self) -> Line:
        return next(iter(self.told.cycle.handoffs[self.handoff_id].lines.values()))

    @property
    def item(self) -> WorkItem:
        return self.line.work_items[TRACKER]

    def about(self, command: type[Any], **said: Any) -> Any:
        """Return a command about the line and its item."""
        return command(handoff_id=self.handoff_id, commitment_id=self.line.id, **{"endpoint_id": TRACKER, **said})

    def made(self) -> "Outside":
        """The system made an issue for the line."""
        link = self.about(LinkWorkItem, reference="acme/shop#7", url=ISSUE, title=self.line.agreed.title)
        self.told.given(link, by=SYSTEM)
        return self

    def report(self, status: Status, title: str = "", due_on: date | None = None, at: datetime | None = None, **more: Any) -> Any:
        """The tracker says how it stands; return what follows here."""
        said = {"title": title or self.line.agreed.title, "changed_at": at or self.told.now, "due_on": due_on, **more}
        return self.told.when(self.about(ReportWorkItem, status=status, **said), by=SYSTEM)


def connect(told: Story, endpoint_id: str, connector: str = "github", **settings: str) -> None:
    """Connect a tracker in the workspace of a story."""
    kept = tuple(Setting(name=name, value=value) for name, value in (settings or {"repository": "acme/shop"}).items())
    add = AddEndpoint(
        endpoint_id=endpoint_id, title="Issues", origin="https://api.github.com", address_fingerprint="a", secret_fingerprint="b",
        connector=connector, settings=kept,
    )  # fmt: skip
    answer = workspace_rules.decide(add, told.workspace, told.context("mara"))
    assert not isinstance(answer, Refusal), answer
    for event in answer:
        workspace_rules.evolve(told.workspace, Recorded(event, "mara", told.now))
