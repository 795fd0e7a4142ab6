"""The tables of a page: what is stored compactly comes back equal; cells are numbered by the column they stand in."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recueil.readers.document import Document, Page, PageContent
from recueil.readers.ocr.cache import OcrCacheEntry
from recueil.readers.page_tables import PageTables, number_columns
from recueil.values.table import Cell, Table, table_at, tables_between

offsets = st.integers(0, 2**31)
cells = st.builds(
    Cell, st.integers(0, 300), st.lists(st.tuples(offsets, offsets), min_size=1, max_size=3).map(tuple)
)
rows = st.lists(cells, min_size=2, max_size=4).map(tuple)

NAME, FIGURE = Cell(0, ((0, 4),)), Cell(1, ((7, 10), (20, 22)))
ROWS = ((NAME, FIGURE), (Cell(0, ((30, 34),)), Cell(1, ((37, 39),))))
TABLES = PageTables.of([ROWS])


@given(st.lists(st.lists(rows, min_size=2, max_size=4).map(tuple), max_size=4))
def test_tables_come_back_equal(tables: list[tuple[tuple[Cell, ...], ...]]) -> None:
    assert list(PageTables.of(tables).iter_shifted(0)) == [Table(table) for table in tables]


def test_no_table_takes_no_room() -> None:
    assert PageTables.of([]).packed == b""
    assert list(PageTables().iter_shifted(5)) == []


def test_tables_beyond_the_most_cells_are_left_out() -> None:
    long = [(NAME, FIGURE)] * 6_000
    assert len(list(PageTables.of([long, long, ROWS]).iter_shifted(0))) == 1


def test_the_tables_of_a_document_count_from_the_start_of_its_text() -> None:
    pages = (Page(1, 0, 50, tables=TABLES), Page(2, 50, 100, tables=TABLES))
    first, second = Document("x" * 100, pages, "", 0, "").tables
    assert (first, second) == (Table(ROWS), Table(ROWS).shift(50))
    assert (second.start, second.end, second.width) == (50, 89, 2)
    assert [second.row_at(offset) for offset in (50, 71, 76, 80)] == [0, 0, None, 1]
    assert [table_at((first, second), offset) for offset in (5, 45, 60, 89)] == [first, None, second, None]
    assert list(tables_between((first, second), 60, 100)) == [Table(second.rows[1:])]


def test_the_words_of_a_cell_are_those_of_its_lines() -> None:
    assert FIGURE.words("Judo   1 2       \n  00") == "1 2 00"


def test_a_page_that_ocr_read_keeps_its_tables_in_the_cache(tmp_path: Path) -> None:
    entry, leaf = OcrCacheEntry(tmp_path, "abcd"), PageContent("x" * 40, 10, 20, tables=TABLES)
    entry.keep(leaf)
    assert entry.leaf() == leaf


@pytest.mark.parametrize(
    ("rows", "columns"),
    [
        ([[(0, 40), (100, 140)], [(0, 90), (120, 140)]], [[0, 1], [0, 1]]),
        # a narrow heading beside its figures, aligned at the right
        ([[(0, 40), (100, 120)], [(0, 90), (128, 140)]], [[0, 1], [0, 1]]),
        # centred over long names
        ([[(50, 90), (200, 220)], [(0, 30), (200, 210)], [(0, 150), (205, 212)]], [[0, 1]] * 3),
        # far apart: a column that the first row leaves blank
        ([[(0, 40), (100, 120)], [(0, 40), (300, 340)]], [[0, 1], [0, 2]]),
        ([[(0, 40), (100, 120), (200, 220)], [(0, 40), (200, 210)]], [[0, 1, 2], [0, 2]]),
        ([], []),
    ],
)
def test_cells_are_numbered_by_column(rows: list[list[tuple[float, float]]], columns: list[list[int]]) -> None:
    assert number_columns(rows, near=12) == columns
