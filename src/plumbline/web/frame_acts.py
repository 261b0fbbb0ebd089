"""What can be done on the pages of the frame: each act with the page it stands on and how its form becomes a command."""

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any, get_args

from plumbline.domain.cycle import agenda, checkpoint, communication, outcome, practice, promise, release, safeguard, stage
from plumbline.domain.cycle.state import Cycle
from plumbline.kernel.record import record
from plumbline.web.forms import Fields
from plumbline.web.message_view import MOST_CLAIMS, date_of

_NO_TIME = datetime.min.replace(tzinfo=UTC)
"""Stands for a time that the form does not have; its problem keeps the command from being sent."""


@record
class Act:
    """sheet: the page of the frame that the act stands on. command: the item's id, its form and the cycle become a command."""

    sheet: str
    command: Callable[[str, Fields, Cycle], Any]


def _number(fields: Fields, name: str) -> int:
    text = fields.required(name, f"the {name} as a whole number")
    try:
        return int(text or "0")
    except ValueError:
        fields.complain(name, f"{text!r} is no whole number.")
        return 0


def _formalise(item: str, fields: Fields, cycle: Cycle) -> Any:
    form, _, place = fields.text("where").partition("/")
    kind: Any = form if form in get_args(safeguard.Form) else "agenda_item"
    return safeguard.FormaliseSafeguard(safeguard_id=item, form=kind, place=place, owner_id=fields.text("owner_id"))


def _bind(item: str, fields: Fields, cycle: Cycle) -> Any:
    return promise.BindPromise(
        promise_id=item,
        owner_id=fields.text("owner_id"),
        direction=fields.one_of("direction", get_args(promise.Direction), "at_least"),
        bound=_number(fields, "bound"),
        warning=_number(fields, "warning"),
        unit=fields.text("unit"),
        metric_id=fields.text("metric_id"),
        criterion=fields.text("criterion"),
    )


def _plan_release(item: str, fields: Fields, cycle: Cycle) -> Any:
    return release.PlanRelease(
        title=fields.text("title"),
        owner_id=fields.text("owner_id"),
        promise_id=fields.text("promise_id"),
        kind=fields.one_of("kind", get_args(release.Kind), "release"),
        after_owner_id=fields.text("after_owner_id"),
        after_id=fields.text("after_id"),
        planned_at=fields.instant("planned_at"),
    )


def _draft(item: str, fields: Fields, cycle: Cycle) -> Any:
    return communication.DraftMessage(
        title=fields.text("title"),
        audience=fields.text("audience"),
        text=fields.text("text"),
        claims=tuple(_claims(fields, cycle)),
        blocker_id=fields.text("blocker_id"),
    )


def _claims(fields: Fields, cycle: Cycle) -> Iterator[communication.Claim]:
    """A row that is empty is no claim. A claim of a date claims the date that the record has today, as the choice showed it."""
    for number in range(1, MOST_CLAIMS + 1):
        text, screen = fields.text(f"claim_{number}"), fields.text(f"screen_{number}")
        kind, _, reference = fields.text(f"rests_{number}").partition(":")
        if not (text or kind or screen):
            continue
        rests = kind if kind in get_args(communication.Rests) else ""
        if not rests:
            fields.complain(f"rests_{number}", f"Say what claim {number} rests on.")
            continue
        yield communication.Claim(
            text=text,
            rests_on=rests,  # type: ignore[arg-type] - one of the kinds, see above
            reference=screen if rests == "screen" else reference,
            at=date_of(reference, cycle) if rests == "date" else None,
        )


def _plan_checkpoint(item: str, fields: Fields, cycle: Cycle) -> Any:
    return checkpoint.PlanCheckpoint(
        dependency_id=item,
        title=fields.text("title"),
        phase=fields.one_of("phase", checkpoint.PHASES, "planning"),
        metric_id=fields.text("metric_id"),
        at=fields.required_instant("at", "when it is looked at") or _NO_TIME,
    )


def _name_dependency(item: str, fields: Fields, cycle: Cycle) -> Any:
    return checkpoint.NameDependency(
        title=fields.text("title"),
        from_area=fields.text("from_area"),
        to_area=fields.text("to_area"),
        owner_id=fields.text("owner_id"),
    )


def _conclude(item: str, fields: Fields, cycle: Cycle) -> Any:
    return outcome.ConcludeOutcome(
        verdict=fields.one_of("verdict", get_args(outcome.Verdict), "not_shown"),
        reading=fields.text("reading"),
        because=fields.text("because"),
        evidence_id=fields.text("evidence_id"),
    )


def _conclude_objective(item: str, fields: Fields, cycle: Cycle) -> Any:
    verdict = fields.one_of("verdict", get_args(outcome.Verdict), "not_shown")
    return outcome.ConcludeObjective(objective_id=item, verdict=verdict, because=fields.text("because"))


def _leave(item: str, fields: Fields, cycle: Cycle) -> Any:
    signal = fields.one_of("signal", get_args(stage.Seen), "there")
    return stage.LeaveStage(stage_id=item, signal_id=fields.text("signal_id"), signal=signal, shown_by=fields.text("shown_by"))


