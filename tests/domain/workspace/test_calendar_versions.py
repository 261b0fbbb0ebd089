from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from cycle_story import MONDAY, WEEK, opened_workspace, unmet
from plumbline.domain import permission
from plumbline.domain.cycle.state import Recorded
from plumbline.domain.workspace import rules
from plumbline.domain.workspace.calendar import calendar_of_person, calendar_titles, in_force
from plumbline.domain.workspace.workspace import ChooseCalendar, DefineCalendar, Workspace
from plumbline.kernel.identity import make_id
from plumbline.kernel.outcome import Context
from plumbline.kernel.time import ROUND_THE_CLOCK

TODAY = MONDAY.date()
DAY = timedelta(days=1)


def sent(workspace: Workspace, command: rules.Command, at: datetime = MONDAY, by: str = "mara"):
    context = Context(actor=by, actor_kind="app_user", now=at, new_id=lambda prefix: make_id(prefix, at, 1))
    refused = permission.refusal(command, None, workspace, context)
    answer = refused or rules.decide(command, workspace, context)
    for event in answer if isinstance(answer, list) else ():
        rules.evolve(workspace, Recorded(event, by, at))
    return answer


def office(title: str = "Office", valid_from: date | None = None, zone: str = "UTC", holidays: tuple[date, ...] = ()) -> DefineCalendar:
    return DefineCalendar(calendar_id="office", title=title, zone=zone, openings=WEEK, holidays=holidays, valid_from=valid_from)


def title_at(workspace: Workspace, at: datetime) -> str:
    version = in_force(workspace, "office", at)
    return version.title if version else ""


def test_the_first_version_holds_since_ever_and_the_next_from_now():
    workspace = opened_workspace()
    sent(workspace, office("New"))
    assert title_at(workspace, MONDAY - 400 * DAY) == "Office"
    assert title_at(workspace, MONDAY) == "New"


def test_a_version_written_ahead_holds_from_midnight_of_its_day_in_its_own_zone():
    workspace = opened_workspace()
    sent(workspace, office("New year", valid_from=date(2027, 1, 1), zone="Asia/Tokyo"))
    midnight = datetime(2026, 12, 31, 15, tzinfo=UTC)
    assert title_at(workspace, midnight - timedelta(seconds=1)) == "Office"
    assert title_at(workspace, midnight) == "New year"
    assert calendar_titles(workspace, MONDAY) == [("office", "Office")]


def test_a_version_for_today_takes_no_effect_before_it_is_written():
    workspace = opened_workspace()
    sent(workspace, office("Today", valid_from=TODAY))
    assert title_at(workspace, MONDAY - timedelta(seconds=1)) == "Office"
    assert title_at(workspace, MONDAY) == "Today"


def test_a_correction_of_today_does_not_undo_what_was_planned():
    workspace = opened_workspace()
    sent(workspace, office("Planned", valid_from=TODAY + 30 * DAY))
    sent(workspace, office("Corrected"), at=MONDAY + DAY)
    assert title_at(workspace, MONDAY + 2 * DAY) == "Corrected"
    assert title_at(workspace, MONDAY + 40 * DAY) == "Planned"


def test_a_plan_is_corrected_by_another_one_for_the_same_day():
    workspace = opened_workspace()
    sent(workspace, office("Planned", valid_from=TODAY + 30 * DAY))
    sent(workspace, office("Planned better", valid_from=TODAY + 30 * DAY))
    assert title_at(workspace, MONDAY + 40 * DAY) == "Planned better"
    assert sent(workspace, office("Planned better", valid_from=TODAY + 30 * DAY)) == []


def test_a_calendar_cannot_hold_from_a_day_that_is_over_or_beyond_all_plans():
    for day in (TODAY - DAY, TODAY + 5_000 * DAY):
        assert unmet(sent(opened_workspace(), office("Late", valid_from=day))) == ["workspace.calendar_from"]


def test_everything_that_is_wrong_with_a_calendar_is_said_at_once():
    wrong = DefineCalendar(
        calendar_id="a/b",
        title=" ",
        zone="Nowhere/Land",
        openings=(),
        holidays=tuple(TODAY + number * DAY for number in range(5_001)),
        valid_from=TODAY - DAY,
    )
    assert unmet(sent(opened_workspace(), wrong)) == [
        "common.title",
        "workspace.calendar_id",
        "workspace.calendar_hours",
        "workspace.calendar_holidays",
        "workspace.calendar_from",
    ]


def test_a_calendar_whose_first_day_lies_ahead_does_not_hold_yet():
    workspace = opened_workspace()
    command = DefineCalendar(calendar_id="default", title="All", zone="Asia/Tokyo", openings=WEEK, valid_from=TODAY + 7 * DAY)
    sent(workspace, command)
    assert calendar_of_person(workspace, "guest", MONDAY) == ROUND_THE_CLOCK
    assert calendar_of_person(workspace, "guest", MONDAY + 8 * DAY).zone == "Asia/Tokyo"


def test_anybody_chooses_their_own_calendar_and_nobody_elses():
    workspace = opened_workspace({"mara": "lead", "vic": "viewer"})
    sent(workspace, DefineCalendar(calendar_id="tokyo", title="Tokyo", zone="Asia/Tokyo", openings=WEEK))
    sent(workspace, ChooseCalendar(calendar_id="tokyo"), by="vic")
    assert calendar_of_person(workspace, "vic", MONDAY).zone == "Asia/Tokyo"
    assert (workspace.members["vic"].rank, workspace.members["mara"].calendar_id) == ("viewer", "office")
    assert unmet(sent(workspace, ChooseCalendar(calendar_id="moon"), by="vic")) == ["workspace.calendar_known"]
    assert unmet(sent(workspace, ChooseCalendar(calendar_id="tokyo"), by="stranger")) == ["P.member"]
    sent(workspace, ChooseCalendar(calendar_id=""), by="vic")
    assert workspace.members["vic"].calendar_id == ""


@given(st.lists(st.integers(0, 60), max_size=8))
def test_what_holds_at_an_instant_is_never_changed_by_a_version_for_later(days: list[int]):
    workspace = opened_workspace()
    for number, ahead in enumerate(days):
        asked = [MONDAY + day * DAY for day in range(ahead)]
        before = [title_at(workspace, at) for at in asked]
        sent(workspace, office(f"Version {number}", valid_from=TODAY + ahead * DAY if ahead else None))
        assert [title_at(workspace, at) for at in asked] == before
