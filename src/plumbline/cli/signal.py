"""`plumbline signal`: programs outside that say what happens, where that belongs, what came."""

import base64
from pathlib import Path
from typing import Annotated, Any

import typer

from plumbline.cli.asking import FOUND, Asking, asks, titled
from plumbline.cli.client import Misused, part
from plumbline.cli.printing import moment, print_json, print_lines, print_table

app = typer.Typer(no_args_is_help=True, add_completion=False)

_Cycle = Annotated[str, typer.Option(help="A cycle: its id, or how its title begins.", show_default=False)]
_Source = Annotated[str, typer.Argument(metavar="SOURCE", help="The source: its id, or how its title begins.")]
_Name = Annotated[str, typer.Option(help="What the signals are called, exactly.", show_default=False)]
_Campaign = Annotated[str, typer.Option(help="The campaign (utm_campaign) that they come from, exactly.", show_default=False)]


@app.command()
@asks
def sources(asking: Asking) -> None:
    """List the programs that signals are taken from."""
    found = asking.client.get("/v1/signal-sources")
    if asking.as_json:
        print_json(found)
        return
    rows = [
        (one["title"], one["state"], asking.called(one["cycle_id"]) or "by mapping", str(one["signals"]), _used(one["used_at"]), one["id"])
        for one in found["items"]
    ]
    print_table(("Title", "State", "Belongs to", "Signals", "Key used", "Id"), rows, "No program sends signals yet.")


@app.command()
@asks
def add(
    asking: Asking,
    title: Annotated[str, typer.Argument(help="What the program is called.")],
    cycle: _Cycle = "",
    sign_up: Annotated[list[str] | None, typer.Option(help="What it calls a sign-up; may be repeated.", show_default=False)] = None,
    per_second: Annotated[int, typer.Option(min=1, help="Signals a second that it may send.")] = 1000,
    signed: Annotated[bool, typer.Option(help="Each request has to be signed, too.")] = False,
) -> None:
    """Take signals from a program; prints its key, this once."""
    body: dict[str, Any] = {"title": title, "cycle_id": _cycle_id(asking, cycle), "per_second": per_second, "signed": signed}
    if sign_up:
        body["sign_ups"] = sign_up
    _print_key(asking, asking.client.post("/v1/signal-sources", body))


@app.command()
@asks
def rotate(asking: Asking, source: _Source) -> None:
    """Give a source a new key; prints it, this once. The one before ends at once."""
    _print_key(asking, asking.client.post(f"/v1/signal-sources/{part(_source_id(asking, source))}/keys"))


@app.command()
@asks
def origins(
    asking: Asking,
    source: _Source,
    origin: Annotated[
        list[str] | None, typer.Option(help="Such as https://shop.example.org, or *; may be repeated.", show_default=False)
    ] = None,
) -> None:
    """Say from which sites browsers may send with its key; these replace those before, and none is for programs only."""
    asking.act(f"/v1/signal-sources/{part(_source_id(asking, source))}/origins", {"origins": origin or []})


@app.command()
@asks
def revoke(asking: Asking, source: _Source) -> None:
    """Take nothing more from a source; what it sent stays."""
    asking.client.post(f"/v1/signal-sources/{part(_source_id(asking, source))}/revocation")
    print_lines("Revoked.")


@app.command("list")
@asks
def list_(
    asking: Asking,
    cycle: _Cycle = "",
    sign_ups: Annotated[bool, typer.Option(help="Only sign-ups of the cycle.")] = False,
    nowhere: Annotated[bool, typer.Option(help="Only those that belong to no cycle.")] = False,
    limit: Annotated[int, typer.Option(min=1, max=200, help="How many.")] = 50,
) -> None:
    """List signals, the newest first."""
    if cycle:
        found = asking.client.get(f"/v1/cycles/{part(_cycle_id(asking, cycle))}/signals", sign_ups=sign_ups, limit=limit)
    else:
        found = asking.client.get("/v1/signals", nowhere=nowhere, limit=limit)
    if asking.as_json:
        print_json(found)
        return
    rows = [
        (
            str(one["number"]),
            one["name"],
            moment(one["occurred_at"]),
            asking.called(one["cycle_id"]) or "nowhere",
            one["because"],
            one["origin_id"],
        )
        for one in found["items"]
    ]
    print_table(("No", "Name", "When", "Belongs to", "Because", "Origin id"), rows, "No signal came yet.")


@app.command()
@asks
def kinds(asking: Asking, nowhere: Annotated[bool, typer.Option(help="Only those that belong to no cycle.")] = False) -> None:
    """Count signals by name and campaign, and say where each kind belongs."""
    found = asking.client.get("/v1/signal-kinds", nowhere=nowhere)
    if asking.as_json:
        print_json(found)
        return
    rows = [
        (
            one["name"],
            one["campaign"],
            str(one["count"]),
            asking.called(one["cycle_id"]) or "nowhere",
            one["because"],
            "yes" if one["sign_up"] else "",
        )
        for one in found["items"]
    ]
    print_table(("Name", "Campaign", "Signals", "Belongs to", "Because", "Sign-up"), rows, "There are none.")


