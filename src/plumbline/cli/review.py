"""`plumbline review`: list, show, open, assign, sign-off, close, cancel, reopen, and its guests: invite, guests, revoke."""

from typing import Annotated, Any

import typer

from plumbline.cli.acts import Act, Given, add_acts, item_of
from plumbline.cli.asking import Asking, Cycle, asks, chosen
from plumbline.cli.client import part
from plumbline.cli.printing import finding_line, in_words, print_json, print_lines, print_table

app = typer.Typer(no_args_is_help=True, add_completion=False)

Ref = Annotated[str, item_of("reviews", "R-5")]
Section = Annotated[str, typer.Option("--section", help="The section: its id, or how its title begins.")]
ACTS = (
    Act(
        verb="cancel",
        makes="cancellation",
        help="Cancel a review.",
        given=(Given(field="reason", help="Why it is not needed.", required=True),),
    ),
    Act(
        verb="reopen",
        makes="reopening",
        help="Reopen a review.",
        given=(Given(field="reason", help="What has to be looked at again.", required=True),),
    ),
)


@app.command("list")
@asks
def list_(
    asking: Asking,
    cycle: Cycle = "",
    state: Annotated[str, typer.Option(help="Only those in this state, such as open.", show_default=False)] = "",
) -> None:
    """List the reviews of a cycle."""
    asking.list_items(
        "reviews",
        cycle,
        ("No", "Review", "State", "Round", "Owner"),
        lambda one: (f"R-{one['number']}", one["title"], in_words(one["state"]), str(len(one["rounds"])), asking.name(one["owner_id"])),
        "Nothing is under review.",
        state=state,
    )


@app.command()
@asks
def show(asking: Asking, review: Ref, cycle: Cycle = "") -> None:
    """Show a review: its sections with their readers, its agenda, and what stands in the way of closing the round."""
    review_id = asking.item(review, cycle)
    found = asking.client.get(f"/v1/reviews/{part(review_id)}")
    standing = asking.client.get(f"/v1/reviews/{part(review_id)}/standing")
    if asking.as_json:
        print_json({**found, "standing": standing})
        return
    subject = found["subject"]
    print_lines(
        f"R-{found['number']} {found['title']}",
        f"{in_words(found['state'])}, round {len(found['rounds'])}, owner {asking.name(found['owner_id'])}",
        f"{subject['kind']:<12}{subject['id']}, version {subject['number']}",
    )
    for one in subject["parts"]:
        print_lines(f"section     {one['section_id']}  {one['title']}: {_reading(asking, found, one)}")
    for one in found["agenda"]:
        print_lines(f"agenda      D-{one['number']} {one['title']}: {in_words(one['state'])}")
    print_lines(*(finding_line(finding) for finding in (*standing["round"], *standing["completion"])))


@app.command("open")
@asks
def open_(
    asking: Asking,
    subject: Annotated[str, typer.Argument(metavar="DOCUMENT_OR_JOURNEY", help="What is reviewed: the id of a document or a journey.")],
    title: Annotated[str, typer.Option(help="What the review is called; the title of what is reviewed without it.")] = "",
    owner: Annotated[str, typer.Option(help="Who runs it: a name or an id; you without it.")] = "",
    cycle: Cycle = "",
) -> None:
    """Put a document, or a journey in its newest version, on the agenda."""
    asking.act(
        f"/v1/cycles/{part(asking.cycle(cycle))}/reviews",
        {"journey_id" if subject.startswith("jrn_") else "document_id": subject, "title": title, "owner_id": asking.person(owner)},
    )


@app.command()
@asks
def assign(
    asking: Asking,
    review: Ref,
    section: Section,
    reader: Annotated[list[str], typer.Option(help="Who reads it: a name or an id; may be repeated.")],
    cycle: Cycle = "",
) -> None:
    """Say who reads a section, in place of whoever did."""
    review_id = asking.item(review, cycle)
    found = asking.client.get(f"/v1/reviews/{part(review_id)}")
    body = {"section_id": _section(found, section)["section_id"], "reader_ids": [asking.person(one) for one in reader]}
    asking.act(f"/v1/reviews/{part(review_id)}/readers", body)


