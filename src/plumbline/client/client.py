"""The client: every operation of the API by its noun, and the events as they come."""

from collections.abc import Iterator
from types import TracebackType
from typing import Any, Self

import httpx

from plumbline.client.connection import Connection
from plumbline.client.operations import Operations


class Client(Operations):
    """A server's API. Nouns are attributes, such as `client.decisions`; every operation is a method of its noun.

    Use it as a context manager, or close it.
    """

    def __init__(
        self, server: str, token: str = "", *, attempts: int = 3, timeout: float = 30.0, transport: httpx.BaseTransport | None = None
    ) -> None:
        """attempts: how often a request is sent at most, when no answer comes or the server says to try again. timeout: in seconds.

        transport: another way to the server than the network. Raises Exposed for a token that others could read on its way.
        """
        self.connection = Connection(server, token, attempts=attempts, timeout=timeout, transport=transport)
        super().__init__(self.connection)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the server."""
        self.connection.close()

    def tail(self, after: int = 0, types: str = "", *, wait: int = 20) -> Iterator[Any]:
        """Return events as they come, without end, each as a CloudEvent. Raises PlumblineError.

        after: the place in the ledger that was read last; 0 begins at the start. types: which, with commas between, such as `decision.*`.
        wait: seconds that the server waits for the first one, 20 at most.
        """
        while True:
            page = self.connection.get("/v1/events", {"after": after, "types": types, "wait": wait})
            yield from page["items"]
            after = page["next"]
