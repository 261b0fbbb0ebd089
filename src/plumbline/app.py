"""The composition root: settings -> stores -> registries -> web, api, workers. The only file that knows everything."""

import asyncio
import logging
import secrets
import sys
import tempfile
import webbrowser
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from litestar import Litestar, Request, Response, get
from litestar.datastructures import State

from plumbline.api.app import api_router, openapi_config, openapi_document
from plumbline.api.problems import api_fault
from plumbline.automation.scheduler import Scheduler
from plumbline.cli.root import Factories, Starting, build
from plumbline.demo.clock import SimulatedClock
from plumbline.demo.making import beginning, make_demo
from plumbline.directory.directory import Directory
from plumbline.domain.cycle import machine
from plumbline.domain.workspace import rules as workspace_rules
from plumbline.files.packs import BUILT_IN, load_packs
from plumbline.handling import Clock, Handling, StreamFold, system_clock
from plumbline.installation import Installation
from plumbline.kernel.identity import make_id
from plumbline.kernel.record import registry
from plumbline.ledger.checkpoint import SigningKey
from plumbline.ledger.codec import Codec
from plumbline.ledger.errors import Corrupt, LedgerError
from plumbline.ledger.sqlite import SqliteLedger
from plumbline.projections.attention import Attention
from plumbline.projections.cycles import Cycles
from plumbline.projections.due import Due
from plumbline.projections.history import History
from plumbline.projections.items import Items
from plumbline.serving import PortTaken, free_port, run_until_stopped
from plumbline.settings import Settings, SettingsRefused, read_settings
from plumbline.web.app import web_parts

_log = logging.getLogger(__name__)
EVENTS = registry([*machine.EVENTS, *workspace_rules.EVENTS])
_LOOPBACK = ("127.0.0.1", "localhost", "::1")


def main() -> None:
    """Run the command line."""
    build(Factories(demo=run_demo, serve=run_server, openapi=openapi))()


def run_demo(starting: Starting) -> int:
    """Start the demo and return the exit code; without a folder of its own it leaves nothing behind."""
    if (starting.host or "127.0.0.1") not in _LOOPBACK:
        return _complain(
            f"The demo needs no account, so it listens on this machine only, not on {starting.host}. Use `plumbline serve`.", 2
        )
    if starting.data is not None:
        return _run(starting, _demo)
    with tempfile.TemporaryDirectory(prefix="plumbline-demo-") as folder:
        return _run(replace(starting, data=Path(folder)), _demo)


def run_server(starting: Starting) -> int:
    """Start the server and return the exit code."""
    return _run(starting, _serve)


def openapi() -> Mapping[str, Any]:
    """Return the OpenAPI document of the API."""
    return Litestar(route_handlers=[api_router()], openapi_config=openapi_config()).openapi_schema.to_schema()


@asynccontextmanager
async def opened(settings: Settings, *, clock: Clock = system_clock, demo: bool = False) -> AsyncGenerator[Installation, None]:
    """Open the installation in the settings' data folder for as long as it is used.

    Raises what the packs, the ledger and the directory raise; then nothing is open.
    """
    packs = load_packs([BUILT_IN, *([settings.packs] if settings.packs else [])])
    projections = (Cycles(), Items(), Attention(), Due(), History())
    ledger = await SqliteLedger.open(
        settings.data, Codec(EVENTS), projections, origin=settings.origin, clock=clock, key=_signing_key(settings)
    )
    try:
        directory = Directory.open(settings.data / "directory.sqlite", clock, idle=timedelta(hours=settings.session_idle_hours))
        try:
            handling = Handling(ledger, await _workspace_id(ledger, clock), clock=clock)
            await _rebuild_stale(ledger, handling)
            yield Installation(
                handling=handling,
                ledger=ledger,
                directory=directory,
                packs=packs,
                workspace_id=handling.workspace_id,
                clock=clock,
                demo=demo,
                base_url=settings.base_url,
                demo_person=min(directory.names(), default="") if demo else "",
            )
        finally:
            directory.close()
    finally:
        await ledger.close()


def application(installation: Installation) -> Litestar:
    """Return the web application over an installation: pages, API, health."""
    web = web_parts()
    return Litestar(
        route_handlers=[*web.routes, api_router(), openapi_document, healthz],
        before_send=[web.before_send],
        exception_handlers={500: _fault(web.error_page), Exception: _fault(web.error_page)},
        openapi_config=openapi_config(),
        state=State({"installation": installation}),
        logging_config=None,
        request_max_body_size=5 * 1024 * 1024,
    )


