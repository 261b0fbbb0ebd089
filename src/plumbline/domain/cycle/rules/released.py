"""What other rules ask about releases that are out."""

from datetime import datetime

from plumbline.domain.cycle.release import Release
from plumbline.domain.cycle.state import Cycle


def first_launch(cycle: Cycle) -> datetime | None:
    """Return when something of the cycle first reached customers beyond a pilot, else with the pilot; None before any launch."""
    full = [one.launched_at for one in cycle.releases.values() if one.launched_at is not None and one.kind == "release"]
    return min(full, default=None) or min((one.launched_at for one in cycle.releases.values() if one.launched_at is not None), default=None)


def goes_first(cycle: Cycle, release: Release) -> bool:
    """Tell whether a release protects the promise whose releases go first; plainly false where the order is the team's (Z1)."""
    first = cycle.plan.releases_first if cycle.plan else ""
    promise = cycle.promises.get(release.promise_id)
    return bool(first) and promise is not None and promise.planned_id == first


def goes_behind(cycle: Cycle, release: Release) -> tuple[Release, ...]:
    """Return the releases that wait to be launched and go before this one; none for what one of them waits for in its turn (Z1)."""
    if release.id in _serving(cycle):
        return ()
    return tuple(one for one in cycle.releases.values() if goes_first(cycle, one) and one.state in ("planned", "held"))


def in_order(cycle: Cycle) -> tuple[Release, ...]:
    """Return the releases in the order in which they were planned, those that go first at the front with what they wait for."""
    serving = _serving(cycle)
    return tuple(sorted(cycle.releases.values(), key=lambda one: one.id not in serving))


def _serving(cycle: Cycle) -> set[str]:
    """The releases that go first, and those that they wait for."""
    first = [one for one in cycle.releases.values() if goes_first(cycle, one)]
    serving = {one.id for one in first}
    for one in first:
        before = cycle.releases.get(one.after_id)
        while before is not None and before.id not in serving:
            serving.add(before.id)
            before = cycle.releases.get(before.after_id)
    return serving


def missing_reports(cycle: Cycle, release: Release) -> tuple[int, ...]:
    """Return the review cycles that closed since a pilot was launched and have no report of it (Z2)."""
    if release.kind != "pilot" or release.launched_at is None:
        return ()
    told = {report.period for report in release.reports}
    return tuple(number for number in cycle.periods_closed if number >= release.launched_in and number not in told)