@app.command("map")
@asks
def map_(
    asking: Asking,
    cycle: Annotated[str, typer.Option(help="Where they belong: a cycle's id, or how its title begins.")],
    name: _Name = "",
    campaign: _Campaign = "",
    sign_up: Annotated[bool, typer.Option(help="Each of them is a sign-up.")] = False,
    preview: Annotated[bool, typer.Option(help="Only say how many signals it would be about.")] = False,
) -> None:
    """Say where signals belong, those that came and those that will."""
    body = {"cycle_id": _cycle_id(asking, cycle), "name": name, "campaign": campaign, "sign_up": sign_up}
    found = asking.client.post("/v1/signal-mappings/previews", body)
    about = f"{found['fitting']} signals, {found['moved']} of them without a place now."
    if preview:
        print_lines(f"It would be about {about}")
        return
    made = asking.client.post("/v1/signal-mappings", body)
    print_lines(f"Mapped as {made['item']}: {about}")


@app.command("import")
@asks
def import_(
    asking: Asking,
    file: Annotated[
        Path,
        typer.Argument(help="Comma-separated values in UTF-8, the first row naming the columns, or Parquet.", exists=True, dir_okay=False),
    ],
    source: Annotated[str, typer.Option(help="The source that they are of: its id, or how its title begins.")],
    columns: Annotated[
        list[str] | None,
        typer.Option("--map", help="Which column is what: id=…, name=…, who=… or time=…; may be repeated.", show_default=False),
    ] = None,
    called: Annotated[str, typer.Option(help="What each row is called, where no column says it.", show_default=False)] = "",
    dry_run: Annotated[bool, typer.Option(help="Only say what would become of each row.")] = False,
) -> None:
    """Keep the rows of a file as signals, each once however often it is handed in; ends with 7 when some were not kept."""
    content = file.read_bytes()
    body: dict[str, Any] = {"content": base64.b64encode(content).decode(), "called": called, "dry_run": dry_run}
    for one in columns or ():
        what, _, column = one.partition("=")
        if what not in ("id", "name", "who", "time") or not column:
            raise Misused(f"--map {one!r} is not one of id=COLUMN, name=COLUMN, who=COLUMN, time=COLUMN")
        body[what] = column
    found = asking.client.post(f"/v1/signal-sources/{part(_source_id(asking, source))}/uploads", body)
    lost = [one for one in found["items"] if one["outcome"] != "duplicate"]
    if asking.as_json:
        print_json(found)
    else:
        counts = ", ".join(f"{many} {outcome.replace('_', ' ')}" for outcome, many in found["counts"].items())
        counts = counts or "nothing to keep"
        print_lines(f"{found['rows']} rows{', none of them kept yet' if dry_run else ''}: {counts}")
        first = 1 if content.startswith(b"PAR1") else 2
        rows = [(str(one["index"] + first), one["id"], one["outcome"], one["detail"]) for one in lost]
        if rows:
            print_table(("Line", "Id", "Outcome", "Why"), rows, "")
    if lost:
        raise typer.Exit(FOUND)


@app.command()
@asks
def mappings(asking: Asking) -> None:
    """List where signals belong; the newest comes last, and holds where several fit."""
    found = asking.client.get("/v1/signal-mappings")
    if asking.as_json:
        print_json(found)
        return
    rows = [
        (one["name"] or "any", one["campaign"] or "any", asking.called(one["cycle_id"]), "yes" if one["sign_up"] else "", one["id"])
        for one in found["items"]
    ]
    print_table(("Name", "Campaign", "Belongs to", "Sign-up", "Id"), rows, "Nothing is mapped.")


@app.command()
@asks
def unmap(asking: Asking, mapping: Annotated[str, typer.Argument(help="The mapping, as `mappings` lists it.")]) -> None:
    """Take a mapping back, also for what it was about so far."""
    asking.client.post(f"/v1/signal-mappings/{part(mapping)}/removal")
    print_lines("Taken back.")


def _cycle_id(asking: Asking, text: str) -> str:
    return asking.cycle(text) if text else ""


def _source_id(asking: Asking, text: str) -> str:
    if text.startswith("src_"):
        return text
    return titled(text, asking.client.get("/v1/signal-sources")["items"], "sources")


def _used(at: str | None) -> str:
    return moment(at) if at else "never"


def _print_key(asking: Asking, made: dict[str, Any]) -> None:
    if asking.as_json:
        print_json(made)
        return
    print_lines(f"The key of {made['id']}, which is not shown again:", made["key"])
    if made["signing_secret"]:
        print_lines("What each request is signed with:", made["signing_secret"])
