"""The frame of a cycle as cards: how each part stands, and the forms of what can be done to it."""

from collections.abc import Iterator
from typing import Any

from plumbline.domain.cycle.facts.message import claims_of, is_suspect
from plumbline.domain.cycle.rules.practice import is_explicit
from plumbline.domain.cycle.rules.safeguard import places
from plumbline.domain.cycle.state import Cycle
from plumbline.domain.workspace.workspace import Workspace
from plumbline.kernel.record import record
from plumbline.web.labels import Chip, Names, label_of, name_of

_ROLES = {
    "informal": "breached",
    "explicit": "approved",
    "named": "due",
    "formalised": "pending",
    "kept": "approved",
    "lapsed": "breached",
    "bound": "pending",
    "at_risk": "due",
    "broken": "breached",
    "not_entered": "draft",
    "in": "pending",
    "exited": "approved",
    "planned": "pending",
    "launched": "approved",
    "expanded": "approved",
    "held": "due",
    "rolled_back": "ended",
    "delivered": "approved",
    "drafted": "due",
    "checked": "pending",
    "sent": "approved",
    "withdrawn": "ended",
    "missed": "breached",
}


@record
class Field:
    """One field of a form. options: for a choice; empty for a text."""

    name: str
    label: str
    options: tuple[tuple[str, str], ...] = ()
    value: str = ""


@record
class Form:
    act: str
    title: str
    fields: tuple[Field, ...]


@record
class Card:
    id: str
    title: str
    chip: Chip
    owner: str
    lines: tuple[str, ...]
    forms: tuple[Form, ...]


@record
class Part:
    """One part of the frame: its heading, what it is for, and its cards. empty: what stands there while there are none."""

    id: str
    title: str
    text: str
    cards: tuple[Card, ...]
    empty: str = ""


def frame_parts(cycle: Cycle, workspace: Workspace, names: Names, people: tuple[tuple[str, str], ...], now: Any) -> tuple[Part, ...]:
    """Return the parts of the frame. people: who can be chosen in a form."""
    cards = _Cards(cycle, workspace, names, people, now)
    return (
        Part(id="stages", title="Stages", text="A stage is left through its gate, with its target signal.", cards=tuple(cards.stages())),
        Part(id="practices", title="Practices", text="Informal is a defect: nobody can tell who keeps it.", cards=tuple(cards.practices())),
        Part(
            id="safeguards",
            title="Safeguards",
            text="Formalised before implementation, reviewed every cycle.",
            cards=tuple(cards.safeguards()),
        ),
        Part(id="promises", title="Promises", text="Each is bound to a measure and has an owner.", cards=tuple(cards.promises())),
        Part(
            id="releases",
            title="Releases",
            text="Their order protects a promise; growing needs evidence.",
            cards=tuple(cards.releases()),
            empty="No release is planned yet.",
        ),
        Part(
            id="messages",
            title="Messages",
            text="Each claim rests on something in the record.",
            cards=tuple(cards.messages()),
            empty="No message to the outside was drafted yet.",
        ),
        Part(
            id="checkpoints",
            title="Checkpoints",
            text="At each, a metric tells whether a dependency is coming.",
            cards=tuple(cards.checkpoints()),
            empty="No dependency has a checkpoint yet.",
        ),
    )