@app.command("sign-off")
@asks
def sign_off(
    asking: Asking,
    review: Ref,
    section: Section,
    withdraw: Annotated[bool, typer.Option("--withdraw", help="Take a sign-off back.")] = False,
    cycle: Cycle = "",
) -> None:
    """Say that a section can stay as it reads now."""
    review_id = asking.item(review, cycle)
    chosen_part = _section(asking.client.get(f"/v1/reviews/{part(review_id)}"), section)
    if withdraw:
        asking.act(f"/v1/reviews/{part(review_id)}/sign-off-withdrawals", {"section_id": chosen_part["section_id"]})
        return
    body = {"section_id": chosen_part["section_id"], "read_digest": chosen_part["digest"]}
    asking.act(f"/v1/reviews/{part(review_id)}/sign-offs", body)


@app.command()
@asks
def invite(
    asking: Asking,
    review: Ref,
    name: Annotated[str, typer.Option(help="What the guest is called.")],
    days: Annotated[int, typer.Option(min=1, max=90, help="How many days the link lasts.")] = 14,
    cycle: Cycle = "",
) -> None:
    """Let somebody without an account read this one review; prints their link, this once."""
    made = asking.client.post(f"/v1/reviews/{part(asking.item(review, cycle))}/guests", {"name": name, "days": days})
    if asking.as_json:
        print_json(made)
        return
    print_lines(made["link"], f"{name} is {made['guest_id']}; the link lasts until {made['expires_at']} and cannot be shown again.")


@app.command()
@asks
def guests(asking: Asking, review: Ref, cycle: Cycle = "") -> None:
    """List the guests of a review, and whether their links are open."""
    found = asking.client.get(f"/v1/reviews/{part(asking.item(review, cycle))}/guests")
    if asking.as_json:
        print_json(found)
        return
    rows = [(one["id"], one["name"], in_words(one["state"]), one["expires_at"], asking.name(one["invited_by"])) for one in found["items"]]
    print_table(("Id", "Guest", "Link", "Until", "Invited by"), rows, "Nobody was invited.")


@app.command()
@asks
def revoke(
    asking: Asking,
    review: Ref,
    guest: Annotated[str, typer.Option(help="Whose link ends: an id, or how the name begins.")],
    forget: Annotated[bool, typer.Option("--forget", help="Forget the name, too.")] = False,
    cycle: Cycle = "",
) -> None:
    """End a guest's link, at once."""
    path = f"/v1/reviews/{part(asking.item(review, cycle))}"
    there = {one["id"]: one["name"] for one in asking.client.get(f"{path}/guests")["items"]}
    asking.act(f"{path}/guest-revocations", {"guest_id": chosen(guest, there, "--guest"), "forget": forget})


@app.command()
@asks
def close(asking: Asking, review: Ref, cycle: Cycle = "") -> None:
    """Close the open round; the review ends with it when nothing is left to do."""
    review_id = asking.item(review, cycle)
    cycle_id = asking.client.get(f"/v1/reviews/{part(review_id)}")["cycle_id"]
    asking.act(f"/v1/cycles/{part(cycle_id)}/reviews/{part(review_id)}/closing")


add_acts(app, "reviews", ACTS, numbered="R-5")


def _section(found: dict[str, Any], text: str) -> dict[str, Any]:
    parts = {one["section_id"]: one for one in found["subject"]["parts"]}
    return parts[chosen(text, {one: parts[one]["title"] for one in parts}, "--section")]


def _reading(asking: Asking, found: dict[str, Any], section: dict[str, Any]) -> str:
    signed = [
        asking.name(person)
        for person, sign_off in found["sign_offs"].get(section["section_id"], {}).items()
        if sign_off["digest"] == section["digest"]
    ]
    if signed:
        return f"signed off by {', '.join(signed)}"
    readers = [asking.name(person) for person in found["readers"].get(section["section_id"], ())]
    return f"read by {', '.join(readers)}" if readers else "needs a reader"
