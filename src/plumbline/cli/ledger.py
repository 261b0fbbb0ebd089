"""`plumbline ledger`: look at the ledger, verify it, hand out proofs. Reads only, also while a server runs."""

import json
import sys
from collections.abc import Generator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from sqlite3 import Connection, DatabaseError
from typing import Annotated, Any, NoReturn

import typer

from plumbline.blobs.errors import UnreadableBlobs
from plumbline.edge.kept_files import look_at_files
from plumbline.edge.kept_signals import look_at_signals
from plumbline.ledger import reading
from plumbline.ledger.checkpoint import Checkpoint, VerifierKey
from plumbline.ledger.errors import Corrupt, LedgerError, NoLedger
from plumbline.ledger.folder import open_to_read
from plumbline.ledger.inspection import inspect
from plumbline.ledger.merkle import consistency_proof, inclusion_proof, leaf_hash
from plumbline.ledger.proof import Consistency, Text, exported
from plumbline.signals.errors import UnreadableSignals

MISUSE, MISSING, FOUND = 2, 4, 7

Data = Annotated[Path, typer.Option(envvar="PLUMBLINE_DATA", help="The folder that holds everything.", file_okay=False)]
Json = Annotated[bool, typer.Option("--json", help="For machines.")]
Position = Annotated[int, typer.Argument(min=1, help="The entry's place in the ledger, from 1.")]
Since = Annotated[Path | None, typer.Option(help="A checkpoint the receiver holds; the proof then reaches back to it.", dir_okay=False)]
Out = Annotated[Path | None, typer.Option("--out", "-o", help="The file to write; the terminal without it.", dir_okay=False)]
WithText = Annotated[bool, typer.Option(help="Add the entry's free text, for receivers who may read it.")]
HERE = Path("plumbline-data")
_FARTHEST = 2**63 - 1  # what the database can count to

app = typer.Typer(no_args_is_help=True)


@app.command()
def verify(
    data: Data = HERE,
    checkpoint: Annotated[list[Path] | None, typer.Option(help="A checkpoint kept outside; may be repeated.", dir_okay=False)] = None,
    key: Annotated[str | None, typer.Option(help="The public key the checkpoints must be signed with: NAME+ID+KEY, or a file.")] = None,
    as_json: Json = False,
) -> None:
    """Check all entries, the tree, checkpoints, kept files and anchored signals; with --checkpoint also against what a witness holds."""
    with _ledger(data, as_json) as connection:
        trusted = [_given(key)] if key is not None else reading.signers(connection)
        _check_signatures(connection, trusted, as_json)
        held = [_witnessed(path, trusted, as_json) for path in checkpoint or ()]
        try:
            frontier = inspect(connection, held)
        except Corrupt as bad:
            _found(f"{bad}; restore from a backup taken before it, then compare with the checkpoints you handed out", as_json, bad.position)
        try:
            files = look_at_files(connection, data)
        except UnreadableBlobs as bad:
            _found(str(bad), as_json)
        if files.problems:
            _found("\n".join((*files.problems, "the entries are intact; restore blobs.sqlite from a backup")), as_json)
        try:
            signals = look_at_signals(connection, data)
        except UnreadableSignals as bad:
            _found(str(bad), as_json)
        if signals.problems:
            _found("\n".join((*signals.problems, "the entries are intact; restore signals.sqlite from a backup")), as_json)
    answer = {
        "entries": frontier.size,
        "root": frontier.root().hex(),
        "intact": True,
        "files": files.found.kept,
        "redacted": files.redacted,
        "unnamed": files.unnamed,
        "signals": signals.anchored,
        "held": len(held),
        "keys": [str(each) for each in trusted],
    }
    outside = f"agrees with {len(held)} checkpoint{'s' * (len(held) != 1)} from outside" if held else _ADVICE
    kept = f"{files.found.kept} files, all as recorded" if files.found.kept is not None else "no entry names a file"
    kept += f"; {files.redacted} {'text was' if files.redacted == 1 else 'texts were'} redacted and taken away" if files.redacted else ""
    kept += f"; no entry names {files.unnamed} of them, which the server removes after a day" if files.unnamed else ""
    kept += f"\n{signals.anchored} signals are anchored, all as recorded" if signals.anchored else ""
    _tell(answer, f"{frontier.size} entries, tree intact, root {frontier.root().hex()}\n{kept}\n{outside}", as_json)


