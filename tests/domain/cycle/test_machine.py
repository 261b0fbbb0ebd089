"""What holds whatever people do: random commands over a small universe."""

import random
from datetime import timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from cycle_story import PEOPLE, SYSTEM, refold, story
from plumbline.domain.cycle import (
    agenda,
    assumption,
    blocker,
    checkpoint,
    clock,
    communication,
    correction,
    decision,
    drill,
    escalation,
    evidence,
    frame,
    gate,
    guest,
    handoff,
    journey,
    lens,
    machine,
    outcome,
    practice,
    promise,
    release,
    retrospective,
    review,
    risk,
    safeguard,
    scope,
    scope_change,
    sign_up,
    stabilisation,
    stage,
    step,
    strategy,
    support_review,
    thread,
    work_item,
    wrap_up,
)
from plumbline.domain.cycle import decision as d
from plumbline.domain.cycle import evidence as e
from plumbline.domain.cycle import thread as t
from plumbline.domain.cycle.attention import obligations_of
from plumbline.domain.cycle.blocker import RaiseBlocker, ResolveBlocker
from plumbline.domain.cycle.decision import Criterion, Option
from plumbline.domain.cycle.due import due
from plumbline.domain.cycle.rules.decision import approval_findings
from plumbline.domain.cycle.rules.escalation import find_item, is_open
from plumbline.domain.cycle.thread import Anchor
from plumbline.kernel.outcome import Refusal
from plumbline.kernel.record import event_name, registry

NOUNS: tuple[Any, ...] = (
    frame, decision, evidence, thread, blocker, risk, strategy, assumption, scope, scope_change, escalation, clock, gate, step,
    lens, review, guest, handoff, work_item, drill, journey,
    correction, support_review, stabilisation, retrospective, wrap_up,
    outcome, stage, practice, safeguard, promise, release, communication, checkpoint, agenda, sign_up,
)  # fmt: skip
WHO = [*PEOPLE, SYSTEM]


def test_every_event_and_command_has_a_place_in_the_machine():
    events = {kind for noun in NOUNS for kind in getattr(noun.Event, "__args__", (noun.Event,))}
    commands = {kind for noun in NOUNS for kind in getattr(noun.Command, "__args__", (noun.Command,))}
    assert set(machine.EVENTS) == events
    assert set(machine.COMMANDS) == commands
    assert len(registry(machine.EVENTS)) == len(events)
    assert all("." in event_name(kind) for kind in events)


