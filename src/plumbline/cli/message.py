"""`plumbline message`: what the outside is told, and what each claim rests on."""

from typing import Annotated

import typer

from plumbline.cli.acts import Act, Given, add_acts
from plumbline.cli.asking import Asking, Cycle, asks
from plumbline.cli.client import Misused, part
from plumbline.cli.printing import in_words, moment, print_json, print_table

app = typer.Typer(no_args_is_help=True, add_completion=False)

Claims = Annotated[
    list[str] | None, typer.Option(help="A claim as KIND:REFERENCE:WORDS, KIND being decision, commitment or screen; may be repeated.")
]

ACTS = (
    Act(verb="check", makes="check", help="Say that each claim was read against what it rests on."),
    Act(
        verb="send",
        makes="sending",
        help="Say that it was sent.",
        given=(Given(field="channel", help="Where.", required=True),),
    ),
    Act(
        verb="withdraw",
        makes="withdrawal",
        help="Withdraw it.",
        given=(Given(field="reason", help="What was wrong with it.", required=True),),
    ),
)


@app.command("list")
@asks
def list_(asking: Asking, cycle: Cycle = "") -> None:
    """List the messages of a cycle."""
    found = asking.client.get_all(f"/v1/cycles/{part(asking.cycle(cycle))}/messages")
    if asking.as_json:
        print_json({"items": found})
        return
    rows = [
        (str(one["number"]), one["title"], one["audience"], in_words(one["state"]), str(len(one["claims"])), moment(one["sent_at"]))
        for one in found
    ]
    print_table(("No", "Message", "For", "State", "Claims", "Sent"), rows, "No message was drafted.")


@app.command()
@asks
def draft(
    asking: Asking,
    title: Annotated[str, typer.Argument(help="What it is called here.")],
    audience: Annotated[str, typer.Option(help="Who reads it.")],
    text: Annotated[str, typer.Option(help="What they read.")],
    claim: Claims = None,
    blocker: Annotated[str, typer.Option(help="The blocker it tells about: its id, or B-4.")] = "",
    cycle: Cycle = "",
) -> None:
    """Draft a message to the outside."""
    cycle_id = asking.cycle(cycle)
    asking.act(
        f"/v1/cycles/{part(cycle_id)}/messages",
        {
            "title": title,
            "audience": audience,
            "text": text,
            "claims": [_claim(asking, one, cycle_id) for one in claim or ()],
            "blocker_id": asking.item(blocker, cycle_id) if blocker else "",
        },
    )


@app.command()
@asks
def edit(
    asking: Asking,
    message: Annotated[str, typer.Argument(help="Its id, its number, or how its title begins.")],
    text: Annotated[str, typer.Option(help="What they read.")],
    claim: Claims = None,
    cycle: Cycle = "",
) -> None:
    """Change what a message says; it has to be checked again. Claims that are not repeated are gone."""
    message_id, cycle_id = asking.part("messages", message, cycle), cycle and asking.cycle(cycle)
    body = {"text": text, "claims": [_claim(asking, one, cycle_id) for one in claim or ()]}
    asking.act(f"/v1/messages/{part(message_id)}/edits", body)


def _claim(asking: Asking, text: str, cycle_id: str) -> dict[str, str]:
    kind, _, rest = text.partition(":")
    reference, _, words = rest.partition(":")
    if kind not in ("decision", "commitment", "screen") or not words:
        raise Misused(f"{text!r} is no claim; write KIND:REFERENCE:WORDS, such as decision:D-12:A card is tried once more.")
    return {"rests_on": kind, "reference": asking.item(reference, cycle_id), "text": words}


add_acts(app, "messages", ACTS, numbered="1", of_frame=True)
