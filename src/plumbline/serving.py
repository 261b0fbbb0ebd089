"""Run an application in this process until it is told to stop."""

import asyncio
import logging
import signal
import socket
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any

from granian.constants import Interfaces
from granian.server.embed import Server

_log = logging.getLogger(__name__)


class PortTaken(Exception):
    """Another program listens there."""


def free_port(host: str, port: int) -> int:
    """Return a port that can be listened on: the one asked for, or any free one for 0. Raises PortTaken."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise PortTaken(f"{host}:{port} cannot be listened on: {error.strerror}. Choose another one with --port.") from error
        return probe.getsockname()[1]


async def run_until_stopped(
    application: Any, host: str, port: int, *, ready: Callable[[], Awaitable[None]], beside: Awaitable[None]
) -> None:
    """Serve until SIGINT or SIGTERM. ready is awaited once the port answers; beside runs as long as the server does."""
    logging.getLogger("granian").setLevel(logging.ERROR)  # it warns about being embedded at every start
    server = Server(application, address=host, port=port, interface=Interfaces.ASGINL, log_enabled=False)
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, server.stop)
    background = asyncio.ensure_future(beside)
    answering = asyncio.create_task(_announce(host, port, ready))
    try:
        await server.serve()
    finally:
        for task in (background, answering):
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task


async def _announce(host: str, port: int, ready: Callable[[], Awaitable[None]]) -> None:
    for _ in range(500):
        with suppress(OSError):
            _, writer = await asyncio.open_connection(host, port)
            writer.close()
            break
        await asyncio.sleep(0.01)
    await ready()
