"""A page of a file as a picture."""

from __future__ import annotations

from itertools import islice
from pathlib import Path

import pypdfium2
from PIL import Image

from recueil.readers import detect
from recueil.readers.ocr import image
from recueil.readers.pdf.page import opened, rendered
from recueil.settings import Limits


def page_image(
    path: Path, content: bytes, media: str, number: int, dpi: int, limits: Limits
) -> Image.Image | None:
    """Page ``number``, counted from 1, as it was read: of a PDF at so many dots an inch; None of another kind."""
    if media == detect.PDF:
        with pypdfium2.PdfDocument(content) as document, opened(document, number - 1) as page:
            return rendered(page, dpi)
    if media in detect.IMAGES:
        return next(islice(image.pages_of(path, content, limits), number - 1, None)).image
    return None