_ADVICE = "to find out whether the whole file was replaced, compare with a checkpoint kept outside: --checkpoint FILE"


@app.command()
def show(
    position: Annotated[int | None, typer.Argument(min=1, help="The entry to show; the newest ones without it.")] = None,
    data: Data = HERE,
    count: Annotated[int, typer.Option(help="How many of the newest entries.", min=1, max=1000)] = 20,
    as_json: Json = False,
) -> None:
    """Show one entry as it was recorded, or list the newest."""
    with _ledger(data, as_json) as connection:
        if position is None:
            rows = reading.after(connection, max(0, reading.size(connection) - count), count)
            entries = [_as_recorded(row) for row in rows]
            _tell(entries, "\n".join(map(_line, entries)) or "no entries yet", as_json)
            return
        row = _at(connection, position)
        if row is None:
            _refuse(MISSING, f"there is no entry {position}; the newest is {reading.size(connection)}", as_json)
        entry = _as_recorded(row)
        _tell(entry, json.dumps(entry, indent=2, ensure_ascii=False), as_json)
        if leaf_hash(row[2]) != row[3]:
            sys.stderr.write(f"entry {position}: its bytes do not match its leaf hash, so this is not what was recorded\n")
            raise typer.Exit(FOUND)


@app.command()
def export(
    position: Annotated[int | None, typer.Argument(min=1, help="The entry to prove, with --proof; everything without it.")] = None,
    data: Data = HERE,
    proof_: Annotated[bool, typer.Option("--proof", help="Write a proof of one entry for verify_offline.py.")] = False,
    since: Since = None,
    with_text: WithText = False,
    out: Out = None,
    as_json: Json = False,
) -> None:
    """Write the bytes of all entries, one a line as they were hashed; or with --proof the proof of one."""
    if proof_ != (position is not None):
        _refuse(MISUSE, "name an entry together with --proof, as in: plumbline ledger export --proof 12", as_json)
    if position is not None:
        proof(position, data, since, with_text, out, as_json)
        return
    with _ledger(data, as_json) as connection:
        lines = (row[2].decode() + "\n" for portion in reading.portions(connection) for row in portion)
        if out is None:
            sys.stdout.writelines(lines)
        else:
            with out.open("w", encoding="utf-8") as file:
                file.writelines(lines)


@app.command()
def proof(
    position: Position, data: Data = HERE, since: Since = None, with_text: WithText = False, out: Out = None, as_json: Json = False
) -> None:
    """Write the proof of one entry: its bytes, its path in the tree, the newest checkpoint, the public key."""
    with _ledger(data, as_json) as connection:
        row = _at(connection, position)
        note = reading.newest_checkpoint(connection)
        if row is None:
            _refuse(MISSING, f"there is no entry {position}; the newest is {reading.size(connection)}", as_json)
        if note is None or Checkpoint.parse(note).size < position:
            _refuse(MISSING, f"no checkpoint covers entry {position} yet; one is signed within a minute and at each stop", as_json)
        size = Checkpoint.parse(note).size
        node = reading.nodes_of(connection)
        consistency = None
        if since is not None:
            old = _checkpoint(since)
            if old.size > size:
                _found(f"the checkpoint in {since} is over {old.size} entries, the newest here over {size}: entries were removed", as_json)
            consistency = Consistency(old.size, consistency_proof(old.size, size, node))
        _, _, raw, _, salt, words = row
        text = Text(salt, words) if with_text and salt is not None and words is not None else None
        inclusion = inclusion_proof(position - 1, size, node)
        content = exported(
            entry=raw,
            position=position,
            inclusion=inclusion,
            checkpoint=note,
            key=reading.signers(connection)[-1],
            consistency=consistency,
            text=text,
        )
    if out is None:
        sys.stdout.write(content)
        return
    out.write_text(content, encoding="utf-8")
    _tell({"written": str(out)}, f"wrote {out}; check it anywhere: python verify_offline.py {out}", as_json)


