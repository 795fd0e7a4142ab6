"""Dossiers and findings across acts, as many as a town hall or a newsroom gathers in years."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import pairwise
from urllib.parse import quote_plus

from sqlalchemy import Select, func, insert, select

from recueil.accounts.store import LOCAL
from recueil.cross_checks.schema import RULES, cross_checked_bodies, cross_finding_places, cross_findings
from recueil.cross_checks.state import load_states
from recueil.dossiers.records import MAX_ITEMS
from recueil.dossiers.schema import dossier_items, dossiers
from recueil.store.engine import dialect_of
from recueil.store.index.schema import search_acts
from recueil.store.schema import acts
from recueil.store.store import Store

FINDINGS, OF_LARGEST = 10_000, 500
DOSSIERS, ITEMS = 200, 25
_WHEN = datetime(2024, 3, 1, tzinfo=UTC)


def other_body(store: Store) -> str:
    """Return the label of a body of middling size, for an address."""
    with store._engine.connect() as connection:
        body = connection.execute(_by_size().offset(50).limit(1)).scalar_one()
        label = connection.execute(
            select(acts.c.body)
            .join(search_acts, search_acts.c.docid == acts.c.docid)
            .where(search_acts.c.body == body)
        )
        return quote_plus(str(label.scalars().first()))


def _by_size() -> Select[tuple[str | None]]:
    act = search_acts.c
    return select(act.body).where(act.body.is_not(None)).group_by(act.body).order_by(func.count().desc(), act.body)


def add_findings(store: Store) -> None:
    """Add findings that compare two acts of a body: many of the largest bodies, a few of others."""
    with dialect_of(store._engine).writer(store._engine).begin() as connection:
        number, bodies = 0, connection.execute(_by_size().limit(2_000)).scalars().all()
        for place, body in enumerate(bodies):
            most = OF_LARGEST if place < 4 else 8
            of_body = select(search_acts.c.docid).where(search_acts.c.body == body).order_by(search_acts.c.docid)
            docids = connection.execute(of_body.limit(most + 1)).scalars().all()
            for first, last in pairwise(docids):
                number += 1
                what = {"rule": RULES[number % len(RULES)], "severity": "warning", "basis": "Rapprochement"}
                row = {"finding_id": number, "docid": last, "body": body, "made": _WHEN, **what}
                message = f"Deux actes de {number} euros se suivent sans que le second cite le premier."
                connection.execute(insert(cross_findings), [{**row, "message": message}])
                stands = {"finding_id": number, "start": 0, "end": 40}
                pair = [{**stands, "n": n, "docid": docid} for n, docid in enumerate((last, first))]
                connection.execute(insert(cross_finding_places), pair)
            if number >= FINDINGS:
                break
        states = load_states(connection, bodies[: place + 1])
        rows = [{"body": body, "state": state, "made": _WHEN} for body, state in states.items()]
        connection.execute(insert(cross_checked_bodies), rows)
        dialect_of(connection).advance_sequence(connection, cross_findings)


def add_dossiers(store: Store) -> None:
    """Add dossiers, one of many acts of the largest bodies; others read them too, since they are shared."""
    with dialect_of(store._engine).writer(store._engine).begin() as connection:
        bodies = connection.execute(_by_size().limit(40)).scalars().all()
        join = acts.join(search_acts, search_acts.c.docid == acts.c.docid)
        of_largest = (
            select(acts.c.uid).select_from(join).where(search_acts.c.body.in_(bodies)).order_by(acts.c.docid)
        )
        uids = connection.execute(of_largest).scalars().all()
        for n in range(DOSSIERS):
            some = uids[:MAX_ITEMS] if n == 0 else uids[n * ITEMS : (n + 1) * ITEMS]
            if not some:
                break
            words = {
                "title": f"Voirie du lot {n}",
                "note": "Relire avec Zoé.",
                "tags": ["voirie"] if n % 3 else ["eau"],
            }
            row = {"owner": LOCAL if n % 2 else "ana", "shared": True, "created": _WHEN, "changed": _WHEN, **words}
            number = connection.execute(insert(dossiers).returning(dossiers.c.dossier_id), row).scalar_one()
            item = {"dossier_id": number, "kind": "act", "note": "", "added": _WHEN}
            connection.execute(insert(dossier_items), [{**item, "uid": uid} for uid in some])
