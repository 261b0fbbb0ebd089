"""GitHub: one issue per accepted commitment, written anew while it changes, and followed until it is closed.

An issue is never closed here, its title is written once, and of its text only what stands between the two marks is replaced. A killed
process may ask twice for one issue, so it is looked for by its mark first: among the newest, which are there at once, then by search.
"""

import json
from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, quote

from plumbline.domain.cycle.work_item import Status
from plumbline.outbox.connector import (
    Call,
    Coming,
    Connection,
    Connector,
    Conversation,
    Happened,
    Heard,
    Method,
    Needed,
    Outcome,
    Reference,
    Reply,
    Told,
)
from plumbline.outbox.tracking import (
    BY_HAND,
    NOTED,
    TYPES,
    Reading,
    Search,
    Seen,
    Standing,
    Steps,
    comment_words,
    failed,
    harmless_markdown,
    instant_of,
    is_signed,
    json_of,
    kept_up,
    list_of,
    markdown,
    part,
    replaced,
    text_of,
    title_of,
    until,
)

_PAGE, _PAGES = 100, 3
_AROUND = timedelta(hours=1)
_DROPPED = ("not_planned", "duplicate")
_GONE = (404, 410)
_STARTED = "in progress"


def tell(connection: Connection, happened: Happened, told: Told, reference: Reference | None) -> Conversation:
    """Make the issue of a commitment, or bring the one that there is up to date."""
    return kept_up(_STEPS, connection, happened, told, reference)


def read(connection: Connection, reference: str) -> Reading:
    """Ask how an issue stands. reference: such as `acme/shop#7`."""
    number = reference.rpartition("#")[2]
    reply = yield _call(connection, "GET", f"{_place(connection)}/issues/{number}")
    if reply.status == 200 and (standing := _standing(json_of(reply.body), connection)):
        return standing
    if reply.status in _GONE:
        return Standing(reference=reference, url="", status="gone", title="", due_on=None, changed_at=reply.at)
    if reply.status in (301, 302, 307, 308):
        return Outcome(came="refused", said=f"{reference} has moved: the repository was renamed, or the issue transferred")
    return _failed(reply)


def hear(connection: Connection, coming: Coming) -> Heard | None:
    """Read what GitHub sent. Its signature covers no time: a repetition is told by the id of the delivery, and the newest report counts."""
    scheme, _, given = coming.headers.get("x-hub-signature-256", "").partition("=")
    if scheme != "sha256" or not is_signed(connection.secrets.get("signing_secret", ""), coming.body, given):
        return None
    said = json_of(_payload(coming))
    heard = Heard(delivery_id=coming.headers.get("x-github-delivery", ""))
    if coming.headers.get("x-github-event") != "issues" or not _is_ours(said, connection):
        return heard
    standing = _standing(part(said, "issue"), connection)
    if standing is None:
        return heard
    if text_of(said, "action") in ("deleted", "transferred"):
        standing = Standing(
            reference=standing.reference, url=standing.url, status="gone", title=standing.title, due_on=None, changed_at=coming.at
        )
    return Heard(delivery_id=heard.delivery_id, said=(Seen(reference=standing.reference, standing=standing),))


def probe(connection: Connection) -> Conversation:
    """Ask for the repository: whether it is there, has issues, and may be written to."""
    reply = yield _call(connection, "GET", _place(connection))
    if reply.status != 200:
        return _failed(reply)
    found = json_of(reply.body)
    if part(found, "has_issues") is False:
        return Outcome(came="refused", said=f"{text_of(found, 'full_name')} keeps no issues; switch them on in its settings")
    if part(found, "archived") is True:
        return Outcome(came="refused", said=f"{text_of(found, 'full_name')} is archived")
    return Outcome(came="taken", said=f"{text_of(found, 'full_name')} is there")


