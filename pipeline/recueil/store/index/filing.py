"""Writing the entities of acts and all that search repeats of them, with the persons they name."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection

from recueil.persons import upsert
from recueil.persons.ids import Spelling
from recueil.store.acts.rows import Record, entity_record
from recueil.store.index import projecting
from recueil.store.index.projections import Projections, project, veil_of_act
from recueil.values import Act

Filed = Sequence[tuple[Record, Act]]


def file(connection: Connection, filed: Filed, text: str, left: set[Spelling]) -> None:
    """Write the entities and index rows of one document's acts, with the persons they name.

    The acts' own rows must exist. ``left`` are persons named by acts that were deleted.
    """
    document_ids = {int(record["document_id"]) for record, _ in filed}
    veils = projecting.veils_of_documents(connection, document_ids)
    found, rows = _projected(sorted(filed, key=lambda pair: int(pair[0]["docid"])), text, veils)
    names = projecting.names_of(rows)
    left = left - names
    upsert.take(connection, {name.id for name in names}, {name.id for name in left})
    projecting.write(connection, found, rows)
    upsert.forget_unnamed(connection, left)


def _projected(filed: Filed, text: str, veils: projecting.Veils) -> tuple[list[Record], list[Projections]]:
    """Build the entities' rows and the index rows of some acts."""
    found: list[Record] = []
    rows: list[Projections] = []
    mentioned: dict[int, list[Record]] = {}
    for record, act in filed:
        docid, version = record["docid"], record["pipeline_version"]
        mine = [entity_record(entity, docid, n, version) for n, entity in enumerate(act.entities, start=1)]
        mentioned[docid] = mine
        if record["document_id"] in veils:
            veils[record["document_id"]][docid] = veil_of_act(act.facts, mine)
    for record, act in filed:
        docid, mine = record["docid"], mentioned[record["docid"]]
        others = projecting.others(veils, record)
        rows.append(project(record, act.facts, act.findings, mine, text, others))
        for entity in mine:
            entity["at"], entity["until"] = rows[-1].places[entity["n"]]
        found += mine
    return found, rows
