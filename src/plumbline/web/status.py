"""Refusals as the status of an answer."""

from plumbline.kernel.outcome import Refusal

_STATUS = {"rule": 409, "stale": 409, "forbidden": 403, "missing": 404, "invalid": 422, "unavailable": 503}


def status_of(refusal: Refusal) -> int:
    """Return the HTTP status of a refusal."""
    return _STATUS[refusal.kind]
