"""When a cycle launched: what everything after launch counts from."""

from datetime import datetime

from plumbline.domain.cycle.rules.common import check
from plumbline.domain.cycle.state import Cycle
from plumbline.kernel.outcome import Context, Finding


def launched_at(cycle: Cycle) -> datetime | None:
    """Return the instant of the launch: when the first release went out that is no pilot, and until then the end of the window."""
    out = (release.launched_at for release in cycle.releases.values() if release.kind == "release")
    return min((at for at in out if at is not None), default=cycle.ends_at)


def launched_finding(cycle: Cycle, context: Context, act: str) -> Finding:
    """Check that the launch is over, so that there is something to look back on."""
    at = launched_at(cycle)
    return check(
        "V1.launched",
        at is not None and at <= context.now,
        expected=at.isoformat() if at else None,
        actual=context.now.isoformat(),
        who=(context.actor,),
        act=act,
    )
