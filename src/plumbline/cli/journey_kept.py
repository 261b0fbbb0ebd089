"""`plumbline journey` on a server: list, show, add, edit, version, undo, restore, accept."""

import base64
import json
from pathlib import Path
from typing import Annotated, Any

import typer

from plumbline.cli.acts import Act, Given, add_acts, as_person, item_of
from plumbline.cli.asking import Asking, Cycle, asks
from plumbline.cli.client import Misused, part
from plumbline.cli.journey_given import loaded
from plumbline.cli.printing import moment, print_json, print_lines, print_table
from plumbline.domain.journey.plain import plain_of
from plumbline.files.journeys import templates

Ref = Annotated[str, item_of("journeys", "")]
Edits = Annotated[
    Path,
    typer.Argument(metavar="EDITS", help="A JSON file with a list of edits, or with `edits` and `places`.", exists=True, dir_okay=False),
]
ACTS = (
    Act(
        verb="version",
        makes="versions",
        help="Keep what a journey is now as a version.",
        given=(
            Given(field="name", help="What the version is for."),
            Given(field="read_digest", option="--read", help="Digest of what you saw; refused when it is something else now."),
        ),
    ),
    Act(verb="undo", makes="undoings", help="Take back your own last change."),
    Act(
        verb="restore",
        makes="restorations",
        help="Bring back an earlier version.",
        given=(Given(field="number", help="Its number.", shape=int, argument=True, required=True),),
    ),
    Act(
        verb="accept",
        makes="acceptances",
        help="Take a finding as it is, with somebody who answers for it.",
        given=(
            Given(field="finding_id", help="The finding's id, as `journey check --json` prints it.", argument=True, required=True),
            Given(field="owner_id", option="--owner", help="Who answers for it.", required=True, reads=as_person),
            Given(field="reason", help="Why it is right as it is.", required=True),
            Given(field="decision_id", option="--decision", help="Where it was decided."),
        ),
    ),
)


def add_kept(app: typer.Typer) -> None:
    """Add the verbs about journeys on a server."""
    app.command("list")(list_)
    app.command()(show)
    app.command()(add)
    app.command()(edit)
    app.command()(image)
    add_acts(app, "journeys", ACTS)


@asks
def list_(asking: Asking, cycle: Cycle = "") -> None:
    """List the journeys of a cycle."""
    found = asking.client.get(f"/v1/cycles/{part(asking.cycle(cycle))}/journeys")
    if asking.as_json:
        print_json(found)
        return
    rows = [(one["id"], one["title"], "edited" if one["changed"] else "", asking.name(one["owner_id"])) for one in found["items"]]
    print_table(("Id", "Journey", "State", "Owner"), rows, "No journey yet; add one with: plumbline journey add parcel-delay")


@asks
def show(
    asking: Asking,
    journey: Ref,
    number: Annotated[int, typer.Option("--number", help="Which version; what it is now without it.", min=0)] = 0,
    content: Annotated[bool, typer.Option("--content", help="Print the content alone, as JSON that `journey check -` reads.")] = False,
) -> None:
    """Show a journey: its versions and what keeps it from being played; or its content."""
    found = asking.client.get(f"/v1/journeys/{part(journey)}")
    if number:
        found |= asking.client.get(f"/v1/journeys/{part(journey)}/versions/{number}")
    if asking.as_json or content:
        print_json(found["content"] if content else found)
        return
    state = "edited since" if found["changed"] else "as it is now"
    print_lines(found["title"], f"version {len(found['versions'])}, {state}, owner {asking.name(found['owner_id'])}")
    if found["template_id"]:
        print_lines(f"template    {found['template_id']} {found['template_version']}")
    for one in found["versions"]:
        named = f": {one['name']}" if one["name"] else ""
        print_lines(f"version     {one['number']}, {asking.name(one['author_id'])}, {moment(one['at'])}{named}, {one['digest'][:12]}")
    for one in found["faults"]:
        print_lines(f"fault       {'.'.join(map(str, one['path']))}: {one['problem']}; expected {one['expected']}")
    for name in found["without_picture"]:
        print_lines(f"picture     {name} is not kept here: plumbline journey image {found['id']} FILE --name {name}")


@asks
def add(
    asking: Asking,
    given: Annotated[str, typer.Argument(metavar="FILE", help="A journey file, - for what is piped in, or the id of a template.")],
    title: Annotated[str, typer.Option(help="What it is called; its own title without it.")] = "",
    owner: Annotated[str, typer.Option(help="Who owns it: a name or an id; you without it.")] = "",
    answer: Annotated[list[str] | None, typer.Option("--answer", metavar="PARAMETER=TEXT", help="To what the template asks for.")] = None,
    cycle: Cycle = "",
) -> None:
    """Add a journey to a cycle."""
    begun: dict[str, Any] = {"template": given} if _is_template(asking, given) else {"content": plain_of(loaded(given))}
    body = {**begun, "title": title, "owner_id": asking.person(owner), "answers": dict(_pair(one) for one in answer or ())}
    asking.act(f"/v1/cycles/{part(asking.cycle(cycle))}/journeys", body)


@asks
def edit(asking: Asking, journey: Ref, edits: Edits) -> None:
    """Change a journey by small edits out of a file: all of them, or none."""
    try:
        read: Any = json.loads(edits.read_text(encoding="utf-8"))
    except (ValueError, UnicodeDecodeError) as error:
        raise Misused(f"{edits} is no JSON: {error}") from None
    asking.act(f"/v1/journeys/{part(journey)}/edits", _sent(read))


@asks
def image(
    asking: Asking,
    journey: Ref,
    file: Annotated[Path, typer.Argument(help="PNG, JPEG, GIF, WebP or SVG.", exists=True, dir_okay=False)],
    name: Annotated[str, typer.Option(help="What screens and components call it; the file's name without it.")] = "",
) -> None:
    """Upload a picture that screens and components show; with the name of one that is there, it takes its place."""
    content = base64.b64encode(file.read_bytes()).decode()
    asking.act(f"/v1/journeys/{part(journey)}/images", {"name": name or file.stem.lower(), "content": content})


def _sent(read: Any) -> Any:
    """What a file says: a list of edits, one edit, or edits and places."""
    said: set[str] = set(read) if hasattr(read, "keys") else set()
    if said & {"edits", "places"}:
        return read
    return {"edits": read if read.__class__ is list else [read]}


def _is_template(asking: Asking, given: str) -> bool:
    """A file stands before a template of the same name; one that the workspace made is known on the server only."""
    if given == "-" or Path(given).exists():
        return False
    return given in templates() or given in {one["id"] for one in asking.client.get("/v1/templates")["items"]}


def _pair(typed: str) -> tuple[str, str]:
    parameter, equals, text = typed.partition("=")
    if not equals:
        raise Misused(f"{typed}: write --answer shop=Nordlicht; `plumbline template used ID` lists what is asked for")
    return parameter, text
