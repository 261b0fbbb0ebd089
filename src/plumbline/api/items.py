"""Reading the items of a cycle: decisions, threads, evidence, blockers. Lists are of one cycle; one item is found by its id alone."""

from collections.abc import Callable, Mapping
from typing import Annotated, Any

import msgspec
from litestar import Request, get
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath, FromQuery, QueryParameter

from plumbline.api.access import caller, installation_of
from plumbline.api.cycles import known_cycle
from plumbline.api.looking import AsOf, looking
from plumbline.api.matching import show_tag, tag_of
from plumbline.api.problems import missing
from plumbline.api.representations import shown
from plumbline.domain.cycle.state import Cycle
from plumbline.kernel.record import record
from plumbline.projections.items import find_item

_LONGEST_PAGE = 200
State = Annotated[str, QueryParameter(name="state")]  # litestar keeps the bare name for its own state


@record
class Noun:
    """How the items of one kind are read: path, kind in the item projection, where the state keeps them, and what is shown.

    joined: what is shown of them that stands elsewhere in the cycle, by the item's id and the field.
    """

    path: str
    kind: str
    kept: Callable[[Cycle], Mapping[str, Any]]
    shape: type[msgspec.Struct]
    joined: Callable[[Cycle], Mapping[str, Mapping[str, Any]]] = lambda _: {}


def routes(noun: Noun) -> list[HTTPRouteHandler]:
    """Return the two reading routes of a noun: the list of a cycle, and one item."""
    listed = msgspec.defstruct(f"{noun.shape.__name__}List", [("items", list[noun.shape]), ("next", str, "")], kw_only=True)

    async def list_items(
        request: Request[Any, Any, Any],
        item_id: FromPath[str],
        in_state: State = "",
        after: FromQuery[str] = "",
        limit: FromQuery[int] = 50,
        as_of: AsOf = "",
    ) -> Any:
        caller(request)
        async with looking(request, known_cycle(item_id), as_of) as look:
            cycle = look.cycle
            if cycle.version == 0:
                raise missing("cycle", item_id)
            chosen = [thing for thing in _after(noun.kept(cycle), after) if not in_state or thing.state == in_state]
            size = max(1, min(limit, _LONGEST_PAGE))
            joined = noun.joined(cycle)
            page = [shown(thing, noun.shape, item_id, **joined.get(thing.id, {})) for thing in chosen[:size]]
        return listed(items=page, next=page[-1].id if len(chosen) > size else "")

    async def show_item(request: Request[Any, Any, Any], item_id: FromPath[str], as_of: AsOf = "") -> Any:
        caller(request)
        row = await find_item(installation_of(request).ledger, item_id)
        if row is None or row.kind != noun.kind:
            raise missing(noun.kind, item_id)
        async with looking(request, row.cycle_id, as_of) as look:
            thing = noun.kept(look.cycle).get(item_id)
            if thing is None:
                raise missing(noun.kind, item_id)
            joined = noun.joined(look.cycle).get(item_id, {})
            show_tag(request, tag_of(thing))
            return shown(thing, noun.shape, row.cycle_id, **joined)

    list_items.__annotations__ = {**list_items.__annotations__, "return": listed}
    show_item.__annotations__ = {**show_item.__annotations__, "return": noun.shape}
    return [
        get(
            f"/cycles/{{item_id:str}}/{noun.path}",
            operation_id=f"List_{noun.path}",
            tags=[noun.path],
            summary=f"List a cycle's {noun.path}",
        )(list_items),
        get(f"/{noun.path}/{{item_id:str}}", operation_id=f"Show_{noun.kind}", tags=[noun.path], summary=f"Show one of the {noun.path}")(
            show_item
        ),
    ]


def _after(kept: Mapping[str, Any], cursor: str) -> list[Any]:
    """Return what follows the item that a page ended with, in the order in which it was made; everything without a cursor."""
    if cursor and cursor not in kept:
        raise missing("cursor", cursor)
    things = list(kept.values())
    return things[list(kept).index(cursor) + 1 :] if cursor else things
