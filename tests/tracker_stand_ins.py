"""Stand-ins for GitHub, Jira and Linear on the loopback interface, as far as issues go: they speak what the vendors document.

`issues` holds what was made. `next_answers` are given, one each, in place of what would be said, as while a vendor is out of order.
`hang_up`: it makes the next issue and says nothing. `payload` is what it would send when an issue changed.
"""

import hashlib
import hmac
import json
import re
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, ClassVar
from urllib.parse import parse_qs, urlsplit

from graphql import GraphQLError, build_schema, graphql_sync  # pyright: ignore[reportUnknownVariableType]

from webhook_receiver import Message, answer, receiving

TOKEN, SECRET = "a-token-of-the-vendor", "a-secret-of-the-webhook"
_ADF = {"doc", "expand", "paragraph", "text", "bulletList", "listItem"}


@dataclass
class StandIn:
    """What every vendor has. now: the vendor's clock."""

    issues: dict[str, dict[str, Any]] = field(default_factory=dict[str, dict[str, Any]])
    comments: dict[str, list[dict[str, Any]]] = field(default_factory=dict[str, list[dict[str, Any]]])
    next_answers: list[bytes] = field(default_factory=list[bytes])
    hang_up: bool = False
    now: datetime = datetime(2026, 3, 3, 9, 0, tzinfo=UTC)
    asked: list[str] = field(default_factory=list[str])
    address: str = ""

    @property
    def connector(self) -> str:
        return type(self).__name__.lower()

    async def __call__(self, message: Message) -> bytes:
        self.asked.append(f"{message.method} {urlsplit(message.target).path}")
        if self.next_answers:
            return self.next_answers.pop(0)
        if TOKEN not in message.headers.get("authorization", "") and not self.lets_in(message):
            return said(401, self.unknown())
        before = len(self.issues)
        made = self.done(message)
        if self.hang_up and len(self.issues) > before:
            self.hang_up = False
            return b""
        return made

    def lets_in(self, message: Message) -> bool:
        return False

    def unknown(self) -> Any:
        return {"message": "Bad credentials"}

    def done(self, message: Message) -> bytes:
        raise NotImplementedError

    @property
    def only(self) -> dict[str, Any]:
        """The one issue that there is."""
        (issue,) = self.issues.values()
        return issue


def said(status: int, body: Any = "", **headers: str) -> bytes:
    return answer(status, body if isinstance(body, str) else json.dumps(body), Content_Type="application/json", **headers)


def signed(body: bytes, secret: str = SECRET) -> str:
    return hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


class GitHub(StandIn):
    """One repository, acme/shop."""

    settings: ClassVar[dict[str, str]] = {"repository": "acme/shop"}
    searched = False  # the index of the search is minutes late

    def done(self, message: Message) -> bytes:
        path, query = urlsplit(message.target).path, parse_qs(urlsplit(message.target).query)
        body: Any = json.loads(message.body) if message.body else {}
        if path.endswith("/repos/acme/shop"):
            return said(200, {"full_name": "acme/shop", "has_issues": True, "archived": False})
        if path.endswith("/search/issues"):
            return said(
                200, {"items": [one for one in self.issues.values() if self.searched and query["q"][0].split('"')[1] in one["body"]]}
            )
        place = re.search(r"/repos/acme/shop/issues(?:/(\d+))?(/comments)?$", path)
        if place is None:
            return said(404, {"message": "Not Found"})
        number, comments = place[1], place[2]
        if number is None:
            return self._listed(query) if message.method == "GET" else self._made(body)
        if number not in self.issues:
            return said(410, {"message": "This issue was deleted"})
        if comments and message.method == "GET":
            return said(200, self.comments.get(number, []))
        if comments:
            self.comments.setdefault(number, []).append(body)
            return said(201, body)
        if message.method == "PATCH":
            self.issues[number] |= body
        return said(200, self.issues[number])

    def _listed(self, query: dict[str, list[str]]) -> bytes:
        since = query["since"][0]
        return said(200, [one for one in reversed(self.issues.values()) if one["updated_at"] >= since])

    def _made(self, body: dict[str, Any]) -> bytes:
        if not body.get("title"):
            return said(422, {"message": "Validation Failed"})
        number = str(len(self.issues) + 1)
        at = self.now.strftime("%Y-%m-%dT%H:%M:%SZ")
        made: dict[str, Any] = {
            "number": int(number), "html_url": f"https://github.com/acme/shop/issues/{number}", "state": "open", "state_reason": None,
            "labels": [], "updated_at": at, **body,
        }  # fmt: skip
        self.issues[number] = made
        return said(201, made)

    def change(self, issue: dict[str, Any], **changes: Any) -> None:
        issue |= {"updated_at": self.now.strftime("%Y-%m-%dT%H:%M:%SZ"), **changes}

    def finish(self, issue: dict[str, Any]) -> None:
        self.change(issue, state="closed", state_reason="completed")

    def delete(self) -> None:
        self.issues.clear()

    def payload(self, issue: dict[str, Any], action: str = "closed", delivery: str = "d-1") -> tuple[dict[str, str], bytes]:
        body = json.dumps(
            {"action": action, "issue": issue, "repository": {"full_name": "acme/shop"}, "sender": {"login": "octo"}}
        ).encode()
        headers = {"x-hub-signature-256": f"sha256={signed(body)}", "x-github-delivery": delivery, "x-github-event": "issues"}
        return {**headers, "content-type": "application/json"}, body

    def text(self, issue: dict[str, Any]) -> str:
        return issue["body"]

    def said_in_comments(self) -> list[str]:
        return [one["body"] for listed in self.comments.values() for one in listed]


