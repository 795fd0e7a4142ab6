"""Extract the words of a PDF page with PDFium, each with its box on the page as shown."""

from __future__ import annotations

import ctypes
import math
import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import accumulate

import pypdfium2
from pypdfium2 import raw

# PDFium writes the hyphen of a word broken over two lines as one of these, and drops the line break.
_HYPHENS = "\x02\ufffe"
_WORD = re.compile(rf"[^\s\0{_HYPHENS}]*\w[{_HYPHENS}]|[^\s\0{_HYPHENS}]+|[{_HYPHENS}]")
_TRANSLATION = str.maketrans({
    **dict.fromkeys(_HYPHENS, "-"),
    "\u00ad": None,  # a soft hyphen that broke no line
    "ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st",
})  # fmt: skip
_LIGATURES = re.compile("[\u00adﬀ-ﬆ]")
# Letters without meaning: private use, unassigned, control, lone surrogates, the replacement character.
_UNMAPPED = frozenset(("Co", "Cn", "Cc", "Cs"))
_GARBAGE_SHARE = 0.3
# Device units across the page when PDFium is asked for the place of a point.
_DEVICE_UNITS = 65_536
_MAX_SKEW = 8  # degrees of skew at which text still counts as horizontal or vertical
SLANTED = 4
_TALL = 1.6  # times as high as the first of its letters
_DRAWN_TEXT = (raw.FPDF_ANNOT_WIDGET, raw.FPDF_ANNOT_FREETEXT, raw.FPDF_ANNOT_STAMP)
_MOST_ANNOTATIONS = 2_000

Box = tuple[float, float, float, float]
Point = tuple[float, float]


@dataclass(slots=True)
class Piece:
    """A word with its box on the page as shown, in points, and its place along its line.

    ``turn`` is the number of quarter turns to the left that make it readable; x0, x1 and base
    (growing downwards) are coordinates of the page so turned. ``fresh`` words begin a line in the
    file's own order.
    """

    text: str
    box: Box
    x0: float
    x1: float
    base: float
    size: float
    turn: int
    fresh: bool

    @property
    def is_tall(self) -> bool:
        """Return whether its letters are below each other rather than on one line, as bullets may be."""
        return self.turn == 0 and self.box[3] - self.box[1] > _TALL * self.size

    def with_rest(self, rest: Piece) -> Piece:
        """Return the word joined with its continuation."""
        return replace(self, text=self.text + rest.text, box=_bounding_box(self.box, rest.box), x1=rest.x1)


