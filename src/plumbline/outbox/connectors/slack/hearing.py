"""What Slack sends: whether it signed it just now, and what was pressed or handed in."""

import hmac
import json
from collections.abc import Mapping
from datetime import timedelta
from hashlib import sha256
from typing import Any, cast
from urllib.parse import parse_qs

from plumbline.kernel.record import record
from plumbline.outbox.connector import Coming, Connection, Heard

TOLERANCE = timedelta(minutes=5)


@record
class Account:
    """Somebody at Slack. name: what they are called there; team: in which workspace of Slack."""

    team: str
    id: str
    name: str = ""

    @property
    def key(self) -> str:
        """What tells them from everybody else at Slack."""
        return f"{self.team}:{self.id}"


@record
class Pressed:
    """Somebody pressed a button of a message. trigger: with which a dialogue may be opened within three seconds.

    answer_to: where words go that only this person sees.
    """

    by: Account
    action: str
    item_id: str
    trigger: str
    answer_to: str


@record
class HandedIn:
    """Somebody handed in a dialogue. form: which; about: what was given along with it; values: the answers, by the name of the question."""

    by: Account
    form: str
    about: str
    values: Mapping[str, str]


def hear(connection: Connection, coming: Coming) -> Heard | None:
    """Return what Slack said, None for what it did not sign within five minutes."""
    signature = coming.headers.get("x-slack-signature", "")
    if not _is_signed(connection.secrets.get("signing_secret", ""), coming, signature):
        return None
    found = _read(coming)
    if found.get("type") == "url_verification":
        return Heard(delivery_id="", answer=str(found.get("challenge", ""))[:1000])
    said = _said(found)
    return Heard(delivery_id=signature if said else "", said=said)


def _is_signed(secret: str, coming: Coming, signature: str) -> bool:
    stamp = coming.headers.get("x-slack-request-timestamp", "")
    if not secret or not stamp.isascii() or not stamp.isdecimal() or len(stamp) > 12:
        return False
    wanted = "v0=" + hmac.new(secret.encode(), b"v0:" + stamp.encode() + b":" + coming.body, sha256).hexdigest()
    fresh = abs(int(coming.at.timestamp()) - int(stamp)) <= TOLERANCE.total_seconds()
    return hmac.compare_digest(wanted.encode(), signature.encode("utf-8", "replace")) and fresh


def _read(coming: Coming) -> Mapping[str, Any]:
    """A form with the message in one field for what people do, the message itself for what Slack asks of its own accord."""
    try:
        text = coming.body.decode()
        if "json" not in coming.headers.get("content-type", ""):
            text = parse_qs(text).get("payload", ["{}"])[0]
        found: Any = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return _part(found)


def _said(found: Mapping[str, Any]) -> tuple[Pressed | HandedIn, ...]:
    user = _part(found.get("user"))
    team = str(_part(found.get("team")).get("id") or user.get("team_id") or "")
    by = Account(team=team, id=str(user.get("id", "")), name=str(user.get("username") or user.get("name") or ""))
    if not by.team or not by.id:
        return ()
    match found.get("type"):
        case "block_actions":
            return tuple(
                Pressed(
                    by=by, action=str(one.get("action_id", "")), item_id=str(one.get("value", "")),
                    trigger=str(found.get("trigger_id", "")), answer_to=str(found.get("response_url", "")),
                )
                for one in map(_part, _list(found.get("actions"))[:1])
            )  # fmt: skip
        case "view_submission":
            view = _part(found.get("view"))
            return (
                HandedIn(by=by, form=str(view.get("callback_id", "")), about=str(view.get("private_metadata", "")), values=_values(view)),
            )
        case _:
            return ()


def _values(view: Mapping[str, Any]) -> Mapping[str, str]:
    answers: dict[str, str] = {}
    for name, block in _part(_part(view.get("state")).get("values")).items():
        one = _part(_part(block).get(name))
        chosen = _part(one.get("selected_option")).get("value")
        answers[name] = str(chosen or one.get("value") or one.get("selected_date_time") or "")
    return answers


def _part(found: Any) -> Mapping[str, Any]:
    return cast(Mapping[str, Any], found) if isinstance(found, dict) else {}


def _list(found: Any) -> list[Any]:
    return cast(list[Any], found) if isinstance(found, list) else []
