"""Remove findings across acts when one of their acts changes or goes: the night makes them again, or not."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection, delete, select

from recueil.cross_checks.schema import cross_finding_places, cross_findings
from recueil.store.engine.statements import chunks

_FINDING, _PLACE = cross_findings.c, cross_finding_places.c


def remove_findings(connection: Connection, docids: Iterable[int]) -> set[int]:
    """Delete the findings that stand on some acts; return the docids of the acts that they were findings of."""
    acts: set[int] = set()
    for some in chunks(sorted(docids)):
        standing = select(_FINDING.finding_id, _FINDING.docid).join_from(cross_findings, cross_finding_places)
        rows = connection.execute(standing.where(_PLACE.docid.in_(some)).distinct()).all()
        acts |= {docid for _, docid in rows}
        for numbers in chunks(sorted(number for number, _ in rows)):
            connection.execute(delete(cross_findings).where(_FINDING.finding_id.in_(numbers)))
    return acts
