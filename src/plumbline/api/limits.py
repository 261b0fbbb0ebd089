"""How much one caller may ask for: so many requests a minute, counted for each token, and for each address that has none."""

from collections.abc import Callable
from dataclasses import dataclass, field
from math import ceil
from time import monotonic
from typing import Any

from litestar import Request

from plumbline.api.problems import Refused
from plumbline.kernel.outcome import Finding, Refusal

_WINDOW_SECONDS = 60
_MOST_COUNTED = 10_000


@dataclass(slots=True)
class Window:
    """What one caller used of a minute."""

    began: float
    used: int = 0


@dataclass(frozen=True, slots=True)
class Quota:
    """What a caller has: limit requests in a window, of which remaining are left; seconds until the next window begins."""

    limit: int
    remaining: int
    seconds: int

    def headers(self) -> dict[str, str]:
        """Return the fields of draft-ietf-httpapi-ratelimit-headers."""
        return {
            "RateLimit-Policy": f'"minute";q={self.limit};w={_WINDOW_SECONDS}',
            "RateLimit": f'"minute";r={self.remaining};t={self.seconds}',
        }


@dataclass(slots=True)
class Limits:
    """Counts the requests of callers in this process. per_minute: how many each may send."""

    per_minute: int
    clock: Callable[[], float] = monotonic
    _windows: dict[str, Window] = field(default_factory=dict[str, Window])

    def spend(self, who: str) -> tuple[Quota, bool]:
        """Count a request of a caller; return what is left, and whether this one was within the limit."""
        now = self.clock()
        window = self._windows.get(who)
        if window is None or now - window.began >= _WINDOW_SECONDS:
            window = self._windows[who] = self._fresh(now)
        within = window.used < self.per_minute
        window.used += within
        seconds = ceil(window.began + _WINDOW_SECONDS - now)
        return Quota(limit=self.per_minute, remaining=self.per_minute - window.used, seconds=seconds), within

    def _fresh(self, now: float) -> Window:
        """Begin a minute; those that have ended are forgotten before there are too many of them."""
        if len(self._windows) >= _MOST_COUNTED:
            self._windows = {who: one for who, one in self._windows.items() if now - one.began < _WINDOW_SECONDS}
        return Window(began=now)


def spend(request: Request[Any, Any, Any], who: str) -> None:
    """Count a request. who: the caller, empty for one who is not known. Raises Refused (429) when it is one too many."""
    limits: Limits = request.app.state.limits
    quota, within = limits.spend(who or f"address:{request.client.host if request.client else ''}")
    request.scope["state"]["quota"] = quota
    if not within:
        finding = Finding(rule="api.rate", met=False, expected=quota.limit, actual=quota.seconds)
        raise Refused(Refusal(code="api.rate", kind="unavailable", findings=(finding,)), {}, status=429)
