from datetime import date, timedelta
from pathlib import Path

from plumbline.domain.workspace.calendar import in_force
from web_visit import Visitor, visiting

HOLIDAYS = b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nSUMMARY:Founders\r\nDTSTART;VALUE=DATE:20260304\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
WEEKLY = HOLIDAYS.replace(b"DATE:20260304", b"DATE:20260304\r\nRRULE:FREQ=WEEKLY")


def written(act: str = "save", **changes: str) -> dict[str, str]:
    hours = {f"hours-{day}": "09:00-12:30, 13:30-17:00" if day < 5 else "" for day in range(7)}
    return {
        "calendar_id": "default",
        "title": "Office",
        "zone": "Europe/Berlin",
        "holidays": "",
        "valid_from": "",
        "act": act,
        **hours,
        **changes,
    }


async def clock_of(visitor: Visitor, decision: str):
    async with visitor.house.installation.handling.reading(visitor.house.cycle) as cycle:
        return cycle.clocks[cycle.clock_of[decision]]


async def test_a_calendar_is_defined_and_shown_with_its_hours(tmp_path: Path):
    async with visiting(tmp_path) as ana:
        assert await ana.read("/admin/calendars") == 200
        fields = written(calendar_id="tokyo", title="Tokyo", zone="Asia/Tokyo", holidays="2026-12-25 Christmas\n2027-01-01")
        assert await ana.send("/admin/calendars", fields) == 200, ana.alert()
        assert ana.path == "/admin/calendars/tokyo"
        assert "Monday to Friday 09:00-12:30, 13:30-17:00 Saturday to Sunday closed" in ana.page
        assert "Fri 25 Dec 2026" in ana.page
        assert ana.value("hours-0") == "09:00-12:30, 13:30-17:00"


async def test_everything_that_is_wrong_with_the_form_is_said_and_the_text_kept(tmp_path: Path):
    async with visiting(tmp_path) as ana:
        await ana.read("/admin/calendars")
        wrong = written(**{"hours-0": "nine to five", "holidays": "Christmas", "valid_from": "soon", "calendar_id": "new"})
        assert await ana.send("/admin/calendars", wrong) == 422
        for said in ("Monday: 'nine to five'", "line 1 begins with 'Christmas'", "'soon' is no date"):
            assert said in ana.alert()
        assert ana.value("hours-0") == "nine to five"
        wrong = written(title="", zone="Mars/Base", valid_from="2020-01-01", calendar_id="a b")
        assert await ana.send("/admin/calendars", wrong) == 409
        for said in ("title", "Mars/Base", "no id, or none", "2020-01-01"):
            assert said in ana.alert()
        assert ana.value("zone") == "Mars/Base"


async def test_the_preview_shows_what_would_change_and_changes_nothing(tmp_path: Path):
    async with visiting(tmp_path) as ana:
        decision = await ana.house.decision()
        due_at = (await clock_of(ana, decision)).due_at
        await ana.read("/admin/calendars/default")
        assert await ana.send("/admin/calendars", written("preview", holidays="2026-03-03\n2026-03-04")) == 200
        assert decision in ana.html
        assert "later" in ana.page
        assert (await ana.house.installation.handling.workspace()).newest["default"] == 1
        assert (await clock_of(ana, decision)).due_at == due_at


async def test_a_running_clock_changes_only_when_somebody_else_judges_it_by_the_new_calendar(tmp_path: Path):
    async with visiting(tmp_path) as ana:
        decision = await ana.house.decision()
        due_at = (await clock_of(ana, decision)).due_at
        await ana.read("/admin/calendars/default")
        assert await ana.send("/admin/calendars", written(holidays="2026-03-03\n2026-03-04")) == 200, ana.alert()
        assert (await clock_of(ana, decision)).due_at == due_at
        clock = await clock_of(ana, decision)
        asked = {"cycle_id": ana.house.cycle, "clock_id": clock.id}
        assert await ana.send("/admin/calendars/default/rebasings", asked) == 409
        assert "would give themselves more time" in ana.alert()
        ana.become("mara")
        await ana.read("/admin/calendars/default")
        assert await ana.send("/admin/calendars/default/rebasings", asked) == 200, ana.alert()
        assert (await clock_of(ana, decision)).due_at > due_at
        assert clock.id not in ana.html


