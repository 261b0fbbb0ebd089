"""The rules of journeys: what one must be to be kept, how edits of several people come together, and when there is a new version."""

import json
from collections.abc import Iterable
from typing import Any, assert_never, get_args

from plumbline.domain.checking import Answer, check, decided
from plumbline.domain.cycle.state import Recorded
from plumbline.domain.journey.body import body_of, digest_of, faults_of
from plumbline.domain.journey.edit import LISTS, Edit, EditConflict, edited, images_in
from plumbline.domain.journey.joining import (
    AcceptUpdate,
    DeclineUpdate,
    JourneyMerged,
    Merge,
    MergeJourney,
    Origin,
    Proposal,
    ProposeUpdate,
    UpdateDeclined,
    UpdateProposed,
)
from plumbline.domain.journey.journey import (
    Acceptance,
    AcceptFinding,
    Change,
    Command,
    CreateJourney,
    EditJourney,
    Event,
    FindingAccepted,
    Journey,
    JourneyCreated,
    JourneyEdited,
    NameVersion,
    RestoreVersion,
    UndoEdit,
    Version,
    VersionNamed,
    VersionRestored,
)
from plumbline.domain.journey.merge_rules import LARGEST, decide_merge, sides_of
from plumbline.domain.journey.place import MOST_PLACES, Place, put_anew
from plumbline.domain.journey.plain import model_of
from plumbline.domain.journey.problem import Problem
from plumbline.domain.journey.shape import shape_problems
from plumbline.domain.journey.template import LONGEST_ANSWER, answered, unanswerable
from plumbline.domain.journey.updating import accept_update, decline_update, propose_update
from plumbline.domain.workspace.workspace import Workspace
from plumbline.kernel.canonical import canonical
from plumbline.kernel.outcome import Context, Finding, Refusal

MOST_EDITS = 500
_LONGEST_NAME = 300
_LONGEST_FINDING = 1_000
_SHOWN_PROBLEMS = 30

COMMANDS: tuple[type, ...] = get_args(Command)
EVENTS: tuple[type, ...] = get_args(Event)


def new(journey_id: str) -> Journey:
    """Return the state of a journey in which nothing has happened."""
    return Journey(id=journey_id)


def bring(journey: Journey, base: bytes) -> None:
    """Put the content of now into a journey's state: the body of its base, and the edits since."""
    journey.content, _ = edited(json.loads(base), journey.since)


def bodies_of(command: Command, journey: Journey) -> tuple[bytes, ...]:
    """Return the bodies that the events of an accepted command name by their digests. Whoever writes keeps them first."""
    match command:
        case CreateJourney():
            return (body_of(_content_of(command)),)
        case NameVersion():
            return (body_of(journey.content or {}),)
        case ProposeUpdate():
            sides = sides_of(journey, command.theirs, command.theirs)
            return () if sides is None else (body_of(sides.theirs),)
        case EditJourney() | UndoEdit() | RestoreVersion() | AcceptFinding() | MergeJourney() | AcceptUpdate() | DeclineUpdate():
            return ()


def decide(command: Command, journey: Journey, workspace: Workspace, context: Context) -> Answer:
    """Return what a command about a journey changes, or everything that stands in its way."""
    if isinstance(command, CreateJourney):
        return _create(command, journey, workspace, context)
    if not journey.versions:
        finding = Finding(rule="common.known", met=False, expected="journey", actual=journey.id, item=journey.id)
        return Refusal(code="missing", kind="missing", findings=(finding,))
    match command:
        case EditJourney():
            return _edit(command, journey, context)
        case UndoEdit():
            return _undo(journey, context)
        case NameVersion():
            return _name(command, journey, context)
        case RestoreVersion():
            return _restore(command, journey)
        case AcceptFinding():
            return _accept(command, journey, workspace, context)
        case MergeJourney():
            return decide_merge(command, journey, context)
        case ProposeUpdate():
            return propose_update(command, journey, context)
        case AcceptUpdate():
            return accept_update(command, journey, workspace, context)
        case DeclineUpdate():
            return decline_update(command, journey, context)
        case _:
            assert_never(command)


