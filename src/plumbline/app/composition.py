"""What is served over an installation: its pages, its API and its health."""

import logging
from collections.abc import Callable, Mapping
from typing import Any

from litestar import Litestar, Request, Response, Router
from litestar.datastructures import State
from litestar.plugins import PluginProtocol
from litestar.plugins.core import MsgspecDIPlugin
from litestar.types import ControllerRouterHandler, RouteHandlerType

from plumbline.agents.endpoint import mcp_endpoint
from plumbline.api.app import api_router, asyncapi_document, openapi_config, openapi_document
from plumbline.api.document import completed
from plumbline.api.headers import tell
from plumbline.api.jwks import key_set
from plumbline.api.limits import Limits
from plumbline.api.origins import Preflights, allow
from plumbline.api.problems import api_fault
from plumbline.api.signals import ingest_routes
from plumbline.app import health
from plumbline.app.loopback import LoopbackOnly
from plumbline.automation.scheduler import Scheduler
from plumbline.installation import Installation
from plumbline.web.app import web_parts

_log = logging.getLogger(__name__)


class Served(Litestar):
    """The framework without what takes time at each start and is of no use here.

    Those are its bridges to model libraries that we do not use, and the deep copy of a router, whose some hundred handlers were made for
    this application alone.
    """

    @staticmethod
    def _get_default_plugins(plugins: list[PluginProtocol]) -> list[PluginProtocol]:
        return [*plugins, MsgspecDIPlugin()]

    def _validate_registration_value(self, value: ControllerRouterHandler) -> "RouteHandlerType | Router":
        if isinstance(value, Router):
            value.owner = self
            return value
        return super()._validate_registration_value(value)


def openapi() -> Mapping[str, Any]:
    """Return the OpenAPI document of the API."""
    return completed(Served(route_handlers=[api_router()], openapi_config=openapi_config()).openapi_schema.to_schema())


def application(installation: Installation, scheduler: Scheduler | None = None) -> Litestar:
    """Return the web application over an installation: pages, API, health. scheduler: what watches its deadlines in this process."""
    return over(installation, scheduler, pages(demo=installation.demo))


def pages(*, demo: bool) -> Litestar:
    """Return an application that lacks only what it is about; see `over`."""
    web = web_parts()
    return Served(
        route_handlers=[
            *web.routes,
            api_router(),
            *ingest_routes(),
            openapi_document,
            key_set,
            asyncapi_document,
            mcp_endpoint,
            *health.routes,
        ],
        middleware=[LoopbackOnly(), Preflights()] if demo else [Preflights()],
        before_send=[web.before_send, tell, allow],
        exception_handlers={500: _fault(web.error_page), Exception: _fault(web.error_page)},
        openapi_config=None,
        state=State({"openapi": openapi, "openapi_document": None}),
        logging_config=None,
        request_max_body_size=5 * 1024 * 1024,
    )


def over(installation: Installation, scheduler: Scheduler | None, served: Litestar) -> Litestar:
    """Give an application the installation that it is about, before its first request."""
    limits = Limits(per_minute=installation.requests_per_minute)
    served.state.update({"installation": installation, "scheduler": scheduler, "limits": limits})
    return served


def _fault(error_page: Callable[[Any, Exception], Response[Any]]) -> Callable[[Request[Any, Any, Any], Exception], Response[Any]]:
    def answer(request: Request[Any, Any, Any], fault: Exception) -> Response[Any]:
        status = getattr(fault, "status_code", 500)
        if status >= 500:
            _log.error("%s %s failed", request.method, request.url.path, exc_info=fault)
        return api_fault(request, fault) if request.url.path.startswith("/v1/") else error_page(request, fault)

    return answer
