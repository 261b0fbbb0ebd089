"""`plumbline journey compare`: what two journeys differ in, part by part. Files need no server; kept journeys are asked for there."""

import re
from typing import Annotated, Any

import typer

from plumbline.cli.asking import Asking, asks
from plumbline.cli.client import part
from plumbline.cli.journey_given import FOUND, loaded
from plumbline.cli.printing import print_json, print_lines
from plumbline.domain.journey.comparing.align import aligned
from plumbline.domain.journey.comparing.compare import compare as compared
from plumbline.domain.journey.comparing.difference import Change, Difference, normal
from plumbline.domain.journey.plain import Plain, plain_of
from plumbline.words.journey_change import ChangeWords, Titles, change_words, counted

_KEPT = re.compile(r"(jrn_[0-9a-z]{26})(?:@([0-9]+|now))?")
_HELP = "A file, - for what is piped in, a built-in journey, or one on the server: jrn_…, jrn_…@3 for its version 3."
Before = Annotated[str, typer.Argument(metavar="A", help=_HELP)]
After = Annotated[str, typer.Argument(metavar="B", help="The other one, named in the same ways.")]


@asks
def compare(asking: Asking, before: Before, after: After) -> None:
    """Compare two journeys: what B has more, less and otherwise than A. Ends with 7 when they differ, with 0 when they do not."""
    one, other = _content(asking, before), _content(asking, after)
    if _lineage(before) != _lineage(after):
        other = aligned(other, one)
    difference = compared(one, other)
    titles = Titles(one, other)
    if asking.as_json:
        print_json({"before": before, "after": after, "changes": [_plain(each, change_words(each, titles)) for each in difference]})
    else:
        _print(difference, titles)
    if difference:
        raise typer.Exit(FOUND)


def _content(asking: Asking, given: str) -> Plain:
    found = _KEPT.fullmatch(given)
    if found is None:
        return plain_of(loaded(given))
    kept = asking.client.get(f"/v1/journeys/{part(found[1])}")
    if found[2] and found[2] != "now":
        kept = asking.client.get(f"/v1/journeys/{part(found[1])}/versions/{found[2]}")
    return normal(kept["content"])


def _lineage(given: str) -> str:
    """What two sides have in common when the ids of all their parts mean the same."""
    found = _KEPT.fullmatch(given)
    return found[1] if found else given


def _print(difference: Difference, titles: Titles) -> None:
    for one in difference:
        words = change_words(one, titles)
        moved = " moved" if words.how == "moved" else ""
        print_lines(f"{words.sign} {words.noun} {words.called}{moved}", *(f"    {detail}" for detail in words.details))
    print_lines(counted(difference))


def _plain(change: Change, words: ChangeWords) -> dict[str, Any]:
    return {
        "how": change.how,
        "kind": change.kind,
        "part": change.part,
        "screen": change.screen,
        "moved": change.moved,
        "properties": [{"name": one.name, "before": one.before, "after": one.after} for one in change.properties],
        "before": change.before if change.how == "removed" else None,
        "after": change.after if change.how == "added" else None,
        "called": words.called,
        "details": list(words.details),
    }
