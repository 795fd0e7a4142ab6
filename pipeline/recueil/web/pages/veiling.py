"""What of a page as published may be shown where somebody was taken out of the text: the words that were read, but
the masked ones. All else is white: reading leaves repeated headers and stamps out of the text, which name people.
"""

from __future__ import annotations

from recueil.drawing import Box, Veil
from recueil.erasure.masking import MASK
from recueil.reading.document import Page
from recueil.store import StoredAct

GONE = "Une personne citée dans cet acte a été effacée : le fichier d'origine, qui la nomme, n'est plus donné."
NOT_DRAWN = "Une personne citée dans cet acte a été effacée, et sa place sur cette page n'est pas connue."


def may_be_drawn(stored: StoredAct, page: Page) -> bool:
    """Whether it is known where on the page all stands that was masked."""
    return not stored.is_erased or veil_of(stored, page) is not None


def veil_of(stored: StoredAct, page: Page) -> Veil | None:
    """What covers a page; None where a mask has no place on it."""
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
        return None
    return Veil(page.width, tuple(shown), tuple(masked))
