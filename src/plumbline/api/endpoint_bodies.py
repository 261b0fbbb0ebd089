"""What requests about endpoints hold, and what is told of endpoints and deliveries."""

from datetime import datetime

import msgspec

from plumbline.api.texts import Address, Text, Title


class NewEndpoint(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """An endpoint to make. types: `*` for every event, `decision.*` for a family, `decision.approved` for one.

    condition: over attributes of the events, such as `plsurface == "mcp"`. ordered: of one subject the next event waits for the one
    before. at_once: requests under way at a time; per_second: requests begun.

    connector: see `GET /v1/connectors`. With any but `webhook` the address and the types may be left out; settings and credentials are what
    it needs, and each item is told of in order, one at a time.
    """

    title: Title
    address: Address = ""
    types: tuple[Title, ...] = ("*",)
    owner_id: Title = ""
    condition: Text = ""
    ordered: bool = False
    at_once: int = 4
    per_second: int = 100
    connector: Title = "webhook"
    settings: dict[Title, Title] = {}
    credentials: dict[Title, Address] = {}


class EndpointEdit(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """What changes; the rest stays. Another address and other settings have to be verified.

    settings: those that change; "" takes one away.
    """

    title: Title | None = None
    address: Address | None = None
    types: tuple[Title, ...] | None = None
    owner_id: Title | None = None
    condition: Text | None = None
    ordered: bool | None = None
    at_once: int | None = None
    per_second: int | None = None
    settings: dict[Title, Title] | None = None


class NewCredentials(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """Secrets that let us in at a connected program, by their names; those that are not named stay."""

    credentials: dict[Title, Address]


class NewSecret(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """overlap_hours: how long the secret before counts, too; 30 days at most."""

    overlap_hours: int = 24


class EndpointMade(msgspec.Struct, kw_only=True):
    """The secret is told this once; empty where the other side made it. public_key: what signatures of version v1a are checked with.

    receives_at: where the other side sends what it says; empty when it says nothing.
    """

    id: str
    secret: str
    public_key: str
    receives_at: str = ""


class SecretMade(msgspec.Struct, kw_only=True):
    """The secret is told this once."""

    secret: str


class AnswerBody(msgspec.Struct, kw_only=True):
    """What a receiver answered. status: 0 without an answer, fault then says why. body: how the answer began. ms: how long it took."""

    status: int
    fault: str
    body: str
    ms: int


class SecretBody(msgspec.Struct, kw_only=True):
    """A secret that counts. counts_until: null for the newest. used_at: when something was signed with it last."""

    fingerprint: str
    counts_until: datetime | None
    used_at: datetime | None


class EndpointBody(msgspec.Struct, kw_only=True):
    """state: unverified, active, disabled or removed. why_disabled: by_hand, gone, failing or revoked. origin: the machine that is sent to.

    tried, taken: attempts within a day; backlog: what it has not been told of yet; exhausted: what was given up. receives_at: where the
    other side sends what it says; empty when it says nothing.
    """

    id: str
    title: str
    connector: str
    settings: dict[str, str]
    receives_at: str
    origin: str
    types: list[str]
    condition: str
    ordered: bool
    at_once: int
    per_second: int
    owner_id: str
    state: str
    why_disabled: str
    added_at: datetime
    verified_at: datetime | None
    overlap_until: datetime | None
    secret_fingerprint: str
    secrets: list[SecretBody]
    delivered_at: datetime | None
    failing_since: datetime | None
    tried: int
    taken: int
    backlog: int
    exhausted: int


class EndpointList(msgspec.Struct, kw_only=True):
    items: list[EndpointBody]


class DeliveryBody(msgspec.Struct, kw_only=True):
    """state: pending, leased, delivered, parked, exhausted or cancelled. position: the entry of the event. due_at: of the next attempt.

    waits_for: the entry before it that has to be taken or given up first, because the endpoint is told of a subject in order; 0 for none.
    """

    position: int
    event_id: str
    event: str
    recorded_at: datetime
    state: str
    due_at: datetime | None
    waits_for: int


class DeliveryList(msgspec.Struct, kw_only=True):
    """next: the position to give as `before` for what is older; 0 at the end."""

    items: list[DeliveryBody]
    next: int


class AttemptBody(msgspec.Struct, kw_only=True):
    """One try, as in AnswerBody. sent: the request line, without its path, and the headers as they were sent, a line each."""

    number: int
    at: datetime
    status: int
    fault: str
    body: str
    ms: int
    sent: str


class DeliveryWhole(msgspec.Struct, kw_only=True):
    """A delivery with its attempts, the oldest first. body: of the request, as it is sent now; attempts differ in their headers only."""

    delivery: DeliveryBody
    body: str
    attempts: list[AttemptBody]


class Repeated(msgspec.Struct, kw_only=True):
    """begun: whether it is sent again; false when it is on its way right now or not due yet."""

    begun: bool
