"""`plumbline scope`: what was asked for and what is in; and the changes, each with what leaves for what comes in."""

from typing import Annotated, Any

import typer

from plumbline.cli.acts import Act, Given, add_acts, as_items, item_of
from plumbline.cli.asking import Asking, Cycle, asks, instant
from plumbline.cli.client import part
from plumbline.cli.printing import in_words, print_json, print_lines, print_table

app = typer.Typer(no_args_is_help=True, add_completion=False)

Ref = Annotated[str, item_of("scope", "S-9")]
ChangeRef = Annotated[str, typer.Argument(metavar="CHANGE", help="Its id, or C-1 with --cycle.")]
_REASON = Given(field="reason", help="Why.", required=True)
_NOTE = Given(field="note", help="Where that is seen.")
ACTS = (
    Act(
        verb="rank",
        makes="assessment",
        help="Rank a scope item; both are 1 (little) to 5 (much).",
        given=(
            Given(field="contribution", help="What it contributes to the outcome.", shape=int, required=True),
            Given(field="effort", help="What it takes.", shape=int, required=True),
        ),
    ),
    Act(verb="accept", makes="acceptance", help="Take an item in, while scope is still being formed."),
    Act(verb="decline", makes="declining", help="Decline an item.", given=(_REASON,)),
    Act(verb="defer", makes="deferral", help="Defer an item on purpose.", given=(_REASON,)),
    Act(verb="apply", makes="application", help="Say that delivery has taken an accepted item over.", given=(_NOTE,)),
)
CHANGE_ACTS = (
    Act(
        verb="accept-change",
        makes="acceptance",
        help="Accept a scope change; once scope is locked its owner does.",
        given=(Given(field="because", help="Why the tradeoff is worth it.", required=True),),
    ),
    Act(verb="decline-change", makes="declining", help="Decline a scope change.", given=(_REASON,)),
    Act(verb="defer-change", makes="deferral", help="Put a scope change off.", given=(_REASON,)),
    Act(verb="apply-change", makes="application", help="Say that plans and promises say what the change says.", given=(_NOTE,)),
)

Displaces = Annotated[list[str] | None, typer.Option(help="An accepted item that leaves: id or number; may be repeated.")]
Capacity = Annotated[str, typer.Option(help="The people or time that are added.")]
MovesTo = Annotated[str, typer.Option(help="The new date: 2026-12-01T16:00, or +3d.")]
Metric = Annotated[str, typer.Option(help="The metric of the playbook that it moves most.")]
MetricEffect = Annotated[str, typer.Option(help="What it does to the metric.")]
Practice = Annotated[str, typer.Option(help="The practice nobody trades that it touches most.")]
PracticeEffect = Annotated[str, typer.Option(help="What it does to the practice.")]
Touches = Annotated[list[str] | None, typer.Option(help="A decision that it touches besides: id or number; may be repeated.")]


@app.command("list")
@asks
def list_(
    asking: Asking,
    cycle: Cycle = "",
    state: Annotated[str, typer.Option(help="Only those in this state, such as accepted.", show_default=False)] = "",
) -> None:
    """List the scope items of a cycle by what they contribute to the outcome."""
    asking.list_items(
        "scope",
        cycle,
        ("No", "Item", "State", "Rank", "Area", "Owner"),
        lambda one: (f"S-{one['number']}", one["title"], in_words(one["state"]), _ranks(one), one["area"], asking.name(one["owner_id"])),
        "Nothing was asked for yet.",
        order=lambda one: (-one["contribution"], one["effort"], one["number"]),
        state=state,
    )


@app.command()
@asks
def show(asking: Asking, item: Ref, cycle: Cycle = "") -> None:
    """Show a scope item: where it stands, who answers for it, why it is out."""
    found = asking.client.get(f"/v1/scope/{part(asking.item(item, cycle))}")
    if asking.as_json:
        print_json(found)
        return
    print_lines(
        f"S-{found['number']} {found['title']}",
        f"{in_words(found['state'])}, area {found['area']}, owner {asking.name(found['owner_id'])}",
        f"rank        {_ranks(found)}",
        f"decisions   {', '.join(found['decisions']) or 'none by name'}",
        f"id          {found['id']}",
    )
    if found["reason"]:
        print_lines(f"said        {found['reason']}")


