"""`plumbline decision-template`: list, show, draft, keep, retire, revive; ask for a change, accept or refuse it."""

import json
from pathlib import Path
from typing import Annotated, Any

import typer

from plumbline.cli.asking import Asking, Cycle, asks, chosen
from plumbline.cli.client import Misused, part
from plumbline.cli.printing import in_words, moment, print_json, print_lines, print_table

app = typer.Typer(no_args_is_help=True, add_completion=False)

Ref = Annotated[str, typer.Argument(metavar="TEMPLATE", help="Its id, or how its title begins.")]
Decision = Annotated[str, typer.Argument(metavar="DECISION", help="The decision: its id, or D-12 with --cycle.")]
Change = Annotated[str, typer.Argument(metavar="CHANGE", help="The id of the change, as `decision-template show` names it.")]
Because = Annotated[str, typer.Option(help="Why, for somebody who was not there.")]
Keep = Annotated[list[str] | None, typer.Option("--keep-name", help="A name that has to stay in it; may be repeated.")]
Content = Annotated[
    Path | None, typer.Option("--content", help="A file with what it says, as `decision-template draft` prints it.", dir_okay=False)
]


@app.command("list")
@asks
def list_(asking: Asking) -> None:
    """List the decision templates of the workspace."""
    found = asking.client.get("/v1/decision-templates")
    if asking.as_json:
        print_json(found)
        return
    rows = [
        (one["content"]["title"], str(one["version"]), str(_open(one)), "retired" if one["retired"] else "", one["id"])
        for one in found["items"]
    ]
    print_table(("Template", "Version", "Changes to look at", "", "Id"), rows, "None was kept yet; next: plumbline decision-template keep")


@app.command()
@asks
def show(asking: Asking, template: Ref) -> None:
    """Show what a template says, its versions, and the changes that were asked for."""
    found = asking.client.get(f"/v1/decision-templates/{part(reference(asking, template))}")
    if asking.as_json:
        print_json(found)
        return
    content = found["content"]
    print_lines(f"{content['title']}, version {found['version']}", *_said(content), "")
    if gone := found["retired"]:
        print_lines(f"retired by {asking.name(gone['by_id'])}, {moment(gone['at'])}{_why(gone['because'])}")
    for one in found["versions"]:
        print_lines(f"version {one['number']}  {asking.name(one['by_id'])}, {moment(one['at'])}{_why(one['because'])}")
    for one in found["proposals"]:
        print_lines(f"change {one['id']}  {in_words(one['state'])}, by {asking.name(one['by_id'])}{_why(one['because'])}")


@app.command()
@asks
def draft(asking: Asking, decision: Decision, cycle: Cycle = "") -> None:
    """Print what a decision gives to a template, as a file to change and to keep; names of people are taken out of it."""
    found = asking.client.get(f"/v1/decisions/{part(asking.item(decision, cycle))}/template-draft")
    print_json(found if asking.as_json else found["content"])


@app.command()
@asks
def keep(asking: Asking, decision: Decision, cycle: Cycle = "", content: Content = None, keep_name: Keep = None) -> None:
    """Keep a template from a decision that has ended; without --content as its draft has it."""
    body: dict[str, Any] = {"keep_names": keep_name or []}
    if content is not None:
        body["content"] = _read(content)
    asking.act(f"/v1/decisions/{part(asking.item(decision, cycle))}/templates", body)


@app.command("ask-change")
@asks
def ask_change(
    asking: Asking,
    template: Ref,
    thread: Annotated[str, typer.Option(help="The closed thread that taught it: its id, or T-31 with --cycle.")],
    because: Because,
    content: Annotated[Path, typer.Option("--content", help="A file with what it should say.", dir_okay=False)],
    cycle: Cycle = "",
    keep_name: Keep = None,
) -> None:
    """Ask that a template says something else from its next version on."""
    path = f"/v1/decision-templates/{part(reference(asking, template))}"
    body = {
        "content": _read(content),
        "based_on": asking.client.get(path)["version"],
        "because": because,
        "thread_id": asking.item(thread, cycle),
        "keep_names": keep_name or [],
    }
    asking.act(f"{path}/changes", body)


@app.command("accept-change")
@asks
def accept_change(asking: Asking, template: Ref, change: Change, because: Because) -> None:
    """Make the next version of a template of a change that somebody else asked for."""
    asking.act(f"/v1/decision-templates/{part(reference(asking, template))}/changes/{part(change)}/acceptance", {"because": because})


@app.command("refuse-change")
@asks
def refuse_change(asking: Asking, template: Ref, change: Change, because: Because) -> None:
    """Leave a template as it is."""
    asking.act(f"/v1/decision-templates/{part(reference(asking, template))}/changes/{part(change)}/refusal", {"because": because})


@app.command()
@asks
def retire(asking: Asking, template: Ref, because: Because) -> None:
    """Offer a template no longer; what began with it keeps what it says."""
    asking.act(f"/v1/decision-templates/{part(reference(asking, template))}/retirement", {"because": because})


@app.command()
@asks
def revive(asking: Asking, template: Ref, because: Because) -> None:
    """Offer a retired template again."""
    asking.act(f"/v1/decision-templates/{part(reference(asking, template))}/revival", {"because": because})


def reference(asking: Asking, text: str) -> str:
    """Return a template's id: by id, or by how its title begins."""
    if text.startswith("dtp_"):
        return text
    found = {one["id"]: one["content"]["title"] for one in asking.client.get("/v1/decision-templates")["items"]}
    return chosen(text, found, "decision-template")


def _read(path: Path) -> Any:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as fault:
        raise Misused(f"{path} cannot be read as JSON: {fault}") from None


def _open(template: Any) -> int:
    return sum(one["state"] == "proposed" for one in template["proposals"])


def _why(because: str) -> str:
    return f": {because}" if because else ""


def _said(content: Any) -> list[str]:
    told = [f"question    {content['question']}"] if content["question"] else []
    told += [f"option      {one['title']}{_why(one['consequence'])}" for one in content["options"]]
    told += [f"criterion   {one['text']} ({in_words(one['method'])})" for one in content["criteria"]]
    told += [f"evidence    {', '.join(content['evidence'])}"] if content["evidence"] else []
    return told + ([f"approval    {in_words(content['approval']['mode'])}"] if content["approval"] else [])
