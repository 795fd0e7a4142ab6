"""The questions in SQL written by hand for each database, on the tables of a store.

Equalities go into the full-text query, the rows of a term drive where there are no words, ranges are probed, dates
are ranges of numbers, a page begins after one. Relevance is what each database ranks by itself. It is sent through
the engine of the store, so that what is compared are the statements, and not what a driver costs.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Engine, text

from recueil.store.store import Store
from recueil.text import index_keys

WORDS = index_keys("subvention association")
PHRASE = index_keys("programme des logements de secours")
Values = Mapping[str, object]
Rows = list[tuple[Any, ...]]


def number(year: int) -> int:
    """The number before those of a year's acts."""
    return datetime.date(year, 1, 1).toordinal() << 16


_VALUES: Values = {
    "least": 10_000 * 1_000_000,
    "most": 50_000 * 1_000_000,
    "first": number(2018),
    "last": number(2023) - 1,
    "start": "gouri",
    "beyond": "gouri\U0010ffff",
}
_AMOUNT = "EXISTS (SELECT 1 FROM search_amounts m WHERE m.docid = {} AND m.value BETWEEN :least AND :most)"
_NAMED = (
    "status = '' AND person_id IN (SELECT person_id FROM person_words WHERE word >= :start AND word < :beyond)"
)
_BY_BODY = "SELECT a.body, count(*) FROM search_text f JOIN search_acts a ON a.docid = f.{docid} WHERE {words} "
_BY_BODY += "GROUP BY a.body ORDER BY count(*) DESC LIMIT 20"
MONEY = "SELECT * FROM entities e WHERE docid IN ({}) AND "
MONEY += "(kind = 'amount' AND amount BETWEEN :least AND :most OR level = 'chapitre' AND code = '65')"
PERSONS = "SELECT e.* FROM search_persons s JOIN entities e ON e.docid = s.docid AND e.n = s.n "
PERSONS += f"WHERE s.docid IN ({{}}) AND {_NAMED}"
"""The entities that made acts hits, whose numbers go between the brackets."""

_SQL = {
    "rank": "SELECT {docid} FROM search_text f WHERE {words} ORDER BY {rank} LIMIT 20",
    "date": "SELECT {docid} FROM search_text f WHERE {words} ORDER BY {docid} DESC LIMIT 20",
    "values": "SELECT docid FROM search_terms t WHERE axis = 'ch' AND value = '65' AND first "
    f"AND {_AMOUNT.format('t.docid')} ORDER BY docid DESC LIMIT 20",
    "both rank": "SELECT {docid} FROM search_text f WHERE {both} AND {docid} BETWEEN :first AND :last "
    f"AND {_AMOUNT.format('f.{docid}')} ORDER BY {{rank both}} LIMIT 20",
    "both date": "SELECT {docid} FROM search_text f WHERE {both} AND {docid} BETWEEN :first AND :last "
    f"AND {_AMOUNT.format('f.{docid}')} ORDER BY {{docid}} DESC LIMIT 20",
    "bodies": _BY_BODY,
    "count": "SELECT count(*) FROM search_text f WHERE {words}",
    "page rank": "SELECT {docid} FROM search_text f WHERE {words} ORDER BY {rank} LIMIT 20 OFFSET :offset",
    "page date": "SELECT {docid} FROM search_text f WHERE {words} AND {docid} < :after "
    "ORDER BY {docid} DESC LIMIT 20",
    "offset": "SELECT {docid} FROM search_text f WHERE {words} ORDER BY {docid} DESC LIMIT 1 OFFSET :offset",
    "persons": f"SELECT DISTINCT docid FROM search_persons WHERE {_NAMED} ORDER BY docid DESC LIMIT 20",
}


class Database:
    """``rows`` answers a statement of ``sql``, or another with values by name (``:least``)."""

    def __init__(self, engine: Engine, sql: dict[str, str], values: Values) -> None:
        self._connection = engine.connect().execution_options(isolation_level="AUTOCOMMIT")
        self._values = {**_VALUES, **values}
        self.sql = sql

    def rows(self, statement: str, **values: object) -> Rows:
        return [tuple(row) for row in self._connection.execute(text(statement), {**self._values, **values})]


def database(store: Store) -> Database:
    """The database of a store, asked without Recueil."""
    return _sqlite(store._engine) if store._engine.dialect.name == "sqlite" else _postgres(store._engine)


_OF_SQLITE: Values = {
    "docid": "rowid",
    "words": "search_text MATCH :words",
    "both": "search_text MATCH :both",
    "rank": "bm25(search_text, 1.0, 0.0)",
    "rank both": "bm25(search_text, 1.0, 0.0)",
}


def _sqlite(engine: Engine) -> Database:
    sql = {name: statement.format_map(_OF_SQLITE) for name, statement in _SQL.items()}
    of_year = "SELECT {}, count(*) FROM search_text WHERE search_text MATCH :words AND rowid BETWEEN {} AND {}"
    years = (of_year.format(year, number(year), number(year + 1) - 1) for year in range(2012, 2024))
    sql["years"] = " UNION ALL ".join(years)
    ranked = "ORDER BY bm25(search_text, 1.0, 0.0) LIMIT 20"
    sql["phrase"] = f"SELECT rowid FROM search_text WHERE search_text MATCH :phrase {ranked}"
    words = f"words : ({' AND '.join(WORDS)})"
    phrase = f'words : "{" ".join(PHRASE)}"'
    return Database(engine, sql, {"words": words, "both": f"{words} AND tokens : ch65", "phrase": phrase})


_OF_POSTGRES: Values = {
    "docid": "docid",
    "words": "keys @@ CAST(:words AS tsquery)",
    "both": "keys @@ CAST(:both AS tsquery)",
    "rank": "ts_rank(keys, CAST(:words AS tsquery)) DESC",
    "rank both": "ts_rank(keys, CAST(:both AS tsquery)) DESC",
}


def _postgres(engine: Engine) -> Database:
    sql = {name: statement.format_map(_OF_POSTGRES) for name, statement in _SQL.items()}
    sql["years"] = sql["bodies"].replace("a.body", "a.year")
    in_a_row = "SELECT docid FROM search_text WHERE keys @@ CAST(:phrase AS tsquery) AND words LIKE :like "
    sql["phrase"] = f"{in_a_row} ORDER BY docid + 0 DESC LIMIT 20"
    words = " & ".join(map(repr, WORDS))
    phrase = " & ".join(map(repr, PHRASE))
    values = {"words": words, "both": f"{words} & ':ch65'", "phrase": phrase, "like": f"% {' '.join(PHRASE)} %"}
    return Database(engine, sql, values)
