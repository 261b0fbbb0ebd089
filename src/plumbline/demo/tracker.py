"""The tracker of the demo's stories: a GitHub that is nowhere, which the product's own connector tells of commitments and hears from.

What was agreed, made and moved is recorded as of any tracker. No address and no secret of the connection are kept, so whatever somebody
does with it, nothing is ever sent: neither while the demo is made nor while it runs.
"""

import hashlib
import hmac
import json
import re
from typing import Any, Literal

from plumbline.automation.speaking import Made
from plumbline.automation.tracking import Tracking
from plumbline.demo.clock import SimulatedClock
from plumbline.demo.story import Beat
from plumbline.domain.workspace.endpoint import AddEndpoint, Pace
from plumbline.edge.ways import Ways
from plumbline.installation import Installation
from plumbline.kernel.record import record
from plumbline.outbox.connector import Call, Coming, Connection, Conversation, Happened, Outcome, Reply
from plumbline.outbox.connectors import connectors
from plumbline.outbox.progress import Attempt, Delivery, Settlement
from plumbline.outbox.signing import fingerprint
from plumbline.outbox.telling import Telling
from plumbline.projections.deliveries import owed_after

ADDRESS, REPOSITORY = "https://github.example", "sample/delivery"
_CONNECTOR = connectors()["github"]
_SECRETS = {"token": "kept-nowhere", "signing_secret": "kept-nowhere"}
_FIRST = 41
_ISSUE = re.compile(rf"/repos/{REPOSITORY}/issues(?:/(\d+)(/comments)?)?")
_PORTION = 100


@record
class Moved:
    """Somebody who works outside moves the issue of a line. handoff: what beats call it; line: its number, from 1."""

    handoff: str
    line: int
    to: Literal["started", "done", "dropped", "gone"]


def moved(day: int, time: str, who: str, handoff: str, line: int, to: Literal["started", "done", "dropped", "gone"]) -> Beat:
    """Return the beat in which the issue of a line is moved outside."""
    return Beat(day=day, time=time, who=who, command=lambda _: Moved(handoff=handoff, line=line, to=to))


