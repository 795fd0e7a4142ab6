"""A page drawn, with a box on each value that stands on it."""

from __future__ import annotations

import io
from decimal import Decimal
from pathlib import Path

import pytest
from PIL import Image
from reportlab.pdfgen.canvas import Canvas
from tests.readers.making import packed

from recueil.errors import PageImageError
from recueil.page_images import render
from recueil.readers.document import Document, Page, Word, Words
from recueil.settings import Settings
from recueil.values import Amount, Entity, Person

WHITE = (255, 255, 255)
TEXT = "Luc RÉ paie 12 €.\n"
# Two pages of 60 × 40 points, with the same words at the same places.
WORDS = Words(
    [
        Word(0, 3, 20, 100, 80, 160),
        Word(4, 6, 100, 100, 160, 160),
        Word(12, 14, 300, 100, 340, 160),
        Word(15, 16, 360, 100, 400, 160),
    ]
)
DOCUMENT = Document(
    TEXT * 2, (Page(1, 0, 18, 600, 400, WORDS), Page(2, 18, 36, 600, 400, WORDS)), "", 0, "application/pdf"
)
AMOUNT = Entity(12, 16, "12 €", 1, Amount(Decimal(12)), "figures")
PERSON = Entity(18, 24, "Luc RÉ", 2, Person("Luc", "RÉ"), "list")


def colors(number: int, *places: tuple[int, int]) -> list[object]:
    """What is seen at these places, in tenths of a point, of a page drawn twice as large."""
    image = render.draw_boxes(Image.new("RGB", (1200, 800), WHITE), DOCUMENT, number, [AMOUNT, PERSON])
    return [image.getpixel((2 * x, 2 * y)) for x, y in places]


def test_a_value_is_drawn_on_its_words_in_the_colour_of_its_kind() -> None:
    name, between, figure, sign = (50, 130), (200, 130), (320, 130), (380, 130)
    green, red = (185, 220, 185), (240, 193, 193)
    assert colors(1, name, between, figure, sign) == [WHITE, WHITE, green, green]
    assert colors(2, name, between, figure, sign) == [red, WHITE, WHITE, WHITE]


@pytest.mark.slow
@pytest.mark.usefixtures("nlp")
def test_pages_of_an_archive_have_no_picture(tmp_path: Path) -> None:
    buffer = io.BytesIO()
    canvas = Canvas(buffer, invariant=True)
    canvas.drawString(70, 700, "Le conseil accorde 12 € à l'école.")
    canvas.save()
    (tmp_path / "actes.zip").write_bytes(packed({"a.pdf": buffer.getvalue()}))
    with pytest.raises(PageImageError, match=r"actes\.zip: no picture of its pages\."):
        render.write_page_png(tmp_path / "actes.zip", 1, tmp_path / "page.png", Settings())


def test_a_picture_is_written_over_nothing(tmp_path: Path) -> None:
    (tmp_path / "there.png").write_bytes(b"mine")
    with pytest.raises(PageImageError, match=r"there\.png: there is such a file\. Give another with --output"):
        render.write_page_png(tmp_path / "acte.pdf", 1, tmp_path / "there.png", Settings())
    assert (tmp_path / "there.png").read_bytes() == b"mine"
