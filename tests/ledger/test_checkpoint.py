"""Signed checkpoints and the key that signs them."""

import stat
from pathlib import Path

import pytest

from plumbline.ledger.checkpoint import Checkpoint, SigningKey, VerifierKey, issued
from plumbline.ledger.errors import LedgerError

ROOT = bytes(range(32))


def test_a_checkpoint_reads_as_the_standard_writes_it():
    key = SigningKey.generate("ledger.example.org")
    origin, size, root, blank, signature, end = issued(key, 42, ROOT).split("\n")
    assert (origin, size, root) == ("ledger.example.org", "42", "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=")
    assert signature.startswith("— ledger.example.org ")
    assert blank == end == ""


def test_a_checkpoint_is_signed_by_its_key_and_no_other():
    key, other = SigningKey.generate("ledger.example.org"), SigningKey.generate("ledger.example.org")
    signed = Checkpoint.parse(issued(key, 42, ROOT))
    assert (signed.size, signed.root) == (42, ROOT)
    assert signed.is_signed_by(key.verifier)
    assert not signed.is_signed_by(other.verifier)
    assert not Checkpoint.parse(issued(key, 42, ROOT).replace("42", "43")).is_signed_by(key.verifier)


def test_a_witness_can_sign_the_same_checkpoint():
    key, witness = SigningKey.generate("ledger.example.org"), SigningKey.generate("witness.example.org")
    signed = Checkpoint.parse(issued(key, 42, ROOT, [witness]))
    assert signed.is_signed_by(key.verifier)
    assert signed.is_signed_by(witness.verifier)


@pytest.mark.parametrize(
    "note", ["", "a\n1\nAA==\n\n", "a\n01\nAAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\n\n— a AAAA\n", "a\nx\nAA==\n\n— a AAAA\n"]
)
def test_what_is_not_a_checkpoint_is_refused(note: str):
    with pytest.raises(ValueError, match="not a signed checkpoint"):
        Checkpoint.parse(note)


def test_a_public_key_is_read_back():
    # the key of the example in the Go documentation of signed notes
    text = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
    assert str(VerifierKey.parse(text)) == text
    for damaged in ("PeterNeumann", text.replace("c74f20a3", "c74f20a4"), text.replace("ARpc", "Ahpc"), text + "AA"):
        with pytest.raises(ValueError, match="public key"):
            VerifierKey.parse(damaged)


def test_a_signature_made_elsewhere_holds():
    # the signed note of the same example
    text = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
    signature = "x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM="
    note = f"{text}\n— PeterNeumann {signature}\n"
    from base64 import b64decode

    decoded = b64decode(signature)
    key = VerifierKey.parse("PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW")
    signed = Checkpoint(text, "", 0, ROOT, (("PeterNeumann", decoded[:4], decoded[4:]),))
    assert signed.is_signed_by(key)
    assert note.endswith("\n")


def test_the_key_is_made_once_and_only_its_owner_may_read_it(tmp_path: Path):
    path = tmp_path / "checkpoint.key"
    made = SigningKey.at(path, "ledger.example.org")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert SigningKey.at(path, "ledger.example.org").verifier == made.verifier
    assert SigningKey.parse("ledger.example.org", path.read_text()).verifier == made.verifier


def test_a_damaged_key_file_is_not_replaced(tmp_path: Path):
    path = tmp_path / "checkpoint.key"
    path.write_text("nothing")
    with pytest.raises(LedgerError, match="backup"):
        SigningKey.at(path, "ledger.example.org")
    assert path.read_text() == "nothing"


@pytest.mark.parametrize("name", ["", "two words", "a+b"])
def test_an_origin_that_would_break_the_note_is_refused(name: str):
    with pytest.raises(ValueError, match="origin"):
        SigningKey.generate(name)
