"""Leading a connector's conversation over the network: addresses are guarded, patience ends, what lets us in goes nowhere else."""

import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from urllib.parse import urlsplit

from plumbline import __version__
from plumbline.kernel.record import record
from plumbline.outbox.address_guard import AddressRefused, Network, Unresolved, checked
from plumbline.outbox.connector import Call, Connection, Conversation, Outcome, Reply
from plumbline.outbox.posting import MOST, PATIENCE, Answered, Poster

MOST_CALLS = 20
"""How many requests one conversation may take."""
_AGENT = f"Plumbline/{__version__}"


@record
class Spoken:
    """What became of a conversation. answered: what the last request brought; ms: of all of them together."""

    outcome: Outcome
    answered: Answered


async def converse(
    talk: Conversation,
    connection: Connection,
    clock: Callable[[], datetime],
    *,
    networks: Sequence[Network] = (),
    poster: Poster,
    patience: float = PATIENCE,
) -> Spoken:
    """Make the requests of a conversation one after the other, and return what became of them. patience: seconds for all together."""
    end, last = time.monotonic() + patience, Answered(status=0)
    began = time.monotonic()
    try:
        call = next(talk)
        for _ in range(MOST_CALLS):
            last = await _asked(call, connection, networks, poster, max(0.05, end - time.monotonic()))
            reply = Reply(
                status=last.status, headers=dict(last.headers), body=last.body, at=clock(), fault=last.fault, retry_after=last.retry_after
            )
            call = talk.send(reply)
    except StopIteration as ended:
        outcome: Outcome = ended.value
        return Spoken(outcome=outcome, answered=replace(last, ms=int((time.monotonic() - began) * 1000)))
    talk.close()
    return Spoken(outcome=Outcome(came="again", said=f"it took more than {MOST_CALLS} requests"), answered=last)


async def _asked(call: Call, connection: Connection, networks: Sequence[Network], poster: Poster, patience: float) -> Answered:
    address = call.elsewhere or f"{connection.address.rstrip('/')}{call.path}"
    try:
        destination = await checked(address, networks)
    except (AddressRefused, Unresolved) as refused:
        return Answered(status=0, fault=f"nothing was sent: {refused}")
    headers = {"Host": destination.authority, "User-Agent": _AGENT, **call.headers}
    if call.elsewhere and not _is_within(call.elsewhere, connection.address):
        headers.pop("Authorization", None)
    if call.body or call.method in ("PATCH", "POST", "PUT"):
        headers["Content-Length"] = str(len(call.body))
    return await poster.ask(call.method, destination, headers, call.body, patience, MOST)


def _is_within(address: str, whole: str) -> bool:
    """Whether both name the same machine and port by the same scheme."""
    return urlsplit(address)[:2] == urlsplit(whole)[:2]
