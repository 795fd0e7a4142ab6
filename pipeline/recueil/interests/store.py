"""The table of interests, and the file it is loaded from.

An interest is what somebody wrote of a member: a declaration to the HATVP, or own work. It is no fact of an act.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from sqlalchemy import Column, Connection, Date, Engine, Index, Select, Table, delete, insert, select

from recueil.accounts.audit import note
from recueil.errors import FileBroken
from recueil.readers.rows import Row, read_rows
from recueil.readers.subventions import read_day
from recueil.settings import Limits
from recueil.store.engine.column_types import Text, Utc
from recueil.store.engine.transactions import read_transaction, write_transaction
from recueil.store.schema import Serial, metadata
from recueil.translation import gettext as _
from recueil.values.body import body_key

interests = Table(
    "interests",
    metadata,
    Column("interest_id", Serial, primary_key=True),
    Column("body", Text, nullable=False),
    Column("label", Text, nullable=False),
    Column("person", Text, nullable=False),
    Column("organisation", Text, nullable=False),
    Column("since", Date),
    Column("until", Date),
    Column("source", Text, nullable=False),
    Column("loaded", Utc, nullable=False),
)
Index(None, interests.c.body)

COLUMNS = ("ORGANISME", "PERSONNE", "ORGANISATION", "DEPUIS", "JUSQUE", "SOURCE")
"""The columns of the file; DEPUIS, JUSQUE and SOURCE may be empty or missing."""
_NEEDED = COLUMNS[:3]
# How like a column another name is, of 1, that was mistyped; others are of no concern here.
_ALMOST = 0.8


@dataclass(frozen=True, slots=True)
class Interest:
    """``person``, of the council ``label``, has to do with ``organisation``, from one day to another if known."""

    label: str
    person: str
    organisation: str
    since: datetime.date | None
    until: datetime.date | None
    source: str


class Interests:
    """``Store.interests``. Each method is one transaction."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def all(self) -> list[Interest]:
        """Return the interests by body, person and organisation."""
        with read_transaction(self._engine) as connection:
            return [each for own in load_interests(connection).values() for each in own]

    def replace(self, found: Sequence[Interest], who: str, when: datetime.datetime) -> None:
        """Replace all interests by others."""
        rows = [
            {
                **{name: getattr(each, name) for name in Interest.__slots__},
                "body": body_key(each.label),
                "loaded": when,
            }
            for each in dict.fromkeys(found)
        ]

        def write(connection: Connection) -> None:
            connection.execute(delete(interests))
            if rows:
                connection.execute(insert(interests), rows)
            note(connection, when, who, "interests.load", None, number=len(rows))

        write_transaction(self._engine, write)


def load_interests(connection: Connection, bodies: Collection[str] | None = None) -> dict[str, list[Interest]]:
    """Load the interests of the members of each of some bodies, or of all, by the key of the body."""
    query: Select[Any] = select(interests.c.body, *(interests.c[name] for name in Interest.__slots__))
    if bodies is not None:
        query = query.where(interests.c.body.in_(bodies))
    order = (interests.c.body, interests.c.person, interests.c.organisation, interests.c.interest_id)
    found: dict[str, list[Interest]] = defaultdict(list)
    for body, *row in connection.execute(query.order_by(*order)):
        found[body].append(Interest(*row))
    return found


def read_interests(path: Path, content: bytes, limits: Limits) -> list[Interest]:
    """Read a CSV or a spreadsheet of interests. Raise FileBroken with the row that lacks something, or for a file
    without a row, which would only remove what was loaded before, or with a column that is all but one of these.
    """
    advice = _("The columns are {names}.").format(names=", ".join(COLUMNS))
    rows = read_rows(path, content, limits) if content.strip() else []
    if not rows:
        raise FileBroken(_("{file} is empty.").format(file=path), advice)
    for name in sorted({name for row in rows for name in row} - set(COLUMNS)):
        if get_close_matches(name, COLUMNS, cutoff=_ALMOST):
            raise FileBroken(_("{file}: {name} is none of the columns.").format(file=path, name=name), advice)
    return list(_read(path, rows))


def _read(path: Path, rows: Sequence[Row]) -> Iterator[Interest]:
    for number, row in enumerate(rows, start=2):
        lacking = [name for name in _NEEDED if not row.get(name)]
        if lacking or body_key(row["ORGANISME"]) is None:
            raise FileBroken(
                _("{path}: row {number} lacks {names}.").format(
                    path=path, number=number, names=", ".join(lacking or _NEEDED[:1])
                ),
                _("The columns are {names}.").format(names=", ".join(COLUMNS)),
            )
        label, person, organisation = (row[name] for name in _NEEDED)
        since, until = (_day(path, number, row.get(name)) for name in ("DEPUIS", "JUSQUE"))
        if since is not None and until is not None and until < since:
            raise FileBroken(
                _("{path}: row {number}: JUSQUE, {until}, is before DEPUIS, {since}.").format(
                    path=path, number=number, since=since, until=until
                ),
                _("Correct one of them."),
            )
        yield Interest(label, person, organisation, since, until, row.get("SOURCE", ""))


def _day(path: Path, number: int, words: str | None) -> datetime.date | None:
    if not words:
        return None
    day = read_day(words)
    if day is None:
        raise FileBroken(
            _("{path}: row {number}: {words!r} is no day.").format(path=path, number=number, words=words),
            _("Write days as 2024-03-12 or 12/03/2024."),
        )
    return day.first_day()
