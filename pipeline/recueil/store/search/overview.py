"""What a store holds, as its home page says it: how many acts, of which bodies and years."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, case, func, select

from recueil.store.index.schema import search_acts
from recueil.store.search.facets import body_labels
from recueil.store.search.informative import is_act

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


def load_overview(connection: Connection) -> Overview:
    """Count the acts, without documents that are none; their bodies, without ambiguous names; and their years."""
    act = search_acts.c
    is_shown = is_act(act.docid)
    certain = case((act.ambiguous, None), else_=act.body)
    counts = select(func.count(), func.count(certain.distinct()), func.min(act.year), func.max(act.year))
    acts, bodies, first, last = connection.execute(counts.select_from(search_acts).where(is_shown)).one()
    number = func.count().label("number")
    by_body = select(act.body, number).where(act.body.is_not(None), ~act.ambiguous, is_shown).group_by(act.body)
    largest = connection.execute(by_body.order_by(number.desc(), act.body).limit(_BODIES)).all()
    labels = body_labels(connection, [body for body, _ in largest])
    return Overview(acts, bodies, first, last, tuple(BodyCount(labels[body], count) for body, count in largest))
