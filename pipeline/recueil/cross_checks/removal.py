"""Remove findings across acts when one of their acts changes or goes: the night makes them again, or not."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import Connection, delete, select

from recueil.cross_checks.schema import cross_finding_places, cross_findings
from recueil.store.engine.statements import chunks

_FINDING, _PLACE = cross_findings.c, cross_finding_places.c


def remove_findings(connection: Connection, docids: Iterable[int]) -> set[int]:
    """Delete the findings that stand on some acts; return the docids of all acts that they stood on."""
    acts: set[int] = set()
    for some in chunks(sorted(docids)):
        standing = select(_PLACE.finding_id).where(_PLACE.docid.in_(some)).distinct()
        for numbers in chunks(sorted(connection.execute(standing).scalars())):
            acts |= load_acts(connection, numbers)
            connection.execute(delete(cross_findings).where(_FINDING.finding_id.in_(numbers)))
    return acts


def load_acts(connection: Connection, numbers: Sequence[int]) -> set[int]:
    """Return the docids of the acts that some findings stand on."""
    query = select(_PLACE.docid).where(_PLACE.finding_id.in_(numbers)).distinct()
    return set(connection.execute(query).scalars())
