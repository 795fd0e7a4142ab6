"""Read prose without what pages add to it: the wide spaces of justified lines, page numbers and stamps.

A PDF prints a justified line with two or three spaces between its words, where the patterns of facts have one:
« au  profit  de  Mme  X ». Between two pages stand « Page 2 sur 5 » and what the transmission to the préfecture
stamps on each: « Accusé de réception en préfecture 099-219900123-20230314-D12-DE ». These are taken out before
facts are read, and every offset is mapped back; a line that the next one continues with a small letter ends with a
space. The lines of tables, whose cells stand further apart, are left as they are.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from recueil.values import Mention
from recueil.values.table import Cell, Table

_FEWEST, _MOST_SPACES, _FEWEST_GAPS = 3, 3, 8  # fewer gaps in a line may be those of columns
_GAP = re.compile(r"(?<=\S) {1,1000}(?=\S)")
_BULLETS = dict.fromkeys(range(0xF020, 0xF100), "•")  # what a PDF's font of symbols prints before an item


@dataclass(frozen=True, slots=True)
class FlowingText:
    """A text without what its pages add; ``removed``: the offsets of the characters taken out, ascending."""

    text: str
    removed: Sequence[int]

    @classmethod
    def of(cls, text: str) -> FlowingText:
        text = text.translate(_BULLETS)
        joints = list(_joints(text))
        indents = (offset for start, end in joints for offset in range(start + 1, end))
        removed = sorted({*(_extra_spaces(text) if "  " in text else ()), *_page_marks(text), *indents})
        if joints:
            starts = [-1, *(start for start, _ in joints), len(text)]
            text = " ".join(text[before + 1 : after] for before, after in pairwise(starts))
        if not removed:
            return cls(text, ())
        edges = [-1, *removed, len(text)]
        kept = (text[before + 1 : after] for before, after in pairwise(edges))
        return cls("".join(kept), removed)

    def squeeze(self, offset: int) -> int:
        """Return the offset in the squeezed text of one in the text as printed."""
        return offset - bisect_left(self.removed, offset)

    def restore(self, offset: int) -> int:
        """Return the offset in the text as printed of one in the squeezed text."""
        low, high = 0, len(self.removed)
        while low < high:
            middle = (low + high) // 2
            if self.removed[middle] - middle <= offset:
                low = middle + 1
            else:
                high = middle
        return offset + low

    def squeeze_mentions(self, mentions: Sequence[Mention]) -> Sequence[Mention]:
        """Return mentions with their offsets in the squeezed text."""
        if not self.removed:
            return mentions
        return [replace(one, start=self.squeeze(one.start), end=self.squeeze(one.end)) for one in mentions]

    def squeeze_tables(self, tables: Sequence[Table]) -> Sequence[Table]:
        """Return tables with their offsets in the squeezed text."""
        if not self.removed:
            return tables
        return [Table(tuple(tuple(self._cell(cell) for cell in row) for row in table.rows)) for table in tables]

    def _cell(self, cell: Cell) -> Cell:
        return Cell(cell.column, tuple((self.squeeze(start), self.squeeze(end)) for start, end in cell.spans))


_DAY = r"\s{0,3}:?\s{0,3}(?:[0-9]{1,2}/[0-9]{1,2}/[0-9]{2,4})?"
_STAMPED = (
    r"date de (?:t[ée]l[ée]transmission|r[ée]ception(?: en)? pr[ée]fecture)"
    r"|(?:envoy[ée]|re[çc]u|affich[ée]|publi[ée])(?: en pr[ée]fecture)? le"
)
_IDENTIFIER = r"[0-9]{3}-[0-9]{9}-[0-9]{8}-\w[\w.-]{0,40}-[a-z]{2}(?:-[0-9-]{1,6})?"
_APART = r"[\s|–—-]{1,40}"
_PAGE_MARK = re.compile(
    r"[aepAEP](?<!\S.)(?i:"
    rf"(?<=a)(?:ccus[ée] de r[ée]ception en|r) pr[ée]fecture\s{{1,40}}{_IDENTIFIER}"
    rf"(?:{_APART}(?:{_STAMPED}){_DAY}){{0,3}}"
    r"|(?<=e)nvoy[ée] en pr[ée]fecture le" + _DAY + rf"(?:{_APART}(?:{_STAMPED}){_DAY}){{0,3}}"
    rf"(?:{_APART}id\s?:\s?{_IDENTIFIER})?"
    r"|(?<=p)age\s{1,3}[0-9]{1,4}\s{0,3}(?:/|sur)\s{0,3}[0-9]{1,4})(?=\s|\Z)(?:\s{1,200}(?=\S)|)"
)
_SHORTEST_WRAPPED = 45
_ITEM = re.compile(r"[a-z0-9]{1,3}[).°]|o\s|soit (?:un|au) total")


_MARKS = re.compile(r"pr[ée]fecture|page", re.IGNORECASE)


def _page_marks(text: str) -> Iterator[int]:
    """Yield the offsets of page numbers and stamps, with the blanks after them."""
    if _MARKS.search(text):
        for mark in _PAGE_MARK.finditer(text):
            yield from range(*mark.span())


def _joints(text: str) -> Iterator[tuple[int, int]]:
    """Yield where a line of prose is continued: from its end to the small letter that the next one begins with."""
    at, above = 0, ""
    for line in text.split("\n"):
        words = line.lstrip()
        if (
            len(above.strip()) >= _SHORTEST_WRAPPED
            and words[:1].islower()
            and above.rstrip()[-1] not in ".;:!?|"
            and _ITEM.match(words) is None
            and not any("   " in each.strip() or "|" in each for each in (above, line))
        ):
            yield at - 1, at + len(line) - len(words)
        at, above = at + len(line) + 1, line


def _extra_spaces(text: str) -> Iterator[int]:
    """Yield the offsets of all spaces but the first between the words of justified lines."""
    at = 0
    for line in text.split("\n"):
        if line.count("  ") >= _FEWEST:
            gaps = [gap.span() for gap in _GAP.finditer(line)]
            wide = [(start, end) for start, end in gaps if end - start > 1]
            if (
                len(wide) >= _FEWEST
                and (len(gaps) >= _FEWEST_GAPS or len(wide) == len(gaps))
                and len(wide) * 2 >= len(gaps)
                and all(end - start <= _MOST_SPACES for start, end in wide)
            ):
                yield from (at + offset for start, end in wide for offset in range(start + 1, end))
        at += len(line) + 1
