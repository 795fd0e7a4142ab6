"""Recognise the text of page images with Tesseract: https://tesseract-ocr.github.io/."""

from __future__ import annotations

import hashlib
import os
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from math import ceil, floor
from pathlib import Path
from statistics import mean, median
from typing import Any

import pytesseract
from PIL import Image

from recueil.errors import OcrFailed, OcrMissing, OcrTooSlow
from recueil.readers.document import TENTHS_AN_INCH, PageContent, Word, Words
from recueil.readers.ocr.cache import OcrCacheEntry
from recueil.readers.ocr.layout import LONG, OcrRow, OcrWord, arrange_words
from recueil.readers.ocr.preprocess import DPI, PreparedImage, prepare_image, remove_coloured_ink, to_plain_image
from recueil.readers.page_tables import PageTables, number_columns
from recueil.settings import Limits
from recueil.translation import gettext as _
from recueil.values.table import Cell, Span

LANGUAGE = "fra"
VERSION = 1
"""Version of the processing around Tesseract; part of the cache key, so a change makes pages be read again."""

_CELLS_APART = "   "
_REMAINS_OF_RULES = "|¦_"
_UNTRUSTED = 60  # mean confidence: 85 and more on upright pages, 40 and less on others
_SURE, _MOST_CROSSED = 70, 1_000  # for words crossed by coloured ink
_SHORTEST = 0.1  # seconds; a timeout of 0 would mean none
_INSTALL = {
    "linux": "sudo apt install tesseract-ocr tesseract-ocr-fra",
    "darwin": "brew install tesseract tesseract-lang",
}


@dataclass(frozen=True, slots=True)
class PageImage:
    """An image of a page as it is shown; ``name`` identifies it in messages."""

    name: str
    image: Image.Image
    dpi: float


def is_available() -> bool:
    """Return whether Tesseract is installed with its French language data."""
    try:
        return bool(installed_version())
    except LookupError:
        return False


def recognise_page(page: PageImage, limits: Limits, cache: Path | None = None) -> PageContent:
    """Return the text of a page in reading order with its words, from the folder ``cache`` if it is
    there.

    Raise OcrMissing, OcrFailed or OcrTooSlow.
    """
    try:
        engine = installed_version()
    except LookupError as error:
        advice = _("Install it: {install_command}").format(install_command=install_command())
        raise OcrMissing(
            _("{name}: an image, and {args}.").format(name=page.name, args=error.args[0]), advice
        ) from error
    page = replace(page, image=to_plain_image(page.image))
    if cache is None:
        return _recognise(page, limits)
    shelf = OcrCacheEntry(cache, _cache_key(page, engine))
    if (kept := shelf.leaf()) is not None:
        return kept
    leaf = _recognise(page, limits)
    shelf.keep(leaf)
    return leaf


def install_command() -> str:
    """Return the command that installs Tesseract on this machine."""
    return _INSTALL.get(sys.platform, _INSTALL["linux"])


@cache  # a failure is not cached: Tesseract may be installed meanwhile
def installed_version() -> str:
    """Return the version of Tesseract. Raise LookupError, which says what is missing."""
    try:
        languages = pytesseract.get_languages()
        version = str(pytesseract.get_tesseract_version())
    except (OSError, SystemExit) as error:  # pytesseract raises SystemExit for a version it does not support
        raise LookupError(_("Tesseract, which reads images, is not installed")) from error
    if LANGUAGE not in languages:
        raise LookupError(_("Tesseract, which reads images, is installed without its French"))
    return version


def _cache_key(page: PageImage, engine: str) -> str:
    image = page.image
    digest = hashlib.sha256(f"{engine} {LANGUAGE} {VERSION} {image.mode} {image.size} {page.dpi:.1f}\n".encode())
    digest.update(image.tobytes())
    return digest.hexdigest()


@dataclass(frozen=True, slots=True)
class _OcrResult:
    """The result of Tesseract on a page preprocessed in one way."""

    ready: PreparedImage
    words: list[OcrWord]

    @property
    def trust(self) -> float:
        return mean(word.confidence for word in self.words) if self.words else 0

    @property
    def is_sideways(self) -> bool:
        """Return whether the lines run up or down: Tesseract reads these too, but not in their order."""
        return 2 * sum(word.is_vertical for word in self.words) > sum(
            len(word.text) >= LONG for word in self.words
        )

    def fill_from(self, other: _OcrResult) -> _OcrResult:
        """Replace words of low confidence by those that the other result is sure of."""
        words = list(self.words)
        lines = 1 + max((word.line for word in words), default=0)
        for new in other.words[:_MOST_CROSSED]:
            old = [word for word in words if word.overlaps(new)]
            length = sum(len(word.text) for word in old)
            if (
                new.confidence >= _SURE > max((word.confidence for word in old), default=0)
                and len(new.text) >= length
            ):
                words = [word for word in words if word not in old]
                words.append(replace(new, line=old[0].line if old else lines + new.line))
        return _OcrResult(self.ready, words)


