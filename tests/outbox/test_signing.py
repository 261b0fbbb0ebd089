"""Signatures on what leaves: libraries that nobody here wrote take them, and the published vectors hold."""

import base64
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import standardwebhooks
import svix
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from plumbline.outbox.signing import BadKey, NotVerified, SignsOnce, new_signing_secret, public_key_text, signed_headers, verify

VECTORS = json.loads((Path(__file__).parents[2] / "docs/reference/webhook-vectors.json").read_text("utf-8"))
BODY = '{"type":"com.plumbline.decision.approved.v1","subject":"d\u00e9cision"}'.encode()


def test_independent_libraries_take_a_signature():
    secret, now = new_signing_secret(), datetime.now(UTC)
    headers = signed_headers("evt_1", now, BODY, signing_secrets=[secret], key=Ed25519PrivateKey.generate())
    assert standardwebhooks.Webhook(secret).verify(BODY, headers) == json.loads(BODY)
    svix.Webhook(secret).verify(BODY, headers)


def test_independent_libraries_take_either_secret_while_two_count():
    old, new = new_signing_secret(), new_signing_secret()
    headers = signed_headers("evt_1", datetime.now(UTC), BODY, signing_secrets=[new, old])
    for secret in (old, new):
        standardwebhooks.Webhook(secret).verify(BODY, headers)
        svix.Webhook(secret).verify(BODY, headers)


def test_independent_libraries_refuse_another_secret_and_other_bytes():
    secret = new_signing_secret()
    headers = signed_headers("evt_1", datetime.now(UTC), BODY, signing_secrets=[secret])
    with pytest.raises(standardwebhooks.WebhookVerificationError):
        standardwebhooks.Webhook(new_signing_secret()).verify(BODY, headers)
    with pytest.raises(svix.WebhookVerificationError):
        svix.Webhook(secret).verify(BODY + b" ", headers)


def test_the_public_key_verifies_without_the_secret():
    key, now = Ed25519PrivateKey.generate(), datetime.now(UTC)
    headers = signed_headers("evt_1", now, BODY, signing_secrets=[new_signing_secret()], key=key)
    verify(headers, BODY, [public_key_text(key)], now)
    with pytest.raises(NotVerified):
        verify(headers, BODY, [public_key_text(Ed25519PrivateKey.generate())], now)


@pytest.mark.parametrize("vector", VECTORS["vectors"], ids=lambda vector: vector["name"])
def test_a_published_vector_holds(vector: dict[str, Any]):
    now = datetime.fromtimestamp(vector["now"], UTC)
    body = base64.b64decode(vector["body_base64"])
    if vector["valid"]:
        verify(vector["headers"], body, vector["keys"], now)
    else:
        with pytest.raises(NotVerified):
            verify(vector["headers"], body, vector["keys"], now)


def known_to_the_library(vector: dict[str, Any]) -> bool:
    """Tell whether the library has what a vector is about: its own clock is not asked for, a shared secret, a body that is text."""
    shared = any(key.startswith("whsec_") for key in vector["keys"])
    return vector["now"] == VECTORS["now"] and shared and base64.b64decode(vector["body_base64"]).isascii()


@pytest.mark.parametrize("vector", [*filter(known_to_the_library, VECTORS["vectors"])], ids=lambda one: one["name"])
def test_an_independent_library_says_the_same_of_a_vector(vector: dict[str, Any], monkeypatch: pytest.MonkeyPatch):
    body = base64.b64decode(vector["body_base64"])
    secrets = [key for key in vector["keys"] if key.startswith("whsec_")]

    class Frozen(datetime):
        @classmethod
        def now(cls, tz: Any = None) -> datetime:
            return datetime.fromtimestamp(vector["now"], tz)

    monkeypatch.setattr("standardwebhooks.webhooks.datetime", Frozen)
    taken: list[bool] = []
    for secret in secrets:
        try:
            standardwebhooks.Webhook(secret).verify(body, vector["headers"])
            taken.append(True)
        except json.JSONDecodeError:
            taken.append(True)  # the signature held; the library reads the body afterwards
        except (standardwebhooks.WebhookVerificationError, ValueError):
            taken.append(False)  # what it cannot read at all ends with the error of whatever it tried
    assert any(taken) == vector["valid"]


def test_a_clock_five_minutes_off_is_fine_and_more_is_not():
    secret, now = new_signing_secret(), datetime(2026, 3, 2, tzinfo=UTC)
    headers = signed_headers("evt_1", now, BODY, signing_secrets=[secret])
    for apart in (timedelta(minutes=5), -timedelta(minutes=5)):
        verify(headers, BODY, [secret], now + apart)
        with pytest.raises(NotVerified):
            verify(headers, BODY, [secret], now + apart * 1.01)


@pytest.mark.parametrize("key", ["", "whsec_", "whsec_c2hvcnQ=", "secret", "whpk_AAAA", "whsec_!!!!"])
def test_something_that_is_no_key_is_told_as_such(key: str):
    headers = signed_headers("evt_1", datetime.now(UTC), BODY, signing_secrets=[new_signing_secret()])
    with pytest.raises(BadKey):
        verify(headers, BODY, [key], datetime.now(UTC))


def test_what_is_signed_once_for_several_endpoints_is_what_each_would_have_been_sent():
    key = Ed25519PrivateKey.generate()
    once = SignsOnce(key)
    for content in (b"one", b"two", b"one", *(str(number).encode() for number in range(2500)), b"two"):
        assert once.sign(content) == key.sign(content)
