"""What a store holds, as its home page says it: how many acts, of which bodies and years."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import Connection, case, func, select

from recueil.store.index.schema import search_acts
from recueil.store.search.facets import body_labels
from recueil.store.search.informative import is_act

if TYPE_CHECKING:
    from recueil.store.columns.acts import ActColumns

_BODIES = 8


@dataclass(frozen=True, slots=True)
class BodyCount:
    """A body and the number of its acts."""

    body: str
    acts: int


@dataclass(frozen=True, slots=True)
class Overview:
    """Counts of a store; years are None where no act has a date. ``largest`` are the bodies with most acts."""

    acts: int
    bodies: int
    first_year: int | None
    last_year: int | None
    largest: tuple[BodyCount, ...]


def load_overview(connection: Connection, columns: ActColumns | None = None) -> Overview:
    """Count the acts, without documents that are none; their bodies, without ambiguous names; and their years.

    ``columns`` of all acts count them in place of SQL, and the same.
    """
    if columns is None:
        counts = _count_by_sql(connection)
    else:
        counts = columns.once("overview", partial(_count_in_columns, columns))
    labels = body_labels(connection, [body for body, _ in counts.largest])
    largest = tuple(BodyCount(labels[body], acts) for body, acts in counts.largest)
    return Overview(counts.acts, counts.bodies, counts.first_year, counts.last_year, largest)


class _Counts(NamedTuple):
    acts: int
    bodies: int
    first_year: int | None
    last_year: int | None
    largest: list[tuple[str, int]]


def _count_by_sql(connection: Connection) -> _Counts:
    act = search_acts.c
    is_shown = is_act(act.docid)
    certain = case((act.ambiguous, None), else_=act.body)
    counts = select(func.count(), func.count(certain.distinct()), func.min(act.year), func.max(act.year))
    acts, bodies, first, last = connection.execute(counts.select_from(search_acts).where(is_shown)).one()
    number = func.count().label("number")
    by_body = select(act.body, number).where(act.body.is_not(None), ~act.ambiguous, is_shown).group_by(act.body)
    largest = connection.execute(by_body.order_by(number.desc(), act.body).limit(_BODIES)).all()
    return _Counts(acts, bodies, first, last, [(body, count) for body, count in largest])


def _count_in_columns(columns: ActColumns) -> _Counts:
    is_certain = columns.is_act & ~columns.is_ambiguous
    largest = columns["commune"].most_frequent(is_certain, _BODIES)
    years = [int(year) for year in columns["annee"].values_of(columns.is_act)]
    return _Counts(
        acts=int(columns.is_act.sum()),
        bodies=len(columns["commune"].values_of(is_certain)),
        first_year=min(years, default=None),
        last_year=max(years, default=None),
        largest=[(str(body), acts) for body, acts in largest],
    )
