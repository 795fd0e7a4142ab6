"""Plain text: UTF-8 or UTF-16 where marked, otherwise the Latin-1 of Windows offices."""

from __future__ import annotations

import codecs
from pathlib import Path

from recueil.reading.document import Leaf
from recueil.settings import Limits

FORM_FEED = "\f"


def read(path: Path, content: bytes, limits: Limits) -> list[Leaf]:
    """The pages of a text: pdftotext and printers end each with a form feed, which stays with its page."""
    text = decode(content).replace("\0", "\ufffd")
    pages = text.split(FORM_FEED)
    last = pages.pop()
    return [Leaf(page + FORM_FEED) for page in pages] + ([Leaf(last)] if last or not pages else [])


def decode(content: bytes) -> str:
    """Decode, whatever the bytes: Latin-1 has a character for each."""
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return content.decode("utf-16", errors="replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    try:
        return content.decode("cp1252")
    except UnicodeDecodeError:
        return content.decode("latin-1")
