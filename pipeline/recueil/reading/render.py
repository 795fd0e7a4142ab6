"""A page of a file as a picture."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

import pypdfium2

if TYPE_CHECKING:
    from PIL import Image

_POINTS_AN_INCH = 72


def page_image(content: bytes, media: str, number: int, dpi: int) -> Image.Image:
    """Page ``number``, counted from 1, of a PDF or an image, at so many dots per inch."""
    if media == "application/pdf":
        with pypdfium2.PdfDocument(content) as pdf:
            rendered: Image.Image = pdf[number - 1].render(scale=dpi / _POINTS_AN_INCH).to_pil()
            return rendered
    from PIL import Image

    image = Image.open(BytesIO(content))
    image.seek(number - 1)
    return image
