"""Words → runs → rows: what stands on one line of a page, though the file draws it in any order.

Lengths are in heights of the line.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from operator import attrgetter

from recueil.readers.pdf.cells import SOFT, merge_into_cells
from recueil.readers.pdf.row import Row, Run
from recueil.readers.pdf.words import SLANTED, Piece

_BACK = 0.5  # no word of the same line begins further back than this
_LEVEL = 0.35  # how far apart the feet of two words of a line may be
_SMALL = 0.8  # of the size of the line: raised letters
_SAME = 1.1  # times the size, up to which a size counts as the same
_RAISED = 0.5  # « 1er », « m² »
_DUPLICATE = 0.5  # share of a word's width that overlaps another: printed twice
_MOST_RUNS = 3_000


def build_runs(pieces: Iterable[Piece]) -> list[Run]:
    """Group words in file order into runs of one line."""
    runs: list[Run] = []
    before: Piece | None = None
    for piece in pieces:
        if before is not None and _follows(before, piece, runs[-1]):
            run = runs[-1]
            run.pieces.append(piece)
            run.x1 = max(run.x1, piece.x1)
            if piece.size > run.size:  # « nd » before it was raised
                run.base, run.size = piece.base, piece.size
        else:
            runs.append(Run([piece], piece.x0, piece.x1, piece.base, piece.size))
        before = piece
    return runs


def _follows(before: Piece, piece: Piece, run: Run) -> bool:
    if piece.turn != before.turn:
        return False
    if piece.turn == SLANTED:
        return not piece.fresh
    size = max(run.size, piece.size)
    if abs(piece.base - run.base) > size * (_LEVEL if piece.fresh else _RAISED):
        return False
    return -_BACK * size < piece.x0 - before.x1 < SOFT * size


def build_rows(runs: Iterable[Run]) -> list[Row]:
    """Return the runs of one direction as rows, from top to bottom; text printed twice in one place
    comes once.
    """
    rows: list[Row] = []
    for line in sorted(_file_lines(runs), key=attrgetter("base")):
        row = rows[-1] if rows else None
        if row is None or not _is_level(line, row):
            rows.append(line)
            continue
        again = [cell for cell in line.cells if any(_overlaps(cell, other) for other in row.cells)]
        if not again:
            _merge_line(row, line)
        elif any(cell.text != other.text for cell in again for other in row.cells if _overlaps(cell, other)):
            rows.append(line)
    for row in rows:
        row.cells.sort(key=attrgetter("x0"))
    merge_into_cells(rows)
    return rows


def _file_lines(runs: Iterable[Run]) -> Iterator[Row]:
    """Yield the runs that the file itself has on one line: scanned text is not level."""
    line: Row | None = None
    for run in runs:
        if line is not None and _continues_line(line, run):
            _merge_line(line, Row(run.base, run.size, [run]))
            continue
        if line is not None:
            yield line
        line = Row(run.base, run.size, [run])
    if line is not None:
        yield line


def _continues_line(line: Row, run: Run) -> bool:
    first, before = run.pieces[0], line.cells[-1]
    if first.fresh or first.turn == SLANTED or abs(run.base - before.base) > _RAISED * min(run.size, before.size):
        return False
    return not any(_overlaps(run, cell) for cell in line.cells)


def _is_level(line: Row, row: Row) -> bool:
    """Return whether a line is beside a row, or is small and raised beside it: « 2 », then « nd »."""
    if line.cells[0].pieces[0].turn == SLANTED:
        return False
    small, size = sorted((line.size, row.size))
    return line.base - row.base <= (_LEVEL if small > _SMALL * size else _RAISED * size / small) * small


def _merge_line(row: Row, line: Row) -> None:
    if line.size > row.size * _SAME or (line.size > row.size / _SAME and _width(line) > _width(row)):
        row.base, row.size = line.base, line.size
    row.cells += line.cells


def _width(row: Row) -> float:
    return sum(cell.x1 - cell.x0 for cell in row.cells)


def build_rows_by_turn(runs: Iterable[Run]) -> list[list[Row]]:
    """Return the rows of each text direction, the one with most words first."""
    turned: dict[int, list[Run]] = {}
    for run in runs:
        turned.setdefault(run.pieces[0].turn, []).append(run)
    most = sorted(turned.values(), key=lambda turn: -sum(len(run.pieces) for run in turn))
    return [build_rows(turn) if len(turn) <= _MOST_RUNS else _one_row_per_run(turn) for turn in most]


def _one_row_per_run(runs: Iterable[Run]) -> list[Row]:
    """Return each run as a row, in file order: a drawing made of letters has no better one."""
    return [Row(run.base, run.size, [run]) for run in runs]


def _overlaps(one: Run, other: Run) -> bool:
    shared = min(one.x1, other.x1) - max(one.x0, other.x0)
    return shared > _DUPLICATE * min(one.x1 - one.x0, other.x1 - other.x0)
