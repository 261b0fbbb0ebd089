"""Which version of the API a program is written for: a date. What would break a program of an earlier date is done for later ones only."""

from typing import Any

from litestar import Request

from plumbline.api.problems import Refused
from plumbline.kernel.outcome import Finding, Refusal

HEADER = "Plumbline-Version"
VERSIONS = ("2026-11-01",)
"""Every date that is still served, the newest last."""
NEWEST = VERSIONS[-1]


def agree(request: Request[Any, Any, Any]) -> None:
    """Choose the version that answers: the one asked for, the newest without one. Raises Refused (400) for one that is not served."""
    asked = request.headers.get(HEADER.lower(), "").strip()
    if asked and asked not in VERSIONS:
        finding = Finding(rule="api.version", met=False, expected=", ".join(VERSIONS), actual=asked[:40])
        raise Refused(Refusal(code="api.version", kind="invalid", findings=(finding,)), {}, status=400)
    request.scope["state"]["api_version"] = asked or NEWEST
