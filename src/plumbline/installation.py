"""The open parts of a running installation, as pages, API and commands are handed them by the composition root."""

from dataclasses import dataclass

from plumbline.blobs.store import Blobs
from plumbline.directory.directory import Directory
from plumbline.domain.playbook.pack import Packs
from plumbline.handling import Clock, Handling
from plumbline.ledger.store import Ledger
from plumbline.outbox.transport import Transport


@dataclass(frozen=True, slots=True)
class Installation:
    """What an edge may use. demo: people are switched without an account, so it listens on the loopback interface only.

    base_url: where people reach it, without a slash at the end. demo_person: who uses the demo before anybody is chosen.
    mail: the way out for messages; mail_from: the address they come from.
    """

    handling: Handling
    ledger: Ledger
    blobs: Blobs
    directory: Directory
    packs: Packs
    workspace_id: str
    clock: Clock
    demo: bool
    base_url: str
    mail: Transport
    mail_from: str
    demo_person: str = ""
