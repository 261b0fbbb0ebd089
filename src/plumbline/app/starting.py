"""Starting: from what the command line says to a server that answers, and what to tell people when it does not."""

import asyncio
import gc
import logging
import sys
import webbrowser
from collections.abc import Callable, Coroutine
from contextlib import closing
from dataclasses import replace
from functools import partial
from pathlib import Path
from sqlite3 import DatabaseError, OperationalError
from typing import Any

from litestar import Litestar

from plumbline.app.composition import over, pages
from plumbline.app.opening import opened, packs_of, speaker_of, tracking_of
from plumbline.app.sample import Making, NotMade, WrongFolder, is_sample
from plumbline.automation import anchoring, signing_up
from plumbline.automation.collecting import Collector, Mailbox
from plumbline.automation.delivering import Sender
from plumbline.automation.notifying import Notifier
from plumbline.automation.rounds import rounds
from plumbline.automation.scheduler import Scheduler
from plumbline.blobs.errors import BlobError
from plumbline.cli.factories import Starting
from plumbline.directory.mailbox_looks import Fault
from plumbline.edge.kept_files import look_at_files
from plumbline.edge.mail_replies import TryAgain, take
from plumbline.events.cloudevent import encoded
from plumbline.files.problem import PackErrors
from plumbline.installation import Installation
from plumbline.ledger.errors import Corrupt, LedgerError, Unreadable
from plumbline.ledger.folder import open_to_read
from plumbline.serving import PortTaken, free_port, run_until_stopped
from plumbline.settings import Settings, SettingsRefused, read_settings
from plumbline.sqlite_file import UnreadableFile

_log = logging.getLogger(__name__)


def run_demo(starting: Starting, making: Making) -> int:
    """Start the demo in a folder that is being filled, and return the exit code."""

    async def demo(settings: Settings, starting: Starting) -> None:
        served, packs = pages(demo=True), packs_of(settings)  # which takes some time, too
        gc.collect()  # as does this; what is free by then, the first pages use again
        try:
            await making.done()
        except NotMade:
            async with opened(settings, demo=True):  # says what is wrong with packs or a disk in the words of any start
                raise
        async with opened(settings, demo=True, packs=packs) as installation:
            lines = (
                "Sample data: three cycles at day nine. Stop with Ctrl C.",
                f"The record can be checked while it runs: {Path(sys.argv[0])} ledger verify --data {settings.data}",
            )
            await _listen(installation, settings, starting, lines, served)

    return _run(starting, demo)


def run_server(starting: Starting) -> int:
    """Start the server and return the exit code."""
    return _run(starting, _serve)


async def _serve(settings: Settings, starting: Starting) -> None:
    if is_sample(settings.data):
        raise WrongFolder(f"{settings.data} holds the demo's sample data. Name another folder with --data.")
    async with opened(settings) as installation:
        lines = [f"Data in {settings.data}. Stop with Ctrl C."]
        if not installation.directory.has_accounts():
            link = f"{settings.base_url}/setup/{installation.directory.setup_token()}"
            lines.insert(0, f"Nobody has an account yet. This link makes the first one; it works once, for 24 hours:\n  {link}")
        await _listen(installation, settings, starting, tuple(lines), pages(demo=False))


async def _listen(installation: Installation, settings: Settings, starting: Starting, lines: tuple[str, ...], served: Litestar) -> None:
    async def ready() -> None:
        sys.stdout.write("\n".join((f"Plumbline answers at {settings.base_url}", *lines)) + "\n")
        sys.stdout.flush()
        gc.freeze()  # what a running server is made of is never garbage
        gc.enable()
        if starting.open_browser:
            await asyncio.to_thread(webbrowser.open, settings.base_url)

    scheduler = Scheduler(installation.handling)
    over(installation, scheduler, served)
    await run_until_stopped(served, settings.host, settings.port, ready=ready, beside=_work(installation, scheduler, settings))


