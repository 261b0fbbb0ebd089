"""Writing a decision down and putting it: draft, propose, edit, assign, schedule, submit, and what it depends on."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from hashlib import sha256
from typing import Any

from plumbline.domain.cycle.decision import (
    OPEN,
    AddDependency,
    ApprovalRequired,
    ApprovalRule,
    AssignDecision,
    Criterion,
    Decision,
    DecisionAssigned,
    DecisionDrafted,
    DecisionEdited,
    DecisionProposed,
    DecisionScheduled,
    DecisionSubmitted,
    DependencyAdded,
    DependencyRemoved,
    DraftDecision,
    EditDecision,
    Option,
    ProposeDecision,
    RemoveDependency,
    RequireApproval,
    ScheduleDecision,
    SubmitDecision,
)
from plumbline.domain.cycle.journey import JourneyRef
from plumbline.domain.cycle.rules.clock import hand_over, reschedule, running_clock, start_clock
from plumbline.domain.cycle.rules.common import Answer, Event, check, decided, leads, next_number, people_of_rank, stale, unknown
from plumbline.domain.cycle.rules.decision_acting import (
    CHANGEABLE,
    able_findings,
    caretakers,
    due_findings,
    entitled,
    in_state,
    owner_findings,
)
from plumbline.domain.cycle.rules.thread import converting
from plumbline.domain.cycle.state import Cycle
from plumbline.domain.playbook.plan import Policies
from plumbline.domain.workspace.workspace import Workspace
from plumbline.kernel.outcome import Context, Finding

_LONGEST_WINDOW = 366 * 24  # hours of silence; a window without bound would end on a date that nobody could write down


def content_hash(
    title: str,
    question: str,
    options: Sequence[Option],
    criteria: Sequence[Criterion],
    scope: Sequence[str],
    journeys: Sequence[JourneyRef] = (),
) -> str:
    """Return what votes, evidence and approvals bind to: SHA-256 over the canonical JSON of the material parts, in hex."""
    content: dict[str, Any] = {
        "title": title,
        "question": question,
        "options": [{"id": option.id, "title": option.title, "consequence": option.consequence} for option in options],
        "criteria": [
            {"id": one.id, "text": one.text, "method": one.method, "owner_id": one.owner_id, "check": one.check} for one in criteria
        ],
        "scope": list(scope),
    }
    if journeys:
        content["journeys"] = [{"journey_id": one.journey_id, "digest": one.digest} for one in journeys]
    return sha256(json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()).hexdigest()


def too_big(policies: Policies, *sizes: int) -> bool:
    """Tell whether a decision has more options, criteria or dependencies than one cycle can close (D13)."""
    return any(size > policies.decision_size for size in sizes)


def draft(command: DraftDecision, cycle: Cycle, workspace: Workspace, context: Context) -> Answer:
    """Write a decision down; with `propose` it is put to its owner at once, and a thread that becomes it is closed by it."""
    title, options, criteria = command.title.strip(), _named_options(command.options, context), _named_criteria(command.criteria, context)
    decision_id = context.new_id("dec")
    blank = _blank(decision_id, context)
    needed, closing = converting(command.thread_id, decision_id, cycle, workspace, context)
    rule = _rule_of_template(command, workspace)
    findings = [
        check("T1.section", command.section_id in cycle.sections, actual=command.section_id, who=(context.actor,), act="decision.draft"),
        check(
            "T1.objective",
            command.objective_id in cycle.objectives,
            actual=command.objective_id,
            who=(context.actor,),
            act="decision.draft",
        ),
        *_content_findings(title, options, criteria, context, "decision.draft"),
        *(able_findings(workspace, command.owner_id) if command.owner_id and not command.propose else ()),
        *(owner_findings(blank, workspace, command.owner_id) if command.propose else ()),
        *_journey_findings(command.journeys, cycle, context, "decision.draft"),
        *needed,
        *_template_findings(command, workspace, context),
        *(_rule_findings(rule, blank, cycle, workspace, context) if rule else ()),
    ]
    drafted = DecisionDrafted(
        decision_id=decision_id,
        number=next_number(cycle, "decision"),
        title=title,
        question=command.question,
        section_id=command.section_id,
        objective_id=command.objective_id,
        options=options,
        criteria=criteria,
        scope=command.scope,
        journeys=command.journeys,
        content_hash=content_hash(title, command.question, options, criteria, command.scope, command.journeys),
        split_hint=too_big(cycle.policies, len(options), len(criteria)),
        template_id=command.template_id,
        template_version=command.template_version,
    )
    required = [ApprovalRequired(decision_id=decision_id, rule=rule)] if rule else []
    return decided("decision.incomplete", findings, lambda: [drafted, *_put(command, decision_id), *required, *closing])


def _template_findings(command: DraftDecision, workspace: Workspace, context: Context) -> Iterator[Finding]:
    """A decision begins with a template as it was in a version, so that it says the same when the template has changed."""
    if command.template_id:
        template = workspace.decision_templates.get(command.template_id)
        known = template is not None and template.version(command.template_version) is not None
        actual = f"{command.template_id}, version {command.template_version}"
        yield check("TL2.template", known, actual=actual, who=(context.actor,), act="decision.draft")
        if template is not None:
            yield check("TL2.offered", template.retired is None, item=template.id, who=(context.actor,), act="decision.draft")


def _rule_of_template(command: DraftDecision, workspace: Workspace) -> ApprovalRule | None:
    template = workspace.decision_templates.get(command.template_id) if command.with_approval else None
    version = template.version(command.template_version) if template else None
    return version.content.approval if version else None


def propose(command: ProposeDecision, decision: Decision, cycle: Cycle, workspace: Workspace, context: Context) -> Answer:
    """D1: from here on exactly one person answers for the decision."""
    if decision.state == "proposed":
        return []
    findings = [in_state(decision, {"draft"}, workspace), *owner_findings(decision, workspace, decision.owner_id)]
    return decided("decision.incomplete", findings, lambda: [DecisionProposed(decision_id=decision.id, owner_id=decision.owner_id)])


def edit(command: EditDecision, decision: Decision, cycle: Cycle, workspace: Workspace, context: Context) -> Answer:
    """Change what the decision says. A material edit voids votes and evidence, because they bind to the content's hash (D6, E4)."""
    if refused := stale(decision.id, command.read_hash, decision.content_hash):
        return refused
    edited = _edited(command, decision, cycle, context)
    if not edited.material:
        return []
    writers = caretakers(decision, workspace, context.now)
    findings = [
        in_state(decision, CHANGEABLE, workspace),
        *(() if decision.state == "draft" else (entitled("decision.writer", writers, context, "decision.edit", decision),)),
        *_content_findings(edited.title, edited.options, edited.criteria, context, "decision.edit"),
        *_journey_findings(edited.journeys, cycle, context, "decision.edit"),
    ]
    return decided("decision.incomplete", findings, lambda: [edited])


