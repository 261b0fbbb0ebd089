"""A proof that left the house, checked by the stand-alone verifier and by stock openssl."""

import json
import shutil
import subprocess
import sys
from base64 import b64decode, b64encode
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

import plumbline.ledger
from ledger_grounds import filled, opened
from plumbline.cli.ledger import app
from plumbline.ledger.checkpoint import Checkpoint

VERIFIER = Path(plumbline.ledger.__file__).parent / "verify_offline.py"


@pytest.fixture
async def folder(tmp_path: Path) -> Path:
    """A ledger of 90 entries, with the checkpoint over its first 37 in the file `held`."""
    ledger = await opened("sqlite", tmp_path / "data")
    await filled(ledger, 37)
    (tmp_path / "held").write_text(await ledger.checkpoint())
    (tmp_path / "key").write_text(str(ledger.key.verifier))
    await filled(ledger, 53, "other")
    await ledger.close()
    return tmp_path


def exported(folder: Path, position: int, *more: str) -> Path:
    path = folder / "proof.json"
    asked = ["export", "--proof", position, "--data", folder / "data", "--out", path, "--since", folder / "held", *more]
    answer = CliRunner().invoke(app, [str(word) for word in asked])
    assert answer.exit_code == 0, answer.output
    return path


def checked(*given: str | Path) -> tuple[int, str]:
    ran = subprocess.run([sys.executable, "-I", VERIFIER, *given], capture_output=True, text=True, cwd="/", check=False)
    return ran.returncode, ran.stdout + ran.stderr


def test_a_proof_holds_far_from_the_ledger(folder: Path):
    code, words = checked(exported(folder, 12), "--key", folder / "key", "--checkpoint", folder / "held")
    assert code == 0, words
    assert "the entry is number 12 of those 90, exactly as it was recorded" in words
    assert "remark.made by usr_ana at 2026-03-02T12:00:01Z" in words
    assert "these 90 entries begin with the 37 of your checkpoint, unchanged" in words


def test_a_key_that_came_with_the_proof_is_named_as_such(folder: Path):
    code, words = checked(exported(folder, 12))
    assert code == 0
    assert "the key came with the proof" in words


def test_free_text_goes_along_only_when_asked(folder: Path):
    assert "text" not in json.loads(exported(folder, 12).read_text())
    code, words = checked(exported(folder, 12, "--with-text"))
    assert code == 0
    assert '{"text":"remark 11"}' in words


def _entry(proof: dict[str, Any]) -> None:
    proof["entry"] = b64encode(b64decode(proof["entry"]).replace(b"usr_ana", b"usr_bo")).decode()


def _index(proof: dict[str, Any]) -> None:
    proof["proof"] = proof["proof"].replace("index 11", "index 12")


def _size(proof: dict[str, Any]) -> None:
    proof["proof"] = proof["proof"].replace("\n90\n", "\n91\n")


def _text(proof: dict[str, Any]) -> None:
    proof["text"]["words"] = b64encode(b'{"text":"something else"}').decode()


def _past(proof: dict[str, Any]) -> None:
    proof["consistency"]["hashes"][0] = proof["consistency"]["hashes"][1]


def _rest(proof: dict[str, Any]) -> None:
    del proof["proof"]


@pytest.mark.parametrize("forge", [_entry, _index, _size, _text, _past, _rest], ids=lambda forge: forge.__name__)
def test_a_forged_proof_does_not_hold(folder: Path, forge: Callable[[dict[str, Any]], None]):
    path = exported(folder, 12, "--with-text")
    proof = json.loads(path.read_text())
    forge(proof)
    path.write_text(json.dumps(proof))
    code, words = checked(path, "--key", folder / "key", "--checkpoint", folder / "held")
    assert code == 7
    assert "DOES NOT HOLD" in words


async def test_a_proof_of_another_ledger_does_not_hold(folder: Path):
    other = await opened("sqlite", folder / "other" / "data")
    await filled(other, 5)
    (folder / "other" / "held").write_text(await other.checkpoint())
    await other.close()
    assert checked(exported(folder / "other", 2), "--key", folder / "key")[0] == 7
    assert checked(exported(folder / "other", 2), "--checkpoint", folder / "held")[0] == 7


@pytest.mark.parametrize("old", [0, 1, 2, 3, 4, 7, 8, 12, 13])
async def test_a_proof_reaches_back_to_any_checkpoint(tmp_path: Path, old: int):
    ledger = await opened("sqlite", tmp_path / "data")
    await filled(ledger, old)
    (tmp_path / "held").write_text(await ledger.checkpoint())
    await filled(ledger, 13 - old, "other")
    await ledger.close()
    code, words = checked(exported(tmp_path, 13), "--checkpoint", tmp_path / "held")
    assert code == 0, words


def test_stock_openssl_checks_the_signature(folder: Path):
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("openssl is not installed")
    note = json.loads(exported(folder, 12).read_text())["proof"].split("\n\n", 1)[1]
    signed = Checkpoint.parse(note)
    (folder / "text").write_text(signed.text)
    (folder / "signature").write_bytes(signed.signatures[0][2])
    (folder / "key.pem").write_text(CliRunner().invoke(app, ["key", "--pem", "--data", str(folder / "data")]).output)
    asked = [openssl, "pkeyutl", "-verify", "-rawin", "-pubin"]
    files = ["-inkey", folder / "key.pem", "-in", folder / "text", "-sigfile", folder / "signature"]
    assert subprocess.run([*asked, *files], capture_output=True, check=False).returncode == 0
    (folder / "text").write_text(signed.text.replace("90", "91"))
    assert subprocess.run([*asked, *files], capture_output=True, check=False).returncode != 0


def test_the_verifier_stays_small_and_alone():
    source = VERIFIER.read_text()
    assert len(source.splitlines()) <= 100
    assert "plumbline" not in source
