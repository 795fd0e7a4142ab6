"""File the acts of a store made before bodies were known by their SIREN, and keep what persons decided in it."""

from __future__ import annotations

import datetime
from collections import Counter, defaultdict
from collections.abc import Mapping

from sqlalchemy import Connection, select, update

from recueil.accounts.audit import note
from recueil.bodies.filing import FiledBody, Publisher, file_acts
from recueil.persons.groups import person_acts, person_decisions
from recueil.persons.ids import PersonId, person_body
from recueil.store.schema import acts, documents, sources
from recueil.values import Facts
from recueil.values.body import body_key
from recueil.values.codec import decode

FIRST_REVISION = "0027"
"""The revision of the schema that has bodies by their SIREN."""


def file_stored_acts(connection: Connection, when: datetime.datetime) -> None:
    """File every act under its body, and note in the audit log how many are known, ambiguous and unknown.

    Decisions about persons follow their body where all its acts go to one, or all the acts that they are about;
    the others stay as they were written, and are counted. The index must be built anew afterwards.
    """
    counts: Counter[str] = Counter()
    moved: defaultdict[str, set[str]] = defaultdict(set)
    bodies: dict[str, str] = {}
    numbers = connection.execute(select(documents.c.document_id).order_by(documents.c.document_id)).scalars().all()
    for number in numbers:
        _file_document(connection, number, counts, moved, bodies)
    if not numbers:
        return
    counts["decisions_left"] = _move_decisions(connection, moved, bodies)
    note(connection, when, "recueil", "bodies.file", None, **counts)


def _file_document(
    connection: Connection,
    number: int,
    counts: Counter[str],
    moved: Mapping[str, set[str]],
    bodies: dict[str, str],
) -> None:
    """File the acts of a document; count them, and add the body of their persons, by the former one and by uid."""
    row = connection.execute(
        select(documents.c.text, documents.c.handle).where(documents.c.document_id == number)
    ).one()
    of_document = select(acts).where(acts.c.document_id == number).order_by(acts.c.ordinal)
    found = connection.execute(of_document).all()
    holding = connection.execute(
        select(sources.c.uri, sources.c.body)
        .where(sources.c.document_id == number)
        .order_by(sources.c.body.is_(None), sources.c.uri)
    ).all()
    publisher = Publisher(holding[0].body) if holding else Publisher()
    places = [(decode(Facts, act.facts).identity, act.start, act.end) for act in found]
    filed = file_acts(connection, row.text, places, publisher, [each.uri for each in holding])
    for act, body in zip(found, filed, strict=True):
        connection.execute(update(acts).where(acts.c.docid == act.docid).values(**body.columns))
        counts[_state_of(body)] += 1
        bodies[act.uid] = person_body(body.label, body.candidates, row.handle)
        moved[body_key(act.body) or ""].add(bodies[act.uid])


def _state_of(body: FiledBody) -> str:
    if body.candidates:
        return "ambiguous"
    return "known" if body.siren else "unknown"


def _move_decisions(connection: Connection, moved: Mapping[str, set[str]], bodies: Mapping[str, str]) -> int:
    """Rename the persons of decisions after their bodies; return how many are left with the old name."""
    left = 0
    of_split: defaultdict[int, set[str]] = defaultdict(set)
    for row in connection.execute(select(person_acts)).all():
        of_split[row.decision_id].add(bodies.get(row.uid, ""))
    for row in connection.execute(select(person_decisions)).all():
        named = {name: PersonId.parse(getattr(row, name)) for name in ("person", "target")}
        found = {
            name: of_split.get(row.decision_id) or moved.get(who.body) or {who.body} for name, who in named.items()
        }
        if any(len(each) > 1 for each in found.values()):
            left += 1
            continue
        values = {name: str(who._replace(body=min(found[name]))) for name, who in named.items()}
        this = person_decisions.c.decision_id == row.decision_id
        connection.execute(update(person_decisions).where(this).values(**values))
    return left
