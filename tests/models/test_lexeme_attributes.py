"""The attributes of written forms are those of spaCy."""

from __future__ import annotations

from hypothesis import example, given
from hypothesis import strategies as st
from spacy.lang.lex_attrs import LEX_ATTRS

from fr_recueil.lexeme_attributes import ATTRIBUTES

SIGNS = st.sampled_from(
    [*"aéÉZzſKİß1½ªǅ中٣.,:;/@€$«»’'-()+ \n\ufffd", "œ", "www.", "http://", ".fr", "e\u0301", "x" * 40]
)


@given(st.lists(SIGNS, min_size=1, max_size=5).map("".join) | st.text(min_size=1, max_size=8))
@example("X" * 99)
@example("x" * 100)
@example("contact@mairie.fr")
@example("mairie.fr/actes:8080/")
def test_each_attribute_is_that_of_spacy(form: str) -> None:
    assert {name: of(form) for name, of in ATTRIBUTES.items()} == {
        name: LEX_ATTRS[name](form) for name in ATTRIBUTES
    }
