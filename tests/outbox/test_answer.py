"""The answer of a receiver is read the same, in however many pieces it comes, and as h11 reads it."""

import h11
import pytest
from hypothesis import given
from hypothesis import strategies as st

from plumbline.outbox.answer import KEPT, Answer, Reading

PLAIN = b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nRetry-After: 7\r\n\r\ntaken"
ANSWERS = (
    PLAIN,
    b"HTTP/1.1 204 No Content\r\n\r\n",
    b"HTTP/1.1 500\r\ncontent-length:0\r\n\r\n",
    b"HTTP/1.1 429 Slow down\r\nRetry-After: 120\r\nServer: x\r\nContent-Length: 2000\r\n\r\n" + b"z" * 2000,
    b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n",
    b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok",
    b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 202 Accepted\r\nContent-Length: 1\r\n\r\n!",
    b"HTTP/1.1 200 OK\r\nX-Folded: a\r\n b\r\nContent-Length: 1\r\n\r\nk",
    b"HTTP/1.0 200 OK\r\nContent-Length: 1\r\n\r\nk",
    b"HTTP/1.1 304 Not Modified\r\nContent-Length: 10\r\n\r\n",
)


def read(answer: bytes, cuts: list[int]) -> Answer | None:
    reading, begin = Reading(), 0
    for end in [*sorted(cuts), len(answer)]:
        if end > begin:
            if found := reading.feed(answer[begin:end]):
                return found
            begin = end
    return reading.ended()


def as_h11_reads(answer: bytes) -> tuple[int, bytes]:
    connection, status, body = h11.Connection(h11.CLIENT), 0, b""
    connection.send(h11.Request(method="POST", target="/", headers=[("Host", "x"), ("Content-Length", "0")]))
    connection.send(h11.EndOfMessage())
    connection.receive_data(answer)
    while (event := connection.next_event()) is not h11.NEED_DATA and not isinstance(event, h11.EndOfMessage):
        if isinstance(event, h11.Response):
            status = event.status_code
        elif isinstance(event, h11.Data):
            body += bytes(event.data)
    return status, body[:KEPT]


@given(st.sampled_from(ANSWERS), st.lists(st.integers(1, 2100), max_size=6))
def test_an_answer_says_the_same_in_whatever_pieces_it_comes(answer: bytes, cuts: list[int]):
    found = read(answer, [min(cut, len(answer)) for cut in cuts])
    assert found is not None
    assert (found.status, found.body) == as_h11_reads(answer)


@pytest.mark.parametrize("end", range(1, len(PLAIN)))
def test_half_an_answer_is_none_until_it_was_given(end: int):
    reading = Reading()
    assert reading.feed(PLAIN[:end]) is None
    head = PLAIN.index(b"\r\n\r\n") + 4
    if end >= head:
        cut_off = reading.ended()
        assert cut_off is not None
        assert cut_off.status == 200


@given(st.binary(max_size=300))
def test_nonsense_never_passes_for_an_answer_of_two_hundred(noise: bytes):
    try:
        found = read(b"\x16" + noise, [])
    except h11.ProtocolError:
        return
    assert found is None


def test_a_connection_is_asked_again_only_after_a_plain_answer_that_has_ended():
    reusable = {answer: found.reusable for answer in ANSWERS if (found := read(answer, []))}
    assert [answer for answer, again in reusable.items() if again] == [PLAIN, ANSWERS[1], ANSWERS[2], ANSWERS[3], ANSWERS[9]]
    assert not Reading().feed(PLAIN + b"and more").reusable  # type: ignore[union-attr]
