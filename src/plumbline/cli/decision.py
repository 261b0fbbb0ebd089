"""`plumbline decision`: list, show, propose, and everything its owner and the others do with it."""

from collections.abc import Sequence
from typing import Annotated, Any

import typer

from plumbline.cli.acts import Act, Given, add_acts, as_instant, as_item, item_of
from plumbline.cli.asking import Asking, AsOf, Cycle, asks, chosen, instant, point
from plumbline.cli.client import Misused, Refused, part
from plumbline.cli.decision_template import reference
from plumbline.cli.printing import in_words, moment, print_json, print_lines, print_table, standing
from plumbline.domain.cycle.decision import ApprovalMode, ReopenReason, Vote

app = typer.Typer(no_args_is_help=True, add_completion=False)

Ref = Annotated[str, item_of("decisions", "D-12")]
_BECAUSE = Given(field="because", help="Why, in a sentence that somebody who was not there understands.", option="--because", required=True)
_READ = Given(field="read_hash", help="The content hash you read, from `decision show`; a decision changed since is refused.")
ACTS = (
    Act(verb="submit", makes="submission", help="Put a decision into review."),
    Act(
        verb="approve",
        makes="approval",
        help="Approve a decision as its owner, as you read it.",
        given=(
            _BECAUSE,
            Given(field="option_id", option="--option", help="The option that was chosen: its id."),
            _READ,
        ),
    ),
    Act(verb="reject", makes="rejection", help="Reject a decision as its owner.", given=(_BECAUSE, _READ)),
    Act(
        verb="defer",
        makes="deferral",
        help="Defer a decision as a tradeoff, until a time or until another item ends.",
        given=(
            _BECAUSE,
            Given(field="wake_at", option="--until", help="When it comes back: 2026-12-01T16:00, or +3d.", reads=as_instant),
            Given(field="wake_on", option="--on", help="The item whose end brings it back: id or number.", reads=as_item),
        ),
    ),
    Act(verb="withdraw", makes="withdrawal", help="Withdraw a decision.", given=(_BECAUSE,)),
    Act(
        verb="reopen",
        makes="reopening",
        help="Reopen a decision that has ended.",
        given=(
            Given(field="reason", help="The reason code.", shape=ReopenReason, required=True),
            Given(field="note", help="What happened."),
        ),
    ),
    Act(
        verb="supersede",
        makes="supersession",
        help="Replace a decision by another one.",
        given=(
            Given(field="by_id", option="--by", help="The decision that takes its place: id or number.", reads=as_item, required=True),
            Given(field="because", help="Why."),
        ),
    ),
    Act(
        verb="concern",
        makes="concerns",
        help="Raise a concern, which has to be settled before an approval.",
        given=(Given(field="reason", help="What is wrong.", argument=True, required=True),),
    ),
    Act(
        verb="settle-concern",
        makes="concern-settlements",
        help="Settle a concern of yours: take it back, or accept the answer.",
        given=(
            Given(field="concern_id", help="The concern: its id, from `decision show`.", argument=True, required=True),
            Given(field="note", help="What answered it."),
        ),
    ),
    Act(
        verb="vote",
        makes="votes",
        help="Cast your vote on a decision, or change it.",
        given=(
            Given(field="vote", help="What you vote.", shape=Vote, argument=True, required=True),
            Given(field="reason", help="Why; needed against it."),
            _READ,
        ),
    ),
)


@app.command("list")
@asks
def list_(
    asking: Asking,
    cycle: Cycle = "",
    state: Annotated[str, typer.Option(help="Only those in this state, such as in_review.", show_default=False)] = "",
) -> None:
    """List the decisions of a cycle."""
    asking.list_items(
        "decisions",
        cycle,
        ("No", "Decision", "State", "Owner", "Due"),
        lambda one: (
            f"D-{one['number']}",
            one["title"],
            standing(one["state"], one["decided_elsewhere"]),
            asking.name(one["owner_id"]),
            moment(one["due_at"]),
        ),
        "No such decision yet; next: plumbline decision propose",
        state=state,
    )


