"""A run as a plain record that can be kept, compared and hashed: what evidence is bound to. Without what participants wrote by hand."""

from typing import Any

from plumbline.domain.run.run import Move, Run
from plumbline.kernel.canonical import digest


def record_of(run: Run) -> dict[str, Any]:
    """Return a run as plain data: the journey's digest, how it began, every move and how it ended."""
    began = run.began
    return {
        "run": run.id,
        "journey": run.digest,
        "role": run.role,
        "preset": run.preset,
        "task": run.task,
        "began": {"screens": list(began.screens), "values": list(began.values)} if began else {},
        "moves": [_move(move) for move in run.moves],
        "result": run.result,
        "success": run.success,
    }


def digest_of(run: Run) -> str:
    """Return the SHA-256 of a run's record, in hex. Remarks, texts and answers are not in it, so erasing them leaves it as it is."""
    return digest(record_of(run))


def _move(move: Move) -> dict[str, Any]:
    kept = {
        "number": move.number, "kind": move.kind, "by": move.by, "role": move.role, "happened": move.happened, "variable": move.variable,
        "value": move.value, "taken": list(move.taken), "to": move.to, "screens": list(move.screens), "values": list(move.values),
        "elapsed_ms": move.elapsed_ms,
    }  # fmt: skip
    return {name: value for name, value in kept.items() if value not in ("", 0, [])}
