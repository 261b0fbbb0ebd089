from typing import Any

import pytest

from cycle_story import MONDAY, Story, story, unmet
from plumbline.domain import permission
from plumbline.domain.cycle import machine
from plumbline.domain.cycle.clock import RecordBreach
from plumbline.domain.cycle.decision import ApproveDecision, CastVote, DelegateDecision, ReopenDecision
from plumbline.domain.cycle.evidence import AcceptEvidence, ExpireEvidence
from plumbline.domain.cycle.frame import AddSection, CloseCycle
from plumbline.domain.workspace import rules as workspace_rules
from plumbline.domain.workspace.workspace import AddMember, ChangeMember, CreateWorkspace

APPROVE = ApproveDecision(decision_id="dec_1", because="x")


def refused(told: Story, command: object, by: str) -> list[str]:
    answer = permission.refusal(command, told.cycle, told.workspace, told.context(by))
    return [] if answer is None else unmet(answer)


@pytest.mark.parametrize(
    ("by", "command", "rules"),
    [
        ("vera", CastVote(decision_id="dec_1", vote="approve"), ["P.rank"]),
        ("ida", CastVote(decision_id="dec_1", vote="approve"), []),
        ("ida", APPROVE, ["P.rank"]),
        ("ana", APPROVE, []),
        ("ana", CloseCycle(), ["P.rank"]),
        ("mara", CloseCycle(), []),
        ("stranger", AddSection(title="x"), ["P.member"]),
        ("ana", ExpireEvidence(evidence_id="evd_1"), ["P.system"]),
        ("mara", RecordBreach(clock_id="clk_1", deadline=MONDAY), ["P.system"]),
        ("system", RecordBreach(clock_id="clk_1", deadline=MONDAY), []),
        ("system", APPROVE, ["P.people"]),
        ("system", ReopenDecision(decision_id="dec_1", reason="dependency_changed"), []),
    ],
)
def test_each_rank_may_do_what_it_is_for(by: str, command: object, rules: list[str]):
    assert refused(story(), command, by) == rules


def test_somebody_who_left_may_do_nothing():
    told = story()
    told.workspace.members["ana"].active = False
    assert refused(told, APPROVE, "ana") == ["P.member"]


def test_a_refusal_names_who_could_help():
    answer = permission.refusal(APPROVE, None, story().workspace, story().context("ida"))
    assert answer is not None
    assert answer.kind == "forbidden"
    assert answer.findings[0].who == ("mara", "lena")


def test_an_admin_runs_the_installation_but_decides_nothing():
    told = story()
    told.workspace.members["ida"].admin = True
    assert refused(told, AddMember(person_id="new", rank="viewer"), "ida") == []
    assert refused(told, APPROVE, "ida") == ["P.rank"]
    assert refused(told, ChangeMember(person_id="ida", rank="lead"), "ida") == ["P.own_rank"]
    assert refused(told, AddMember(person_id="ida", rank="owner"), "ida") == ["P.own_rank"]


def test_the_first_workspace_needs_no_permission():
    told = story()
    empty = workspace_rules.new("wsp_new")
    assert permission.refusal(CreateWorkspace(title="x"), None, empty, told.context("anybody")) is None
    assert refused(told, CreateWorkspace(title="x"), "ana") == ["P.rank"]


def test_the_role_is_the_nearest_to_the_object():
    told = story()
    decision_id = told.in_review()
    told.given(DelegateDecision(decision_id=decision_id, to_id="bo", until=told.now.replace(year=2027)), by="ana")
    evidence_id = told.shown(decision_id)
    approve = ApproveDecision(decision_id=decision_id, because="x")
    roles = [permission.role_used(approve, told.cycle, told.workspace, told.context(by)) for by in ("ana", "bo", "mara", "system")]
    assert roles == ["decision_owner", "delegate", "lead", "system"]
    vote = CastVote(decision_id=decision_id, vote="approve")
    assert permission.role_used(vote, told.cycle, told.workspace, told.context("ida")) == "reviewer"
    judge = AcceptEvidence(evidence_id=evidence_id)
    assert permission.role_used(judge, told.cycle, told.workspace, told.context("ida")) == "submitter"


def test_every_command_is_judged():
    told = story()
    command_types: tuple[type[Any], ...] = (*machine.COMMANDS, *workspace_rules.COMMANDS)
    for command_type in command_types:
        assert permission.needed(command_type) in (
            "viewer",
            "contributor",
            "owner",
            "lead",
            "admin",
            "installation",
            "invitation",
            "system",
        )
        assert refused(told, object.__new__(command_type), "nobody") != []
