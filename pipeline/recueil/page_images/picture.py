"""A page as a picture, with the values that were read from it drawn on it."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from recueil.errors import PictureError, ReadError
from recueil.extraction import extracted
from recueil.page_images.reading_render import page_image
from recueil.readers.reading_document import Document
from recueil.readers.reading_reader import fetch
from recueil.settings import Settings
from recueil.values import Entity

if TYPE_CHECKING:
    from PIL import Image

COLORS = {
    "date": (0, 139, 139),
    "period": (30, 80, 200),
    "amount": (0, 128, 0),
    "percentage": (184, 134, 11),
    "budget": (150, 0, 150),
    "person": (200, 30, 30),
    "reference": (90, 90, 90),
}
_DPI = 150
_VEIL = 70  # of 255
_MARGIN = 2


def write(path: Path, number: int, output: Path | None, settings: Settings) -> Path:
    """Write one page of a file, with boxes of its values, to a PNG and return its path.

    Raise PictureError if the output exists or the page cannot be drawn, ReadError if the file cannot
    be read.
    """
    into = output or Path(f"{path.stem}-page-{number}.png")
    if into.exists():
        raise PictureError(f"{into}: there is such a file.", "Give another with --output, or remove it.")
    ((_, result),) = extracted([path], settings)
    if isinstance(result, ReadError):
        raise result
    document, act = result
    _check(path, document, number)
    page = page_image(path, fetch(path, settings.limits), document.media, number, _DPI, settings.limits)
    if page is None:
        raise _undrawable(path)
    drawn(page, document, number, act.entities).save(into, "PNG")
    return into


def _check(path: Path, document: Document, number: int) -> None:
    if number > len(document.pages):
        raise PictureError(f"{path}: there is no page {number}.", f"It has {len(document.pages)}.")
    if not len(document.pages[number - 1].words):
        raise _undrawable(path)


def _undrawable(path: Path) -> PictureError:
    return PictureError(f"{path}: no picture of its pages.", "A page of a PDF or of an image can be drawn.")


def drawn(image: Image.Image, document: Document, number: int, entities: Iterable[Entity]) -> Image.Image:
    """Return the image of a page with a box, in the colour of its kind, around each value on it."""
    from PIL import Image, ImageDraw

    veil = Image.new("RGBA", image.size)
    pen = ImageDraw.Draw(veil)
    scale = image.width / (document.pages[number - 1].width or image.width)
    for entity in entities:
        color = COLORS[entity.kind]
        for page, word in document.words(entity.start, entity.end):
            if page.number == number:
                x0, y0, x1, y1 = (at * scale for at in (word.x0, word.y0, word.x1, word.y1))
                box = (x0 - _MARGIN, y0 - _MARGIN, x1 + _MARGIN, y1 + _MARGIN)
                pen.rectangle(box, fill=(*color, _VEIL), outline=(*color, 255))
    return Image.alpha_composite(image.convert("RGBA"), veil).convert("RGB")
