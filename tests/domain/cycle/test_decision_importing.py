"""Decisions that were taken somewhere else: brought in once, marked as such, changed when they change there, never over what people did."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cycle_story import Story, refold, story, unmet
from plumbline.domain.cycle.attention import obligations_of
from plumbline.domain.cycle.decision import ENDED, ReopenDecision, ScheduleDecision, SubmitDecision
from plumbline.domain.cycle.decision.imported import BROUGHT, ImportDecision, Imported, PastStatus
from plumbline.kernel.identity import is_id


def record(told: Story, key: str = "0002", **changes: object) -> ImportDecision:
    imported = Imported(source="adr", key=key, place=f"docs/adr/{key}-hosting.md", digest="a" * 64)
    whole = ImportDecision(
        imported=imported, title="Host it ourselves", state="approved", section_id=told.section, objective_id=told.objective,
        owner_id="ana", question="Where?", because="It is cheaper.", options=("Ourselves", "A cloud"), begun_on=date(2001, 7, 5),
        ended_on=date(2020, 9, 15), original="# 2. Host it ourselves\n",
    )  # fmt: skip
    return replace(whole, **changes)  # type: ignore[arg-type]


def changed(command: ImportDecision, **changes: object) -> ImportDecision:
    return replace(command, imported=replace(command.imported, digest="b" * 64), **changes)  # type: ignore[arg-type]


def test_a_record_becomes_a_decision_that_says_where_it_comes_from_and_keeps_its_days():
    told = story()
    made = told.decision(told.given(record(told), by="mara"))
    assert (made.state, made.owner_id, made.because) == ("approved", "ana", "It is cheaper.")
    assert (made.drafted_at.date(), made.ended_at and made.ended_at.date()) == (date(2001, 7, 5), date(2020, 9, 15))
    assert made.imported is not None
    assert (made.imported.source, made.imported.key, made.approver_id) == ("adr", "0002", ""), "nobody approved it here"
    assert [one.title for one in made.options] == ["Ourselves", "A cloud"]
    assert all(is_id(one.id, "opt") for one in made.options)
    assert refold(told.history, told.cycle.id) == told.cycle


def test_bringing_it_in_again_does_nothing_until_the_record_has_changed():
    told = story()
    first = told.given(record(told), by="mara")
    assert told.when(record(told), by="mara") == []
    told.given(changed(record(told), state="rejected", because="It is not."), by="mara")
    again = told.decision(first)
    assert (again.number, again.state, again.because) == (1, "rejected", "It is not.")
    assert len(told.cycle.decisions) == 1
    assert told.given(record(told, "0003"), by="mara") != first
    assert told.decision(told.cycle.imported["adr", "0003"]).number == 2


def test_what_somebody_did_with_it_here_is_never_overwritten():
    told = story()
    brought = told.given(record(told), by="mara")
    told.later(hours=1)
    told.given(ReopenDecision(decision_id=brought, reason="new_evidence", note="Prices rose."), by="ana")
    assert unmet(told.when(changed(record(told)), by="mara")) == ["IN6.untouched"]
    assert told.decision(brought).state not in ENDED


def test_it_goes_on_here_as_any_other_decision_does():
    told = story()
    brought = told.given(record(told, state="proposed", ended_on=None), by="mara")
    assert unmet(told.when(SubmitDecision(decision_id=brought))) == ["D4.due", "D4.fallback"], "as any other, it needs a day and a fallback"
    told.given(ScheduleDecision(decision_id=brought, due_at=told.now + timedelta(days=3), fallback="Rent."), by="ana")
    told.given(SubmitDecision(decision_id=brought), by="ana")
    assert told.decision(brought).state == "in_review"


@pytest.mark.parametrize("order", [("0004", "0019"), ("0019", "0004")])
@pytest.mark.parametrize("said", ["infra/0019-go", "infra/19", "infra/0019"])
def test_a_record_that_took_the_place_of_another_is_linked_whichever_is_read_first(order: tuple[str, str], said: str):
    told = story()
    old = record(told, "infra/0004-bash", state="superseded")
    old = replace(old, imported=replace(old.imported, superseded_by=said))
    for key in order:
        told.given(old if key == "0004" else record(told, "infra/0019-go"), by="mara")
    told.given(record(told, "billing/0019-euros"), by="mara")
    before, after = told.cycle.imported["adr", "infra/0004-bash"], told.cycle.imported["adr", "infra/0019-go"]
    assert told.decision(before).superseded_by == after
    assert refold(told.history, told.cycle.id) == told.cycle


def test_only_a_lead_brings_decisions_in_because_they_come_with_their_state():
    told = story()
    assert unmet(told.when(record(told), by="ana")) == ["P.rank"]


def test_everything_that_is_wrong_with_a_record_is_named_at_once():
    told = story()
    tomorrow = told.now.date() + timedelta(days=1)
    wrong = record(told, " ", title=" ", state="handed_off", section_id="x", objective_id="y", owner_id="ida", begun_on=tomorrow)
    findings = unmet(told.when(replace(wrong, original="x" * 400_001), by="mara"))
    assert findings == ["IN6.key", "IN6.title", "IN6.state", "IN6.length", "IN6.past", "T1.section", "T1.objective", "D1.owner_rank"]


@given(st.sampled_from(sorted(BROUGHT)), st.none() | st.dates(date(1990, 1, 1), date(2025, 1, 1)))
def test_whatever_state_it_brings_somebody_is_asked_when_it_is_open_and_nobody_when_it_has_ended(state: str, on: date | None):
    told = story()
    history = (PastStatus(said="Draft", state="draft"), PastStatus(said=state.title(), state=state, on=on))  # type: ignore[arg-type]
    wanted = record(told, state=state, begun_on=on, ended_on=on)
    brought = told.given(replace(wanted, imported=replace(wanted.imported, history=history)), by="mara")
    asked = obligations_of(told.cycle, told.workspace, brought)
    assert bool(asked) is (state not in ENDED)
    assert refold(told.history, told.cycle.id) == told.cycle
