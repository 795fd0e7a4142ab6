"""A whole text in small letters without accents."""

from __future__ import annotations

import pytest

from recueil.text import fold_accents, fold_keeping_offsets


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("DÉLIBÉRÉ à l’unanimité", "delibere a l'unanimite"),
        ("Ÿ Œuvre ÇÀ Ñ", "y œuvre ca ñ"),
        ("İstanbul ‘cité’", "istanbul 'cite'"),
        ("", ""),
    ],
)
def test_small_letters_without_accents(text: str, folded: str) -> None:
    assert fold_keeping_offsets(text) == folded
    assert len(folded) == len(text)


def test_every_letter_is_written_as_in_a_word() -> None:
    everything = "".join(map(chr, range(0x20, 0xD800)))
    assert fold_keeping_offsets(everything) == fold_accents(everything)
