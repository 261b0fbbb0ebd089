"""`plumbline endpoint`: what it says about an address and about a message, and how it ends."""

import base64
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from plumbline.cli import endpoint

VECTORS = json.loads((Path(__file__).parents[2] / "docs/reference/webhook-vectors.json").read_text("utf-8"))["vectors"]


def ended(*words: str) -> int:
    return CliRunner().invoke(endpoint.app, list(words)).exit_code


@pytest.mark.parametrize(("address", "code"), [("https://127.0.0.1/", 7), ("https://93.184.216.34/", 0), ("https://nobody.invalid/", 7)])
def test_check_says_whether_an_address_could_be_sent_to(address: str, code: int):
    assert ended("check", address) == code


def test_check_knows_networks_of_ones_own():
    assert ended("check", "http://127.0.0.1:9000/", "--networks", "127.0.0.0/8") == 0
    assert ended("check", "http://127.0.0.1:9000/", "--networks", "the intranet") == 2


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["name"])
def test_verify_says_of_each_published_vector_what_is_published(vector: dict[str, Any], tmp_path: Path):
    headers, body = tmp_path / "headers", tmp_path / "body"
    headers.write_text("".join(f"{name}: {value}\n" for name, value in vector["headers"].items()))
    body.write_bytes(base64.b64decode(vector["body_base64"]))
    keys = [word for key in vector["keys"] for word in ("--key", key)]
    at = datetime.fromtimestamp(vector["now"], UTC).strftime("%Y-%m-%dT%H:%M:%S")
    assert ended("verify", str(body), "--headers", str(headers), "--at", at, *keys) == (0 if vector["valid"] else 7)
