"""`plumbline journey update`: a newer version of the template that a journey was made from, looked at, proposed, taken over or declined."""

from enum import StrEnum
from typing import Annotated, Any

import typer

from plumbline.cli.acts import item_of
from plumbline.cli.asking import Asking, asks
from plumbline.cli.client import Misused, part
from plumbline.cli.journey_merge import Chosen, Rest, chosen_for, print_incoming
from plumbline.cli.printing import print_json, print_lines

Ref = Annotated[str, item_of("journeys", "")]


class Does(StrEnum):
    look = "look"
    propose = "propose"
    accept = "accept"
    decline = "decline"


Doing = Annotated[Does, typer.Argument(metavar="[propose|accept|decline]", help="What to do; without it, only look.")]


@asks
def update(
    asking: Asking,
    journey: Ref,
    doing: Doing = Does.look,
    choose: Chosen = None,
    rest: Rest = "",
    reason: Annotated[str, typer.Option(help="Why it is declined.")] = "",
) -> None:
    """Look at a newer version of a journey's template; propose it; take over, or decline, what somebody proposed."""
    home = f"/v1/journeys/{part(journey)}"
    found: Any = asking.client.get(f"{home}/update")
    if doing is Does.look:
        _print(asking, found)
        return
    if not found["version"]:
        raise Misused("there is no newer version of its template")
    match doing:
        case Does.propose:
            asking.act(f"{home}/update-proposals")
        case Does.decline:
            asking.act(f"{home}/update-declines", {"reason": reason})
        case _:
            body = {"read_digest": found["digest"], "choices": chosen_for(found["conflicts"], choose or (), rest)}
            asking.act(f"{home}/update-acceptances", body)


def _print(asking: Asking, found: Any) -> None:
    if asking.as_json:
        print_json(found)
    elif not found["version"]:
        print_lines("it was made from no template, or has the newest version of it")
    else:
        by = f"proposed by {asking.name(found['proposed_by'])}" if found["proposed_by"] else "proposed by nobody yet"
        print_lines(f"{found['template_id']} {found['version']}, the journey has {found['had']}; {by}")
        print_incoming(found)