class _Cards:
    def __init__(self, cycle: Cycle, workspace: Workspace, names: Names, people: tuple[tuple[str, str], ...], now: Any) -> None:
        self._cycle, self._workspace, self._names, self._people, self._now = cycle, workspace, names, people, now

    def stages(self) -> Iterator[Card]:
        signals = tuple((one.id, one.title) for one in self._cycle.plan.target_signals) if self._cycle.plan else ()
        leave = Form(
            act="exit",
            title="Leave it",
            fields=(
                Field(name="signal_id", label="Target signal", options=signals),
                Field(name="signal", label="It is", options=(("there", "There"), ("missing", "Missing: ask for it"))),
                Field(name="shown_by", label="What shows it"),
            ),
        )
        answer = Form(act="answer", title="Answer the follow-up", fields=(Field(name="note", label="What was done"),))
        for one in self._cycle.stages.values():
            forms = (leave,) if one.state == "in" else ()
            lines = (f"Exit gate: {one.gate}", *((f"Judged at ledger entry {one.judged_position}",) if one.state == "exited" else ()))
            yield self._card(one, one.follow_up_to, lines, (*forms, *((answer,) if one.follow_up_to else ())))

    def practices(self) -> Iterator[Card]:
        for one in self._cycle.practices.values():
            fields = (
                self._who("owner_id", one.owner_id),
                Field(name="cadence", label="How often", value=one.cadence),
                Field(name="artifact", label="Where one sees it", value=one.artifact),
            )
            lines = (f"{one.cadence}, seen in {one.artifact}",) if is_explicit(one, self._workspace) else ()
            yield self._card(one, one.owner_id, lines, (Form(act="definition", title="Make it explicit", fields=fields),))

    def safeguards(self) -> Iterator[Card]:
        known = places(self._cycle)
        choices = tuple(
            (f"{form}/{place}", f"{form.replace('_', ' ').capitalize()}: {title}")
            for form, there in known.items()
            for place, title in there
        )
        formalise = Form(
            act="formalisation", title="Formalise it", fields=(Field(name="where", label="As", options=choices), self._who("owner_id"))
        )
        review = Form(
            act="safeguard-review",
            title="Review it",
            fields=(
                Field(name="verdict", label="It was", options=(("kept", "Kept"), ("lapsed", "Not kept"))),
                Field(name="note", label="What shows it"),
            ),
        )
        for one in self._cycle.safeguards.values():
            lines = (f"{(one.form or '').replace('_', ' ').capitalize()}: {one.place}",) if one.form else ()
            yield self._card(one, one.owner_id, (*lines, *((one.note,) if one.note else ())), (formalise, *((review,) if one.form else ())))

    def promises(self) -> Iterator[Card]:
        metrics = tuple((one.id, one.title) for one in self._cycle.plan.metrics) if self._cycle.plan else ()
        for one in self._cycle.promises.values():
            bind = Form(
                act="binding",
                title="Bind it",
                fields=(
                    self._who("owner_id", one.owner_id),
                    Field(name="metric_id", label="Metric", options=metrics, value=one.metric_id),
                    Field(name="direction", label="Better is", options=(("at_least", "More"), ("at_most", "Less")), value=one.direction),
                    Field(name="bound", label="Worst value that keeps it", value=str(one.bound)),
                    Field(name="warning", label="At risk from", value=str(one.warning)),
                    Field(name="unit", label="Unit", value=one.unit),
                ),
            )
            read = Form(
                act="reading", title="Read it", fields=(Field(name="value", label="Reading"), Field(name="note", label="What it says"))
            )
            bound = (f"{one.direction.replace('_', ' ').capitalize()} {one.bound} {one.unit}",) if one.unit else ()
            last = (f"Last reading: {one.readings[-1].value}",) if one.readings else ()
            yield self._card(one, one.owner_id, (*bound, *last), (bind, *((read,) if bound else ())))

    def releases(self) -> Iterator[Card]:
        for one in self._cycle.releases.values():
            after = name_of(self._names, one.after_owner_id) or "nobody yet"
            lines = (f"{one.kind.capitalize()}, {one.share} % of the customers", f"What follows is owned by {after}")
            launch = Form(act="launch", title="Launch it", fields=(Field(name="share", label="Percent of the customers"),))
            hold = Form(act="hold", title="Hold it", fields=(Field(name="reason", label="What was seen"),))
            yield self._card(one, one.owner_id, lines, (launch,) if one.state in ("planned", "held") else (hold,))

    def messages(self) -> Iterator[Card]:
        check = Form(act="check", title="Its claims were read and hold", fields=())
        send = Form(act="sending", title="It was sent", fields=(Field(name="channel", label="Where"),))
        for one in self._cycle.messages.values():
            lines = tuple(f"{claim.text} ({standing})" for claim, standing in claims_of(one, self._cycle, self._now))
            suspect = ("Suspect: recheck",) if is_suspect(one, self._cycle, self._now) else ()
            forms = {"drafted": (check,), "checked": (check, send)}.get(one.state, ())
            yield self._card(one, self._cycle.owners.get("go-to-market", ""), (*suspect, *lines), forms)

    def checkpoints(self) -> Iterator[Card]:
        report = Form(
            act="result",
            title="Hold it",
            fields=(
                Field(name="coming", label="It is", options=(("on_track", "On track"), ("off_track", "Off track"))),
                Field(name="reading", label="What the metric told"),
            ),
        )
        for one in self._cycle.checkpoints.values():
            dependency = self._cycle.dependencies[one.dependency_id]
            lines = (f"{dependency.title}: {one.phase}, on {one.metric_id}", *((one.reading,) if one.reading else ()))
            yield self._card(one, dependency.owner_id, lines, () if one.state == "held" else (report,))

    def _who(self, name: str, value: str = "") -> Field:
        return Field(name=name, label="Owner", options=self._people, value=value)

    def _card(self, one: Any, owner_id: str, lines: tuple[str, ...], forms: tuple[Form, ...]) -> Card:
        chip = Chip(_ROLES.get(one.state, "draft"), one.state.replace("_", " ").capitalize())
        title = label_of(self._cycle, one.id) or one.title
        open_forms = forms if self._cycle.state == "running" else ()
        return Card(id=one.id, title=title, chip=chip, owner=name_of(self._names, owner_id), lines=lines, forms=open_forms)
