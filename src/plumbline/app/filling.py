"""The process that fills the demo's folder: python -m plumbline.app.filling FOLDER"""

import asyncio
import gc
import os
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from plumbline.app.opening import opened
from plumbline.app.sample import MARK
from plumbline.demo.clock import SimulatedClock
from plumbline.demo.making import beginning, make_demo
from plumbline.settings import read_settings


async def fill(folder: Path) -> None:
    """Fill an empty folder with the sample data of today, and mark it as a demo's at the end."""
    now = datetime.now(UTC)
    clock = SimulatedClock(beginning(now) - timedelta(days=1))
    # made anew: a demo without its mark is never opened again
    async with opened(replace(read_settings(), data=folder), clock=clock, demo=True) as made, made.states.ledger.made_anew():
        await make_demo(made, clock, now)
    (folder / MARK).touch()


if __name__ == "__main__":
    gc.disable()  # nearly all that is made stays until the end
    asyncio.run(fill(Path(sys.argv[1])))
    os._exit(0)  # all is written and closed; taking the process apart takes a tenth of a second, for which the demo would wait