def _create(command: CreateJourney, journey: Journey, workspace: Workspace, context: Context) -> Answer:
    if journey.versions:
        return []
    owner_id, me = command.owner_id or context.actor, (context.actor,)
    content: Any = _content_of(command)
    findings = [
        check("journey.size", len(command.content) <= LARGEST, expected=LARGEST, actual=len(command.content), who=me, act="journey.create"),
        check("journey.owner_rank", workspace.has_rank(owner_id, "contributor"), actual=owner_id, who=me, act="journey.create"),
        check("journey.branch_name", not command.origin_id or bool(command.branch.strip()), who=me, act="journey.branch"),
        *(
            check("journey.answer", False, expected=LONGEST_ANSWER, actual=one.parameter, who=me, act="journey.create")
            for one in unanswerable(content or {}, command.answers)
        ),
        *_sound(content, context, "journey.create"),
    ]

    def events() -> list[Any]:
        model = model_of(content)
        return [
            JourneyCreated(
                journey_id=journey.id,
                cycle_id=command.cycle_id,
                workspace_id=workspace.id,
                title=model.title,
                owner_id=owner_id,
                digest=digest_of(content),
                template_id=command.template_id,
                template_version=command.template_version,
                template_digest=command.template_digest,
                origin_id=command.origin_id,
                origin_number=command.origin_number,
                branch=command.branch.strip()[:_LONGEST_NAME],
                answers=command.answers,
            )
        ]

    return decided("journey.unusable", findings, events)


def _content_of(command: CreateJourney) -> Any:
    """The content that a journey begins with: the title that was asked for, and the answers, are its own."""
    content, title = _read(command.content), command.title.strip()
    if title and isinstance(content, dict):
        content["title"] = title
    return content if any(shape_problems(content)) else answered(content, command.answers)  # type: ignore[reportUnknownVariableType, reportUnknownArgumentType]


def _edit(command: EditJourney, journey: Journey, context: Context) -> Answer:
    if not command.edits and not command.places:
        return []
    about: dict[str, Any] = {"who": (context.actor,), "act": "journey.edit"}
    asked = max(len(command.edits), len(command.places))
    findings = [
        check("journey.edits", asked <= MOST_EDITS, expected=MOST_EDITS, actual=asked, **about),
        *(
            check("journey.place", False, expected=MOST_PLACES, actual=f"{one.column}, {one.row}", **about)
            for one in command.places
            if not one.is_possible
        ),
    ]
    if unmet := tuple(one for one in findings if not one.met):
        return Refusal(code="journey.unusable", findings=unmet)
    return _changed(command.edits, journey, context, places=command.places)


def _undo(journey: Journey, context: Context) -> Answer:
    mine = next((one for one in reversed(journey.changes) if one.author_id == context.actor and not one.undone and not one.undoes), None)
    if mine is None:
        finding = check("journey.undo", False, who=(context.actor,), act="journey.edit", item=journey.id)
        return Refusal(code="journey.nothing_to_undo", findings=(finding,))
    return _changed(mine.undoing, journey, context, undoes=mine.number, places=mine.places_before)


def _changed(edits: tuple[Edit, ...], journey: Journey, context: Context, *, undoes: int = 0, places: tuple[Place, ...] = ()) -> Answer:
    """Carry edits out on what the journey is now, whatever others changed meanwhile; refuse when one of them has lost its part."""
    me = (context.actor,)
    if findings := [finding for edit in edits for finding in _malformed(edit, context)]:
        return Refusal(code="journey.unusable", kind="invalid", findings=tuple(findings))
    try:
        content, undoing = edited(journey.content or {}, edits)
    except EditConflict as conflict:
        rule = {"gone": "journey.part_there", "taken": "journey.part_free", "wrong_kind": "journey.property"}[conflict.reason]
        by = _removed_by(journey, conflict.part) if conflict.reason == "gone" else ""
        values = {"kind": conflict.edit.kind, "by": by}
        finding = check(rule, False, actual=conflict.part, who=me, act="journey.edit", item=journey.id, **values)
        return Refusal(code="journey.conflict", kind="stale", findings=(finding,))
    if wrong := tuple(shape_problems(content)):
        return Refusal(code="journey.unusable", kind="invalid", findings=tuple(_told(one, context, "journey.edit") for one in wrong))
    size = check("journey.size", len(canonical(content)) <= LARGEST, expected=LARGEST, who=me, act="journey.edit", item=journey.id)
    if not size.met:
        return Refusal(code="journey.unusable", findings=(size,))
    stood = tuple(journey.places.get(one.screen, Place(screen=one.screen)) for one in places)
    if content == journey.content and stood == places and not undoes:
        return []
    number = len(journey.changes) + 1
    return [
        JourneyEdited(
            journey_id=journey.id,
            number=number,
            edits=edits,
            undoing=undoing,
            undoes=undoes,
            places=places,
            places_before=stood,
            images=images_in(edits),
        )
    ]