def assign(command: AssignDecision, decision: Decision, cycle: Cycle, workspace: Workspace, context: Context) -> Answer:
    """Hand the decision on. What is left of the old owner's clock moves with it; somebody else's, who owes a condition, stays."""
    if decision.owner_id == command.owner_id and decision.state in OPEN:
        return []
    may = caretakers(decision, workspace, context.now) if decision.owner_id else people_of_rank(workspace, "contributor")
    findings = [
        in_state(decision, OPEN, workspace),
        check("D1.owner", bool(command.owner_id), expected=1, actual=0, who=may, act="decision.assign", item=decision.id),
        *(able_findings(workspace, command.owner_id, decision.id) if command.owner_id else ()),
        entitled("D1.hand_on", may, context, "decision.assign", decision),
    ]
    assigned = DecisionAssigned(decision_id=decision.id, owner_id=command.owner_id, reason=command.reason)
    clock = running_clock(cycle, decision.id)
    owners = clock is not None and clock.holder_id == decision.owner_id
    return decided(
        "decision.refused",
        findings,
        lambda: [assigned, *(hand_over(cycle, workspace, context, decision.id, command.owner_id) if owners else ())],
    )


def schedule(command: ScheduleDecision, decision: Decision, cycle: Cycle, workspace: Workspace, context: Context) -> Answer:
    """Set the due date and the fallback (D4); the clock of a decision in review follows."""
    fallback = command.fallback.strip() or decision.fallback
    if (decision.due_at, decision.fallback) == (command.due_at, fallback):
        return []
    may = caretakers(decision, workspace, context.now)
    findings = [
        in_state(decision, CHANGEABLE, workspace),
        entitled("D4.scheduler", may, context, "decision.schedule", decision),
        _ahead(decision, command.due_at == decision.due_at or command.due_at > context.now, command.due_at.isoformat(), context),
    ]
    scheduled = DecisionScheduled(decision_id=decision.id, due_at=command.due_at, fallback=fallback)
    moved = command.due_at != decision.due_at
    return decided(
        "decision.refused",
        findings,
        lambda: [scheduled, *(reschedule(cycle, workspace, context, decision.id, command.due_at) if moved else ())],
    )


