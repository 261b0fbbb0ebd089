"""Sending one message to an endpoint: the address is checked, the bytes are signed, what came back is told."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from plumbline import __version__
from plumbline.directory.endpoint_keys import EndpointKeys
from plumbline.outbox.address_guard import AddressRefused, Network, Unresolved, checked
from plumbline.outbox.posting import PATIENCE, Answered, post
from plumbline.outbox.signing import fingerprint, signed_headers

_ABOUT = {"Content-Type": "application/cloudevents+json; charset=utf-8", "User-Agent": f"Plumbline-Webhook/{__version__}"}


async def send(
    keys: EndpointKeys,
    key: Ed25519PrivateKey,
    message_id: str,
    body: bytes,
    now: datetime,
    *,
    networks: Sequence[Network] = (),
    authorities: Path | None = None,
    patience: float = PATIENCE,
) -> Answered:
    """Sign and send a body; return what came back. networks: of one's own, see `address_guard`. authorities: see `post`."""
    try:
        destination = await checked(keys.address, networks)
    except (AddressRefused, Unresolved) as refused:
        return Answered(status=0, fault=f"nothing was sent: {refused}")
    signed = signed_headers(message_id, now, body, signing_secrets=keys.signing_secrets, key=key)
    headers = {"Host": destination.authority, **_ABOUT, **signed, "Content-Length": str(len(body))}
    answered = await post(destination, headers, body, patience, authorities)
    sent = "\n".join((f"POST {destination.target} HTTP/1.1", *(f"{name}: {value}" for name, value in headers.items())))
    return replace(answered, sent=sent, signed_with=tuple(map(fingerprint, keys.signing_secrets)))