def _found(connection: Connection, happened: Happened, told: Told) -> Search:
    since = (happened.at - _AROUND).strftime("%Y-%m-%dT%H:%M:%SZ")
    for page in range(1, _PAGES + 1):
        path = f"{_place(connection)}/issues?state=all&since={since}&sort=created&direction=desc&per_page={_PAGE}&page={page}"
        reply = yield _call(connection, "GET", path)
        if reply.status != 200:
            return _failed(reply)
        issues = json_of(reply.body)
        if found := _marked(issues, told, connection):
            return found
        if len(list_of(issues)) < _PAGE:
            break
    asked = quote(f'"{told.item_id}" in:body is:issue repo:{connection.settings["repository"]}')
    reply = yield _call(connection, "GET", f"/search/issues?q={asked}&per_page=10")
    if reply.status != 200:
        return _failed(reply)
    return _marked(part(json_of(reply.body), "items"), told, connection)


def _marked(issues: Any, told: Told, connection: Connection) -> Reference | None:
    begin, _ = _marks(told)
    for issue in list_of(issues):
        if begin in text_of(issue, "body") and part(issue, "pull_request") is None:
            return _reference(issue, connection)
    return None


def _create(connection: Connection, told: Told) -> Conversation:
    begin, end = _marks(told)
    body = {"title": title_of(told), "body": f"{begin}\n{markdown(told)}\n{end}"}
    reply = yield _call(connection, "POST", f"{_place(connection)}/issues", body)
    if reply.status == 201 and (made := _reference(json_of(reply.body), connection)):
        return Outcome(came="taken", said=made.shown, reference=made)
    if reply.status == 410:
        return Outcome(came="revoked", said=f"{connection.settings['repository']} keeps no issues")
    return _failed(reply)


def _update(connection: Connection, reference: Reference, happened: Happened, told: Told) -> Conversation:
    path = f"{_place(connection)}/issues/{reference.key}"
    reply = yield _call(connection, "GET", path)
    if reply.status != 200:
        return _of_issue(reply, reference)
    begin, end = _marks(told)
    body = text_of(json_of(reply.body), "body")
    written = replaced(body, begin, end, markdown(told))
    if written != body:
        reply = yield _call(connection, "PATCH", path, {"body": written})
        if reply.status != 200:
            return _of_issue(reply, reference)
    if happened.event_name in NOTED:
        return (yield from _comment(connection, reference, happened, told))
    return Outcome(came="taken", said=reference.shown, reference=reference)


def _comment(connection: Connection, reference: Reference, happened: Happened, told: Told, whole: bool = False) -> Conversation:
    """Say what changed, once: a comment carries the id of its event, by which a second one is left out."""
    path = f"{_place(connection)}/issues/{reference.key.removeprefix(BY_HAND)}/comments"
    mark = f"<!-- {happened.event_id} -->"
    since = (happened.at - _AROUND).strftime("%Y-%m-%dT%H:%M:%SZ")
    reply = yield _call(connection, "GET", f"{path}?since={since}&per_page={_PAGE}")
    if reply.status != 200:
        return _of_issue(reply, reference)
    comments = json_of(reply.body)
    done = any(mark in text_of(one, "body") for one in list_of(comments))
    if not done:
        said = (
            markdown(told)
            if whole
            else f"{harmless_markdown(comment_words(happened, told))}\n\n[{harmless_markdown(told.number)} in Plumbline]({told.url})"
        )
        reply = yield _call(connection, "POST", path, {"body": f"{said}\n{mark}"})
        if reply.status != 201:
            return _of_issue(reply, reference)
    return Outcome(came="taken", said=reference.shown, reference=None if reference.key.startswith(BY_HAND) else reference)


def _of_issue(reply: Reply, reference: Reference) -> Outcome:
    if reply.status in _GONE:
        return Outcome(came="refused", said=f"{reference.shown} is gone")  # the connection itself is well
    return _failed(reply)