def require_approval(command: RequireApproval, decision: Decision, cycle: Cycle, workspace: Workspace, context: Context) -> Answer:
    """Ask for the approval of others besides the owner's act."""
    if decision.approval == command.rule:
        return []
    findings = [
        in_state(decision, CHANGEABLE, workspace),
        entitled("decision.writer", caretakers(decision, workspace, context.now), context, "decision.require_approval", decision),
        _rule_kept(decision, workspace, context),
        *_rule_findings(command.rule, decision, cycle, workspace, context),
    ]
    return decided("decision.refused", findings, lambda: [ApprovalRequired(decision_id=decision.id, rule=command.rule)])


def _rule_kept(decision: Decision, workspace: Workspace, context: Context) -> Finding:
    """Whoever needs the others' approval cannot do without it by taking the rule away."""
    others = tuple(lead for lead in leads(workspace) if lead != decision.owner_id)
    met = decision.approval is None or context.actor in others
    return check("D2.rule_kept", met, actual=context.actor, who=others, act="decision.require_approval", item=decision.id)


def submit(command: SubmitDecision, decision: Decision, cycle: Cycle, workspace: Workspace, context: Context) -> Answer:
    """Put the decision into review: with an owner, a due date and a fallback, and a clock that runs from now (D1, D4)."""
    if decision.state == "in_review":
        return []
    due_at = decision.due_at
    ahead = due_at is None or due_at > context.now
    findings = [
        in_state(decision, {"draft", "proposed"}, workspace),
        *owner_findings(decision, workspace, decision.owner_id),
        *due_findings(decision, due_at, decision.fallback),
        _ahead(decision, ahead, due_at.isoformat() if due_at else None, context),
    ]

    def events() -> list[Event]:
        proposed = [DecisionProposed(decision_id=decision.id, owner_id=decision.owner_id)] if decision.state == "draft" else []
        holder = decision.owner_id
        clock = start_clock(cycle, workspace, context, item_id=decision.id, purpose="decide", holder_id=holder, due_at=due_at)
        return [*proposed, DecisionSubmitted(decision_id=decision.id), *clock]

    return decided("decision.incomplete", findings, events)


def add_dependency(command: AddDependency, decision: Decision, cycle: Cycle, workspace: Workspace, context: Context) -> Answer:
    """Say what the decision waits for, or is told by. A circle of such edges is a bundle that is decided together, not an error."""
    if command.on_id not in cycle.decisions:
        return unknown("decision", command.on_id)
    there, other = (decision.requires, decision.informs) if command.kind == "requires" else (decision.informs, decision.requires)
    if command.on_id in there:
        return []
    findings = [
        in_state(decision, OPEN, workspace),
        check("decision.itself", command.on_id != decision.id, who=(context.actor,), act="decision.add_dependency", item=decision.id),
    ]
    added = DependencyAdded(decision_id=decision.id, on_id=command.on_id, kind=command.kind)
    first = [DependencyRemoved(decision_id=decision.id, on_id=command.on_id)] if command.on_id in other else []
    return decided("decision.refused", findings, lambda: [*first, added])


def remove_dependency(command: RemoveDependency, decision: Decision, cycle: Cycle, workspace: Workspace, context: Context) -> Answer:
    if command.on_id not in decision.requires | decision.informs:
        return []
    findings = [
        in_state(decision, OPEN, workspace),
        entitled("decision.writer", caretakers(decision, workspace, context.now), context, "decision.remove_dependency", decision),
    ]
    return decided("decision.refused", findings, lambda: [DependencyRemoved(decision_id=decision.id, on_id=command.on_id)])


def _put(command: DraftDecision, decision_id: str) -> Iterator[Event]:
    if command.due_at is not None or command.fallback.strip():
        yield DecisionScheduled(decision_id=decision_id, due_at=command.due_at, fallback=command.fallback.strip())
    if command.propose:
        yield DecisionProposed(decision_id=decision_id, owner_id=command.owner_id)
    elif command.owner_id:
        yield DecisionAssigned(decision_id=decision_id, owner_id=command.owner_id)


