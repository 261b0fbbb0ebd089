"""What an agent can do: tools as a table over the API. What a tool is told is described by the API's own document."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, cast
from urllib.parse import quote, urlencode

from plumbline.kernel.record import record

Schema = dict[str, Any]
_REF = "#/components/schemas/"
NOUNS = (
    "agenda", "assumptions", "blockers", "changes", "checkpoints", "corrections", "decisions", "dependencies", "documents", "drills",
    "escalations", "evidence", "gates", "handoffs", "journeys", "messages", "practices", "promises", "releases", "reviews", "risks",
    "safeguards", "scope", "stages", "threads",
)  # fmt: skip
_TEXT: Schema = {"type": "string"}
_ITEM: Schema = {"type": "string", "description": "A prefixed id, such as dec_…"}
_CYCLE: Schema = {"type": "string", "description": "The id of a cycle, cyc_…; list_cycles names them."}
_NOUN: Schema = {"type": "string", "enum": list(NOUNS)}
_KEY: Schema = {"type": "string", "maxLength": 255, "description": "Sent again under the same key, the act is done once."}


@dataclass(frozen=True, slots=True, kw_only=True)
class Tool:
    """One tool. path: of the API, with what the arguments fill; command: whose body the other arguments are, for an act.

    query: what else a tool that reads can be told. fixed: what every request of it says. binds: the act is about exact words, which the
    agent has to name as read_hash.
    """

    name: str
    title: str
    says: str
    path: str
    slots: Mapping[str, Schema]
    command: str = ""
    query: Mapping[str, Schema] = field(default_factory=dict[str, Schema])
    fixed: Mapping[str, Any] = field(default_factory=dict[str, Any])
    binds: bool = False

    @property
    def reads(self) -> bool:
        """Whether it writes nothing."""
        return not self.command or self.command == "Evaluation"


TOOLS = (
    Tool(name="list_cycles", title="List cycles", says="List the cycles of the workspace: id, title, state.", path="/v1/cycles", slots={}),
    Tool(
        name="show_cycle",
        title="Show a cycle",
        says="Show a cycle: playbook, window, sections and objectives (threads and decisions are anchored to them), steps.",
        path="/v1/cycles/{cycle_id}",
        slots={"cycle_id": _CYCLE},
    ),
    Tool(
        name="list_items",
        title="List what a cycle has",
        says="List the items of one kind in a cycle, page by page: `next` of one page is `after` of the next one.",
        path="/v1/cycles/{cycle_id}/{noun}",
        slots={"cycle_id": _CYCLE, "noun": _NOUN},
        query={"state": _TEXT, "after": _TEXT, "limit": {"type": "integer", "minimum": 1, "maximum": 200}},
    ),
    Tool(
        name="show_item",
        title="Show an item",
        says="Show one item in full: a decision with criteria and content_hash, a thread with comments, a journey with findings.",
        path="/v1/{noun}/{item_id}",
        slots={"noun": _NOUN, "item_id": _ITEM},
    ),
    Tool(
        name="list_needs",
        title="List what needs somebody",
        says="List what the person you act for has to do, the soonest due first; person asks about somebody else.",
        path="/v1/needs",
        slots={},
        query={"person": _TEXT},
    ),
    Tool(name="list_people", title="List people", says="List the people of the workspace: ids and names.", path="/v1/people", slots={}),
    Tool(
        name="search",
        title="Search",
        says="Find items of all cycles by words of their title.",
        path="/v1/search",
        slots={},
        query={"q": _TEXT},
    ),
    Tool(
        name="check_gate",
        title="Ask a gate",
        says="Ask what a gate still needs of an item, as findings and the fewest acts; nothing is recorded.",
        path="/v1/cycles/{cycle_id}/gates/{gate_id}/evaluation",
        slots={"cycle_id": _CYCLE, "gate_id": _TEXT},
        command="Evaluation",
    ),
    Tool(
        name="read_events",
        title="Read events",
        says="Read what happened, in order, each event with where it came from. `next` of one page is `after` of the next one.",
        path="/v1/events",
        slots={},
        query={"after": {"type": "integer", "minimum": 0}, "limit": {"type": "integer", "minimum": 1, "maximum": 500}},
    ),
    Tool(
        name="read",
        title="Read anything",
        says="Read any path of the API that begins with /v1/, with a query if it needs one; /openapi.json lists them.",
        path="{path}",
        slots={"path": {"type": "string", "pattern": "^/v1/"}},
    ),
    Tool(
        name="propose_decision",
        title="Propose a decision",
        says="Draft a decision in a cycle and put it to its owner. It needs a section, an objective and an owner; show_cycle names them.",
        path="/v1/cycles/{cycle_id}/decisions",
        slots={"cycle_id": _CYCLE},
        command="DraftDecision",
        fixed={"propose": True},
    ),
    Tool(
        name="submit_decision",
        title="Put a decision into review",
        says="Put a proposed decision into review; it needs a due time and a fallback.",
        path="/v1/decisions/{decision_id}/submission",
        slots={"decision_id": _ITEM},
        command="SubmitDecision",
    ),
    Tool(
        name="open_thread",
        title="Open a thread",
        says="Comment on a decision, a document, a journey or a section: opens a thread with its first comment.",
        path="/v1/cycles/{cycle_id}/threads",
        slots={"cycle_id": _CYCLE},
        command="OpenThread",
    ),
    Tool(
        name="reply",
        title="Reply in a thread",
        says="Add a comment to a thread.",
        path="/v1/threads/{thread_id}/replies",
        slots={"thread_id": _ITEM},
        command="ReplyToThread",
    ),
    Tool(
        name="attach_evidence",
        title="Attach evidence",
        says="Attach evidence to criteria of a decision; a person judges it.",
        path="/v1/decisions/{decision_id}/evidence",
        slots={"decision_id": _ITEM},
        command="SubmitEvidence",
    ),
    Tool(
        name="approve_decision",
        title="Approve a decision",
        says=(
            "Approve a decision as the person you act for. Needs a token to which that person gave the right to approve, and everything an "
            "approval rests on; otherwise it is refused with every finding. read_hash: the content_hash that you read."
        ),
        path="/v1/decisions/{decision_id}/approval",
        slots={"decision_id": _ITEM},
        command="ApproveDecision",
        binds=True,
    ),
)
BY_NAME = {tool.name: tool for tool in TOOLS}


@record
class Request:
    """What a call of a tool asks of the API."""

    method: str
    path: str
    body: Any = None
    key: str = ""


def input_schema(tool: Tool, document: Mapping[str, Any]) -> Schema:
    """Return what a tool is told, as a JSON Schema that stands by itself. document: the OpenAPI document."""
    schemas: Mapping[str, Schema] = document["components"]["schemas"]
    body = _body_of(tool, schemas)
    told = {name: part for name, part in body.get("properties", {}).items() if name not in tool.fixed}
    properties = {**tool.slots, **tool.query, **told}
    needed = [name for name in body.get("required", ()) if name in told]
    required = [*tool.slots, *needed, *(("read_hash",) if tool.binds else ())]
    if not tool.reads:
        properties["idempotency_key"] = _KEY
    schema: Schema = {"type": "object", "properties": properties, "required": required, "additionalProperties": False}
    used = _used(schema, schemas)
    local: Schema = _local(schema)
    return {**local, "$defs": {name: _local(schemas[name]) for name in sorted(used)}} if used else local


def request_of(tool: Tool, given: Mapping[str, Any]) -> Request:
    """Return what a call asks of the API. given: the arguments; a missing slot is left empty, and the API says what is missing."""
    told = {name: value for name, value in given.items() if value is not None}
    if tool.name == "read":
        path = str(told.get("path", ""))
        return Request(method="GET", path=path if path.startswith("/v1/") else "/v1/")
    path = tool.path.format_map({name: quote(str(told.pop(name, "")), safe="") or "-" for name in tool.slots})
    if not tool.command:
        asked = {name: value for name, value in told.items() if name in tool.query}
        return Request(method="GET", path=f"{path}?{urlencode(asked)}" if asked else path)
    key = str(told.pop("idempotency_key", ""))
    return Request(method="POST", path=path, body={**told, **tool.fixed} or None, key=key)


def _body_of(tool: Tool, schemas: Mapping[str, Schema]) -> Schema:
    return schemas.get(f"{tool.command}Body", schemas.get(tool.command, {})) if tool.command else {}


def _refs(part: Any) -> Iterator[str]:
    if isinstance(part, dict):
        for key, value in cast(Schema, part).items():
            if key == "$ref":
                yield str(value).removeprefix(_REF)
            else:
                yield from _refs(value)
    elif isinstance(part, list):
        for value in cast(list[Any], part):
            yield from _refs(value)


def _used(schema: Schema, schemas: Mapping[str, Schema]) -> set[str]:
    """Return every schema that one names, and that those name."""
    found, waiting = set[str](), set(_refs(schema))
    while waiting:
        name = waiting.pop()
        found.add(name)
        waiting |= set(_refs(schemas[name])) - found
    return found


def _local(part: Any) -> Any:
    if isinstance(part, dict):
        known = cast(Schema, part)
        return {key: f"#/$defs/{str(value).removeprefix(_REF)}" if key == "$ref" else _local(value) for key, value in known.items()}
    return [_local(value) for value in cast(list[Any], part)] if isinstance(part, list) else part
