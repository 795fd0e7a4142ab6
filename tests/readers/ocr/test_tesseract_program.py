"""Page images → text with places, as Tesseract itself reads them."""

from __future__ import annotations

import io
from collections.abc import Callable

import numpy as np
import pypdfium2
import pytest
from PIL import Image, ImageChops, ImageDraw
from reportlab.lib.pagesizes import A4
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

from recueil.readers.document import PageContent
from recueil.readers.ocr import tesseract
from recueil.readers.ocr.preprocess import to_plain_image
from recueil.readers.ocr.tesseract import PageImage, recognise_page
from recueil.settings import Limits

pytestmark = pytest.mark.slow

FONT, SIZE = "Times-Roman", 13
LINES = [
    "Séance du 12 mars 2024",
    "Sous la présidence de Monsieur Yannick Kervella, maire.",
    "Le conseil municipal, après en avoir délibéré, décide d'attri-",
    "buer une subvention de 1 250,00 € au Cercle nautique.",
    "Secrétaire : Mme Maëlle Le Goff",
]
TEXT = "\n".join(LINES) + "\n"


def drawn(draw: Callable[[Canvas], None], dpi: int = 300) -> Image.Image:
    """A page of A4 as a scanner would give it, had it no fault."""
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=A4, invariant=True)
    canvas.setFont(FONT, SIZE)
    draw(canvas)
    canvas.save()
    with pypdfium2.PdfDocument(buffer.getvalue()) as pdf:
        image: Image.Image = pdf[0].render(scale=dpi / 72).to_pil()
    return image.convert("RGB")


def act(canvas: Canvas) -> None:
    for row, line in enumerate(LINES):
        canvas.drawString(80, 700 - 20 * row, line)


def page(image: Image.Image, dpi: float = 300) -> PageImage:
    return PageImage("scan.png, page 1", image, dpi)


@pytest.fixture(scope="module", autouse=True)
def _installed() -> None:
    if not tesseract.is_available():
        pytest.skip("Tesseract and its French are not installed")


@pytest.fixture(scope="module")
def scan() -> Image.Image:
    return drawn(act)


def test_a_page_is_read_with_the_place_of_each_word(scan: Image.Image) -> None:
    leaf = recognise_page(page(scan), Limits())
    assert leaf.text == TEXT
    assert (leaf.width, leaf.height) == (5954, 8419)
    words = list(leaf.words)
    assert [leaf.text[word.start : word.end] for word in words] == TEXT.split()
    for word in (words[0], words[4], words[-1]):
        row = TEXT.count("\n", 0, word.start)
        before = LINES[row][: word.start - sum(len(line) + 1 for line in LINES[:row])]
        left = 10 * (80 + stringWidth(before, FONT, SIZE))
        right = left + 10 * stringWidth(leaf.text[word.start : word.end], FONT, SIZE)
        baseline = 10 * (A4[1] - 700 + 20 * row)
        assert word.x0 == pytest.approx(left, abs=12)
        assert word.x1 == pytest.approx(right, abs=12)
        assert baseline - 10 * SIZE < word.y0 < baseline - 60
        assert word.y1 == pytest.approx(baseline, abs=40)
        assert 80 < (word.confidence or 0) <= 100


def dim(scan: Image.Image) -> Image.Image:
    """Lit from one side."""
    light = np.linspace(0.4, 0.95, scan.width)[None, :, None]
    return Image.fromarray((np.asarray(scan) * light).astype(np.uint8))


def underlined(scan: Image.Image) -> Image.Image:
    ruled = scan.copy()
    for row in range(len(LINES)):
        base = round((A4[1] - 697.5 + 20 * row) * 300 / 72)
        ImageDraw.Draw(ruled).line([(333, base), (1500, base)], "black", 5)
    return ruled


