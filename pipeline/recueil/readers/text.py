"""Read plain text in any encoding."""

from __future__ import annotations

from pathlib import Path

from recueil.readers.encodings import decoded
from recueil.readers.reading_document import Leaf
from recueil.settings import Limits

FORM_FEED = "\f"


def read(path: Path, content: bytes, limits: Limits) -> list[Leaf]:
    """Return the pages of a text: pdftotext and printers end each with a form feed, which stays in its
    page.
    """
    text = decoded(content).replace("\0", "\ufffd")
    pages = text.split(FORM_FEED)
    last = pages.pop()
    return [Leaf(page + FORM_FEED) for page in pages] + ([Leaf(last)] if last or not pages else [])
