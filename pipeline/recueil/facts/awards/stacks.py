"""Rebuild the rows of tables whose cells a PDF reader put on lines of their own, row by row or column by column.

« Commune⏎Nature⏎Aide⏎Bois-Vert⏎Éclairage⏎1 680,00⏎Les Prés⏎Lanternes⏎1 144,00 » is a heading and two rows of three
cells; « Judo Club⏎Tennis Club⏎Total⏎500 €⏎200 €⏎700 € » is a column of names and one of amounts. Columns are put
together only where the amounts are as many as the names and add up, or where the lines above tell where the names
begin.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise

from recueil.facts.awards.grid_lines import Grid, GridCell, GridLine, read_cell

_LINE = re.compile(r"[^\n]{1,400}")
_LONGEST_CELL = 90
_MOST_COLUMNS = 6
_FEWEST_COLUMNS = 2
_HEADING_WORDS = re.compile(
    r"(?<![a-z])(?:associations?|beneficiaires?|communes?|organismes?|structures?|noms?|entreprises?|attributaires?|titulaires?"
    r"|candidats?"
    r"|maitres? d'ouvrage|lots?|clubs?|intitule|denomination|designation|etablissements?|ecoles?)(?![a-z])"
)
_MONEY_WORDS = re.compile(
    r"(?<![a-z])(?:montants?|subventions?|aides?|fonds de concours|participations?|vote\w?"
    r"|attribue\w{0,2}|accorde\w{0,2}|propose\w{0,2}"
    r"|prix|ht|ttc|20[0-9]{2}|cotisations?|primes?)(?![a-z])"
)
_TOTAL = re.compile(r"(?:sous[ -]?)?tota(?:l|ux)(?![a-z])")
_NO_CELL = re.compile(
    r"[a-z]{3}[.;]\s*\Z|,\s*\Z|(?<![a-z])(?:considerant|vu l|decide|approuve|autorise|article [0-9])"
)


def find_stacked_grids(text: str, plain: str) -> Iterator[Grid]:
    """Yield the tables of a text whose cells stand on lines of their own."""
    cells = [
        read_cell(plain, match.start() + _margin(match[0]), match.start() + len(match[0].rstrip()), match.start())
        for match in _LINE.finditer(text)
        if match[0].strip()
    ]
    for is_short, run in groupby(_join_wrapped(text, cells), key=lambda cell: _is_cell(plain, cell)):
        lines = list(run)
        if is_short and sum(cell.is_figure for cell in lines) > 1:
            yield from _rows_of_lines(plain, lines)
            yield from _columns_of_lines(plain, lines)


def _join_wrapped(text: str, cells: Sequence[GridCell]) -> Iterator[GridCell]:
    """Yield the cells, those of words joined with the line below that continues them.

    Such a line begins with a small letter, or follows a hyphen: « Commune de Font-⏎sur-Varenne ».
    """
    current: GridCell | None = None
    for cell in cells:
        continued = (
            current is not None
            and not (current.is_figure or cell.is_figure)
            and cell.end - current.start <= _LONGEST_CELL
            and (text[cell.start].islower() or text[current.end - 1] == "-")
        )
        if current is not None and continued:
            current = GridCell(current.start, cell.end, current.left)
            continue
        if current is not None:
            yield current
        current = cell
    if current is not None:
        yield current


def _margin(line: str) -> int:
    return len(line) - len(line.lstrip())


def _is_cell(plain: str, cell: GridCell) -> bool:
    return cell.is_figure or (
        cell.end - cell.start <= _LONGEST_CELL and not _NO_CELL.search(plain, cell.start, cell.end)
    )


def _rows_of_lines(plain: str, lines: Sequence[GridCell]) -> Iterator[Grid]:
    """Yield the tables whose rows are as many lines as there are headings."""
    at = 0
    while at < len(lines):
        grid, after = _read_rows(plain, lines, at)
        if grid is not None:
            yield grid
        at = after


def _read_rows(plain: str, lines: Sequence[GridCell], at: int) -> tuple[Grid | None, int]:
    if not _HEADING_WORDS.search(plain, lines[at].start, lines[at].end):
        return None, at + 1
    for width in range(_FEWEST_COLUMNS, _MOST_COLUMNS + 1):
        headings, first = lines[at : at + width], lines[at + width : at + 2 * width]
        if len(first) < width or any(cell.is_figure for cell in headings) or not first[-1].is_figure:
            continue
        if not any(_MONEY_WORDS.search(plain, cell.start, cell.end) for cell in headings[1:]):
            continue
        pattern = [cell.is_figure for cell in first]
        rows = []
        start = at + width
        while [cell.is_figure for cell in lines[start : start + width]] == pattern:
            rows.append(_as_line(lines[start : start + width]))
            start += width
        if len(rows) > 1:
            return Grid(rows, [_as_line(headings)]), start
    return None, at + 1


def _as_line(cells: Sequence[GridCell]) -> GridLine:
    placed = [
        GridCell(cell.start, cell.end, 100 * at, cell.figure, is_figure=cell.is_figure)
        for at, cell in enumerate(cells)
    ]
    return GridLine(cells[0].start, cells[-1].end, tuple(placed))


def _columns_of_lines(plain: str, lines: Sequence[GridCell]) -> Iterator[Grid]:
    """Yield the tables that are a column of names, then one of amounts."""
    runs = [(is_figure, list(run)) for is_figure, run in groupby(lines, key=lambda cell: cell.is_figure)]
    for (words_first, words), (_, figures) in pairwise(runs):
        if words_first or len(figures) < _FEWEST_COLUMNS or any(cell.figure is None for cell in figures):
            continue
        if _MONEY_WORDS.fullmatch(plain, words[-1].start, words[-1].end):
            words = words[:-1]
        count = len(figures)
        names = words[-count:]
        if len(names) < count or not _begins_there(plain, words, count, figures):
            continue
        rows = [_as_line(pair) for pair in zip(names, figures, strict=True)]
        heading = [_as_line([cell]) for cell in words[-count - 1 : -count]]
        yield Grid(rows, heading)


def _begins_there(plain: str, words: Sequence[GridCell], count: int, figures: Sequence[GridCell]) -> bool:
    """Return whether the last words are the names of the amounts: the total, or the line above, says so."""
    values = [cell.figure for cell in figures if cell.figure is not None]
    if _TOTAL.match(plain, words[-1].start) and sum(values[:-1]) == values[-1]:
        return True
    if len(words) == count:
        return False
    above = words[-count - 1]
    return plain[above.end - 1] == ":" or _HEADING_WORDS.fullmatch(plain, above.start, above.end) is not None
