"""`plumbline evidence`: attach what shows a criterion, and judge what others attached."""

import base64
from pathlib import Path
from typing import Annotated, Any

import typer

from plumbline.cli.acts import Act, Given, add_acts, item_of
from plumbline.cli.asking import Asking, Cycle, asks
from plumbline.cli.client import Misused, part
from plumbline.cli.printing import print_lines
from plumbline.domain.cycle.evidence import Kind

app = typer.Typer(no_args_is_help=True, add_completion=False)

Ref = Annotated[str, item_of("decisions", "D-12")]
ACTS = (
    Act(
        verb="accept",
        makes="acceptance",
        help="Accept a piece of evidence.",
        given=(Given(field="note", help="What convinced you."),),
    ),
    Act(
        verb="reject",
        makes="rejection",
        help="Reject a piece of evidence.",
        given=(Given(field="reason", help="What it does not show.", required=True),),
    ),
)


@app.command()
@asks
def submit(
    asking: Asking,
    decision: Ref,
    title: Annotated[str, typer.Option(help="What it is, such as `Run 41`.")],
    kind: Annotated[Kind, typer.Option(help="What sort of thing it is.")] = "link",
    reference: Annotated[str, typer.Option(help="Where it is: an address, or an id in the product.")] = "",
    shows: Annotated[str, typer.Option(help="What it shows, in a sentence.")] = "",
    digest: Annotated[str, typer.Option(help="SHA-256 of what you saw, in hex.")] = "",
    file: Annotated[
        Path | None, typer.Option(help="A file to attach; it is kept as it is.", exists=True, dir_okay=False, show_default=False)
    ] = None,
    criterion: Annotated[
        list[str] | None, typer.Option(help="The criterion it shows: its id, or its place such as 1; all of them without it.")
    ] = None,
    cycle: Cycle = "",
) -> None:
    """Attach evidence to a decision."""
    decision_id = asking.item(decision, cycle)
    criteria = asking.client.get(f"/v1/decisions/{part(decision_id)}")["criteria"]
    asking.act(
        f"/v1/decisions/{part(decision_id)}/evidence",
        {
            "criterion_ids": [_criterion(one, criteria) for one in criterion] if criterion else [one["id"] for one in criteria],
            "kind": "file" if file else kind,
            "title": title,
            "shows": shows,
            "reference": file.name if file else reference,
            "digest": _kept(asking, file) if file else digest,
        },
    )


@app.command("open")
@asks
def open_(
    asking: Asking,
    evidence: Annotated[str, item_of("evidence", "")],
    to: Annotated[Path, typer.Argument(help="Where to write the file; it must not be there yet.")],
) -> None:
    """Write the file of a piece of evidence to the disk, as it was attached."""
    if to.exists():
        raise Misused(f"{to} is there already; name another file")
    body = asking.client.download(f"/v1/evidence/{part(evidence)}/file")
    try:
        with to.open("xb") as target:
            target.write(body)
    except OSError as fault:
        raise Misused(f"{to} cannot be written: {fault.strerror}") from None
    print_lines(f"written to {to}")


add_acts(app, "evidence", ACTS)


def _kept(asking: Asking, file: Path) -> str:
    body = file.read_bytes()
    return asking.client.post("/v1/files", {"content": base64.b64encode(body).decode()})["digest"]


def _criterion(text: str, criteria: list[Any]) -> str:
    if not text.isdecimal():
        return text
    if not 1 <= int(text) <= len(criteria):
        raise Misused(f"the decision has no criterion {text}; it has {len(criteria)}")
    return criteria[int(text) - 1]["id"]
