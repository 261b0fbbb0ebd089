"""`plumbline calendar`: list, show, define, import holidays; what running clocks would change; choose one's own."""

import base64
from pathlib import Path
from typing import Annotated, Any

import typer

from plumbline.cli.asking import Asking, asks
from plumbline.cli.client import Misused, part
from plumbline.cli.printing import moment, print_json, print_lines, print_table
from plumbline.files.holidays import LARGEST
from plumbline.files.opening_hours import WEEKDAYS, Unreadable, openings_text, read_day, read_openings
from plumbline.kernel.time import Opening

app = typer.Typer(no_args_is_help=True, add_completion=False)

Calendar = Annotated[str, typer.Argument(metavar="CALENDAR", help="Its short name, such as office.")]
From = Annotated[str, typer.Option("--from", metavar="DAY", help="The day from which it holds, in its zone; at once without one.")]
_SHORT = tuple(name[:3].lower() for name in WEEKDAYS)


@app.command("list")
@asks
def list_(asking: Asking) -> None:
    """List the working calendars as they hold now."""
    found = asking.client.get("/v1/calendars")
    if asking.as_json:
        print_json(found)
        return
    rows = [(one["calendar_id"], one["title"], one["zone"], str(one["version"]), str(len(one["holidays"]))) for one in found["items"]]
    print_table(("Calendar", "Title", "Zone", "Version", "Holidays"), rows, "No calendar is defined: clocks run round the clock.")


@app.command()
@asks
def show(asking: Asking, calendar: Calendar) -> None:
    """Show a calendar: its versions, their hours and holidays, and which one holds now."""
    found = asking.client.get(f"/v1/calendars/{part(calendar)}")
    if asking.as_json:
        print_json(found)
        return
    for version in found["versions"]:
        since = moment(version["valid_from"]) if version["valid_from"] else "ever"
        holds = ", holds now" if version["version"] == found["in_force"] else ""
        print_lines(f"version {version['version']} since {since}{holds}: {version['title']}, {version['zone']}")
        openings = [_opening(one) for one in version["openings"]]
        for day, name in enumerate(WEEKDAYS):
            print_lines(f"  {name:<10} {openings_text(openings, day) or 'closed'}")
        print_lines(f"  holidays   {', '.join(version['holidays']) or 'none'}")


@app.command()
@asks
def define(
    asking: Asking,
    calendar: Calendar,
    title: Annotated[str, typer.Option(help="What people call it.")],
    zone: Annotated[str, typer.Option(help="An IANA time zone, such as Europe/Berlin.")],
    hours: Annotated[list[str], typer.Option(help='Hours of days, such as "mon-thu 09:00-12:30, 13:30-17:00"; may be repeated.')],
    holiday: Annotated[list[str] | None, typer.Option(help="A day such as 2026-12-25; may be repeated.", show_default=False)] = None,
    valid_from: From = "",
) -> None:
    """Define a calendar, or its next version. Running clocks keep the version that they started on."""
    openings = [_sent(one) for text in hours for one in _hours(text)]
    days = [_day(text) for text in holiday or ()]
    body = {"calendar_id": calendar, "title": title, "zone": zone, "openings": openings, "holidays": days}
    asking.act("/v1/calendars", body | ({"valid_from": _day(valid_from)} if valid_from else {}), called=calendar)


@app.command("import")
@asks
def import_(
    asking: Asking,
    calendar: Calendar,
    file: Annotated[Path, typer.Argument(help="An .ics file of whole days.", exists=True, dir_okay=False, readable=True)],
    valid_from: From = "",
) -> None:
    """Add the holidays of a calendar file, as the next version; all of them or, with every problem listed, none."""
    if file.stat().st_size > LARGEST:
        raise Misused(f"{file} has {file.stat().st_size} bytes; {LARGEST} are the most that are read")
    body = {"content": base64.b64encode(file.read_bytes()).decode()}
    asking.act(f"/v1/calendars/{part(calendar)}/holidays", body | ({"valid_from": _day(valid_from)} if valid_from else {}), called=calendar)


@app.command()
@asks
def changes(asking: Asking, calendar: Calendar) -> None:
    """List the clocks that run on something older, and when they would be due. `plumbline clock rebase` judges one anew."""
    found = asking.client.get(f"/v1/calendars/{part(calendar)}/rebasings")
    if asking.as_json:
        print_json(found)
        return
    rows = [(one["item_id"], asking.name(one["holder_id"]), moment(one["due_at"]), moment(one["due_then"])) for one in found["items"]]
    print_table(("Item", "Holder", "Due", "Due then"), rows, "Every running clock runs on the version that holds now.")


@app.command()
@asks
def choose(
    asking: Asking,
    calendar: Annotated[str, typer.Argument(help="Its short name; leave it out for that of the cycle or the workspace.")] = "",
) -> None:
    """Choose the calendar that you work on yourself. Clocks that run keep theirs."""
    asking.act("/v1/own-calendar", {"calendar_id": calendar}, called=calendar or "the usual calendar")


def _hours(text: str) -> list[Opening]:
    days, _, hours = text.strip().partition(" ")
    first, _, last = days.lower().partition("-")
    if first not in _SHORT or (last or first) not in _SHORT or _SHORT.index(first) > _SHORT.index(last or first):
        raise Misused(f'{text!r} does not begin with a day; write "mon-fri 09:00-17:00" or "sat 10:00-14:00"')
    try:
        return [one for day in range(_SHORT.index(first), _SHORT.index(last or first) + 1) for one in read_openings(hours, day)]
    except Unreadable as fault:
        raise Misused(str(fault)) from None


def _day(text: str) -> str:
    try:
        return read_day(text).isoformat()
    except Unreadable as fault:
        raise Misused(str(fault)) from None


def _sent(opening: Opening) -> dict[str, Any]:
    return {"weekday": opening.weekday, "opens": opening.opens.isoformat(), "closes": opening.closes.isoformat()}


def _opening(sent: dict[str, Any]) -> Opening:
    return next(iter(read_openings(f"{sent['opens'][:5]}-{sent['closes'][:5]}", sent["weekday"])))