class Jira(StandIn):
    """One project, PAY."""

    settings: ClassVar[dict[str, str]] = {"project": "PAY", "account": "bot@acme.example"}

    def lets_in(self, message: Message) -> bool:
        return message.headers.get("authorization", "").startswith("Basic ")

    def done(self, message: Message) -> bytes:
        path, query = urlsplit(message.target).path, parse_qs(urlsplit(message.target).query)
        body: Any = json.loads(message.body) if message.body else {}
        if path.endswith("/rest/api/3/project/PAY"):
            return said(200, {"key": "PAY", "name": "Payments", "issueTypes": [{"name": "Task"}, {"name": "Bug"}]})
        if path.endswith("/rest/api/3/search/jql"):
            found = [one for one in self.issues.values() if f'"{one["fields"]["labels"][0]}"' in query["jql"][0]]
            return said(200, {"issues": found, "isLast": True})
        if path.endswith("/rest/api/3/issue"):
            return self._made(body["fields"])
        place = re.search(r"/rest/api/3/issue/(PAY-\d+)(/comment)?$", path)
        if place is None or place[1] not in self.issues:
            return said(404, {"errorMessages": ["Issue does not exist or you do not have permission to see it."], "errors": {}})
        issue, comments = self.issues[place[1]], self.comments.setdefault(place[1], [])
        if place[2] and message.method == "GET":
            return said(200, {"comments": comments})
        if place[2]:
            check_document(body["body"])
            comments.append(body)
            return said(201, body)
        if message.method == "PUT":
            check_document(body["fields"]["description"])
            issue["fields"] |= body["fields"]
            return said(204)
        return said(200, issue)

    def _made(self, fields: dict[str, Any]) -> bytes:
        if not fields.get("summary") or fields["issuetype"]["name"] != "Task":
            return said(400, {"errorMessages": [], "errors": {"issuetype": "Specify a valid issue type"}})
        check_document(fields["description"])
        key = f"PAY-{len(self.issues) + 1}"
        self.issues[key] = {"key": key, "fields": {**fields, "duedate": None, "resolution": None}}
        self.change(self.issues[key], status={"statusCategory": {"key": "new"}})
        return said(201, {"id": "10000", "key": key, "self": f"{self.address}/rest/api/3/issue/10000"})

    def change(self, issue: dict[str, Any], **changes: Any) -> None:
        issue["fields"] |= {"updated": self.now.strftime("%Y-%m-%dT%H:%M:%S.000+0000"), **changes}

    def finish(self, issue: dict[str, Any]) -> None:
        self.change(issue, status={"statusCategory": {"key": "done"}}, resolution={"name": "Done"})

    def delete(self) -> None:
        self.issues.clear()

    def payload(self, issue: dict[str, Any], action: str = "updated", delivery: str = "d-1") -> tuple[dict[str, str], bytes]:
        # What it says besides the key is out of date on purpose: it is a hint.
        stale = {"key": issue["key"], "fields": {"summary": "As it was", "status": {"statusCategory": {"key": "new"}}}}
        body = json.dumps({"timestamp": 1, "webhookEvent": f"jira:issue_{action}", "issue": stale}).encode()
        return {"x-hub-signature": f"sha256={signed(body)}", "x-atlassian-webhook-identifier": delivery}, body

    def text(self, issue: dict[str, Any]) -> str:
        return words_of(issue["fields"]["description"])

    def said_in_comments(self) -> list[str]:
        return [words_of(one["body"]) for listed in self.comments.values() for one in listed]


def check_document(node: dict[str, Any]) -> None:
    """Take only what the Atlassian Document Format knows, as Jira does."""
    assert node["type"] in _ADF, node
    if node["type"] == "text":
        assert node["text"], "a text node cannot be empty"
    if node["type"] == "doc":
        assert node["version"] == 1
    for child in node.get("content", ()):
        check_document(child)


def words_of(node: dict[str, Any]) -> str:
    """Return the text of a document."""
    title = node.get("attrs", {}).get("title", "") if node["type"] == "expand" else ""
    return "\n".join(filter(None, (title, node.get("text", ""), *(words_of(one) for one in node.get("content", ())))))


