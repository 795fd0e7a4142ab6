"""Detect page furniture (headers, footers, page numbers), which is kept only where it first occurs.

It is recognised by its place at the edge of the page and its words, ignoring numbers. Numbers that
increase with the pages are page numbers; others make it another header (« Délibération n° 12 »),
which is kept. The head of a table is not furniture, nor is the letterhead of an act that begins on
the page.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile
from operator import attrgetter

from recueil.readers.pdf.lines import Row

_TOP, _BOTTOM = 0.16, 0.88  # of the height of the page
_MOST = 8  # rows at each edge
_SAME_PLACE = 5  # points
_NEAR = 1.6  # heights of a line between the rows of a table
_SET_APART = 1.2  # heights of a line between furniture and the text
_FEW_PAGES = 3
_SHARE = (
    0.4  # least share of the pages from the first to the last that has it: it may be on left or right pages only
)
_STEADY = 0.8
_NUMBER = re.compile("[0-9]+")
# A number on its own, as page numbers are: « – 3 – », « Page 3/12 », not « n°20170116-05 ».
_PAGE_NUMBER = re.compile(r"(?<![\w°.,/-])[0-9]{1,4}(?=\s|/|\Z)")
# Numbering that increases with the pages by chance, if each begins a page.
_COUNTED = re.compile(
    r"\W*(?:article|annexe|d[ée]lib|d[ée]cision|arr[êe]t|lot|chapitre|titre|section|point|n[°º])", re.I
)
_LONGEST_NUMBER = 9
_OPENING_ROWS = 24
_OPENS = re.compile(
    r"(?i:\bl\s?['’]\s?an\s+deux\s+mil|\bextrait\s+du\s+(?:proc[eè]s[ -]verbal|registre)"
    r"|\bnombre\s+de\s+(?:conseillers|membres)|^(?:étaient\s+)?présents\s?:)"
    r"|^(?:ARR[EÊ]T[EÉ]|D[EÉ]CISION|D[EÉ]LIB[EÉ]RATION)\b",
    re.MULTILINE,
)


@dataclass(frozen=True, slots=True)
class _Sighting:
    page: int
    row: Row
    numbers: tuple[int, ...]
    paging: frozenset[int]  # which of the numbers may be that of the page


@dataclass(frozen=True, slots=True)
class PageRows:
    """The rows of a page from top to bottom, and its height in points."""

    rows: Sequence[Row]
    height: float


def find_repeated(pages: Sequence[PageRows]) -> tuple[list[list[Row]], set[int]]:
    """Return for each page the furniture to keep at its top, and the ids of all rows to take out of the
    flow.
    """
    groups = [
        group
        for seen in _group_sightings(pages)
        for group in _split_by_numbers(seen)
        if _recurs(group[0], len(pages))
    ]
    apart = _find_set_apart(pages, {id(seen.row) for group, _ in groups for seen in group})
    opening = _OpeningPages(pages, apart)
    kept: list[list[Row]] = [[] for _ in pages]
    leaving: set[int] = set()
    for group, counted in groups:
        first, *later = [seen for seen in group if id(seen.row) in apart] or group
        gone = [seen for seen in later if counted or not opening(seen.page)]
        if gone and id(first.row) in apart:
            kept[first.page].append(first.row)
            leaving.update(id(seen.row) for seen in (first, *gone))
    for rows in kept:
        rows.sort(key=attrgetter("base"))
    return kept, leaving


def _recurs(seen: Sequence[_Sighting], pages: int) -> bool:
    """Return whether most pages have it; a sentence may be in the same place of two pages by chance."""
    bearing = {each.page for each in seen}
    if len(bearing) < min(_FEW_PAGES, max(2, pages - 1)):
        return False
    return len(bearing) >= _SHARE * (max(bearing) - min(bearing) + 1)


def _find_set_apart(pages: Iterable[PageRows], recurring: set[int]) -> set[int]:
    """Return the recurring rows at the outer edge that are apart from the text and not the head of a
    table.
    """
    apart: set[int] = set()
    for page in pages:
        rows = page.rows
        for edge in (range(len(rows)), range(len(rows) - 1, -1, -1)):
            outer = list(takewhile(lambda at, rows=rows: id(rows[at]) in recurring, edge))  # type: ignore[misc]
            while outer and not _is_apart(rows, outer[-1], 1 if edge.step > 0 else -1):
                outer.pop()
            apart.update(id(rows[at]) for at in outer)
    return apart


def _is_apart(rows: Sequence[Row], at: int, step: int) -> bool:
    """Return whether a row is apart from the next one inwards; by more than a table's row step if both
    have cells.
    """
    if not 0 <= at + step < len(rows):
        return True
    row, text = rows[at], rows[at + step]
    least = _NEAR if min(len(row.cells), len(text.cells)) > 1 else _SET_APART
    return abs(text.base - row.base) > least * min(row.size, text.size)


def _group_sightings(pages: Sequence[PageRows]) -> Iterator[list[_Sighting]]:
    """Yield the rows at page edges, grouped by words (ignoring numbers) and place."""
    found: dict[tuple[bool, str], list[_Sighting]] = defaultdict(list)
    for number, page in enumerate(pages):
        for top, row in _edges(page):
            text = row.text
            figures = list(_NUMBER.finditer(text))
            alone = {match.start() for match in _PAGE_NUMBER.finditer(text)}
            found[top, " ".join(_NUMBER.sub("0", text).split())].append(
                _Sighting(
                    number,
                    row,
                    tuple(int(match[0][:_LONGEST_NUMBER]) for match in figures),
                    frozenset(at for at, match in enumerate(figures) if match.start() in alone),
                )
            )
    for seen in found.values():
        yield from _clusters(sorted(seen, key=lambda each: each.row.base))


def _edges(page: PageRows) -> Iterator[tuple[bool, Row]]:
    for row in page.rows[:_MOST]:
        if row.base < _TOP * page.height:
            yield True, row
    for row in page.rows[-_MOST:]:
        if row.base > _BOTTOM * page.height:
            yield False, row


def _clusters(seen: Iterable[_Sighting]) -> Iterator[list[_Sighting]]:
    cluster: list[_Sighting] = []
    for each in seen:
        if cluster and each.row.base - cluster[-1].row.base > _SAME_PLACE:
            yield sorted(cluster, key=attrgetter("page"))
            cluster = []
        cluster.append(each)
    yield sorted(cluster, key=attrgetter("page"))


def _split_by_numbers(seen: Sequence[_Sighting]) -> Iterator[tuple[list[_Sighting], bool]]:
    """Yield the sightings with equal numbers apart from page numbers, and whether they have page
    numbers.
    """
    running = _find_page_numbers(seen)
    same: dict[tuple[int | None, ...], list[_Sighting]] = defaultdict(list)
    for each in seen:
        same[tuple(None if at in running else number for at, number in enumerate(each.numbers))].append(each)
    for group in same.values():
        yield group, bool(running)


def _find_page_numbers(seen: Sequence[_Sighting]) -> set[int]:
    """Return the indexes of the numbers that increase with the pages: nearly all differ from the page by
    the same.
    """
    found: set[int] = set()
    if not seen or _COUNTED.match(seen[0].row.text):
        return found
    for at in frozenset.intersection(*(each.paging for each in seen)):
        steps = Counter(each.numbers[at] - each.page for each in seen)
        if len({each.page for each in seen}) > 1 and steps.most_common(1)[0][1] >= _STEADY * len(seen):
            found.add(at)
    return found


class _OpeningPages:
    """Tells whether an act begins on a page, whose head is then its own."""

    def __init__(self, pages: Sequence[PageRows], furniture: set[int]) -> None:
        self._pages, self._furniture = pages, furniture
        self._known: dict[int, bool] = {}

    def __call__(self, number: int) -> bool:
        if number not in self._known:
            rows = [row.text for row in self._pages[number].rows if id(row) not in self._furniture]
            self._known[number] = _OPENS.search("\n".join(rows[:_OPENING_ROWS])) is not None
        return self._known[number]
