"""What a server says about itself to whatever watches it."""

import asyncio
import sqlite3
from contextlib import suppress
from pathlib import Path
from typing import Any, cast

import pytest
from httpx import ASGITransport, AsyncClient

from plumbline.app.composition import application
from plumbline.automation.scheduler import Scheduler
from plumbline.domain.cycle.decision import DraftDecision
from plumbline.kernel.outcome import Refusal
from plumbline.ledger import sqlite
from plumbline.ledger.folder import open_to_write
from small_house import client_of, small_house


def small_disk(data: Path) -> sqlite3.Connection:
    connection = open_to_write(data)
    connection.execute("PRAGMA max_page_count = 260")  # SQLite then answers as it does when the disk ends here
    return connection


async def test_a_full_disk_is_told_as_read_only_with_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(sqlite, "open_to_write", small_disk)
    async with small_house(tmp_path) as house, client_of(house) as client:
        assert (await client.get("/healthz")).json()["status"] == "ok"
        refused = None
        for _ in range(400):
            section, objective = await house.place()
            refused = await house.send("ana", drafted(section, objective))
            if isinstance(refused, Refusal):
                break
        assert isinstance(refused, Refusal)
        assert refused.code == "ledger.read_only"
        answer = await client.get("/healthz")
        assert (answer.status_code, answer.json()["status"]) == (503, "read_only")
        assert "free some space" in answer.json()["problem"]
        assert "restart" in answer.json()["remedy"]
        assert (await client.get("/readyz")).json()["checks"]["ledger"]["status"] == "failed"
        assert (await client.get(f"/v1/cycles/{house.cycle}")).status_code == 200


def drafted(section: str, objective: str) -> Any:
    return DraftDecision(title="Long", question="x" * 4000, section_id=section, objective_id=objective)


async def test_a_server_is_ready_while_its_scheduler_looks_for_deadlines(tmp_path: Path):
    async with small_house(tmp_path) as house:
        scheduler = Scheduler(house.installation.handling)
        app = cast(Any, application(house.installation, scheduler))
        async with AsyncClient(transport=ASGITransport(app=app), base_url=house.installation.base_url) as client:
            waiting = await client.get("/readyz")
            assert (waiting.status_code, waiting.json()["checks"]["scheduler"]["status"]) == (503, "failed")
            running = asyncio.create_task(scheduler.run())
            await asyncio.sleep(0.2)
            ready = await client.get("/readyz")
            assert (ready.status_code, ready.json()["status"]) == (200, "ready")
            running.cancel()
            with suppress(asyncio.CancelledError):
                await running
            assert (await client.get("/readyz")).status_code == 503
