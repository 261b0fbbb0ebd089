"""`plumbline escalation`: list, show, start, acknowledge, resolve, choose; policies, define."""

from typing import Annotated, Any

import typer

from plumbline.cli.acts import Act, Given, add_acts, item_of
from plumbline.cli.asking import Asking, Cycle, asks
from plumbline.cli.client import Misused, part
from plumbline.cli.printing import in_words, moment, print_json, print_lines, print_table

app = typer.Typer(no_args_is_help=True, add_completion=False)

Ref = Annotated[str, item_of("escalations", "")]
ACTS = (
    Act(verb="acknowledge", makes="acknowledgement", help="Say that you have it; it holds for the hours of the level."),
    Act(
        verb="resolve",
        makes="resolution",
        help="Bring the item down again, with what came of it and why it had to go up.",
        given=(
            Given(field="outcome", help="What was decided, by whom, until when.", required=True),
            Given(
                field="cause",
                help="unclear_owner, missing_input, capacity, disagreement, external or other.",
                required=True,
                reads=lambda _asking, typed, _cycle: typed.replace("-", "_"),
            ),
        ),
    ),
)


@app.command("list")
@asks
def list_(
    asking: Asking,
    cycle: Cycle = "",
    state: Annotated[
        str, typer.Option(help="Only those in this state: asked, acknowledged, exhausted, resolved.", show_default=False)
    ] = "",
) -> None:
    """List the escalations of a cycle: what is up, with whom, and when the ladder moves."""
    asking.list_items(
        "escalations",
        cycle,
        ("Id", "State", "With", "Level", "Next step", "Item"),
        lambda one: (
            one["id"],
            in_words(one["state"]),
            asking.name(one["to_id"]),
            str(one["level"]),
            _when(one),
            asking.called(one["item_id"]),
        ),
        "Nothing has gone up.",
        state=state,
    )


@app.command()
@asks
def show(asking: Asking, escalation: Ref) -> None:
    """Show an escalation: its ladder, who was asked when, what came of it."""
    found = asking.client.get(f"/v1/escalations/{part(escalation)}")
    if asking.as_json:
        print_json(found)
        return
    print_lines(
        f"{found['id']} {in_words(found['state'])}, level {found['level']} of {len(found['levels'])}, with {asking.name(found['to_id'])}",
        f"item        {asking.called(found['item_id'])}",
        f"because     {in_words(found['trigger'])}{': ' + found['reason'] if found['reason'] else ''}",
        f"next step   {_when(found)}",
    )
    print_table(("Level", "Who", "Asked", "By", "How"), [_asked(asking, one) for one in found["asked"]], "Nobody was asked.")
    for one in found["skipped"]:
        print_lines(f"level {one['level']} skipped: {in_words(one['why'])}")
    if found["outcome"]:
        print_lines(f"outcome     {found['outcome']} ({in_words(found['cause'])})")


@app.command()
@asks
def start(
    asking: Asking,
    item: Annotated[str, typer.Argument(help="What goes up: its id, or D-12, T-3, B-4 with --cycle.")],
    reason: Annotated[str, typer.Option(help="What you need that you cannot get on your own.")],
    cycle: Cycle = "",
) -> None:
    """Take an item up a level by hand. It stays with its owner."""
    cycle_id = asking.cycle(cycle)
    asking.act(f"/v1/cycles/{part(cycle_id)}/escalations", {"item_id": asking.item(item, cycle_id), "reason": reason})


@app.command()
@asks
def choose(
    asking: Asking,
    policy: Annotated[str, typer.Argument(help="The policy's short name; leave it out for the playbook's own ladder.")] = "",
    cycle: Cycle = "",
) -> None:
    """Choose by which policy the items of a cycle go up from now on."""
    asking.act(f"/v1/cycles/{part(asking.cycle(cycle))}/escalation-policy", {"policy_id": policy})