def _blank(decision_id: str, context: Context) -> Decision:
    now = context.now
    return Decision(
        id="", number=0, title="", section_id="", objective_id="", author_id=context.actor, content_hash="", drafted_at=now, changed_at=now
    )


def _named_options(options: Sequence[Option], context: Context) -> tuple[Option, ...]:
    return tuple(option if option.id else replace(option, id=context.new_id("opt")) for option in options)


def _named_criteria(criteria: Sequence[Criterion], context: Context) -> tuple[Criterion, ...]:
    return tuple(criterion if criterion.id else replace(criterion, id=context.new_id("crt")) for criterion in criteria)


def _edited(command: EditDecision, decision: Decision, cycle: Cycle, context: Context) -> DecisionEdited:
    title = decision.title if command.title is None else command.title.strip()
    options = decision.options if command.options is None else _named_options(command.options, context)
    criteria = decision.criteria if command.criteria is None else _named_criteria(command.criteria, context)
    scope = decision.scope if command.scope is None else command.scope
    question = decision.question if command.question is None else command.question
    journeys = decision.journeys if command.journeys is None else command.journeys
    hashed = content_hash(title, question, options, criteria, scope, journeys)
    return DecisionEdited(
        decision_id=decision.id,
        title=title,
        question=command.question or "",
        question_changed=command.question is not None,
        options=options,
        criteria=criteria,
        scope=scope,
        journeys=journeys,
        content_hash=hashed,
        material=hashed != decision.content_hash,
        split_hint=too_big(cycle.policies, len(options), len(criteria), len(decision.requires)),
    )


def _content_findings(
    title: str, options: Sequence[Option], criteria: Sequence[Criterion], context: Context, act: str
) -> Iterator[Finding]:
    """Check that what is written can be read and pointed at. Whether criteria can be tested is asked before approval, not here."""
    me = (context.actor,)
    yield check("decision.title", bool(title), expected="text", actual=title, who=me, act=act)
    yield check("decision.option_title", all(option.title.strip() for option in options), expected="text", who=me, act=act)
    yield check("D5.criterion_text", all(criterion.text.strip() for criterion in criteria), expected="text", who=me, act=act)
    ids = [part.id for part in (*options, *criteria)]
    yield check("decision.ids", len(set(ids)) == len(ids), expected=len(ids), actual=len(set(ids)), who=me, act=act)


def _journey_findings(journeys: Sequence[JourneyRef], cycle: Cycle, context: Context, act: str) -> Iterator[Finding]:
    """Check that each journey is one that this cycle knows, named once and by the digest of a version."""
    me, ids = (context.actor,), [one.journey_id for one in journeys]
    for one in journeys:
        yield check("decision.journey", one.journey_id in cycle.journeys, expected="journey", actual=one.journey_id, who=me, act=act)
        yield check("decision.journey_version", len(one.digest) == 64, expected="digest", actual=one.digest, who=me, act=act)
    yield check("decision.journey_once", len(set(ids)) == len(ids), expected=len(set(ids)), actual=len(ids), who=me, act=act)


def _ahead(decision: Decision, met: bool, due_at: str | None, context: Context) -> Finding:
    who = (decision.owner_id, decision.author_id)
    return check("D4.due_ahead", met, expected=context.now.isoformat(), actual=due_at, who=who, act="decision.schedule", item=decision.id)


def _rule_findings(rule: ApprovalRule, decision: Decision, cycle: Cycle, workspace: Workspace, context: Context) -> Iterator[Finding]:
    """Check that the rule can be satisfied at all."""
    me, act = (context.actor,), "decision.require_approval"
    inactive = [person for person in rule.roster if not workspace.is_active(person)]
    asked = len(set(rule.roster or cycle.owners.values()))
    yield check("decision.rule_roster", not inactive, actual=", ".join(inactive), who=me, act=act, item=decision.id)
    reachable = (
        0 <= rule.needed <= asked and 0 <= rule.quorum <= asked and rule.max_missing >= 0 and 0 < rule.window_hours <= _LONGEST_WINDOW
    )
    counted = rule.mode != "k_of_n" or rule.needed > 0
    yield check("decision.rule_reachable", reachable and counted, expected=asked, actual=rule.needed, who=me, act=act, item=decision.id)
    strange = [area for area in rule.veto if area not in cycle.owners]
    yield check("decision.rule_veto", not strange, actual=", ".join(strange), who=me, act=act, item=decision.id)