@get("/healthz", include_in_schema=False)
async def healthz(request: Request[Any, Any, Any]) -> dict[str, Any]:
    """Say that the process answers and its ledger can be read."""
    head = await request.app.state.installation.ledger.head()
    return {"status": "ok", "entries": head.size}


async def _demo(settings: Settings, starting: Starting) -> None:
    now = datetime.now(UTC)
    clock = SimulatedClock(beginning(now) - timedelta(days=1))
    if (settings.data / "directory.sqlite").exists():
        clock.release()
    async with opened(settings, clock=clock, demo=True) as installation:
        if not installation.directory.names():
            await make_demo(installation.handling, installation.directory, installation.packs, clock, now)
            installation = replace(installation, demo_person=min(installation.directory.names()))
        await _listen(installation, settings, starting, ("Sample data: three cycles at day nine. Stop with Ctrl C.",))


async def _serve(settings: Settings, starting: Starting) -> None:
    async with opened(settings) as installation:
        lines = [f"Data in {settings.data}. Stop with Ctrl C."]
        if not installation.directory.has_accounts():
            link = f"{settings.base_url}/setup/{installation.directory.setup_token()}"
            lines.insert(0, f"Nobody has an account yet. This link makes the first one; it works once, for 24 hours:\n  {link}")
        await _listen(installation, settings, starting, tuple(lines))


async def _listen(installation: Installation, settings: Settings, starting: Starting, lines: tuple[str, ...]) -> None:
    async def ready() -> None:
        sys.stdout.write("\n".join((f"Plumbline answers at {settings.base_url}", *lines)) + "\n")
        sys.stdout.flush()
        if starting.open_browser:
            await asyncio.to_thread(webbrowser.open, settings.base_url)

    scheduler = Scheduler(installation.handling)
    await run_until_stopped(application(installation), settings.host, settings.port, ready=ready, beside=scheduler.run())


def _run(starting: Starting, start: Callable[[Settings, Starting], Awaitable[None]]) -> int:
    try:
        settings = _settled(read_settings(), starting)
        logging.basicConfig(level=settings.log_level.upper(), format="%(asctime)s %(levelname)s %(name)s: %(message)s")
        asyncio.run(_awaited(start, settings, starting))
    except SettingsRefused as refused:
        return _complain("\n".join(refused.problems), 2)
    except PortTaken as taken:
        return _complain(str(taken), 2)
    except Corrupt as corrupt:
        remedy = f"Look at it with: plumbline ledger show {corrupt.position} --data {starting.data or '…'}"
        return _complain(f"The ledger is not what was written, so nothing was started. {corrupt}\n{remedy}", 7)
    except LedgerError as error:
        return _complain(str(error), 8)
    return 0


async def _awaited(start: Callable[[Settings, Starting], Awaitable[None]], settings: Settings, starting: Starting) -> None:
    await start(settings, starting)


def _settled(settings: Settings, starting: Starting) -> Settings:
    """Return the settings with what the command line says on top, and the address that people will use."""
    host = starting.host or settings.host
    port = free_port(host, settings.port if starting.port is None else starting.port)
    shown = f"[{host}]" if ":" in host else host
    base_url = settings.base_url or f"http://{shown}:{port}"
    return replace(settings, host=host, port=port, data=starting.data or settings.data, base_url=base_url)


def _signing_key(settings: Settings) -> SigningKey | None:
    if settings.checkpoint_key:
        return SigningKey.parse(settings.origin, settings.checkpoint_key)
    return SigningKey.at(settings.checkpoint_key_file, settings.origin) if settings.checkpoint_key_file else None


async def _workspace_id(ledger: SqliteLedger, clock: Clock) -> str:
    first = await ledger.scan(0, 1)
    return first[0].stream if first else make_id("wsp", clock(), secrets.randbits(74))


async def _rebuild_stale(ledger: SqliteLedger, handling: Handling) -> None:
    workspace = await handling.workspace()
    for projection in await ledger.stale_projections():
        count = await ledger.rebuild(projection, lambda stream: StreamFold(stream, workspace))
        _log.info("rebuilt the read model %s from %d entries", projection, count)


def _fault(error_page: Callable[[Any, Exception], Response[Any]]) -> Callable[[Request[Any, Any, Any], Exception], Response[Any]]:
    def answer(request: Request[Any, Any, Any], fault: Exception) -> Response[Any]:
        status = getattr(fault, "status_code", 500)
        if status >= 500:
            _log.error("%s %s failed", request.method, request.url.path, exc_info=fault)
        return api_fault(request, fault) if request.url.path.startswith("/v1/") else error_page(request, fault)

    return answer


def _complain(text: str, code: int) -> int:
    sys.stderr.write(text + "\n")
    return code
