"""Two versions of a journey beside each other: on one map with marks, and as a table in words."""

from collections.abc import Iterable
from itertools import groupby
from typing import Any

from litestar import Request, Response, get
from litestar.params import FromPath, FromQuery

from plumbline.domain.journey.comparing.difference import Difference
from plumbline.domain.journey.journey import Journey
from plumbline.domain.journey.plain import Plain, model_of
from plumbline.edge.journey_sides import Side, difference_of, side
from plumbline.projections.items import find_item
from plumbline.web.errors import PageMissing
from plumbline.web.journey_map import JourneyMap, Marks, journey_map
from plumbline.web.render import page
from plumbline.web.session import AnyRequest, installation_of
from plumbline.words.journey_change import ChangeWords, Titles, change_words, counted

_DRAWN = ("roles", "events", "stages", "screens", "transitions")


@get("/journeys/{journey_id:str}/comparison")
async def show_comparison(
    request: Request[Any, Any, Any], journey_id: FromPath[str], before: FromQuery[str] = "", after: FromQuery[str] = "now"
) -> Response[str]:
    """Show what is different between two sides, of which one may be another journey or a template."""
    installation = installation_of(request)
    row = await find_item(installation.ledger, journey_id)
    if row is None or row.kind != "journey":
        raise PageMissing("journey")
    async with installation.handling.reading(journey_id) as state:
        journey: Journey = state
        title, versions = journey.title, [(str(one.number), _version(one.number, one.name)) for one in reversed(journey.versions)]
    if not before and after == "now" and not await _is_edited(request, journey_id) and len(versions) > 1:
        before, after = versions[1][0], versions[0][0]  # the last two versions say more than a version and itself
    one, other = await _side(request, journey_id, before), await _side(request, journey_id, after)
    difference, content = difference_of(one, other)
    titles, home = Titles(one.content, content), f"/journeys/{journey_id}"
    sides = [*versions, ("now", "As it is now")]
    for each in (one, other):
        if each.journey_id != journey_id:
            sides.append((each.name, side_title(each, journey_id)))
    return page(
        request,
        "journey/comparison.html",
        title=f"Compare {title}",
        cycle_id=row.cycle_id,
        current=f"/cycles/{row.cycle_id}/journeys",
        crumbs=({"title": title, "href": home}, {"title": "Compare", "href": ""}),
        name=title,
        home=home,
        before=_name(one, journey_id),
        after=_name(other, journey_id),
        before_title=side_title(one, journey_id),
        after_title=side_title(other, journey_id),
        sides=sides,
        sentence=counted(difference),
        groups=change_groups(difference, titles),
        map=compared_map(one.content, content, difference) if difference else None,
        commands=(("Command line", f"plumbline journey compare {one.name} {other.name}"),),
    )


def compared_map(before: Plain, after: Plain, difference: Difference) -> JourneyMap:
    """Return the map of both sides at once: what went is still drawn, and everything that is different has its mark."""
    drawn = {**after, **{name: _both(before.get(name, []), after.get(name, [])) for name in _DRAWN}}
    marks: Marks = {}
    for one in difference:
        if one.kind in ("screen", "transition"):
            marks[one.kind, one.part] = "changed" if one.how == "moved" else one.how
        elif one.screen:
            marks.setdefault(("screen", one.screen), "changed")
    return journey_map(model_of(drawn), "", marks=marks)


def change_groups(difference: Difference, titles: Titles) -> list[tuple[str, list[ChangeWords]]]:
    """Return the changes in words, those of one kind of part together."""
    words = [change_words(one, titles) for one in difference]
    return [(noun, list(found)) for noun, found in groupby(sorted(words, key=lambda one: one.noun), key=lambda one: one.noun)]


def side_title(one: Side, journey_id: str) -> str:
    """Return what a side is called on the page of a journey."""
    which = f"version {one.number}" if one.number else "as it is now" if one.journey_id else f"template, {one.content.get('version')}"
    return which[0].upper() + which[1:] if one.journey_id == journey_id else f"“{one.title}”, {which}"


def _both(before: Iterable[Plain], after: Iterable[Plain]) -> list[Plain]:
    """The parts of both sides; those that went stand behind the part that they stood behind."""
    found = list(after)
    there = [one["id"] for one in found]
    place = 0
    for one in before:
        if one["id"] in there:
            place = there.index(one["id"]) + 1
        else:
            found.insert(place, one)
            there.insert(place, one["id"])
            place += 1
    return found


async def _side(request: AnyRequest, journey_id: str, name: str) -> Side:
    found = await side(installation_of(request), journey_id, name)
    if found is None:
        raise PageMissing("version of a journey")
    return found


async def _is_edited(request: AnyRequest, journey_id: str) -> bool:
    async with installation_of(request).handling.reading(journey_id) as state:
        journey: Journey = state
        return journey.is_changed


def _name(one: Side, journey_id: str) -> str:
    """How the form names a side: short where it is of the journey itself."""
    return (str(one.number) if one.number else "now") if one.journey_id == journey_id else one.name


def _version(number: int, name: str) -> str:
    return f"Version {number}: {name}" if name else f"Version {number}"


routes = [show_comparison]
