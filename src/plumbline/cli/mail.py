"""`plumbline mail`: what messages you get, and what became of the last ones."""

from typing import Annotated, Any, get_args

import typer

from plumbline.cli.asking import Asking, asks
from plumbline.cli.client import Misused
from plumbline.cli.printing import moment, print_json, print_lines, print_table
from plumbline.outbox.notice import Reason

app = typer.Typer(no_args_is_help=True, add_completion=False)
_REASONS = ", ".join(get_args(Reason))
_Reasons = Annotated[list[str] | None, typer.Option(help=f"A reason for messages: {_REASONS}; may be repeated.", show_default=False)]


@app.command()
@asks
def show(asking: Asking) -> None:
    """Show where messages to you go, what you get, and the last of them."""
    _print(asking, asking.client.get("/v1/mail"))


@app.command("set")
@asks
def choose(
    asking: Asking,
    digest_hour: Annotated[
        int | None, typer.Option(min=0, max=23, help="From which hour on the daily message comes, on your clock.")
    ] = None,
    stop: _Reasons = None,
    resume: _Reasons = None,
) -> None:
    """Choose what messages you get; what needs you stays among your needs either way."""
    now = asking.client.get("/v1/mail")
    if unknown := sorted({*(stop or ()), *(resume or ())} - set(now["reasons"])):
        raise Misused(f"no message is sent for {', '.join(unknown)}; the reasons are {_REASONS}")
    stopped = (set(now["stopped"]) | set(stop or ())) - set(resume or ())
    wanted = {"digest_hour": now["digest_hour"] if digest_hour is None else digest_hour, "stopped": sorted(stopped)}
    _print(asking, asking.client.post("/v1/mail", wanted))


def _print(asking: Asking, found: dict[str, Any]) -> None:
    if asking.as_json:
        print_json(found)
        return
    got = [reason for reason in found["reasons"] if reason not in found["stopped"]]
    print_lines(
        f"Messages to {found['goes_to'] or 'nobody: no address is kept for you'}, by way of {found['by_way_of']}.",
        f"The daily one from {found['digest_hour']:02d}:00 on. You get: {', '.join(got) or 'none'}.",
    )
    rows = [(moment(one["made_at"]), one["reason"], one["state"], one["answer"]) for one in found["letters"]]
    print_table(("When", "Why", "State", "Answer"), rows, "No message was written to you yet.")
