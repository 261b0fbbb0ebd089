"""Sending one message to an endpoint: the address is checked, the bytes are signed, what came back is told."""

from collections.abc import Sequence
from datetime import datetime

from plumbline import __version__
from plumbline.directory.endpoint_keys import EndpointKeys
from plumbline.outbox.address_guard import AddressRefused, Network, Unresolved, checked
from plumbline.outbox.posting import PATIENCE, Answered, Poster
from plumbline.outbox.signing import Signs, signed_headers

_ABOUT = {"Content-Type": "application/cloudevents+json; charset=utf-8", "User-Agent": f"Plumbline-Webhook/{__version__}"}


async def send(
    keys: EndpointKeys,
    key: Signs,
    message_id: str,
    body: bytes,
    now: datetime,
    *,
    networks: Sequence[Network] = (),
    poster: Poster,
    patience: float = PATIENCE,
) -> Answered:
    """Sign and send a body; return what came back. networks: of one's own, see `address_guard`."""
    try:
        destination = await checked(keys.address, networks)
    except (AddressRefused, Unresolved) as refused:
        return Answered(status=0, fault=f"nothing was sent: {refused}")
    signed = signed_headers(message_id, now, body, signing_secrets=keys.signing_secrets, key=key)
    headers = {"Host": destination.authority, **_ABOUT, **signed, "Content-Length": str(len(body))}
    return await poster.post(destination, headers, body, patience)
