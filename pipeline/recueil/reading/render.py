"""A page of a file as a picture."""

from __future__ import annotations

from itertools import islice
from pathlib import Path

import pypdfium2
from PIL import Image

from recueil.reading import kinds
from recueil.reading.layout.pdf_page import opened, rendered
from recueil.reading.scan import image
from recueil.settings import Limits


def page_image(
    path: Path, content: bytes, media: str, number: int, dpi: int, limits: Limits
) -> Image.Image | None:
    """Page ``number``, counted from 1, as it was read: of a PDF at so many dots an inch; None of another kind."""
    if media == kinds.PDF:
        with pypdfium2.PdfDocument(content) as document, opened(document, number - 1) as page:
            return rendered(page, dpi)
    if media in kinds.IMAGES:
        return next(islice(image.pages_of(path, content, limits), number - 1, None)).image
    return None
