"""`plumbline handoff`: list, show, assemble, describe, offer, accept, question, return, withdraw, take, checkpoint,
link-work-item, unlink-work-item, agree-work-item, export."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import typer

from plumbline.cli.acts import Act, Given, add_acts, item_of
from plumbline.cli.asking import Asking, Cycle, asks, instant
from plumbline.cli.client import Misused, part
from plumbline.cli.printing import in_words, moment, print_json, print_lines

app = typer.Typer(no_args_is_help=True, add_completion=False)

Ref = Annotated[str, item_of("handoffs", "H-2")]
Line = Annotated[int, typer.Option("--line", help="Which line of it, from 1.", min=1)]
ACTS = (
    Act(verb="offer", makes="offering", help="Offer a handoff to its receiver."),
    Act(verb="accept", makes="acceptance", help="Accept a handoff.", given=(Given(field="note", help="What you want to add."),)),
    Act(
        verb="withdraw",
        makes="withdrawal",
        help="Withdraw a handoff.",
        given=(Given(field="reason", help="Why it is not handed over any more.", required=True),),
    ),
)


@app.command("list")
@asks
def list_(
    asking: Asking,
    cycle: Cycle = "",
    state: Annotated[str, typer.Option(help="Only those in this state, such as offered.", show_default=False)] = "",
) -> None:
    """List the handoffs of a cycle."""
    asking.list_items(
        "handoffs",
        cycle,
        ("No", "Handoff", "State", "Receiver", "Lines"),
        lambda one: (f"H-{one['number']}", one["title"], in_words(one["state"]), asking.name(one["receiver_id"]), str(len(one["lines"]))),
        "Nothing was handed over yet.",
        state=state,
    )


@app.command()
@asks
def show(asking: Asking, handoff: Ref, cycle: Cycle = "") -> None:
    """Show a handoff line by line: constraint, checks, exceptions, metric, who answers for it."""
    found = asking.client.get(f"/v1/handoffs/{part(asking.item(handoff, cycle))}")
    if asking.as_json:
        print_json(found)
        return
    print_lines(
        f"H-{found['number']} {found['title']}",
        f"{in_words(found['state'])}, from {asking.name(found['assembler_id'])} to {asking.name(found['receiver_id'])}",
        f"id          {found['id']}",
    )
    for line in found["lines"].values():
        print_lines("", *_told(asking, found, line))


@app.command()
@asks
def assemble(
    asking: Asking,
    decisions: Annotated[list[str] | None, typer.Argument(help="The decisions to hand over: ids or numbers.", show_default=False)] = None,
    receiver: Annotated[str, typer.Option(help="Who gets it: a name or an id; otherwise the owner of delivery.")] = "",
    title: Annotated[str, typer.Option(help="What it is called; otherwise as its first decision.")] = "",
    terms: Annotated[
        Path | None, typer.Option(help="A JSON file with the lines as the API takes them.", exists=True, dir_okay=False)
    ] = None,
    cycle: Cycle = "",
) -> None:
    """Assemble a handoff of decisions that passed implementation entry."""
    cycle_id = asking.cycle(cycle)
    lines = [{"decision_id": asking.item(one, cycle_id)} for one in decisions or ()]
    lines += _read(terms) if terms else []
    asking.act(f"/v1/cycles/{part(cycle_id)}/handoffs", {"lines": lines, "title": title, "receiver_id": asking.person(receiver)})


@app.command()
@asks
def describe(
    asking: Asking,
    handoff: Ref,
    line: Line,
    expected: Annotated[str, typer.Option(help="How it behaves when it is built.")] = "",
    edge: Annotated[list[str] | None, typer.Option(help="An exception, as 'WHEN: THEN'; may be repeated.")] = None,
    metric: Annotated[str, typer.Option(help="The id of the metric that shows it.")] = "",
    owner_after: Annotated[str, typer.Option(help="Who answers for it after launch: a name or an id.")] = "",
    checkpoint: Annotated[str, typer.Option(help="When the metric is read: 2026-12-01T16:00, or +3w.")] = "",
    criterion: Annotated[str, typer.Option(help="What the reading must show.")] = "",
    practice: Annotated[str, typer.Option(help="The id of the practice it protects.")] = "",
    cycle: Cycle = "",
) -> None:
    """Say what a line says besides its decision; what you leave out stays as it is."""
    handoff_id, found = _line(asking, handoff, line, cycle)
    said: dict[str, Any] = {
        "expected": expected,
        "edge_cases": [_edge(one) for one in edge or ()],
        "metric_id": metric,
        "owner_after_id": asking.person(owner_after),
        "checkpoint_at": instant(checkpoint) if checkpoint else "",
        "checkpoint_criterion": criterion,
        "practice_id": practice,
    }
    terms = found["terms"] | {name: value for name, value in said.items() if value}
    asking.act(f"/v1/handoffs/{part(handoff_id)}/line-descriptions", {"commitment_id": found["id"], "terms": terms})


@app.command()
@asks
def question(
    asking: Asking, handoff: Ref, line: Line, text: Annotated[str, typer.Option(help="What you want to know.")], cycle: Cycle = ""
) -> None:
    """Ask about a line; it opens a thread in which the decision's owner is asked."""
    handoff_id, found = _line(asking, handoff, line, cycle)
    asking.act(f"/v1/handoffs/{part(handoff_id)}/questions", {"commitment_id": found["id"], "text": text})


