"""What a connector is: how one program outside is told of things, and how what it says is read. Records and types, no connector.

A connector is one file in `connectors`. It computes: which requests are to be made, what an answer means, whether what comes in was signed.
Addresses, patience, repetition and what is kept belong to the outbox.
"""

from collections.abc import Callable, Generator, Mapping
from datetime import datetime, timedelta
from typing import Any, Literal

from plumbline.kernel.record import record

About = Literal["event", "decision", "commitment"]
Method = Literal["DELETE", "GET", "PATCH", "POST", "PUT"]
Came = Literal["taken", "again", "refused", "revoked"]


@record
class Needed:
    """Something a connection cannot do without. pattern: what it has to match as a whole. secret: kept apart, and never shown again.

    label, help: for whoever fills it in. optional: it may be left out.
    """

    name: str
    label: str
    help: str
    pattern: str = r"\S{1,200}"
    secret: bool = False
    optional: bool = False


@record
class Connection:
    """An endpoint as its connector sees it. address: without a slash at the end. base_url: where people reach Plumbline."""

    endpoint_id: str
    address: str
    settings: Mapping[str, str]
    secrets: Mapping[str, str]
    base_url: str


@record
class Happened:
    """The event because of which something is told. event_id: the same at each repetition."""

    event_id: str
    event_name: str
    at: datetime
    actor: str


@record
class Passage:
    """A part of what is told, such as the acceptance criteria. lines: text of people, as they wrote it."""

    title: str
    lines: tuple[str, ...]


@record
class Told:
    """One item as it is now, in words. number: such as D-12. state: for programs; state_words: for people.

    ended: nothing is asked of anybody any more. owner: a name. due: in words, empty where there is none; due_at: the instant.
    missing: what still has to be done, a sentence each. url: of its page. outside: what people said stands for it at an endpoint, which
    counts for more than what was made there; without a key, nothing does any more.
    """

    item_id: str
    number: str
    title: str
    url: str
    cycle: str
    state: str
    state_words: str
    ended: bool
    owner: str = ""
    due: str = ""
    due_at: datetime | None = None
    missing: tuple[str, ...] = ()
    passages: tuple[Passage, ...] = ()
    outside: "tuple[tuple[str, Reference], ...]" = ()


@record
class Call:
    """A request. path: after the connection's address. headers: without host and length, which are added.

    elsewhere: a whole address to send to in place of the connection's, for one that the other side gave; no secret belongs there.
    """

    method: Method
    path: str = ""
    headers: Mapping[str, str]
    body: bytes = b""
    elsewhere: str = ""


@record
class Reply:
    """What came back. status: 0 without an answer; fault then says why. headers: their names in lower case. at: when it came."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    at: datetime
    fault: str = ""
    retry_after: timedelta | None = None


@record
class Reference:
    """What was made outside. key: what it is found by, in the connector's own form. shown: for people, such as PAY-7. url: of its page."""

    key: str
    shown: str = ""
    url: str = ""


@record
class Outcome:
    """What became of it. taken: it is told. again: it is tried again, and not before retry_after. refused: it would never be taken.

    revoked: nothing would be before somebody mends the connection, so that it rests until then. said: why, for whoever looks after it.
    reference: what was made outside; None leaves what is remembered.
    """

    came: Came
    said: str = ""
    retry_after: timedelta | None = None
    reference: Reference | None = None


Conversation = Generator[Call, Reply, Outcome]
"""Requests one after the other: it yields one, is sent the reply, and returns what became of it all."""

Tell = Callable[[Connection, Happened, Told, Reference | None], Conversation]
"""Tell of one item. The reference is what an earlier conversation about the same item returned."""


@record
class Coming:
    """A request from outside. headers: their names in lower case."""

    headers: Mapping[str, str]
    body: bytes
    at: datetime


@record
class Heard:
    """A request that the other side signed. delivery_id: by which a repetition is noticed; empty where repeating does no harm.

    said: what it says, a record of the connector's own each; whoever acts on it knows that record. answer: the body of the answer when it
    cannot wait for what follows, such as a challenge; media_type: of it.
    """

    delivery_id: str
    said: tuple[Any, ...] = ()
    answer: str = ""
    media_type: str = "text/plain"


@record
class Connector:
    """One program outside. types: the events that an endpoint of it is told of. address: where it is, unless somebody says otherwise.

    about: what it is told of; one that is told of each event itself has no `tell`. per_second: the most conversations. probe: the vendor's
    own cheap question whether all is well; `Outcome.said` is what it answered. test: leaves a trace there that a person can see; without
    one, the probe is all there is.
    read: asks how something that was made there stands, by what people call it, and ends with a record of the connector's own.
    hear: returns what was said, or None for whatever was not signed just now by the other side, with no word which.
    """

    name: str
    title: str
    about: About
    types: tuple[str, ...] = ("*",)
    address: str = ""
    needs: tuple[Needed, ...] = ()
    per_second: int = 100
    tell: Tell | None = None
    probe: Callable[[Connection], Conversation] | None = None
    test: Callable[[Connection], Conversation] | None = None
    read: Callable[[Connection, str], Generator[Call, Reply, Any]] | None = None
    hear: Callable[[Connection, Coming], Heard | None] | None = None

    @property
    def settings(self) -> tuple[Needed, ...]:
        """What it needs that is no secret."""
        return tuple(one for one in self.needs if not one.secret)

    @property
    def secrets(self) -> tuple[Needed, ...]:
        """What it needs that is."""
        return tuple(one for one in self.needs if one.secret)
