"""Calls of Slack's Web API, and what its answers mean."""

import json
from collections.abc import Mapping
from datetime import timedelta
from typing import Any, cast

from plumbline.outbox.connector import Call, Connection, Conversation, Outcome, Reply
from plumbline.outbox.connectors.slack.parts import Part, escaped

# Nothing else would go through either before somebody mends it there or gives another token.
_REVOKED = frozenset({
    "access_denied", "account_inactive", "channel_not_found", "ekm_access_denied", "invalid_auth", "is_archived", "missing_scope",
    "no_permission", "not_allowed_token_type", "not_authed", "not_in_channel", "org_login_required", "restricted_action",
    "team_access_not_granted", "token_expired", "token_revoked",
})  # fmt: skip
_REFUSED = frozenset({
    "blocks_too_long", "cant_update_message", "edit_window_closed", "invalid_arguments", "invalid_blocks",
    "invalid_blocks_format", "msg_too_long", "no_text",
})  # fmt: skip
_MENDING = {
    "not_in_channel": "invite the app into the channel",
    "channel_not_found": "the channel's id is wrong, or the app is not in that private channel",
    "is_archived": "the channel is archived",
    "missing_scope": "the app lacks the scope chat:write",
}


def call(connection: Connection, method: str, body: Mapping[str, Any]) -> Call:
    """Return a call of a method of Slack's Web API."""
    headers = {"Authorization": f"Bearer {connection.secrets.get('token', '')}", "Content-Type": "application/json; charset=utf-8"}
    return Call(method="POST", path=f"/{method}", headers=headers, body=json.dumps(body).encode())


def answer_of(reply: Reply) -> Mapping[str, Any]:
    """Return what Slack answered; nothing where that is not what it answers with."""
    try:
        found: Any = json.loads(reply.body)
    except ValueError:
        return {}
    return cast(Mapping[str, Any], found) if isinstance(found, dict) else {}


def error_of(reply: Reply) -> str:
    """Return Slack's name for what is wrong."""
    return str(answer_of(reply).get("error", ""))


def outcome_of(reply: Reply) -> Outcome:
    """Return what an answer means: Slack says 200 and `ok: false` for nearly everything that fails."""
    if not reply.status:
        return Outcome(came="again", said=reply.fault)
    if reply.status == 200 and answer_of(reply).get("ok") is True:
        return Outcome(came="taken")
    error = error_of(reply)
    said = f"Slack said {error or reply.status}" + (f": {_MENDING[error]}" if error in _MENDING else "")
    if error in _REVOKED or (reply.status in (401, 403) and not error):
        return Outcome(came="revoked", said=said)
    if error in _REFUSED:
        return Outcome(came="refused", said=said)
    return Outcome(came="again", said=said, retry_after=reply.retry_after or (timedelta(seconds=30) if error == "ratelimited" else None))


def open_view(connection: Connection, trigger: str, view: Part) -> Conversation:
    """Open a dialogue before whoever pressed a button. trigger: of that press; it counts for three seconds."""
    return outcome_of((yield call(connection, "views.open", {"trigger_id": trigger, "view": view})))


def whisper(address: str, text: str, url: str = "") -> Conversation:
    """Say something that only whoever pressed sees. address: what Slack gave along with the press, which needs no token."""
    said = {"response_type": "ephemeral", "replace_original": False, "text": escaped(text) + (f" <{url}>" if url else "")}
    headers = {"Content-Type": "application/json; charset=utf-8"}
    reply = yield Call(method="POST", headers=headers, body=json.dumps(said).encode(), elsewhere=address)
    if 200 <= reply.status < 300:  # it says `ok` in words
        return Outcome(came="taken")
    return Outcome(came="again", said=reply.fault or f"Slack said {reply.status}")
