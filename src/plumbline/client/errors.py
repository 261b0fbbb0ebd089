"""What a server can say no with. Each is a problem (RFC 9457) with everything that is missing, or that nothing answered.

PlumblineError
├── Unreachable           nothing answers there, or something that is not Plumbline
├── Exposed               the token would go over plain http to another machine, and is not sent
└── Problem               the server said no
    ├── Invalid           400, 405, 413, 415, 422: the request cannot be read, or asks for what cannot be
    ├── Unauthenticated   401
    ├── NotAllowed        403
    ├── NotFound          404
    ├── Refused           409: a rule says no; findings list why
    ├── Changed           409 `stale`, 412: it is not what was read any more
    ├── Unbound           428: say what was read, with if_match or read_hash
    ├── Limited           429: retry_after seconds until the next minute
    └── Unavailable       5xx
"""

from collections.abc import Mapping, Sequence
from typing import Any, TypedDict


class Finding(TypedDict):
    """One thing that is missing: what the rule expects, what is true, who can mend it and by which act."""

    rule: str
    expected: str | int | bool | None
    actual: str | int | bool | None
    who: list[str]
    act: str
    item: str
    title: str
    detail: str
    remedy: str


class PlumblineError(Exception):
    """Whatever the client raises."""


class Unreachable(PlumblineError):
    """Nothing answers there, or something that is not Plumbline."""


class Exposed(PlumblineError):
    """The token would go over plain http to another machine, where others could read it. Nothing was sent."""


class Problem(PlumblineError):
    """The server said no. code and the findings' rules are stable; titles and details are for people."""

    def __init__(self, status: int, said: Mapping[str, Any], retry_after: int = 0) -> None:
        """retry_after: seconds to wait, 0 when nothing was said."""
        self.status, self.retry_after = status, retry_after
        self.code = str(said.get("code", ""))
        self.title, self.detail = str(said.get("title", "")), str(said.get("detail", ""))
        self.findings: Sequence[Finding] = said.get("findings", [])
        lines = [f"{self.title or status}: {self.detail}".strip(": ")]
        lines += [f"  [{one['rule']}] {one['title']}: {one['detail']} {one['remedy']}".rstrip() for one in self.findings]
        super().__init__("\n".join(lines))


class Invalid(Problem):
    """The request cannot be read, or asks for what cannot be."""


class Unauthenticated(Problem):
    """No valid token was shown."""


class NotAllowed(Problem):
    """The caller, or their token, may not do this."""


class NotFound(Problem):
    """It does not exist, or the caller may not know of it."""


class Refused(Problem):
    """A rule says no; the findings list everything that is missing."""


class Changed(Problem):
    """What is acted on is not what was read any more. Read it again and decide again."""


class Unbound(Problem):
    """The act is about exact words, and the request does not say which."""


class Limited(Problem):
    """Too many requests in a minute."""


class Unavailable(Problem):
    """The server cannot do this just now."""


_BY_STATUS: Mapping[int, type[Problem]] = {
    401: Unauthenticated, 403: NotAllowed, 404: NotFound, 409: Refused, 412: Changed, 428: Unbound, 429: Limited,
}  # fmt: skip


def problem_of(status: int, said: Mapping[str, Any], retry_after: int = 0) -> Problem:
    """Return what a status and a problem are raised as."""
    if said.get("code") == "stale":
        return Changed(status, said, retry_after)
    kind = _BY_STATUS.get(status, Unavailable if status >= 500 else Invalid)
    return kind(status, said, retry_after)