class _Tesseract:
    """Runs Tesseract for one page; all its calls share one time limit."""

    def __init__(self, page: PageImage, limits: Limits) -> None:
        self._name = page.name
        self._seconds = limits.ocr_seconds
        self._end = time.monotonic() + self._seconds
        os.environ.setdefault("OMP_THREAD_LIMIT", "1")  # with more threads a page costs more in all

    def recognise(self, ready: PreparedImage) -> _OcrResult:
        """Recognise the words of the page."""
        table = self._run_tesseract(
            pytesseract.image_to_data, ready, lang=LANGUAGE, config=f"--psm 3 --dpi {ready.dpi:.0f}"
        )
        return _OcrResult(ready, list(_parse_words(table)))

    def detect_turn(self, ready: PreparedImage) -> int:
        """Return by how many degrees clockwise the page must be turned; 0 if that cannot be detected."""
        try:
            return int(self._run_tesseract(pytesseract.image_to_osd, ready)["rotate"])
        except OcrFailed:  # too few letters, or what it needs for this is not installed
            return 0

    def _run_tesseract(self, function: Callable[..., Any], ready: PreparedImage, **options: str) -> dict[str, Any]:
        ready.image.format = "PPM"  # the transfer format; compressing would take time
        seconds = max(self._end - time.monotonic(), _SHORTEST)
        try:
            answer: dict[str, Any] = function(ready.image, timeout=seconds, output_type="dict", **options)
        except (pytesseract.TesseractError, OSError, KeyError, ValueError) as error:
            raise OcrFailed(
                _("{name}: Tesseract failed ({error}).").format(name=self._name, error=error),
                _("Try again; if it fails again, scan the page anew."),
            ) from error
        except RuntimeError as error:  # how pytesseract reports a timeout
            raise OcrTooSlow(
                _("{name}: OCR took longer than {seconds:g} seconds.").format(
                    name=self._name, seconds=self._seconds
                ),
                _("Raise RECUEIL_LIMITS__OCR_SECONDS."),
            ) from error
        return answer


def _recognise(page: PageImage, limits: Limits) -> PageContent:
    width, height = (round(side * TENTHS_AN_INCH / page.dpi) for side in page.image.size)
    page = _limit_resolution(page)
    tesseract = _Tesseract(page, limits)
    sight = _recognise_upright(page, tesseract)
    if quiet := remove_coloured_ink(page.image, sight.ready):
        sight = sight.fill_from(tesseract.recognise(quiet))
    rows = arrange_words(sight.words, sight.ready.uprights)
    text, words, cells = _write_rows(rows, sight.ready, TENTHS_AN_INCH / page.dpi)
    return PageContent(text, width, height, Words(words), PageTables.of(_find_tables(rows, cells)))


def _limit_resolution(page: PageImage) -> PageImage:
    """Reduce the page to at most twice the resolution that Tesseract needs."""
    factor = int(page.dpi // DPI)
    return replace(page, image=page.image.reduce(factor), dpi=page.dpi / factor) if factor > 1 else page


def _recognise_upright(page: PageImage, tesseract: _Tesseract) -> _OcrResult:
    """Recognise the page, turned if it was scanned sideways or upside down."""
    sight = tesseract.recognise(prepare_image(page.image, page.dpi))
    if not sight.words or (sight.trust >= _UNTRUSTED and not sight.is_sideways):
        return sight
    if not (turn := tesseract.detect_turn(sight.ready)):
        return sight
    turned = tesseract.recognise(prepare_image(page.image, page.dpi, turn))
    return turned if turned.trust >= min(sight.trust, _UNTRUSTED) else sight


def _parse_words(table: dict[str, Any]) -> Iterator[OcrWord]:
    """Yield the words of Tesseract's table; its other rows are pages, blocks, paragraphs and lines."""
    columns = ("text", "conf", "left", "top", "width", "height", "block_num", "par_num", "line_num")
    lines: dict[tuple[int, ...], int] = {}
    for text, sure, left, top, width, height, *line in zip(*(table[name] for name in columns), strict=True):
        if sure >= 0 and (word := str(text).strip().strip(_REMAINS_OF_RULES)):
            number = lines.setdefault(tuple(line), len(lines))
            yield OcrWord(word, number, left, top, left + width, top + height, sure)


def _write_rows(
    rows: list[OcrRow], ready: PreparedImage, tenths: float
) -> tuple[str, list[Word], list[list[Span]]]:
    """Return the text of the rows, each ending with a line break, its words with boxes on the page as shown,
    and the places of the cells of each row.
    """
    parts: list[str] = []
    words: list[Word] = []
    cells: list[list[Span]] = []
    length = 0
    for row in rows:
        gap = ""
        cells.append([])
        for cell in row:
            opened = length + len(gap)
            for word in cell:
                start = length + len(gap)
                length = start + len(word.text)
                parts += gap, word.text
                words.append(_place_word(word, start, ready, tenths))
                gap = " "
            cells[-1].append((opened, length))
            gap = _CELLS_APART
        parts.append("\n")
        length += 1
    return "".join(parts), words, cells


def _find_tables(rows: Sequence[OcrRow], spans: Sequence[Sequence[Span]]) -> Iterator[list[tuple[Cell, ...]]]:
    """Yield the cells of rows with several of them; one row between two such rows may have fewer."""
    start: int | None = None
    last = 0
    for at, row in enumerate([*rows, [], []]):
        if len(row) > 1:
            start, last = at if start is None else start, at
        elif start is not None and at > last + 1:
            yield list(_number_cells(rows[start : last + 1], spans[start : last + 1]))
            start = None


def _number_cells(rows: Sequence[OcrRow], spans: Sequence[Sequence[Span]]) -> Iterator[tuple[Cell, ...]]:
    edges = [[(min(word.x0 for word in cell), max(word.x1 for word in cell)) for cell in row] for row in rows]
    height = median(word.y1 - word.y0 for row in rows for cell in row for word in cell)
    for numbers, row in zip(number_columns(edges, near=height), spans, strict=True):
        yield tuple(Cell(number, (span,)) for number, span in zip(numbers, row, strict=True))


def _place_word(word: OcrWord, start: int, ready: PreparedImage, tenths: float) -> Word:
    x0, y0, x1, y1 = ready.on_source((word.x0, word.y0, word.x1, word.y1))
    box = (floor(x0 * tenths), floor(y0 * tenths), ceil(x1 * tenths), ceil(y1 * tenths))
    return Word(start, start + len(word.text), *box, word.confidence)