@app.command("return")
@asks
def return_(
    asking: Asking,
    handoff: Ref,
    reason: Annotated[str, typer.Option(help="What is missing.")],
    line: Annotated[list[int] | None, typer.Option(help="Only this line, from 1; may be repeated.")] = None,
    cycle: Cycle = "",
) -> None:
    """Return a handoff, or some of its lines, with the reason."""
    chosen = [_line(asking, handoff, one, cycle)[1]["id"] for one in line or ()]
    handoff_id = asking.item(handoff, cycle)
    asking.act(f"/v1/handoffs/{part(handoff_id)}/returns", {"reason": reason, "commitment_ids": chosen})


@app.command()
@asks
def take(asking: Asking, handoff: Ref, line: Line, cycle: Cycle = "") -> None:
    """Take the new version of a Suspect line."""
    handoff_id, found = _line(asking, handoff, line, cycle)
    asking.act(f"/v1/handoffs/{part(handoff_id)}/renewals", {"commitment_id": found["id"]})


@app.command()
@asks
def checkpoint(
    asking: Asking,
    handoff: Ref,
    line: Line,
    reading: Annotated[str, typer.Option(help="What the metric showed.")],
    met: Annotated[bool, typer.Option("--met/--unmet", help="Whether it shows what was agreed.")],
    follow_up: Annotated[str, typer.Option(help="What is done about it when it does not.")] = "",
    cycle: Cycle = "",
) -> None:
    """Record what a line's checkpoint showed."""
    handoff_id, found = _line(asking, handoff, line, cycle)
    body = {"commitment_id": found["id"], "reading": reading, "met": met, "follow_up": follow_up}
    asking.act(f"/v1/handoffs/{part(handoff_id)}/checkpoints", body)


@app.command("link-work-item")
@asks
def link_work_item(
    asking: Asking,
    handoff: Ref,
    line: Line,
    item: Annotated[str, typer.Argument(help="The item outside: its address, or its name there, such as PAY-7 or acme/shop#7.")],
    tracker: Annotated[str, typer.Option(help="The endpoint of the tracker, by its id.")],
    cycle: Cycle = "",
) -> None:
    """Link an item of a tracker that carries a line out; how it stands there is followed from now on."""
    handoff_id, found = _line(asking, handoff, line, cycle)
    named = "url" if item.startswith(("http://", "https://")) else "reference"
    asking.act(f"/v1/handoffs/{part(handoff_id)}/work-items", {"commitment_id": found["id"], "endpoint_id": tracker, named: item})


@app.command("unlink-work-item")
@asks
def unlink_work_item(
    asking: Asking,
    handoff: Ref,
    line: Line,
    tracker: Annotated[str, typer.Option(help="The endpoint of the tracker, by its id.")],
    reason: Annotated[str, typer.Option(help="Why, if it helps others.")] = "",
    cycle: Cycle = "",
) -> None:
    """Unlink an item of a tracker from a line; it stays as it is there."""
    handoff_id, found = _line(asking, handoff, line, cycle)
    body = {"commitment_id": found["id"], "endpoint_id": tracker, "reason": reason}
    asking.act(f"/v1/handoffs/{part(handoff_id)}/work-item-removals", body)