FAULTS: dict[str, Callable[[Image.Image], Image.Image]] = {
    "on its right side": lambda scan: scan.transpose(Image.Transpose.ROTATE_270),
    "on its head": lambda scan: scan.transpose(Image.Transpose.ROTATE_180),
    "on its left side": lambda scan: scan.transpose(Image.Transpose.ROTATE_90),
    "askew": lambda scan: scan.rotate(3.5, Image.Resampling.BICUBIC, fillcolor="white"),
    "dim": dim,
    "underlined": underlined,
    "in black and white": lambda scan: scan.convert("1"),
    "with 16-bit shades": lambda scan: Image.fromarray(np.asarray(scan.convert("L"), dtype=np.uint16) * 256),
    "on transparent paper": lambda scan: _transparent(scan),
}


def _transparent(scan: Image.Image) -> Image.Image:
    black = Image.new("RGBA", scan.size, (0, 0, 0, 0))
    black.putalpha(scan.convert("L").point(lambda shade: 255 - shade))
    return black


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS)
def test_a_page_is_read_in_spite_of(scan: Image.Image, fault: Callable[[Image.Image], Image.Image]) -> None:
    image = fault(scan)
    leaf = recognise_page(page(image), Limits())
    assert leaf.text == TEXT
    # What is in the box of the first word is that word.
    first = next(iter(leaf.words))
    box = [side * 300 / 720 for side in (first.x0 - 10, first.y0 - 10, first.x1 + 10, first.y1 + 10)]
    alone = Image.new("L", image.size, 255)
    grey = to_plain_image(image).convert("L")
    corner = (round(box[0]), round(box[1]))
    alone.paste(grey.crop((*corner, round(box[2]), round(box[3]))), corner)
    assert np.asarray(alone).min() < 160
    assert leaf.width == pytest.approx(image.width * 2.4, abs=1)


@pytest.mark.parametrize("dpi", [110, 600])
def test_a_page_is_read_at_any_resolution(dpi: int) -> None:
    leaf = recognise_page(page(drawn(act, dpi), dpi), Limits())
    assert leaf.text == TEXT
    assert leaf.width == pytest.approx(5953, abs=8)
    assert leaf.height == pytest.approx(8419, abs=8)
    assert next(iter(leaf.words)).x0 == pytest.approx(800, abs=15)


def test_a_ruled_table_is_read_row_by_row() -> None:
    rows = [
        ("Association", "2023", "2024"),
        ("Cercle nautique", "1 250,00 €", "1 300,00 €"),
        ("Les amis", "400,00 €", "0,00 €"),
    ]

    def table(canvas: Canvas) -> None:
        canvas.grid([80, 260, 380, 500], [600, 630, 660, 690])
        for row, cells in enumerate(rows):
            for x, cell in zip((90, 270, 390), cells, strict=True):
                canvas.drawString(x, 670 - 30 * row, cell)

    assert recognise_page(page(drawn(table)), Limits()).text == "".join("   ".join(cells) + "\n" for cells in rows)


def test_a_name_is_read_through_a_signature_in_blue() -> None:
    def name(canvas: Canvas) -> None:
        act(canvas)
        canvas.drawString(300, 500, "Le maire,")
        canvas.drawString(300, 480, "Yannick KERVELLA")

    def signature(canvas: Canvas) -> None:
        canvas.setStrokeColorRGB(0.25, 0.25, 0.8)
        canvas.setLineWidth(2)
        canvas.bezier(280, 470, 340, 560, 380, 420, 430, 520)
        canvas.bezier(290, 500, 360, 440, 330, 520, 440, 470)

    signed = ImageChops.multiply(drawn(name), drawn(signature))
    assert recognise_page(page(signed), Limits()).text == TEXT + "\nLe maire,\nYannick KERVELLA\n"
    assert "KERVELLA" not in recognise_page(page(signed.convert("L")), Limits()).text


def test_a_blank_page_has_no_text() -> None:
    assert recognise_page(page(Image.new("L", (2480, 3508), 255)), Limits()) == PageContent("", 5952, 8419)
