"""What connected programs say: whose signature counts, what came before, how much may come, and who acts on it."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from plumbline.automation.speaking import connection_of
from plumbline.domain.workspace.endpoint import Endpoint
from plumbline.installation import Installation
from plumbline.kernel.record import record
from plumbline.outbox.connector import Coming, Connection, Connector, Heard
from plumbline.outbox.connectors import connectors
from plumbline.signals.quota import Quotas

PER_SECOND = 20
"""Messages a second that one endpoint may send, ten seconds' worth at once."""
LARGEST = 1024 * 1024
_QUOTAS = Quotas()


@record
class Hearing:
    """Who said something. installation: within the workspace of the endpoint."""

    installation: Installation
    endpoint: Endpoint
    connector: Connector
    connection: Connection


@record
class Response:
    """What is answered. status 404: nobody is listening there; 401: it was not signed just now, with no word why."""

    status: int = 200
    body: str = ""
    media_type: str = "text/plain"
    wait: int = 0


Handler = Callable[[Hearing, Any], Awaitable[str]]
"""Act on one thing that was said; return the body of the answer as JSON, or nothing. When it raises, the same may be said once more."""


async def admit(installation: Installation, endpoint_id: str) -> Hearing | Response:
    """Return who is asked to listen, before anything is read; a refusal when nobody does, or too much has come."""
    for workspace in await installation.states.workspaces():
        endpoint = workspace.endpoints.get(endpoint_id)
        if endpoint is None:
            continue
        connector = connectors().get(endpoint.connector)
        connection = connection_of(installation.directory, endpoint, installation.base_url, installation.clock())
        if connector is None or connector.hear is None or connection is None or endpoint.standing in ("removed", "disabled"):
            break
        if not (left := _QUOTAS.look(endpoint_id, PER_SECOND)).allowed:
            return Response(status=429, wait=left.wait)
        _QUOTAS.spend(endpoint_id, PER_SECOND, 1)
        return Hearing(installation=installation.within(workspace.id), endpoint=endpoint, connector=connector, connection=connection)
    return Response(status=404)


async def receive(hearing: Hearing, headers: Mapping[str, str], body: bytes, handlers: Mapping[type, Handler]) -> Response:
    """Act on what was said, once, and return what is answered. headers: their names in lower case."""
    installation, endpoint = hearing.installation, hearing.endpoint
    now = installation.clock()
    hear = hearing.connector.hear
    heard = hear(hearing.connection, Coming(headers=headers, body=body, at=now)) if hear else None
    if heard is None:
        return Response(status=401)
    if heard.delivery_id and not installation.progress.hear(endpoint.id, heard.delivery_id, now):
        return Response()
    try:
        said = [await handlers[type(one)](hearing, one) for one in heard.said if type(one) in handlers]
    except BaseException:
        if heard.delivery_id:
            installation.progress.unhear(endpoint.id, heard.delivery_id)
        raise
    return _answer(heard, "".join(said))


def _answer(heard: Heard, said: str) -> Response:
    return Response(body=said, media_type="application/json") if said else Response(body=heard.answer, media_type=heard.media_type)
