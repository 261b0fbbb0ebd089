"""`plumbline thread`: list, show, open, reply, resolve."""

from typing import Annotated

import typer

from plumbline.cli.acts import Act, Given, add_acts, as_item, as_person, item_of
from plumbline.cli.asking import Asking, Cycle, asks, chosen
from plumbline.cli.client import Misused, part
from plumbline.cli.printing import moment, print_json, print_lines
from plumbline.domain.cycle.thread import Outcome

app = typer.Typer(no_args_is_help=True, add_completion=False)

Ref = Annotated[str, item_of("threads", "T-31")]
Asks = Annotated[str, typer.Option("--asks", help="Whose answer it needs: a name or an id.")]
ACTS = (
    Act(
        verb="reply",
        makes="replies",
        help="Reply to a thread.",
        given=(
            Given(field="text", help="What you say.", argument=True, required=True),
            Given(field="asks_id", option="--asks", help="Whose answer it needs now: a name or an id.", reads=as_person),
        ),
    ),
    Act(
        verb="resolve",
        makes="resolution",
        help="Close a thread with an outcome.",
        given=(
            Given(field="outcome", help="What came of it.", shape=Outcome, required=True),
            Given(field="note", help="The outcome in a sentence."),
            Given(field="linked_id", option="--linked", help="The decision it became, or the thread it repeats.", reads=as_item),
        ),
    ),
)


@app.command("list")
@asks
def list_(
    asking: Asking,
    cycle: Cycle = "",
    state: Annotated[str, typer.Option(help="Only those that are open, or resolved.", show_default=False)] = "",
) -> None:
    """List the threads of a cycle."""
    asking.list_items(
        "threads",
        cycle,
        ("No", "Thread", "State", "By", "Asks"),
        lambda one: (
            f"T-{one['number']}",
            one["comments"][0]["text"],
            f"{one['state']}{', blocking' if one['blocking'] else ''}",
            asking.name(one["author_id"]),
            asking.name(one["asks_id"]),
        ),
        "No such thread yet; next: plumbline thread open",
        state=state,
    )


@app.command()
@asks
def show(asking: Asking, thread: Ref, cycle: Cycle = "") -> None:
    """Show a thread with its comments."""
    found = asking.client.get(f"/v1/threads/{part(asking.item(thread, cycle))}")
    if asking.as_json:
        print_json(found)
        return
    print_lines(
        f"T-{found['number']} on {found['anchor']['kind']} {found['anchor']['id']}",
        f"{found['state']}{', blocking' if found['blocking'] else ''}"
        f"{', asks ' + asking.name(found['asks_id']) if found['asks_id'] else ''}{': ' + found['outcome'] if found['outcome'] else ''}",
    )
    for one in found["comments"]:
        print_lines("", f"{asking.name(one['author_id'])}, {moment(one['at'])}", one["text"] if not one["redacted"] else "(taken out)")


@app.command("open")
@asks
def open_(
    asking: Asking,
    text: Annotated[str, typer.Argument(help="What you say or ask.")],
    on: Annotated[str, typer.Option(help="The decision it is about: its id, or D-12 with --cycle.")] = "",
    section: Annotated[str, typer.Option(help="The section it is about instead: its id, or how its title begins.")] = "",
    journey: Annotated[str, typer.Option(metavar="JRN_ID", help="The journey it is about instead, by its id.")] = "",
    screen: Annotated[str, typer.Option(help="Of the journey: the screen it is about, by its id.")] = "",
    transition: Annotated[str, typer.Option(help="Of the journey: the transition it is about, by its id.")] = "",
    objective: Annotated[str, typer.Option(help="The objective, for a section; not needed when there is one.")] = "",
    cycle: Cycle = "",
    person: Asks = "",
    blocking: Annotated[bool, typer.Option("--blocking", help="Nothing it is about can be approved while it is open.")] = False,
) -> None:
    """Open a thread on a decision, a section, or a journey with its screens and transitions."""
    if [bool(on), bool(section), bool(journey)].count(True) != 1:
        raise Misused("say what it is about: --on DECISION, --section SECTION or --journey JOURNEY")
    if journey:
        body = {"text": text, "screen": screen, "transition": transition, "blocking": blocking, "asks_id": asking.person(person)}
        asking.act(f"/v1/journeys/{part(journey)}/threads", body)
        return
    if on:
        decision = asking.client.get(f"/v1/decisions/{part(asking.item(on, cycle))}")
        cycle_id, section_id, objective_id = decision["cycle_id"], decision["section_id"], decision["objective_id"]
        anchor = {"kind": "decision", "id": decision["id"], "digest": decision["content_hash"]}
    else:
        cycle_id = asking.cycle(cycle)
        parts = asking.client.get(f"/v1/cycles/{part(cycle_id)}")
        section_id = chosen(section, parts["sections"], "--section")
        objective_id = chosen(objective, parts["objectives"], "--objective")
        anchor = {"kind": "section", "id": section_id}
    asking.act(
        f"/v1/cycles/{part(cycle_id)}/threads",
        {
            "section_id": section_id,
            "objective_id": objective_id,
            "anchor": anchor,
            "text": text,
            "blocking": blocking,
            "asks_id": asking.person(person),
        },
    )


@app.command("from-remark")
@asks
def from_remark(
    asking: Asking,
    run: Annotated[str, typer.Argument(metavar="RUN", help="The run, by its id.")],
    remark: Annotated[str, typer.Option(help="The remark, by its id; the newest of the run without it.")] = "",
    text: Annotated[str, typer.Option(help="What you say instead of the remark's own words.")] = "",
    person: Asks = "",
    blocking: Annotated[bool, typer.Option("--blocking", help="It stops what it is about while it is open.")] = False,
) -> None:
    """Make a remark of a run into a thread on the exact state it was made in."""
    body = {"remark_id": remark, "text": text, "blocking": blocking, "asks_id": asking.person(person)}
    asking.act(f"/v1/runs/{part(run)}/threads", body)


add_acts(app, "threads", ACTS, numbered="T-31")