@app.command()
@asks
def show(asking: Asking, decision: Ref, cycle: Cycle = "", as_of: AsOf = "") -> None:
    """Show a decision with its options, criteria, evidence and votes, also as it was."""
    then = point(as_of)
    found = asking.client.get(f"/v1/decisions/{part(asking.item(decision, cycle))}", as_of=then)
    if asking.as_json:
        print_json(found)
        return
    print_lines(*_head(asking, found))
    _section("Options", [(one["title"], one["consequence"], one["id"]) for one in found["options"]])
    _section("Criteria", [(str(n), one["text"], one["id"]) for n, one in enumerate(found["criteria"], 1)])
    attached = asking.client.get_all(f"/v1/cycles/{part(found['cycle_id'])}/evidence", as_of=then)
    evidence = [one for one in attached if one["decision_id"] == found["id"]]
    _section("Evidence", [(one["title"], one["state"], asking.name(one["submitter_id"]), one["id"]) for one in evidence])
    _section("Votes", [(asking.name(person_id), one["vote"], one["reason"]) for person_id, one in found["votes"].items()])
    concerns = found["concerns"].values()
    _section("Concerns", [(asking.name(one["by_id"]), one["reason"], "open" if one["open"] else "settled", one["id"]) for one in concerns])
    _section("Conditions", _conditions(asking, found))
    _section("Journeys", [(asking.called(one["journey_id"]), f"version {one['number']}", one["digest"][:12]) for one in found["journeys"]])


@app.command()
@asks
def propose(
    asking: Asking,
    decision: Annotated[str, typer.Argument(metavar="DECISION", help="A draft to put to its owner: its id, or D-12 with --cycle.")] = "",
    cycle: Cycle = "",
    title: Annotated[str, typer.Option(help="What is decided, for a new one.")] = "",
    question: Annotated[str, typer.Option(help="The question in full.")] = "",
    section: Annotated[str, typer.Option(help="The section: its id, or how its title begins.")] = "",
    objective: Annotated[str, typer.Option(help="The objective: its id, or how its title begins; not needed when there is one.")] = "",
    owner: Annotated[str, typer.Option(help="Who decides: a name or an id.")] = "",
    due: Annotated[str, typer.Option(help="By when: 2026-12-01T16:00, or +3d.")] = "",
    fallback: Annotated[str, typer.Option(help="What happens when nobody decides in time.")] = "",
    option: Annotated[list[str] | None, typer.Option(help="One way to decide; may be repeated.")] = None,
    criterion: Annotated[list[str] | None, typer.Option(help="Something that can be tested, judged by hand; may be repeated.")] = None,
    thread: Annotated[str, typer.Option(help="The thread that becomes it and is closed by it: its id, or T-31 with --cycle.")] = "",
    template: Annotated[str, typer.Option(help="The decision template that it begins with: its id, or how its title begins.")] = "",
    draft: Annotated[bool, typer.Option("--draft", help="Only write it down; propose it later.")] = False,
) -> None:
    """Put a draft to its owner; without one, write a new decision down and propose it at once.

    What is not said of a new one is as its template has it.
    """
    if decision and (title or template):
        raise Misused("name either the draft to propose, or the --title or --template of a new decision")
    if decision:
        asking.act(f"/v1/decisions/{part(asking.item(decision, cycle))}/proposal")
        return
    if not title and not template:
        raise Misused("say which draft to propose, or give the --title of a new decision")
    begun = asking.client.get(f"/v1/decision-templates/{part(reference(asking, template))}") if template else None
    said: Any = begun["content"] if begun else {"title": "", "question": "", "options": [], "criteria": []}
    cycle_id = asking.cycle(cycle)
    parts = asking.client.get(f"/v1/cycles/{part(cycle_id)}")
    owner_id = asking.person(owner)
    asking.act(
        f"/v1/cycles/{part(cycle_id)}/decisions",
        {
            "title": title or said["title"],
            "question": question or said["question"],
            "section_id": chosen(section, parts["sections"], "--section"),
            "objective_id": chosen(objective, parts["objectives"], "--objective"),
            "owner_id": owner_id,
            "due_at": instant(due) if due else None,
            "fallback": fallback,
            "options": [{"title": one} for one in option] if option else said["options"],
            "criteria": [{"text": one, "method": "manual", "owner_id": owner_id, "check": one} for one in criterion]
            if criterion
            else [{**one, "owner_id": owner_id} for one in said["criteria"]],
            "template_id": begun["id"] if begun else "",
            "template_version": begun["version"] if begun else 0,
            "propose": not draft,
            "thread_id": asking.item(thread, cycle_id) if thread else "",
        },
    )


