"""What follows from signals is done in every workspace, round after round, whatever goes wrong in one of them."""

import asyncio
import logging
from contextlib import suppress
from pathlib import Path

import pytest

from plumbline.automation.rounds import rounds
from plumbline.edge.ingesting import keep
from plumbline.handling import Handling
from plumbline.signals.store import Signals
from signals_story import offered
from small_house import small_house


async def test_a_fault_in_one_workspace_keeps_no_other_waiting_and_is_tried_again(tmp_path: Path, caplog: pytest.LogCaptureFixture):
    async with small_house(tmp_path) as house:
        installation = house.installation
        broken = installation.workspace_id
        seen: list[str] = []
        finished = asyncio.Event()

        async def follows(handling: Handling, signals: Signals) -> int:
            seen.append(handling.workspace_id)
            if seen.count(broken) == 2 and seen[-1] != broken:
                finished.set()
            if handling.workspace_id == broken:
                raise RuntimeError("this workspace is out of order")
            return 1

        for workspace_id in (broken, "wsp_" + "0" * 26):
            await keep(installation, workspace_id, "src_" + "0" * 26, [offered(1, time=None)], "posthog")
        task = asyncio.create_task(rounds(installation.handling, installation.signals, follows, every=0.01))
        with caplog.at_level(logging.ERROR):
            async with asyncio.timeout(10):
                await finished.wait()
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
    assert "follows failed in" in caplog.text
