"""Separate a margin column from the text beside it; offsets stay valid.

Layout-preserving PDF readers print both in one line. Town halls that print « Extrait du registre des
délibérations » and the act's number in a margin break up the names of the list beside it: « Sabria⏎    n°
2014 / 182        BOUALI ».
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

_GAP: Final = "    "
_MIN_MARGIN: Final = 24  # characters of margin
_MIN_LINES: Final = 4  # of a block
_NON_NEWLINE: Final = re.compile(r"[^\n]")


@dataclass(frozen=True, slots=True)
class _Line:
    start: int
    text: str
    left: int  # the end of the margin's words in the line, 0 when it has none
    column: int  # where the words beside begin, -1 when there are none

    @classmethod
    def of(cls, start: int, text: str) -> _Line:
        indent = len(text) - len(text.lstrip())
        gap = text.find(_GAP, indent) if indent < _MIN_MARGIN else -1
        if indent >= _MIN_MARGIN or not text.strip():
            return cls(start, text, 0, indent if text.strip() else -1)
        beside = text[gap:].lstrip() if gap >= 0 else ""
        return cls(
            start, text, len(text.rstrip()) if not beside else gap, len(text) - len(beside) if beside else -1
        )


def split_margin(text: str) -> Sequence[str]:
    """Return the text, or, where it has a margin, two views of the same length.

    The first view is the text without the margin, the second the margin alone; blanks replace the rest.
    """
    if "\n" + " " * _MIN_MARGIN not in text:
        return (text,)
    spans = [span for block in _group_by_column(_split_lines(text)) for span in _margin_spans(block)]
    if not spans:
        return (text,)
    blank = _NON_NEWLINE.sub(" ", text)
    beside, margin = list(text), list(blank)
    for start, end in spans:
        beside[start:end] = blank[start:end]
        margin[start:end] = text[start:end]
    return "".join(beside), "".join(margin)


def _split_lines(text: str) -> Iterator[_Line]:
    start = 0
    for line in text.split("\n"):
        yield _Line.of(start, line)
        start += len(line) + 1


def _group_by_column(lines: Iterator[_Line]) -> Iterator[list[_Line]]:
    """Group lines in which the text beside the margin begins in the same column."""
    block: list[_Line] = []
    column = -1
    for line in lines:
        if line.column >= _MIN_MARGIN and line.column != column:
            yield block
            block, column = [], line.column
        if line.column < 0 and line.left > column - len(_GAP):  # a full line: no margin
            yield block
            block, column = [], -1
        block.append(line)
    yield block


def _margin_spans(block: Sequence[_Line]) -> Iterator[tuple[int, int]]:
    """Yield the spans of the margin unless most lines have one: a table has words there in every line."""
    beside = [line for line in block if line.column >= _MIN_MARGIN]
    alone = sum(line.left == 0 for line in beside)
    if len(beside) >= _MIN_LINES and 2 * alone >= len(beside):
        for line in block:
            if line.left:
                yield line.start, line.start + line.left
