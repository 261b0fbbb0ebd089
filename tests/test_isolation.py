"""Two workspaces in one installation: nothing of one can be read, written or noticed from the other, below the pages."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from outbox_letters import letters_in, notifier_of
from plumbline.app.opening import opened
from plumbline.automation.scheduler import Scheduler
from plumbline.domain.cycle.blocker import CancelBlocker, RaiseBlocker
from plumbline.domain.cycle.decision import ApproveDecision, CastVote
from plumbline.domain.cycle.evidence import SubmitEvidence
from plumbline.domain.cycle.frame import AddSection, AssignArea, CloseCycle, ComposeCycle
from plumbline.domain.cycle.thread import ReplyToThread
from plumbline.domain.document.document import CreateDocument, WriteVersion
from plumbline.domain.playbook.compose import compose
from plumbline.domain.streams import empty
from plumbline.domain.workspace.workspace import AddMember, ChangeMember, CreateWorkspace
from plumbline.installation import Installation
from plumbline.kernel.outcome import Refusal
from plumbline.outbox.transport import FileTransport
from plumbline.projections.attention import (
    closest_to_breach,
    count_waiting,
    counts,
    counts_by_verb,
    due_until,
    most_pressing,
    needs,
    waiting_on_others,
)
from plumbline.projections.closures import closures_by_playbook
from plumbline.projections.cycles import cycles, runs_by_playbook, versions_run
from plumbline.projections.following import followed_since
from plumbline.projections.history import count_of, kind_key, newest_of, positions_of
from plumbline.projections.items import documents_of, find_item, search, settled_since
from plumbline.settings import Settings
from small_house import House, small_house
from two_workspaces import FILE, Second, second_workspace

PLAYBOOK = "ecommerce-innovation-stakeholder-alignment"
UNKNOWN = "0" * 26


@pytest.fixture
async def house(tmp_path: Path) -> AsyncGenerator[House, None]:
    async with small_house(tmp_path) as opened_house:
        decision = await opened_house.decision()
        await opened_house.proven(decision)
        await opened_house.done("ana", ApproveDecision(decision_id=decision, because="It works."))
        yield opened_house


@pytest.fixture
async def second(house: House) -> Second:
    return await second_workspace(house)


async def _everything(installation: Installation, person_id: str) -> dict[str, Any]:
    """Ask every question that goes across cycles, as a member."""
    ledger, now = installation.ledger, installation.clock()
    past, future = now - timedelta(days=30), now + timedelta(days=60)
    listed = await cycles(ledger)
    return {
        "needs": await needs(ledger, person_id),
        "pressing": await most_pressing(ledger, person_id, now, 10),
        "by verb": await counts_by_verb(ledger, person_id),
        "due": await due_until(ledger, person_id, future),
        "waiting": await waiting_on_others(ledger, person_id),
        "waiting count": await count_waiting(ledger, person_id),
        "breach": await closest_to_breach(ledger, 50),
        "counts": await counts(ledger, person_id),
        "cycles": listed,
        "runs": await runs_by_playbook(ledger),
        "versions": await versions_run(ledger, PLAYBOOK),
        "closures": await closures_by_playbook(ledger),
        "followed": await followed_since(ledger, person_id, past),
        "documents": await documents_of(ledger),
        "found": await search(ledger, "decline"),
        "settled": await settled_since(ledger, past, [row.id for row in listed], 50),
        "entries": await positions_of(ledger, (), limit=1000),
        "of the person": await positions_of(ledger, (person_id,), limit=1000),
        "newest of a kind": await newest_of(ledger, kind_key("decision.approved")),
        "of a kind": await count_of(ledger, kind_key("decision.approved")),
        "scanned": [entry.position for entry in await ledger.scan()],
    }


async def test_a_second_workspace_changes_nothing_of_what_the_first_one_sees(house: House):
    before = {name: await _everything(house.installation, person) for name, person in house.people.items()}
    await second_workspace(house)
    after = {name: await _everything(house.installation, person) for name, person in house.people.items()}
    assert after == before


async def test_a_member_of_one_sees_nothing_of_the_other(house: House, second: Second):
    own = await _everything(second.installation, second.eve)
    assert [row.id for row in own["cycles"]] == [second.cycle]
    assert {need.cycle_id for need in [*own["needs"], *own["breach"]]} == {second.cycle}
    assert {row.cycle_id for row in own["found"]} == {second.cycle}
    assert not set(own["entries"]) & {entry.position for entry in await house.installation.ledger.scan()}
    personal: dict[str, Any] = {"needs": [], "pressing": [], "due": [], "waiting": [], "followed": [], "of the person": []}
    stranger: dict[str, Any] = {**own, **personal, "by verb": {}, "counts": {}, "waiting count": 0}
    assert await _everything(second.installation, house.people["bo"]) == stranger


@pytest.mark.parametrize("kind", ["cycle", "document"])
async def test_a_stream_of_another_workspace_reads_like_one_that_does_not_exist(house: House, second: Second, kind: str):
    handling, stream = house.installation.handling, getattr(second, kind)
    head = await house.installation.ledger.head()
    async with handling.reading(stream) as state:
        assert state == empty(stream)
    assert await handling.state_at(stream, 10) == empty(stream)
    assert await handling.state_as_of(stream, head.size) == empty(stream)
    async with second.installation.handling.reading(stream) as state:
        assert state.version


async def test_the_other_workspace_itself_reads_like_one_that_does_not_exist(house: House, second: Second):
    place = second.installation.workspace_id
    async with house.installation.handling.reading(place) as state:
        assert state == empty(place)
    assert house.people["bo"] not in (await second.installation.handling.workspace()).members


_COMMANDS: dict[str, Callable[[Second], Any]] = {
    "approve": lambda there: ApproveDecision(decision_id=there.decision, because="x"),
    "vote": lambda there: CastVote(decision_id=there.decision, vote="approve"),
    "reply": lambda there: ReplyToThread(thread_id=there.thread, text="x"),
    "resolve": lambda there: CancelBlocker(blocker_id=there.blocker, reason="x"),
    "raise": lambda there: RaiseBlocker(title="x", owner_id=there.eve, due_at=there.house.clock() + timedelta(days=1), fallback="x"),
    "section": lambda _: AddSection(title="x"),
    "area": lambda there: AssignArea(area="product", person_id=there.eve),
    "close": lambda _: CloseCycle(),
}


@pytest.mark.parametrize("name", sorted(_COMMANDS))
async def test_a_command_for_another_workspace_is_answered_as_if_its_cycle_did_not_exist(house: House, second: Second, name: str):
    before = await house.installation.ledger.head()
    command = _COMMANDS[name](second)
    foreign, unknown = await house.send("mara", command, second.cycle), await house.send("mara", command, f"cyc_{UNKNOWN}")
    assert isinstance(foreign, Refusal)
    assert isinstance(unknown, Refusal)
    assert str(foreign).replace(second.cycle, "?") == str(unknown).replace(f"cyc_{UNKNOWN}", "?")
    assert await house.installation.ledger.head() == before


async def test_nothing_is_begun_in_a_stream_of_another_workspace(house: House, second: Second):
    before = await house.installation.ledger.head()
    plan = compose(house.installation.packs, "ecommerce", "innovation", "stakeholder-alignment")
    for command, stream in (
        (ComposeCycle(plan=plan, title="Mine now"), second.cycle),
        (CreateDocument(cycle_id=house.cycle, title="Mine now", text="x"), second.document),
        (WriteVersion(document_id=second.document, text="Mine now"), second.document),
        (CreateWorkspace(title="Mine now"), second.installation.workspace_id),
        (AddMember(person_id=house.people["mara"], rank="lead"), second.installation.workspace_id),
        (ChangeMember(person_id=second.eve, active=False), second.installation.workspace_id),
    ):
        answer = await house.send("mara", command, stream)
        assert isinstance(answer, Refusal), command
        assert answer.kind in ("missing", "forbidden"), answer
    assert await house.installation.ledger.head() == before


async def test_items_of_another_workspace_mean_nothing_in_a_cycle_of_ones_own(house: House, second: Second):
    answers = [
        await house.send("mara", ApproveDecision(decision_id=second.decision, because="x")),
        await house.send("mara", ReplyToThread(thread_id=second.thread, text="x")),
        await house.send(
            "mara", SubmitEvidence(decision_id=second.decision, criterion_ids=(), kind="link", title="x", reference="https://x.example")
        ),
        await house.send("mara", AssignArea(area="product", person_id=second.eve)),
        await house.send("mara", RaiseBlocker(title="x", owner_id=second.eve, due_at=house.clock() + timedelta(days=1), fallback="x")),
    ]
    assert all(isinstance(answer, Refusal) for answer in answers), answers
    assert await find_item(house.installation.ledger, second.decision) is None


async def test_a_file_is_opened_by_the_workspace_that_it_was_handed_in_for_and_not_by_whoever_knows_its_digest(
    house: House, second: Second
):
    assert await house.installation.blobs.get(second.digest) is None
    assert await house.installation.blobs.known([second.digest]) == frozenset()
    assert (await second.installation.blobs.get(second.digest) or (b"", b""))[1] == FILE
    assert await house.installation.blobs.put(FILE) == second.digest
    assert await house.installation.blobs.known([second.digest]) == {second.digest}


async def test_a_person_who_works_elsewhere_has_no_name_here(house: House, second: Second):
    assert second.eve in house.installation.directory.names()
    assert second.eve not in house.installation.names
    assert set(house.installation.names) == set(house.people.values())
    assert second.installation.names[second.eve] == "Eve Elsewhere"
    assert house.people["bo"] not in second.installation.names
    assert house.people["ana"] in second.installation.names, "whoever left is still called by their name"


async def test_entries_of_another_workspace_are_no_entries_here(house: House, second: Second):
    ledger = house.installation.ledger
    theirs = [entry.position for entry in await second.installation.ledger.scan()]
    assert theirs
    for position in theirs:
        assert await ledger.entry(position) is None
        assert await ledger.raw(position) is None
    assert await ledger.entries(theirs) == []
    assert await ledger.read(second.cycle) == []


async def test_whoever_follows_a_workspace_hears_nothing_of_another_one(house: House, second: Second):
    head = await house.installation.ledger.head()
    following = house.installation.ledger.follow(head.size)
    await second.done(AddSection(title="Unheard"))
    await house.done("mara", AddSection(title="Heard"))
    heard = await asyncio.wait_for(anext(following), 5)
    assert heard.stream == house.cycle


async def test_nobody_is_in_no_workspace_and_reaches_nothing(house: House, second: Second):
    nobody = house.installation.within("")
    assert await cycles(nobody.ledger) == []
    assert await nobody.ledger.scan() == []
    assert list(nobody.names) == []
    async with nobody.handling.reading(house.cycle) as state:
        assert state == empty(house.cycle)
    handling = nobody.handling
    answer = await handling.handle(house.cycle, AddSection(title="x"), handling.context(actor=house.people["mara"], surface="web"))
    assert isinstance(answer, Refusal)


async def test_the_scope_wins_over_what_a_context_says(house: House, second: Second):
    handling = house.installation.handling
    forged = replace(handling.context(actor=second.eve, surface="web"), workspace=second.installation.workspace_id)
    assert isinstance(await handling.handle(second.cycle, AddSection(title="x"), forged), Refusal)
    mara = replace(handling.context(actor=house.people["mara"], surface="web"), workspace=second.installation.workspace_id)
    await handling.handle(house.cycle, AddSection(title="x"), mara)
    entry = (await house.installation.ledger.scan())[-1]
    assert entry.attribution.workspace == house.installation.workspace_id


_TABLES = {
    "items": "item", "attention": "attention", "cycles": "cycle_board", "closures": "closure", "due": "due", "history": "history",
    "workspaces": "workspace_board",
}  # fmt: skip


@pytest.mark.parametrize("projection", sorted(_TABLES))
async def test_read_models_of_two_workspaces_equal_their_rebuild(house: House, second: Second, projection: str):
    states, ask = house.installation.states, f"SELECT * FROM {_TABLES[projection]} ORDER BY 1, 2"
    grown = sorted(await states.ledger.query(ask), key=str)
    await states.ledger.rebuild(projection, await states.folds())
    assert sorted(await states.ledger.query(ask), key=str) == grown


async def test_deadlines_of_both_are_watched_each_in_its_own_workspace(house: House, second: Second):
    mine = await house.decision("bo")
    house.clock.set(house.clock() + timedelta(days=12))
    running = asyncio.create_task(Scheduler(house.installation.handling).run())
    await _until(lambda: _escalated(house.installation, house.cycle, mine))
    await _until(lambda: _escalated(second.installation, second.cycle, second.decision))
    running.cancel()
    with suppress(asyncio.CancelledError):
        await running
    for entry in await house.installation.states.ledger.scan():
        theirs = entry.stream in (second.cycle, second.document, second.installation.workspace_id)
        assert (entry.attribution.workspace == second.installation.workspace_id) == theirs


async def _until(holds: Callable[[], Awaitable[bool]]) -> None:
    for _ in range(500):
        if await holds():
            return
        await asyncio.sleep(0.02)
    raise AssertionError("it never came to hold")


async def _escalated(installation: Installation, cycle_id: str, item_id: str) -> bool:
    async with installation.handling.reading(cycle_id) as cycle:
        return item_id in cycle.escalations_of


async def test_mail_tells_of_one_workspace_and_comes_in_its_name(house: House, second: Second, tmp_path: Path):
    transport = FileTransport(folder=tmp_path / "letters")
    notifier = notifier_of(house, transport)
    await notifier.look()
    house.clock.set(house.clock() + timedelta(days=1))
    await notifier.look()
    to_eve = [letter for letter in letters_in(transport) if "eve@" in str(letter["To"])]
    to_bo = [letter for letter in letters_in(transport) if "bo@" in str(letter["To"])]
    assert to_eve
    assert to_bo
    assert all("The second workspace" in str(letter["From"]) for letter in to_eve)
    assert all("House" in str(letter["From"]) for letter in to_bo)
    mine = second.decision, second.blocker, second.thread
    assert all(not any(item in letter.get_content() for item in mine) for letter in to_bo)


async def test_everything_holds_after_a_restart(house: House, second: Second, tmp_path: Path):
    shown = await _everything(house.installation, house.people["mara"])
    place, eve = second.installation.workspace_id, second.eve
    theirs = await _everything(second.installation, eve)
    await house.installation.states.ledger.close()
    async with opened(Settings(data=tmp_path), clock=house.clock) as again:
        assert await _everything(again, house.people["mara"]) == shown
        assert await _everything(again.within(place), eve) == theirs
        assert [one.id for one in await again.states.memberships(eve)] == [place]


async def test_a_workspace_is_made_by_an_administrator_of_the_installation_under_a_title_of_its_own(house: House, second: Second):
    def new_id() -> str:
        return house.installation.handling.context(actor="", surface="cli").new_id("wsp")

    refused = await house.send("mara", CreateWorkspace(title="Third"), new_id())
    assert isinstance(refused, Refusal)
    assert [(one.rule, one.who) for one in refused.unmet] == [("P.installation", (house.people["ana"],))]
    for title, rule in (("  the SECOND   workspace ", "workspace.title_free"), ("House", "workspace.title_free"), (" ", "common.title")):
        answer = await house.send("ana", CreateWorkspace(title=title), new_id())
        assert isinstance(answer, Refusal)
        assert [one.rule for one in answer.unmet] == [rule]
    outside = await second.send(second.eve, CreateWorkspace(title="Third"), new_id())
    assert isinstance(outside, Refusal)
    assert outside.kind == "forbidden"
    assert outside.unmet[0].who == (), "nobody outside the first workspace learns who runs the installation"
