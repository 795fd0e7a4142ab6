"""Page images → text with places: what is asked of Tesseract, and what becomes of its answers. A script answers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytesseract
import pytest
from PIL import Image

from recueil import errors
from recueil.readers.document import PageContent, Word, Words
from recueil.readers.ocr import tesseract as ocr
from recueil.readers.ocr.cache import OcrCacheEntry
from recueil.readers.ocr.tesseract import PageImage, recognise_page
from recueil.settings import Limits

COLUMNS = "level page_num block_num par_num line_num word_num left top width height conf text"
# Line, place, size, confidence and text of each word.
SURE = ("1 120 90 60 30 96 Vu", "1 200 90 40 30 91 le", "1 260 90 90 30 72 code", "2 120 150 150 30 88 Article")
UNSURE = ("1 120 90 60 30 58 nous", "1 200 90 40 30 55 avons")
TEXT = "Vu le code\nArticle\n"
WORDS = Words(
    [
        Word(0, 2, 288, 216, 432, 288, 96),
        Word(3, 5, 480, 216, 576, 288, 91),
        Word(6, 10, 624, 216, 840, 288, 72),
        Word(11, 18, 288, 360, 648, 432, 88),
    ]
)


def page(image: Image.Image, dpi: float = 300) -> PageImage:
    return PageImage("scan.png, page 1", image, dpi)


@pytest.fixture
def scan() -> Image.Image:
    """A page of three inches by two."""
    return Image.new("L", (900, 600), 255)


@pytest.fixture
def tesseract(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], None]]:
    """Has a shell script answer in place of Tesseract."""
    program = tmp_path / "tesseract"
    monkeypatch.setattr(pytesseract.pytesseract, "tesseract_cmd", str(program))
    known = 'case "$1" in --list-langs) echo {}; exit;; --version) echo tesseract 5.0.0; exit;; esac'

    def answer(script: str, languages: str = "fra") -> None:
        program.write_text(f"#!/bin/sh\n{known.format(languages)}\n{script}\n")
        program.chmod(0o700)

    ocr.installed_version.cache_clear()
    yield answer
    ocr.installed_version.cache_clear()


def test_without_tesseract_the_page_waits(
    tesseract: Callable[[str], None], scan: Image.Image, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.platform", "linux")
    assert not ocr.is_available()
    with pytest.raises(errors.OcrMissing) as caught:
        recognise_page(page(scan), Limits())
    assert str(caught.value) == (
        "scan.png, page 1: an image, and Tesseract, which reads images, is not installed. "
        "Install it: sudo apt install tesseract-ocr tesseract-ocr-fra"
    )
    assert (caught.value.reason, caught.value.passing) == ("needs-ocr", True)
    tesseract("exit 1")
    assert ocr.is_available()


def test_without_its_french_the_page_waits(tesseract: Callable[[str, str], None], scan: Image.Image) -> None:
    tesseract("", "eng")
    assert not ocr.is_available()
    with pytest.raises(errors.OcrMissing, match="is installed without its French"):
        recognise_page(page(scan), Limits())


def test_tesseract_is_ended_when_it_takes_too_long(
    tesseract: Callable[[str], None], scan: Image.Image, tmp_path: Path
) -> None:
    tesseract(f"echo $$ > {tmp_path}/started; exec /bin/sleep infinity")
    with pytest.raises(errors.OcrTooSlow, match=r"^scan\.png, page 1: OCR took longer than 0\.5 seconds"):
        recognise_page(page(scan), Limits(ocr_seconds=0.5))
    number = (tmp_path / "started").read_text().strip()
    assert not Path("/proc", number, "cmdline").exists() or not Path("/proc", number, "cmdline").read_bytes()


@pytest.mark.parametrize("script", ["echo no memory >&2; exit 1", "kill -ABRT $$", "exit 0"])
def test_what_breaks_tesseract_has_its_reason(
    tesseract: Callable[[str], None], scan: Image.Image, script: str
) -> None:
    tesseract(script)
    with pytest.raises(errors.OcrFailed, match=r"^scan\.png, page 1: Tesseract failed"):
        recognise_page(page(scan), Limits())


LEAF = PageContent(
    "Vu le code\n", 5950, 8420, Words([Word(0, 2, 10, 20, 30, 40, 96), Word(3, 5, 40, 20, 60, 40, 12)])
)


def test_what_is_kept_comes_back_whole(tmp_path: Path) -> None:
    shelf = OcrCacheEntry(tmp_path / "ocr", "ab" * 32)
    assert shelf.leaf() is None
    shelf.keep(LEAF)
    assert shelf.leaf() == LEAF
    assert [file.name for file in shelf.path.parent.iterdir()] == [shelf.path.name]


@pytest.mark.parametrize(
    "damage",
    [lambda kept: kept[:-1], lambda kept: b"", lambda kept: kept[:40] + b"?" + kept[41:], lambda kept: b"\0" * 99],
    ids=["cut", "empty", "changed", "another"],
)
def test_what_is_damaged_is_not_used(tmp_path: Path, damage: Callable[[bytes], bytes]) -> None:
    shelf = OcrCacheEntry(tmp_path, "ab" * 32)
    shelf.keep(LEAF)
    shelf.path.write_bytes(damage(shelf.path.read_bytes()))
    assert shelf.leaf() is None
    shelf.keep(LEAF)
    assert shelf.leaf() == LEAF


def test_a_folder_that_cannot_be_written_keeps_nothing(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    shelf = OcrCacheEntry(tmp_path / "file", "ab" * 32)
    shelf.keep(LEAF)
    assert shelf.leaf() is None


Sees = Callable[..., None]


@pytest.fixture
def sees(tesseract: Callable[[str], None], tmp_path: Path) -> Sees:
    """Has the script see the words of one table after another, then fail; and say how the page must be turned."""

    def answer(*tables: tuple[str, ...], turn: int | None = None) -> None:
        for number, table in enumerate(tables):
            rows = (COLUMNS, *("5 1 1 1 {} 1 {} {} {} {} {} {}".format(*word.split()) for word in table))
            (tmp_path / f"{number}.table").write_text("".join(row.replace(" ", "\t") + "\n" for row in rows))
        told = "exit 1" if turn is None else f"echo 'Rotate: {turn}' > \"$2.osd\"; exit"
        tesseract(
            f"case \"$*\" in *'--psm 0'*) {told};; esac\n"
            f'for each in {tmp_path}/*.table; do mv "$each" "$2.tsv"; exit; done'
        )

    return answer


def test_what_tesseract_sees_is_text_with_the_place_of_each_word(sees: Sees, scan: Image.Image) -> None:
    sees(SURE)
    assert recognise_page(page(scan), Limits()) == PageContent(TEXT, 2160, 1440, WORDS)


@pytest.mark.parametrize(
    ("tables", "turn", "text"),
    [
        ([UNSURE, SURE], 180, TEXT),
        ([UNSURE, UNSURE], 180, "nous avons\n"),
        ([UNSURE], 0, "nous avons\n"),
        ([UNSURE], None, "nous avons\n"),
        ([SURE], 180, TEXT),
    ],
    ids=["on its head", "no better", "upright", "no answer", "sure"],
)
def test_a_page_whose_words_are_unsure_is_turned(
    sees: Sees, scan: Image.Image, tables: list[tuple[str, ...]], turn: int | None, text: str
) -> None:
    sees(*tables, turn=turn)
    assert recognise_page(page(scan), Limits()).text == text


def test_the_words_of_a_page_on_its_head_have_their_places_on_the_page_as_shown(
    sees: Sees, scan: Image.Image
) -> None:
    sees(UNSURE, SURE, turn=180)
    turned = [
        replace(word, x0=2160 - word.x1, y0=1440 - word.y1, x1=2160 - word.x0, y1=1440 - word.y0) for word in WORDS
    ]
    assert list(recognise_page(page(scan), Limits()).words) == turned


def test_a_page_is_read_once(sees: Sees, scan: Image.Image, tmp_path: Path) -> None:
    shelf = tmp_path / "kept"
    sees(SURE)
    first = recognise_page(page(scan), Limits(), shelf)
    assert first.text == TEXT
    assert recognise_page(page(scan.copy()), Limits(), shelf) == first
    other = scan.copy()
    other.putpixel((0, 0), 0)
    for another in (page(other), page(scan, 200), page(scan.convert("RGB"))):
        with pytest.raises(errors.OcrFailed):
            recognise_page(another, Limits(), shelf)
    next(path for path in shelf.rglob("*") if path.is_file()).write_bytes(b"damaged")
    with pytest.raises(errors.OcrFailed):
        recognise_page(page(scan), Limits(), shelf)
