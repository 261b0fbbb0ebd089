"""`plumbline journey link`, `links` and `unlink`: let people without an account play a journey or a template, and end that again."""

from typing import Annotated, Any

import typer

from plumbline.cli.asking import Asking, asks
from plumbline.cli.client import part
from plumbline.cli.printing import moment, print_json, print_lines, print_table

Played = Annotated[str, typer.Argument(metavar="JOURNEY", help="A journey, jrn_…, or the id of a template.")]


def add_links(app: typer.Typer) -> None:
    """Add the verbs about links for participants."""
    app.command()(link)
    app.command()(links)
    app.command()(unlink)


@asks
def link(
    asking: Asking,
    played: Played,
    consent: Annotated[str, typer.Option(help="What participants agree to first: who asks, what is kept, until when.")],
    role: Annotated[str, typer.Option(help="Whose screens they see; the first role without it.")] = "",
    preset: Annotated[str, typer.Option(help="How it begins: the id of a preset.")] = "",
    task: Annotated[str, typer.Option(help="What they try to do: the id of a task.")] = "",
    cohort: Annotated[str, typer.Option(help="Which group they are, for the results.")] = "",
    campaign: Annotated[str, typer.Option(help="How they were asked, for the results.")] = "",
    days: Annotated[int, typer.Option(help="How long it lasts, 90 at most.", min=1, max=90)] = 14,
    shared: Annotated[bool, typer.Option("--shared", help="One session for everybody who comes, each in a role.")] = False,
) -> None:
    """Make a link; its address is printed this once."""
    body = {
        "consent": consent, "role": role, "preset": preset, "task": task, "cohort": cohort, "campaign": campaign, "days": days,
        "shared": shared,
    }  # fmt: skip
    made = asking.client.post(f"/v1/{_noun(played)}/{part(played)}/play-links", body)
    if asking.as_json:
        print_json(made)
        return
    print_lines(made["address"], f"shown this once; end it with: plumbline journey unlink {made['id']}")


@asks
def links(asking: Asking, played: Annotated[str, typer.Argument(metavar="[JOURNEY]", help="Only those to this one.")] = "") -> None:
    """List the links, those that are over as well."""
    found: Any = asking.client.get("/v1/play-links", of=played)
    if asking.as_json:
        print_json(found)
        return
    rows = [
        (
            one["id"], asking.called(one["journey_id"]) or one["template_id"], "shared" if one["shared"] else one["role"],
            one["task"], one["cohort"], one["state"], moment(one["expires_at"]),
        )
        for one in found["items"]
    ]  # fmt: skip
    empty = "No link; make one with: plumbline journey link JOURNEY --consent …"
    print_table(("Id", "Plays", "Role", "Task", "Cohort", "State", "Until"), rows, empty)


@asks
def unlink(asking: Asking, identifier: Annotated[str, typer.Argument(metavar="LINK", help="Its id.")]) -> None:
    """End a link before its date; whoever plays through it cannot go on."""
    asking.act(f"/v1/play-links/{part(identifier)}/ending")


def _noun(played: str) -> str:
    return "journeys" if played.startswith("jrn_") else "templates"
