"""Make the findings across the acts of a body, and store them in place of those before, in one transaction.

The rules run in a read transaction. What they found is stored only if the body is still as they read it; if not,
the next making finds it changed.
"""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterable, Sequence

from sqlalchemy import Connection, Text, cast, delete, insert, select

from recueil.corrections.placement import NOT_WITHDRAWN
from recueil.cross_checks.history import History
from recueil.cross_checks.removal import load_acts
from recueil.cross_checks.rule import CrossFinding
from recueil.cross_checks.rules import run_cross_rules
from recueil.cross_checks.schema import cross_checked_bodies, cross_finding_places, cross_findings
from recueil.cross_checks.state import load_states
from recueil.store.acts.rows import Record, decode_correction_value
from recueil.store.engine import dialect_of
from recueil.store.engine.protocol import upsert
from recueil.store.engine.statements import chunks
from recueil.store.index.changes import record_numbers
from recueil.store.schema import acts, correction_places, corrections
from recueil.store.search.facets import body_labels
from recueil.values.act_fact import FindingFact

Made = tuple[str, tuple[CrossFinding, ...]]
"""The state of a body, and what rules found in it."""

_COLUMNS = ("rule", "severity", "message", "basis", "expected", "found")
_FINDING, _PLACE, _BODY = cross_findings.c, cross_finding_places.c, cross_checked_bodies.c


def outdated_bodies(connection: Connection) -> list[str]:
    """Return the keys of the bodies whose acts were not compared as they are now, those without acts included."""
    states = load_states(connection)
    known = dict(connection.execute(select(_BODY.body, _BODY.state)).all())
    return sorted(key for key in states.keys() | known.keys() if states.get(key) != known.get(key))


def find_across(connection: Connection, key: str) -> Made | None:
    """Run the rules on the acts of a body as they are now, but for what a person has rejected.

    None if the body has no acts.
    """
    state = load_states(connection, [key]).get(key)
    if state is None:
        return None
    found = run_cross_rules(History(connection, key, body_labels(connection, [key])[key]))
    return state, tuple(_drop_rejected(connection, found))


def _drop_rejected(connection: Connection, found: Iterable[CrossFinding]) -> list[CrossFinding]:
    """Return the findings but those that a correction rejects: of the same rule and figures, at a place of one."""
    place = correction_places.c
    query = select(place.document_id, place.start, place.end, corrections.c.was)
    query = query.join_from(corrections, correction_places).where(
        NOT_WITHDRAWN,
        place.start.is_not(None),
        corrections.c.value.is_(None),
        cast(corrections.c.was, Text).contains(f'"{FindingFact.kind}"'),
    )
    rejected = [(*row[:3], decode_correction_value(row.was)) for row in connection.execute(query)]

    def is_rejected(one: CrossFinding) -> bool:
        fact = FindingFact(one.rule, one.expected, one.found)
        own = [each for each in one.places if each.act.docid == one.act.docid]
        return any(
            document_id == one.act.document_id and was == fact and start < each.end and each.start < end
            for document_id, start, end, was in rejected
            for each in own
        )

    return [one for one in found if not is_rejected(one)]


def replace_findings(connection: Connection, key: str, made: Made | None, when: datetime.datetime) -> bool:
    """Store what was found in a body in place of what was found before; return whether the body is as it was then.

    What is found again keeps its number and its time. ``made`` is None for a body without acts.
    """
    former = _load_rows(connection, key)
    found = made[1] if made else ()
    _lock_acts(connection, {place.act.docid for one in found for place in one.places})
    state = load_states(connection, [key]).get(key)
    if state != (made[0] if made else None):
        return False
    if made is None:
        connection.execute(delete(cross_checked_bodies).where(_BODY.body == key))
        return True
    wanted = Counter(map(_signature, found))
    gone = [number for number, signature in former.items() if not _take(wanted, signature)]
    new = [one for one in found if _take(wanted, _signature(one))]
    changed = _changed_acts(connection, gone, new)
    for numbers in chunks(gone):
        connection.execute(delete(cross_findings).where(_FINDING.finding_id.in_(numbers)))
    for one in new:
        _insert(connection, key, one, when)
    record_numbers(connection, changed)
    row = {"body": key, "state": load_states(connection, [key])[key], "made": when}
    changing = upsert(
        dialect_of(connection),
        cross_checked_bodies,
        ("body",),
        lambda value: {"state": value.state, "made": value.made},
    )
    connection.execute(changing, row)
    return True


_Signature = tuple[object, ...]
"""What makes two findings the same: the act, the words and the places."""


def _take(wanted: Counter[_Signature], signature: _Signature) -> bool:
    """Take one of what is wanted, if there is one left."""
    if wanted[signature] < 1:
        return False
    wanted[signature] -= 1
    return True


def _signature(one: CrossFinding) -> _Signature:
    places = tuple((place.act.docid, place.start, place.end) for place in one.places)
    return one.act.docid, *(getattr(one, name) for name in _COLUMNS), places


def _load_rows(connection: Connection, key: str) -> dict[int, _Signature]:
    """Return the findings of a body that are stored, by their numbers."""
    columns = (_FINDING[name] for name in ("finding_id", "docid", *_COLUMNS))
    rows = connection.execute(select(*columns).where(_FINDING.body == key).order_by(_FINDING.finding_id)).all()
    places: dict[int, list[tuple[int, int, int]]] = {row.finding_id: [] for row in rows}
    for some in chunks(places):
        query = select(cross_finding_places).where(_PLACE.finding_id.in_(some))
        for place in connection.execute(query.order_by(_PLACE.finding_id, _PLACE.n)):
            places[place.finding_id].append((place.docid, place.start, place.end))
    return {number: (*rest, tuple(places[number])) for number, *rest in rows}


def _lock_acts(connection: Connection, docids: Iterable[int]) -> None:
    """Wait for those who write these acts now, so that the findings go with the acts they stand on."""
    for some in chunks(sorted(docids)):
        query = select(acts.c.docid).where(acts.c.docid.in_(some)).order_by(acts.c.docid)
        connection.execute(query.with_for_update(key_share=True)).all()


def _changed_acts(connection: Connection, gone: Sequence[int], new: Sequence[CrossFinding]) -> set[int]:
    """Return the acts that the findings stand on that go, and those that come."""
    changed = {place.act.docid for one in new for place in one.places}
    for some in chunks(gone):
        changed |= load_acts(connection, some)
    return changed


def _insert(connection: Connection, key: str, one: CrossFinding, when: datetime.datetime) -> None:
    values: Record = {name: getattr(one, name) for name in _COLUMNS}
    row = {**values, "docid": one.act.docid, "body": key, "made": when}
    number = connection.execute(insert(cross_findings).values(row).returning(_FINDING.finding_id)).scalar_one()
    places = [
        {"finding_id": number, "n": n, "docid": place.act.docid, "start": place.start, "end": place.end}
        for n, place in enumerate(one.places)
    ]
    connection.execute(insert(cross_finding_places), places)
