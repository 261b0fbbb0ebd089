"""A stand-in for Slack that speaks its wire format on the loopback interface: methods of the Web API, answers to presses, and signatures.

What it is sent it keeps as Slack would: messages by channel and time stamp, dialogues as they were opened, whispers as they came.
"""

import asyncio
import hmac
import json
import time
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any
from urllib.parse import urlencode

from webhook_receiver import Message, Receiver, answer, receiving

TOKEN, SECRET, CHANNEL, TEAM = "xoxb-12345-67890-abcdefGHIJKL", "8f742231b10e8888abcd99aaabbb85a5", "C0123456789", "T0123456"


@dataclass
class Slack:
    """failing: the error of each method, until it is taken out; waiting: seconds to ask for with `ratelimited`.

    silent: it does what it is asked, and answers nothing.
    """

    receiver: Receiver | None = None
    messages: dict[str, dict[str, Any]] = field(default_factory=dict[str, dict[str, Any]])
    calls: list[tuple[str, dict[str, Any]]] = field(default_factory=list[tuple[str, dict[str, Any]]])
    views: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])
    whispers: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])
    failing: dict[str, str] = field(default_factory=dict[str, str])
    waiting: int = 30
    silent: bool = False

    @property
    def address(self) -> str:
        """Where its Web API is."""
        assert self.receiver
        return f"http://127.0.0.1:{self.receiver.port}/api"

    @property
    def response_url(self) -> str:
        """Where it takes answers to a press."""
        assert self.receiver
        return f"http://127.0.0.1:{self.receiver.port}/actions/T0123456/1/abc"

    def made(self, method: str) -> list[dict[str, Any]]:
        """Return what a method was called with."""
        return [body for name, body in self.calls if name == method]

    async def answering(self, message: Message) -> bytes:
        """Answer as Slack does: 200 with `ok`, whatever it thinks of it, but for too many requests."""
        body = json.loads(message.body or b"{}")
        if message.target.startswith("/actions/"):
            self.whispers.append(body)
            return answer(200, "ok")
        method = message.target.removeprefix("/api/")
        self.calls.append((method, body))
        error = self.failing.get(method, "")
        if error == "ratelimited":
            return answer(429, json.dumps({"ok": False, "error": error}), Retry_After=str(self.waiting))
        if not error and message.headers.get("authorization") != f"Bearer {TOKEN}":
            error = "invalid_auth"
        if not error and method == "chat.update" and body["ts"] not in self.messages:
            error = "message_not_found"
        if error:
            return answer(200, json.dumps({"ok": False, "error": error}))
        done = answer(200, json.dumps({"ok": True, **self._done(method, body)}))
        if self.silent:
            await asyncio.sleep(3600)
        return done

    def _done(self, method: str, body: dict[str, Any]) -> dict[str, Any]:
        match method:
            case "auth.test":
                return {
                    "url": "https://house.slack.com/",
                    "team": "House",
                    "user": "plumbline",
                    "team_id": TEAM,
                    "user_id": "U0BOT",
                    "bot_id": "B0BOT",
                }
            case "chat.postMessage":
                ts = f"1700000000.{len(self.messages):06}"
                self.messages[ts] = body
                return {"channel": body["channel"], "ts": ts, "message": {"type": "message", "text": body["text"]}}
            case "chat.update":
                self.messages[body["ts"]] = body
                return {"channel": body["channel"], "ts": body["ts"], "text": body["text"]}
            case "views.open":
                self.views.append(body["view"])
                return {"view": {"id": "V1", **body["view"]}}
            case _:
                return {}

    def press(self, action: str, value: str, user: str = "U0ANA") -> dict[str, Any]:
        """Return what Slack sends when somebody presses a button of a message; its form is that of the documentation."""
        return {
            "type": "block_actions",
            "user": {"id": user, "username": user.lower(), "name": user.lower(), "team_id": TEAM},
            "api_app_id": "A0123456",
            "token": "deprecated",
            "container": {"type": "message", "message_ts": "1700000000.000000", "channel_id": CHANNEL, "is_ephemeral": False},
            "trigger_id": "13345224609.738474920.8088930838d88f008e0",
            "team": {"id": TEAM, "domain": "house"},
            "enterprise": None,
            "is_enterprise_install": False,
            "channel": {"id": CHANNEL, "name": "launch"},
            "state": {"values": {}},
            "response_url": self.response_url,
            "actions": [
                {
                    "action_id": action, "block_id": "x1", "text": {"type": "plain_text", "text": "Press", "emoji": False},
                    "value": value, "type": "button", "action_ts": f"{time.time():.6f}",
                }
            ],
        }  # fmt: skip

    def submission(self, view: dict[str, Any], answers: dict[str, Any], user: str = "U0ANA") -> dict[str, Any]:
        """Return what Slack sends when somebody hands a dialogue in. answers: by the question, as its element says them."""
        values: dict[str, Any] = {}
        for block in view["blocks"]:
            if block["type"] == "input" and block["block_id"] in answers:
                element, given = block["element"], answers[block["block_id"]]
                said: dict[str, Any] = {"type": element["type"]}
                match element["type"]:
                    case "static_select":
                        said["selected_option"] = next(one for one in element["options"] if given in (one["value"], one["text"]["text"]))
                    case "datetimepicker":
                        said["selected_date_time"] = given
                    case _:
                        said["value"] = given
                values[block["block_id"]] = {element["action_id"]: said}
        return {
            "type": "view_submission",
            "team": {"id": TEAM, "domain": "house"},
            "user": {"id": user, "username": user.lower(), "name": user.lower(), "team_id": TEAM},
            "api_app_id": "A0123456",
            "token": "deprecated",
            "trigger_id": "12466734323.1395872398",
            "view": {"id": "V1", "team_id": TEAM, **view, "state": {"values": values}, "hash": "1618884836.6b8bd2b7"},
            "response_urls": [],
            "is_enterprise_install": False,
            "enterprise": None,
        }


def signed(body: bytes, at: float, secret: str = SECRET) -> dict[str, str]:
    """Return the headers with which Slack signs."""
    stamp = str(int(at))
    signature = "v0=" + hmac.new(secret.encode(), f"v0:{stamp}:".encode() + body, sha256).hexdigest()
    return {"X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": signature}


def form(payload: dict[str, Any]) -> bytes:
    """Return what is pressed or handed in as the form in which Slack sends it."""
    return urlencode({"payload": json.dumps(payload)}).encode()


@asynccontextmanager
async def slack_at_work() -> AsyncGenerator[Slack]:
    """Run a stand-in for as long as it is used."""
    slack = Slack()
    async with receiving(slack.answering) as receiver:
        slack.receiver = receiver
        yield slack
