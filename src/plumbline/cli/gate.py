"""`plumbline gate`: what gates ask, what is missing, and letting something through."""

from typing import Annotated, Any

import typer

from plumbline.cli.asking import FOUND, Asking, AsOf, Cycle, asks, instant, point
from plumbline.cli.client import part
from plumbline.cli.printing import finding_line, in_words, print_json, print_lines, print_table

app = typer.Typer(no_args_is_help=True, add_completion=False)

_OPEN = frozenset({"satisfied", "overridden", "not_applicable"})
_STANDS = {True: "holds", False: "fails", None: "not measured"}
Gate = Annotated[str, typer.Argument(metavar="GATE", help="Its id, such as implementation-entry.")]
Item = Annotated[str, typer.Option("--item", help="The decision: its id, or D-12; the cycle itself without it.")]


@app.command("list")
@asks
def list_(asking: Asking, cycle: Cycle = "", as_of: AsOf = "") -> None:
    """List the gates of a cycle with their rules, and what went through them."""
    found = asking.client.get(f"/v1/cycles/{part(asking.cycle(cycle))}/gates", as_of=point(as_of))
    if asking.as_json:
        print_json(found)
        return
    for gate in found["items"]:
        standing = sum(one["in_force"] for one in gate["overrides"])
        print_lines(f"{gate['id']}: {gate['title']}, for {'each decision' if gate['subject'] == 'decision' else 'the whole cycle'}")
        print_lines(f"  {len(gate['passages'])} passed, {standing} overridden now")
        rows = [(one["id"], one["sentence"], one["expression"], "added" if one["added"] else "") for one in gate["conditions"]]
        print_table(("Condition", "What has to hold", "As an expression", ""), rows, "It asks for nothing.")


@app.command()
@asks
def check(
    asking: Asking,
    gate: Gate,
    item: Item = "",
    cycle: Cycle = "",
    assume: Annotated[list[str] | None, typer.Option(help="A condition to take as met, as a trial; may be repeated.")] = None,
) -> None:
    """Ask a gate without passing it; exits with 7 while something is missing."""
    path, body = _asked(asking, gate, item, cycle)
    answer = asking.client.post(f"{path}/gates/{part(gate)}/evaluation", {**body, "assume": assume or []})
    if asking.as_json:
        print_json(answer)
    else:
        trial = ", as a trial: nothing was written" if answer["trial"] else ""
        print_lines(f"{gate}: {in_words(answer['status'])}{trial}", *(finding_line(one) for one in answer["findings"]))
        for one in answer["conditions"]:
            if not one["met"]:
                print_lines(f"  {one['id']}", *(f"    {_STANDS[claim['met']]}: {claim['text']}" for claim in one["claims"]))
        if answer["acts"]:
            print_lines("what would make it pass, in this order:", *(f"  {one['words']}" for one in answer["acts"]))
    if answer["status"] not in _OPEN:
        raise typer.Exit(FOUND)


@app.command("pass")
@asks
def pass_(asking: Asking, gate: Gate, item: Item = "", cycle: Cycle = "") -> None:
    """Let a decision, or the cycle, through a gate; refused with everything that is missing."""
    path, body = _asked(asking, gate, item, cycle)
    asking.act(f"{path}/gate-passages", {"gate_id": gate, **body})


@app.command()
@asks
def override(
    asking: Asking,
    gate: Gate,
    reason: Annotated[str, typer.Option(help="Why it cannot wait.")],
    until: Annotated[str, typer.Option(help="When it ends: 2026-12-01T16:00, or +3d.")],
    control: Annotated[str, typer.Option(help="What compensates for the open conditions.")],
    item: Item = "",
    cycle: Cycle = "",
) -> None:
    """Let something through for a time although conditions are open; for a lead who does not own it."""
    path, body = _asked(asking, gate, item, cycle)
    asking.act(f"{path}/gate-overrides", {"gate_id": gate, "reason": reason, "expires_at": instant(until), "control": control, **body})


@app.command("add-condition")
@asks
def add_condition(
    asking: Asking,
    gate: Gate,
    condition: Annotated[str, typer.Argument(metavar="CONDITION", help="Its short name, such as support-briefed.")],
    expression: Annotated[str, typer.Option(help="What has to hold, as an expression, such as 'decision.criteria >= 2'.")],
    sentence: Annotated[str, typer.Option(help="The same as a sentence.")],
    who: Annotated[str, typer.Option(help="Who can meet it: owner, reviewer, lead, or an area.")] = "owner",
    act: Annotated[str, typer.Option(help="By which act, such as evidence.submit.")] = "decision.edit",
    cycle: Cycle = "",
) -> None:
    """Add to what a gate of a cycle asks; it can never be taken away."""
    body = {"id": condition, "expression": expression, "sentence": sentence, "who": who, "act": act}
    asking.act(f"/v1/cycles/{part(asking.cycle(cycle))}/gate-conditions", {"gate_id": gate, "condition": body})


def _asked(asking: Asking, gate: str, item: str, cycle: str) -> tuple[str, Any]:
    """Return the path of the cycle that an item is in, and the body that names the item."""
    item_id = asking.item(item, cycle) if item else ""
    if item_id and not cycle:
        return f"/v1/cycles/{part(asking.client.get(f'/v1/decisions/{part(item_id)}')['cycle_id'])}", {"item_id": item_id}
    cycle_id = asking.cycle(cycle)
    return f"/v1/cycles/{part(cycle_id)}", {"item_id": item_id or cycle_id}
