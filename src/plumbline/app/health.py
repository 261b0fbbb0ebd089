"""Whether the process answers and can record (`/healthz`), and whether everything around it keeps up (`/readyz`)."""

from typing import Any

from litestar import Request, Response, get

from plumbline.automation.scheduler import Scheduler
from plumbline.ledger.store import Ledger

_UNAVAILABLE = 503


@get("/healthz", include_in_schema=False)
async def healthz(request: Request[Any, Any, Any]) -> Response[dict[str, Any]]:
    """Say whether the ledger can be read and written; 503 with what to do when it only reads."""
    ledger: Ledger = request.app.state.installation.states.ledger
    head = await ledger.head()
    if fault := ledger.write_fault:
        remedy = "Free space or mend the disk, then restart Plumbline; everything that was acknowledged is kept, and reading goes on."
        told = {"status": "read_only", "entries": head.size, "problem": fault, "remedy": remedy}
        return Response(told, status_code=_UNAVAILABLE)
    return Response({"status": "ok", "entries": head.size})


@get("/readyz", include_in_schema=False)
async def readyz(request: Request[Any, Any, Any]) -> Response[dict[str, Any]]:
    """Say whether it can record, whether every read model is up to date, and whether deadlines are watched; 503 with every reason."""
    ledger: Ledger = request.app.state.installation.states.ledger
    scheduler: Scheduler | None = request.app.state.scheduler
    checks = {
        "ledger": _check(ledger.write_fault, "Free space or mend the disk, then restart Plumbline."),
        "projections": _check(
            ", ".join(await ledger.stale_projections()), "Restart Plumbline: it rebuilds the read models that are behind before it answers."
        ),
        "scheduler": _check(
            "" if scheduler is not None and scheduler.alive() else "no deadline has been looked at for two minutes",
            "Look for its fault in the log, then restart Plumbline; what was due meanwhile is done first.",
        ),
    }
    ready = all(check["status"] == "ok" for check in checks.values())
    return Response({"status": "ready" if ready else "not_ready", "checks": checks}, status_code=200 if ready else _UNAVAILABLE)


def _check(problem: str, remedy: str) -> dict[str, str]:
    return {"status": "failed", "problem": problem, "remedy": remedy} if problem else {"status": "ok"}


routes = (healthz, readyz)
