"""`plumbline journey branch`, `branches` and `merge`: work on a journey apart, and bring it together again."""

import json
import re
from collections.abc import Iterable
from typing import Annotated, Any

import typer

from plumbline.cli.acts import item_of
from plumbline.cli.asking import Asking, asks
from plumbline.cli.client import Misused, part
from plumbline.cli.printing import print_json, print_lines, print_table

Ref = Annotated[str, item_of("journeys", "")]
Source = Annotated[str, typer.Option("--from", help="What comes in: a branch, or the journey that this is a branch of.")]
Chosen = Annotated[
    list[str] | None,
    typer.Option("--choose", metavar="KIND[:SCREEN]:PART:NAME=WHAT", help="For one conflict: mine, theirs, or a value as JSON."),
]
Rest = Annotated[str, typer.Option("--rest", help="What every other conflict takes: mine or theirs.")]
_CHOICE = re.compile(r"(?P<conflict>[^=]+)=(?P<what>.+)", re.DOTALL)
_TAKES = ("mine", "theirs")


def add_merging(app: typer.Typer) -> None:
    """Add the verbs about branches."""
    app.command()(branch)
    app.command()(branches)
    app.command()(merge)


@asks
def branch(
    asking: Asking,
    journey: Ref,
    name: Annotated[str, typer.Option(help="What the branch is for.")],
    number: Annotated[int, typer.Option("--number", help="The version it begins from; the newest without it.", min=0)] = 0,
) -> None:
    """Begin a branch of a journey: a journey of its own that remembers where it began."""
    asking.act(f"/v1/journeys/{part(journey)}/branches", {"name": name, "number": number})


@asks
def branches(asking: Asking, journey: Ref) -> None:
    """List the branches of a journey."""
    found = asking.client.get(f"/v1/journeys/{part(journey)}/branches")
    if asking.as_json:
        print_json(found)
        return
    rows = [(one["id"], one["name"], f"version {one['number']}", asking.name(one["owner_id"])) for one in found["items"]]
    print_table(("Id", "Branch", "Began as", "Owner"), rows, "No branch; begin one with: plumbline journey branch JOURNEY --name …")


@asks
def merge(
    asking: Asking,
    journey: Ref,
    source: Source,
    choose: Chosen = None,
    rest: Rest = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only print what would come in.")] = False,
) -> None:
    """Bring a branch into a journey, or a journey into its branch: all of it in one act, or nothing while a conflict is open."""
    found = asking.client.get(f"/v1/journeys/{part(journey)}/incoming/{part(source)}")
    if dry_run:
        _print(asking, found)
        return
    choices = chosen_for(found["conflicts"], choose or (), rest)
    asking.act(f"/v1/journeys/{part(journey)}/merges", {"source_id": source, "read_digest": found["digest"], "choices": choices})


def chosen_for(conflicts: list[Any], choose: Iterable[str], rest: str) -> list[dict[str, Any]]:
    """Return the choices for conflicts as the API takes them. choose: as typed. rest: what every other conflict takes, or nothing.

    Raises Misused.
    """
    if rest and rest not in _TAKES:
        raise Misused("--rest is mine or theirs")
    known = {_key(one): one for one in conflicts}
    choices = {key: one | {"take": rest} for key, one in known.items()} if rest else {}
    for typed in choose:
        key, what = _read(typed)
        if key not in known:
            raise Misused(f"{typed}: there is no such conflict; there are: {', '.join(known) or 'none'}")
        choices[key] = known[key] | what
    asked = ("kind", "screen", "part", "name", "take", "value")
    return [{name: one[name] for name in asked if name in one} for one in choices.values()]


def _print(asking: Asking, found: Any) -> None:
    if asking.as_json:
        print_json(found)
        return
    print_lines(f"{found['source_title']}, version {found['number']}: {len(found['changes'])} changes come in")
    if found["changed_since"]:
        print_lines("it was edited since that version; those edits stay out until they are kept as a version")
    print_incoming(found)


def print_incoming(found: Any) -> None:
    """Print what would come in, and the conflicts by the names that --choose takes."""
    for one in found["changes"]:
        print_lines(f"{one['how']} {one['kind']} {one['called']}", *(f"    {detail}" for detail in one["details"]))
    for one in found["conflicts"]:
        sides = (("mine", one["mine"]), ("theirs", one["theirs"]))
        print_lines(f"conflict {_key(one)}", *(f"    {side}: {json.dumps(value, ensure_ascii=False)}" for side, value in sides))


def _key(conflict: Any) -> str:
    """How a conflict is named on the command line: screen:cart:title, component:cart:c1:text, transition:order."""
    return ":".join(one for one in (conflict["kind"], conflict["screen"], conflict["part"], conflict["name"]) if one)


def _read(typed: str) -> tuple[str, dict[str, Any]]:
    found = _CHOICE.fullmatch(typed)
    if found is None:
        raise Misused(f"{typed}: write --choose screen:cart:title=theirs")
    if found["what"] in _TAKES:
        return found["conflict"], {"take": found["what"]}
    try:
        return found["conflict"], {"take": "own", "value": json.loads(found["what"])}
    except ValueError:
        raise Misused(f"{typed}: a value of your own is JSON, such as '\"You were out\"'") from None
