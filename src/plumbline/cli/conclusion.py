"""`plumbline cycle` at its end: conclude the outcome, conclude-objective."""

from typing import Annotated

import typer

from plumbline.cli.asking import Asking, Cycle, asks, chosen
from plumbline.cli.client import part
from plumbline.domain.cycle.outcome import Verdict

app = typer.Typer(no_args_is_help=True, add_completion=False)

Which = Annotated[
    str, typer.Argument(metavar="CYCLE", help="Its id, or how its title begins; not needed when one is running.", show_default=False)
]
Said = Annotated[Verdict, typer.Option("--verdict", help="shown, or not_shown.")]
Because = Annotated[str, typer.Option("--because", help="Why.")]


@app.command("conclude")
@asks
def conclude(
    asking: Asking,
    verdict: Said,
    reading: Annotated[str, typer.Option(help="Where the outcome's metric stands.")],
    because: Because,
    cycle: Which = "",
    evidence: Annotated[str, typer.Option(help="The accepted piece of evidence that shows it: its id.")] = "",
) -> None:
    """Say whether the outcome was shown."""
    body = {"verdict": verdict, "reading": reading, "because": because, "evidence_id": evidence}
    asking.act(f"/v1/cycles/{part(asking.cycle(cycle))}/outcome-conclusion", body)


@app.command("conclude-objective")
@asks
def conclude_objective(
    asking: Asking,
    objective: Annotated[str, typer.Argument(help="Its id, or how its title begins.")],
    verdict: Said,
    because: Because,
    cycle: Cycle = "",
) -> None:
    """Say whether an objective was shown."""
    path = f"/v1/cycles/{part(asking.cycle(cycle))}"
    objective_id = chosen(objective, asking.client.get(path)["objectives"], "OBJECTIVE")
    asking.act(f"{path}/objective-conclusions", {"objective_id": objective_id, "verdict": verdict, "because": because})
