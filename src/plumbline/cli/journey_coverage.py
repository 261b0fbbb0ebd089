"""`plumbline journey coverage`: what recorded runs went through, and what nobody has played."""

from typing import Annotated

import typer

from plumbline.cli.asking import FOUND, Asking, asks
from plumbline.cli.printing import print_json, print_lines


@asks
def coverage(
    asking: Asking, played: Annotated[str, typer.Argument(metavar="JOURNEY", help="The id of a journey on the server, or of a template.")]
) -> None:
    """Say what recorded runs of a journey's newest version covered; end with 7 when they left something out."""
    found = asking.client.get("/v1/coverage", of=played)
    if asking.as_json:
        print_json(found)
    else:
        print_lines(f"{found['runs']} {'run' if found['runs'] == 1 else 'runs'} of {found['digest'][:12]}")
        for kind in ("exceptions", "transitions", "tasks"):
            print_lines(f"{kind:<12}{found[kind]['count']} of {found[kind]['of']}")
        for one in found["uncovered"]:
            print_lines(f"uncovered   {one['title']}", f"            {' '.join(one['way'])}")
        if not found["complete"]:
            print_lines("There are more states than a server looks at, so what is missing is not listed.")
    if found["uncovered"]:
        raise typer.Exit(FOUND)