def _name(command: NameVersion, journey: Journey, context: Context) -> Answer:
    """Keep what the journey says as its next version; refused when the newest one says just that.

    A second version of the same content would make people compare what is equal, and an answer of "nothing changed" would lose the name
    that they gave without a word. So it is said which version has it already, as version control does when there is nothing to commit.
    Whoever gives the name that it has already has what they asked for.
    """
    me = (context.actor,)
    findings = [
        check("journey.version_name", len(command.name) <= _LONGEST_NAME, expected=_LONGEST_NAME, actual=len(command.name), who=me),
        *_sound(journey.content, context, "journey.edit"),
    ]
    if any(not one.met for one in findings):
        return decided("journey.unusable", findings, list)
    digest = digest_of(journey.content or {})
    if command.read_digest and command.read_digest != digest:
        finding = Finding(rule="I5.content", met=False, expected=command.read_digest, actual=digest, act="journey.read", item=journey.id)
        return Refusal(code="stale", kind="stale", findings=(finding,))
    if digest == journey.current.digest:
        kept = journey.current
        if kept.name and kept.name == command.name.strip():
            return []  # asked for once more, such as by a program that got no answer
        news = check("journey.news", False, actual=kept.number, who=me, act="journey.edit", item=journey.id, called=kept.name)
        return Refusal(code="journey.unchanged", findings=(news,))
    return [VersionNamed(journey_id=journey.id, number=journey.current.number + 1, digest=digest, name=command.name.strip())]


def _restore(command: RestoreVersion, journey: Journey) -> Answer:
    version = journey.numbered(command.number)
    if version is None:
        finding = Finding(rule="common.known", met=False, expected="version", actual=str(command.number), item=journey.id)
        return Refusal(code="missing", kind="missing", findings=(finding,))
    if version.digest == journey.base and not journey.since:
        return []
    return [VersionRestored(journey_id=journey.id, number=version.number, digest=version.digest)]


def _accept(command: AcceptFinding, journey: Journey, workspace: Workspace, context: Context) -> Answer:
    known = journey.accepted.get(command.finding_id)
    if known is not None and (known.owner_id, known.decision_id) == (command.owner_id, command.decision_id):
        return []
    me, about = (context.actor,), {"act": "journey.accept_finding", "item": journey.id}
    findings = [
        check("journey.finding", 0 < len(command.finding_id) <= _LONGEST_FINDING, actual=command.finding_id[:60], who=me, **about),
        check("journey.owner_rank", workspace.has_rank(command.owner_id, "contributor"), actual=command.owner_id, who=me, **about),
        check("journey.reason", bool(command.reason.strip()), who=me, **about),
    ]
    accepted = FindingAccepted(
        journey_id=journey.id, finding_id=command.finding_id, owner_id=command.owner_id, number=journey.current.number,
        decision_id=command.decision_id, reason=command.reason.strip(),
    )  # fmt: skip
    return decided("journey.unusable", findings, lambda: [accepted])


def _sound(content: Any, context: Context, act: str) -> list[Finding]:
    problems = (
        (Problem(path=(), problem="it is not JSON", expected="a journey", remedy="send it as JSON"),)
        if content is None
        else faults_of(content)
    )
    return [_told(one, context, act) for one in problems[:_SHOWN_PROBLEMS]] or [check("journey.sound", True)]


def _told(problem: Problem, context: Context, act: str) -> Finding:
    """A problem as a finding: where it is, what is wrong, and what to do."""
    where = ".".join(str(one + 1) if isinstance(one, int) else one for one in problem.path)
    values = {"where": where or "journey", "problem": problem.problem, "remedy": problem.remedy}
    return check("journey.sound", False, expected=problem.expected, actual=problem.problem, who=(context.actor,), act=act, **values)


