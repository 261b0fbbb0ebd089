"""The API as one router under /v1, with its problems and its OpenAPI document."""

import asyncio
from collections.abc import Mapping
from typing import Any

from litestar import Request, Router, get
from litestar.exceptions import HTTPException
from litestar.openapi.config import OpenAPIConfig
from litestar.openapi.spec import Components, License, SecurityScheme

from plumbline import __version__
from plumbline.api import (
    after_launch,
    approval,
    calendars,
    clocks,
    connectors,
    cycles,
    decision_journeys,
    decision_templates,
    documents,
    endpoint_replays,
    endpoints,
    escalations,
    events,
    files,
    gates,
    handoffs,
    health,
    imports,
    journey_comparison,
    journey_export,
    journey_merging,
    journey_update,
    journeys,
    ledger,
    mail,
    mail_replies,
    needs,
    outside_accounts,
    people,
    play_links,
    playbooks,
    reviews,
    runs,
    search,
    signal_sources,
    signal_uploads,
    templates,
    themes,
    tokens,
    warning_signs,
    workspaces,
)
from plumbline.api.access import admit
from plumbline.api.frame import routes_of_frame
from plumbline.api.nouns import routes_of_nouns
from plumbline.api.problems import Refused, http_error, refused, too_deep
from plumbline.api.signals import take_cloud_events
from plumbline.events.catalogue import asyncapi


def api_router() -> Router:
    """Return everything under /v1."""
    return Router(
        path="/v1",
        route_handlers=[
            *needs.routes(),
            *cycles.routes(),
            *gates.routes(),
            *clocks.routes(),
            *calendars.routes(),
            *approval.routes(),
            *routes_of_nouns(),
            *routes_of_frame(),
            *documents.routes(),
            *journeys.routes(),
            *journey_comparison.routes(),
            *journey_merging.routes(),
            *templates.routes(),
            *journey_update.routes(),
            *journey_export.routes(),
            *reviews.routes(),
            *runs.routes(),
            *search.routes(),
            *connectors.routes(),
            *outside_accounts.routes(),
            *endpoints.routes(),
            *endpoint_replays.routes(),
            *signal_sources.routes(),
            *signal_uploads.routes(),
            take_cloud_events,
            *play_links.routes(),
            *decision_journeys.routes(),
            *files.routes(),
            *escalations.routes(),
            *themes.routes(),
            *tokens.routes(),
            *warning_signs.routes(),
            *health.routes(),
            *decision_templates.routes(),
            *imports.routes(),
            *playbooks.routes(),
            *people.routes(),
            *workspaces.routes(),
            *mail.routes(),
            *mail_replies.routes(),
            *after_launch.routes(),
            *handoffs.routes(),
            *events.routes(),
            *ledger.routes(),
        ],
        before_request=admit,
        exception_handlers={Refused: refused, HTTPException: http_error, RecursionError: too_deep},
        security=[{"token": []}],
    )


def openapi_config() -> OpenAPIConfig:
    """Return how the OpenAPI 3.1 document is headed."""
    return OpenAPIConfig(
        title="Plumbline",
        version=__version__,
        operation_id_creator=_operation_id,
        license=License(name="Apache License 2.0", identifier="Apache-2.0"),
        description="Executable playbooks for launch decisions. Refusals are problems (RFC 9457) that list every finding.",
        components=Components(security_schemes={"token": SecurityScheme(type="http", scheme="bearer", bearer_format="plb_pat_…")}),
    )


def _operation_id(handler: Any, _: Any, __: Any) -> str:
    """Return what an operation is called: as the function that answers it, unless it says something else."""
    return "".join(part.capitalize() for part in handler.handler_name.split("_"))


@get("/asyncapi.json", include_in_schema=False)
async def asyncapi_document(request: Request[Any, Any, Any]) -> Mapping[str, Any]:
    """Return the AsyncAPI 3 document of every event. It is the same for everybody, like the one of the API."""
    return await asyncio.to_thread(asyncapi, request.app.state.installation.base_url, __version__)


@get("/openapi.json", include_in_schema=False)
async def openapi_document(request: Request[Any, Any, Any]) -> Mapping[str, Any]:
    """Return the OpenAPI 3.1 document of /v1. The framework's own pages about it load scripts from other hosts, so there are none."""
    state = request.app.state
    if state.openapi_document is None:
        state.openapi_document = await asyncio.to_thread(state.openapi)  # made when it is first asked for: it takes a while
    return state.openapi_document
