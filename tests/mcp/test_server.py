"""An assistant asks by the Model Context Protocol what a reader asks of the API, and sees no more than one."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from mcp import Client, StdioServerParameters
from mcp.client.stdio import stdio_client
from mcp.server.lowlevel import Server
from mcp.types import CallToolResult, TextContent, Tool
from tests.private_act import TEXT, UID, fill, hides

from recueil.mcp import server
from recueil.settings import Settings
from recueil.store.open import open_store


@pytest.fixture(scope="module")
def private(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server[Any]]:
    """The server of a store of one act, which names somebody who is masked."""
    with open_store(f"sqlite:///{tmp_path_factory.mktemp('mcp')}/recueil.db", create=True) as store:
        fill(store)
        yield server.create_server(store, Settings())


def ask(asked: Server[Any], tool: str, **arguments: Any) -> tuple[str, bool]:
    """The text of an answer, and whether it is an error."""

    async def called() -> CallToolResult:
        async with Client(asked) as client:
            return await client.call_tool(tool, arguments)

    return text_of(asyncio.run(called()))


def text_of(result: CallToolResult) -> tuple[str, bool]:
    (content,) = result.content
    assert isinstance(content, TextContent)
    return content.text, result.is_error


def tools_of(asked: Server[Any]) -> dict[str, Tool]:
    async def listed() -> list[Tool]:
        async with Client(asked) as client:
            return (await client.list_tools()).tools

    return {tool.name: tool for tool in asyncio.run(listed())}


def test_each_tool_is_a_request_of_the_api_that_changes_nothing(private: Server[Any]) -> None:
    tools = tools_of(private)
    assert list(tools) == list(server.TOOLS)
    assert {tool.annotations and tool.annotations.read_only_hint for tool in tools.values()} == {True}
    schema = tools["get_text"].input_schema
    assert tools["get_text"].description == "The words of an act, unchanged."
    assert (list(schema["properties"]), schema["required"]) == (["uid", "document", "start", "end"], ["uid"])
    assert schema["properties"]["end"]["description"] == "Only to before this character of the document."
    assert schema["additionalProperties"] is False


def test_an_answer_names_the_act_the_page_and_the_characters_it_stands_on(private: Server[Any]) -> None:
    answer, is_error = ask(private, "list_values", kind="amount")
    (value,) = json.loads(answer)["items"]
    assert not is_error
    start = TEXT.index("300 €")
    assert [value["act"]["uid"], *(value[name] for name in ("page", "start", "end"))] == [
        UID,
        1,
        start,
        start + len("300 €"),
    ]
    assert (value["value"]["amount"], value["value"]["currency"]) == ("300.00", "EUR")
    assert ask(private, "get_text", uid=UID, start=value["start"], end=value["end"]) == ("300 €", False)


@pytest.mark.parametrize(
    ("tool", "arguments"),
    [
        ("get_act", {"uid": UID}),
        ("get_text", {"uid": UID}),
        ("search_acts", {"q": "secours"}),
        ("list_persons", {}),
        ("sum_beneficiaries", {}),
        ("list_findings", {}),
    ],
)
def test_private_persons_are_masked(private: Server[Any], tool: str, arguments: dict[str, Any]) -> None:
    answer, is_error = ask(private, tool, **arguments)
    assert answer
    assert not is_error
    assert hides(answer)


@pytest.mark.parametrize(
    ("tool", "arguments", "message"),
    [
        ("get_act", {"uid": UID, "unmasked": "1"}, "get_act takes no unmasked: it takes uid."),
        ("get_act", {}, "get_act needs uid."),
        ("get_act", {"uid": ""}, "get_act needs uid."),
        ("forget", {}, f"There is no tool 'forget': {', '.join(server.TOOLS)}."),
    ],
)
def test_what_no_tool_does_is_refused(
    private: Server[Any], tool: str, arguments: dict[str, Any], message: str
) -> None:
    assert ask(private, tool, **arguments) == (message, True)


def test_an_argument_stays_within_its_part_of_the_address(private: Server[Any]) -> None:
    answer, is_error = ask(private, "get_act", uid=f"../persons?x={UID}")
    assert (is_error, json.loads(answer)["status"]) == (True, 404)


def test_an_error_of_the_api_is_told_with_its_message(private: Server[Any]) -> None:
    answer, is_error = ask(private, "search_acts", q="a )")
    assert (is_error, json.loads(answer)["status"]) == (True, 400)


def test_an_answer_too_long_to_be_read_is_refused(private: Server[Any], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server, "MAX_ANSWER", len(TEXT) - 1)
    said = (
        f"The answer has {len(TEXT)} characters, more than {len(TEXT) - 1}: ask for less of it, by start and end."
    )
    assert ask(private, "get_text", uid=UID) == (said, True)


@pytest.mark.slow
def test_the_command_answers_on_standard_input_and_output(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/recueil.db"
    with open_store(url, create=True) as store:
        fill(store)

    async def called() -> CallToolResult:
        command = StdioServerParameters(
            command=sys.executable, args=["-m", "recueil", "mcp", "--store", url], cwd=str(tmp_path)
        )
        async with Client(stdio_client(command)) as client:
            return await client.call_tool("get_text", {"uid": UID, "end": 17})

    assert text_of(asyncio.run(called())) == ("COMMUNE DE VORNOY", False)