async def _work(installation: Installation, scheduler: Scheduler, settings: Settings) -> None:
    """What the process does by itself for as long as it runs."""
    notifier = Notifier(
        installation.handling,
        installation.directory,
        installation.mail,
        address=installation.mail_from,
        base_url=installation.base_url,
        replies=installation.mail_replies,
    )
    sender = Sender(
        installation.handling,
        installation.directory,
        installation.progress,
        partial(encoded, base_url=installation.base_url),
        networks=installation.networks,
        authorities=installation.authorities,
        speaker=speaker_of(installation),
    )
    kept = (installation.handling, installation.signals)
    running = (
        scheduler.run(),
        notifier.run(),
        sender.run(),
        tracking_of(installation).run(),
        rounds(*kept, anchoring.anchor, every=anchoring.EVERY),
        rounds(*kept, signing_up.record_sign_ups, every=signing_up.EVERY),
    )
    collecting = [_collector(installation, settings).run()] if settings.imap_host else []
    await asyncio.gather(*running, *collecting, asyncio.to_thread(_look_at_files, settings.data))


def _collector(installation: Installation, settings: Settings) -> Collector:
    def note(fault: Fault | None, said: str) -> None:
        installation.directory.incoming.looks.note(installation.mailbox, installation.clock(), fault, said)

    return Collector(mailbox(settings), partial(_take, installation), settings.imap_every_seconds, note)


def mailbox(settings: Settings) -> Mailbox:
    """Return the mailbox that replies are fetched from."""
    return Mailbox(
        host=settings.imap_host,
        port=settings.imap_port,
        security=settings.imap_security,
        user=settings.imap_user,
        password=settings.imap_password,
        folder=settings.imap_folder,
        done=settings.imap_done_folder,
    )


async def _take(installation: Installation, raw: bytes) -> bool:
    try:
        await take(installation, raw)
    except TryAgain as fault:
        _log.warning("a reply waits in its mailbox: %s", fault)
        return False
    return True


def _look_at_files(data: Path) -> None:
    """Say in the log which files are missing or altered. The server runs on: everything else in it is as it was."""
    try:
        with closing(open_to_read(data)) as connection:
            for problem in look_at_files(connection, data).problems:
                _log.error("%s; restore blobs.sqlite from a backup", problem)
    except (LedgerError, BlobError, DatabaseError):
        _log.exception("the kept files could not be compared with the entries that name them")


def _run(starting: Starting, start: Callable[[Settings, Starting], Coroutine[Any, Any, None]]) -> int:
    try:
        settings = _settled(read_settings(), starting)
    except SettingsRefused as refused:
        return _complain("\n".join(refused.problems), 2)
    except PortTaken as refused:
        return _complain(str(refused), 2)
    try:
        logging.basicConfig(level=settings.log_level.upper(), format="%(asctime)s %(levelname)s %(name)s: %(message)s")
        asyncio.run(start(settings, starting))
    except (PortTaken, WrongFolder) as refused:
        return _complain(str(refused), 2)
    except NotMade as fault:
        return _complain(str(fault), 1)
    except PackErrors as errors:
        listed = "\n".join(str(problem) for problem in errors.problems)
        return _complain(f"{listed}\nNothing was started. Check your packs with: plumbline playbook check FOLDER", 2)
    except Corrupt as corrupt:
        remedy = f"Look at it with: plumbline ledger show {corrupt.position} --data {settings.data}"
        return _complain(f"The ledger is not what was written, so nothing was started. {corrupt}\n{remedy}", 7)
    except (Unreadable, UnreadableFile) as damaged:
        return _complain(f"Nothing was started: {damaged}", 7)
    except LedgerError as error:
        return _complain(str(error), 8)
    except OSError as fault:
        if not fault.filename or not _about(Path(fault.filename), settings.data):
            raise
        remedy = "Name another folder with --data or in PLUMBLINE_DATA, or let this user write there."
        return _complain(f"{settings.data} cannot hold the data: {fault.strerror}. {remedy}", 2)
    except OperationalError as fault:
        remedy = "Let this user read and write everything in it, and see that its disk has room."
        return _complain(f"The data in {settings.data} cannot be used: {fault}. {remedy}", 1)
    return 0


def _settled(settings: Settings, starting: Starting) -> Settings:
    """Return the settings with what the command line says on top, and the address that people will use."""
    host = starting.host or settings.host
    port = free_port(host, settings.port if starting.port is None else starting.port)
    shown = f"[{host}]" if ":" in host else host
    base_url = settings.base_url or f"http://{shown}:{port}"
    return replace(settings, host=host, port=port, data=starting.data or settings.data, base_url=base_url)


def _about(at: Path, data: Path) -> bool:
    """Tell whether a file is the data folder, lies in it, or is a folder that it would lie in."""
    return data == at or data in at.parents or at in data.parents


def _complain(text: str, code: int) -> int:
    sys.stderr.write(text + "\n")
    return code
