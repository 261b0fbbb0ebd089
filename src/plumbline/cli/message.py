"""`plumbline message`: what the outside is told, and what each claim rests on."""

from typing import Annotated, get_args

import typer

from plumbline.cli.acts import Act, Given, add_acts
from plumbline.cli.asking import Asking, Cycle, asks, instant
from plumbline.cli.client import Misused, part
from plumbline.cli.printing import in_words, moment
from plumbline.domain.cycle.communication import Rests

app = typer.Typer(no_args_is_help=True, add_completion=False)

Claims = Annotated[
    list[str] | None,
    typer.Option(
        help='A claim: "decision D-3 WORDS", "commitment D-3 WORDS", "screen ADDRESS WORDS", or "date D-3 2026-12-01T16:00 WORDS", '
        "the date being that of a decision, a blocker, a release or the cycle; may be repeated."
    ),
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
    asking.list_items(
        "messages",
        cycle,
        ("No", "Message", "For", "State", "Claims", "Sent"),
        lambda one: (
            str(one["number"]),
            one["title"],
            one["audience"],
            in_words(one["state"]),
            str(len(one["claims"])),
            moment(one["sent_at"]),
        ),
        "No message was drafted.",
    )


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
    kind, reference, words = (*text.split(maxsplit=2), "", "", "")[:3]
    at, words = (*words.split(maxsplit=1), "", "")[:2] if kind == "date" else ("", words)
    if kind not in get_args(Rests) or not words:
        raise Misused(f'{text!r} is no claim; write one such as "decision D-12 A card is tried once more."')
    said = {"rests_on": kind, "reference": asking.item(reference, cycle_id), "text": words}
    return said | {"at": instant(at)} if at else said


add_acts(app, "messages", ACTS, numbered="1", of_frame=True)