@app.command()
def checkpoint(data: Data = HERE, as_json: Json = False) -> None:
    """Print the newest checkpoint, for a witness to keep."""
    with _ledger(data, as_json) as connection:
        note = reading.newest_checkpoint(connection)
    if note is None:
        _refuse(MISSING, "no checkpoint was signed yet; one is signed within a minute of the first entry", as_json)
    signed = Checkpoint.parse(note)
    _tell({"size": signed.size, "root": signed.root.hex(), "note": note}, note.rstrip("\n"), as_json)


@app.command("key")
def key_(
    data: Data = HERE, pem: Annotated[bool, typer.Option(help="As PEM, for other tools such as openssl.")] = False, as_json: Json = False
) -> None:
    """Print the public key that the checkpoints are signed with."""
    with _ledger(data, as_json) as connection:
        found = reading.signers(connection)[-1]
    _tell({"key": str(found), "pem": found.pem()}, found.pem().rstrip("\n") if pem else str(found), as_json)


@contextmanager
def _ledger(data: Path, as_json: bool) -> Generator[Connection]:
    """Open the ledger to read; what goes wrong ends the command with its exit code."""
    try:
        with closing(open_to_read(data)) as connection:
            connection.execute("BEGIN")  # one view of the ledger, however much a server writes meanwhile
            yield connection
    except NoLedger as fault:
        _refuse(MISSING, str(fault), as_json)
    except (LedgerError, ValueError) as fault:
        _refuse(MISUSE, str(fault), as_json)
    except DatabaseError as fault:
        _found(f"the database cannot be read: {fault}; restore it from a backup", as_json)


def _at(connection: Connection, position: int) -> Sequence[Any] | None:
    return reading.at(connection, position) if position <= _FARTHEST else None


def _check_signatures(connection: Connection, trusted: Sequence[VerifierKey], as_json: bool) -> None:
    for note in reading.checkpoints(connection):
        signed = Checkpoint.parse(note)
        if not any(signed.is_signed_by(key) for key in trusted):
            _found(f"the checkpoint over {signed.size} entries is not signed by {_names(trusted)}: its key was replaced", as_json)


def _witnessed(path: Path, trusted: Sequence[VerifierKey], as_json: bool) -> Checkpoint:
    signed = _checkpoint(path)
    if not any(signed.is_signed_by(key) for key in trusted):
        _found(f"the checkpoint in {path} is not signed by {_names(trusted)}: the key was replaced, or it is another ledger's", as_json)
    return signed


def _checkpoint(path: Path) -> Checkpoint:
    try:
        return Checkpoint.parse(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as fault:
        raise ValueError(f"{path}: {fault}") from fault


def _given(key: str) -> VerifierKey:
    path = Path(key)
    return VerifierKey.parse(path.read_text(encoding="utf-8") if path.is_file() else key)


def _names(keys: Sequence[VerifierKey]) -> str:
    return " or ".join(f"{key.name}+{key.id.hex()}" for key in keys) or "any key"


def _as_recorded(row: Sequence[Any]) -> dict[str, Any]:
    """Return an entry's bytes as values, with its erasable text beside them."""
    try:
        entry = json.loads(row[2])
    except ValueError:  # damaged; whoever looks into it needs the bytes all the same
        return {"position": row[0], "unreadable": row[2].hex(), "leaf_hash": row[3].hex()}
    entry["leaf_hash"] = row[3].hex()
    if "commitment" in entry:
        entry["text"] = json.loads(row[5]) if row[5] is not None else "erased"
    return entry


def _line(entry: dict[str, Any]) -> str:
    if "unreadable" in entry:
        return f"{entry['position']:>8}  its bytes cannot be read"
    by = entry["attribution"]["actor"]
    return f"{entry['position']:>8}  {entry['recorded_at']}  {entry['event_name']:32}  {entry['stream']}@{entry['version']}  {by}"


def _tell(answer: Any, words: str, as_json: bool) -> None:
    sys.stdout.write((json.dumps(answer, ensure_ascii=False) if as_json else words) + "\n")


def _found(problem: str, as_json: bool, position: int | None = None) -> NoReturn:
    _tell({"intact": False, "position": position, "problem": problem}, problem, as_json)
    raise typer.Exit(FOUND)


def _refuse(code: int, problem: str, as_json: bool) -> NoReturn:
    sys.stderr.write((json.dumps({"problem": problem}) if as_json else problem) + "\n")
    raise typer.Exit(code)
