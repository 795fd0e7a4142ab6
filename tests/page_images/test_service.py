"""Files that harm who draws them."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image
from reportlab.pdfgen.canvas import Canvas
from tests.page_images.pdf_pages import LINES, pdf
from tests.web.people import LastingRenderer

from recueil.page_images import service
from recueil.page_images.service import PageRenderer, PageRequest
from recueil.readers.reader import sha256_of
from recueil.settings import Limits


@pytest.fixture(scope="module")
def drawer() -> PageRenderer:
    return LastingRenderer(Limits())


def sheet(path: Path, content: bytes, media: str = "application/pdf", number: int = 1) -> PageRequest:
    path.write_bytes(content)
    return PageRequest(path, sha256_of(content), media, number, 8_420, Limits(pixels=1_000_000))


@pytest.mark.slow
@pytest.mark.parametrize(
    ("content", "media", "number"),
    [
        (b"%PDF-1.7 broken", "application/pdf", 1),
        (pdf(LINES), "application/pdf", 2),
        (b"\x89PNG\r\n\x1a\n broken", "image/png", 1),
        (b"text", "text/plain", 1),
    ],
)
def test_what_cannot_be_drawn_is_none(
    drawer: PageRenderer, tmp_path: Path, content: bytes, media: str, number: int
) -> None:
    assert drawer.png(sheet(tmp_path / "a", content, media, number)) is None


@pytest.mark.slow
def test_an_image_larger_than_allowed_is_not_drawn(drawer: PageRenderer, tmp_path: Path) -> None:
    buffer = io.BytesIO()
    Image.new("1", (2_000, 1_000)).save(buffer, "PNG")
    assert drawer.png(sheet(tmp_path / "a.png", buffer.getvalue(), "image/png")) is None


@pytest.mark.slow
def test_a_page_of_any_size_is_drawn_small(drawer: PageRenderer, tmp_path: Path) -> None:
    buffer = io.BytesIO()
    canvas = Canvas(buffer, invariant=True, pagesize=(14_000, 100))
    canvas.drawString(10, 10, "vast")
    canvas.save()
    picture = drawer.png(replace(sheet(tmp_path / "a.pdf", buffer.getvalue()), longest=140_000))
    assert picture is not None
    assert 3_000 < max(Image.open(io.BytesIO(picture)).size) <= 3_200


def test_a_page_is_drawn_once(drawer: PageRenderer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    wanted = sheet(tmp_path / "a.pdf", pdf(LINES))
    first = drawer.png(wanted)
    wanted.path.unlink()
    assert drawer.png(wanted) == first is not None
    monkeypatch.setattr(service, "_CACHE_BYTES", 0)
    other = sheet(tmp_path / "b.pdf", pdf(LINES, LINES))
    assert drawer.png(other) is not None
    assert drawer.png(wanted) is None


def test_a_file_that_holds_other_bytes_than_were_read_is_not_drawn(tmp_path: Path) -> None:
    read = sheet(tmp_path / "a.pdf", pdf(LINES))
    changed = replace(read, sha256=sha256_of(b"others"))
    drawn = dict(service.draw([read, changed], lambda *_: None))
    assert [picture is not None for _, picture in sorted(drawn.items())] == [True, False]
