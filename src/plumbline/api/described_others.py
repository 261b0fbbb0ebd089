"""How the OpenAPI document describes what programs call besides the API: connected programs, watchers of the server, calendars, mail."""

from collections.abc import Mapping
from typing import Any

from plumbline.api.described import JSON, NO_HTTP, OBJECT, TEXT, Part, answer, header, operation, parameter

_HTML = "text/html"
_FAILED = {"type": "object", "required": ["status"], "properties": {"status": TEXT, "problem": TEXT, "remedy": TEXT}}
_ALIVE = {
    "type": "object",
    "required": ["status", "entries"],
    "properties": {
        "status": {"type": "string", "enum": ["ok", "read_only"]}, "entries": {"type": "integer"}, "problem": TEXT, "remedy": TEXT,
    },
}  # fmt: skip
_READY = {
    "type": "object",
    "required": ["status", "checks"],
    "properties": {
        "status": {"type": "string", "enum": ["ready", "not_ready"]}, "checks": {"type": "object", "additionalProperties": _FAILED},
    },
}  # fmt: skip
_KEYS = {"type": "object", "required": ["keys"], "properties": {"keys": {"type": "array", "items": OBJECT}}}
_TOKEN = parameter("token", "path", "The secret of a link in a message.")


def paths() -> dict[str, Part]:
    """Return the paths that programs call without a token, besides those of signals."""
    return {
        "/connect/{endpoint_id}": {"post": _connect()},
        "/healthz": {"get": _watched("ShowAlive", "Say whether it can record", _ALIVE, "It only reads: the disk is full or failing.")},
        "/readyz": {"get": _watched("ShowReady", "Say whether everything keeps up", _READY, "Something does not; each reason is said.")},
        "/.well-known/jwks.json": {"get": _read("ShowKeys", "Show the key that signatures of webhooks are checked with", _KEYS)},
        "/openapi.json": {"get": _read("ShowOpenapi", "Show the OpenAPI 3.1 document", OBJECT)},
        "/asyncapi.json": {"get": _read("ShowAsyncapi", "Show the AsyncAPI 3 document of every event", OBJECT)},
        "/calendar/{name}": {"get": _calendar()},
        "/mail/stop/{token}": {"post": _stop()},
    }  # fmt: skip


def _connect() -> Part:
    answers: Mapping[str, str] = {
        "400": "The body cannot be read.",
        "401": "It was not signed with the secret of the endpoint just now; no word says why.",
        "404": "Nobody listens there.",
        "413": "The body is too large.",
    }
    said = answer("Heard; what is answered, if anything, is of the form that the program wants.", JSON, {})
    said["content"]["text/plain"] = {"schema": dict(TEXT)}
    return operation(
        "connections", "TellEndpoint", "Say something as a connected program",
        "Slack, GitHub, Jira and Linear send here what happens there, each in its own form. Their signature is the right to: "
        "`X-Slack-Signature` with `X-Slack-Request-Timestamp`, `X-Hub-Signature-256` (GitHub), `X-Hub-Signature` (Jira), "
        "`Linear-Signature`. What came before is heard once. An endpoint may be told 20 things a second, ten seconds' worth at once; a "
        "body has a megabyte at most.",
        {
            "200": said, **{status: answer(words, "text/plain", TEXT) for status, words in answers.items()},
            "429": answer("Too much came.", "text/plain", TEXT, {"Retry-After": header("Seconds to wait.", "integer")}),
        },
        parameters=[parameter("endpoint_id", "path", "The endpoint of the connected program.")],
        body={JSON: {}, "application/x-www-form-urlencoded": OBJECT},
    )  # fmt: skip


def _watched(name: str, summary: str, schema: Part, wrong: str) -> Part:
    answers = {"200": answer("It does.", JSON, schema), "400": NO_HTTP, "503": answer(wrong, JSON, schema)}
    return operation("server", name, summary, "For whatever watches the server; no token is needed.", answers)


def _read(name: str, summary: str, schema: Mapping[str, Any]) -> Part:
    return operation(
        "server", name, summary, "The same for everybody; no token is needed.", {"200": answer("It.", JSON, schema), "400": NO_HTTP}
    )


def _calendar() -> Part:
    return operation(
        "links", "SubscribeToCalendar", "Subscribe to what is due for a person",
        "A calendar (iCalendar, RFC 5545) behind an address that its person made; whoever has the address reads it.",
        {"200": answer("The calendar.", "text/calendar", TEXT), "404": answer("There is no such calendar.", _HTML, TEXT)},
        parameters=[parameter("name", "path", "The token of the calendar with `.ics` behind it.")],
    )  # fmt: skip


def _stop() -> Part:
    return operation(
        "links", "StopMail", "Stop messages of a kind",
        "What mail programs send to the address in `List-Unsubscribe` (RFC 8058). No account is needed.",
        {"200": answer("They have stopped.", _HTML, TEXT), "404": answer("Nobody was sent such a link.", _HTML, TEXT)},
        parameters=[_TOKEN], needs_body=False,
        body={
            "application/x-www-form-urlencoded": {
                "type": "object", "properties": {"List-Unsubscribe": {"type": "string", "enum": ["One-Click"]}}
            }
        },
    )  # fmt: skip
