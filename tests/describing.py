"""Describe bodies in a store of a test, as the referential does."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Connection, delete, insert, select, update

from recueil.store.engine.transactions import write_transaction
from recueil.store.index.schema import search_acts
from recueil.store.schema import acts, bodies
from recueil.store.store import Store
from recueil.values.body import body_key

COLUMNS = ("name", "kind", "siren", "code", "departement", "region", "epci", "ept", "population")
Described = tuple[str, str, str | None, str | None, str | None, str | None, str | None, str | None, int | None]
"""A body by these columns."""


def describe_bodies(store: Store, described: Mapping[str, Described], ambiguous: Mapping[str, list[str]]) -> None:
    """Replace what a store knows of bodies; the bodies of ``ambiguous`` labels may be those of these SIREN."""
    write_transaction(store._engine, _describe, described, ambiguous)


def _describe(
    connection: Connection, described: Mapping[str, Described], ambiguous: Mapping[str, list[str]]
) -> None:
    connection.execute(delete(bodies))
    for label, known in described.items():
        row = {"key": body_key(label), "label": label, "name_key": body_key(known[0]), "publication": "INSEE"}
        connection.execute(insert(bodies).values(row | dict(zip(COLUMNS, known, strict=True))))
    for label, candidates in ambiguous.items():
        connection.execute(update(acts).where(acts.c.body == label).values(body_candidates=candidates))
        either = select(acts.c.docid).where(acts.c.body == label)
        connection.execute(update(search_acts).where(search_acts.c.docid.in_(either)).values(ambiguous=True))