@app.command()
@asks
def request(
    asking: Asking,
    title: Annotated[str, typer.Argument(help="What is asked for.")],
    area: Annotated[str, typer.Option(help="The area that answers for it.")],
    reason: Annotated[str, typer.Option(help="Why it is asked for.")] = "",
    decision: Annotated[list[str] | None, typer.Option(help="A decision that settles it: id or number; may be repeated.")] = None,
    cycle: Cycle = "",
) -> None:
    """Ask for something to be in scope."""
    cycle_id = asking.cycle(cycle)
    body = {"title": title, "area": area, "reason": reason, "decisions": as_items(asking, decision, cycle_id)}
    asking.act(f"/v1/cycles/{part(cycle_id)}/scope", body)


@app.command()
@asks
def changes(asking: Asking, cycle: Cycle = "") -> None:
    """List the scope changes of a cycle, with what comes in and what leaves."""
    cycle_id = asking.cycle(cycle)
    found = asking.client.get_all(f"/v1/cycles/{part(cycle_id)}/changes")
    if asking.as_json:
        print_json({"items": found})
        return
    numbers = {one["id"]: f"S-{one['number']}" for one in asking.client.get_all(f"/v1/cycles/{part(cycle_id)}/scope")}
    rows = [
        (f"C-{one['number']}", one["title"], in_words(one["state"]), _numbered(one["adds"], numbers), _price(one["trade"], numbers))
        for one in found
    ]
    print_table(("No", "Change", "State", "In", "For"), rows, "Nobody asked for a change of scope.")


@app.command()
@asks
def trade(
    asking: Asking,
    title: Annotated[str, typer.Argument(help="What changes.")],
    add: Annotated[list[str] | None, typer.Option(help="An item that comes in: id or number; may be repeated.")] = None,
    displaces: Displaces = None,
    capacity: Capacity = "",
    moves_to: MovesTo = "",
    metric: Metric = "",
    metric_effect: MetricEffect = "",
    practice: Practice = "",
    practice_effect: PracticeEffect = "",
    touches: Touches = None,
    reason: Annotated[str, typer.Option(help="Why it is asked for.")] = "",
    cycle: Cycle = "",
) -> None:
    """Ask for a scope change: what comes in, what leaves, and what it does to a metric and to a practice."""
    cycle_id = asking.cycle(cycle)
    said = (displaces, capacity, moves_to, metric, metric_effect, practice, practice_effect, touches)
    paid = _trade(asking, cycle_id, *said) if any(said) else None
    body = {"title": title, "adds": as_items(asking, add, cycle_id), "trade": paid, "reason": reason}
    asking.act(f"/v1/cycles/{part(cycle_id)}/changes", body)


@app.command("price-change")
@asks
def price_change(
    asking: Asking,
    change: ChangeRef,
    displaces: Displaces = None,
    capacity: Capacity = "",
    moves_to: MovesTo = "",
    metric: Metric = "",
    metric_effect: MetricEffect = "",
    practice: Practice = "",
    practice_effect: PracticeEffect = "",
    touches: Touches = None,
    cycle: Cycle = "",
) -> None:
    """Say what a requested change costs and what it does."""
    change_id = asking.item(change, cycle)
    paid = _trade(asking, cycle, displaces, capacity, moves_to, metric, metric_effect, practice, practice_effect, touches)
    asking.act(f"/v1/changes/{part(change_id)}/price", {"trade": paid})


def _trade(
    asking: Asking,
    cycle_id: str,
    displaces: list[str] | None,
    capacity: str,
    moves_to: str,
    metric: str,
    metric_effect: str,
    practice: str,
    practice_effect: str,
    touches: list[str] | None,
) -> dict[str, Any]:
    return {
        "displaces": as_items(asking, displaces, cycle_id),
        "capacity": capacity,
        "moves_to": instant(moves_to) if moves_to else None,
        "metric_id": metric,
        "metric_effect": metric_effect,
        "practice_id": practice,
        "practice_effect": practice_effect,
        "decisions": as_items(asking, touches, cycle_id),
    }


def _ranks(item: dict[str, Any]) -> str:
    return f"contribution {item['contribution']}, effort {item['effort']}" if item["contribution"] else "not ranked"


def _numbered(ids: list[str], numbers: dict[str, str]) -> str:
    return ", ".join(numbers.get(one, one) for one in ids)


def _price(paid: dict[str, Any] | None, numbers: dict[str, str]) -> str:
    if paid is None:
        return "not priced yet"
    parts = (_numbered(paid["displaces"], numbers), paid["capacity"], f"until {paid['moves_to']}" if paid["moves_to"] else "")
    return "; ".join(one for one in parts if one)


add_acts(app, "scope", ACTS, numbered="S-9")
add_acts(app, "changes", CHANGE_ACTS, numbered="C-1")
