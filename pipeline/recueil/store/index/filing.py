"""Writing the entities of acts and all that search repeats of them, with the persons they name."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection

from recueil.persons import upsert
from recueil.persons.ids import Spelling
from recueil.store.acts.rows import Record, entity_to_row
from recueil.store.index import projecting
from recueil.store.index.projections import IndexRows, act_redactor, build_index_rows
from recueil.values import Act

FiledActs = Sequence[tuple[Record, Act]]


def index_document(connection: Connection, filed: FiledActs, text: str, left: set[Spelling]) -> None:
    """Write the entities and index rows of one document's acts, with the persons they name.

    The acts' own rows must exist. ``left`` are persons named by acts that were deleted.
    """
    document_ids = {int(record["document_id"]) for record, _ in filed}
    veils = projecting.document_redactors(connection, document_ids)
    found, rows = _build_document_rows(sorted(filed, key=lambda pair: int(pair[0]["docid"])), text, veils)
    names = projecting.person_names(rows)
    left = left - names
    upsert.lock_names(connection, {name.id for name in names}, {name.id for name in left})
    projecting.write_acts(connection, found, rows)
    upsert.delete_unnamed(connection, left)


def _build_document_rows(
    filed: FiledActs, text: str, veils: projecting.DocumentRedactors
) -> tuple[list[Record], list[IndexRows]]:
    """Build the entities' rows and the index rows of some acts."""
    found: list[Record] = []
    rows: list[IndexRows] = []
    mentioned: dict[int, list[Record]] = {}
    for record, act in filed:
        docid, version = record["docid"], record["pipeline_version"]
        mine = [entity_to_row(entity, docid, n, version) for n, entity in enumerate(act.entities, start=1)]
        mentioned[docid] = mine
        if record["document_id"] in veils:
            veils[record["document_id"]][docid] = act_redactor(act.facts, mine)
    for record, act in filed:
        docid, mine = record["docid"], mentioned[record["docid"]]
        others = projecting.other_redactors(veils, record)
        rows.append(build_index_rows(record, act.facts, act.findings, mine, text, others))
        for entity in mine:
            entity["at"], entity["until"] = rows[-1].places[entity["n"]]
        found += mine
    return found, rows
