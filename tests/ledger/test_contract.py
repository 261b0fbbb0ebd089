"""What every ledger does, whatever it keeps its entries in."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger_grounds import ANA, NOON, Counting, Ledger, NoFold, RemarkDropped, RemarkMade, Ticking, filled, opened, remarks
from plumbline.ledger.checkpoint import Checkpoint
from plumbline.ledger.entry import Append, Draft, Entry, Idempotency
from plumbline.ledger.errors import AlreadyAnswered, LedgerError, ReadOnly, Unrecordable, VersionConflict
from plumbline.ledger.merkle import EMPTY_ROOT, continues, includes, leaf_hash

KINDS = ("memory", "sqlite")


@pytest.fixture(params=KINDS)
async def ledger(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Ledger]:
    made = await opened(request.param, tmp_path, [Counting()])
    yield made
    await made.close()


async def test_what_was_appended_is_read_back_in_order(ledger: Ledger):
    appended = await ledger.append(remarks("s", 0, "one", "two"))
    await ledger.append(remarks("other", 0, "elsewhere"))
    assert (appended.version, appended.position) == (2, 2)
    assert list(await ledger.read("s")) == list(appended.entries)
    assert [entry.event.text for entry in await ledger.read("s", after=1)] == ["two"]
    assert [(entry.stream, entry.version) for entry in await ledger.scan()] == [("s", 1), ("s", 2), ("other", 1)]
    assert [entry.position for entry in await ledger.scan(after=1, limit=1)] == [2]
    assert await ledger.entry(3) == (await ledger.read("other"))[0]
    assert await ledger.entry(4) is None
    assert await ledger.read("nowhere") == []


async def test_what_is_made_anew_is_there_meanwhile_and_afterwards(ledger: Ledger):
    async with ledger.made_anew():
        await ledger.append(remarks("s", 0, "one"))
        assert [entry.event.text for entry in await ledger.read("s")] == ["one"]
    await ledger.append(remarks("s", 1, "two"))
    assert [entry.event.text for entry in await ledger.read("s")] == ["one", "two"]
    assert (await ledger.verify()).size == 2


async def test_writers_at_the_same_time_are_all_heard_while_a_ledger_is_made_anew(ledger: Ledger):
    async def write(stream: str) -> None:
        for version in range(5):
            await ledger.append(remarks(stream, version, f"{stream} {version}"))

    before = asyncio.create_task(write("a"))
    async with ledger.made_anew():
        await asyncio.gather(before, write("b"), write("c"))
        with pytest.raises(VersionConflict):
            await ledger.append(remarks("b", 0, "too late"))
    await write("d")
    assert [len(await ledger.read(stream)) for stream in "abcd"] == [5, 5, 5, 5]
    assert (await ledger.verify()).size == 20


async def test_an_entry_says_where_it_comes_from(ledger: Ledger):
    written = RemarkDropped(remark_id="r", after=ANA.occurred_at - NOON.replace(hour=1), at=NOON, tags=("a", "b"))
    draft = Draft(event=written, section="sec_1", objective="obj_1", journey="jrn_1", screen="scr_1", run="run_1", content_hash="ab")
    await ledger.append(Append(stream="s", after=0, drafts=(draft,), attribution=ANA))
    entry = (await ledger.read("s"))[0]
    assert entry.event == written
    assert entry.attribution == ANA
    assert (entry.section, entry.objective, entry.journey, entry.screen, entry.run, entry.content_hash) == (
        "sec_1", "obj_1", "jrn_1", "scr_1", "run_1", "ab",
    )  # fmt: skip
    assert entry.recorded_at > NOON
    assert entry.id.startswith("evt_")
    assert entry.leaf_hash == leaf_hash(await ledger.raw(1) or b"")


async def test_entries_written_together_share_an_append_id(ledger: Ledger):
    together = (await ledger.append(remarks("s", 0, "one", "two"))).entries
    apart = (await ledger.append(remarks("s", 2, "three"))).entries
    assert [entry.append_id for entry in together] == [together[0].id] * 2
    assert apart[0].append_id == apart[0].id
    assert len({entry.id for entry in (*together, *apart)}) == 3


async def test_a_stream_that_has_moved_on_refuses(ledger: Ledger):
    await ledger.append(remarks("s", 0, "one"))
    with pytest.raises(VersionConflict) as refused:
        await ledger.append(remarks("s", 0, "again"))
    assert (refused.value.expected, refused.value.actual) == (0, 1)
    with pytest.raises(VersionConflict):
        await ledger.append(remarks("s", 2, "too early"))
    assert (await ledger.head()).size == await ledger.size() == 1


async def test_of_many_who_write_the_same_version_one_wins(ledger: Ledger):
    answers = await asyncio.gather(*(ledger.append(remarks("s", 0, f"by {number}")) for number in range(20)), return_exceptions=True)
    assert sum(not isinstance(answer, VersionConflict) for answer in answers) == 1
    assert len(await ledger.read("s")) == 1


async def test_an_append_of_nothing_changes_nothing(ledger: Ledger):
    await ledger.append(remarks("s", 0, "one"))
    appended = await ledger.append(remarks("s", 1))
    assert (appended.version, appended.position, appended.entries) == (1, 1, ())


async def test_an_event_that_could_not_be_read_back_is_refused(ledger: Ledger):
    of_no_known_type = Append(stream="s", after=0, drafts=(Draft(event=NOON),), attribution=ANA)
    with_a_float = Append(stream="s", after=0, drafts=(Draft(event=RemarkMade(remark_id="r", weight=1.5)),), attribution=ANA)  # type: ignore[arg-type]
    with_half_a_character = remarks("s", 0, "\ud800")
    for request in (of_no_known_type, with_a_float, with_half_a_character):
        with pytest.raises(Unrecordable):
            await ledger.append(request)
    assert (await ledger.head()).size == 0
    assert (await ledger.append(remarks("s", 0, "fine"))).position == 1


async def test_a_request_is_answered_once(ledger: Ledger):
    asked = Idempotency(scope="usr_ana", key="k1", request_hash="h", answer=b"done")
    assert await ledger.answered("usr_ana", "k1") is None
    await ledger.append(remarks("s", 0, "one", idempotency=asked))
    assert await ledger.answered("usr_ana", "k1") == ("h", b"done")
    assert await ledger.answered("usr_bo", "k1") is None
    with pytest.raises(AlreadyAnswered) as refused:
        await ledger.append(remarks("s", 1, "one", idempotency=asked))
    assert (refused.value.request_hash, refused.value.answer) == ("h", b"done")
    assert (await ledger.head()).size == 1


async def test_the_same_request_twice_at_once_is_written_once(ledger: Ledger):
    asked = Idempotency(scope="usr_ana", key="k1", request_hash="h", answer=b"done")
    answers = await asyncio.gather(
        *(ledger.append(remarks(f"s{number}", 0, "one", idempotency=asked)) for number in range(5)), return_exceptions=True
    )
    assert sum(isinstance(answer, AlreadyAnswered) for answer in answers) == 4
    assert (await ledger.head()).size == 1


async def test_a_follower_misses_nothing_and_sees_nothing_twice(ledger: Ledger):
    await filled(ledger, 30)
    seen: list[int] = []
    late: list[int] = []

    async def follow(after: int, into: list[int], until: int) -> None:
        async for entry in ledger.follow(after):
            into.append(entry.position)
            if entry.position == until:
                return

    following = [asyncio.create_task(follow(0, seen, 130)), asyncio.create_task(follow(25, late, 130))]
    await asyncio.gather(*(ledger.append(remarks(f"f{number}", 0, "live")) for number in range(100)))
    await asyncio.wait_for(asyncio.gather(*following), 5)
    assert seen == list(range(1, 131))
    assert late == list(range(26, 131))


async def test_following_ends_when_the_ledger_is_closed(ledger: Ledger):
    await filled(ledger, 3)

    async def follow() -> list[int]:
        return [entry.position async for entry in ledger.follow(1)]

    following = asyncio.create_task(follow())
    await asyncio.sleep(0.01)
    await ledger.close()
    assert await asyncio.wait_for(following, 5) == [2, 3]
    with pytest.raises(ReadOnly):
        await ledger.append(remarks("s", 3, "too late"))


async def test_erased_text_is_gone_and_the_proof_stays(ledger: Ledger):
    await ledger.append(remarks("s", 0, "Ana Lima said so", "fine"))
    before = await ledger.head(), await ledger.raw(1)
    assert b"Lima" not in (before[1] or b"")
    assert await ledger.erase([1, 7]) == 1
    assert await ledger.erase([1]) == 0
    first, second = await ledger.read("s")
    assert (first.event.text, first.erased, second.event.text, second.erased) == ("", True, "fine", False)
    assert (await ledger.head(), await ledger.raw(1)) == before
    followed = [entry async for entry in _first(ledger, 2)]
    assert followed[0].erased


async def test_every_entry_can_be_shown_to_be_in_the_tree(ledger: Ledger):
    assert await ledger.head() == await ledger.head()
    assert (await ledger.head()).root == EMPTY_ROOT
    heads = [await ledger.head()]
    for number in range(12):
        await ledger.append(remarks("s", number, "x"))
        heads.append(await ledger.head())
    for old in heads:
        proof = await ledger.consistency_proof(old.size, 12)
        assert continues(old.size, 12, old.root, heads[12].root, proof)
    for position in range(1, 13):
        leaf = leaf_hash(await ledger.raw(position) or b"")
        assert includes(leaf, position - 1, 12, await ledger.inclusion_proof(position, 12), heads[12].root)
    with pytest.raises(ValueError, match="no leaf"):
        await ledger.inclusion_proof(13, 12)


async def test_a_proof_in_a_tree_that_does_not_exist_yet_is_refused(ledger: Ledger):
    await filled(ledger, 5)
    with pytest.raises(ValueError, match="tree"):
        await ledger.inclusion_proof(2, 8)
    with pytest.raises(ValueError, match="tree"):
        await ledger.consistency_proof(2, 8)


async def test_a_checkpoint_is_signed_over_the_head(ledger: Ledger):
    assert await ledger.latest_checkpoint() is None
    await filled(ledger, 3)
    note = await ledger.checkpoint()
    head = await ledger.head()
    signed = Checkpoint.parse(note)
    assert (signed.size, signed.root) == (head.size, head.root)
    assert signed.is_signed_by(ledger.key.verifier)
    assert await ledger.latest_checkpoint() == note == await ledger.checkpoint()


async def test_a_projection_is_written_with_the_entries(ledger: Ledger):
    await ledger.append(remarks("s", 0, "one", "two"))
    await ledger.append(remarks("t", 0, "three"))
    assert await ledger.query("SELECT * FROM remarks ORDER BY stream") == [("s", 2, 2), ("t", 1, 3)]
    assert await ledger.query("SELECT count FROM remarks WHERE stream = ?", ("t",)) == [(1,)]
    assert await ledger.row("SELECT count FROM remarks WHERE stream = ?", ("t",)) == (1,)
    assert await ledger.row("SELECT count FROM remarks WHERE stream = ?", ("u",)) is None


async def test_a_question_cannot_write(ledger: Ledger):
    await ledger.append(remarks("s", 0, "one"))
    for ask in (ledger.query, ledger.row):
        with pytest.raises(Exception, match="readonly"):
            await ask("DELETE FROM remarks")
    assert await ledger.query("SELECT count FROM remarks") == [(1,)]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("way", ["apply", "statement"])
async def test_a_projection_that_fails_is_stale_and_appends_go_on(kind: str, way: str, tmp_path: Path):
    bad = Counting("bad", broken=way)
    ledger = await opened(kind, tmp_path, [Counting("good"), bad])
    await ledger.append(remarks("s", 0, "one"))
    await ledger.append(remarks("s", 1, "two"))
    assert await ledger.stale_projections() == ("bad",)
    assert await ledger.query("SELECT count FROM good") == [(2,)]
    bad.broken = ""
    assert await ledger.rebuild("bad", lambda stream: NoFold()) == 2
    assert await ledger.stale_projections() == ()
    await ledger.append(remarks("s", 2, "three"))
    assert await ledger.query("SELECT * FROM bad") == await ledger.query("SELECT * FROM good") == [("s", 3, 3)]
    await ledger.close()


async def test_only_a_projection_that_exists_can_be_rebuilt(ledger: Ledger):
    with pytest.raises(LedgerError, match="remarks"):
        await ledger.rebuild("nothing", lambda stream: NoFold())


@pytest.mark.parametrize("kind", KINDS)
def test_no_interleaving_loses_or_doubles_an_event(kind: str, tmp_path_factory: pytest.TempPathFactory):
    @settings(max_examples=20, deadline=None)
    @given(st.lists(st.tuples(st.integers(0, 2), st.integers(1, 3)), max_size=25), st.integers(0, 8))
    def check(plan: list[tuple[int, int]], prefix: int) -> None:
        asyncio.run(_interleaved(kind, tmp_path_factory.mktemp("l"), plan, prefix))

    check()


async def _interleaved(kind: str, data: Path, plan: list[tuple[int, int]], prefix: int) -> None:
    ledger = await opened(kind, data, [Counting()], Ticking())
    won: list[str] = []

    async def write(number: int, stream: int, count: int) -> None:
        texts = [f"{number}.{part}" for part in range(count)]
        after = 0
        while True:
            try:
                await ledger.append(remarks(f"s{stream}", after, *texts))
            except VersionConflict as conflict:
                after = conflict.actual
            else:
                won.extend(texts)
                return

    await asyncio.gather(*(write(number, *what) for number, what in enumerate(plan)))
    entries = await ledger.scan(limit=1000)
    assert sorted(entry.event.text for entry in entries) == sorted(won)
    assert [entry.position for entry in entries] == list(range(1, len(won) + 1))
    for stream in {entry.stream for entry in entries}:
        whole = list(await ledger.read(stream))
        assert whole == [entry for entry in entries if entry.stream == stream]
        assert [*whole[:prefix], *await ledger.read(stream, after=min(prefix, len(whole)))] == whole
    await ledger.close()


async def _first(ledger: Ledger, count: int) -> AsyncIterator[Entry]:
    async for entry in ledger.follow(0):
        yield entry
        if entry.position == count:
            return
