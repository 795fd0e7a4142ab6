"""The words of a correction in another text: where they are, and where nothing is certain."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.tables import each_row

from recueil.corrections import Anchor, Missing, Span, find_anchor, make_anchor

TEXT = (
    "Le conseil attribue une subvention de 500 € à l'association des écoles du bourg et une subvention de 500 € à"
    " l'association des jardins du bourg, sur le chapitre 65 du budget principal."
)
FIRST = TEXT.index("500 €")
SECOND = TEXT.index("500 €", FIRST + 1)


def whole(text: str) -> list[Span]:
    return [Span(0, len(text))]


def found(anchor: Anchor, text: str) -> str | Missing:
    """The text with the words in brackets."""
    span = find_anchor(anchor, text, whole(text))
    return (
        f"{text[: span.start]}[{text[span.start : span.end]}]{text[span.end :]}"
        if isinstance(span, Span)
        else span
    )


@each_row("start", [FIRST, SECOND])
@each_row(
    "change",
    [
        lambda text: text,
        lambda text: f"Séance du 14 mars\n{text}",
        lambda text: text.replace(" ", "\n"),
        lambda text: text.replace(" ", ""),
        lambda text: text.replace("sur le chapitre 65", "sur le chapitre 67"),
    ],
)
def test_words_are_found_where_they_went(start: int, change: object) -> None:
    marked = f"{TEXT[:start]}[500 €]{TEXT[start + 5 :]}"
    assert callable(change)
    assert found(make_anchor(TEXT, start, start + 5), change(TEXT)) == change(marked)


@pytest.mark.parametrize(
    ("text", "missing"),
    [
        ("", "gone"),
        (TEXT.replace("500 €", "600 €"), "gone"),
        (TEXT.replace("écoles", "lycées"), "gone"),
        (TEXT[SECOND - 10 :], "gone"),
        (f"{TEXT}\n{TEXT}", None),
        (f"Deux fois :\n{TEXT}\n{TEXT}", "ambiguous"),
    ],
    ids=["nothing", "other words", "other words beside", "only the like of them", "first of two", "twice"],
)
def test_what_is_not_certain_is_no_place(text: str, missing: Missing | None) -> None:
    span = find_anchor(make_anchor(TEXT, FIRST, FIRST + 5), text, whole(text))
    assert span == (missing or Span(FIRST, FIRST + 5))


def test_words_that_no_act_holds_are_outside() -> None:
    anchor = make_anchor(TEXT, FIRST, FIRST + 5)
    assert find_anchor(anchor, TEXT, [Span(0, FIRST + 1), Span(FIRST + 1, len(TEXT))]) == "outside"
    assert find_anchor(anchor, TEXT, [Span(0, FIRST), Span(FIRST, FIRST + 5)]) == Span(FIRST, FIRST + 5)


def test_as_many_words_are_kept_as_tell_the_place() -> None:
    rows = "".join(f"ligne {n} : subvention de 500 € à une association du bourg\n" for n in range(10, 30))
    start = rows.index("500 €", rows.index("ligne 20"))
    anchor = make_anchor(rows, start, start + 5)
    assert (len(anchor.before), len(anchor.after)) == (24, 24)
    alike = "Oui. " * 2_000
    anchor = make_anchor(alike, 5_000, 5_004)
    assert (len(anchor.before), len(anchor.after)) == (768, 768)
    assert find_anchor(anchor, alike[5:], whole(alike)) == Span(5_000, 5_004)
    assert find_anchor(anchor, f"…{alike}", whole(alike)) == "ambiguous"


@given(st.text("ab €\n", min_size=1, max_size=60), st.data())
def test_words_are_found_again_or_not_at_all(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    words = text[start:end]
    if words.strip() != words:
        return
    anchor = make_anchor(text, start, end)
    assert find_anchor(anchor, text, whole(text)) == Span(start, end)
    other = f"c{text}".replace("\n", " ")
    span = find_anchor(anchor, other, whole(other))
    assert span in (Span(start + 1, end + 1), "ambiguous")
