"""The demo's handoffs say how their issues stand, and nothing of it leaves the machine or looks like a fault."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from plumbline.app.opening import opened
from plumbline.demo.clock import SimulatedClock
from plumbline.demo.making import beginning, make_demo
from plumbline.domain.cycle.rules.warning_signs.drifting_work import drifting_work
from plumbline.domain.workspace.endpoint import Endpoint
from plumbline.edge import replaying, trying, webhooks
from plumbline.installation import Installation
from plumbline.kernel.outcome import Refusal
from plumbline.projections.cycles import cycles
from plumbline.settings import Settings

NOW = datetime(2026, 11, 18, 12, tzinfo=UTC)


@asynccontextmanager
async def made(folder: Path) -> AsyncGenerator[tuple[Installation, Endpoint]]:
    clock = SimulatedClock(beginning(NOW) - timedelta(days=1))
    async with opened(Settings(data=folder), clock=clock, demo=True) as installation:
        await make_demo(installation, clock, NOW)
        (endpoint,) = await webhooks.endpoints(installation)
        yield installation, endpoint


async def test_each_line_that_delivery_took_over_says_how_its_issue_stands(tmp_path: Path):
    stands: dict[str, str] = {}
    async with made(tmp_path) as (installation, _):
        for row in await cycles(installation.ledger):
            async with installation.handling.reading(row.id) as cycle:
                for handoff in cycle.handoffs.values():
                    taken = [line for line in handoff.lines.values() if line.accepted_at is not None]
                    assert all(line.work_items for line in taken), handoff.title
                    stands |= {f"{handoff.title} {line.number}": item.status for line in taken for item in line.work_items.values()}
    assert stands == {
        "The address check 1": "done", "The address check 2": "gone", "Guest checkout 1": "done", "Receipt by mail 1": "started",
        "Receipt by mail 2": "dropped", "Order of signatures 1": "open",
        **{f"Five small changes {number}": "done" for number in range(1, 6)},
    }  # fmt: skip


async def test_what_drifts_shows_where_it_belongs_and_asks_whoever_can_mend_it(tmp_path: Path):
    async with made(tmp_path) as (installation, _):
        workspace, found = await installation.handling.workspace(), dict[str, list[str]]()
        for row in await cycles(installation.ledger):
            async with installation.handling.reading(row.id) as cycle:
                found[row.title] = [one.kind for one in drifting_work(cycle, workspace, NOW)]
    assert {title: kinds for title, kinds in found.items() if kinds} == {
        "Checkout pilot": ["dropped"],
        "Contract review and signature": ["suspect"],
    }


async def test_its_deliveries_are_all_told_and_nobody_can_make_it_send(tmp_path: Path):
    async with made(tmp_path) as (installation, endpoint):
        told = await webhooks.told(installation, endpoint)
        assert {one.state for one in told} == {"delivered"}
        assert (await webhooks.figures(installation, endpoint)).backlog == 0
        assert not webhooks.is_kept(installation, endpoint)
        context = installation.handling.context(actor=min(installation.directory.members()), surface="web")
        for act in (webhooks.enable, trying.verify, trying.try_out):
            refused = await act(installation, context, endpoint.id)
            assert isinstance(refused, Refusal), act
            assert [one.rule for one in refused.findings] == ["endpoint.kept"]
        before = await installation.ledger.size()
        for answer in (
            await webhooks.send_again(installation, context, endpoint, told[0].owed.position),
            await replaying.preview(installation, context, endpoint, replaying.Choice(after=0)),
            await replaying.replay(installation, context, endpoint, replaying.Choice(after=0)),
        ):
            assert isinstance(answer, Refusal)
            assert [one.rule for one in answer.findings] == ["endpoint.kept"]
        assert await installation.ledger.size() == before
