"""The rules of releases: their order protects a promise, growing needs evidence (Z1); a pilot reports weekly and ends at a gate (Z2)."""

from collections.abc import Callable
from typing import assert_never

from plumbline.domain.cycle.gate import GatePassed
from plumbline.domain.cycle.release import (
    OPEN,
    OUT,
    AfterOwnerNamed,
    Command,
    DeliverPilot,
    DropRelease,
    ExpandRelease,
    HoldRelease,
    LaunchRelease,
    NameAfterOwner,
    PilotDelivered,
    PilotReported,
    PlanRelease,
    Release,
    ReleaseDropped,
    ReleaseExpanded,
    ReleaseHeld,
    ReleaseLaunched,
    ReleasePlanned,
    ReleaseRolledBack,
    Report,
    ReportPilot,
    RollBackRelease,
)
from plumbline.domain.cycle.release import Event as ReleaseEvent
from plumbline.domain.cycle.rules.agenda import agenda_moved, held_by_report, pilots_running
from plumbline.domain.cycle.rules.common import Answer, Event, check, decided, leads, next_number, unknown
from plumbline.domain.cycle.rules.evaluating import Evaluation, evaluate_gate
from plumbline.domain.cycle.rules.evidence import counts
from plumbline.domain.cycle.rules.period import next_period, open_period
from plumbline.domain.cycle.rules.released import goes_behind, missing_reports
from plumbline.domain.cycle.state import Cycle, Recorded
from plumbline.domain.workspace.workspace import Workspace
from plumbline.kernel.outcome import Context, Finding

READINESS, PILOT_EXIT = "launch-readiness", "pilot-exit"
_THROUGH = ("satisfied", "overridden")


def decide_release(command: Command, cycle: Cycle, workspace: Workspace, context: Context) -> Answer:
    """Return what a command about a release changes, or everything that stands in its way."""
    if isinstance(command, PlanRelease):
        return _plan(command, cycle, workspace, context)
    release = cycle.releases.get(command.release_id)
    if release is None:
        return unknown("release", command.release_id)
    match command:
        case NameAfterOwner():
            able = _able("Z1.after_owner", command.person_id, release, workspace, context, "release.name_after_owner")
            named = AfterOwnerNamed(release_id=release.id, person_id=command.person_id)
            return decided("release.refused", [able], lambda: [] if release.after_owner_id == command.person_id else [named])
        case LaunchRelease():
            return _launch(command, release, cycle, workspace, context)
        case ExpandRelease():
            return _expand(command, release, cycle, workspace, context)
        case HoldRelease():
            held = ReleaseHeld(release_id=release.id, reason=command.reason.strip())
            return _stop(command.reason, release, workspace, context, "release.hold", lambda: [] if release.state == "held" else [held])
        case RollBackRelease():
            back = ReleaseRolledBack(release_id=release.id, reason=command.reason.strip())

            def events() -> list[Event]:
                return [back, *_without(release, cycle, workspace, context)]

            return _stop(command.reason, release, workspace, context, "release.roll_back", events)
        case DropRelease():
            return _drop(command, release, workspace, context)
        case ReportPilot():
            return _report(command, release, cycle, workspace, context)
        case DeliverPilot():
            return _deliver(command, release, cycle, workspace, context)
        case _:
            assert_never(command)


def _plan(command: PlanRelease, cycle: Cycle, workspace: Workspace, context: Context) -> Answer:
    me, act = (context.actor,), "release.plan"
    promises = ", ".join(promise.title for promise in cycle.promises.values())
    able = workspace.has_rank(command.owner_id, "contributor")
    after = not command.after_owner_id or workspace.has_rank(command.after_owner_id, "contributor")
    findings = [
        check("common.title", bool(command.title.strip()), expected="text", actual=command.title, who=me, act=act),
        check("Z2.owner", able, actual=command.owner_id, who=me, act=act),
        check("Z1.after_owner", after, actual=command.after_owner_id, who=me, act=act),
        check("Z1.protects", command.promise_id in cycle.promises, expected=promises, actual=command.promise_id, who=me, act=act),
        check("Z1.after", not command.after_id or command.after_id in cycle.releases, actual=command.after_id, who=me, act=act),
    ]
    planned = ReleasePlanned(
        release_id=context.new_id("rel"),
        number=next_number(cycle, "release"),
        title=command.title.strip(),
        kind=command.kind,
        owner_id=command.owner_id,
        after_owner_id=command.after_owner_id,
        promise_id=command.promise_id,
        after_id=command.after_id,
        planned_at=command.planned_at,
    )
    return decided("release.refused", findings, lambda: [planned])


def _able(rule: str, person_id: str, release: Release, workspace: Workspace, context: Context, act: str) -> Finding:
    return check(rule, workspace.has_rank(person_id, "contributor"), actual=person_id, who=(context.actor,), act=act, item=release.id)