@app.command()
@asks
def schedule(
    asking: Asking,
    decision: Ref,
    due: Annotated[str, typer.Option(help="By when: 2026-12-01T16:00, or +3d.")],
    fallback: Annotated[str, typer.Option(help="What happens when nobody decides in time; as it is without it.")] = "",
    cycle: Cycle = "",
) -> None:
    """Say by when it is decided, and what happens otherwise."""
    path = f"/v1/decisions/{part(asking.item(decision, cycle))}"
    told = fallback or asking.client.get(path)["fallback"]
    asking.act(f"{path}/schedule", {"due_at": instant(due), "fallback": told})


@app.command()
@asks
def edit(
    asking: Asking,
    decision: Ref,
    title: Annotated[str | None, typer.Option(help="What is decided, from now on.", show_default=False)] = None,
    question: Annotated[str | None, typer.Option(help="The question in full, from now on.", show_default=False)] = None,
    option: Annotated[list[str] | None, typer.Option(help="One more way to decide; may be repeated.")] = None,
    criterion: Annotated[list[str] | None, typer.Option(help="One more thing that can be tested, judged by hand; may be repeated.")] = None,
    cycle: Cycle = "",
) -> None:
    """Change what it says; options and criteria that you name are added, the rest stays. Votes and evidence for what it said before end."""
    path = f"/v1/decisions/{part(asking.item(decision, cycle))}"
    found = asking.client.get(path)
    body: dict[str, Any] = {"title": title, "question": question, "read_hash": found["content_hash"]}
    if option:
        body["options"] = [*found["options"], *({"title": one} for one in option)]
    if criterion:
        added = ({"text": one, "method": "manual", "owner_id": found["owner_id"], "check": one} for one in criterion)
        body["criteria"] = [*found["criteria"], *added]
    if len(given := {name: value for name, value in body.items() if value is not None}) == 1:
        raise Misused("say what changes: --title, --question, --option or --criterion")
    asking.act(f"{path}/edits", given)


@app.command()
@asks
def rules(asking: Asking, decision: Ref, cycle: Cycle = "") -> None:
    """Show whose approval a decision needs, and how the votes stand."""
    found = asking.client.get(f"/v1/decisions/{part(asking.item(decision, cycle))}/approval-rules")
    if asking.as_json:
        print_json(found)
        return
    rows = [
        (
            "own" if one["own"] else "policy",
            in_words(one["rule"]["mode"]),
            one["status"],
            f"{one['have']} of {one['need']}",
            ", ".join(asking.name(person) for person in one["missing"]),
            moment(one["earliest"]),
        )
        for one in found["items"]
    ]
    print_table(("Rule", "Mode", "Status", "Votes", "Missing", "Earliest"), rows, "")


@app.command("require-approval")
@asks
def require_approval(
    asking: Asking,
    decision: Ref,
    mode: Annotated[ApprovalMode, typer.Argument(help="Who has to approve.")],
    ask: Annotated[list[str] | None, typer.Option(help="Somebody asked, by name or id; may be repeated.")] = None,
    needed: Annotated[int, typer.Option(min=0, help="Approvals needed, for k_of_n.")] = 0,
    max_missing: Annotated[int, typer.Option(min=0, help="How many may not have voted, for majority.")] = 0,
    window_hours: Annotated[int, typer.Option(min=1, help="Hours without objection, for consent.")] = 48,
    quorum: Annotated[int, typer.Option(min=0, help="Votes that must be cast at all.")] = 0,
    veto: Annotated[list[str] | None, typer.Option(help="An area whose owner can stop it; may be repeated.")] = None,
    four_eyes: Annotated[bool, typer.Option("--four-eyes", help="The approval of a sole author does not count.")] = False,
    cycle: Cycle = "",
) -> None:
    """Ask for more than the owner's act on a decision; the policy of its cycle holds besides."""
    rule = {
        "mode": mode, "roster": [asking.person(one) for one in ask or ()], "needed": needed, "max_missing": max_missing,
        "window_hours": window_hours, "quorum": quorum, "veto": veto or [], "four_eyes": four_eyes,
    }  # fmt: skip
    asking.act(f"/v1/decisions/{part(asking.item(decision, cycle))}/approval-rules", {"rule": rule})


