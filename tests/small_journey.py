"""A small journey with everything in it that rules turn on, and ways to change it for one test."""

from typing import Any

from plumbline.domain.journey.machine import Machine
from plumbline.domain.journey.model import Model
from plumbline.domain.journey.plain import model_of

METHODS = [{"value": "card", "text": "Card"}, {"value": "invoice", "text": "Invoice"}]


def small(**changes: Any) -> Model:
    """Return a buyer who pays and a bank that answers, with the lists that are given in the place of its own."""
    return model_of({**plain(), **changes})


def machine(**changes: Any) -> Machine:
    """Return the small journey, changed, ready to run."""
    return Machine(small(**changes))


def plain() -> dict[str, Any]:
    """Return the small journey as plain data."""
    return {
        "kind": "journey",
        "id": "payment",
        "version": "1.0.0",
        "title": "A payment",
        "roles": [{"id": "buyer", "title": "Buyer", "start": "cart"}, {"id": "bank", "title": "Bank", "actor": "system", "start": "idle"}],
        "variables": [
            {"id": "tries", "type": "int", "lo": 0, "hi": 2},
            {"id": "method", "type": "enum", "values": ["card", "invoice"]},
            {"id": "gift", "type": "bool"},
            {"id": "note", "type": "text"},
        ],
        "events": [
            {"id": "pay", "title": "Pay", "kind": "act", "role": "buyer"},
            {"id": "leave", "title": "Leave", "kind": "act", "role": "buyer"},
            {"id": "accepted", "title": "The bank accepts", "kind": "system"},
            {"id": "declined", "title": "The bank declines", "kind": "fault"},
            {"id": "call", "title": "Buyer and bank talk", "kind": "shared", "roles": ["buyer", "bank"]},
        ],
        "stages": [{"id": "checkout", "title": "Checkout", "role": "buyer"}],
        "screens": [
            {
                "id": "cart",
                "title": "Cart",
                "role": "buyer",
                "stage": "checkout",
                "content": [
                    {"id": "how", "type": "radio", "text": "How", "variable": "method", "options": METHODS},
                    {"id": "wrap", "type": "checkbox", "text": "As a gift", "variable": "gift", "when": "tries == 0"},
                    {"id": "words", "type": "textarea", "text": "A note", "variable": "note"},
                    {"id": "go", "type": "button", "text": "Pay", "act": "pay"},
                ],
            },
            {"id": "paying", "title": "Paying", "role": "buyer", "kind": "waiting"},
            {
                "id": "refused",
                "title": "Refused",
                "role": "buyer",
                "kind": "exception",
                "fault": "declined",
                "severity": "major",
                "owner": "bank",
                "recovery": "cart",
                "stage": "checkout",
            },
            {"id": "paid", "title": "Paid", "role": "buyer", "kind": "terminal", "result": "success"},
            {"id": "left", "title": "Left", "role": "buyer", "kind": "terminal", "result": "abandoned"},
            {"id": "idle", "title": "Idle", "role": "bank", "kind": "waiting"},
            {"id": "asked", "title": "Asked", "role": "bank", "kind": "waiting"},
        ],
        "transitions": [
            {"id": "t-pay", "from": "cart", "on": "pay", "when": "tries < 2", "to": "paying"},
            {"id": "t-asked", "from": "idle", "on": "pay", "to": "asked"},
            {"id": "t-leave", "from": "checkout", "on": "leave", "to": "left"},
            {"id": "t-paid", "from": "paying", "on": "accepted", "to": "paid"},
            {"id": "t-done", "from": "asked", "on": "accepted", "to": "idle"},
            {"id": "t-refused", "from": "paying", "on": "declined", "to": "refused", "set": {"tries": "tries + 1"}},
            {"id": "t-no", "from": "asked", "on": "declined", "to": "idle"},
            {"id": "t-again", "from": "refused", "on": "pay", "when": "tries < 2", "to": "paying"},
            {"id": "t-call", "from": "refused", "on": "call", "to": "cart"},
            {"id": "t-answers", "from": "idle", "on": "call", "set": {"tries": "0"}},
        ],
    }  # fmt: skip
