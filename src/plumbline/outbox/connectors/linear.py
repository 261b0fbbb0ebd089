"""Linear: one issue per accepted commitment, made under an id of our own, so that a repetition finds what was made before.

An issue is never completed here, its title is written once, and of its description only what stands between the two marks is replaced.
"""

import json
from collections.abc import Generator, Mapping
from datetime import timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID

from plumbline.domain.cycle.work_item import Status
from plumbline.outbox.connector import (
    Call,
    Coming,
    Connection,
    Connector,
    Conversation,
    Happened,
    Heard,
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

_STALE = timedelta(minutes=5)
_STATUSES: Mapping[str, Status] = {
    "triage": "open", "backlog": "open", "unstarted": "open", "started": "started", "completed": "done", "canceled": "dropped",
    "duplicate": "dropped",
}  # fmt: skip
_FIELDS = "id identifier title url dueDate updatedAt trashed state { type }"
TEAM = "query Team($key: String!) { teams(filter: { key: { eq: $key } }) { nodes { id key name } } }"
ISSUE = f"query Issue($id: String!) {{ issue(id: $id) {{ {_FIELDS} description }} }}"
CREATE = f"mutation Create($input: IssueCreateInput!) {{ issueCreate(input: $input) {{ success issue {{ {_FIELDS} }} }} }}"
UPDATE = "mutation Update($id: String!, $input: IssueUpdateInput!) { issueUpdate(id: $id, input: $input) { success } }"
COMMENT = "mutation Comment($input: CommentCreateInput!) { commentCreate(input: $input) { success } }"
DOCUMENTS = (TEAM, ISSUE, CREATE, UPDATE, COMMENT)
"""Everything that Linear is ever asked."""


def tell(connection: Connection, happened: Happened, told: Told, reference: Reference | None) -> Conversation:
    """Make the issue of a commitment, or bring the one that there is up to date."""
    return kept_up(_STEPS, connection, happened, told, reference)


def read(connection: Connection, reference: str) -> Reading:
    """Ask how an issue stands. reference: such as `ENG-12`."""
    reply = yield _call(connection, ISSUE, id=reference)
    issue = part(json_of(reply.body), "data", "issue")
    if issue is None and _is_missing(reply):
        return Standing(reference=reference, url="", status="gone", title="", due_on=None, changed_at=reply.at)
    standing = _standing(issue)
    if standing is None:
        return _failed(reply)
    # It may have another name since it was moved to another team; it is known here by the one that it was linked under.
    return Standing(
        reference=reference, url=standing.url, status=standing.status, title=standing.title, due_on=standing.due_on,
        changed_at=standing.changed_at,
    )  # fmt: skip


def hear(connection: Connection, coming: Coming) -> Heard | None:
    """Read what Linear sent; what it signed more than five minutes ago is no news."""
    if not is_signed(connection.secrets.get("signing_secret", ""), coming.body, coming.headers.get("linear-signature", "")):
        return None
    said = json_of(coming.body)
    sent = part(said, "webhookTimestamp")
    if not isinstance(sent, int) or abs(coming.at.timestamp() - sent / 1000) > _STALE.total_seconds():
        return None
    heard = Heard(delivery_id=coming.headers.get("linear-delivery", ""))
    if text_of(said, "type") != "Issue" or not _is_ours(said, connection):
        return heard
    standing = _standing(part(said, "data"))
    if standing is None:
        return heard
    if text_of(said, "action") == "remove":
        standing = Standing(
            reference=standing.reference, url=standing.url, status="gone", title=standing.title, due_on=None, changed_at=coming.at
        )
    return Heard(delivery_id=heard.delivery_id, said=(Seen(reference=standing.reference, standing=standing),))


def probe(connection: Connection) -> Conversation:
    """Ask for the team."""
    team = yield from _team(connection)
    return team if isinstance(team, Outcome) else Outcome(came="taken", said=f"{text_of(team, 'name')} ({text_of(team, 'key')}) is there")


def own_id(*parts: str) -> str:
    """Return the id, a UUID in the form of version 4, under which something is made: the same one each time."""
    return str(UUID(bytes=sha256("/".join(parts).encode()).digest()[:16], version=4))


def _team(connection: Connection) -> Generator[Call, Reply, Any]:
    reply = yield _call(connection, TEAM, key=connection.settings["team"])
    teams = part(json_of(reply.body), "data", "teams", "nodes")
    if teams is None:
        return _failed(reply)
    if not list_of(teams):
        return Outcome(came="revoked", said=f"there is no team {connection.settings['team']}, or the key may not see it")
    return list_of(teams)[0]


def _found(connection: Connection, _: Happened, told: Told) -> Search:
    reply = yield _call(connection, ISSUE, id=own_id(connection.endpoint_id, told.item_id))
    found = part(json_of(reply.body), "data", "issue")
    if found is not None:
        return _reference(found)
    return None if _is_missing(reply) else _failed(reply)


def _create(connection: Connection, told: Told) -> Conversation:
    own = own_id(connection.endpoint_id, told.item_id)
    team = yield from _team(connection)
    if isinstance(team, Outcome):
        return team
    begin, end = _marks(told)
    given = {"id": own, "teamId": text_of(team, "id"), "title": title_of(told), "description": f"{begin}\n{markdown(told)}\n{end}"}
    reply = yield _call(connection, CREATE, input=given)
    made = part(json_of(reply.body), "data", "issueCreate", "issue")
    if made is None and _is_there_already(reply):  # the request before this one was not answered, but carried out
        reply = yield _call(connection, ISSUE, id=own)
        made = part(json_of(reply.body), "data", "issue")
    if made is None:
        return _failed(reply)
    reference = _reference(made)
    return Outcome(came="taken", said=reference.shown, reference=reference)


def _update(connection: Connection, reference: Reference, happened: Happened, told: Told) -> Conversation:
    reply = yield _call(connection, ISSUE, id=reference.key)
    issue = part(json_of(reply.body), "data", "issue")
    if issue is None:
        return _of_issue(reply, reference)
    begin, end = _marks(told)
    before = text_of(issue, "description")
    written = replaced(before, begin, end, markdown(told))
    if written != before:
        reply = yield _call(connection, UPDATE, id=reference.key, input={"description": written})
        if part(json_of(reply.body), "data", "issueUpdate", "success") is not True:
            return _of_issue(reply, reference)
    if happened.event_name in NOTED:
        return (yield from _comment(connection, reference, happened, told))
    return Outcome(came="taken", said=reference.shown, reference=reference)


def _comment(connection: Connection, reference: Reference, happened: Happened, told: Told, whole: bool = False) -> Conversation:
    """Say what changed, under an id of our own: Linear takes one comment of it."""
    ending = f"[{harmless_markdown(told.number)} in Plumbline]({told.url})"
    said = markdown(told) if whole else f"{harmless_markdown(comment_words(happened, told))}\n\n{ending}"
    own = own_id(connection.endpoint_id, told.item_id, happened.event_id)
    given = {"id": own, "issueId": reference.key.removeprefix(BY_HAND), "body": said}
    reply = yield _call(connection, COMMENT, input=given)
    if part(json_of(reply.body), "data", "commentCreate", "success") is not True and not _is_there_already(reply):
        return _of_issue(reply, reference)
    return Outcome(came="taken", said=reference.shown, reference=None if reference.key.startswith(BY_HAND) else reference)


def _of_issue(reply: Reply, reference: Reference) -> Outcome:
    if _is_missing(reply):
        return Outcome(came="refused", said=f"{reference.shown} is gone")  # the connection itself is well
    return _failed(reply)


def _failed(reply: Reply) -> Outcome:
    """Linear says no in the body, whatever the status is."""
    code, said = _code(reply), _words(reply)
    if code == "RATELIMITED" or reply.status == 429:
        wait = reply.retry_after or until(reply.headers.get("x-ratelimit-requests-reset", ""), reply.at, per_second=1000)
        return Outcome(came="again", said=said or "its rate limit is used up", retry_after=wait or timedelta(minutes=1))
    if code in ("AUTHENTICATION_ERROR", "FORBIDDEN"):
        return Outcome(came="revoked", said=said or code)
    if reply.status == 200:
        return Outcome(came="refused", said=said or "it answered nothing that was asked for")
    return failed(reply, said)


def _is_missing(reply: Reply) -> bool:
    return "entity not found" in _words(reply).lower() or _code(reply) == "ENTITY_NOT_FOUND"


def _is_there_already(reply: Reply) -> bool:
    said = _words(reply).lower()
    return "already exists" in said or "duplicate" in said or "not unique" in said


def _error(reply: Reply) -> Any:
    return next(iter(list_of(part(json_of(reply.body), "errors"))), None)


def _code(reply: Reply) -> str:
    return text_of(_error(reply), "extensions", "code").upper()


def _words(reply: Reply) -> str:
    return " ".join(filter(None, (text_of(_error(reply), "message"), text_of(_error(reply), "extensions", "userPresentableMessage"))))


def _standing(issue: Any) -> Standing | None:
    changed_at, identifier = instant_of(text_of(issue, "updatedAt")), text_of(issue, "identifier")
    if changed_at is None or not identifier:
        return None
    trashed = part(issue, "trashed") is True
    return Standing(
        reference=identifier, url=text_of(issue, "url"),
        status="gone" if trashed else _STATUSES.get(text_of(issue, "state", "type"), "open"), title=text_of(issue, "title"),
        due_on=day_of(text_of(issue, "dueDate")), changed_at=changed_at,
    )  # fmt: skip


def _reference(issue: Any) -> Reference:
    return Reference(key=text_of(issue, "id"), shown=text_of(issue, "identifier"), url=text_of(issue, "url"))


def _is_ours(said: Any, connection: Connection) -> bool:
    return text_of(said, "data", "identifier").rpartition("-")[0].upper() == connection.settings["team"].upper()


def _marks(told: Told) -> tuple[str, str]:
    """Words that stay as they are when Linear reads and writes the Markdown around them."""
    code = told.item_id.replace("_", "")
    return f"What was agreed, {code}:", f"End of what was agreed, {code}."


def _call(connection: Connection, document: str, **variables: Any) -> Call:
    token = connection.secrets["token"]
    granted = token if token.startswith("lin_api_") else f"Bearer {token}"
    body = json.dumps({"query": document, "variables": variables}).encode()
    return Call(method="POST", headers={"Authorization": granted, "Content-Type": "application/json"}, body=body)


_STEPS = Steps(find=_found, create=_create, update=_update, comment=_comment)
CONNECTOR = Connector(
    name="linear",
    title="Linear",
    about="commitment",
    types=TYPES,
    address="https://api.linear.app/graphql",
    needs=(
        Needed(name="team", label="Team", help="The key of the team, such as ENG.", pattern=r"[A-Z][A-Z0-9]{0,9}"),
        Needed(
            name="token", label="API key", help="A personal key or an OAuth token that reads and writes issues.", secret=True,
            pattern=r"[\x21-\x7e]{1,500}",
        ),
        Needed(
            name="signing_secret", label="Secret of the webhook", help="As Linear shows it for the webhook that tells of issues.",
            secret=True, optional=True, pattern=r"[\x20-\x7e]{8,200}",
        ),
    ),
    per_second=1,
    tell=tell,
    probe=probe,
    hear=hear,
    read=read,
)  # fmt: skip
