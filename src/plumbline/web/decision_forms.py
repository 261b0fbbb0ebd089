"""What people can do to a decision, as forms: each act turns its fields into one command."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any, get_args

from plumbline.domain.cycle import decision as words
from plumbline.domain.cycle.decision import ApprovalMode, ApprovalRule, Criterion, Obligation, Option, ReopenReason, Vote
from plumbline.domain.cycle.gate import PassGate
from plumbline.domain.cycle.lens import ApplyLens
from plumbline.domain.cycle.thread import Anchor, OpenThread
from plumbline.web.clock_forms import CLOCK_ACTS
from plumbline.web.forms import Fields

NewId = Callable[[str], str]
Build = Callable[[str, Fields, NewId], Any]
_SOMEDAY = datetime.max.replace(tzinfo=UTC)  # stands in where a field is missing: the form is refused before it is used
_MOST_ROWS = 20


def propose(decision_id: str, fields: Fields, new_id: NewId) -> Any:
    return words.ProposeDecision(decision_id=decision_id)


def submit(decision_id: str, fields: Fields, new_id: NewId) -> Any:
    return words.SubmitDecision(decision_id=decision_id)


def record(decision_id: str, fields: Fields, new_id: NewId) -> Any:
    """The form of the page: one outcome out of four."""
    because = fields.required("because", "why, in a sentence that somebody who was not there understands")
    read_hash = fields.text("read_hash")
    match fields.one_of("outcome", ("approve", "conditions", "reject", "defer"), ""):
        case "reject":
            return words.RejectDecision(decision_id=decision_id, because=because, read_hash=read_hash)
        case "defer":
            return words.DeferDecision(
                decision_id=decision_id, because=because, wake_at=fields.instant("wake_at"), wake_on=fields.text("wake_on")
            )
        case "approve" | "conditions" as outcome:
            return words.ApproveDecision(
                decision_id=decision_id,
                because=because,
                option_id=fields.text("option_id"),
                read_hash=read_hash,
                conditions=_obligations(fields, new_id) if outcome == "conditions" else (),
            )
        case _:
            fields.required("outcome", "how the decision ends: approve, reject or defer")
            return None


def require_approval(decision_id: str, fields: Fields, new_id: NewId) -> Any:
    rule = ApprovalRule(
        mode=fields.one_of("mode", get_args(ApprovalMode), "owner"),
        roster=fields.several("roster"),
        needed=fields.whole("needed"),
        max_missing=fields.whole("max_missing"),
        window_hours=fields.whole("window_hours", 48),
        quorum=fields.whole("quorum"),
        veto=fields.several("veto"),
        four_eyes=fields.checked("four_eyes"),
    )
    return words.RequireApproval(decision_id=decision_id, rule=rule)


def meet_condition(decision_id: str, fields: Fields, new_id: NewId) -> Any:
    return words.MeetCondition(decision_id=decision_id, condition_id=fields.text("condition_id"), note=fields.text("note"))


def assign(decision_id: str, fields: Fields, new_id: NewId) -> Any:
    owner_id = fields.required("owner_id", "who owns the decision from now on")
    return words.AssignDecision(decision_id=decision_id, owner_id=owner_id, reason=fields.text("reason"))


def move(decision_id: str, fields: Fields, new_id: NewId) -> Any:
    return words.MoveDecision(decision_id=decision_id, to_review_id=fields.text("to_review_id"), reason=fields.text("reason"))


def schedule(decision_id: str, fields: Fields, new_id: NewId) -> Any:
    due_at = fields.required_instant("due_at", "by when it must be decided")
    return words.ScheduleDecision(decision_id=decision_id, due_at=due_at or _SOMEDAY, fallback=fields.text("fallback"))


def edit(decision_id: str, fields: Fields, new_id: NewId) -> Any:
    return words.EditDecision(
        decision_id=decision_id,
        read_hash=fields.text("read_hash"),
        title=fields.required("title", "what the decision is called"),
        question=fields.text("question"),
        options=options_of(fields, new_id),
        criteria=criteria_of(fields, new_id),
        scope=lines_of(fields, "scope"),
    )


def vote(decision_id: str, fields: Fields, new_id: NewId) -> Any:
    chosen = fields.one_of("vote", get_args(Vote), "approve")
    return words.CastVote(decision_id=decision_id, vote=chosen, reason=fields.text("reason"), read_hash=fields.text("read_hash"))


def raise_concern(decision_id: str, fields: Fields, new_id: NewId) -> Any:
    return words.RaiseConcern(decision_id=decision_id, reason=fields.text("reason"))


def settle_concern(decision_id: str, fields: Fields, new_id: NewId) -> Any:
    return words.SettleConcern(decision_id=decision_id, concern_id=fields.text("concern_id"), note=fields.text("note"))


def hold(decision_id: str, fields: Fields, new_id: NewId) -> Any:
    until = fields.required_instant("until", "until when it is held")
    return words.HoldDecision(decision_id=decision_id, reason=fields.text("reason"), until=until or _SOMEDAY)


def release(decision_id: str, fields: Fields, new_id: NewId) -> Any:
    return words.ReleaseHold(decision_id=decision_id)


def delegate(decision_id: str, fields: Fields, new_id: NewId) -> Any:
    until = fields.required_instant("until", "until when somebody else may decide")
    return words.DelegateDecision(decision_id=decision_id, to_id=fields.required("to_id", "who may decide"), until=until or _SOMEDAY)


def ask_for_evidence(decision_id: str, fields: Fields, new_id: NewId) -> Any:
    return words.AskForEvidence(
        decision_id=decision_id,
        person_id=fields.required("person_id", "whom to ask"),
        criterion_id=fields.text("criterion_id"),
        note=fields.text("note"),
    )


def withdraw(decision_id: str, fields: Fields, new_id: NewId) -> Any:
    return words.WithdrawDecision(decision_id=decision_id, because=fields.required("because", "why it is withdrawn"))


def wake(decision_id: str, fields: Fields, new_id: NewId) -> Any:
    return words.WakeDecision(decision_id=decision_id)


def reopen(decision_id: str, fields: Fields, new_id: NewId) -> Any:
    reason = fields.one_of("reason", get_args(ReopenReason), "new_evidence")
    return words.ReopenDecision(decision_id=decision_id, reason=reason, note=fields.text("note"))


def supersede(decision_id: str, fields: Fields, new_id: NewId) -> Any:
    by_id = fields.required("by_id", "which decision takes its place")
    return words.SupersedeDecision(decision_id=decision_id, by_id=by_id, because=fields.text("because"))


def depend(decision_id: str, fields: Fields, new_id: NewId) -> Any:
    on_id = fields.required("on_id", "which decision it depends on")
    return words.AddDependency(decision_id=decision_id, on_id=on_id, kind=fields.one_of("kind", ("requires", "informs"), "requires"))


def undepend(decision_id: str, fields: Fields, new_id: NewId) -> Any:
    return words.RemoveDependency(decision_id=decision_id, on_id=fields.text("on_id"))


def open_thread(decision_id: str, fields: Fields, new_id: NewId) -> Any:
    return OpenThread(
        section_id=fields.text("section_id"),
        objective_id=fields.text("objective_id"),
        anchor=Anchor(kind="decision", id=decision_id, part=fields.text("part"), digest=fields.text("read_hash")),
        text=fields.required("text", "what the thread is about"),
        quote=fields.text("quote"),
        blocking=fields.checked("blocking"),
        asks_id=fields.text("asks_id"),
    )


def pass_gate(decision_id: str, fields: Fields, new_id: NewId) -> Any:
    return PassGate(gate_id=fields.text("gate_id"), item_id=decision_id)


def apply_lens(decision_id: str, fields: Fields, new_id: NewId) -> Any:
    verdict = fields.one_of("verdict", ("passes", "fails"), "fails")
    return ApplyLens(item_id=decision_id, verdict=verdict, because=fields.required("because", "what in the record shows it"))


ACTS: Mapping[str, Build] = {
    "proposal": propose,
    "review": submit,
    "record": record,
    "condition": meet_condition,
    "ownership": assign,
    "moves": move,
    "schedule": schedule,
    "edit": edit,
    "votes": vote,
    "concerns": raise_concern,
    "concern-settlement": settle_concern,
    "holds": hold,
    "hold-release": release,
    "delegation": delegate,
    "evidence-requests": ask_for_evidence,
    "withdrawal": withdraw,
    "waking": wake,
    "reopening": reopen,
    "supersession": supersede,
    "dependencies": depend,
    "dependency-removal": undepend,
    "threads": open_thread,
    "passage": pass_gate,
    "lens": apply_lens,
    "approval-rule": require_approval,
    **CLOCK_ACTS,
}


def options_of(fields: Fields, new_id: NewId) -> tuple[Option, ...]:
    """Return the options of numbered rows; rows without a title are left out."""
    rows = ((fields.text(f"option_{n}_id"), fields.text(f"option_{n}"), fields.text(f"option_{n}_consequence")) for n in range(_MOST_ROWS))
    return tuple(Option(id=key or new_id("opt"), title=title, consequence=consequence) for key, title, consequence in rows if title)


def criteria_of(fields: Fields, new_id: NewId) -> tuple[Criterion, ...]:
    """Return the criteria of numbered rows; rows without a text are left out."""
    found: list[Criterion] = []
    for n in range(_MOST_ROWS):
        if text := fields.text(f"criterion_{n}"):
            found.append(
                Criterion(
                    id=fields.text(f"criterion_{n}_id") or new_id("crt"),
                    text=text,
                    method=fields.one_of(f"criterion_{n}_method", ("condition", "run", "manual"), "manual"),
                    owner_id=fields.text(f"criterion_{n}_owner"),
                    check=fields.text(f"criterion_{n}_check"),
                )
            )
    return tuple(found)


def lines_of(fields: Fields, name: str) -> tuple[str, ...]:
    """Return the lines of a text that say something."""
    return tuple(line.strip() for line in fields.text(name).splitlines() if line.strip())


def _obligations(fields: Fields, new_id: NewId) -> tuple[Obligation, ...]:
    found: list[Obligation] = []
    for n in range(_MOST_ROWS):
        if text := fields.text(f"condition_{n}"):
            due_at = fields.required_instant(f"condition_{n}_due", f"by when condition {n + 1} must be met")
            owner_id = fields.required(f"condition_{n}_owner", f"who meets condition {n + 1}")
            found.append(Obligation(id=new_id("cnd"), text=text, owner_id=owner_id, due_at=due_at or _SOMEDAY))
    if not found:
        fields.required("condition_0", "at least one condition, with who meets it and by when")
    return tuple(found)