class Universe:
    """A story, and commands drawn from what is in it."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.told = story(decision_window_hours=24)

    def pick(self, ids: Any) -> str:
        known = list(ids)
        return self.chance.choice(known) if known else "dec_none"

    def person(self) -> str:
        return self.chance.choice(list(PEOPLE))

    def command(self) -> Any:
        told, chance, cycle = self.told, self.chance, self.told.cycle
        one, other = self.pick(cycle.decisions), self.pick(cycle.decisions)
        proof, talk = self.pick(cycle.evidence), self.pick(cycle.threads)
        soon = told.now + timedelta(hours=chance.randrange(1, 100))
        hashes = ["", *(found.content_hash for found in cycle.decisions.values())]
        read = chance.choice(hashes)
        choices: list[Any] = [
            self._draft(soon),
            d.ProposeDecision(decision_id=one),
            d.EditDecision(decision_id=one, title=chance.choice(["A", "B", "Retry after a decline"]), read_hash=read),
            d.AssignDecision(decision_id=one, owner_id=self.person()),
            d.ScheduleDecision(decision_id=one, due_at=soon, fallback="Later."),
            d.SubmitDecision(decision_id=one),
            d.AddDependency(decision_id=one, on_id=other),
            d.CastVote(decision_id=one, vote="approve", read_hash=read),
            d.RaiseConcern(decision_id=one, reason="Why?"),
            self._settle(one),
            d.HoldDecision(decision_id=one, reason="Wait", until=soon),
            d.DelegateDecision(decision_id=one, to_id=self.person(), until=soon),
            d.AskForEvidence(decision_id=one, person_id=self.person()),
            *[d.ApproveDecision(decision_id=one, because="Yes", option_id="opt_a", read_hash=read) for _ in range(4)],
            d.RejectDecision(decision_id=one, because="No", read_hash=read),
            d.DeferDecision(decision_id=one, because="Later", wake_at=soon),
            d.WithdrawDecision(decision_id=one, because="Gone"),
            d.ReopenDecision(decision_id=one, reason="error"),
            d.SupersedeDecision(decision_id=one, by_id=other),
            *[e.SubmitEvidence(decision_id=one, criterion_ids=("crt_a",), kind="link", title="Run", reference="x") for _ in range(3)],
            *[e.AcceptEvidence(evidence_id=proof) for _ in range(3)],
            e.RejectEvidence(evidence_id=proof, reason="No"),
            e.RetractEvidence(evidence_id=proof),
            self._thread(one),
            t.ReplyToThread(thread_id=talk, text="So."),
            t.ResolveThread(thread_id=talk, outcome="answered"),
            t.ReopenThread(thread_id=talk, reason="Not yet"),
            RaiseBlocker(title="Stuck", owner_id=self.person(), due_at=soon, fallback="Go round", blocks=(one,)),
            ResolveBlocker(blocker_id=self.pick(cycle.blockers), how="Done"),
        ]
        return chance.choice(choices)

    def step(self) -> tuple[Any, str, Any]:
        """Send one random command, or let time pass and the system do what is due."""
        if self.chance.random() < 0.1:
            self.told.later(hours=self.chance.randrange(1, 40))
        waiting = due(self.told.cycle, self.told.workspace, self.told.now)
        if waiting:
            command, by = waiting[0], SYSTEM
        else:
            # Chance alone hardly ever gets a decision approved: half of the time somebody does what a finding asks for.
            command, by = (self.chance.random() < 0.4 and self.mending()) or self.anything()
        return command, by, self.told.when(command, by)

    def anything(self) -> tuple[Any, str]:
        """Return any command, by anybody or by the owner of what it is about."""
        command = self.command()
        found = self.told.cycle.decisions.get(getattr(command, "decision_id", ""))
        return command, self.chance.choice([*WHO, *([found.owner_id] * len(WHO) if found and found.owner_id else [])])

    def mending(self) -> tuple[Any, str] | None:
        """Return what the first unmet line of a decision asks for, by the person it names; approval when all lines hold."""
        told, open_ones = self.told, [one for one in self.told.cycle.decisions.values() if one.state in d.OPEN]
        if not open_ones:
            return None
        one = self.chance.choice(open_ones)
        unmet = next((line for line in approval_findings(told.cycle, one, told.workspace, told.now) if not line.met), None)
        if unmet is None:
            return d.ApproveDecision(decision_id=one.id, because="Yes", option_id="opt_a", read_hash=one.content_hash), one.owner_id
        acts: dict[str, Any] = {
            "decision.assign": d.AssignDecision(decision_id=one.id, owner_id="ana"),
            "decision.propose": d.ProposeDecision(decision_id=one.id),
            "decision.submit": d.SubmitDecision(decision_id=one.id),
            "decision.wake": d.WakeDecision(decision_id=one.id),
            "evidence.submit": e.SubmitEvidence(decision_id=one.id, criterion_ids=("crt_a",), kind="link", title="Run", reference="x"),
            "evidence.accept": e.AcceptEvidence(evidence_id=unmet.item),
            "thread.resolve": t.ResolveThread(thread_id=unmet.item, outcome="converted", linked_id=one.id),
            "decision.settle_concern": d.SettleConcern(decision_id=one.id, concern_id=str(dict(unmet.values).get("concern_id", ""))),
            "decision.release_hold": d.ReleaseHold(decision_id=one.id),
        }
        return (acts[unmet.act], unmet.who[0]) if unmet.act in acts else None

    def _draft(self, due_at: Any) -> d.DraftDecision:
        return d.DraftDecision(
            title="Retry after a decline",
            section_id=self.told.section,
            objective_id=self.told.objective,
            owner_id=self.chance.choice(["", "ana", "bo", "mara"]),
            due_at=due_at,
            fallback="One retry.",
            options=(Option(id="opt_a", title="One"),),
            criteria=(Criterion(id="crt_a", text="Fast", method="manual", owner_id="bo"),),
            propose=self.chance.random() < 0.5,
        )

    def _settle(self, one: str) -> d.SettleConcern:
        found = self.told.cycle.decisions.get(one)
        return d.SettleConcern(decision_id=one, concern_id=self.pick(found.concerns if found else ()))

    def _thread(self, one: str) -> t.OpenThread:
        anchor = Anchor(kind="decision", id=one)
        section, objective = self.told.section, self.told.objective
        return t.OpenThread(section_id=section, objective_id=objective, anchor=anchor, text="Hm?", blocking=self.chance.random() < 0.5)


seeds = st.integers(0, 10**9)


@settings(max_examples=10, deadline=None)
@given(seeds)
def test_a_refusal_changes_nothing_and_events_are_the_only_change(seed: int):
    universe = Universe(seed)
    for _ in range(60):
        before, length = universe.told.copied(), len(universe.told.history)
        command, by, answer = universe.step()
        if isinstance(answer, Refusal):
            assert answer.unmet, (command, by)
        if isinstance(answer, Refusal) or not answer:
            assert universe.told.cycle == before
            assert len(universe.told.history) == length


@settings(max_examples=15, deadline=None)
@given(seeds)
def test_approved_implies_that_every_finding_was_met_at_that_moment(seed: int):
    universe = Universe(seed)
    for _ in range(80):
        before = universe.told.copied()
        command, by, answer = universe.step()
        if isinstance(command, d.ApproveDecision) and isinstance(answer, list) and answer:
            told, one = universe.told, before.decisions[command.decision_id]
            lines = approval_findings(before, one, told.workspace, told.now, by)
            assert [line.rule for line in lines if not line.met] == [], (command, by)


@settings(max_examples=25, deadline=None)
@given(seeds)
def test_what_is_open_always_has_somebody(seed: int):
    """I1."""
    universe = Universe(seed)
    for _ in range(120):
        universe.step()
        cycle, workspace = universe.told.cycle, universe.told.workspace
        for item_id in (*cycle.decisions, *cycle.threads, *cycle.blockers, *cycle.risks, *cycle.handoffs):
            item = find_item(cycle, item_id)
            if item is not None and is_open(item):
                who = [obligation.person_id for obligation in obligations_of(cycle, workspace, item_id)]
                assert who, item
                assert all(workspace.is_active(person) for person in who), item


@settings(max_examples=25, deadline=None)
@given(seeds)
def test_nothing_is_overdue_in_silence(seed: int):
    """I2."""
    universe = Universe(seed)
    for _ in range(120):
        universe.step()
        told = universe.told
        if due(told.cycle, told.workspace, told.now):
            continue  # the system has not had its turn yet
        raised = {found.item_id for found in told.cycle.escalations.values() if found.resolved_at is None}
        for running in told.cycle.clocks.values():
            if running.state == "running" and running.due_at <= told.now:
                assert running.item_id in raised, running


@settings(max_examples=25, deadline=None)
@given(seeds)
def test_words_that_changed_since_they_were_read_are_never_decided_on(seed: int):
    """I5."""
    universe = Universe(seed)
    for _ in range(150):
        known = {one.id: one.content_hash for one in universe.told.cycle.decisions.values()}
        command, _, answer = universe.step()
        read = getattr(command, "read_hash", "")
        if read and known.get(command.decision_id, read) != read and isinstance(answer, Refusal):
            assert answer.kind in ("stale", "forbidden")
        elif read and isinstance(answer, list) and answer:
            assert known[command.decision_id] == read


@settings(max_examples=25, deadline=None)
@given(seeds)
def test_what_has_ended_accepts_only_reopening_superseding_and_evidence(seed: int):
    """I6."""
    universe = Universe(seed)
    allowed = (d.ReopenDecision, d.SupersedeDecision)
    for _ in range(150):
        ended = {one.id for one in universe.told.cycle.decisions.values() if one.state in d.ENDED}
        command, by, answer = universe.step()
        if isinstance(command, d.Command) and command.__class__ is not d.DraftDecision and isinstance(answer, list) and answer:
            assert getattr(command, "decision_id", "") not in ended or isinstance(command, allowed), (command, by)


@settings(max_examples=15, deadline=None)
@given(seeds, st.floats(0, 1))
def test_folding_in_two_parts_is_folding_at_once(seed: int, share: float):
    """I7."""
    universe = Universe(seed)
    for _ in range(100):
        universe.step()
    history, cycle_id = universe.told.history, universe.told.cycle.id
    cut = int(len(history) * share)
    halves = refold(history[:cut], cycle_id)
    for recorded in history[cut:]:
        machine.evolve(halves, recorded)
    assert halves == refold(history, cycle_id) == universe.told.cycle
    assert halves.version == len(history)


def test_random_stories_reach_every_end_of_a_decision():
    ends: set[str] = set()
    for seed in range(20):
        universe = Universe(seed)
        for _ in range(200):
            universe.step()
            ends |= {one.state for one in universe.told.cycle.decisions.values()}
    assert {"draft", "proposed", "in_review", "approved", "rejected", "deferred", "withdrawn", "superseded"} <= ends
