"""Plain values of options and arguments: parsed without pydantic, to what Typer makes of them."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import pytest
import typer
import typer.main

from recueil.cli.parameters import PlainParser, parse_directly


class Order(StrEnum):
    RANK = "rank"
    DATE = "date"


def command() -> Any:
    app = typer.Typer(add_completion=False)

    @app.command()
    def ask(
        words: str,
        number: Annotated[int, typer.Option(min=1, max=99)] = 20,
        order: Order = Order.RANK,
        orders: Annotated[list[Order] | None, typer.Option()] = None,
        named: Annotated[list[str] | None, typer.Option()] = None,
        file: Annotated[Path | None, typer.Option()] = None,
        share: float | None = None,
        sure: bool = False,
    ) -> None: ...

    return typer.main.get_command(app)


def parse(asked: Any, line: list[str]) -> object:
    """The values of a command line, or the error."""
    try:
        return asked.make_context("ask", list(line)).params
    except typer.BadParameter.__base__ as error:  # type: ignore[misc]
        return type(error).__name__, str(error)


LINES: tuple[list[str], ...] = (
    ["école"],
    [""],
    ["42", "--number", "1", "--sure"],
    ["école", "--number", "99", "--order", "date", "--orders", "rank", "--orders", "date"],
    ["école", "--named", "un", "--named", "deux", "--file", "ici", "--share", "0.25"],
    ["école", "--number", "0"],
    ["école", "--number", "100"],
    ["école", "--number", "+7"],
    ["école", "--number", "٣"],
    ["école", "--number", "1_0"],
    ["école", "--number", "dix"],
    ["école", "--order", "DATE"],
    ["école", "--orders", "date", "--orders", "dat"],
    ["école", "--share", "peu"],
    [],
)


def test_what_is_parsed_is_what_typer_parses() -> None:
    own, theirs = command(), command()
    parse_directly(own)
    for line in LINES:
        assert parse(own, line) == parse(theirs, line), line


def test_what_is_plain_is_not_asked_of_typer(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = command()
    parse_directly(asked)

    def refuse(self: object) -> object:
        raise AssertionError(self)

    monkeypatch.setattr(type(asked.params[0]), "get_runtime_param", refuse)
    monkeypatch.setattr(type(asked.params[1]), "get_runtime_param", refuse)
    line = ["école", "--number", "7", "--order", "date", "--orders", "rank", "--named", "un"]
    context = asked.make_context("ask", line)
    assert context.params["number"] == 7
    assert (context.params["order"], context.params["orders"]) == (Order.DATE, [Order.RANK])
    assert (context.params["words"], context.params["named"]) == ("école", ["un"])
    assert all(isinstance(each.get_runtime_param(), PlainParser) for each in asked.params)
