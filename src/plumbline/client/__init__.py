"""A typed client for Python programs. Methods and shapes are made from the OpenAPI document, and a test holds them to it.

from plumbline.client import Client, Refused, Sending

with Client("https://launch.example.org", token) as client:
    for decision in client.decisions.all_decisions(cycle_id, state="in_review"):
        try:
            client.decisions.approve_decision(decision["id"], because="The run shows it.", read_hash=decision["content_hash"])
        except Refused as refused:
            print(refused.code, [finding["rule"] for finding in refused.findings])
"""

from plumbline.client.client import Client
from plumbline.client.connection import VERSION, Connection, Sending
from plumbline.client.errors import (
    Changed,
    Exposed,
    Finding,
    Invalid,
    Limited,
    NotAllowed,
    NotFound,
    PlumblineError,
    Problem,
    Refused,
    Unauthenticated,
    Unavailable,
    Unbound,
    Unreachable,
)

__all__ = [
    "VERSION",
    "Changed",
    "Client",
    "Connection",
    "Exposed",
    "Finding",
    "Invalid",
    "Limited",
    "NotAllowed",
    "NotFound",
    "PlumblineError",
    "Problem",
    "Refused",
    "Sending",
    "Unauthenticated",
    "Unavailable",
    "Unbound",
    "Unreachable",
]
