"""One page of an open PDF: the content of its text layer, and its rendered image."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice

import pypdfium2
from PIL import Image
from pypdfium2 import raw

from recueil.readers.document import PageContent

# Of 119 PDFs one commune published, 8 had a « text layer » that held only the 15 words of a stamp over a scan.
_WORDS_OF_A_READABLE_PAGE = 40
_PICTURE_SHARE = 0.25  # of the page
_STROKES_OF_OUTLINED_TEXT = 300
_MOST_OBJECTS = 5_000
_DEEPEST_FORM = 3
_MOST_PIXELS = 36_000_000


@dataclass(frozen=True, slots=True)
class PdfPage:
    """A page with the content of its text layer (``leaf``); ``words`` counts those outside stamps and
    furniture.

    ``garbled`` if its font maps letters to no characters; the text is then left out of ``leaf``.
    """

    document: pypdfium2.PdfDocument
    index: int
    leaf: PageContent
    words: int
    garbled: bool

    @property
    def needs_ocr(self) -> bool:
        """Return whether the visible text is not in the text layer: a scan, or letters drawn as
        outlines.
        """
        if self.garbled:
            return True
        if self.words >= _WORDS_OF_A_READABLE_PAGE:
            return False
        with open_page(self.document, self.index) as page:
            return _has_drawn_content(page, self.words)

    @property
    def is_readable(self) -> bool:
        return self.words > 0 and not self.needs_ocr

    def render(self, dpi: float) -> Image.Image:
        """Render the page as shown, without the text already read from its layer.

        For a page too large for this resolution, return the largest image allowed.
        """
        with open_page(self.document, self.index) as page:
            if not self.garbled:
                _hide_text(page)
            return render_image(page, dpi, may_draw_forms=False)


def render_image(page: pypdfium2.PdfPage, dpi: float, *, may_draw_forms: bool = True) -> Image.Image:
    """Render a page as shown; if it is too large for this resolution, the largest image allowed."""
    width, height = (max(side, 1.0) for side in page.get_size())
    scale = min(dpi / 72, (_MOST_PIXELS / (width * height)) ** 0.5, 30_000 / max(width, height))
    bitmap = page.render(scale=scale, may_draw_forms=may_draw_forms)
    try:
        image: Image.Image = bitmap.to_pil().copy()
    finally:
        bitmap.close()
    return image


@contextmanager
def open_page(document: pypdfium2.PdfDocument, index: int) -> Iterator[pypdfium2.PdfPage]:
    page = document[index]
    try:
        yield page
    finally:
        page.close()


def _hide_text(page: pypdfium2.PdfPage) -> None:
    """Hide text until the page is closed."""
    texts = page.get_objects(filter=[raw.FPDF_PAGEOBJ_TEXT], max_depth=_DEEPEST_FORM)
    for text in islice(texts, _MOST_OBJECTS):
        raw.FPDFPageObj_SetIsActive(text.raw, False)


def _has_drawn_content(page: pypdfium2.PdfPage, words: int) -> bool:
    width, height = page.get_size()
    pictures, strokes, form = 0.0, 0, 0.0
    for drawn in islice(page.get_objects(max_depth=_DEEPEST_FORM), _MOST_OBJECTS):
        if drawn.type == raw.FPDF_PAGEOBJ_FORM and drawn.level == 0:
            form = _area(drawn)
        elif drawn.type == raw.FPDF_PAGEOBJ_IMAGE:  # scanners cut them into strips
            pictures += form if drawn.level else _area(drawn)
            form = 0.0 if drawn.level else form  # the images of a form fill it once
        strokes += drawn.type == raw.FPDF_PAGEOBJ_PATH
    return pictures >= _PICTURE_SHARE * width * height or (words == 0 and strokes >= _STROKES_OF_OUTLINED_TEXT)


def _area(drawn: pypdfium2.PdfObject) -> float:
    x0, y0, x1, y1 = drawn.get_bounds()
    return abs(float(x1 - x0) * float(y1 - y0))
