"""Asking an endpoint whether it wants events, and trying it out, with what it answered."""

import json
import secrets
from dataclasses import replace
from typing import Any, cast

from plumbline.automation.speaking import connection_of
from plumbline.directory.endpoint_keys import EndpointKeys
from plumbline.domain import permission
from plumbline.domain.checking import check
from plumbline.domain.workspace.endpoint import WEBHOOK, Endpoint, VerifyEndpoint
from plumbline.installation import Installation
from plumbline.kernel.outcome import Context, Finding, Refusal
from plumbline.outbox.connector import Outcome
from plumbline.outbox.connectors import connectors
from plumbline.outbox.conversing import Spoken, converse
from plumbline.outbox.posting import Answered, Poster
from plumbline.outbox.sending import send
from plumbline.outbox.signing import fingerprint


async def verify(installation: Installation, context: Context, endpoint_id: str) -> Answered | Refusal:
    """Ask an endpoint whether it wants events; then what waited is sent.

    A receiver of webhooks does when it answers the signed challenge with its text. Of any other connector its own question is asked.
    """
    found = await _found(installation, context, endpoint_id)
    if isinstance(found, Refusal):
        return found
    endpoint, keys = found
    if endpoint.connector == WEBHOOK:
        answered, refused = await _challenged(installation, context, endpoint_id, keys)
    else:
        answered, refused = _let_in(await _probed(installation, endpoint, trace=False), endpoint)
    if refused:
        return refused
    command = VerifyEndpoint(endpoint_id=endpoint_id, address_fingerprint=fingerprint(keys.address))
    answer = await installation.handling.handle(installation.workspace_id, command, context)
    return answer if isinstance(answer, Refusal) else answered


async def try_out(installation: Installation, context: Context, endpoint_id: str) -> Answered | Refusal:
    """Send a test, and return what came back."""
    found = await _found(installation, context, endpoint_id)
    if isinstance(found, Refusal):
        return found
    endpoint, keys = found
    if endpoint.connector == WEBHOOK:
        return await _send(installation, context, endpoint_id, keys, "tested", {"text": "A test. Nothing happened."})
    return _let_in(await _probed(installation, endpoint, trace=True), endpoint)[0]


async def _challenged(
    installation: Installation, context: Context, endpoint_id: str, keys: EndpointKeys
) -> tuple[Answered, Refusal | None]:
    challenge = secrets.token_urlsafe(24)
    answered = await _send(installation, context, endpoint_id, keys, "challenged", {"challenge": challenge})
    if 200 <= answered.status < 300 and _says(answered.body, challenge):
        return answered, None
    said = answered.fault or f"it answered {answered.status} without the challenge"
    return answered, _refused("endpoint.asked", said, endpoint_id)


async def _probed(installation: Installation, endpoint: Endpoint, *, trace: bool) -> Spoken:
    """Ask the connector's own question, or leave the trace of a test there."""
    connector = connectors().get(endpoint.connector)
    ask = connector and ((connector.test if trace else None) or connector.probe)
    connection = connection_of(installation.directory, endpoint, installation.base_url, installation.clock())
    if ask is None or connection is None:
        why = f"this release has no connector called {endpoint.connector}" if connector is None else "it has no address"
        return Spoken(outcome=Outcome(came="refused", said=why), answered=Answered(status=0, fault=why))
    poster = Poster(installation.authorities)
    try:
        return await converse(ask(connection), connection, installation.clock, networks=installation.networks, poster=poster)
    finally:
        poster.close()


def _let_in(spoken: Spoken, endpoint: Endpoint) -> tuple[Answered, Refusal | None]:
    """What came back, in the connector's words: an answer of 200 may say no."""
    said = spoken.outcome.said
    if spoken.outcome.came == "taken":
        return replace(spoken.answered, body=said.encode() if said else spoken.answered.body), None
    why = said or spoken.answered.fault or f"it answered {spoken.answered.status}"
    return replace(spoken.answered, fault=why), _refused("endpoint.answered", why, endpoint.id)


def _refused(rule: str, said: str, endpoint_id: str) -> Refusal:
    said = said.rstrip(".")  # the rule's words end the sentence
    return Refusal(code="endpoint.refused", findings=(check(rule, False, actual=said, act="endpoint.verify", item=endpoint_id),))


async def _found(installation: Installation, context: Context, endpoint_id: str) -> tuple[Endpoint, EndpointKeys] | Refusal:
    workspace = await installation.handling.workspace()
    asking = VerifyEndpoint(endpoint_id=endpoint_id, address_fingerprint="")
    if refused := permission.refusal(asking, None, workspace, context):
        return refused
    endpoint = workspace.endpoints.get(endpoint_id)
    here = endpoint is not None and endpoint.removed_at is None
    keys = installation.directory.endpoints.of(endpoint_id, context.now) if here else None
    if here and keys is None:
        return _refused("endpoint.kept", "", endpoint_id)
    if keys is None or endpoint is None:
        finding = Finding(rule="common.known", met=False, expected="endpoint", actual=endpoint_id, item=endpoint_id)
        return Refusal(code="missing", kind="missing", findings=(finding,))
    return endpoint, keys


async def _send(
    installation: Installation, context: Context, endpoint_id: str, keys: EndpointKeys, kind: str, data: dict[str, str]
) -> Answered:
    """Send an event that is no fact of the ledger, so it has no place there to point at."""
    message_id = context.new_id("evt")
    told = {
        "specversion": "1.0",
        "id": message_id,
        "source": f"{installation.base_url}/v1/endpoints/{endpoint_id}",
        "type": f"com.plumbline.endpoint.{kind}.v1",
        "subject": f"endpoints/{endpoint_id}",
        "time": context.now.isoformat().replace("+00:00", "Z"),
        "datacontenttype": "application/json",
        "plworkspace": installation.workspace_id,
        "data": data,
    }
    body = json.dumps(told, separators=(",", ":"), sort_keys=True).encode()
    key = installation.directory.endpoints.signing_key()
    poster = Poster(installation.authorities)
    try:
        answered = await send(keys, key, message_id, body, context.now, networks=installation.networks, poster=poster)
    finally:
        poster.close()
    installation.progress.note_signed(endpoint_id, map(fingerprint, keys.signing_secrets if answered.sent else ()), context.now)
    return answered


def _says(body: bytes, challenge: str) -> bool:
    """A receiver answers with the text itself, or with JSON that has it under the same name."""
    if body.strip() == challenge.encode():
        return True
    try:
        found: Any = json.loads(body)
    except ValueError:
        return False
    return isinstance(found, dict) and cast(dict[str, Any], found).get("challenge") == challenge
