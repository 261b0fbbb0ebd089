"""The comparison of two versions of a journey, or of a journey with another one or with a template."""

from typing import Any, Literal

import msgspec
from litestar import Request, get
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath, FromQuery

from plumbline.api.access import caller, installation_of
from plumbline.api.problems import missing
from plumbline.domain.journey.comparing.difference import Change
from plumbline.edge.journey_sides import Side, difference_of, side
from plumbline.words.journey_change import Titles, change_words


class PropertyBody(msgspec.Struct, kw_only=True):
    """A property that is different. before, after: null where it has its default."""

    name: str
    before: Any
    after: Any


class ChangeBody(msgspec.Struct, kw_only=True):
    """A part that is different. before: of a part that was removed; after: of one that was added. details: in words."""

    how: Literal["added", "removed", "changed", "moved"]
    kind: str
    part: str
    screen: str
    moved: bool
    properties: list[PropertyBody]
    before: dict[str, Any] | None
    after: dict[str, Any] | None
    called: str
    details: list[str]


class SideBody(msgspec.Struct, kw_only=True):
    """One side. number: of the version; 0 for what the journey is now, and for a template."""

    name: str
    title: str
    number: int


class ComparisonBody(msgspec.Struct, kw_only=True):
    before: SideBody
    after: SideBody
    changes: list[ChangeBody]


def routes() -> list[HTTPRouteHandler]:
    """Return the route of comparisons."""
    return [compare_journey]


@get("/journeys/{item_id:str}/comparison", summary="Compare a journey", tags=["journeys"])
async def compare_journey(
    request: Request[Any, Any, Any], item_id: FromPath[str], before: FromQuery[str] = "", after: FromQuery[str] = "now"
) -> ComparisonBody:
    """Return what is different between two sides, part by part.

    Each side is `now`, the number of a version, the id of another journey (`jrn_…`, `jrn_…@3`) or that of a template. Without them the
    newest version is compared with what the journey is now.
    """
    caller(request)
    one, other = await _side(request, item_id, before), await _side(request, item_id, after)
    difference, content = difference_of(one, other)
    titles = Titles(one.content, content)
    return ComparisonBody(before=_shown(one), after=_shown(other), changes=[change_body(each, titles) for each in difference])


def change_body(change: Change, titles: Titles) -> ChangeBody:
    """Return a change as programs read it."""
    words = change_words(change, titles)
    return ChangeBody(
        how=change.how, kind=change.kind, part=change.part, screen=change.screen, moved=change.moved,
        properties=[PropertyBody(name=one.name, before=one.before, after=one.after) for one in change.properties],
        before=change.before if change.how == "removed" else None, after=change.after if change.how == "added" else None,
        called=words.called, details=list(words.details),
    )  # fmt: skip


async def _side(request: Request[Any, Any, Any], item_id: str, name: str) -> Side:
    if await side(installation_of(request), item_id, "now") is None:
        raise missing("journey", item_id)
    found = await side(installation_of(request), item_id, name)
    if found is None:
        raise missing("version", name)
    return found


def _shown(one: Side) -> SideBody:
    return SideBody(name=one.name, title=one.title, number=one.number)
