"""Redact the image of a page whose text names an erased or a private person.

If a person was erased, only the words that were read are shown, except masked ones, and all else is
white: readers leave repeated headers and stamps out of the text, and these may name people.
"""

from __future__ import annotations

from recueil.page_images.service import Box, PageMask
from recueil.privacy.erasure.masking import MASK
from recueil.readers.document import Page
from recueil.store.acts.read import StoredAct

ERASED_MESSAGE = (
    "Une personne citée dans cet acte a été effacée : le fichier d'origine, qui la nomme, n'est plus donné."
)
PRIVATE_MESSAGE = "Le fichier nomme des personnes privées : seul un administrateur peut le télécharger."
_NOT_DRAWN = "Une personne citée dans cet acte a été effacée, et sa place sur cette page n'est pas connue."
_NOT_COVERED = "Cette page nomme des personnes privées, dont la place n'est pas connue."
_MARGIN = 10
"""The margin around a word, in tenths of a point."""


class PositionUnknown(Exception):
    """A name to hide has no position on the page; ``status`` is the HTTP status of the answer."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status


def may_be_drawn(stored: StoredAct, page: Page) -> bool:
    """Return whether the position of everything to hide on the page is known."""
    try:
        make_page_mask(stored, page)
    except PositionUnknown:
        return False
    return True


def make_page_mask(stored: StoredAct, page: Page) -> PageMask | None:
    """Return the mask of a page, None if there is nothing to hide. Raise PositionUnknown."""
    hidden = _private_boxes(stored, page)
    if stored.is_erased:
        shown, masked = _erased_boxes(stored, page)
        return PageMask(page.width or 0, masked + hidden, shown)
    return PageMask(page.width or 0, hidden) if hidden else None


def _erased_boxes(stored: StoredAct, page: Page) -> tuple[tuple[Box, ...], tuple[Box, ...]]:
    """Return the boxes of the words to show, and of those to cover."""
    text = stored.document.text[page.start : page.end]
    shown: list[Box] = []
    masked: list[Box] = []
    placed = 0
    for word in page.words:
        box = (word.x0, word.y0, word.x1, word.y1)
        masks = text[word.start : word.end].count(MASK)
        placed += masks
        (masked if masks else shown).append(box)
    if not page.width or placed < text.count(MASK):
        raise PositionUnknown(404, _NOT_DRAWN)
    return tuple(shown), tuple(masked)


def _private_boxes(stored: StoredAct, page: Page) -> tuple[Box, ...]:
    """Return the boxes of the words of private persons, with a margin."""
    found: list[Box] = []
    for start, end in stored.hidden:
        if start < page.end and end > page.start:
            words = page.words.between(start - page.start, end - page.start)
            if not words or not page.width:
                raise PositionUnknown(403, _NOT_COVERED)
            found += (
                (word.x0 - _MARGIN, word.y0 - _MARGIN, word.x1 + _MARGIN, word.y1 + _MARGIN) for word in words
            )
    return tuple(found)