def _define(item: str, fields: Fields, cycle: Cycle) -> Any:
    return practice.MakePracticeExplicit(
        practice_id=item, owner_id=fields.text("owner_id"), cadence=fields.text("cadence"), artifact=fields.text("artifact")
    )


def _review_safeguard(item: str, fields: Fields, cycle: Cycle) -> Any:
    verdict = fields.one_of("verdict", get_args(safeguard.Verdict), "kept")
    return safeguard.ReviewSafeguard(safeguard_id=item, verdict=verdict, note=fields.text("note"))


def _report(item: str, fields: Fields, cycle: Cycle) -> Any:
    held = fields.one_of("promise", get_args(release.Held), "held")
    return release.ReportPilot(release_id=item, promise=held, note=fields.text("note"))


def _review_promise(item: str, fields: Fields, cycle: Cycle) -> Any:
    owner_id = fields.text("correction_owner_id")
    return promise.ReviewPromise(promise_id=item, note=fields.text("note"), correction_owner_id=owner_id)


def _correct(item: str, fields: Fields, cycle: Cycle) -> Any:
    return promise.CorrectPromise(promise_id=item, decision_id=fields.text("decision_id"), note=fields.text("note"))


def _expand(item: str, fields: Fields, cycle: Cycle) -> Any:
    return release.ExpandRelease(release_id=item, share=_number(fields, "share"), evidence_id=fields.text("evidence_id"))


def _deliver(item: str, fields: Fields, cycle: Cycle) -> Any:
    return release.DeliverPilot(release_id=item, receiver_id=fields.text("receiver_id"), readiness=fields.text("readiness"))


def _edit(item: str, fields: Fields, cycle: Cycle) -> Any:
    return communication.EditMessage(message_id=item, text=fields.text("text"), claims=tuple(_claims(fields, cycle)))


def _record(item: str, fields: Fields, cycle: Cycle) -> Any:
    number = _number(fields, "number") if fields.text("number") else 0
    holds = fields.one_of("holds", get_args(agenda.Holds), "")
    return agenda.RecordAgendaItem(agenda_id=item, note=fields.text("note"), holds=holds, number=number)


def _result(item: str, fields: Fields, cycle: Cycle) -> Any:
    coming = fields.one_of("coming", get_args(checkpoint.Coming), "on_track")
    return checkpoint.ReportCheckpoint(checkpoint_id=item, coming=coming, reading=fields.text("reading"))


ACTS: Mapping[str, Act] = {
    "entry": Act(sheet="frame", command=lambda item, f, c: stage.EnterStage(stage_id=item)),
    "exit": Act(sheet="frame", command=_leave),
    "answer": Act(sheet="frame", command=lambda item, f, c: stage.AnswerFollowUp(stage_id=item, note=f.text("note"))),
    "definition": Act(sheet="frame", command=_define),
    "formalisation": Act(sheet="frame", command=_formalise),
    "safeguard-review": Act(sheet="frame", command=_review_safeguard),
    "outcome-conclusion": Act(sheet="frame", command=_conclude),
    "objective-conclusion": Act(sheet="frame", command=_conclude_objective),
    "binding": Act(sheet="promises", command=_bind),
    "reading": Act(
        sheet="promises", command=lambda item, f, c: promise.ReadPromise(promise_id=item, value=_number(f, "value"), note=f.text("note"))
    ),
    "promise-review": Act(sheet="promises", command=_review_promise),
    "correction": Act(sheet="promises", command=_correct),
    "release": Act(sheet="releases", command=_plan_release),
    "launch": Act(sheet="releases", command=lambda item, f, c: release.LaunchRelease(release_id=item, share=_number(f, "share"))),
    "expansion": Act(sheet="releases", command=_expand),
    "hold": Act(sheet="releases", command=lambda item, f, c: release.HoldRelease(release_id=item, reason=f.text("reason"))),
    "dropping": Act(sheet="releases", command=lambda item, f, c: release.DropRelease(release_id=item, reason=f.text("reason"))),
    "rollback": Act(sheet="releases", command=lambda item, f, c: release.RollBackRelease(release_id=item, reason=f.text("reason"))),
    "report": Act(sheet="releases", command=_report),
    "delivery": Act(sheet="releases", command=_deliver),
    "after-owner": Act(sheet="releases", command=lambda item, f, c: release.NameAfterOwner(release_id=item, person_id=f.text("person_id"))),
    "message": Act(sheet="messages", command=_draft),
    "edit": Act(sheet="messages", command=_edit),
    "check": Act(sheet="messages", command=lambda item, f, c: communication.CheckMessage(message_id=item)),
    "sending": Act(sheet="messages", command=lambda item, f, c: communication.SendMessage(message_id=item, channel=f.text("channel"))),
    "withdrawal": Act(sheet="messages", command=lambda item, f, c: communication.WithdrawMessage(message_id=item, reason=f.text("reason"))),
    "dependency": Act(sheet="dependencies", command=_name_dependency),
    "checkpoint": Act(sheet="dependencies", command=_plan_checkpoint),
    "agenda-record": Act(sheet="agenda", command=_record),
    "result": Act(sheet="dependencies", command=_result),
}
