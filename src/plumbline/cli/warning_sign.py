"""`plumbline cycle warning-signs`: which signs a cycle watches for, and what shows them."""

from typing import Any

import typer

from plumbline.cli.asking import FOUND, Asking, AsOf, Cycle, asks, point
from plumbline.cli.client import part
from plumbline.cli.printing import in_words, moment, print_json, print_lines

app = typer.Typer(no_args_is_help=True, add_completion=False)

_KINDS = {"thread": "a blocking thread", "concern": "a concern", "gate": "an open gate, by an override"}
_DRIFTS = {
    "unread": "is done outside, and the checkpoint was not held when its time came",
    "open_after": "is not done outside, and the checkpoint was met",
    "suspect": "carries out what is Suspect now",
    "returned": "is still open outside, and the line was given back",
    "disputed": "was begun outside, and a discussion that should end first is open",
    "dropped": "was closed outside without being done",
    "gone": "is gone outside",
    "renamed": "was given another title outside",
    "rescheduled": "was given another due date outside",
}


@app.command("warning-signs")
@asks
def warning_signs(asking: Asking, cycle: Cycle = "", as_of: AsOf = "") -> None:
    """Show the warning signs that a cycle watches for; exits with 7 when one shows."""
    cycle_id = asking.cycle(cycle)
    found = asking.client.get(f"/v1/cycles/{part(cycle_id)}/warning-signs", as_of=point(as_of))
    if asking.as_json:
        print_json(found)
    else:
        for sign in found["items"]:
            watched = ", ".join(asking.called(one, cycle_id) for one in sign["watched_by"])
            print_lines(f"{sign['title']}: {'seen' if sign['shown_by'] else 'not seen'}, watched by {watched}")
            for one in sign["shown_by"]:
                print_lines(*_lines(asking, one))
        if not found["items"]:
            print_lines("Nothing of this cycle watches for a sign; patterns, open risks, and handoffs with work outside do.")
    if any(sign["shown_by"] for sign in found["items"]):
        raise typer.Exit(FOUND)


def _lines(asking: Asking, one: Any) -> tuple[str, ...]:
    who = " or ".join(asking.name(person) for person in one["who"]) or "nobody here"
    if one["reference"]:
        since = f"since {moment(one['since'])} (entry {one['entry'] or 'none'})"
        begun = f"{asking.called(one['item_id'])} {moment(one['started_at'])} (entry {one['started_entry']})"
        return (
            f"  {asking.called(one['decision_id'])}: taken over with {begun}",
            f"    {one['reference']} {_DRIFTS.get(one['kind'], one['kind'])}, {since}",
            f"    {in_words(one['act'].partition('.')[2])}: {who}",
        )
    about = "" if one["about_id"] == one["decision_id"] else f" about {asking.called(one['about_id'])}, which it went ahead of"
    raised = f"by {asking.name(one['by_id'])}, {moment(one['since'])} (entry {one['entry']})"
    against = _KINDS[one["kind"]] if one["kind"] == "concern" else f"{_KINDS[one['kind']]}, {asking.called(one['item_id'])}"
    return (
        f"  {asking.called(one['decision_id'])}: work started {moment(one['started_at'])} (entry {one['started_entry']})",
        f"    against {against}{about}, {raised}",
        f"    {in_words(one['act'].partition('.')[2])}: {who}",
    )
