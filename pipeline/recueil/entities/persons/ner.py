"""Named-entity recognition (NER) of the names that only their sentence tells.

A trained recogniser reads the few windows of prose that may have one. It was trained on newspapers, so it
gets the text in newspaper style: surnames in capitals title-cased, line-end hyphens joined, line breaks as
spaces. Each token of that view keeps its offset in the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final, Protocol

from spacy.tokens import Doc, Span, Token

from recueil.entities.component import text_of
from recueil.entities.persons import name_grammar
from recueil.entities.persons.context import names_a_place
from recueil.entities.persons.name_grammar import Trust
from recueil.entities.persons.name_words import NameLexicon, Word, kind_string
from recueil.values import Mention

MARGIN: Final = 120
LENGTH: Final = 1200
BATCH_SIZE: Final = 64
# A known given name beside another word; two unknown words are too often a company or a heading.
_DOUBTFUL: Final = re.compile("G{1,2}P*M|G{2}|[Cg]G|^g{1,2}P*C$")


class Recogniser(Protocol):
    """The ``ner`` pipe of a spaCy pipeline."""

    def pipe(self, stream: Iterable[Doc], *, batch_size: int) -> Iterator[Doc]: ...


@dataclass(frozen=True, slots=True)
class WindowSettings:
    """What the recogniser is shown: sizes in characters, and how many windows at once."""

    margin: int = MARGIN  # on each side of a doubtful row
    length: int = LENGTH  # from the first to the last row of a window, so that memory stays bounded
    batch_size: int = BATCH_SIZE


@dataclass(frozen=True, slots=True)
class Window:
    """Rows of words of one Doc, and the part of its text to show the recogniser for them."""

    doc: Doc
    text: str  # of the Doc, kept because ``doc.text`` rebuilds it on every access
    start: int
    end: int
    rows: Sequence[Sequence[Word]]

    @classmethod
    def around(cls, doc: Doc, text: str, rows: Sequence[Sequence[Word]], margin: int) -> Window:
        start, end = rows[0][0].start - margin, rows[-1][-1].end + margin
        return cls(doc, text, max(0, start), min(end, len(text)), tuple(rows))


def group_into_windows(doc: Doc, rows: Iterable[Sequence[Word]], settings: WindowSettings) -> Iterator[Window]:
    """Group the doubtful rows into windows: each row in one, neighbours together."""
    text = text_of(doc)
    shared: list[Sequence[Word]] = []
    for row in rows:
        if not _DOUBTFUL.search(kind_string(row)):
            continue
        if shared and not _are_neighbours(shared, row, settings):
            yield Window.around(doc, text, shared, settings.margin)
            shared = []
        shared.append(row)
    if shared:
        yield Window.around(doc, text, shared, settings.margin)


def _are_neighbours(shared: Sequence[Sequence[Word]], row: Sequence[Word], settings: WindowSettings) -> bool:
    near = row[0].start - shared[-1][-1].end <= 2 * settings.margin
    return near and row[-1].end - shared[0][0].start <= settings.length


def recognise_persons(
    recogniser: Recogniser, shown: Sequence[Sequence[Window]], vocabulary: NameLexicon, batch_size: int
) -> list[list[Mention]]:
    """Return the persons in the windows of each text.

    A person is one for the recogniser and a full name for the grammar.
    """
    views = [[_NewspaperView.of(window) for window in of_text] for of_text in shown]
    read = recogniser.pipe((view.doc for of_text in views for view in of_text), batch_size=batch_size)
    decided: list[list[Mention]] = []
    for of_text, of_views in zip(shown, views, strict=True):
        pairs = zip(of_text, of_views, islice(read, len(of_views)), strict=True)
        decided.append([mention for triple in pairs for mention in _find_persons(*triple, vocabulary)])
    return decided


def _find_persons(window: Window, view: _NewspaperView, doc: Doc, vocabulary: NameLexicon) -> Iterator[Mention]:
    places = [view.place(span) for span in doc.ents if span.label_ == "PER"]
    for row in window.rows:
        for start, end in places:
            for mention in _parse_full_names([word for word in row if start < word.end and word.start < end]):
                if not names_a_place(window.text, mention.start, mention.end, vocabulary):
                    yield mention


def _parse_full_names(row: Sequence[Word]) -> Iterator[Mention]:
    for name in name_grammar.parse_names(row, Trust.LIST):
        words = row[name.first : name.last]
        if _DOUBTFUL.search(kind_string(words)):
            yield Mention(words[0].start, words[-1].end, name.person(), "person.prose")


@dataclass(frozen=True, slots=True)
class _NewspaperView:
    """A window in newspaper style; ``tokens`` are the tokens of the text, one for each token of the view."""

    doc: Doc
    tokens: Sequence[Token]

    @classmethod
    def of(cls, window: Window) -> _NewspaperView:
        span = window.doc.char_span(window.start, window.end, alignment_mode="expand")
        tokens = [token for token in span or () if not token.is_space]
        words = [token.text.title() if token.is_upper and len(token) > 1 else token.text for token in tokens]
        return cls(
            Doc(window.doc.vocab, words=words, spaces=[_has_space_after(token) for token in tokens]), tokens
        )

    def place(self, span: Span) -> tuple[int, int]:
        """Return the character range in the text of a span of the view."""
        last = self.tokens[span.end - 1]
        return self.tokens[span.start].idx, last.idx + len(last)


def _has_space_after(token: Token) -> bool:
    """Return whether a space or a line break follows; False for a hyphen at the line end."""
    if token.whitespace_:
        return True
    following = token.i + 1 < len(token.doc) and token.nbor().is_space
    return following and not token.text.endswith("-")
