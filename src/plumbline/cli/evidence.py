"""`plumbline evidence`: attach what shows a criterion, and judge what others attached."""

from typing import Annotated, Any

import typer

from plumbline.cli.acts import Act, Given, add_acts, item_of
from plumbline.cli.asking import Asking, Cycle, asks
from plumbline.cli.client import Misused, part
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
            "kind": kind,
            "title": title,
            "shows": shows,
            "reference": reference,
            "digest": digest,
        },
    )


add_acts(app, "evidence", ACTS)


def _criterion(text: str, criteria: list[Any]) -> str:
    if not text.isdecimal():
        return text
    if not 1 <= int(text) <= len(criteria):
        raise Misused(f"the decision has no criterion {text}; it has {len(criteria)}")
    return criteria[int(text) - 1]["id"]
