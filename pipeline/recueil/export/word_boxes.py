"""Convert the words of a file and their bounding boxes to one JSON object."""

from __future__ import annotations

import json
from typing import Any

from recueil.readers.document import Document, Page, Word


def words_as_json(source: str, document: Document) -> str:
    """Return the words as JSON: offsets count characters of the text.

    Boxes are in points from the top left corner of the page as shown.
    """
    read = {"source": source, "sha256": document.sha256, "media": document.media, "text": document.text}
    return json.dumps(read | {"pages": [_page(document, page) for page in document.pages]}, ensure_ascii=False)


def _page(document: Document, page: Page) -> dict[str, Any]:
    return {
        "number": page.number,
        "start": page.start,
        "end": page.end,
        "width": _points(page.width),
        "height": _points(page.height),
        "words": [_word(document, page, word) for word in page.words],
    }


def _word(document: Document, page: Page, word: Word) -> dict[str, Any]:
    start, end = page.start + word.start, page.start + word.end
    return {
        "start": start,
        "end": end,
        "text": document.text[start:end],
        "box": [_points(corner) for corner in (word.x0, word.y0, word.x1, word.y1)],
        "confidence": word.confidence,
    }


def _points(tenths: int | None) -> float | None:
    return None if tenths is None else tenths / 10
