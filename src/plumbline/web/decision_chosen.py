"""What is done with several decisions of the list at once: hand them on, or move them to another review."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from litestar import Request, Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect

from plumbline.domain.cycle.decision import MoveDecisions, ReassignDecisions
from plumbline.domain.cycle.state import Cycle
from plumbline.domain.workspace.workspace import Workspace
from plumbline.kernel.outcome import Refusal
from plumbline.kernel.record import record
from plumbline.web.decision_listing import check_composed, listed, listing_of
from plumbline.web.decision_rows import DecisionRow
from plumbline.web.errors import check_cycle_id
from plumbline.web.findings import RefusalLine, RefusalWords, problem_words, refusal_words
from plumbline.web.forms import Fields, fields_of
from plumbline.web.on_review import review_choices
from plumbline.web.people import Choice, choices
from plumbline.web.reader import Reader, reader_of
from plumbline.web.render import page, see_other
from plumbline.web.session import AnyRequest, context_of, installation_of
from plumbline.web.status import status_of

_NONE = "none"


@record
class Together:
    """An act on several decisions, as its page says it. path: below the list. field: what is chosen for all of them, with its label.

    offers: what can be chosen. reads: makes the command of the form; what is missing there becomes a problem of its fields.
    """

    path: str
    title: str
    crumb: str
    explained: str
    field: str
    label: str
    blank: str
    button: str
    for_the_rest: str
    nothing: str
    offers: Callable[[Cycle, Workspace, Reader], tuple[Choice, ...]]
    reads: Callable[[tuple[str, ...], Fields], Any]


@record
class ChosenRow:
    """A chosen decision. lines: what keeps it where it is; empty unless that was said."""

    row: DecisionRow
    chosen: bool
    lines: tuple[RefusalLine, ...] = ()


def _reassign(ids: tuple[str, ...], fields: Fields) -> ReassignDecisions:
    owner_id = fields.required("owner_id", "who owns them from now on")
    return ReassignDecisions(decision_ids=ids, owner_id=owner_id, reason=fields.required("reason", "why they go to somebody else"))


def _move(ids: tuple[str, ...], fields: Fields) -> MoveDecisions:
    chosen = fields.required("to_review_id", "on which review they are from now on")
    reason = fields.required("reason", "why they are looked at elsewhere")
    return MoveDecisions(decision_ids=ids, to_review_id="" if chosen == _NONE else chosen, reason=reason)


_HANDING_ON = Together(
    path="handing-on",
    title="Hand decisions on",
    crumb="Hand on",
    explained="Recorded: handing on is the only way to make somebody else's list longer.",
    field="owner_id",
    label="New owner",
    blank="Choose a person",
    button="Hand on the chosen decisions",
    for_the_rest="Hand on only the",
    nothing="No decision was chosen. Tick those that are to get another owner in the list.",
    offers=lambda _, workspace, reader: choices(workspace, reader),
    reads=_reassign,
)
_MOVING = Together(
    path="moving",
    title="Move decisions to another review",
    crumb="Move",
    explained="A review ends when the decisions on its agenda have their answer, or are on another one's.",
    field="to_review_id",
    label="On the agenda of",
    blank="Choose a review",
    button="Move the chosen decisions",
    for_the_rest="Move only the",
    nothing="No decision was chosen. Tick those that are to be looked at in another review in the list.",
    offers=lambda cycle, _, __: tuple((review_id or _NONE, title) for review_id, title in review_choices(cycle)),
    reads=_move,
)


@get("/cycles/{cycle_id:str}/decisions/handing-on")
async def show_handing_on(request: Request[Any, Any, Any], cycle_id: FromPath[str]) -> Response[str]:
    """Show the chosen decisions, and ask who owns them from now on."""
    return await _page(request, cycle_id, _HANDING_ON, listing_of(request, "").numbers)


@post("/cycles/{cycle_id:str}/decisions/handing-on")
async def hand_on(request: Request[Any, Any, Any], cycle_id: FromPath[str]) -> Response[str] | Redirect:
    """Hand the chosen decisions on together."""
    return await _done(request, cycle_id, _HANDING_ON)


@get("/cycles/{cycle_id:str}/decisions/moving")
async def show_moving(request: Request[Any, Any, Any], cycle_id: FromPath[str]) -> Response[str]:
    """Show the chosen decisions, and ask on which review they are from now on."""
    return await _page(request, cycle_id, _MOVING, listing_of(request, "").numbers)


@post("/cycles/{cycle_id:str}/decisions/moving")
async def move(request: Request[Any, Any, Any], cycle_id: FromPath[str]) -> Response[str] | Redirect:
    """Move the chosen decisions to another review together."""
    return await _done(request, cycle_id, _MOVING)


async def _done(request: AnyRequest, cycle_id: str, act: Together) -> Response[str] | Redirect:
    """Do it with all of them; a refusal names what hinders each of them, and keeps what was chosen and written."""
    check_cycle_id(cycle_id)
    reader, context = reader_of(request), context_of(request)
    fields = await fields_of(request, reader.zone)
    ids = fields.several("decision_id")
    command = act.reads(ids, fields)
    shown = tuple(int(one) for one in fields.several("shown") if one.isdecimal())
    if fields.problems:
        return await _page(request, cycle_id, act, shown, ids, kept=fields.kept(), said=problem_words(fields.problems))
    answer = await installation_of(request).handling.handle(cycle_id, command, context)
    if isinstance(answer, Refusal):
        return await _page(request, cycle_id, act, shown, ids, kept=fields.kept(), refusal=answer)
    return see_other(f"/cycles/{cycle_id}/decisions")


async def _page(
    request: AnyRequest,
    cycle_id: str,
    act: Together,
    numbers: Sequence[int],
    ids: Sequence[str] | None = None,
    *,
    kept: dict[str, Any] | None = None,
    said: RefusalWords | None = None,
    refusal: Refusal | None = None,
) -> Response[str]:
    check_cycle_id(cycle_id)
    installation, reader = installation_of(request), reader_of(request)
    workspace = await installation.handling.workspace()
    async with installation.handling.reading(cycle_id) as cycle:
        check_composed(cycle)
        _, rows = listed(cycle, workspace, reader, listing_of(request, ""))
        shown = [row for row in rows if row.number in numbers]
        hindered = _hindered(refusal, reader, cycle)
        chosen = tuple(ChosenRow(row=row, chosen=ids is None or row.id in ids, lines=hindered.get(row.id, ())) for row in shown)
        if refusal is not None:
            said = _without_rows(refusal, reader, cycle, {row.id for row in shown})
        title: str = cycle.title
        offered = act.offers(cycle, workspace, reader)
    kept = kept or {}
    return page(
        request,
        "decisions/together.html",
        status=status_of(refusal) if refusal is not None else 422 if said is not None else 200,
        title=act.title,
        cycle_id=cycle_id,
        crumbs=(
            {"title": title, "href": f"/cycles/{cycle_id}"},
            {"title": "Decisions", "href": f"/cycles/{cycle_id}/decisions"},
            {"title": act.crumb, "href": ""},
        ),
        refusal=said,
        rows=chosen,
        free=tuple(one.row.id for one in chosen if one.chosen and not one.lines) if hindered else (),
        act=act,
        offered=offered,
        chosen_for_all=kept.get(act.field, ""),
        reason=kept.get("reason", ""),
        here=f"/cycles/{cycle_id}/decisions",
    )


def _hindered(refusal: Refusal | None, reader: Reader, cycle: Cycle) -> dict[str, tuple[RefusalLine, ...]]:
    """Return what keeps each decision where it is, by decision."""
    if refusal is None:
        return {}
    items = dict.fromkeys(finding.item for finding in refusal.unmet if finding.item)
    own = {item: replace(refusal, findings=tuple(one for one in refusal.unmet if one.item == item)) for item in items}
    return {item: refusal_words(one, reader, cycle).lines for item, one in own.items()}


def _without_rows(refusal: Refusal, reader: Reader, cycle: Cycle, rows: set[str]) -> RefusalWords:
    """Return a refusal in words; what concerns a row is said at the row, and only the rest on top."""
    words = refusal_words(refusal, reader, cycle)
    rest = Refusal(code=refusal.code, kind=refusal.kind, findings=tuple(one for one in refusal.unmet if one.item not in rows))
    return RefusalWords(title=words.title, text=words.text, lines=refusal_words(rest, reader, cycle).lines)


routes = [show_handing_on, hand_on, show_moving, move]