_SCHEMA = build_schema("""
scalar DateTime
scalar TimelessDate
type WorkflowState { type: String! }
type Issue { id: ID! identifier: String! title: String! description: String url: String! dueDate: TimelessDate updatedAt: DateTime!
  trashed: Boolean state: WorkflowState! }
type Team { id: ID! key: String! name: String! }
type TeamConnection { nodes: [Team!]! }
input StringComparator { eq: String }
input TeamFilter { key: StringComparator }
input IssueCreateInput { id: String teamId: String! title: String description: String }
input IssueUpdateInput { title: String description: String }
input CommentCreateInput { id: String issueId: String body: String }
type IssuePayload { success: Boolean! issue: Issue }
type CommentPayload { success: Boolean! }
type Query { issue(id: String!): Issue! teams(filter: TeamFilter): TeamConnection! }
type Mutation { issueCreate(input: IssueCreateInput!): IssuePayload! issueUpdate(id: String!, input: IssueUpdateInput!): IssuePayload!
  commentCreate(input: CommentCreateInput!): CommentPayload! }
""")


class Linear(StandIn):
    """One team, ENG. It answers by executing what it is asked against its schema."""

    settings: ClassVar[dict[str, str]] = {"team": "ENG"}

    def unknown(self) -> Any:
        return {"errors": [{"message": "Authentication required", "extensions": {"code": "AUTHENTICATION_ERROR"}}]}

    def done(self, message: Message) -> bytes:
        given = json.loads(message.body)
        found = graphql_sync(_SCHEMA, given["query"], root_value=self, variable_values=given["variables"])
        return said(200, found.formatted)

    def _issue(self, id_: str) -> dict[str, Any]:
        for issue in self.issues.values():
            if id_ in (issue["id"], issue["identifier"]):
                return issue
        raise GraphQLError("Entity not found: Issue", extensions={"code": "INPUT_ERROR"})

    def issue(self, _: Any, id: str) -> dict[str, Any]:  # noqa: A002 - as the schema calls it
        return self._issue(id)

    def teams(self, _: Any, filter: dict[str, Any]) -> dict[str, Any]:  # noqa: A002 - as the schema calls it
        return {"nodes": [{"id": "team-1", "key": "ENG", "name": "Engineering"}] if filter["key"]["eq"] == "ENG" else []}

    def issueCreate(self, _: Any, input: dict[str, Any]) -> dict[str, Any]:  # noqa: A002, N802 - as the schema calls it
        if input["id"] in self.issues:
            raise GraphQLError("Entity already exists", extensions={"code": "INPUT_ERROR"})
        identifier = f"ENG-{len(self.issues) + 1}"
        url = f"https://linear.app/acme/issue/{identifier}/retry"
        made = {**input, "identifier": identifier, "url": url, "dueDate": None, "trashed": None, "state": {"type": "unstarted"}}
        self.issues[input["id"]] = made
        self.change(made)
        return {"success": True, "issue": made}

    def issueUpdate(self, _: Any, id: str, input: dict[str, Any]) -> dict[str, Any]:  # noqa: A002, N802 - as the schema calls it
        issue = self._issue(id)
        issue |= input
        return {"success": True, "issue": issue}

    def commentCreate(self, _: Any, input: dict[str, Any]) -> dict[str, Any]:  # noqa: A002, N802 - as the schema calls it
        comments = self.comments.setdefault(self._issue(input["issueId"])["id"], [])
        if any(one["id"] == input["id"] for one in comments):
            raise GraphQLError("Entity already exists", extensions={"code": "INPUT_ERROR"})
        comments.append(input)
        return {"success": True}

    def change(self, issue: dict[str, Any], **changes: Any) -> None:
        issue |= {"updatedAt": self.now.strftime("%Y-%m-%dT%H:%M:%S.000Z"), **changes}

    def finish(self, issue: dict[str, Any]) -> None:
        self.change(issue, state={"type": "completed"})

    def delete(self) -> None:
        self.issues.clear()

    def payload(self, issue: dict[str, Any], action: str = "update", delivery: str = "d-1") -> tuple[dict[str, str], bytes]:
        at = int(self.now.timestamp() * 1000)
        body = json.dumps({"action": action, "type": "Issue", "data": issue, "webhookTimestamp": at, "webhookId": "w"}).encode()
        return {"linear-signature": signed(body), "linear-delivery": delivery}, body

    def text(self, issue: dict[str, Any]) -> str:
        return issue["description"]

    def said_in_comments(self) -> list[str]:
        return [one["body"] for listed in self.comments.values() for one in listed]


Tracker = GitHub | Jira | Linear
TRACKERS: tuple[type[Tracker], ...] = (GitHub, Jira, Linear)


@asynccontextmanager
async def standing_in(tracker: Tracker) -> AsyncGenerator[Tracker]:
    """Let a stand-in answer for as long as it is used."""
    async with receiving(tracker) as receiver:
        tracker.address = receiver.address.removesuffix("/in")
        yield tracker