@app.command()
@asks
def reassign(
    asking: Asking,
    decisions: Annotated[list[str], typer.Argument(metavar="DECISION...", help="Their ids, or D-12 with --cycle.")],
    to: Annotated[str, typer.Option(help="Who owns them from now on: a name or an id.")],
    reason: Annotated[str, typer.Option(help="Why they go to somebody else.")] = "",
    cycle: Cycle = "",
) -> None:
    """Hand decisions on to another owner: all of them or none."""
    _together(asking, decisions, cycle, "decision-reassignments", {"owner_id": asking.person(to), "reason": reason})


@app.command()
@asks
def move(
    asking: Asking,
    decisions: Annotated[list[str], typer.Argument(metavar="DECISION...", help="Their ids, or D-12 with --cycle.")],
    to: Annotated[str, typer.Option(help="The review: its id, or R-5 with --cycle. Off every agenda without it.")] = "",
    reason: Annotated[str, typer.Option(help="Why they are looked at there.")] = "",
    cycle: Cycle = "",
) -> None:
    """Move decisions to another review: all of them or none."""
    _together(asking, decisions, cycle, "decision-moves", {"to_review_id": asking.item(to, cycle) if to else "", "reason": reason})


@app.command()
@asks
def refer(
    asking: Asking,
    decision: Ref,
    journey: Annotated[str, typer.Argument(metavar="JOURNEY", help="The journey, by its id.")],
    number: Annotated[int, typer.Option(help="Which version; what the journey is now without it.", min=0)] = 0,
    remove: Annotated[bool, typer.Option("--remove", help="Name it no more.")] = False,
    cycle: Cycle = "",
) -> None:
    """Name a journey in its exact version: the approval binds to it, and editing it afterwards marks the decision Suspect."""
    path = f"/v1/decisions/{part(asking.item(decision, cycle))}"
    if remove:
        asking.act(f"{path}/journey-removals", {"journey_id": journey})
        return
    asking.act(f"{path}/journeys", {"journey_id": journey, "number": number})


add_acts(app, "decisions", ACTS, numbered="D-12")


def _together(asking: Asking, decisions: Sequence[str], cycle: str, makes: str, body: dict[str, str]) -> None:
    """Do something with several decisions at once; each finding is told with what its decision was called."""
    called = {asking.item(one, cycle): one for one in decisions}
    try:
        asking.act(f"/v1/cycles/{part(_cycle_of(asking, next(iter(called)), cycle))}/{makes}", {"decision_ids": list(called), **body})
    except Refused as refused:
        for finding in refused.problem.get("findings", ()):
            finding["title"] = ": ".join(said for said in (called.get(finding["item"], ""), finding["title"]) if said)
        raise


def _cycle_of(asking: Asking, decision_id: str, cycle: str) -> str:
    return asking.cycle(cycle) if cycle else asking.client.get(f"/v1/decisions/{part(decision_id)}")["cycle_id"]


def _head(asking: Asking, decision: Any) -> list[str]:
    due = f", due {moment(decision['due_at'])}" if decision["due_at"] else ""
    lines = [
        f"D-{decision['number']} {decision['title']}",
        f"{standing(decision['state'], decision['decided_elsewhere'])}, owner {asking.name(decision['owner_id']) or 'nobody yet'}{due}",
    ]
    if record := decision["imported"]:
        lines.append(f"brought in  {record['source']} {record['place']}")
    if decision["question"]:
        lines.append(decision["question"])
    if decision["because"]:
        lines.append(f"because     {decision['because']}")
    if decision["fallback"]:
        lines.append(f"fallback    {decision['fallback']}")
    return [*lines, f"id          {decision['id']}", f"content     {decision['content_hash']}"]


def _conditions(asking: Asking, decision: Any) -> list[tuple[str, ...]]:
    met = decision["obligations_met"]
    return [
        (one["text"], asking.name(one["owner_id"]), moment(one["due_at"]), "met" if one_id in met else "open")
        for one_id, one in decision["obligations"].items()
    ]


def _section(title: str, rows: list[tuple[str, ...]]) -> None:
    if rows:
        print_lines("", title)
        print_table([""] * len(rows[0]), rows, "")