def _may(release: Release, workspace: Workspace, context: Context, act: str) -> Finding:
    people = (release.owner_id, *leads(workspace))
    return check("Z2.who", context.actor in people, actual=context.actor, who=people, act=act, item=release.id)


def _launch(command: LaunchRelease, release: Release, cycle: Cycle, workspace: Workspace, context: Context) -> Answer:
    if release.state in OUT and release.share == command.share:
        return []
    judged = evaluate_gate(cycle, workspace, context.now, READINESS, cycle.id)
    findings: list[Finding] = [
        _may(release, workspace, context, "release.launch"),
        check("Z1.planned", release.state in ("planned", "held"), actual=release.state, item=release.id, act="release.expand"),
        _share(command.share, release, 0, context),
        *_order(release, cycle),
        check(
            "Z1.after_owner", workspace.is_active(release.after_owner_id), actual=release.after_owner_id,
            who=(release.owner_id, *leads(workspace)), act="release.name_after_owner", item=release.id,
        ),
        *([] if judged.status in _THROUGH else judged.findings),
    ]  # fmt: skip
    launched = ReleaseLaunched(release_id=release.id, share=command.share)

    def events() -> list[Event]:
        pilots = (*pilots_running(cycle), *((release,) if release.kind == "pilot" else ()))
        return [*_passage(judged, cycle, context), launched, *_agenda(cycle, workspace, context, pilots)]

    return decided("release.refused", findings, events)


def _agenda(cycle: Cycle, workspace: Workspace, context: Context, pilots: tuple[Release, ...]) -> list[Event]:
    return list(agenda_moved(cycle.plan, cycle, workspace, context, pilots)) if cycle.plan else []


def _without(release: Release, cycle: Cycle, workspace: Workspace, context: Context) -> list[Event]:
    """What its weekly reports become when it is not out any more."""
    pilots = tuple(one for one in pilots_running(cycle) if one is not release)
    return _agenda(cycle, workspace, context, pilots)


def _order(release: Release, cycle: Cycle) -> list[Finding]:
    """Z1: what it protects is bound and holds, the release before it is out or was given up, and none waits that goes first."""
    promise = cycle.promises[release.promise_id]
    before = cycle.releases.get(release.after_id)
    out = before is None or before.state in (*OUT, "delivered", "dropped")
    first = next(iter(goes_behind(cycle, release)), None)
    return [
        check(
            "Z1.bound", promise.state != "named", who=(release.owner_id,), act="promise.bind", item=promise.id, promise=promise.title
        ),
        check(
            "Z1.promise", promise.state not in ("broken", "at_risk"), actual=promise.state, who=(promise.owner_id,), act="promise.read",
            item=promise.id, promise=promise.title,
        ),
        check(
            "Z1.order", out, actual=before.state if before else None, who=(before.owner_id,) if before else (), act="release.launch",
            item=before.id if before else "", before=before.title if before else "",
        ),
        check(
            "Z1.first", first is None, actual=first.number if first else None, who=(first.owner_id,) if first else (), act="release.launch",
            item=first.id if first else release.id, first=first.title if first else "",
        ),
    ]  # fmt: skip


def _share(share: int, release: Release, least: int, context: Context) -> Finding:
    return check("Z1.share", least < share <= 100, expected=least + 1, actual=share, who=(context.actor,), item=release.id)


def _passage(judged: Evaluation, cycle: Cycle, context: Context) -> list[Event]:
    """The gate is passed with the launch, unless somebody had passed it before."""
    if (judged.gate_id, cycle.id) in cycle.passages:
        return []
    return [
        GatePassed(
            gate_id=judged.gate_id,
            item_id=cycle.id,
            judged_version=judged.judged_version,
            judged_position=context.ledger_position,
            content_hash="",
            conditions_met=judged.met,
        )
    ]


def _expand(command: ExpandRelease, release: Release, cycle: Cycle, workspace: Workspace, context: Context) -> Answer:
    piece = cycle.evidence.get(command.evidence_id)
    good = piece is not None and counts(piece, cycle.decisions[piece.decision_id], context.now)
    missing = missing_reports(cycle, release)
    findings = [
        _may(release, workspace, context, "release.expand"),
        check("Z1.out", release.state in (*OUT, "held"), actual=release.state, item=release.id, act="release.launch"),
        _share(command.share, release, release.share, context),
        check("Z1.outcome", cycle.outcome is not None, who=leads(workspace), act="cycle.set_outcome", item=cycle.id),
        check("Z1.evidence", good, actual=command.evidence_id, who=(context.actor,), act="evidence.submit", item=release.id),
        *_order(release, cycle)[:2],
        check("Z2.reports", not missing, expected=0, actual=len(missing), who=(release.owner_id,), act="release.report", item=release.id),
    ]
    expanded = ReleaseExpanded(release_id=release.id, share=command.share, evidence_id=command.evidence_id)
    return decided("release.refused", findings, lambda: [expanded])


