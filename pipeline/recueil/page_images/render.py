"""Render a page of a file as an image, with or without the boxes of its extracted values."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice
from pathlib import Path

import pypdfium2
from PIL import Image, ImageDraw

from recueil.errors import PageImageError, ReadError
from recueil.pipeline import extract_files
from recueil.readers import detect
from recueil.readers.document import Document
from recueil.readers.ocr import image
from recueil.readers.pdf.page import open_page, render_image
from recueil.readers.reader import read_bytes
from recueil.settings import Limits, Settings
from recueil.translation import gettext as _
from recueil.values import Entity


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


COLORS = {
    "date": (0, 139, 139),
    "period": (30, 80, 200),
    "amount": (0, 128, 0),
    "percentage": (184, 134, 11),
    "budget": (150, 0, 150),
    "person": (200, 30, 30),
    "reference": (90, 90, 90),
    "organisation": (90, 60, 180),
    "place": (100, 120, 20),
}
_DPI = 150
_FILL_ALPHA = 70  # of 255
_MARGIN = 2


def write_page_png(path: Path, number: int, output: Path | None, settings: Settings) -> Path:
    """Write one page of a file, with boxes of its values, to a PNG and return its path.

    Raise PageImageError if the output exists or the page cannot be drawn, ReadError if the file cannot
    be read.
    """
    into = output or Path(f"{path.stem}-page-{number}.png")
    if into.exists():
        raise PageImageError(
            _("{into}: there is such a file.").format(into=into), _("Give another with --output, or remove it.")
        )
    ((__, result),) = extract_files([path], settings)
    if isinstance(result, ReadError):
        raise result
    document, act = result
    _check_page(path, document, number)
    page = render_page(path, read_bytes(path, settings.limits), document.media, number, _DPI, settings.limits)
    if page is None:
        raise _undrawable_error(path)
    draw_boxes(page, document, number, act.entities).save(into, "PNG")
    return into


def _check_page(path: Path, document: Document, number: int) -> None:
    if number > len(document.pages):
        raise PageImageError(
            _("{path}: there is no page {number}.").format(path=path, number=number),
            _("It has {count}.").format(count=len(document.pages)),
        )
    if not len(document.pages[number - 1].words):
        raise _undrawable_error(path)


def _undrawable_error(path: Path) -> PageImageError:
    return PageImageError(
        _("{path}: no picture of its pages.").format(path=path), _("A page of a PDF or of an image can be drawn.")
    )


def draw_boxes(image: Image.Image, document: Document, number: int, entities: Iterable[Entity]) -> Image.Image:
    """Return the image of a page with a box, in the colour of its kind, around each value on it."""
    overlay = Image.new("RGBA", image.size)
    pen = ImageDraw.Draw(overlay)
    scale = image.width / (document.pages[number - 1].width or image.width)
    for entity in entities:
        color = COLORS[entity.kind]
        for page, word in document.words(entity.start, entity.end):
            if page.number == number:
                x0, y0, x1, y1 = (at * scale for at in (word.x0, word.y0, word.x1, word.y1))
                box = (x0 - _MARGIN, y0 - _MARGIN, x1 + _MARGIN, y1 + _MARGIN)
                pen.rectangle(box, fill=(*color, _FILL_ALPHA), outline=(*color, 255))
    return Image.alpha_composite(image.convert("RGBA"), overlay).convert("RGB")
