"""What is printed on a terminal."""

from __future__ import annotations

import io

import pytest
from rich.console import Console

from recueil.cli import terminal


def test_a_narrow_terminal_cuts_no_cell_off(monkeypatch: pytest.MonkeyPatch) -> None:
    printed = io.StringIO()
    monkeypatch.setattr(terminal, "out", Console(file=printed, width=18))
    terminal.print_rows(("beneficiary", "amount"), [("judo-club@saint_aubrac", "349924.62")])
    lines = [line.split() for line in printed.getvalue().splitlines()[2:]]
    names, sums = ("".join(line[at] for line in lines if len(line) > at) for at in (0, 1))
    assert (names, sums) == ("judo-club@saint_aubrac", "349924.62")
