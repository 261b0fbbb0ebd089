"""What is taken away is gone, what nothing names goes after a day, and everything else stays."""

import json
import sqlite3
from contextlib import closing
from dataclasses import fields
from datetime import timedelta
from hashlib import sha256
from pathlib import Path

from typer.testing import CliRunner

from document_story import POLICY
from plumbline.automation.forgetting import forget, tidy
from plumbline.automation.scheduler import Scheduler
from plumbline.cli.ledger import app
from plumbline.domain.cycle.evidence import SubmitEvidence
from plumbline.domain.document.document import CreateDocument, RedactVersion, WriteVersion
from plumbline.domain.document.rules import digest_of
from plumbline.domain.journey.edit import setting
from plumbline.domain.journey.journey import CreateJourney, EditJourney, NameVersion
from plumbline.domain.streams import EVENTS
from plumbline.edge.kept_files import look_at_files
from plumbline.kernel.record import event_name
from plumbline.ledger.folder import open_to_read
from small_house import House, small_house
from small_journey import plain
from two_workspaces import FILE, second_workspace

SECRET = "# Access\n\nThe password is heron.\n"
CRITERION = "crt_" + "0" * 26


async def with_a_secret(house: House) -> str:
    """Add a document whose first version holds a secret and whose second one does not; return its id."""
    document = house.installation.handling.context(actor="", surface="cli").new_id("doc")
    await house.done("bo", CreateDocument(cycle_id=house.cycle, title="Access", text=SECRET), document)
    await house.done("bo", WriteVersion(document_id=document, text=POLICY, note="The password heron is out."), document)
    return document


def files_of(folder: Path) -> list[tuple[str, bytes]]:
    return [(file.name, file.read_bytes()) for file in folder.glob("*.sqlite*")]


async def attach(house: House, decision: str, digest: str) -> None:
    evidence = SubmitEvidence(
        decision_id=decision, criterion_ids=(CRITERION,), kind="file", title="Run", digest=digest, reference="run.txt"
    )
    await house.done("ana", evidence)


async def test_a_text_that_was_redacted_is_gone_from_the_disk_and_its_note_from_the_ledger(tmp_path: Path):
    async with small_house(tmp_path) as house:
        document = await with_a_secret(house)
        await house.done("bo", WriteVersion(document_id=document, text=POLICY + "\nMore.\n"), document)
        for number in (1, 2):
            await house.done("bo", RedactVersion(document_id=document, number=number, reason="It held a password."), document)
        assert (await forget(house.installation.handling, document)).bodies == 2
        assert await house.installation.blobs.get(digest_of(SECRET)) is None
        entries = await house.installation.ledger.read(document)
        assert [one.erased for one in entries] == [False, True, False, False, False]
        assert await forget(house.installation.handling, document) == (0, 0)
    assert not [name for name, body in files_of(tmp_path) if b"heron" in body]


async def test_verification_passes_after_a_redaction_and_says_so(tmp_path: Path):
    async with small_house(tmp_path) as house:
        document = await with_a_secret(house)
        await house.done("bo", RedactVersion(document_id=document, number=1, reason="It held a password."), document)
        await forget(house.installation.handling, document)
        await house.installation.blobs.put(b"unnamed")
    said = CliRunner().invoke(app, ["verify", "--data", str(tmp_path)])
    assert said.exit_code == 0, said.output
    assert "2 files, all as recorded; 1 text was redacted and taken away" in said.output
    assert "no entry names 1 of them, which the server removes after a day" in said.output
    with closing(sqlite3.connect(tmp_path / "blobs.sqlite")) as db, db:
        db.execute("DELETE FROM blob WHERE digest = ?", (digest_of(POLICY),))
    said = CliRunner().invoke(app, ["verify", "--data", str(tmp_path)])
    assert said.exit_code == 7, "a text that nobody redacted is missed"
    assert f"the file {digest_of(POLICY)}, named by entry" in said.output


async def test_a_text_that_was_redacted_and_written_again_is_there_and_needed(tmp_path: Path):
    async with small_house(tmp_path) as house:
        document = await with_a_secret(house)
        await house.done("bo", RedactVersion(document_id=document, number=1, reason="It held a password."), document)
        await forget(house.installation.handling, document)
        await house.done("bo", WriteVersion(document_id=document, text=SECRET), document)
        assert await forget(house.installation.handling, document) == (0, 0)
        with closing(open_to_read(tmp_path)) as connection:
            files = look_at_files(connection, tmp_path)
        assert (files.problems, files.redacted) == ((), 0)


