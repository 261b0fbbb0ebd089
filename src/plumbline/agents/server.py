"""The protocol's side: tools listed and called through the official SDK. It takes a while to import, so nothing does before it is used."""

import json
from collections.abc import Mapping
from functools import cache
from typing import Any

import mcp_types as types
from mcp.server.lowlevel import Server

from plumbline import __version__
from plumbline.agents.asking import App, Said, ask
from plumbline.agents.tools import BY_NAME, TOOLS, Request, Tool, input_schema, request_of

_INSTRUCTIONS = """Plumbline keeps decisions about a launch: each has one owner, criteria, evidence, a due time and a fallback.
You read everything that the token may read, and you propose, comment and attach evidence. Deciding is for people: an approval is refused
unless the person you act for gave this token the right to approve. A refusal lists every finding, who can mend it and by which act: tell
people, or do what is yours to do. Nothing was recorded when a call is refused."""


def server_over(app: App, asked: Mapping[str, Any], document: Mapping[str, Any]) -> Server[Any]:
    """Return a server that answers one request of an agent. asked: its ASGI scope; document: the OpenAPI document of the API."""

    async def list_tools(_: Any, __: Any) -> types.ListToolsResult:
        return types.ListToolsResult(tools=[_listed(tool, document) for tool in TOOLS])

    async def call_tool(_: Any, call: types.CallToolRequestParams) -> types.CallToolResult:
        tool = BY_NAME.get(call.name)
        if tool is None:
            return _result(Said(status=404, content={"title": "There is no such tool", "detail": call.name, "status": 404}))
        return _result(await _sent(app, asked, request_of(tool, call.arguments or {})))

    return Server(
        "plumbline", version=__version__, title="Plumbline", instructions=_INSTRUCTIONS, on_list_tools=list_tools, on_call_tool=call_tool
    )


async def _sent(app: App, asked: Mapping[str, Any], request: Request) -> Said:
    return await ask(app, asked, request.method, request.path, body=request.body, key=request.key)


@cache
def _schemas() -> dict[str, dict[str, Any]]:
    return {}


def _listed(tool: Tool, document: Mapping[str, Any]) -> types.Tool:
    schemas = _schemas()  # the document is the same for as long as the process runs
    if tool.name not in schemas:
        schemas[tool.name] = input_schema(tool, document)
    hints = types.ToolAnnotations(title=tool.title, read_only_hint=tool.reads, destructive_hint=False, open_world_hint=False)
    return types.Tool(name=tool.name, title=tool.title, description=tool.says, input_schema=schemas[tool.name], annotations=hints)


def _result(said: Said) -> types.CallToolResult:
    """Return what the API said: as it is for programs, and as text for those that read only that."""
    refused = said.status >= 400
    whole = isinstance(said.content, dict)
    content: dict[str, Any] = said.content if whole else {"items": said.content}
    text = _in_words(content) if refused else json.dumps(content, ensure_ascii=False)
    return types.CallToolResult(content=[types.TextContent(type="text", text=text)], structured_content=content, is_error=refused)


def _in_words(problem: Mapping[str, Any]) -> str:
    lines = [f"{problem.get('title', 'Refused')}. {problem.get('detail', '')}".strip()]
    lines += [f"- [{one['rule']}] {one['title']}: {one['detail']} {one['remedy']}".strip() for one in problem.get("findings", ())]
    return "\n".join(lines)
