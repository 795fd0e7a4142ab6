"""Build the rows of the entities of a document's acts, and their index rows. Nothing here uses the database."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from recueil.errors import ActRefused
from recueil.privacy.redaction.redactor import Redactor
from recueil.store.acts.rows import Record, entity_to_row
from recueil.store.engine.statements import Columns, columns_of
from recueil.store.index.build import IndexRows, build_index_rows, read_persons
from recueil.translation import gettext as _
from recueil.values import Act

FiledActs = Sequence[tuple[Record, Act]]
"""Acts with their rows."""
DocumentRedactors = dict[int, dict[int, Redactor]]
"""The redactors of acts, by document and docid."""


class ActRows(NamedTuple):
    """The rows of an act's entities, by columns, and its index rows."""

    found: Columns
    rows: IndexRows


def validate_places(text: str, acts: Sequence[Act]) -> None:
    """Raise ActRefused for an act that does not fit its document.

    An entity with wrong positions would show the reader another passage: better a failure.
    """
    for act in acts:
        if not 0 <= act.start <= act.end <= len(text):
            raise ActRefused(
                _("The act at {start} to {end} is outside its document.").format(start=act.start, end=act.end)
            )
        for entity in act.entities:
            if text[entity.start : entity.end] != entity.text:
                raise ActRefused(
                    _("The text at {start} to {end} is not {text!r}.").format(
                        start=entity.start, end=entity.end, text=entity.text
                    )
                )


def build_document_rows(filed: FiledActs, text: str, redactors: DocumentRedactors) -> list[ActRows]:
    """Build the entities' rows and the index rows of some acts, in their order in the document."""
    mentioned: dict[int, list[Record]] = {}
    read = {}
    for record, act in filed:
        docid, version = record["docid"], record["pipeline_version"]
        entity_rows = [entity_to_row(entity, docid, n, version) for n, entity in enumerate(act.entities, start=1)]
        mentioned[docid] = entity_rows
        read[docid] = read_persons(act.facts, entity_rows)
        if record["document_id"] in redactors:
            _, redactors[record["document_id"]][docid] = read[docid]
    built: list[ActRows] = []
    for record, act in filed:
        entity_rows, others = mentioned[record["docid"]], other_redactors(redactors, record)
        rows = build_index_rows(record, act.facts, act.findings, entity_rows, text, others, read[record["docid"]])
        for entity in entity_rows:
            entity["at"], entity["until"] = rows.places[entity["n"]]
        built.append(ActRows(columns_of(entity_rows), rows))
    return built


def other_redactors(redactors: DocumentRedactors, act: Record) -> list[Redactor]:
    """Return the redactors of the other acts in an act's document."""
    return [redactor for docid, redactor in redactors.get(act["document_id"], {}).items() if docid != act["docid"]]
