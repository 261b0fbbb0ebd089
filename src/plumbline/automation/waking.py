"""Sleeping until something happens or the time is up."""

import asyncio
from contextlib import suppress


async def woken(event: asyncio.Event, seconds: float) -> None:
    """Return when the event is set, or after so many seconds.

    `asyncio.wait_for` is no way to do this on Python 3.11: cancelled in the moment in which what it waits for has come, it returns as if
    nobody had asked it to end, and a loop around it goes on for ever.
    """
    with suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await event.wait()
