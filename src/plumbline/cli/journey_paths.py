"""`plumbline journey paths`: a few ways through a journey that together cover all of it."""

import json
import sys
from enum import StrEnum
from typing import Annotated

import typer

from plumbline.artifacts.journey_paths import as_data, as_gherkin, as_playwright, as_text
from plumbline.cli.journey_given import FOUND, Given, States, loaded
from plumbline.domain.journey.analysis.paths import covering_paths
from plumbline.domain.journey.analysis.space import STATES, Budget, Space


class Form(StrEnum):
    text = "text"
    gherkin = "gherkin"
    playwright = "playwright"
    json = "json"


def paths(
    given: Given,
    pairs: Annotated[bool, typer.Option("--pairs/--no-pairs", help="Whether pairs of transitions are covered, too.")] = True,
    form: Annotated[Form, typer.Option("--format", help="How to print them.")] = Form.text,
    budget: States = STATES,
    as_json: Annotated[bool, typer.Option("--json", help="The same as --format json.")] = False,
) -> None:
    """Print a small set of paths that covers every screen, transition, outcome of a condition and pair of transitions."""
    model = loaded(given)
    space = Space(model, Budget(states=budget))
    if not space.complete:
        sys.stderr.write(f"{given}: inconclusive ({space.count} states, depth {space.depth}); raise --budget\n")
        raise typer.Exit(FOUND)
    covering = covering_paths(space, pairs)
    if as_json or form is Form.json:
        sys.stdout.write(json.dumps(as_data(model, covering), indent=2, ensure_ascii=False) + "\n")
        return
    sys.stdout.write({Form.text: as_text, Form.gherkin: as_gherkin, Form.playwright: as_playwright}[form](model, covering))
    if form is Form.text:
        counts = ", ".join(f"{count} {kind}s" for kind, count in as_data(model, covering)["covered"].items())
        sys.stdout.write(f"{len(covering.paths)} paths cover {counts}\n")
