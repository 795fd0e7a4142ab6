"""Answer the queries of a batch one by one: a wrong one is told with its line, and the others are answered."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

from recueil.batches.query_file import AskedQuery
from recueil.errors import QueryError, RecueilError, StoreTimeout
from recueil.export.csv import PLAIN, CsvDialect, rows_as_csv
from recueil.export.hits import iter_hits, stream_csv
from recueil.figures.awarded import sum_awarded
from recueil.query import Query, parse
from recueil.store.store import Store
from recueil.text import fold_words, join_lines
from recueil.values.base import format_decimal

COLUMNS = ("ligne", "nom", "requete", "actes", "valeurs", "attribue", "probleme")
SUMMARY = "requetes.csv"
_MAX_FILE_NAME = 60


@dataclass(frozen=True, slots=True)
class Answer:
    """What a query of a batch finds: ``acts``, and the ``values`` in them that its fields ask for, None without
    such a field; ``awarded`` is the sum of their awards in euros, where it is asked. Or the ``problem``.
    """

    asked: AskedQuery
    acts: int | None = None
    values: int | None = None
    awarded: Decimal | None = None
    problem: RecueilError | None = None


def answer_queries(
    store: Store, asked: Iterable[AskedQuery], today: date, *, with_sum: bool = False, folder: Path | None = None
) -> Iterator[Answer]:
    """Yield the answer of each query; with a ``folder``, write the hits of each there as CSV."""
    for each in asked:
        try:
            query = parse(each.text, today)
            answer = Answer(
                each, store.count(query), store.count_values(query), _sum(store, query, wanted=with_sum)
            )
            if folder is not None:
                _write_hits(store, query, folder / hits_file_name(each))
        except (QueryError, StoreTimeout) as error:
            answer = Answer(each, problem=error)
        yield answer


def _sum(store: Store, query: Query, *, wanted: bool) -> Decimal | None:
    if not wanted:
        return None
    with store.figures.scope(query) as scope:
        return sum_awarded(scope).awarded or Decimal(0)


def hits_file_name(asked: AskedQuery) -> str:
    """Return the name of the file with the hits of a query: its line, and words of its name."""
    words = "-".join(fold_words(asked.name))[:_MAX_FILE_NAME].strip("-")
    return f"{asked.line:04d}-{words}.csv" if words and words != str(asked.line) else f"{asked.line:04d}.csv"


def _write_hits(store: Store, query: Query, file: Path) -> None:
    with file.open("w", encoding="utf-8", newline="") as written:
        written.writelines(stream_csv(iter_hits(store, query, "date")))


def answer_row(answer: Answer) -> tuple[object, ...]:
    """Return the cells of an answer, in the order of COLUMNS."""
    asked = answer.asked
    problem = None if answer.problem is None else join_lines(answer.problem.message)
    return asked.line, asked.name, asked.text, answer.acts, answer.values, answer.awarded, problem


def answers_as_csv(answers: Iterable[Answer], dialect: CsvDialect = PLAIN) -> str:
    """Return a header and one row per query."""
    return rows_as_csv(COLUMNS, map(answer_row, answers), dialect)


def answers_as_json(answers: Iterable[Answer]) -> str:
    """Return one object per query; sums are exact texts."""
    rows = (dict(zip(COLUMNS, answer_row(each), strict=True)) for each in answers)
    shown = ({**row, "attribue": _decimal_text(row["attribue"])} for row in rows)
    return json.dumps(list(shown), ensure_ascii=False, indent=2)


def _decimal_text(value: object) -> str | None:
    return format_decimal(value, 2) if isinstance(value, Decimal) else None