def _malformed(edit: Edit, context: Context) -> Iterable[Finding]:
    """What makes an edit unreadable by itself: a kind nobody knows, a value that is no JSON, a part without an id."""
    me = (context.actor,)
    known = edit.kind == "journey" or edit.kind in LISTS
    if not known or edit.op not in ("set", "add", "remove", "move"):
        yield check("journey.operation", False, actual=f"{edit.op} {edit.kind}", who=me, act="journey.edit")
    elif edit.kind != "journey" and not edit.part:
        yield check("journey.part", False, actual=f"{edit.op} {edit.kind}", who=me, act="journey.edit")
    value = _read(edit.value) if edit.value else None
    if (edit.value and value is None and edit.value != "null") or (edit.op == "add" and not isinstance(value, dict)):
        yield check("journey.value", False, actual=edit.value[:60], who=me, act="journey.edit")


def _removed_by(journey: Journey, part: str) -> str:
    """Who took a part away, or nobody."""
    for change in reversed(journey.changes):
        if any(edit.op == "remove" and edit.part == part for edit in change.edits):
            return change.author_id
    return ""


def _read(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def evolve(journey: Journey, recorded: Recorded) -> None:
    """Apply one event, in place."""
    event: Event = recorded.event
    match event:
        case JourneyCreated():
            journey.workspace_id, journey.cycle_id = event.workspace_id, event.cycle_id
            journey.title, journey.owner_id, journey.created_at = event.title, event.owner_id, recorded.at
            journey.template_id, journey.template_version = event.template_id, event.template_version
            journey.template_digest = event.template_digest
            journey.answers = event.answers
            if event.origin_id:
                journey.origin = Origin(event.origin_id, event.origin_number, event.digest, event.branch)
            _keep(journey, Version(1, event.digest, recorded.actor, recorded.at))
        case JourneyEdited():
            _change(journey, event, recorded)
        case JourneyMerged():
            made = JourneyEdited(journey_id=event.journey_id, number=event.number, edits=event.edits, undoing=event.undoing)
            _change(journey, made, recorded)
            journey.merges.append(
                Merge(
                    event.number, event.source_id, event.source_number, event.theirs_digest, event.template_version, event.template_digest
                )
            )
            journey.proposal = None if event.template_digest else journey.proposal
        case UpdateProposed():
            journey.proposal = Proposal(event.template_version, event.template_digest, event.digest, recorded.actor, recorded.at)
        case UpdateDeclined():
            journey.proposal, journey.declined = None, (*journey.declined, event.template_version)
        case VersionNamed():
            content = journey.content
            _keep(journey, Version(event.number, event.digest, recorded.actor, recorded.at, event.name, len(journey.changes)))
            journey.content = content
        case VersionRestored():
            journey.base, journey.since, journey.content = event.digest, [], None
            holds = journey.versions[event.number - 1].changes
            journey.merges = [one for one in journey.merges if one.number <= holds]
        case FindingAccepted():
            journey.accepted[event.finding_id] = Acceptance(event.owner_id, event.decision_id, event.reason, recorded.actor, recorded.at)
        case _:
            assert_never(event)
    journey.version += 1


def _keep(journey: Journey, version: Version) -> None:
    journey.versions.append(version)
    journey.base, journey.since, journey.content = version.digest, [], None


def _change(journey: Journey, event: JourneyEdited, recorded: Recorded) -> None:
    if event.undoes:
        journey.changes[event.undoes - 1].undone = True
        journey.merges = [one for one in journey.merges if one.number != event.undoes]  # what it brought in can come again
    change = Change(event.number, recorded.actor, recorded.at, event.edits, event.undoing, event.undoes, places_before=event.places_before)
    journey.changes.append(change)
    journey.since.extend(event.edits)
    put_anew(journey.places, event.places)
    if journey.content is not None:
        journey.content, _ = edited(journey.content, event.edits)
    for edit in event.edits:
        if edit.kind == "journey" and edit.name == "title":
            journey.title = str(json.loads(edit.value)) if edit.value else journey.title
