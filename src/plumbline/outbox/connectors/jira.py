"""Jira: one issue per accepted commitment. What its webhooks say is only a hint; how an issue stands is always asked of Jira itself.

An issue is never closed here, its summary is written once, and of its description only our own fold is replaced. A label with the id of the
commitment finds the issue again when a process was killed before it was noted; Jira's search may be some seconds late.
"""

import json
from base64 import b64encode
from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from urllib.parse import quote, urlencode

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
    day_of,
    failed,
    instant_of,
    is_signed,
    json_of,
    kept_up,
    list_of,
    one_line,
    part,
    sections,
    text_of,
    title_of,
)

_STATUSES: Mapping[str, Status] = {"new": "open", "undefined": "open", "indeterminate": "started", "done": "done"}
_DROPPED = ("won't do", "won't fix", "wont do", "wont fix", "duplicate", "declined", "cannot reproduce", "cancelled", "canceled")
_FIELDS = "summary,status,resolution,duedate,updated"
_MOST_NODES = 200


def tell(connection: Connection, happened: Happened, told: Told, reference: Reference | None) -> Conversation:
    """Make the issue of a commitment, or bring the one that there is up to date."""
    return kept_up(_STEPS, connection, happened, told, reference)


def read(connection: Connection, reference: str) -> Reading:
    """Ask how an issue stands. reference: such as `PAY-7`."""
    reply = yield _call(connection, "GET", f"/rest/api/3/issue/{quote(reference, safe='')}?fields={_FIELDS}")
    if reply.status in (404, 410):
        return Standing(reference=reference, url="", status="gone", title="", due_on=None, changed_at=reply.at)
    if reply.status != 200:
        return _failed(reply)
    issue = json_of(reply.body)
    fields, changed_at = part(issue, "fields"), instant_of(text_of(issue, "fields", "updated"))
    if changed_at is None:
        return Outcome(came="again", said="the answer is no issue")
    return Standing(
        reference=reference, url=_page(connection, reference), status=_status(fields), title=text_of(fields, "summary"),
        due_on=day_of(text_of(fields, "duedate")), changed_at=changed_at,
    )  # fmt: skip


def hear(connection: Connection, coming: Coming) -> Heard | None:
    """Read what Jira sent: the key of an issue to ask for. A repetition asks once more, which harms nobody, so no time is looked at."""
    scheme, _, given = coming.headers.get("x-hub-signature", "").partition("=")
    if scheme != "sha256" or not is_signed(connection.secrets.get("signing_secret", ""), coming.body, given):
        return None
    said = json_of(coming.body)
    key = text_of(said, "issue", "key")
    ours = key.rpartition("-")[0].upper() == connection.settings["project"].upper()
    heard = (Seen(reference=key),) if ours and text_of(said, "webhookEvent").startswith("jira:issue_") else ()
    return Heard(delivery_id=coming.headers.get("x-atlassian-webhook-identifier", ""), said=heard)


def probe(connection: Connection) -> Conversation:
    """Ask for the project: whether it is there, and has the kind of issue that is to be made."""
    reply = yield _call(connection, "GET", f"/rest/api/3/project/{_project(connection)}")
    if reply.status != 200:
        return _failed(reply)
    found = json_of(reply.body)
    kinds = part(found, "issueTypes")
    names = [text_of(one, "name") for one in list_of(kinds)]
    if _kind(connection).lower() not in [one.lower() for one in names]:
        return Outcome(came="refused", said=f"{text_of(found, 'key')} has no issues of the type {_kind(connection)}: {', '.join(names)}")
    return Outcome(came="taken", said=f"{text_of(found, 'name')} ({text_of(found, 'key')}) is there")


def _found(connection: Connection, _: Happened, told: Told) -> Search:
    asked = urlencode({"jql": f'project = "{_project(connection)}" AND labels = "{_label(told)}"', "fields": "summary", "maxResults": "2"})
    reply = yield _call(connection, "GET", f"/rest/api/3/search/jql?{asked}")
    if reply.status != 200:
        return _failed(reply)
    first = next(iter(list_of(part(json_of(reply.body), "issues"))), None)
    return _reference(connection, text_of(first, "key"))


