"""`plumbline run`: recorded runs of journeys and templates: which there are, and everything that happened in one."""

from typing import Annotated, Any

import typer

from plumbline.cli.acts import Act, Given, add_acts, item_of
from plumbline.cli.asking import Asking, asks
from plumbline.cli.client import part
from plumbline.cli.printing import moment, print_json, print_lines, print_table

app = typer.Typer(no_args_is_help=True, add_completion=False)
ACTS = (
    Act(
        verb="redact",
        makes="redactions",
        help="Take away for good what participants wrote by hand.",
        given=(Given(field="reason", help="Why.", required=True),),
    ),
)


@app.command("list")
@asks
def list_(asking: Asking, played: Annotated[str, typer.Argument(metavar="JOURNEY", help="A journey, jrn_…, or a template's id.")]) -> None:
    """List the runs of a journey or template, the newest first."""
    found = asking.client.get_all("/v1/runs", of=played)
    if not found:  # there may be none because there is no such thing
        asking.client.get(f"/v1/{'journeys' if played.startswith('jrn_') else 'templates'}/{part(played)}")
    if asking.as_json:
        print_json({"items": found})
        return
    rows = [
        (
            one["id"], one["role"], one["task"], one["preset"], one["cohort"], str(one["steps"]), _ended(one),
            moment(one["started_at"]) if one["started_at"] else "",
        )
        for one in found
    ]  # fmt: skip
    print_table(("Id", "Role", "Task", "Preset", "Cohort", "Steps", "Result", "Began"), rows, "No run yet; play it, or make a link")


@app.command()
@asks
def show(asking: Asking, identifier: Annotated[str, item_of("runs", "")]) -> None:
    """Show everything that happened in a run, step by step, and where it is."""
    found: Any = asking.client.get(f"/v1/runs/{part(identifier)}")
    if asking.as_json:
        print_json(found)
        return
    played = found["journey_id"] or found["template_id"]
    version = f" version {found['number']}" if found["number"] else ""
    print_lines(f"{played}{version} as {found['role']}: {_ended(found)}", f"digest      {found['digest'][:12]}")
    for one in found["moves"]:
        happened = f"{one['variable']}={one['value']}" if one["variable"] else one["happened"] or one["kind"]
        print_lines(f"step {one['number']:<6} {happened} ({one['by']}) -> {', '.join(one['screens'])}")
    for one in found["remarks"]:
        print_lines(f"remark      step {one['step']}, {one['screen']}: {one['text']}")
    for question, number in found["answers"].items():
        print_lines(f"answer      {question}: {number}")
    for one in found["roles"]:
        print_lines(f"now         {one['role']}: {one['title']}")
    if found["differs"]:
        print_lines(f"it does not follow from its journey from step {found['differs']} on")


def _ended(one: Any) -> str:
    if not one["result"]:
        return "goes on"
    return f"{one['result'].replace('_', ' ')}{', goal reached' if one['success'] else ''}"


add_acts(app, "runs", ACTS)
