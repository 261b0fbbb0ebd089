"""`plumbline document`: list, show, add, version, suggest, apply, decline, image, redact."""

import base64
from pathlib import Path
from typing import Annotated, Any

import typer

from plumbline.cli.acts import Act, Given, add_acts, item_of
from plumbline.cli.asking import Asking, Cycle, asks
from plumbline.cli.client import Misused, part
from plumbline.cli.printing import moment, print_json, print_lines, print_table

app = typer.Typer(no_args_is_help=True, add_completion=False)

Ref = Annotated[str, item_of("documents", "")]
File = Annotated[Path, typer.Argument(help="A text in UTF-8: Markdown by its ending, plain text otherwise.", exists=True, dir_okay=False)]
ACTS = (
    Act(
        verb="apply",
        makes="suggestion-applications",
        help="Take a suggestion: its words become a new version.",
        given=(
            Given(field="suggestion_id", help="The suggestion's id.", argument=True, required=True),
            Given(
                field="merged",
                option="--instead",
                help="The words to stand there, where the passage was edited meanwhile and you brought both together.",
                reads=lambda _asking, typed, _cycle: typed or None,
            ),
        ),
    ),
    Act(
        verb="decline",
        makes="suggestion-declines",
        help="Decline a suggestion.",
        given=(
            Given(field="suggestion_id", help="The suggestion's id.", argument=True, required=True),
            Given(field="reason", help="Why the text stays as it is.", required=True),
        ),
    ),
)


@app.command("list")
@asks
def list_(asking: Asking, cycle: Cycle = "") -> None:
    """List the documents of a cycle."""
    found = asking.client.get(f"/v1/cycles/{part(asking.cycle(cycle))}/documents")
    if asking.as_json:
        print_json(found)
        return
    rows = [(one["id"], one["title"], asking.name(one["owner_id"])) for one in found["items"]]
    print_table(("Id", "Document", "Owner"), rows, "No document yet; add one with: plumbline document add FILE")


@app.command()
@asks
def show(
    asking: Asking,
    document: Ref,
    number: Annotated[int, typer.Option("--number", help="Which version; the newest without it.", min=0)] = 0,
    text: Annotated[bool, typer.Option("--text", help="Print the text alone.")] = False,
) -> None:
    """Show a document: its sections, versions and open suggestions, or a version's text."""
    found = asking.client.get(f"/v1/documents/{part(document)}")
    if number:
        found |= asking.client.get(f"/v1/documents/{part(document)}/versions/{number}")
    if asking.as_json:
        print_json(found)
        return
    if text:
        print_lines(*found["text"].splitlines() or [_gone(asking, found.get("redaction"))])
        return
    print_lines(found["title"], f"version {found['number']} of {len(found['versions'])}, owner {asking.name(found['owner_id'])}")
    for one in found["sections"]:
        print_lines(f"section     {one['id']}  {one['title']}")
    for one in found["versions"]:
        said = _note(one["note"] or _gone(asking, one["redaction"]))
        print_lines(f"version     {one['number']}, {asking.name(one['author_id'])}, {moment(one['at'])}{said}")
    for one in found["suggestions"]:
        if one["state"] == "proposed":
            print_lines(f"suggestion  {one['id']}, {asking.name(one['author_id'])}{_note(one['note'])}")


@app.command()
@asks
def add(
    asking: Asking,
    file: File,
    title: Annotated[str, typer.Option(help="What it is called; the file's name without it.")] = "",
    owner: Annotated[str, typer.Option(help="Who writes it: a name or an id; you without it.")] = "",
    cycle: Cycle = "",
) -> None:
    """Add a document to a cycle, with a file as its first version."""
    text = _read(file)
    asking.act(
        f"/v1/cycles/{part(asking.cycle(cycle))}/documents",
        {
            "title": title or file.stem,
            "text": text,
            "format": "markdown" if file.suffix.lower() in (".md", ".markdown") else "text",
            "owner_id": asking.person(owner),
        },
    )


@app.command()
@asks
def version(
    asking: Asking,
    document: Ref,
    file: File,
    note: Annotated[str, typer.Option(help="What has changed, in a sentence.")] = "",
    read: Annotated[str, typer.Option(help="Digest of the version it was written from; refused when it is not the newest.")] = "",
) -> None:
    """Write a document anew from a file."""
    asking.act(f"/v1/documents/{part(document)}/versions", {"text": _read(file), "note": note, "read_digest": read})


@app.command()
@asks
def suggest(
    asking: Asking,
    document: Ref,
    passage: Annotated[str, typer.Option(help="The words to replace, as they stand in the text; they must stand there once.")],
    instead: Annotated[str, typer.Option(help="The words to stand there instead; nothing takes them out.")] = "",
    note: Annotated[str, typer.Option(help="Why.")] = "",
) -> None:
    """Suggest other words for a passage."""
    found = asking.client.get(f"/v1/documents/{part(document)}")
    text: str = found["text"]
    if not passage or text.count(passage) != 1:
        raise Misused(f"the passage stands {text.count(passage) if passage else 0} times in the text; quote enough to tell which is meant")
    start = text.index(passage)
    body = {"number": found["number"], "start": start, "end": start + len(passage), "replacement": instead, "note": note}
    asking.act(f"/v1/documents/{part(document)}/suggestions", body)


@app.command()
@asks
def redact(
    asking: Asking,
    document: Ref,
    number: Annotated[int, typer.Option("--number", help="Which version, an earlier one.", min=1)],
    reason: Annotated[str, typer.Option(help="Why the text has to go; it stays visible, so do not repeat what the text said.")],
) -> None:
    """Take the text of an earlier version away for ever; that it was there stays provable."""
    asking.act(f"/v1/documents/{part(document)}/versions/{number}/redaction", {"reason": reason})


@app.command()
@asks
def image(
    asking: Asking,
    document: Ref,
    file: Annotated[Path, typer.Argument(help="PNG, JPEG, GIF, WebP or SVG.", exists=True, dir_okay=False)],
    name: Annotated[str, typer.Option(help="What the text calls it; the file's name without it.")] = "",
) -> None:
    """Attach an image, which the text then shows by its name."""
    content = base64.b64encode(file.read_bytes()).decode()
    asking.act(f"/v1/documents/{part(document)}/images", {"name": name or file.name, "content": content})


add_acts(app, "documents", ACTS)


def _read(file: Path) -> str:
    try:
        return file.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Misused(f"{file} is not text in UTF-8; save it as Markdown or plain text in UTF-8") from None


def _gone(asking: Asking, redaction: Any) -> str:
    if redaction is None:
        return ""
    return f"redacted by {asking.name(redaction['by_id'])}, {moment(redaction['at'])}, because: {redaction['reason']}"


def _note(note: str) -> str:
    return f": {note}" if note else ""
