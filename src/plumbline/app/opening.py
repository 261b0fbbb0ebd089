"""What an installation is made of below its pages and its API: settings -> stores -> registries."""

import logging
import secrets
from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import timedelta
from urllib.parse import urlsplit

from plumbline.automation.speaking import Speaker
from plumbline.automation.tracking import Tracking
from plumbline.blobs.sqlite import FILE as BLOBS
from plumbline.blobs.sqlite import SqliteBlobs
from plumbline.directory.directory import Directory
from plumbline.directory.file import FILE as DIRECTORY
from plumbline.domain import streams
from plumbline.domain.playbook.pack import Packs
from plumbline.files.packs import BUILT_IN, load_packs
from plumbline.handling import Clock, Handling, States, system_clock
from plumbline.installation import Installation
from plumbline.kernel.identity import make_id
from plumbline.kernel.record import registry
from plumbline.ledger.checkpoint import SigningKey
from plumbline.ledger.codec import Codec
from plumbline.ledger.sqlite import SqliteLedger
from plumbline.outbox.address_guard import allowed_networks
from plumbline.outbox.progress import FILE as DELIVERIES
from plumbline.outbox.progress import Progress
from plumbline.outbox.telling import Telling
from plumbline.outbox.transport import FileTransport, SmtpTransport, Transport
from plumbline.projections.attention import Attention
from plumbline.projections.bodies import Bodies
from plumbline.projections.closures import Closures
from plumbline.projections.cycles import Cycles
from plumbline.projections.deliveries import Deliveries
from plumbline.projections.due import Due
from plumbline.projections.history import History
from plumbline.projections.items import Items
from plumbline.projections.lineage import Lineage
from plumbline.projections.runs import Runs
from plumbline.projections.work_items import WorkItems
from plumbline.projections.workspaces import Workspaces, workspace_ids
from plumbline.settings import Settings
from plumbline.signals.file import FILE as SIGNALS
from plumbline.signals.sqlite import SqliteSignals

_log = logging.getLogger(__name__)
EVENTS = registry(streams.EVENTS)


@asynccontextmanager
async def opened(
    settings: Settings, *, clock: Clock = system_clock, demo: bool = False, packs: Packs | None = None
) -> AsyncGenerator[Installation, None]:
    """Open the installation in the settings' data folder for as long as it is used. packs: what `packs_of` returned, if it was asked.

    Raises what the packs, the ledger, the blobs and the directory raise; then nothing is open.
    """
    packs = packs or packs_of(settings)
    projections = (
        Workspaces(), Cycles(), Items(), Attention(), Due(), History(), Closures(), Bodies(), Runs(), Lineage(), WorkItems(), Deliveries(),
    )  # fmt: skip
    ledger = await SqliteLedger.open(
        settings.data, Codec(EVENTS), projections, origin=settings.origin, clock=clock, key=_signing_key(settings)
    )
    async with AsyncExitStack() as open_parts:
        open_parts.push_async_callback(ledger.close)
        blobs = SqliteBlobs.open(settings.data / BLOBS)
        open_parts.push_async_callback(blobs.close)
        directory = Directory.open(settings.data / DIRECTORY, clock, idle=timedelta(hours=settings.session_idle_hours))
        open_parts.callback(directory.close)
        progress = Progress.open(settings.data / DELIVERIES)
        open_parts.callback(progress.close)
        signals = SqliteSignals.open(settings.data / SIGNALS)
        open_parts.push_async_callback(signals.close)
        handling = Handling(ledger, await _home_id(ledger, clock), clock=clock, blobs=blobs)
        await _rebuild_stale(ledger, handling.states)
        yield Installation(
            handling=handling,
            directory=directory,
            packs=packs,
            clock=clock,
            data=settings.data,
            demo=demo,
            base_url=settings.base_url,
            mail=transport(settings),
            mail_from=settings.mail_from or f"plumbline@{urlsplit(settings.base_url).hostname or 'localhost'}",
            mail_replies=settings.mail_replies,
            mailbox=mailbox_words(settings),
            progress=progress,
            signals=signals,
            networks=allowed_networks(settings.webhook_networks),
            authorities=settings.webhook_ca_file,
            demo_person=min(directory.members(), default="") if demo else "",
            requests_per_minute=settings.api_requests_per_minute,
            api_origins=tuple(settings.api_origins.split()),
        )


def packs_of(settings: Settings) -> Packs:
    """Return the packs that come with the product, and those of the settings' folder. Raises PackErrors."""
    return load_packs([BUILT_IN, *([settings.packs] if settings.packs else [])])


def transport(settings: Settings) -> Transport:
    """Return the way out for messages."""
    if not settings.smtp_host:
        return FileTransport(folder=settings.data / "mail")
    return SmtpTransport(
        host=settings.smtp_host,
        port=settings.smtp_port,
        security=settings.smtp_security,
        user=settings.smtp_user,
        password=settings.smtp_password,
    )


def mailbox_words(settings: Settings) -> str:
    """Return where replies are fetched from, in words; empty when they are not."""
    if not settings.imap_host:
        return ""
    return f"the folder {settings.imap_folder} of {settings.imap_user or 'nobody'} at {settings.imap_host}:{settings.imap_port}"


def _signing_key(settings: Settings) -> SigningKey | None:
    if settings.checkpoint_key:
        return SigningKey.parse(settings.origin, settings.checkpoint_key)
    return SigningKey.at(settings.checkpoint_key_file, settings.origin) if settings.checkpoint_key_file else None


async def _home_id(ledger: SqliteLedger, clock: Clock) -> str:
    first = await ledger.scan(0, 1)
    return first[0].stream if first else make_id("wsp", clock(), secrets.randbits(74))


async def _rebuild_stale(ledger: SqliteLedger, states: States) -> None:
    """Bring read models up to date, that of the workspaces first: the others are made of what each workspace knows."""
    stale = await ledger.stale_projections()
    for projection in sorted(stale, key=lambda name: name != Workspaces.name):
        count = await ledger.rebuild(projection, await states.folds())
        _log.info("rebuilt the read model %s from %d entries", projection, count)
        states.know(await workspace_ids(ledger))
    states.know(await workspace_ids(ledger))


def speaker_of(installation: Installation) -> Speaker:
    """Return what speaks for the endpoints of all workspaces whose connector has words of its own."""
    return Speaker(
        installation.directory,
        installation.progress,
        Telling(installation.handling, installation.directory, installation.base_url),
        installation.clock,
        base_url=installation.base_url,
        referring=tracking_of(installation).refer,
        networks=installation.networks,
    )


def tracking_of(installation: Installation) -> Tracking:
    """Return what follows the items in the trackers of all workspaces."""
    return Tracking(
        installation.handling, installation.directory, base_url=installation.base_url, networks=installation.networks,
        authorities=installation.authorities,
    )  # fmt: skip
