"""Read plain text in any encoding."""

from __future__ import annotations

from pathlib import Path

from recueil.readers.encodings import decode_text
from recueil.readers.reading_document import PageContent
from recueil.settings import Limits

FORM_FEED = "\f"


def read(path: Path, content: bytes, limits: Limits) -> list[PageContent]:
    """Return the pages of a text: pdftotext and printers end each with a form feed, which stays in its
    page.
    """
    text = decode_text(content).replace("\0", "\ufffd")
    pages = text.split(FORM_FEED)
    last = pages.pop()
    return [PageContent(page + FORM_FEED) for page in pages] + ([PageContent(last)] if last or not pages else [])