async def test_a_text_stays_where_another_document_has_the_same_until_it_is_redacted_there_too(tmp_path: Path):
    async with small_house(tmp_path) as house:
        first, second = await with_a_secret(house), await with_a_secret(house)
        for document, left in ((first, True), (second, False)):
            await house.done("bo", RedactVersion(document_id=document, number=1, reason="It held a password."), document)
            await forget(house.installation.handling, document)
            assert (await house.installation.blobs.get(digest_of(SECRET)) is not None) == left


async def test_uploads_that_nothing_named_go_after_a_day_and_named_ones_stay(tmp_path: Path):
    async with small_house(tmp_path) as house:
        handling, document = house.installation.handling, await with_a_secret(house)
        decision = await house.decision()
        unnamed, evidence = [await house.installation.blobs.put(body) for body in (b"unnamed", b"evidence")]
        await attach(house, decision, evidence)
        house.clock.set(house.clock() + timedelta(hours=23))
        assert await tidy(handling) == (0, 0)
        house.clock.set(house.clock() + timedelta(hours=2))
        young = await house.installation.blobs.put(b"young")
        assert await tidy(handling) == (1, len(b"unnamed"))
        kept = await house.installation.blobs.known([unnamed, evidence, young, digest_of(SECRET), digest_of(POLICY)])
        assert kept == {evidence, young, digest_of(SECRET), digest_of(POLICY)}
        assert document


async def test_an_upload_that_is_named_a_day_later_is_young_again(tmp_path: Path):
    async with small_house(tmp_path) as house:
        decision, digest = await house.decision(), await house.installation.blobs.put(b"late")
        house.clock.set(house.clock() + timedelta(hours=30))
        await attach(house, decision, digest)
        assert await house.installation.blobs.held(before=house.clock() - timedelta(days=1)) == []
        house.clock.set(house.clock() + timedelta(days=9))
        assert await tidy(house.installation.handling) == (0, 0)


async def test_each_workspace_is_tidied_by_what_it_names_itself(tmp_path: Path):
    async with small_house(tmp_path) as house:
        second = await second_workspace(house)
        await house.installation.blobs.put(FILE)
        house.clock.set(house.clock() + timedelta(days=2))
        assert await tidy(house.installation.handling) == (0, 0), "the other workspace has it, and names it"
        assert await house.installation.blobs.get(sha256(FILE).hexdigest()) is None
        assert await tidy(second.installation.handling) == (0, 0)
        assert await second.installation.blobs.get(second.digest) is not None


async def test_the_scheduler_does_both_by_itself(tmp_path: Path):
    async with small_house(tmp_path) as house:
        document, unnamed = await with_a_secret(house), await house.installation.blobs.put(b"unnamed")
        await house.done("bo", RedactVersion(document_id=document, number=1, reason="It held a password."), document)
        house.clock.set(house.clock() + timedelta(days=2))
        scheduler = Scheduler(house.installation.handling)
        scheduler._written.add(document)  # pyright: ignore[reportPrivateUsage] - as its start does with every document
        await scheduler._work()  # pyright: ignore[reportPrivateUsage]
        assert await house.installation.blobs.known([digest_of(SECRET), unnamed]) == frozenset()


async def test_the_versions_of_a_journey_stay_however_old_they_are(tmp_path: Path):
    async with small_house(tmp_path) as house:
        journey = house.installation.handling.context(actor="", surface="cli").new_id("jrn")
        await house.done("bo", CreateJourney(cycle_id=house.cycle, content=json.dumps(plain())), journey)
        await house.done("bo", EditJourney(journey_id=journey, edits=(setting("screen", "cart", "title", "Basket"),)), journey)
        await house.done("bo", NameVersion(journey_id=journey), journey)
        house.clock.set(house.clock() + timedelta(days=9))
        assert await tidy(house.installation.handling) == (0, 0)
        async with house.installation.handling.reading(journey) as state:
            digests = {one.digest for one in state.versions}
        assert len(digests) == 2
        assert await house.installation.blobs.known(sorted(digests)) == digests


def test_every_event_that_names_a_body_is_known_to_whoever_lets_go_of_bodies():
    """An event with a digest that is missing here would lose its body after a day."""
    named = {event_name(one) for one in EVENTS if {"digest", "images"} & {part.name for part in fields(one)}}
    bodies = {"document.created", "document.version_written", "document.edit_suggested", "document.image_attached",
              "journey.created", "journey.version_named", "evidence.submitted", "run.started", "workspace.play_offered",
              "workspace.template_published", "journey.update_proposed", "workspace.theme_defined", "journey.edited"}  # fmt: skip
    others = {"document.version_redacted", "journey.version_restored", "review.section_signed_off", "decision.suspected"}  # named already
    others |= {"signals.anchored"}  # the digest of a range of signals, which are kept in a file of their own
    assert named - bodies == others, "add it to projections/bodies.py, or here with the reason"
