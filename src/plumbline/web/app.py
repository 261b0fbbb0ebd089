"""All pages: their routes, and what the application needs around them."""

from collections.abc import Callable
from typing import Any

from litestar import Request, Response, Router
from litestar.exceptions import HTTPException
from litestar.handlers import HTTPRouteHandler
from litestar.response import Redirect
from litestar.types import Message, Scope

from plumbline.kernel.record import record
from plumbline.web import (
    access,
    account,
    admin,
    after_launch,
    assumptions,
    blockers,
    calendar_feed,
    calendars,
    causes,
    clocks,
    composer,
    connecting,
    decision,
    decision_chosen,
    decision_export,
    decision_journeys,
    decision_proposing,
    decision_templates,
    decisions,
    documents,
    drills,
    endpoint_replay,
    escalations,
    evidence,
    frame,
    gates,
    guest,
    guests,
    handoffs,
    home,
    imports,
    incoming_mail,
    integrations,
    joining,
    journey,
    journey_arranging,
    journey_comparison,
    journey_drafts,
    journey_export,
    journey_images,
    journey_merge,
    journey_templates,
    journey_threads,
    journey_update,
    journeys,
    ledger,
    live,
    mail,
    outside_accounts,
    overview,
    own_calendar,
    participants,
    people_page,
    play_links,
    playbook,
    preferences,
    review,
    reviews,
    risks,
    run_evidence,
    run_results,
    runs,
    scope,
    search,
    signal_sources,
    signal_uploads,
    signals,
    static,
    switch,
    themes,
    thread,
    walks,
    workspaces,
)
from plumbline.web.errors import FormRefused, PageMissing
from plumbline.web.headers import harden
from plumbline.web.render import page
from plumbline.web.session import admit, visit_of
from plumbline.web.shell import gather

AnyRequest = Request[Any, Any, Any]
_NOUNS = (
    home, overview, frame, decisions, decision_chosen, decision_journeys, decision_export, decision_proposing,
    calendar_feed, decision_templates, decision, evidence, thread, blockers, imports,
    gates, handoffs, risks,
    assumptions, scope, playbook, composer, ledger, reviews, review, guests, guest, documents, journeys, journey, search, access,
    account, people_page, joining, workspaces, preferences, mail, switch, escalations, after_launch, drills, causes, admin, calendars,
    incoming_mail, integrations, outside_accounts, endpoint_replay, signal_sources, signal_uploads, signals,
    own_calendar, clocks, runs, walks, run_evidence, run_results, participants, play_links, journey_export,
    journey_comparison, journey_arranging, journey_drafts, journey_images, themes, journey_threads, journey_merge,
    journey_templates, journey_update,
)  # fmt: skip


@record
class WebParts:
    """What the composition root hands to the application.

    routes: every page, the live stream and the static files. before_send: sets the security headers of every answer, pages or not.
    error_page: answers for a request outside /v1 that no route or no handler could answer.
    """

    routes: tuple[Any, ...]
    before_send: Callable[[Message, Scope], Any]
    error_page: Callable[[AnyRequest, Exception], Response[Any]]


def web_parts() -> WebParts:
    """Return the pages and what goes around them."""
    return WebParts(routes=tuple(web_routes()), before_send=harden, error_page=error_page)


def web_routes() -> list[Any]:
    """Return the route handlers of all pages. A noun's module lists its own in `routes`."""
    handlers: list[HTTPRouteHandler] = [handler for noun in _NOUNS for handler in noun.routes]
    pages = Router(
        path="/",
        route_handlers=[*handlers, *live.routes],
        before_request=begin,
        exception_handlers=exception_handlers(),
        include_in_schema=False,
    )
    return [pages, *static.routes, *connecting.connect_routes()]


def exception_handlers() -> dict[int | type[Exception], Callable[[AnyRequest, Any], Response[Any]]]:
    """Return how pages answer what their handlers raise. Other faults go up to the application's edge, which records them."""
    return {PageMissing: error_page, FormRefused: error_page, HTTPException: error_page}


async def begin(request: AnyRequest) -> Response[Any] | Redirect | None:
    """Admit the visitor and read what the frame shows; offer to go to another workspace of theirs when the page is there."""
    turned_away = await admit(request)
    if turned_away is not None or request.url.path == "/live" or visit_of(request).is_guest:
        return turned_away
    await gather(request)
    return await workspaces.elsewhere(request)


def error_page(request: AnyRequest, fault: Exception) -> Response[Any]:
    """Say what happened, what it means for the work, and what to do."""
    match fault:
        case PageMissing():
            return page(request, "error/missing.html", status=404, title="Nothing is here", what=fault.what, why=fault.why)
        case FormRefused():
            return page(request, "error/refused.html", status=403, title="The form was not accepted", why=str(fault))
        case HTTPException(status_code=404 | 405):
            return page(request, "error/missing.html", status=404, title="Nothing is here", what="page", why="")
        case HTTPException(status_code=status) if status < 500:
            return page(request, "error/request.html", status=status, title="The request was not understood", why=fault.detail)
        case _:
            return page(request, "error/fault.html", status=500, title="Something broke")
