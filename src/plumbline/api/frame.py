"""What belongs to the frame of a cycle: the lens, the outcome, stages, practices, safeguards, promises, releases, messages, checkpoints."""

from litestar.handlers import HTTPRouteHandler

from plumbline.api.acts import doing, making
from plumbline.api.frame_shapes import (
    AgendaBody,
    CheckpointBody,
    DependencyBody,
    MessageBody,
    PracticeBody,
    PromiseBody,
    ReleaseBody,
    SafeguardBody,
    StageBody,
)
from plumbline.api.items import Noun, routes
from plumbline.domain.cycle import agenda, checkpoint, communication, lens, outcome, practice, promise, release, safeguard, stage

_NOUNS = (
    Noun(path="stages", kind="stage", kept=lambda cycle: cycle.stages, shape=StageBody),
    Noun(path="practices", kind="practice", kept=lambda cycle: cycle.practices, shape=PracticeBody),
    Noun(path="safeguards", kind="safeguard", kept=lambda cycle: cycle.safeguards, shape=SafeguardBody),
    Noun(path="agenda", kind="agenda", kept=lambda cycle: cycle.agenda, shape=AgendaBody),
    Noun(path="promises", kind="promise", kept=lambda cycle: cycle.promises, shape=PromiseBody),
    Noun(path="releases", kind="release", kept=lambda cycle: cycle.releases, shape=ReleaseBody),
    Noun(path="messages", kind="message", kept=lambda cycle: cycle.messages, shape=MessageBody),
    Noun(path="dependencies", kind="dependency", kept=lambda cycle: cycle.dependencies, shape=DependencyBody),
    Noun(path="checkpoints", kind="checkpoint", kept=lambda cycle: cycle.checkpoints, shape=CheckpointBody),
)
_MAKING = (
    ("lens-verdicts", lens.ApplyLens, "Judge a decision, a risk or an assumption through the lens"),
    ("outcome-conclusion", outcome.ConcludeOutcome, "Say whether the outcome was shown"),
    ("objective-conclusions", outcome.ConcludeObjective, "Say whether an objective was shown"),
    ("releases", release.PlanRelease, "Plan a release or a pilot"),
    ("messages", communication.DraftMessage, "Draft a message to the outside"),
    ("dependencies", checkpoint.NameDependency, "Name a dependency between functions"),
)
_DOING = (
    ("stages", "stage_id", "entry", stage.EnterStage, "Enter a stage"),
    ("stages", "stage_id", "exit", stage.LeaveStage, "Leave a stage through its gate, or say which signal is missing"),
    ("stages", "stage_id", "follow-up-answers", stage.AnswerFollowUp, "Answer the follow-up of a missing signal"),
    ("practices", "practice_id", "definition", practice.MakePracticeExplicit, "Make it explicit: owner, cadence, artifact"),
    (
        "safeguards",
        "safeguard_id",
        "formalisation",
        safeguard.FormaliseSafeguard,
        "Make it a gate's condition, an agenda item or a checkpoint",
    ),
    ("safeguards", "safeguard_id", "reviews", safeguard.ReviewSafeguard, "Say whether it was kept"),
    ("agenda", "agenda_id", "records", agenda.RecordAgendaItem, "Record what came of an agenda item"),
    ("promises", "promise_id", "binding", promise.BindPromise, "Bind it to a measure with a bound and an owner"),
    ("promises", "promise_id", "readings", promise.ReadPromise, "Record a reading"),
    ("promises", "promise_id", "reviews", promise.ReviewPromise, "Review it in the second week after launch"),
    ("promises", "promise_id", "corrections", promise.CorrectPromise, "Name the decision that corrects the scope"),
    ("releases", "release_id", "after-owner", release.NameAfterOwner, "Name who owns what follows it"),
    ("releases", "release_id", "launch", release.LaunchRelease, "Launch it to a share of the customers"),
    ("releases", "release_id", "expansions", release.ExpandRelease, "Show it to more of them"),
    ("releases", "release_id", "hold", release.HoldRelease, "Hold it"),
    ("releases", "release_id", "rollback", release.RollBackRelease, "Roll it back"),
    ("releases", "release_id", "dropping", release.DropRelease, "Drop it before anybody has seen it"),
    ("releases", "release_id", "reports", release.ReportPilot, "Report whether a pilot's promise held"),
    ("releases", "release_id", "delivery", release.DeliverPilot, "End a pilot into delivery"),
    ("messages", "message_id", "edits", communication.EditMessage, "Change what it says"),
    ("messages", "message_id", "check", communication.CheckMessage, "Say that its claims were read against what they rest on"),
    ("messages", "message_id", "sending", communication.SendMessage, "Say that it was sent"),
    ("messages", "message_id", "withdrawal", communication.WithdrawMessage, "Withdraw it"),
    ("dependencies", "dependency_id", "checkpoints", checkpoint.PlanCheckpoint, "Plan a checkpoint"),
    ("checkpoints", "checkpoint_id", "result", checkpoint.ReportCheckpoint, "Say what its metric told"),
)


def routes_of_frame() -> list[HTTPRouteHandler]:
    """Return the routes of the frame."""
    reading = [route for noun in _NOUNS for route in routes(noun)]
    acts = [route for noun, field, path, command, summary in _DOING for route in doing(noun, field, [(path, command, summary)])]
    return [*reading, *making(_MAKING), *acts]