@app.command()
@asks
def causes(asking: Asking, cycle: Cycle = "") -> None:
    """Report what the escalations of a cycle have in common: causes, areas, kinds, rules, and how long levels took."""
    found = asking.client.get(f"/v1/cycles/{part(asking.cycle(cycle))}/escalation-causes")
    if asking.as_json:
        print_json(found)
        return
    print_lines(f"{found['total']} went up, {found['up']} still up, {found['ended']} ended with their item")
    rows = [
        (in_words(title), in_words(group["key"]) or "a person by name", str(len(group["item_ids"])))
        for title in ("by_cause", "by_area", "by_kind", "by_rule")
        for group in found[title]
    ]
    print_table(("Counted", "What", "Times"), rows, "Nothing to count yet.")
    for level in found["levels"]:
        print_lines(f"level {level['level']}: {_took(level)}; not answered {level['unanswered']} times")


@app.command()
@asks
def policies(asking: Asking) -> None:
    """List the escalation policies of the workspace, level by level."""
    found = asking.client.get("/v1/escalation-policies")["items"]
    if asking.as_json:
        print_json({"items": found})
        return
    rows = [
        (policy["policy_id"], policy["title"], str(number), level["area"] or asking.name(level["person_id"]), f"{level['wait_hours']} h")
        for policy in found
        for number, level in enumerate(policy["levels"], 1)
    ]
    print_table(("Policy", "Title", "Level", "Who", "Waits"), rows, "No policy is defined; cycles use the ladder of their playbook.")


@app.command()
@asks
def define(
    asking: Asking,
    policy: Annotated[str, typer.Argument(help="A short name without spaces, such as urgent.")],
    title: Annotated[str, typer.Option(help="What people call it.")],
    level: Annotated[
        list[str], typer.Option(help="One level, in order: area:legal:24 or person:Mara:24, with a lease as person:Mara:24:8.")
    ],
    basis: Annotated[str, typer.Option(help="How hours are counted: elapsed, workday or business.")] = "workday",
    at_end: Annotated[str, typer.Option(help="When nobody answers: fallback, or stay with the last person.")] = "fallback",
) -> None:
    """Define an escalation policy, or its next version. It is checked level by level."""
    levels = [_level(asking, one) for one in level]
    body = {"policy_id": policy, "title": title, "levels": levels, "basis": basis, "at_end": at_end}
    asking.act("/v1/escalation-policies", body, called=policy)


def _level(asking: Asking, text: str) -> dict[str, Any]:
    kind, _, rest = text.partition(":")
    who, *hours = rest.split(":")
    if kind not in ("area", "person") or not hours or not all(one.isdecimal() for one in hours) or len(hours) > 2:
        raise Misused(f"{text} is no level; write area:legal:24, person:Mara:24, or person:Mara:24:8 with the hours of an acknowledgement")
    named = {"area": who} if kind == "area" else {"person_id": asking.person(who)}
    lease = {"lease_hours": int(hours[1])} if len(hours) > 1 else {}
    return {**named, "wait_hours": int(hours[0]), **lease}


def _took(level: dict[str, Any]) -> str:
    count, middle = len(level["took_seconds"]), level["median_seconds"]
    if middle is not None:
        return f"half of {count} acknowledged within {middle / 3600:.1f} h"
    return ", ".join(f"{seconds / 3600:.1f} h" for seconds in level["took_seconds"]) or "never acknowledged"


def _when(found: dict[str, Any]) -> str:
    return moment(found["next_step_at"]) if found["next_step_at"] else "none by itself"


def _asked(asking: Asking, one: dict[str, Any]) -> tuple[str, ...]:
    if one["acknowledged_at"]:
        until = f" until {moment(one['lease_until'])}" if one["lease_until"] else ""
        how = f"acknowledged {moment(one['acknowledged_at'])}{until}"
    else:
        how = in_words(one["ended"]) or "not acknowledged yet"
    return str(one["level"]), asking.name(one["to_id"]), moment(one["at"]), moment(one["answer_by"]), how


add_acts(app, "escalations", ACTS)
