from datetime import timedelta

import pytest

from cycle_story import MONDAY
from plumbline.domain.cycle.decision import ApprovalRule, Vote
from plumbline.domain.cycle.rules.approval import Standing, evaluate

ROSTER = ("ana", "bo", "ida", "mara")


def standing(rule: ApprovalRule, votes: dict[str, Vote], *, hours: float = 0, **more: tuple[str, ...]) -> Standing:
    return evaluate(rule, votes, ROSTER, now=MONDAY + timedelta(hours=hours), opened_at=MONDAY, **more)


@pytest.mark.parametrize(
    ("rule", "votes", "status", "have", "need"),
    [
        (ApprovalRule(), {}, "satisfied", 0, 0),
        (ApprovalRule(quorum=2), {"ana": "abstain"}, "waiting", 0, 0),
        (ApprovalRule(quorum=2), {"ana": "abstain", "bo": "reject"}, "satisfied", 0, 0),
        (ApprovalRule(mode="all"), {"ana": "approve", "bo": "approve", "ida": "approve"}, "waiting", 3, 4),
        (ApprovalRule(mode="all"), dict.fromkeys(ROSTER, "approve"), "satisfied", 4, 4),
        (ApprovalRule(mode="all"), {"ana": "abstain"}, "blocked", 0, 4),
        (ApprovalRule(mode="k_of_n", needed=2), {"ana": "approve"}, "waiting", 1, 2),
        (ApprovalRule(mode="k_of_n", needed=2), {"ana": "approve", "bo": "approve", "ida": "reject"}, "satisfied", 2, 2),
        (ApprovalRule(mode="k_of_n", needed=3), {"ana": "reject", "bo": "object"}, "blocked", 0, 3),
        (ApprovalRule(mode="k_of_n", needed=1), {"stranger": "approve"}, "waiting", 0, 1),
        (ApprovalRule(mode="majority", max_missing=1), {"ana": "approve", "bo": "approve"}, "waiting", 2, 3),
        (ApprovalRule(mode="majority", max_missing=1), {"ana": "approve", "bo": "approve", "ida": "reject"}, "satisfied", 2, 2),
        (ApprovalRule(mode="majority", max_missing=4), {"ana": "approve", "bo": "reject"}, "waiting", 1, 2),
        (ApprovalRule(mode="majority"), {"ana": "reject", "bo": "reject", "ida": "approve"}, "blocked", 1, 3),
        (ApprovalRule(mode="consent"), {"ana": "approve"}, "waiting", 1, 4),
        (ApprovalRule(mode="consent"), dict.fromkeys(ROSTER, "abstain"), "satisfied", 4, 4),
        (ApprovalRule(mode="consent"), {"ana": "object"}, "blocked", 0, 4),
    ],
)
def test_each_mode_counts_votes_in_its_own_way(rule: ApprovalRule, votes: dict[str, Vote], status: str, have: int, need: int):
    found = standing(rule, votes)
    assert (found.status, found.have, found.need) == (status, have, need)


def test_silence_is_consent_when_the_window_ends_and_not_before():
    rule = ApprovalRule(mode="consent", window_hours=48)
    before = standing(rule, {"ana": "approve"}, hours=47)
    assert (before.status, before.earliest) == ("waiting", MONDAY + timedelta(hours=48))
    assert before.missing == ("bo", "ida", "mara")
    assert standing(rule, {"ana": "approve"}, hours=48).status == "satisfied"
    assert standing(rule, {"ana": "object"}, hours=48).status == "blocked"


def test_a_veto_stops_whatever_the_count():
    rule = ApprovalRule(mode="k_of_n", needed=1, veto=("legal",))
    found = standing(rule, {"ana": "approve", "bo": "reject"}, vetoers=("bo",))
    assert (found.status, found.vetoed, found.earliest) == ("vetoed", ("bo",), None)


def test_with_four_eyes_a_sole_author_does_not_count_and_is_not_missing():
    rule = ApprovalRule(mode="all", four_eyes=True)
    votes: dict[str, Vote] = dict.fromkeys(("bo", "ida", "mara"), "approve")
    assert standing(rule, votes, authors=("ana",)).status == "satisfied"
    two = standing(rule, votes, authors=("ana", "bo"))
    assert (two.status, two.missing) == ("waiting", ("ana",))


def test_it_says_who_is_missing_and_when_it_can_be_met():
    found = standing(ApprovalRule(mode="k_of_n", needed=3), {"bo": "approve"})
    assert found.missing == ("ana", "ida", "mara")
    assert found.earliest == MONDAY
