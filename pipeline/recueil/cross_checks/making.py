"""Make the findings across the acts of bodies, and store them in place of those before, in one transaction.

The rules run in a read transaction. What they found in a body is stored only if it is still as they read it; if
not, the next making finds it changed.
"""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from sqlalchemy import Connection, Text, cast, delete, func, insert, select

from recueil.corrections.placement import NOT_WITHDRAWN
from recueil.cross_checks.history import Histories
from recueil.cross_checks.removal import load_acts
from recueil.cross_checks.rule import CrossFinding
from recueil.cross_checks.rules import run_cross_rules
from recueil.cross_checks.schema import cross_checked_bodies, cross_finding_places, cross_findings
from recueil.cross_checks.state import load_states
from recueil.store.acts.rows import decode_correction_value
from recueil.store.engine import dialect_of
from recueil.store.engine.protocol import upsert
from recueil.store.engine.statements import chunks
from recueil.store.index.changes import record_numbers
from recueil.store.index.schema import search_acts
from recueil.store.schema import acts, correction_places, corrections
from recueil.store.search.facets import body_labels
from recueil.values.act_fact import FindingFact

Made = tuple[str, tuple[CrossFinding, ...]]
"""The state of a body, and what rules found in it."""

_MOST_BODIES, _MOST_ACTS = 100, 5_000
"""What is compared together: parameters of a statement, and acts in memory."""

_COLUMNS = ("rule", "severity", "message", "basis", "expected", "found")
_FINDING, _PLACE, _BODY = cross_findings.c, cross_finding_places.c, cross_checked_bodies.c


def outdated_bodies(connection: Connection) -> list[str]:
    """Return the keys of the bodies whose acts were not compared as they are now, those without acts included."""
    states = load_states(connection)
    known = dict(connection.execute(select(_BODY.body, _BODY.state)).all())
    return sorted(key for key in states.keys() | known.keys() if states.get(key) != known.get(key))


def divide(connection: Connection, keys: Iterable[str]) -> Iterator[list[str]]:
    """Divide bodies into parts that are compared together: of a bounded number of bodies, and of acts.

    A body with more acts than that is a part by itself.
    """
    for some in chunks(keys):
        query = select(search_acts.c.body, func.count()).where(search_acts.c.body.in_(some))
        numbers: dict[str | None, int] = dict(connection.execute(query.group_by(search_acts.c.body)).all())
        part: list[str] = []
        total = 0
        for key in some:
            number = numbers.get(key, 0)
            if part and (len(part) == _MOST_BODIES or total + number > _MOST_ACTS):
                yield part
                part, total = [], 0
            part.append(key)
            total += number
        yield part


def find_across(connection: Connection, keys: Collection[str]) -> dict[str, Made]:
    """Run the rules on the acts of bodies as they are now, but for what a person has rejected.

    A body without acts is left out.
    """
    states = load_states(connection, keys)
    histories = Histories(connection, body_labels(connection, list(states)))
    found = {history.key: run_cross_rules(history) for history in histories}
    kept = set(_drop_rejected(connection, [one for own in found.values() for one in own]))
    return {key: (states[key], tuple(one for one in own if one in kept)) for key, own in found.items()}


def _drop_rejected(connection: Connection, found: Sequence[CrossFinding]) -> list[CrossFinding]:
    """Return the findings but those that a correction rejects: of the same rule and figures, at a place of one."""
    if not found:
        return []
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


def replace_findings(
    connection: Connection, keys: Collection[str], made: Mapping[str, Made], when: datetime.datetime
) -> list[str]:
    """Store what was found in bodies in place of what was found before; return the bodies that are still the same.

    What is found again keeps its number and its time. ``made`` has no body without acts.
    """
    former = _load_rows(connection, keys)
    found = [one for _, own in made.values() for one in own]
    _lock_acts(connection, {place.act.docid for one in found for place in one.places})
    states = load_states(connection, keys)
    same = [key for key in keys if states.get(key) == (made[key][0] if key in made else None)]
    gone: list[int] = []
    new: list[tuple[str, CrossFinding]] = []
    for key in same:
        if key in made:
            wanted = Counter(map(_signature, made[key][1]))
            gone += (number for number, signature in former[key].items() if not _take(wanted, signature))
            new += ((key, one) for one in made[key][1] if _take(wanted, _signature(one)))
    changed = _changed_acts(connection, gone, [one for _, one in new])
    for numbers in chunks(gone):
        connection.execute(delete(cross_findings).where(_FINDING.finding_id.in_(numbers)))
    if new:
        _insert(connection, new, when)
    if changed:
        record_numbers(connection, changed)
        states = load_states(connection, keys)
    _record_states(connection, same, states, when)
    return same


def _record_states(
    connection: Connection, keys: Collection[str], states: Mapping[str, str], when: datetime.datetime
) -> None:
    """Record the states in which bodies were compared, and forget the bodies that have no acts."""
    for empty in chunks(key for key in keys if key not in states):
        connection.execute(delete(cross_checked_bodies).where(_BODY.body.in_(empty)))
    rows = [{"body": key, "state": states[key], "made": when} for key in keys if key in states]
    if rows:
        changing = upsert(
            dialect_of(connection),
            cross_checked_bodies,
            ("body",),
            lambda value: {"state": value.state, "made": value.made},
        )
        connection.execute(changing, rows)


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


def _load_rows(connection: Connection, keys: Collection[str]) -> dict[str, dict[int, _Signature]]:
    """Return the findings of each body that are stored, by their numbers."""
    columns = (_FINDING[name] for name in ("body", "finding_id", "docid", *_COLUMNS))
    query = select(*columns).where(_FINDING.body.in_(keys)).order_by(_FINDING.finding_id)
    rows = connection.execute(query).all()
    places: dict[int, list[tuple[int, int, int]]] = {row.finding_id: [] for row in rows}
    for some in chunks(places):
        standing = select(cross_finding_places).where(_PLACE.finding_id.in_(some))
        for place in connection.execute(standing.order_by(_PLACE.finding_id, _PLACE.n)):
            places[place.finding_id].append((place.docid, place.start, place.end))
    found: dict[str, dict[int, _Signature]] = {key: {} for key in keys}
    for key, number, *rest in rows:
        found[key][number] = (*rest, tuple(places[number]))
    return found


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


def _insert(connection: Connection, new: Iterable[tuple[str, CrossFinding]], when: datetime.datetime) -> None:
    for some in chunks(new):
        rows = [
            {name: getattr(one, name) for name in _COLUMNS} | {"docid": one.act.docid, "body": key, "made": when}
            for key, one in some
        ]
        inserting = insert(cross_findings).returning(_FINDING.finding_id, sort_by_parameter_order=True)
        numbers = connection.execute(inserting, rows).scalars().all()
        places = [
            {"finding_id": number, "n": n, "docid": place.act.docid, "start": place.start, "end": place.end}
            for number, (_, one) in zip(numbers, some, strict=True)
            for n, place in enumerate(one.places)
        ]
        connection.execute(insert(cross_finding_places), places)