class SampleTracker:
    """The connection, and what there is at its other end."""

    def __init__(self, installation: Installation, clock: SimulatedClock, endpoint_id: str) -> None:
        self._installation = installation
        self._handling = installation.handling
        self._clock = clock
        self._ways = Ways(_CONNECTOR.name, {"repository": REPOSITORY}, _SECRETS)
        self._tracking = Tracking(installation.handling, installation.directory, base_url=installation.base_url)
        self._telling = Telling(installation.handling, installation.directory, installation.base_url)
        self._connection = Connection(
            endpoint_id=endpoint_id, address=ADDRESS, settings={"repository": REPOSITORY}, secrets=_SECRETS, base_url=installation.base_url
        )
        self.endpoint_id = endpoint_id
        self._issues: dict[int, dict[str, Any]] = {}
        self._unheard: list[bytes] = []

    def added(self) -> AddEndpoint:
        """Return the command that adds the connection. It is never verified: nothing is there that could answer."""
        ways = self._ways
        return AddEndpoint(
            endpoint_id=self.endpoint_id, title="Issues of delivery", origin=ADDRESS, address_fingerprint=fingerprint(ADDRESS),
            secret_fingerprint=ways.fingerprint, types=_CONNECTOR.types, pace=ways.pace(Pace()), connector=_CONNECTOR.name,
            settings=ways.settings,
        )  # fmt: skip

    async def tell(self) -> None:
        """Tell the tracker of everything that it has not been told of, and hear what it says to that."""
        progress, endpoint_id = self._installation.progress, self.endpoint_id
        while True:
            owed, upto = await owed_after(self._handling.states.ledger, progress.position(), _PORTION)
            progress.take_up(owed, upto, self._clock())
            if not (leased := progress.lease(endpoint_id, self._clock(), _PORTION)):
                return
            for one in leased:
                await self._tell_of(one)
            await self._hear()

    async def move(self, commitment_id: str, to: str) -> None:
        """Move the issue of a commitment, and hear of it."""
        made = self._installation.progress.reference(self.endpoint_id, commitment_id)
        if made is None:
            raise LookupError(f"the demo's story does not hold: nothing was made of {commitment_id}")
        issue = self._issues[int(made.key)]
        match to:
            case "started":
                issue["labels"] = [{"name": "in progress"}]
                self._says("labeled", issue)
            case "done" | "dropped":
                issue |= {"state": "closed", "state_reason": "completed" if to == "done" else "not_planned"}
                self._says("closed", issue)
            case _:
                self._says("deleted", issue)
        await self._hear()

    async def _tell_of(self, delivery: Delivery) -> None:
        ledger, progress, now = self._handling.states.ledger, self._installation.progress, self._clock()
        entry = await ledger.entry(delivery.position)
        if entry is None or _CONNECTOR.tell is None:
            raise LookupError(f"entry {delivery.position} cannot be told of")
        actor = self._installation.directory.names().get(entry.attribution.actor, "")
        happened = Happened(event_id=entry.id, event_name=entry.event_name, at=entry.recorded_at, actor=actor)
        attempt, references = None, dict[str, Any]()
        for told in await self._telling(entry, "commitment"):
            talk = _CONNECTOR.tell(self._connection, happened, told, progress.reference(delivery.endpoint_id, told.item_id))
            outcome, last = self._spoken(talk)
            if outcome.came != "taken":
                raise RuntimeError(f"the demo's tracker took nothing: {outcome.said}")
            if last is not None:
                attempt = Attempt(number=0, at=now, status=last.status, ms=0, fault="", answer=last.body)
            if (made := outcome.reference) is not None:
                references[told.item_id] = made
                await self._tracking.refer(
                    Made(
                        workspace_id=delivery.workspace_id, endpoint_id=delivery.endpoint_id, connector=_CONNECTOR.name,
                        item_id=told.item_id, reference=made, because=entry.id,
                    )
                )  # fmt: skip
        settled = Settlement(
            delivery=delivery, attempt=attempt, state="delivered", tries=1, due_at=None, references=tuple(references.items())
        )
        progress.settle([settled])

    def _spoken(self, talk: Conversation) -> tuple[Outcome, Reply | None]:
        """Lead a conversation with the tracker, and return what became of it and the last answer."""
        last = None
        try:
            call = next(talk)
            while True:
                last = self._answered(call)
                call = talk.send(last)
        except StopIteration as ended:
            return ended.value, last

    def _answered(self, call: Call) -> Reply:
        found = _ISSUE.fullmatch(call.path.partition("?")[0])
        number, comments = (found[1], found[2]) if found else ("", "")
        if found is None:
            return self._reply(200, {"items": []})  # its search has found nothing yet
        if number is None:
            return self._reply(201, self._made(json.loads(call.body))) if call.method == "POST" else self._reply(200, [])
        if comments:
            return self._reply(201 if call.method == "POST" else 200, {} if call.method == "POST" else [])
        issue = self._issues[int(number)]
        if call.method == "PATCH":
            issue |= json.loads(call.body)
        return self._reply(200, issue)

    def _made(self, written: dict[str, Any]) -> dict[str, Any]:
        number = _FIRST + len(self._issues)
        address = f"{ADDRESS}/{REPOSITORY}/issues/{number}"
        issue: dict[str, Any] = {
            "number": number,
            "html_url": address,
            "state": "open",
            "labels": [],
            "updated_at": self._clock().isoformat(),
            **written,
        }
        self._issues[number] = issue
        self._says("opened", issue)
        return issue

    def _reply(self, status: int, body: Any) -> Reply:
        return Reply(status=status, headers={}, body=json.dumps(body).encode(), at=self._clock())

    def _says(self, action: str, issue: dict[str, Any]) -> None:
        issue["updated_at"] = self._clock().isoformat()
        self._unheard.append(json.dumps({"action": action, "issue": issue, "repository": {"full_name": REPOSITORY}}).encode())

    async def _hear(self) -> None:
        """Read what the tracker has sent as a webhook of it is read: signed, and by the connector."""
        endpoint = (await self._handling.workspace()).endpoints[self.endpoint_id]
        unheard, self._unheard = self._unheard, []
        for body in unheard:
            mark = hmac.new(_SECRETS["signing_secret"].encode(), body, hashlib.sha256).hexdigest()
            coming = Coming(headers={"x-github-event": "issues", "x-hub-signature-256": f"sha256={mark}"}, body=body, at=self._clock())
            heard = _CONNECTOR.hear(self._connection, coming) if _CONNECTOR.hear else None
            for seen in heard.said if heard else ():
                await self._tracking.hear(self._handling.workspace_id, endpoint, seen)