def _create(connection: Connection, told: Told) -> Conversation:
    fields = {
        "project": {"key": _project(connection)},
        "issuetype": {"name": _kind(connection)},
        "summary": title_of(told),
        "labels": [_label(told)],
        "description": {"type": "doc", "version": 1, "content": [_fold(told)]},
    }
    reply = yield _call(connection, "POST", "/rest/api/3/issue", {"fields": fields})
    if reply.status == 201 and (made := _reference(connection, text_of(json_of(reply.body), "key"))):
        return Outcome(came="taken", said=made.shown, reference=made)
    if reply.status == 404:
        return Outcome(came="revoked", said="the project is not there, or the account may not make issues in it")
    return _failed(reply)


def _update(connection: Connection, reference: Reference, happened: Happened, told: Told) -> Conversation:
    path = f"/rest/api/3/issue/{reference.key}"
    reply = yield _call(connection, "GET", f"{path}?fields=description")
    if reply.status != 200:
        return _of_issue(reply, reference)
    before = list_of(part(json_of(reply.body), "fields", "description", "content"))
    kept, fold = [one for one in before if not _is_fold(one, told)], _fold(told)
    at = next((place for place, one in enumerate(before) if _is_fold(one, told)), 0)
    if fold not in before:
        description = {"type": "doc", "version": 1, "content": [*kept[:at], fold, *kept[at:]]}
        reply = yield _call(connection, "PUT", f"{path}?notifyUsers=false", {"fields": {"description": description}})
        if reply.status not in (200, 204):
            return _of_issue(reply, reference)
    if happened.event_name in NOTED:
        return (yield from _comment(connection, reference, happened, told))
    return Outcome(came="taken", said=reference.shown, reference=reference)


def _comment(connection: Connection, reference: Reference, happened: Happened, told: Told, whole: bool = False) -> Conversation:
    """Say what changed, once: a comment ends with the id of its event, by which a second one is left out."""
    path = f"/rest/api/3/issue/{reference.key.removeprefix(BY_HAND)}/comment"
    reply = yield _call(connection, "GET", f"{path}?orderBy=-created&maxResults=50")
    if reply.status != 200:
        return _of_issue(reply, reference)
    if happened.event_id.encode() not in reply.body:
        said = _passages(told) if whole else [_paragraph(_text(comment_words(happened, told)))]
        ending = _paragraph(_link(f"{told.number} in Plumbline", told.url), _text(f" ({happened.event_id})"))
        reply = yield _call(connection, "POST", path, {"body": {"type": "doc", "version": 1, "content": [*said, ending]}})
        if reply.status != 201:
            return _of_issue(reply, reference)
    return Outcome(came="taken", said=reference.shown, reference=None if reference.key.startswith(BY_HAND) else reference)


def _fold(told: Told) -> dict[str, Any]:
    """What we write of a description: one fold, which is found again by its title."""
    ending = _paragraph(_link(f"{told.number} in Plumbline", told.url))
    return {"type": "expand", "attrs": {"title": _fold_title(told)}, "content": [*_passages(told)[:_MOST_NODES], ending]}


def _is_fold(node: Any, told: Told) -> bool:
    return text_of(node, "type") == "expand" and text_of(node, "attrs", "title") == _fold_title(told)


def _fold_title(told: Told) -> str:
    return f"What was agreed ({told.item_id})"


def _passages(told: Told) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for one in sections(told):
        found.append(_paragraph(_text(one_line(one.title) or "…", strong=True)))
        lines = [line for line in map(one_line, one.lines) if line]
        if lines:
            items = [{"type": "listItem", "content": [_paragraph(_text(line))]} for line in lines]
            found.append({"type": "bulletList", "content": items})
    return found