@dataclass(frozen=True, slots=True)
class View:
    """The transform from file coordinates to the page as shown, with its rotation and crop."""

    width: float
    height: float
    quarters: int
    origin: Point
    across: Point
    along: Point

    @classmethod
    def of(cls, page: pypdfium2.PdfPage) -> View:
        width, height = (min(max(size, 1.0), 1e6) for size in page.get_size())
        corners = ((0.0, 0.0), (width, 0.0), (0.0, height))
        origin, right, up = (_on_device(page, width, height, *corner) for corner in corners)
        across = ((right[0] - origin[0]) / width, (right[1] - origin[1]) / width)
        along = ((up[0] - origin[0]) / height, (up[1] - origin[1]) / height)
        return cls(width, height, page.get_rotation() // 90, origin, across, along)

    def place(self, x: float, y: float) -> Point:
        (ox, oy), (ax, ay), (bx, by) = self.origin, self.across, self.along
        return ox + x * ax + y * bx, oy + x * ay + y * by

    def box(self, left: float, bottom: float, right: float, top: float) -> Box:
        if not self.quarters:  # nearly all pages: no need to ask which corner is which
            (ox, oy), ax, by = self.origin, self.across[0], self.along[1]
            return ox + left * ax, oy + top * by, ox + right * ax, oy + bottom * by
        (xa, ya), (xb, yb) = self.place(left, bottom), self.place(right, top)
        return min(xa, xb), min(ya, yb), max(xa, xb), max(ya, yb)

    def shows(self, box: Box) -> bool:
        """Return whether a box is on the page, at least with a corner."""
        return box[2] > 0 and box[3] > 0 and box[0] < self.width and box[1] < self.height

    def turn_point(self, turn: int, x: float, y: float) -> Point:
        """Return a point of the page as shown, in coordinates of the page turned left ``turn`` times."""
        match turn:
            case 1:
                return y, self.width - x
            case 2:
                return self.width - x, self.height - y
            case 3:
                return self.height - y, x
            case _:
                return x, y


def _on_device(page: pypdfium2.PdfPage, width: float, height: float, x: float, y: float) -> Point:
    column, row = ctypes.c_int(), ctypes.c_int()
    raw.FPDF_PageToDevice(page.raw, 0, 0, _DEVICE_UNITS, _DEVICE_UNITS, 0, x, y, column, row)
    return column.value * width / _DEVICE_UNITS, row.value * height / _DEVICE_UNITS


def draw_annotations(page: pypdfium2.PdfPage) -> bool:
    """Flatten form fields, free text and stamps into the page; if True, the page must be loaded again."""
    count = min(raw.FPDFPage_GetAnnotCount(page.raw), _MOST_ANNOTATIONS)
    if not any(_draws_text(page, index) for index in range(count)):
        return False
    return bool(raw.FPDFPage_Flatten(page.raw, raw.FLAT_NORMALDISPLAY) == raw.FLATTEN_SUCCESS)


def _draws_text(page: pypdfium2.PdfPage, index: int) -> bool:
    annotation = raw.FPDFPage_GetAnnot(page.raw, index)
    if not annotation:
        return False
    try:
        return raw.FPDFAnnot_GetSubtype(annotation) in _DRAWN_TEXT
    finally:
        raw.FPDFPage_CloseAnnot(annotation)


def extract_pieces(page: pypdfium2.PdfPage, view: View) -> tuple[list[Piece], bool]:
    """Return the words of a page in file order, and whether its text is garbage."""
    layer = page.get_textpage()
    try:
        text: str = layer.get_text_range()
        found = (piece for piece in _pieces(layer.raw, text, view) if view.shows(piece.box))
        return list(found), is_garbage(text)
    finally:
        layer.close()


def is_garbage(text: str) -> bool:
    """Return whether the font maps letters to no characters: « U+E001 U+E002 U+E003 »."""
    if text.isascii() and text.isprintable():
        return False
    letters = [letter for letter in set(text) if not letter.isspace() and letter not in _HYPHENS]
    unmapped = [each for each in letters if each == "\ufffd" or unicodedata.category(each) in _UNMAPPED]
    if not unmapped:
        return False
    count = sum(map(text.count, unmapped))
    return count > _GARBAGE_SHARE * sum(map(text.count, letters))


def _pieces(layer: ctypes._Pointer, text: str, view: View) -> Iterator[Piece]:  # type: ignore[type-arg]
    measure = _Measure(layer, view)
    index_of = _char_indexer(layer, text)
    end = 0
    for match in _WORD.finditer(text):
        start, until = match.span()
        fresh = start == 0 or "\n" in text[end:start] or text[end - 1] in _HYPHENS
        end = until
        written = match[0].translate(_TRANSLATION) if _needs_translation(match[0]) else match[0]
        if written:
            piece = measure.piece(written, index_of(start), index_of(until - 1), fresh)
            if piece.is_tall and until - start == len(written) > 1:
                yield from (
                    measure.piece(text[at], index_of(at), index_of(at), True) for at in range(start, until)
                )
            else:
                yield piece


def _needs_translation(word: str) -> bool:
    return word[-1] in _HYPHENS or not (word.isascii() or _LIGATURES.search(word) is None)


def _char_indexer(layer: ctypes._Pointer, text: str) -> Callable[[int], int]:  # type: ignore[type-arg]
    """Return the function from text offsets to PDFium character indexes: PDFium may count characters
    that it does not write.
    """
    if raw.FPDFText_CountChars(layer) == len(text):
        return int
    units = [0, *accumulate(1 + (letter > "\uffff") for letter in text)]
    return lambda place: max(raw.FPDFText_GetCharIndexFromTextIndex(layer, units[place]), 0)


class _Measure:
    """Queries PDFium for character boxes, reusing one set of buffers."""

    __slots__ = ("_box", "_layer", "_view", "_x", "_y")

    def __init__(self, layer: ctypes._Pointer, view: View) -> None:  # type: ignore[type-arg]
        self._layer, self._view = layer, view
        self._x, self._y, self._box = ctypes.c_double(), ctypes.c_double(), raw.FS_RECTF()

    def piece(self, text: str, first: int, last: int, fresh: bool) -> Piece:
        view, layer = self._view, self._layer
        raw.FPDFText_GetCharOrigin(layer, first, self._x, self._y)
        origin = view.place(self._x.value, self._y.value)
        box = self._char_box(first)
        size = box[3] - box[1]
        if last != first:
            box = _bounding_box(box, self._char_box(last))
        turn = self._turn(first)
        if turn == 0:
            left, _, right, _ = box
            return Piece(text, box, left, right, origin[1], size or 1.0, 0, fresh)
        (xa, ya), (xb, yb) = view.turn_point(turn, box[0], box[1]), view.turn_point(turn, box[2], box[3])
        base = view.turn_point(turn, *origin)[1]
        return Piece(text, box, min(xa, xb), max(xa, xb), base, abs(yb - ya) or 1.0, turn, fresh)

    def _char_box(self, index: int) -> Box:
        box = self._box
        if not raw.FPDFText_GetLooseCharBox(self._layer, index, box):
            return (*self._view.place(self._x.value, self._y.value),) * 2
        return self._view.box(box.left, box.bottom, box.right, box.top)

    def _turn(self, index: int) -> int:
        angle = math.degrees(raw.FPDFText_GetCharAngle(self._layer, index))
        quarters = round(angle / 90)
        if abs(angle - 90 * quarters) > _MAX_SKEW:
            return SLANTED
        return (quarters + self._view.quarters) % 4


def _bounding_box(one: Box, other: Box) -> Box:
    return min(one[0], other[0]), min(one[1], other[1]), max(one[2], other[2]), max(one[3], other[3])
