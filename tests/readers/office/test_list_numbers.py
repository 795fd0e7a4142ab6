"""The numbers of lists in figures, letters and Roman digits."""

from __future__ import annotations

import pytest

from recueil.readers.office.list_numbers import format_numeral


@pytest.mark.parametrize(
    ("value", "kind", "text"),
    [
        (12, "1", "12"),
        (1, "a", "a"),
        (26, "A", "Z"),
        (28, "a", "bb"),
        (4, "i", "iv"),
        (1999, "I", "MCMXCIX"),
        (0, "i", "0"),
        (-1, "a", "-1"),
        (521, "a", "521"),
        (5000, "I", "5000"),
        (3, "一", "3"),
        (3, "", "3"),
    ],
)
def test_a_number_is_written_in_its_kind(value: int, kind: str, text: str) -> None:
    assert format_numeral(value, kind) == text
