"""When a delivery is tried again, and when it or its endpoint is given up. Pure: the time and what is random come in."""

from datetime import datetime, timedelta
from typing import Literal

from plumbline.kernel.record import record

_HOUR = timedelta(hours=1)
_WAITS = (
    timedelta(seconds=5), timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30),
    2 * _HOUR, 5 * _HOUR, 10 * _HOUR, 24 * _HOUR,
)  # fmt: skip
Fate = Literal["delivered", "again", "exhausted"]
WhyDisabled = Literal["", "gone", "failing"]


@record
class Policy:
    """How patient the sender is. waits: between attempts, one less than there are attempts. jitter: the share of a wait, in thousandths,
    by which it may be shorter, so that what failed together is not tried together. disable_after: how long an endpoint may fail all the
    time. longest_asked: how long a receiver may ask to be left alone.
    """

    waits: tuple[timedelta, ...] = (*_WAITS, 75 * _HOUR - sum(_WAITS, timedelta()))
    jitter: int = 100
    disable_after: timedelta = timedelta(days=5)
    longest_asked: timedelta = timedelta(hours=24)

    @property
    def attempts(self) -> int:
        """How often a delivery is tried at most."""
        return len(self.waits) + 1


@record
class Outcome:
    """What came of an attempt. status: of the answer, 0 without one. retry_after: how long the receiver asked to be left alone."""

    status: int
    retry_after: timedelta | None = None

    @property
    def succeeded(self) -> bool:
        """Only an answer of 200 to 299 says that it was taken; a redirect says that nobody looked."""
        return 200 <= self.status < 300


@record
class State:
    """What is known before an outcome. attempts: that failed already. failing_since: since when nothing reached the endpoint."""

    attempts: int = 0
    failing_since: datetime | None = None


@record
class Next:
    """What follows. at: when it is tried again, None when it is not. disable: why the endpoint is sent nothing from now on."""

    fate: Fate
    state: State
    at: datetime | None = None
    disable: WhyDisabled = ""


def next_step(state: State, outcome: Outcome, now: datetime, policy: Policy, chance: int) -> Next:
    """Return what follows from an attempt. chance: 0 to 999, drawn for this attempt."""
    if outcome.succeeded:
        return Next(fate="delivered", state=State(attempts=state.attempts + 1))
    since = state.failing_since or now
    after = State(attempts=state.attempts + 1, failing_since=since)
    disable: WhyDisabled = "gone" if outcome.status == 410 else "failing" if now - since >= policy.disable_after else ""
    if after.attempts >= policy.attempts:
        return Next(fate="exhausted", state=after, disable=disable)
    return Next(fate="again", state=after, at=now + _wait(after.attempts, outcome, policy, chance), disable=disable)


def _wait(attempts: int, outcome: Outcome, policy: Policy, chance: int) -> timedelta:
    wait = policy.waits[attempts - 1]
    shorter = wait - wait * (policy.jitter * chance) / 1_000_000
    asked = min(max(outcome.retry_after or timedelta(), timedelta()), policy.longest_asked)
    return max(shorter, asked)
