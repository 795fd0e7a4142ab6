"""Words and the gaps between them."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from recueil.entities.tagger.words import GAPS, split_words


def test_a_text_is_split_at_every_mark() -> None:
    words = split_words("l'Haÿ-les-Roses (94), le 12 – e\u0301te\u0301\n\nFin - X")
    assert [(form, GAPS[gap]) for form, gap in zip(words.forms, words.gaps, strict=True)] == [
        ("l", "start"),
        ("Haÿ", "apostrophe"),
        ("les", "hyphen"),
        ("Roses", "hyphen"),
        ("94", "open"),
        ("le", "close"),
        ("12", "space"),
        ("e\u0301te\u0301", "dash"),
        ("Fin", "stop"),
        ("X", "dash"),
    ]
    assert list(words.folded[1:2]) == ["hay"]


@given(st.text("aÉ1 -'’.,\n(«\u0301—İſ\u00a0", max_size=80))
def test_words_stand_where_their_offsets_say(text: str) -> None:
    words = split_words(text)
    assert [text[start:end] for start, end in zip(words.starts, words.ends, strict=True)] == list(words.forms)
    assert list(words.starts) == sorted(words.starts)
