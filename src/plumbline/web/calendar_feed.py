"""What is due for a person, as a calendar behind an address of its own: whoever has the address reads it, and nothing else."""

from litestar import Response, get
from litestar.params import FromPath

from plumbline.artifacts.calendar_feed import Dated, calendar_of
from plumbline.installation import Installation
from plumbline.projections.attention import needs
from plumbline.projections.cycles import cycles
from plumbline.web.errors import PageMissing
from plumbline.web.session import AnyRequest, whole_installation_of
from plumbline.words.attention import why
from plumbline.words.numbers import numbered

SCOPE = "calendar"


@get("/calendar/{name:str}")
async def show_calendar(request: AnyRequest, name: FromPath[str]) -> Response[str]:
    """Give the calendar of whoever made the token in the address; one that was revoked, or is for something else, is no address."""
    installation = whole_installation_of(request)
    token = installation.directory.token(name.removesuffix(".ics"), installation.clock())
    if token is None or SCOPE not in token.scopes:
        raise PageMissing("calendar")
    here = installation.within(token.workspace_id or installation.states.home_id)
    workspace = await here.handling.workspace()
    if not workspace.is_active(token.person_id):
        raise PageMissing("calendar")
    dated = [*await _dues(here, token.person_id), *await _reviews(here)]
    return Response(
        calendar_of(f"Plumbline, {workspace.title}", dated, here.clock()),
        media_type="text/calendar",
        headers={"Cache-Control": "private, no-store", "Content-Disposition": 'inline; filename="plumbline.ics"'},
    )


async def _dues(here: Installation, person_id: str) -> list[Dated]:
    names, host = here.names, here.base_url.rpartition("//")[2]
    return [
        Dated(
            uid=f"{need.verb}-{need.item_id}@{host}",
            title=f"{need.verb.capitalize()}: {numbered(need.item_kind, need.number, need.title)}",
            text="\n".join(filter(None, (why(need.reason, need.values, names), need.cycle_title))),
            href=f"{here.base_url}/items/{need.item_id}",
            ends_at=need.due_at,
        )
        for need in await needs(here.ledger, person_id)
        if need.due_at is not None
    ]


async def _reviews(here: Installation) -> list[Dated]:
    """The ends of the review cycles of everything that runs."""
    found: list[Dated] = []
    for row in await cycles(here.ledger):
        if row.state != "running":
            continue
        async with here.handling.reading(row.id) as cycle:
            found += [
                Dated(
                    uid=f"review-{row.id}-{period.number}@{here.base_url.rpartition('//')[2]}",
                    title=f"Review cycle {period.number} closes: {row.title}",
                    text="What is open then has been carried for a review cycle.",
                    href=f"{here.base_url}/cycles/{row.id}/reviews",
                    ends_at=period.closes_at,
                )
                for period in cycle.periods.values()
                if period.number not in cycle.periods_closed
            ]
    return found


routes = (show_calendar,)
