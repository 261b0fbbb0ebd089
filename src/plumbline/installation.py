"""The open parts of a running installation, as pages, API and commands are handed them by the composition root."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from plumbline.blobs.within import WorkspaceBlobs
from plumbline.directory.directory import FORGOTTEN, Directory
from plumbline.directory.within import NamesWithin
from plumbline.domain.playbook.pack import Packs
from plumbline.handling import Clock, Handling, States
from plumbline.kernel.identity import is_id
from plumbline.ledger.within import WorkspaceLedger
from plumbline.outbox.address_guard import Network
from plumbline.outbox.progress import Progress
from plumbline.outbox.transport import Transport
from plumbline.signals.store import Signals


@dataclass(frozen=True, slots=True)
class Installation:
    """What an edge may use, within one workspace.

    handling: bound to the workspace; nothing of another one can be read or written through it. directory: of the whole installation, by
    ids that the workspace knows. data: the folder that holds everything. demo: people are switched without an account, so it listens on
    the loopback interface only. base_url: where people reach it, without a slash at the end. mail: the way out for messages; mail_from:
    the address they come from; mail_replies: the address that replies to them go to, empty where nobody can reply; mailbox: where
    they are fetched from, in words, empty where they are not. progress: how far
    deliveries to endpoints have come; networks: of one's own, that these may go into; authorities: the file of certificates that vouch
    for them, too. signals: what programs outside said, of all workspaces.
    demo_person: who uses the demo before anybody is chosen. requests_per_minute: how many a program may send
    to the API; api_origins: of sites whose pages may read from it with a token.
    """

    handling: Handling
    directory: Directory
    packs: Packs
    clock: Clock
    data: Path
    demo: bool
    base_url: str
    mail: Transport
    mail_from: str
    progress: Progress
    signals: Signals
    mail_replies: str = ""
    mailbox: str = ""
    networks: tuple[Network, ...] = ()
    authorities: Path | None = None
    demo_person: str = ""
    requests_per_minute: int = 1_200
    api_origins: tuple[str, ...] = ()

    @property
    def workspace_id(self) -> str:
        """The workspace; "" for whoever is in none."""
        return self.handling.workspace_id

    @property
    def is_home(self) -> bool:
        """Whether it is the workspace that was made first."""
        return self.workspace_id == self.states.home_id

    @property
    def kept_ids(self) -> tuple[str, ...]:
        """What stands for the workspace in the directory's file: its id, and for the first one also the absence of one."""
        return (self.workspace_id, "") if self.is_home else (self.workspace_id,)

    @property
    def ledger(self) -> WorkspaceLedger:
        """The ledger as the workspace sees it."""
        return self.handling.ledger

    @property
    def blobs(self) -> WorkspaceBlobs:
        """The bodies that are kept for the workspace."""
        return self.handling.blobs

    @property
    def states(self) -> States:
        """What all workspaces share. An edge asks it who is a member where, and nothing else."""
        return self.handling.states

    @property
    def names(self) -> Mapping[str, str]:
        """The names of the people that the workspace knows, by id."""
        return NamesWithin(self.directory.names(), self._knows)

    def within(self, workspace_id: str) -> "Installation":
        """Return the same for another workspace, or for nobody's when the id is empty."""
        return self if workspace_id == self.workspace_id else replace(self, handling=self.handling.within(workspace_id))

    def _knows(self, person_id: str) -> bool:
        if is_id(person_id, "gst"):
            link = self.directory.guests.of(person_id)
            return self.directory.names().get(person_id) == FORGOTTEN if link is None else link.workspace_id in self.kept_ids
        return person_id in self.states.members_of(self.workspace_id)
