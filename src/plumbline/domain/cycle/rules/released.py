"""What other rules ask about releases that are out."""

from datetime import datetime

from plumbline.domain.cycle.release import Release
from plumbline.domain.cycle.state import Cycle


def first_launch(cycle: Cycle) -> datetime | None:
    """Return when something of the cycle first reached customers beyond a pilot, else with the pilot; None before any launch."""
    full = [one.launched_at for one in cycle.releases.values() if one.launched_at is not None and one.kind == "release"]
    return min(full, default=None) or min((one.launched_at for one in cycle.releases.values() if one.launched_at is not None), default=None)


def missing_reports(cycle: Cycle, release: Release) -> tuple[int, ...]:
    """Return the review cycles that closed since a pilot was launched and have no report of it (Z2)."""
    if release.kind != "pilot" or release.launched_at is None:
        return ()
    told = {report.period for report in release.reports}
    return tuple(number for number in cycle.periods_closed if number >= release.launched_in and number not in told)