def _failed(reply: Reply) -> Outcome:
    said = text_of(json_of(reply.body), "message")
    spent = reply.status in (403, 429) and (
        reply.headers.get("x-ratelimit-remaining") == "0" or reply.retry_after is not None or "rate limit" in said.lower()
    )
    if spent:
        wait = reply.retry_after or until(reply.headers.get("x-ratelimit-reset", ""), reply.at)
        return Outcome(came="again", said=said or "its rate limit is used up", retry_after=wait or timedelta(minutes=1))
    if reply.status == 404:
        return Outcome(came="revoked", said="the repository is not there, or the token may not see it")
    return failed(reply, said)


def _standing(issue: Any, connection: Connection) -> Standing | None:
    found, changed_at = _reference(issue, connection), instant_of(text_of(issue, "updated_at"))
    if found is None or changed_at is None:
        return None
    return Standing(
        reference=found.shown, url=found.url, status=_status(issue, connection), title=text_of(issue, "title"), due_on=None,
        changed_at=changed_at,
    )  # fmt: skip


def _status(issue: Any, connection: Connection) -> Status:
    if text_of(issue, "state") == "closed":
        return "dropped" if text_of(issue, "state_reason") in _DROPPED else "done"
    labels = part(issue, "labels")
    names = {text_of(one, "name").lower() for one in list_of(labels)}
    return "started" if (connection.settings.get("started_label") or _STARTED).lower() in names else "open"


def _reference(issue: Any, connection: Connection) -> Reference | None:
    number = part(issue, "number")
    if not isinstance(number, int):
        return None
    return Reference(key=str(number), shown=f"{connection.settings['repository']}#{number}", url=text_of(issue, "html_url"))


def _is_ours(said: Any, connection: Connection) -> bool:
    return text_of(said, "repository", "full_name").lower() == connection.settings["repository"].lower()


def _payload(coming: Coming) -> bytes:
    """A webhook sends JSON or, unless it was set up otherwise, a form that holds it."""
    if coming.headers.get("content-type", "").startswith("application/x-www-form-urlencoded"):
        return parse_qs(coming.body.decode("utf-8", "replace")).get("payload", [""])[0].encode()
    return coming.body


def _marks(told: Told) -> tuple[str, str]:
    return f"<!-- plumbline {told.item_id} -->", f"<!-- /plumbline {told.item_id} -->"


def _place(connection: Connection) -> str:
    return f"/repos/{connection.settings['repository']}"


def _call(connection: Connection, method: Method, path: str, body: Mapping[str, Any] | None = None) -> Call:
    headers = {
        "Accept": "application/vnd.github+json",
        "Authorization": f"Bearer {connection.secrets['token']}",
        "X-GitHub-Api-Version": "2022-11-28",
    }
    if body is None:
        return Call(method=method, path=path, headers=headers)
    return Call(method=method, path=path, headers={**headers, "Content-Type": "application/json"}, body=json.dumps(body).encode())


_STEPS = Steps(find=_found, create=_create, update=_update, comment=_comment)
CONNECTOR = Connector(
    name="github",
    title="GitHub",
    about="commitment",
    types=TYPES,
    address="https://api.github.com",
    needs=(
        Needed(
            name="repository", label="Repository", help="Such as acme/shop.",
            pattern=r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,38})/[A-Za-z0-9._-]{1,100}",
        ),
        Needed(
            name="started_label", label="Label of work that was begun", help="GitHub knows open and closed only; without one, in progress.",
            pattern=r"[^\r\n]{1,50}", optional=True,
        ),
        Needed(
            name="token", label="Token", help="A fine-grained token with read and write access to issues of the repository.", secret=True,
            pattern=r"[\x21-\x7e]{1,500}",
        ),
        Needed(
            name="signing_secret", label="Secret of the webhook", help="As entered in the repository's webhook for the event Issues.",
            secret=True, optional=True, pattern=r"[\x20-\x7e]{8,200}",
        ),
    ),
    per_second=1,
    tell=tell,
    probe=probe,
    hear=hear,
    read=read,
)  # fmt: skip
