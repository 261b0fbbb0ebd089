"""Instants as the directory's file keeps them: microseconds since 1970, UTC."""

from datetime import UTC, datetime, timedelta

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def number_of(at: datetime) -> int:
    """Return an instant as a number."""
    return (at - _EPOCH) // timedelta(microseconds=1)


def instant_of(number: int) -> datetime:
    """Return the instant that a number stands for."""
    return _EPOCH + timedelta(microseconds=number)