def _paragraph(*nodes: dict[str, Any]) -> dict[str, Any]:
    return {"type": "paragraph", "content": list(nodes)}


def _text(text: str, *, strong: bool = False) -> dict[str, Any]:
    """People's text stays text: a mention would be a node of its own."""
    return {"type": "text", "text": text, **({"marks": [{"type": "strong"}]} if strong else {})}


def _link(text: str, url: str) -> dict[str, Any]:
    return {"type": "text", "text": text, "marks": [{"type": "link", "attrs": {"href": url}}]}


def _of_issue(reply: Reply, reference: Reference) -> Outcome:
    if reply.status in (404, 410):
        return Outcome(came="refused", said=f"{reference.shown} is gone")  # the connection itself is well
    return _failed(reply)


def _failed(reply: Reply) -> Outcome:
    found = json_of(reply.body)
    errors: Any = part(found, "errors")
    said = [str(one) for one in list_of(part(found, "errorMessages"))]
    said += [f"{name}: {why}" for name, why in errors.items()] if isinstance(errors, Mapping) else []  # pyright: ignore[reportUnknownVariableType, reportUnknownMemberType]
    if reply.status == 404:
        return Outcome(came="revoked", said="; ".join(said) or "the project is not there, or the account may not see it")
    if reply.status == 429:
        return Outcome(came="again", said="its rate limit is used up", retry_after=reply.retry_after or timedelta(minutes=1))
    return failed(reply, "; ".join(said))


def _status(fields: Any) -> Status:
    status = _STATUSES.get(text_of(fields, "status", "statusCategory", "key"), "open")
    return "dropped" if status == "done" and text_of(fields, "resolution", "name").lower() in _DROPPED else status


def _reference(connection: Connection, key: str) -> Reference | None:
    return Reference(key=key, shown=key, url=_page(connection, key)) if key else None


def _page(connection: Connection, key: str) -> str:
    return f"{connection.address}/browse/{key}"


def _label(told: Told) -> str:
    return f"plumbline-{told.item_id}"


def _project(connection: Connection) -> str:
    return connection.settings["project"]


def _kind(connection: Connection) -> str:
    return connection.settings.get("issue_type") or "Task"


def _call(connection: Connection, method: Method, path: str, body: Mapping[str, Any] | None = None) -> Call:
    token, account = connection.secrets["token"], connection.settings.get("account", "")
    granted = f"Basic {b64encode(f'{account}:{token}'.encode()).decode()}" if account else f"Bearer {token}"
    headers = {"Accept": "application/json", "Authorization": granted}
    if body is None:
        return Call(method=method, path=path, headers=headers)
    return Call(method=method, path=path, headers={**headers, "Content-Type": "application/json"}, body=json.dumps(body).encode())


_STEPS = Steps(find=_found, create=_create, update=_update, comment=_comment)
CONNECTOR = Connector(
    name="jira",
    title="Jira",
    about="commitment",
    types=TYPES,
    needs=(
        Needed(name="project", label="Project", help="The key of the project, such as PAY.", pattern=r"[A-Z][A-Z0-9_]{1,39}"),
        Needed(
            name="issue_type", label="Type of issue", help="What is made of a commitment; without one, Task.", pattern=r"[^\r\n]{1,60}",
            optional=True,
        ),
        Needed(
            name="account", label="Account", help="Whose API token it is, by mail address; without one, the token stands alone.",
            pattern=r"[^\s:]{1,200}", optional=True,
        ),
        Needed(
            name="token", label="API token", help="Of an account that makes and edits issues.", secret=True, pattern=r"[\x21-\x7e]{1,500}"
        ),
        Needed(
            name="signing_secret", label="Secret of the webhook", help="As entered in the webhook for issues that are updated or deleted.",
            secret=True, optional=True, pattern=r"[\x20-\x7e]{8,200}",
        ),
    ),
    per_second=2,
    tell=tell,
    probe=probe,
    hear=hear,
    read=read,
)  # fmt: skip
