"""The questions in SQL written by hand for each database, on the tables of a store.

The manner is that of the research that the store was designed on: equalities go into the full-text query, the rows
of a term drive where there are no words, ranges are probed, dates are ranges of numbers, a page begins after one.
Relevance is what each database ranks by itself.
"""

from __future__ import annotations

import datetime
import re
import sqlite3
from collections.abc import Mapping
from functools import cache
from typing import Any, Protocol

import psycopg
from sqlalchemy import make_url

from recueil import analysis

WORDS = analysis.keys("subvention association")
PHRASE = analysis.keys("programme des logements de secours")
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


class Database(Protocol):
    """``rows`` answers a statement of ``sql``, or another with values by name (``:least``)."""

    sql: dict[str, str]

    def rows(self, statement: str, **values: object) -> Rows: ...


_OF_SQLITE: Values = {
    "docid": "rowid",
    "words": "search_text MATCH :words",
    "both": "search_text MATCH :both",
    "rank": "bm25(search_text, 1.0, 0.0)",
    "rank both": "bm25(search_text, 1.0, 0.0)",
}


class Sqlite:
    def __init__(self, path: str) -> None:
        self._connection = sqlite3.connect(path, isolation_level=None)
        for setting in ("cache_size=-65536", "temp_store=memory", "mmap_size=4000000000", "busy_timeout=10000"):
            self._connection.execute(f"PRAGMA {setting}")
        words = f"words : ({' AND '.join(WORDS)})"
        self._values = {
            "words": words,
            "both": f"{words} AND tokens : ch65",
            "phrase": f'words : "{" ".join(PHRASE)}"',
        }
        self.sql = {name: statement.format_map(_OF_SQLITE) for name, statement in _SQL.items()}
        of_year = "SELECT {}, count(*) FROM search_text WHERE search_text MATCH :words AND rowid BETWEEN {} AND {}"
        years = (of_year.format(year, number(year), number(year + 1) - 1) for year in range(2012, 2024))
        self.sql["years"] = " UNION ALL ".join(years)
        ranked = "ORDER BY bm25(search_text, 1.0, 0.0) LIMIT 20"
        self.sql["phrase"] = f"SELECT rowid FROM search_text WHERE search_text MATCH :phrase {ranked}"

    def rows(self, statement: str, **values: object) -> Rows:
        return self._connection.execute(statement, {**_VALUES, **self._values, **values}).fetchall()


_OF_POSTGRES: Values = {
    "docid": "docid",
    "words": "keys @@ CAST(:words AS tsquery)",
    "both": "keys @@ CAST(:both AS tsquery)",
    "rank": "ts_rank(keys, CAST(:words AS tsquery)) DESC",
    "rank both": "ts_rank(keys, CAST(:both AS tsquery)) DESC",
}


class Postgres:
    def __init__(self, url: str) -> None:
        self._connection = psycopg.connect(url, autocommit=True, options="-c jit=off -c work_mem=64MB")
        words = " & ".join(map(repr, WORDS))
        self._values = {
            "words": words,
            "both": f"{words} & ':ch65'",
            "phrase": " & ".join(map(repr, PHRASE)),
            "like": f"% {' '.join(PHRASE)} %",
        }
        self.sql = {name: statement.format_map(_OF_POSTGRES) for name, statement in _SQL.items()}
        self.sql["years"] = self.sql["bodies"].replace("a.body", "a.year")
        in_a_row = "SELECT docid FROM search_text WHERE keys @@ CAST(:phrase AS tsquery) AND words LIKE :like "
        self.sql["phrase"] = f"{in_a_row} ORDER BY docid + 0 DESC LIMIT 20"

    def rows(self, statement: str, **values: object) -> Rows:
        return self._connection.execute(_percent(statement), {**_VALUES, **self._values, **values}).fetchall()


@cache
def _percent(statement: str) -> str:
    return re.sub(r":([a-z]+)", r"%(\1)s", statement)


def database(url: str) -> Database:
    """The database of a store, apart from Recueil."""
    address = make_url(url)
    if address.get_backend_name() == "sqlite":
        return Sqlite(str(address.database))
    return Postgres(address.set(drivername="postgresql").render_as_string(hide_password=False))
