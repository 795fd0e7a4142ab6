"""Remove the invisible text of a page that lies over its visible text.

Programs that recognise scans add such a layer to pages that are typeset, too, and each line would be read twice.
"""

from __future__ import annotations

import ctypes
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from operator import itemgetter

import pypdfium2
from pypdfium2 import raw

from recueil.readers.pdf.lines import Span

_MOST_OBJECTS = 20_000
_BAND = 4.0  # points
_MOST_BANDS = 30  # of a word: higher ones count in the middle only
_LEAST_COVERED = 0.5  # of the width of an invisible text


def remove_doubled_text(page: pypdfium2.PdfPage) -> None:
    """Remove invisible text that visible text covers, until the page is closed."""
    invisible: list[ctypes._Pointer] = []  # type: ignore[type-arg]
    visible: list[ctypes._Pointer] = []  # type: ignore[type-arg]
    for index in range(min(raw.FPDFPage_CountObjects(page.raw), _MOST_OBJECTS)):
        drawn = raw.FPDFPage_GetObject(page.raw, index)
        if raw.FPDFPageObj_GetType(drawn) == raw.FPDF_PAGEOBJ_TEXT:
            mode = raw.FPDFTextObj_GetTextRenderMode(drawn)
            (invisible if mode == raw.FPDF_TEXTRENDERMODE_INVISIBLE else visible).append(drawn)
    if not (invisible and visible):
        return
    covered = _cover_bands(map(_box, visible))
    for drawn in invisible:
        left, bottom, right, top = _box(drawn)
        spans = covered.get(int((bottom + top) / 2 // _BAND), [])
        if right > left and _overlap(spans, (left, right)) >= _LEAST_COVERED * (right - left):
            raw.FPDFPage_RemoveObject(page.raw, drawn)
            raw.FPDFPageObj_Destroy(drawn)


def _box(drawn: ctypes._Pointer) -> tuple[float, float, float, float]:  # type: ignore[type-arg]
    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    raw.FPDFPageObj_GetBounds(drawn, left, bottom, right, top)
    return left.value, bottom.value, right.value, top.value


def _cover_bands(boxes: Iterable[tuple[float, float, float, float]]) -> dict[int, list[Span]]:
    """Return what boxes cover of each band of the page, as spans in order that do not overlap."""
    spans: dict[int, list[Span]] = defaultdict(list)
    for left, bottom, right, top in boxes:
        first, last = int(bottom // _BAND), int(top // _BAND)
        bands = range(first, last + 1) if last - first < _MOST_BANDS else [(first + last) // 2]
        for band in bands:
            spans[band].append((left, right))
    return {band: _merge(found) for band, found in spans.items()}


def _merge(spans: Iterable[Span]) -> list[Span]:
    merged: list[Span] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = merged[-1][0], max(merged[-1][1], end)
        else:
            merged.append((start, end))
    return merged


def _overlap(spans: Sequence[Span], span: Span) -> float:
    """Return the length that ordered spans have in common with another."""
    start, end = span
    shared = 0.0
    for at in range(max(bisect_right(spans, start, key=itemgetter(0)) - 1, 0), len(spans)):
        left, right = spans[at]
        if left >= end:
            break
        shared += max(min(right, end) - max(left, start), 0.0)
    return shared
