from datetime import date, time

from cycle_story import MONDAY, WEEK, opened_workspace, unmet
from plumbline.domain import permission
from plumbline.domain.cycle.state import Recorded
from plumbline.domain.workspace import rules
from plumbline.domain.workspace.workspace import (
    AddMember,
    ChangeMember,
    CreateWorkspace,
    DefineCalendar,
    InviteMember,
    JoinWorkspace,
    MemberJoined,
    Workspace,
)
from plumbline.kernel.identity import make_id
from plumbline.kernel.outcome import Context
from plumbline.kernel.time import Opening


def context(actor: str = "mara", kind: str = "app_user") -> Context:
    return Context(actor=actor, actor_kind=kind, now=MONDAY, new_id=lambda prefix: make_id(prefix, MONDAY, 1))  # type: ignore[arg-type]


def sent(workspace: Workspace, command: rules.Command, actor: str = "mara", kind: str = "app_user"):
    answer = rules.decide(command, workspace, context(actor, kind))
    for event in answer if isinstance(answer, list) else ():
        rules.evolve(workspace, Recorded(event, actor, MONDAY))
    return answer


def test_whoever_opens_the_workspace_leads_it():
    workspace = rules.new("wsp_1")
    sent(workspace, CreateWorkspace(title="Launches"), actor="ana")
    assert workspace.title == "Launches"
    assert workspace.has_rank("ana", "lead")
    assert workspace.members["ana"].admin


def test_the_system_opens_a_workspace_without_becoming_a_member():
    workspace = rules.new("wsp_1")
    sent(workspace, CreateWorkspace(title="Launches"), actor="system", kind="system")
    assert workspace.members == {}


def test_a_workspace_is_opened_once():
    workspace = opened_workspace()
    assert sent(workspace, CreateWorkspace(title="Story")) == []
    assert unmet(sent(workspace, CreateWorkspace(title="Another"))) == ["workspace.new"]


def test_adding_somebody_who_is_here_describes_them_again():
    workspace = opened_workspace()
    sent(workspace, AddMember(person_id="ida", rank="owner", calendar_id="office"))
    assert workspace.members["ida"].rank == "owner"
    assert sent(workspace, AddMember(person_id="ida", rank="owner", calendar_id="office")) == []


def test_a_member_does_not_become_admin_by_being_added_again():
    workspace = opened_workspace()
    answer = sent(workspace, AddMember(person_id="ida", rank="contributor", calendar_id="office", admin=True))
    assert unmet(answer) == ["workspace.member_new"]


def test_somebody_invited_joins_by_their_own_act_as_what_they_were_offered_last():
    workspace = opened_workspace()
    sent(workspace, InviteMember(person_id="kim", rank="lead"))
    sent(workspace, InviteMember(person_id="kim", rank="viewer", calendar_id="office"), actor="lena")
    assert "kim" not in workspace.members
    joined = MemberJoined(person_id="kim", rank="viewer", calendar_id="office", invited_by="lena")
    assert sent(workspace, JoinWorkspace(), actor="kim") == [joined]
    assert workspace.has_rank("kim", "viewer")
    assert workspace.invited == {}
    assert sent(workspace, JoinWorkspace(), actor="kim") == []


def test_whoever_is_here_is_not_invited():
    assert unmet(sent(opened_workspace(), InviteMember(person_id="ida", rank="owner"))) == ["workspace.member_new"]


def test_an_invitation_holds_for_one_person_and_as_long_as_its_maker_may_add_people():
    workspace = opened_workspace()
    sent(workspace, InviteMember(person_id="kim", rank="owner"), actor="lena")

    def refused(person: str) -> list[str]:
        answer = permission.refusal(JoinWorkspace(), None, workspace, context(person))
        return [] if answer is None else unmet(answer)

    assert refused("kim") == []
    assert refused("lou") == ["P.invited"]
    sent(workspace, ChangeMember(person_id="lena", rank="owner"))
    assert refused("kim") == ["P.invited"]


def test_unknown_rank_and_calendar_are_both_named():
    answer = sent(opened_workspace(), AddMember(person_id="new", rank="boss", calendar_id="moon"))  # type: ignore[arg-type]
    assert unmet(answer) == ["workspace.rank", "workspace.calendar_known"]


def test_somebody_always_leads():
    workspace = opened_workspace({"mara": "lead", "ana": "owner"})
    assert unmet(sent(workspace, ChangeMember(person_id="mara", rank="owner"))) == ["workspace.last_lead"]
    assert unmet(sent(workspace, ChangeMember(person_id="mara", active=False))) == ["workspace.last_lead"]
    sent(workspace, ChangeMember(person_id="ana", rank="lead"))
    assert sent(workspace, ChangeMember(person_id="mara", active=False))
    assert not workspace.is_active("mara")


def test_changing_a_stranger_is_refused_as_unknown():
    assert unmet(sent(opened_workspace(), ChangeMember(person_id="nobody", rank="lead"))) == ["common.known"]


def test_a_calendar_gets_a_new_version_and_keeps_the_old_one():
    workspace = opened_workspace()
    christmas = DefineCalendar(calendar_id="office", title="Office", zone="UTC", openings=WEEK, holidays=(date(2026, 12, 25),))
    sent(workspace, christmas)
    assert workspace.newest["office"] == 2
    assert workspace.calendars["office", 1].holidays == ()
    assert sent(workspace, christmas) == []


def test_a_calendar_that_cannot_measure_is_refused():
    backwards = (Opening(weekday=0, opens=time(17), closes=time(9)),)
    command = DefineCalendar(calendar_id="odd", title="Odd", zone="Nowhere/Land", openings=backwards)
    assert unmet(sent(opened_workspace(), command)) == ["workspace.calendar_hours"]
