import re
from dataclasses import fields
from datetime import UTC, datetime, timedelta

from plumbline.app.opening import EVENTS
from plumbline.domain.cycle.clock import ClockStarted
from plumbline.domain.cycle.decision import DecisionApproved, DecisionAssigned
from plumbline.words.event import event_sentence, hours, sentences

ANA = "usr_" + "0" * 26
D12 = "dec_" + "0" * 26
CALLED = {ANA: "Ana Ruiz", D12: "D-12 Retry after decline"}


def label(identifier: str) -> str:
    return CALLED.get(identifier, identifier)


def test_an_event_names_its_item_and_its_people():
    assert event_sentence(DecisionAssigned(decision_id=D12, owner_id=ANA, reason="on leave"), label) == (
        "handed D-12 Retry after decline to Ana Ruiz: on leave"
    )


def test_what_nobody_said_is_left_out():
    assert event_sentence(DecisionAssigned(decision_id=D12, owner_id=ANA), label) == "handed D-12 Retry after decline to Ana Ruiz"


def test_braces_in_what_a_person_wrote_stay_text():
    approved = DecisionApproved(decision_id=D12, option_id="", content_hash="", approver_id=ANA, because="{owner_id} [x]")
    assert event_sentence(approved, label) == "approved D-12 Retry after decline: {owner_id} [x]"


def test_a_clock_reads_in_hours_days_and_its_basis():
    started = ClockStarted(
        clock_id="clk",
        item_id=D12,
        purpose="decide",
        holder_id=ANA,
        budget=timedelta(hours=48),
        basis="workday",
        calendar_id="",
        calendar_version=0,
        due_at=datetime(2026, 11, 24, 16, tzinfo=UTC),
    )
    assert event_sentence(started, label) == (
        "started Ana Ruiz's clock to decide on D-12 Retry after decline: 48 h, working days, due Tue 24 Nov 16:00"
    )


def test_short_spans_are_told_in_minutes():
    assert (hours(timedelta(minutes=20)), hours(timedelta(hours=2, minutes=50))) == ("20 min", "3 h")


def test_every_event_of_the_ledger_has_a_sentence_and_no_sentence_is_left_over():
    assert sentences().keys() == EVENTS.keys()


def test_sentences_name_only_fields_that_their_event_has():
    for name, sentence in sentences().items():
        known = {field.name for field in fields(EVENTS[name])} | {"item"}
        assert set(re.findall(r"\{(\w+)\}", sentence)) <= known, name
