"""The state of the acts of a body, so that they are compared again only when what rules read has changed.

A state is a text that no other state of the body equals: the version of the rules, the number of acts, the sums of
their docids and of the numbers of their last changes, the interests loaded for the body, and the decisions about
its persons.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection

from sqlalchemy import Connection, func, select

from recueil.cross_checks.rules import VERSION
from recueil.interests.store import interests
from recueil.persons.groups import person_decisions
from recueil.persons.ids import PersonId
from recueil.store.index.schema import search_acts, search_changes


def load_states(connection: Connection, keys: Collection[str] | None = None) -> dict[str, str]:
    """Return the state of each body that has acts, by its key: of all bodies, or of some."""
    act, change = search_acts.c, search_changes.c
    changes = func.sum(func.coalesce(change.changed, 0))
    query = select(act.body, func.count(), func.sum(act.docid), changes)
    query = query.outerjoin_from(search_acts, search_changes, change.docid == act.docid)
    loaded = select(interests.c.body, func.count(), func.max(interests.c.loaded)).group_by(interests.c.body)
    if keys is not None:
        query, loaded = query.where(act.body.in_(keys)), loaded.where(interests.c.body.in_(keys))
    of_interests = {body: f"{number}@{when.isoformat()}" for body, number, when in connection.execute(loaded)}
    decided = _count_decisions(connection)
    rows = connection.execute(query.where(act.body.is_not(None)).group_by(act.body)).all()
    return {
        body: f"{VERSION}:{number}:{docids}:{changed}:{of_interests.get(body, '')}:{decided[body]}"
        for body, number, docids, changed in rows
    }


def _count_decisions(connection: Connection) -> dict[str, int]:
    """Count the decisions about persons by their body; one that is withdrawn counts twice."""
    counts: dict[str, int] = defaultdict(int)
    for person, withdrawn in connection.execute(select(person_decisions.c.person, person_decisions.c.withdrawn)):
        counts[PersonId.parse(person).body] += 1 if withdrawn is None else 2
    return counts
