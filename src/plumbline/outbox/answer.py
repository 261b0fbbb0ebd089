"""The answer to a request, read as it comes, from whoever it comes: plain ones quickly, all others by h11, which knows every rule."""

import re
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

import h11

from plumbline.kernel.record import record

KEPT = 1024
"""How many bytes of a body are kept unless somebody asks for more. No more is read."""
_LONGEST_HEAD = 16_384
MOST = 65_536
"""How many may be asked for."""
_NO_BODY = (204, 304)
# What receivers usually say. Whatever is not exactly of this form is left to h11.
_PLAIN = re.compile(rb"HTTP/1\.1 ([2-5][0-9][0-9])(?: [ -~]*)?\r\n((?:[A-Za-z0-9-]+:[ -~\t]*\r\n)*)\r\n")
_LENGTH, _MORE = (
    re.compile(rb"content-length:[ \t]*([0-9]{1,12})[ \t]*\r\n"),
    re.compile(rb"(?m)^(?:transfer-encoding|connection|content-length):"),
)
_AGAIN = re.compile(rb"(?m)^retry-after:[ \t]*([ -~]*?)[ \t]*\r$")


@record
class Answer:
    """What a receiver said. reusable: whether the connection can be asked again. headers: their names in lower case, when asked for."""

    status: int
    retry_after: timedelta | None
    body: bytes
    reusable: bool = False
    headers: tuple[tuple[str, str], ...] = ()


class Reading:
    """One answer on its way. most: how many bytes of its body are kept; whoever keeps more than usual is given its headers, too."""

    def __init__(self, most: int = KEPT) -> None:
        self._most = most
        self._come = b""
        self._careful: h11.Connection | None = None
        self._response: h11.Response | None = None
        self._body = b""

    def feed(self, data: bytes) -> Answer | None:
        """Take what has come; return the answer when that is enough of it. Raises h11.ProtocolError."""
        if self._careful is not None:
            return self._carefully(data)
        self._come += data
        end = self._come.find(b"\r\n\r\n")
        if (len(self._come) if end < 0 else end) > _LONGEST_HEAD:
            raise h11.RemoteProtocolError("its head is too long")
        if end < 0:
            return None
        found = _PLAIN.match(self._come)
        return self._plainly(found) if found else self._carefully(self._come)

    def ended(self) -> Answer | None:
        """Nothing more comes: return the answer, if there was one. Raises h11.ProtocolError."""
        if self._careful is None and self._come and (answer := self._carefully(self._come)):
            return answer
        return self._carefully(b"") if self._careful is not None else None

    def _plainly(self, found: re.Match[bytes]) -> Answer | None:
        status, head, rest = int(found[1]), found[2].lower(), self._come[found.end() :]
        length = 0
        if named := _MORE.findall(head):
            given = _LENGTH.search(head)
            if named != [b"content-length:"] or given is None:
                return self._carefully(self._come)
            length = int(given[1])
        elif status not in _NO_BODY:
            return self._carefully(self._come)
        if status in _NO_BODY:
            length = 0
        if len(rest) < min(length, self._most):
            return None
        again = _AGAIN.search(head)
        return Answer(
            status=status, retry_after=_retry_after(again[1]) if again else None, body=rest[: min(length, self._most)],
            reusable=len(rest) == length, headers=_headed(found[2]) if self._most > KEPT else (),
        )  # fmt: skip

    def _carefully(self, data: bytes) -> Answer | None:
        if self._careful is None:
            self._careful = _asked()
        # h11 is told of the end only once, and of data only while it waits for some.
        self._careful.receive_data(data)
        while len(self._body) < self._most:
            try:
                event = self._careful.next_event()
            except h11.RemoteProtocolError:
                if self._response is None:
                    raise
                break  # the answer was given; that it was cut off changes nothing
            if event is h11.NEED_DATA:
                return None
            if isinstance(event, h11.Response):
                self._response = event
            elif isinstance(event, h11.Data):
                self._body += bytes(event.data)
            elif isinstance(event, h11.EndOfMessage | h11.ConnectionClosed):
                break
        if self._response is None:
            return None
        given = {bytes(name): bytes(value) for name, value in self._response.headers}
        return Answer(
            status=self._response.status_code, retry_after=_retry_after(given.get(b"retry-after", b"")), body=self._body[: self._most],
            headers=tuple((name.decode("latin-1").lower(), value.decode("latin-1")) for name, value in given.items()),
        )  # fmt: skip


def _headed(head: bytes) -> tuple[tuple[str, str], ...]:
    parts = (line.partition(":") for line in head.decode("latin-1").split("\r\n") if line)
    return tuple((name.lower(), value.strip()) for name, _, value in parts)


def _asked() -> h11.Connection:
    """A connection on which a request was sent, so that an answer is what comes next."""
    connection = h11.Connection(h11.CLIENT)
    connection.send(h11.Request(method="POST", target="/", headers=[("Host", "receiver"), ("Content-Length", "0")]))
    connection.send(h11.EndOfMessage())
    return connection


def _retry_after(value: bytes) -> timedelta | None:
    text = value.decode("latin-1").strip()
    if text.isascii() and text.isdecimal():
        return timedelta(seconds=min(int(text[:9]), 10**8))
    try:
        at = parsedate_to_datetime(text)
    except ValueError:
        return None
    return (at if at.tzinfo else at.replace(tzinfo=UTC)) - datetime.now(UTC)