def _stop(
    reason: str, release: Release, workspace: Workspace, context: Context, act: str, events: Callable[[], list[Event]]
) -> Answer:  # fmt: skip
    findings = [
        _may(release, workspace, context, act),
        check("Z1.out", release.state in (*OUT, "held"), actual=release.state, item=release.id, act="release.launch"),
        check("Z1.reason", bool(reason.strip()), who=(context.actor,), act=act, item=release.id),
    ]
    return decided("release.refused", findings, events)


def _drop(command: DropRelease, release: Release, workspace: Workspace, context: Context) -> Answer:
    if release.state == "dropped":
        return []
    act = "release.drop"
    findings = [
        _may(release, workspace, context, act),
        check("Z1.unseen", release.state == "planned", actual=release.state, item=release.id, act="release.roll_back"),
        check("Z1.dropped_why", bool(command.reason.strip()), who=(context.actor,), act=act, item=release.id),
    ]
    dropped = ReleaseDropped(release_id=release.id, reason=command.reason.strip())
    return decided("release.refused", findings, lambda: [dropped])


def _report(command: ReportPilot, release: Release, cycle: Cycle, workspace: Workspace, context: Context) -> Answer:
    act = "release.report"
    findings = [
        _may(release, workspace, context, act),
        check("Z2.pilot", release.kind == "pilot", actual=release.kind, item=release.id),
        check("Z1.out", release.state in (*OUT, "held"), actual=release.state, item=release.id, act="release.launch"),
        check("Z2.note", bool(command.note.strip()), who=(context.actor,), act=act, item=release.id),
    ]
    period = next(iter(missing_reports(cycle, release)), open_period(cycle))
    reported = PilotReported(release_id=release.id, period=period, promise=command.promise, note=command.note.strip())
    return decided("release.refused", findings, lambda: [reported, *held_by_report(cycle, workspace, release, reported)])


def _deliver(command: DeliverPilot, release: Release, cycle: Cycle, workspace: Workspace, context: Context) -> Answer:
    judged = evaluate_gate(cycle, workspace, context.now, PILOT_EXIT, cycle.id)
    missing = missing_reports(cycle, release)
    me, act = (context.actor,), "release.deliver"
    findings: list[Finding] = [
        _may(release, workspace, context, act),
        check("Z2.pilot", release.kind == "pilot", actual=release.kind, item=release.id),
        check("Z1.out", release.state in (*OUT, "held"), actual=release.state, item=release.id, act="release.launch"),
        check("Z2.reports", not missing, expected=0, actual=len(missing), who=(release.owner_id,), act="release.report", item=release.id),
        _able("Z2.receiver", command.receiver_id, release, workspace, context, act),
        check("Z2.readiness", bool(command.readiness.strip()), who=me, act=act, item=release.id),
        *([] if judged.status in _THROUGH else judged.findings),
    ]
    delivered = PilotDelivered(release_id=release.id, receiver_id=command.receiver_id, readiness=command.readiness.strip())
    return decided(
        "release.refused",
        findings,
        lambda: [*_passage(judged, cycle, context), delivered, *_without(release, cycle, workspace, context)],
    )


def evolve_release(cycle: Cycle, recorded: Recorded) -> None:
    """Apply an event of a release to its cycle."""
    event: ReleaseEvent = recorded.event
    if isinstance(event, ReleasePlanned):
        cycle.numbers["release"] = event.number
        cycle.releases[event.release_id] = _planned(event, recorded)
        return
    release = cycle.releases[event.release_id]
    release.changed_at = recorded.at
    match event:
        case AfterOwnerNamed():
            release.after_owner_id = event.person_id
        case ReleaseLaunched():
            release.state, release.share = "launched", event.share
            if release.launched_at is None:
                release.launched_at, release.launched_in = recorded.at, next_period(cycle)
        case ReleaseExpanded():
            release.state, release.share, release.evidence_id = "expanded", event.share, event.evidence_id
        case ReleaseHeld():
            release.state, release.reason = "held", event.reason
        case ReleaseRolledBack():
            release.state, release.share, release.reason, release.ended_at = "rolled_back", 0, event.reason, recorded.at
        case ReleaseDropped():
            release.state, release.reason, release.ended_at = "dropped", event.reason, recorded.at
        case PilotReported():
            release.reports.append(Report(event.period, event.promise, recorded.actor, recorded.at, event.note))
        case PilotDelivered():
            release.state, release.receiver_id, release.ended_at = "delivered", event.receiver_id, recorded.at
        case _:
            assert_never(event)


def _planned(event: ReleasePlanned, recorded: Recorded) -> Release:
    return Release(
        id=event.release_id,
        number=event.number,
        title=event.title,
        kind=event.kind,
        owner_id=event.owner_id,
        after_owner_id=event.after_owner_id,
        promise_id=event.promise_id,
        after_id=event.after_id,
        planned_at=event.planned_at,
        author_id=recorded.actor,
        made_at=recorded.at,
        changed_at=recorded.at,
    )


def is_open(release: Release) -> bool:
    """Tell whether a release still asks something of its owner."""
    return release.state in OPEN
