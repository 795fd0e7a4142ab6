"""A laid-out line is cells apart by two spaces, a bar, or leaders; a bar may also leave a cell blank."""

import pytest

from recueil.entities.cells import line_around, split_at_bars, split_cells


@pytest.mark.parametrize(
    ("line", "cells"),
    [
        ("  Judo Club      300 €  ", ["Judo Club", "300 €"]),
        ("| Judo Club | | 300 € |", ["Judo Club", "300 €"]),
        ("Judo Club ........... 300 €", ["Judo Club", "300 €"]),
        ("Judo Club\t300 €", ["Judo Club", "300 €"]),
        ("Le Judo Club reçoit 300 €.", ["Le Judo Club reçoit 300 €."]),
        ("   ", []),
    ],
)
def test_split_cells(line: str, cells: list[str]) -> None:
    assert [line[start:end] for start, end in split_cells(line, 0, len(line))] == cells


@pytest.mark.parametrize(
    ("line", "cells"), [("|a||b |", ["a", "", "b ", ""]), ("a|b", ["a", "b"]), ("no bar", []), ("", [])]
)
def test_split_at_bars(line: str, cells: list[str]) -> None:
    assert [line[start:end] for start, end in split_at_bars(line, 0, len(line))] == cells


def test_line_around() -> None:
    text = "one\ntwo three\nfour"
    assert line_around(text, 5, 100) == (4, 13)
    assert line_around(text, 8, 2) == (6, 10)
