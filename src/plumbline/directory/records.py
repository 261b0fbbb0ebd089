"""What the directory says of people, their sessions and their tokens."""

from datetime import datetime

from plumbline.kernel.record import record


@record
class Person:
    """zone: the IANA name of the time zone that the person's pages are written in."""

    id: str
    name: str
    mail: str
    zone: str


@record
class Session:
    """A signed-in browser. csrf: the secret that its forms carry. expires_at: when it ends unless it is used before."""

    id: str
    person_id: str
    csrf: str
    expires_at: datetime


@record
class Token:
    """What a personal token may do, for whom, and in which workspace. id names it in the ledger.

    workspace_id: "" for the workspace that was made first.
    """

    id: str
    person_id: str
    scopes: tuple[str, ...]
    workspace_id: str = ""


@record
class TokenRow:
    """One personal token as its owner sees it; the text itself was shown once.

    used_at: when it was last used, up to an hour late; None for never.
    """

    id: str
    name: str
    scopes: tuple[str, ...]
    created_at: datetime
    expires_at: datetime | None
    workspace_id: str = ""
    used_at: datetime | None = None