async def test_judging_all_clocks_of_a_cycle_does_what_may_be_done_and_says_what_may_not(tmp_path: Path):
    async with visiting(tmp_path) as ana:
        mine = await ana.house.decision()
        theirs = await ana.house.decision("bo", criterion="crt_" + "1" * 26)
        await ana.read("/admin/calendars/default")
        await ana.send("/admin/calendars", written(holidays="2026-03-03"))
        assert await ana.send("/admin/calendars/default/rebasings", {"cycle_id": ana.house.cycle}) == 409
        assert "Retry after a decline" in ana.alert()
        assert (await clock_of(ana, mine)).calendar_version == 1
        assert (await clock_of(ana, theirs)).calendar_version == 2


async def test_a_version_is_written_ahead_of_its_day(tmp_path: Path):
    async with visiting(tmp_path) as ana:
        await ana.read("/admin/calendars/default")
        ahead = date(2026, 3, 2) + timedelta(days=30)
        assert await ana.send("/admin/calendars", written(title="Summer", valid_from=ahead.isoformat())) == 200, ana.alert()
        assert "Holds from 2026-04-01 00:00" in ana.page
        workspace = await ana.house.installation.handling.workspace()
        holding = in_force(workspace, "default", ana.house.clock())
        assert holding is not None
        assert holding.title == "Office"


async def test_holidays_of_a_file_join_the_list_and_are_not_saved_yet(tmp_path: Path):
    async with visiting(tmp_path) as ana:
        await ana.read("/admin/calendars/default")
        assert await ana.send("/admin/calendars", written("import", holidays="2026-12-25"), files={"file": ("h.ics", HOLIDAYS)}) == 200
        assert "1 of 1 days" in ana.page
        assert "2026-03-04 Founders" in ana.html
        assert "2026-12-25" in ana.html
        assert (await ana.house.installation.handling.workspace()).newest["default"] == 1


async def test_a_file_with_anything_that_cannot_be_read_gives_no_holiday_at_all(tmp_path: Path):
    async with visiting(tmp_path) as ana:
        await ana.read("/admin/calendars/default")
        assert await ana.send("/admin/calendars", written("import"), files={"file": ("h.ics", WEEKLY)}) == 422
        assert "Line 2 of the file, Founders: it repeats weekly" in ana.alert()
        assert "2026-03-04" not in ana.html
        assert await ana.send("/admin/calendars", written("import")) == 422
        assert "Choose a calendar file first" in ana.alert()


async def test_whoever_may_not_define_calendars_reads_them(tmp_path: Path):
    async with visiting(tmp_path) as ana:
        ana.become("bo")
        await ana.read("/admin/calendars/default")
        assert "Leads and administrators define calendars." in ana.page
        assert await ana.send("/admin/calendars", written(title="Mine")) == 403
        assert await ana.read("/admin/calendars/none") == 404


async def test_anybody_chooses_the_calendar_they_work_on(tmp_path: Path):
    async with visiting(tmp_path) as ana:
        await ana.read("/admin/calendars")
        await ana.send("/admin/calendars", written(calendar_id="tokyo", title="Tokyo", zone="Asia/Tokyo"))
        ana.become("bo")
        await ana.read("/profile/calendar")
        assert await ana.send("/profile/calendar", {"calendar_id": "tokyo"}) == 200, ana.alert()
        assert "You work on Tokyo, Asia/Tokyo." in ana.page
        assert await ana.send("/profile/calendar", {"calendar_id": "moon"}) == 409
        assert await ana.send("/profile/calendar", {"calendar_id": ""}) == 200
        assert "You have chosen none" in ana.page