@app.command("agree-work-item")
@asks
def agree_work_item(
    asking: Asking,
    handoff: Ref,
    line: Line,
    tracker: Annotated[str, typer.Option(help="The endpoint of the tracker, by its id.")],
    cycle: Cycle = "",
) -> None:
    """Agree to the title and the due date that an item was given outside."""
    handoff_id, found = _line(asking, handoff, line, cycle)
    asking.act(f"/v1/handoffs/{part(handoff_id)}/work-item-agreements", {"commitment_id": found["id"], "endpoint_id": tracker})


@app.command()
@asks
def export(
    asking: Asking,
    handoff: Ref,
    out: Annotated[Path, typer.Option(help="The file to write; it has to end in .zip, .md, .json or .html.", dir_okay=False)],
    cycle: Cycle = "",
) -> None:
    """Write a handoff to a file; the zip holds a proof of each approval, and the program that checks it."""
    form = out.suffix.removeprefix(".")
    if form not in ("zip", "md", "json", "html"):
        raise Misused(f"{out} has to end in .zip, .md, .json or .html")
    handoff_id = asking.item(handoff, cycle)
    out.write_bytes(asking.client.download(f"/v1/handoffs/{part(handoff_id)}/package/{form}"))
    if asking.as_json:
        print_json({"written": str(out)})
    else:
        print_lines(f"wrote {out}" + ("; unpack it and follow its README.txt to check the approvals" if form == "zip" else ""))


def _line(asking: Asking, handoff: str, number: int, cycle: str) -> tuple[str, Any]:
    handoff_id = asking.item(handoff, cycle)
    lines = list(asking.client.get(f"/v1/handoffs/{part(handoff_id)}")["lines"].values())
    if number > len(lines):
        raise Misused(f"it has {len(lines)} lines, so there is no line {number}")
    return handoff_id, lines[number - 1]


def _told(asking: Asking, found: Any, line: Any) -> list[str]:
    agreed, terms, held = line["agreed"], line["terms"], line["checkpoint"]
    metric = asking.called(terms["metric_id"], found["cycle_id"]) if terms["metric_id"] else "none"
    doubt = f"Suspect: {in_words(line['cause'])}" if line["suspect"] else "returned" if line["returned_at"] else "current"
    return [
        f"{line['number']}. {agreed['title']} ({doubt})",
        f"   constraint  {agreed['constraint']}",
        *(f"   criterion   {one['text']}" for one in agreed["criteria"]),
        *(f"   exception   {one['when']}: {one['then']}" for one in terms["edge_cases"]),
        *_played(line["agreed"]),
        f"   expected    {terms['expected'] or 'not said yet'}",
        f"   metric      {metric}, after launch {asking.name(terms['owner_after_id']) or 'nobody'}",
        f"   checkpoint  {moment(terms['checkpoint_at'])} {terms['checkpoint_criterion']}".rstrip(),
        *([f"   held        {held['reading']} ({'met' if held['met'] else 'not met'})"] if held else []),
        *(f"   outside     {_outside(asking, one)}" for one in line["work_items"].values() if not one["unlinked_at"]),
    ]


def _outside(asking: Asking, item: dict[str, Any]) -> str:
    stands = in_words(item["status"]) if item["status_at"] else "nothing heard yet"
    return f"{item['reference']} ({stands}, in {asking.called(item['endpoint_id'])}) {item['url']}".rstrip()


def _played(agreed: dict[str, Any]) -> Iterator[str]:
    for journey in agreed["journeys"]:
        yield f"   journey     {journey['title']}, version {journey['number']}, {journey['digest'][:12]}"
        for one in journey["exceptions"]:
            yield f"   exception   {one['title']} ({one['severity']}, {one['owner']}): {one['recovery']}"
    yield from (f"   run         {one['title']}, {one['run_id']}" for one in agreed["runs"])


def _edge(text: str) -> dict[str, str]:
    when, arrow, then = text.partition(": ")
    if not arrow:
        raise Misused(f"{text!r} is no exception; write 'WHEN: THEN'")
    return {"when": when.strip(), "then": then.strip()}


def _read(path: Path) -> list[Any]:
    try:
        lines = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as fault:
        raise Misused(f"{path} is no JSON: {fault}") from None
    if not isinstance(lines, list):
        raise Misused(f"{path} holds no list of lines")
    return lines  # pyright: ignore[reportUnknownVariableType]


add_acts(app, "handoffs", ACTS, numbered="H-2")
