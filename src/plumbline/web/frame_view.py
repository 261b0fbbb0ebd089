"""The frame itself: how the outcome ended, how stages are left, what is not traded away, what keeps it."""

from collections.abc import Iterator

from plumbline.domain.cycle.rules.evidence import counts
from plumbline.domain.cycle.rules.practice import is_explicit
from plumbline.domain.cycle.rules.safeguard import places
from plumbline.web.frame_parts import Card, Desk, Field, Form, Line, Options, Part, chip_of
from plumbline.web.instants import instant

_ENDINGS = (("shown", "Shown"), ("not_shown", "Not shown"))


def frame_parts(desk: Desk) -> tuple[Part, ...]:
    """Return the parts of the frame that stand on its own page."""
    return (
        Part(
            id="stages",
            title="Stages",
            text="A stage is left through its gate, with its target signal.",
            cards=tuple(_stages(desk)),
        ),
        Part(
            id="practices",
            title="Practices",
            text="Informal is a defect: nobody can tell who keeps it.",
            cards=tuple(_practices(desk)),
        ),
        Part(
            id="safeguards",
            title="Safeguards",
            text="Formalised before implementation, reviewed every cycle.",
            cards=tuple(_safeguards(desk)),
        ),
        Part(
            id="outcome",
            title="Outcome and objectives",
            text="Who signs says whether it was shown, on evidence.",
            cards=tuple(_endings(desk)),
        ),
    )


def accepted_evidence(desk: Desk) -> Options:
    """Return the accepted pieces of evidence that count today, as a choice."""
    cycle = desk.cycle
    return tuple(
        (one.id, f"{one.title} (D-{cycle.decisions[one.decision_id].number})")
        for one in cycle.evidence.values()
        if counts(one, cycle.decisions[one.decision_id], desk.now)
    )


def _stages(desk: Desk) -> Iterator[Card]:
    plan = desk.cycle.plan
    signals = {one.id: one.title for one in plan.target_signals} if plan else {}
    gates = {one.id: one.title for one in plan.gates} if plan else {}
    enter = Form(act="entry", title="Enter it")
    leave = Form(
        act="exit",
        title="Leave it",
        fields=(
            Field(name="signal_id", label="Target signal", kind="choice", options=tuple(signals.items())),
            Field(name="signal", label="It is", kind="choice", options=(("there", "There"), ("missing", "Missing: ask for it"))),
            Field(name="shown_by", label="What shows it"),
        ),
    )
    answer = Form(act="answer", title="Answer the follow-up", fields=(Field(name="note", label="What was done"),))
    for one in desk.cycle.stages.values():
        lines = [Line(text="Exit gate:", href=f"/cycles/{desk.cycle.id}/gates/{one.gate}", link=gates.get(one.gate, one.gate))]
        if one.state == "exited":
            lines.append(desk.when(f"Left by {desk.name(one.exited_by)}: {one.shown_by}", one.exited_at))
            lines.append(Line(text="Judged at", href=f"/ledger/{one.judged_position}", link=f"ledger entry {one.judged_position}"))
        if one.follow_up_to:
            lines.append(Line(text=f"Missing: {signals.get(one.signal_id, one.signal_id)}. {desk.name(one.follow_up_to)} brings it."))
        elif one.answer:
            lines.append(Line(text=f"Follow-up answered: {one.answer}"))
        forms = {"not_entered": (enter,), "in": (leave,)}.get(one.state, ())
        yield desk.card(one, "", lines, (*forms, *((answer,) if one.follow_up_to else ())))


def _practices(desk: Desk) -> Iterator[Card]:
    for one in desk.cycle.practices.values():
        explicit = is_explicit(one, desk.workspace)
        fields = (
            desk.who("owner_id", value=one.owner_id),
            Field(name="cadence", label="How often", value=one.cadence, hint="Such as: at every review."),
            Field(name="artifact", label="Where one sees it", value=one.artifact, hint="Such as: the list of calls."),
        )
        form = Form(act="definition", title="Change it" if explicit else "Make it explicit", fields=fields)
        yield desk.card(one, one.owner_id, (f"{one.cadence}, seen in {one.artifact}",) if explicit else (), (form,))


def _safeguards(desk: Desk) -> Iterator[Card]:
    known = places(desk.cycle)
    choices = tuple((f"{form}/{place}", f"{_words(form)}: {title}") for form, there in known.items() for place, title in there)
    titles = {(form, place): title for form, there in known.items() for place, title in there}
    review = Form(
        act="safeguard-review",
        title="Review it",
        fields=(
            Field(name="verdict", label="It was", kind="choice", options=(("kept", "Kept"), ("lapsed", "Not kept"))),
            Field(name="note", label="What shows it"),
        ),
    )
    for one in desk.cycle.safeguards.values():
        form = Form(
            act="formalisation",
            title="Formalise it elsewhere" if one.form else "Formalise it",
            fields=(
                Field(name="where", label="As", kind="choice", options=choices, value=f"{one.form}/{one.place}"),
                desk.who("owner_id", "Who looks after it", one.owner_id),
            ),
        )
        lines = [f"{_words(one.form)}: {titles.get((one.form, one.place), one.place)}"] if one.form else []
        if one.unreviewed:
            lines.append(f"Nobody reviewed it in review cycle {one.period}.")
        if one.note:
            lines.append(one.note)
        yield desk.card(one, one.owner_id, lines, (review, form) if one.form else (form,))


def _words(form: str) -> str:
    return form.replace("_", " ").capitalize()


def _endings(desk: Desk) -> Iterator[Card]:
    if outcome := desk.cycle.outcome:
        form = Form(
            act="outcome-conclusion",
            title="Say whether it was shown",
            fields=(
                Field(name="verdict", label="It was", kind="choice", options=_ENDINGS, value=outcome.state),
                Field(name="reading", label="Where its metric stands", value=outcome.reading),
                Field(
                    name="evidence_id", label="Evidence that shows it", kind="choice", options=accepted_evidence(desk),
                    value=outcome.evidence_id, unset="None", hint="Accepted evidence; an outcome that was shown needs it.",
                ),
                Field(name="because", label="Why", kind="long", value=outcome.because),
            ),
        )  # fmt: skip
        lines = [Line(text=f"From {outcome.baseline} to {outcome.threshold}")]
        if outcome.concluded_at:
            said = f"{outcome.reading}. {outcome.because}"
            lines.append(Line(text=said, when=instant(outcome.concluded_at, desk.reader.zone)))
        yield Card(
            id=f"outcome-{desk.cycle.id}",
            title=outcome.sentence,
            chip=chip_of(outcome.state),
            owner=desk.name(outcome.signer_id),
            lines=tuple(lines),
            forms=(form,) if desk.cycle.state == "running" else (),
        )
    for one in desk.cycle.objectives.values():
        fields = (
            Field(name="verdict", label="It was", kind="choice", options=_ENDINGS, value=one.state),
            Field(name="because", label="Why", value=one.because),
        )
        form = Form(act="objective-conclusion", title="Say whether it was shown", fields=fields)
        yield desk.card(one, "", (one.because,) if one.because else (), (form,))
