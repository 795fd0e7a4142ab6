"""A server of the Model Context Protocol: each tool is a request of the API, answered as for a reader.

The tools are described by the API's own OpenAPI document. None of them changes anything, names of private persons
are masked, and no model is called.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.metadata import version
from typing import Any, Final
from urllib.parse import quote

import httpx
from fastapi import FastAPI, Request
from mcp import types
from mcp.server.context import ServerRequestContext
from mcp.server.lowlevel import Server
from mcp.server.stdio import stdio_server

from recueil.settings import Settings
from recueil.store.store import Store
from recueil.web import authentication
from recueil.web.app import PREFIX, create_app
from recueil.web.authentication import User

TOOLS: Final = {
    "search_acts": "/acts",
    "get_act": "/acts/{uid}",
    "get_text": "/acts/{uid}/text",
    "list_versions": "/acts/{uid}/versions",
    "list_similar_acts": "/acts/{uid}/similar",
    "list_values": "/entities",
    "list_findings": "/findings",
    "count_facets": "/facets",
    "list_fields": "/fields",
    "sum_amounts": "/figures/amounts",
    "sum_beneficiaries": "/figures/beneficiaries",
    "compare_bodies": "/figures/comparison",
    "list_bodies": "/bodies",
    "get_body": "/bodies/{key}",
    "get_presences": "/bodies/{key}/presences",
    "list_persons": "/persons",
    "get_person": "/persons/{person}",
    "list_person_acts": "/persons/{person}/acts",
    "list_person_votes": "/persons/{person}/votes",
    "get_coverage": "/figures/coverage",
}
"""The tools, and the resource of the API that each one asks."""

MAX_ANSWER = 100_000
"""Characters of an answer, which an assistant reads whole: a longer one is refused."""

_INSTRUCTIONS = (
    "Recueil holds what French councils decided, as exact values with their place in the source. "
    "`list_fields` has the fields of the query language that `q` takes, such as "
    "`subvention chapitre:65 montant:>10000`. Cite what you say by its act (`uid`), its page, and its characters "
    "(`start` to `end`, which `get_text` gives). What is null is not said by the act; █ masks the name of a "
    "private person, who is not to be guessed. Sums leave out what is doubtful and say how much that is."
)


def create_server(store: Store, settings: Settings) -> Server[httpx.AsyncClient]:
    """Create the server of a store."""
    app = create_app(store, settings)
    app.dependency_overrides[authentication.identify_user] = _identify_reader
    paths = app.openapi()["paths"]
    tools = {name: _describe(name, paths[PREFIX + path]["get"]) for name, path in TOOLS.items()}

    async def list_tools(
        context: ServerRequestContext[httpx.AsyncClient], params: types.PaginatedRequestParams | None
    ) -> types.ListToolsResult:
        return types.ListToolsResult(tools=list(tools.values()))

    async def call_tool(
        context: ServerRequestContext[httpx.AsyncClient], params: types.CallToolRequestParams
    ) -> types.CallToolResult:
        tool, arguments = tools.get(params.name), params.arguments or {}
        if tool is None:
            return _to_result(f"There is no tool {params.name!r}: {', '.join(tools)}.", is_error=True)
        known = tool.input_schema["properties"]
        if unknown := sorted(arguments.keys() - known.keys()):
            said = f"{params.name} takes no {', '.join(unknown)}: it takes {', '.join(known) or 'nothing'}."
            return _to_result(said, is_error=True)
        if missing := [name for name in tool.input_schema["required"] if not arguments.get(name)]:
            return _to_result(f"{params.name} needs {', '.join(missing)}.", is_error=True)
        path, asked = TOOLS[params.name], {key: each for key, each in arguments.items() if each is not None}
        for name in tool.input_schema["required"]:
            path = path.replace(f"{{{name}}}", quote(str(asked.pop(name)), safe=""))
        answer = await context.lifespan_context.get(PREFIX + path, params=asked)
        if len(answer.text) > MAX_ANSWER:
            fewer = " and ".join(name for name in known if name in ("limit", "start", "end", "q"))
            said = f"The answer has {len(answer.text)} characters, more than {MAX_ANSWER}: ask for less of it"
            return _to_result(f"{said}, by {fewer}." if fewer else f"{said}.", is_error=True)
        return _to_result(answer.text, is_error=answer.is_error)

    return Server(
        "recueil",
        version=version("recueil"),
        instructions=_INSTRUCTIONS,
        lifespan=lambda server: _open_client(app),
        on_list_tools=list_tools,
        on_call_tool=call_tool,
    )


async def serve(store: Store, settings: Settings) -> None:
    """Answer on standard input and output until they are closed."""
    server = create_server(store, settings)
    async with stdio_server() as (received, sent):
        await server.run(received, sent, server.create_initialization_options())


@asynccontextmanager
async def _open_client(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client,
    ):
        yield client


def _identify_reader(request: Request) -> User:
    """Identify whoever asks as a reader, to whom names of private persons stay masked."""
    request.state.user = user = User("mcp", "reader")
    return user


def _describe(name: str, operation: dict[str, Any]) -> types.Tool:
    """Describe an operation of the API as a tool."""
    parameters = operation.get("parameters", ())
    described = (operation["summary"], operation.get("description"))
    return types.Tool(
        name=name,
        description="\n".join(f"{text.rstrip('.')}." for text in described if text),
        input_schema={
            "type": "object",
            "properties": {each["name"]: each["schema"] for each in parameters},
            "required": [each["name"] for each in parameters if each["required"]],
            "additionalProperties": False,
        },
        annotations=types.ToolAnnotations(read_only_hint=True, open_world_hint=False),
    )


def _to_result(text: str, *, is_error: bool) -> types.CallToolResult:
    return types.CallToolResult(content=[types.TextContent(type="text", text=text)], is_error=is_error)
