"""What a commitment became outside: who links it, which report counts, when the two drift, who is asked, and what ends it."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cycle_story import SYSTEM, names, unmet
from plumbline.domain import permission
from plumbline.domain.cycle.attention import obligations_of
from plumbline.domain.cycle.decision import ReopenDecision
from plumbline.domain.cycle.due import due
from plumbline.domain.cycle.facts import cycle_facts
from plumbline.domain.cycle.handoff import HoldCheckpoint, MarkSuspect, QuestionLine, ReturnHandoff
from plumbline.domain.cycle.rules.warning_signs.drifting_work import DriftingWork, drifting_work, entries_of, watchers
from plumbline.domain.cycle.thread import ReplyToThread
from plumbline.domain.cycle.work_item import STATUSES, AgreeToWorkItem, LinkWorkItem, NoteDrift, ReportWorkItem, UnlinkWorkItem
from work_item_story import AFTER, GRACE, ISSUE, OTHER, OWNER, RECEIVER, TRACKER, Outside, connect


def linking(outside: Outside, **said: Any) -> LinkWorkItem:
    return outside.about(LinkWorkItem, **said)


def shown(outside: Outside) -> tuple[DriftingWork, ...]:
    return drifting_work(outside.told.cycle, outside.told.workspace, outside.told.now)


def kinds(outside: Outside) -> list[str]:
    return [one.kind for one in shown(outside)]


def settle(outside: Outside) -> None:
    """The system does what is due."""
    told = outside.told
    while waiting := [one for one in due(told.cycle, told.workspace, told.now) if isinstance(one, NoteDrift | MarkSuspect)]:
        for command in waiting:
            told.when(command, by=SYSTEM)


def asked(outside: Outside) -> list[tuple[str, str]]:
    found = obligations_of(outside.told.cycle, outside.told.workspace, outside.handoff_id)
    return [(one.person_id, one.reason.removeprefix("attention.work_item_")) for one in found if "work_item" in one.reason]


def noting(outside: Outside, later: timedelta) -> int:
    """Return how many differences are due to be noted after a while."""
    told = outside.told
    return sum(isinstance(one, NoteDrift) for one in due(told.cycle, told.workspace, told.now + later))


def drifted(outside: Outside, **wait: int) -> None:
    """Wait until the grace is over, and let the system see it."""
    outside.told.later(**(wait or {"minutes": 16}))
    settle(outside)


def test_the_receiver_links_an_issue_that_exists_by_its_address_alone():
    outside = Outside()
    assert names(outside.told.when(linking(outside, url=ISSUE), by=RECEIVER)) == ["WorkItemLinked"]
    item = outside.item
    assert (item.reference, item.url, item.by_hand, item.connector, item.status_at) == ("acme/shop#7", ISSUE, True, "github", None)
    assert outside.told.when(linking(outside, reference="acme/shop#7"), by=OWNER) == []


@pytest.mark.parametrize(
    ("said", "rules"),
    [
        ({"url": "https://github.com/acme/shop/pull/7"}, ["W1.reference"]),
        ({"reference": "seven"}, ["W1.reference"]),
        ({"reference": "acme/secrets#7"}, ["W1.place"]),
        ({"reference": "acme/shop#7", "url": "javascript:alert(1)"}, ["W1.address"]),
        ({"endpoint_id": OTHER, "reference": "acme/shop#7"}, ["W1.tracker", "W1.reference"]),
    ],
)
def test_a_link_names_an_item_of_the_place_that_the_tracker_was_connected_for(said: dict[str, str], rules: list[str]):
    outside = Outside()
    assert unmet(outside.told.when(linking(outside, **said), by=RECEIVER)) == rules


def test_only_what_was_accepted_is_linked_and_only_by_those_concerned():
    outside = Outside(accept=False)
    assert unmet(outside.told.when(linking(outside, url=ISSUE), by=RECEIVER)) == ["W1.accepted"]
    assert unmet(Outside().told.when(linking(Outside(), url=ISSUE), by=AFTER)) == ["W1.who"]


def test_a_line_has_one_item_in_each_tracker():
    outside = Outside().made()
    assert unmet(outside.told.when(linking(outside, reference="acme/shop#8"), by=RECEIVER)) == ["W1.once"]
    connect(outside.told, OTHER, "jira", project="PAY")
    outside.told.given(linking(outside, endpoint_id=OTHER, url="https://acme.atlassian.net/browse/PAY-7"), by=RECEIVER)
    assert list(outside.line.work_items) == [TRACKER, OTHER]


def test_the_system_links_what_it_made_but_never_over_what_a_person_did():
    outside = Outside().made()
    assert not outside.item.by_hand
    outside.told.given(outside.about(UnlinkWorkItem, reason="A twin."), by=RECEIVER)
    again = linking(outside, reference="acme/shop#7", url=ISSUE)
    assert outside.told.when(again, by=SYSTEM) == []
    assert names(outside.told.when(again, by=RECEIVER)) == ["WorkItemLinked"]


def test_only_the_system_reports():
    outside = Outside().made()
    command = outside.about(ReportWorkItem, status="done", changed_at=outside.told.now)
    for person in (RECEIVER, "mara"):
        refused = permission.refusal(command, outside.told.cycle, outside.told.workspace, outside.told.context(person))
        assert refused is not None
        assert unmet(refused) == ["P.system"]


def test_a_report_that_says_nothing_new_or_comes_late_is_not_recorded():
    outside = Outside().made()
    now = outside.told.now
    assert names(outside.report("started", at=now)) == ["WorkItemReported"]
    assert outside.report("started", at=now) == []
    assert outside.report("started", at=now + timedelta(hours=1)) == []
    assert outside.report("done", at=now - timedelta(hours=1)) == []
    assert outside.item.status == "started"


def test_an_item_that_was_gone_is_there_again_when_it_is_read_and_not_when_an_old_report_comes():
    outside = Outside().made()
    now = outside.told.now
    outside.report("open", at=now)
    outside.report("gone", at=now + timedelta(hours=2))
    assert outside.report("open", at=now + timedelta(hours=1)) == []
    assert names(outside.report("open", at=now, is_read=True)) == ["WorkItemReported"]


_TITLES = st.sampled_from(("Retry", "Retry twice", "Pay later"))
_REPORTS = st.lists(
    st.tuples(st.integers(0, 40), st.sampled_from(STATUSES), _TITLES, st.sampled_from((None, date(2026, 12, 1)))), min_size=1, max_size=8
)


@given(_REPORTS, st.randoms(use_true_random=False))
def test_whatever_order_reports_come_in_the_newest_one_outside_counts(reports: list[tuple[int, Any, str, Any]], chance: Any):
    shuffled = list(reports)
    chance.shuffle(shuffled)
    ends: list[tuple[Any, ...]] = []
    for order in (reports, shuffled, [*shuffled, *reports]):
        outside = Outside().made()
        for minute, status, title, due_on in order:
            outside.report(status, title, due_on, at=datetime(2026, 11, 20, 9, minute, tzinfo=UTC))
        ends.append((outside.item.status, outside.item.title))
    newest = max(reports, key=lambda one: (one[0], STATUSES.index(one[1]), one[2], str(one[3] or "")))
    assert set(ends) == {(newest[1], newest[2])}


def test_a_difference_shows_after_the_grace_and_goes_by_itself_when_the_two_agree():
    outside = Outside().made()
    outside.report("dropped")
    assert (kinds(outside), noting(outside, GRACE - timedelta(seconds=1)), noting(outside, GRACE)) == ([], 0, 1)
    drifted(outside)
    assert (kinds(outside), asked(outside)) == (["dropped"], [(RECEIVER, "dropped")])
    assert cycle_facts(outside.told.cycle, outside.told.workspace, outside.told.now)["commitment"]["drifting"] == 1
    outside.report("open")
    assert (kinds(outside), asked(outside)) == ([], [])


def test_it_is_noted_once_and_anew_when_it_comes_back():
    outside = Outside().made()
    outside.report("dropped")
    drifted(outside)
    assert outside.told.when(outside.about(NoteDrift), by=SYSTEM) == []
    outside.told.later(hours=1)
    outside.report("open")
    outside.told.later(hours=1)
    outside.report("dropped")
    assert asked(outside) == []
    drifted(outside)
    assert asked(outside) == [(RECEIVER, "dropped")]


def test_work_that_is_done_waits_for_its_checkpoint_only_when_the_time_for_it_has_come():
    outside = Outside().made()
    outside.report("done")
    drifted(outside, days=5)
    assert kinds(outside) == []
    outside.told.later(days=16)
    (one,) = shown(outside)
    assert (one.kind, one.act, one.who) == ("unread", "handoff.hold_checkpoint", (AFTER, OWNER))
    held = HoldCheckpoint(handoff_id=outside.handoff_id, commitment_id=outside.line.id, reading="18 h of 60", met=True)
    outside.told.given(held, by=AFTER)
    assert kinds(outside) == []


def test_work_that_is_open_after_its_checkpoint_was_met_is_the_receivers_to_close_outside():
    outside = Outside().made()
    outside.report("started")
    outside.told.later(days=21)
    held = HoldCheckpoint(handoff_id=outside.handoff_id, commitment_id=outside.line.id, reading="18 h of 60", met=True)
    outside.told.given(held, by=AFTER)
    drifted(outside)
    assert (kinds(outside), asked(outside)) == (["open_after"], [(RECEIVER, "open_after")])
    outside.report("done")
    assert kinds(outside) == []


def test_an_item_of_a_suspect_line_drifts_until_the_line_is_as_agreed():
    outside = Outside().made()
    outside.report("started")
    outside.told.given(ReopenDecision(decision_id=outside.decision_id, reason="new_evidence"), by=OWNER)
    settle(outside)
    drifted(outside)
    (one,) = shown(outside)
    assert (one.kind, one.act, one.who) == ("suspect", "handoff.take_new_version", (RECEIVER,))
    assert asked(outside) == []  # the receiver is asked for the new version already


def test_an_open_item_of_a_returned_line_drifts_until_it_is_closed_outside_or_unlinked():
    outside = Outside().made()
    outside.report("open")
    outside.told.given(ReturnHandoff(handoff_id=outside.handoff_id, reason="Too much."), by=RECEIVER)
    drifted(outside)
    assert (kinds(outside), asked(outside)) == (["returned"], [(RECEIVER, "returned")])
    outside.told.given(outside.about(UnlinkWorkItem), by=RECEIVER)
    assert (kinds(outside), asked(outside), watchers(outside.told.cycle)) == ([], [], ())


def test_work_that_starts_against_an_open_question_drifts_until_it_is_answered():
    outside = Outside().made()
    thread_id = outside.told.given(
        QuestionLine(handoff_id=outside.handoff_id, commitment_id=outside.line.id, text="Which card?"), by=RECEIVER
    )
    thread_id = next(iter(outside.told.cycle.threads))
    outside.report("open")
    drifted(outside)
    assert kinds(outside) == []
    outside.report("started")
    drifted(outside)
    (one,) = shown(outside)
    assert (one.kind, one.item_id, one.act) == ("disputed", thread_id, "thread.resolve")
    outside.told.given(ReplyToThread(thread_id=thread_id, text="All of them."), by=OWNER)
    assert kinds(outside) == []


def test_another_title_or_due_date_outside_is_agreed_to_or_changed_back():
    outside = Outside().made()
    outside.report("open")
    outside.told.later(hours=1)
    outside.report("open", "Pay later", date(2026, 12, 24))
    drifted(outside)
    assert (kinds(outside), asked(outside)) == (["renamed", "rescheduled"], [(RECEIVER, "attention.work_items_differ")])
    outside.told.given(outside.about(AgreeToWorkItem), by=OWNER)
    assert kinds(outside) == []
    assert outside.told.when(outside.about(AgreeToWorkItem), by=OWNER) == []
    outside.told.later(hours=1)
    outside.report("open", "Pay now", date(2026, 12, 24))
    drifted(outside)
    outside.told.later(hours=1)
    outside.report("open", "Pay later", date(2026, 12, 24))
    assert kinds(outside) == []


def test_the_receiver_is_asked_once_about_all_that_differ_and_each_is_named():
    outside = Outside().made()
    connect(outside.told, OTHER)
    link = outside.about(LinkWorkItem, endpoint_id=OTHER, reference="acme/shop#8", url="https://github.com/acme/shop/issues/8")
    outside.told.given(link, by=SYSTEM)
    outside.report("dropped")
    outside.report("dropped", endpoint_id=OTHER)
    drifted(outside)
    assert named(outside) == [("attention.work_item_dropped", "acme/shop#7, acme/shop#8", 2)]
    outside.told.later(hours=1)
    outside.report("gone", endpoint_id=OTHER)
    drifted(outside)
    assert named(outside) == [("attention.work_items_differ", "acme/shop#7, acme/shop#8", 2)]
    outside.told.later(hours=1)
    outside.report("open")
    drifted(outside)
    assert named(outside) == [("attention.work_item_gone", "acme/shop#8", 1)]


def named(outside: Outside) -> list[tuple[str, Any, Any]]:
    """What is asked because of items outside: the reason, the items that it names, and how many there are."""
    found = [one for one in obligations_of(outside.told.cycle, outside.told.workspace, outside.handoff_id) if "work_item" in one.reason]
    return [(one.reason, dict(one.values)["references"], dict(one.values)["count"]) for one in found]


def test_what_is_gone_shows_as_gone_and_as_nothing_else():
    outside = Outside().made()
    outside.report("open", due_on=date(2026, 12, 24))
    outside.report("gone", at=outside.told.now + timedelta(minutes=1))
    drifted(outside)
    (one,) = shown(outside)
    assert (one.kind, one.act, one.who, outside.item.due_on) == ("gone", "work_item.unlink", (RECEIVER, OWNER), date(2026, 12, 24))


def test_the_sign_is_shown_by_the_entry_of_the_acceptance_and_by_that_of_the_report():
    outside = Outside().made()
    outside.told.later(hours=1)
    outside.report("dropped")
    drifted(outside)
    found = shown(outside)
    ((accepted, reported),) = entries_of(found, outside.told.history).values()
    said = {one.position: type(one.event).__name__ for one in outside.told.history}
    assert (said[accepted], said[reported]) == ("HandoffAccepted", "WorkItemReported")
    assert watchers(outside.told.cycle) == (outside.handoff_id,)
