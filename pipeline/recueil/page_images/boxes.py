"""The pages of originals: the file itself, and images of its pages with the values boxed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from recueil.readers.reading_document import Page
from recueil.readers.words import Word
from recueil.store.acts.lookup import StoredAct
from recueil.web.i18n import labels
from recueil.web.i18n.spelling import format_value

_MARGIN = 10
"""Padding around a word, in tenths of a point."""


@dataclass(frozen=True, slots=True)
class Box:
    """The place of a value on a page: rectangles (left, top, width, height) in tenths of a point."""

    number: int
    kind: str
    title: str
    rectangles: tuple[tuple[int, int, int, int], ...]


def entity_boxes(stored: StoredAct, page: Page) -> Iterator[Box]:
    for number, entity in enumerate(stored.act.entities, start=1):
        if entity.start < page.end and entity.end > page.start:
            found = page.words.between(entity.start - page.start, entity.end - page.start)
            if found:
                title = f"{labels.kind_label(entity.kind)} : {format_value(entity.value)}"
                yield Box(number, entity.kind, title, tuple(map(_bounding_box, _split_lines(found))))


def _split_lines(found: list[Word]) -> Iterator[list[Word]]:
    """Yield the words line by line: a word continues the line if it is to the right of the last, at its
    height.
    """
    line = [found[0]]
    for before, word in pairwise(found):
        if word.x0 >= before.x1 and word.y0 < before.y1 and word.y1 > before.y0:
            line.append(word)
        else:
            yield line
            line = [word]
    yield line


def _bounding_box(line: list[Word]) -> tuple[int, int, int, int]:
    left, top = min(word.x0 for word in line) - _MARGIN, min(word.y0 for word in line) - _MARGIN
    right, bottom = max(word.x1 for word in line) + _MARGIN, max(word.y1 for word in line) + _MARGIN
    return left, top, right - left, bottom - top
