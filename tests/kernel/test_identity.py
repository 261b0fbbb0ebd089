"""Ids: unique, of one shape, and in the order in which they were made."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plumbline.kernel.identity import is_id, make_id, prefix_of

INSTANTS = st.integers(min_value=0, max_value=4_000_000_000).map(lambda seconds: datetime.fromtimestamp(seconds, UTC))
BITS = st.integers(min_value=0, max_value=(1 << 80) - 1)


def test_an_id_is_the_uuid_of_version_7_that_the_instant_and_the_bits_give() -> None:
    at = datetime(2026, 3, 2, 9, 0, 0, 123_000, tzinfo=UTC)
    digits = make_id("evt", at, 0xABCDEF0123456789ABCD).removeprefix("evt_")
    value = 0
    for digit in digits:
        value = value * 32 + "0123456789abcdefghjkmnpqrstvwxyz".index(digit)
    assert value >> 80 == (at - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(milliseconds=1)
    assert value >> 76 & 0xF == 7
    assert value >> 62 & 0b11 == 0b10
    assert value & (1 << 62) - 1 == 0xABCDEF0123456789ABCD & (1 << 62) - 1
    assert value >> 64 & 0xFFF == 0xABCDEF0123456789ABCD >> 62 & 0xFFF


@given(INSTANTS, BITS)
def test_every_id_has_the_shape_that_ids_are_known_by(at: datetime, bits: int) -> None:
    made = make_id("dec", at, bits)
    assert is_id(made, "dec")
    assert prefix_of(made) == "dec"


@given(INSTANTS, BITS, BITS)
def test_ids_sort_by_the_time_they_were_made(at: datetime, bits: int, later_bits: int) -> None:
    assert make_id("thr", at, bits) < make_id("thr", at + timedelta(milliseconds=1), later_bits)


def test_a_prefix_that_nobody_declared_is_refused_however_often_it_is_tried() -> None:
    for _ in range(2):
        with pytest.raises(ValueError, match="no noun has the id prefix 'xyz'"):
            make_id("xyz", datetime(2026, 3, 2, tzinfo=UTC), 0)
