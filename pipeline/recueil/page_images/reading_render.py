"""Render a page of a file as an image, with or without the boxes of its extracted values."""

from __future__ import annotations

from itertools import islice
from pathlib import Path

import pypdfium2
from PIL import Image

from recueil.readers import detect
from recueil.readers.ocr import image
from recueil.readers.pdf.page import open_page, render_image
from recueil.settings import Limits


def render_page(
    path: Path, content: bytes, media: str, number: int, dpi: int, limits: Limits
) -> Image.Image | None:
    """Return page ``number``, counted from 1, as it was read: a PDF at ``dpi``, an image as it is; else
    None.
    """
    if media == detect.PDF:
        with pypdfium2.PdfDocument(content) as document, open_page(document, number - 1) as page:
            return render_image(page, dpi)
    if media in detect.IMAGES:
        return next(islice(image.iter_pages(path, content, limits), number - 1, None)).image
    return None
