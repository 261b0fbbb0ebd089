"""The promises of a cycle: what each is measured by, how it reads, and what is owed when a launch did not improve it."""

from collections.abc import Iterator

from plumbline.domain.cycle.promise import Promise
from plumbline.web.frame_parts import Card, Desk, Field, Form, Line, Part

_SHOWN_READINGS = 3


def promise_parts(desk: Desk) -> tuple[Part, ...]:
    """Return the promises as one part."""
    cards = tuple(_card(desk, one) for one in desk.cycle.promises.values())
    return (Part(id="promises", title="Promises", text="Each is bound to a measure and has an owner.", cards=cards),)


def _card(desk: Desk, promise: Promise) -> Card:
    return desk.card(promise, promise.owner_id, _lines(desk, promise), _forms(desk, promise))


def _lines(desk: Desk, promise: Promise) -> Iterator[Line]:
    metrics = dict(desk.metrics())
    if promise.state != "named":
        measure = metrics.get(promise.metric_id, promise.metric_id) or promise.criterion
        least = "At least" if promise.direction == "at_least" else "At most"
        yield Line(text=f"{measure}: {least.lower()} {promise.bound} {promise.unit}, at risk from {promise.warning}")
    for reading in reversed(promise.readings[-_SHOWN_READINGS:]):
        note = f": {reading.note}" if reading.note else ""
        yield desk.when(f"{reading.value} {promise.unit}, read by {desk.name(reading.by_id)}{note}", reading.at)
    if promise.reviewed_at is not None:
        yield desk.when("The launch improved it." if promise.improved else "The launch did not improve it.", promise.reviewed_at)
    if promise.owed_to:
        yield desk.when(f"{desk.name(promise.owed_to)} owes the correction of scope, due", promise.owed_at)
    if promise.corrected_by:
        yield desk.link("Corrected by", promise.corrected_by)


def _forms(desk: Desk, promise: Promise) -> Iterator[Form]:
    if promise.state != "named":
        yield Form(
            act="reading",
            title="Read it",
            fields=(
                Field(name="value", label=f"Reading, {promise.unit}", kind="number"),
                Field(name="note", label="What it says", required=False),
            ),
        )
    if promise.state != "named" and any(one.launched_at for one in desk.cycle.releases.values()):
        yield Form(
            act="promise-review",
            title="Review it after launch",
            fields=(
                Field(name="note", label="What shows it"),
                desk.who("correction_owner_id", "Who corrects the scope when it has not improved", unset="Nobody yet"),
            ),
        )
    if promise.owed_to:
        decisions = tuple((one.id, f"D-{one.number} {one.title}") for one in desk.cycle.decisions.values())
        yield Form(
            act="correction",
            title="Correct it",
            fields=(
                Field(name="decision_id", label="The decision that corrects the scope", kind="choice", options=decisions),
                Field(name="note", label="What changes for the customer"),
            ),
        )
    yield _binding(desk, promise)


def _binding(desk: Desk, promise: Promise) -> Form:
    bound = promise.state != "named"
    return Form(
        act="binding",
        title="Bind it anew" if bound else "Bind it",
        fields=(
            desk.who("owner_id", value=promise.owner_id),
            Field(
                name="metric_id",
                label="Metric",
                kind="choice",
                options=desk.metrics(),
                value=promise.metric_id,
                unset="None: a criterion of a journey",
            ),
            Field(name="criterion", label="Criterion of a journey", value=promise.criterion, required=False, hint="Only without a metric."),
            Field(
                name="direction",
                label="Better is",
                kind="choice",
                options=(("at_least", "More"), ("at_most", "Less")),
                value=promise.direction,
            ),
            Field(name="bound", label="Worst value that keeps it", kind="number", value=str(promise.bound) if bound else ""),
            Field(name="warning", label="At risk from", kind="number", value=str(promise.warning) if bound else ""),
            Field(name="unit", label="Unit", value=promise.unit, hint="Such as: per 1,000 orders."),
        ),
    )
