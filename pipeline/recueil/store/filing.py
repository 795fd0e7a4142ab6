"""Writing the entities of acts and all that search repeats of them, with the persons they name."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection

from recueil.store import naming, projecting
from recueil.store.person_ids import Spelling
from recueil.store.projections import Projections, project
from recueil.store.rows import Record, entity_record
from recueil.values import Act

Filed = Sequence[tuple[Record, Act]]


def file(connection: Connection, filed: Filed, text: str, left: set[Spelling]) -> None:
    """Acts of one document, whose own rows are written; ``left`` are persons whom acts that went had named."""
    found, rows = _projected(sorted(filed, key=lambda pair: int(pair[0]["docid"])), text)
    names = projecting.names_of(rows)
    left = left - names
    naming.take(connection, {name.id for name in names}, {name.id for name in left})
    projecting.write(connection, found, rows)
    naming.forget_unnamed(connection, left)


def _projected(filed: Filed, text: str) -> tuple[list[Record], list[Projections]]:
    """The rows of the entities of some acts, and what search repeats of each act."""
    found: list[Record] = []
    rows: list[Projections] = []
    for record, act in filed:
        docid, version = record["docid"], record["pipeline_version"]
        mine = [entity_record(entity, docid, n, version) for n, entity in enumerate(act.entities, start=1)]
        rows.append(project(record, act.facts, act.findings, mine, text))
        for entity in mine:
            entity["at"], entity["until"] = rows[-1].places[entity["n"]]
        found += mine
    return found, rows
