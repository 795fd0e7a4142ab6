"""Integrity check of the store: its database, acts, index rows, documents and work ledger.

Everything is read in one snapshot, row by row; only one number per act stays in memory.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby, islice, starmap
from typing import Any

from sqlalchemy import Connection, RowMapping, Select, Table, case, exists, func, select

from recueil.beneficiaries.schema import DECISIONS as BENEFICIARY_DECISIONS
from recueil.beneficiaries.schema import merged_beneficiaries
from recueil.corrections import placement
from recueil.errors import StoreDamaged
from recueil.persons.groups import DECISIONS, Parts, all_parts, apply_split, words_of_group
from recueil.persons.ids import Spelling
from recueil.privacy.erasure import erase
from recueil.privacy.redaction.redactor import Redactor
from recueil.store.acts import handles
from recueil.store.acts.handles import is_keyed, load_fingerprints
from recueil.store.acts.rows import Record
from recueil.store.engine import dialect_of
from recueil.store.engine.protocol import FullTextIndex
from recueil.store.engine.statements import GroupedStream, stream_rows
from recueil.store.index.build import IndexRows
from recueil.store.index.document_rows import other_redactors
from recueil.store.index.schema import ACT_TABLES, person_words, persons, search_persons
from recueil.store.index.write import build_rows, document_redactors, rows_by_table
from recueil.store.ledger.runs import LEASE
from recueil.store.ledger.work import UNFINISHED
from recueil.store.schema import (
    acts,
    documents,
    entities,
    ledger,
    pages,
    runs,
    sources,
)
from recueil.translation import gettext as _

RowSet = set[tuple[Any, ...]]
# Number of documents in memory at a time.
_DOCUMENTS_STREAMED = 20

_ACTS = select(acts, documents.c.text).outerjoin_from(acts, documents).order_by(acts.c.docid)
_SEVERAL = select(acts.c.document_id).group_by(acts.c.document_id).having(func.count() > 1)
_ENTITIES = select(entities).order_by(entities.c.docid, entities.c.n)
_holder = persons.alias("holder")
_NAMES = (
    select(
        *(search_persons.c[name] for name in ("docid", "status", "n", "certainty", "doubtful")),
        *(who.c[name].label(f"{who.name}_{name}") for who in (persons, _holder) for name in Spelling._fields),
    )
    .join_from(search_persons, persons, search_persons.c.person_id == persons.c.person_id)
    .outerjoin(_holder, search_persons.c.other == _holder.c.person_id)
)
_INDEX_QUERIES: dict[Table, Select[Any]] = {
    **{table: select(table) for table in ACT_TABLES},
    search_persons: _NAMES,
}


def act_faults(connection: Connection) -> Iterator[tuple[str, str]]:
    """Yield the uid and the fault of each act that disagrees with its document or its index rows."""
    index = dialect_of(connection).read_index(connection)
    parts = all_parts(connection)
    mentioned = GroupedStream(connection, _ENTITIES, "docid")
    kept = {
        table: GroupedStream(connection, query.order_by(table.c.docid), "docid")
        for table, query in _INDEX_QUERIES.items()
    }
    several = set(connection.execute(_SEVERAL).scalars())
    document_id, redactors = None, document_redactors(connection, ())
    for row in stream_rows(connection, _ACTS, _DOCUMENTS_STREAMED).mappings():
        act = dict(row)
        if act["text"] is None:
            yield act["uid"], _("Its document is not in the store.")
            continue
        docid = act["docid"]
        found = [dict(entity) for entity in mentioned.of(docid)]
        if act["document_id"] != document_id:
            document_id = act["document_id"]
            redactors = document_redactors(connection, {document_id} & several)
        stored = {table: {tuple(values.values()) for values in rows.of(docid)} for table, rows in kept.items()}
        for fault in (
            *_position_faults(act, found),
            *_index_faults(act, found, other_redactors(redactors, act), stored, index, parts),
        ):
            yield act["uid"], fault


def _position_faults(act: Record, found: list[Record]) -> Iterator[str]:
    """Yield the faults of positions in the document, and of the day the act is filed under."""
    text: str = act["text"]
    if not 0 <= act["start"] <= act["end"] <= len(text):
        yield _("It is outside its document.")
    for entity in found:
        if text[entity["start"] : entity["end"]] != entity["text"]:
            yield _("Its document does not say {entity!r} at {entity_2}.").format(
                entity=entity["text"], entity_2=entity["start"]
            )
    first, last = handles.of_day(act["date_from"])
    if not first <= act["docid"] <= last:
        yield _("It is filed under another day than its own.")


def _index_faults(
    act: Record,
    found: list[Record],
    redactors: list[Redactor],
    stored: dict[Table, RowSet],
    index: FullTextIndex,
    parts: Parts,
) -> Iterator[str]:
    """Yield the differences between an act's index rows and those rebuilt from it."""
    search = build_rows(act, found, redactors)
    expected = _expected_rows(act["docid"], search, parts)
    for table in stored:
        if stored[table] != expected[table]:
            yield _("{name} does not repeat its entities.").format(name=table.name)
    if any(search.places[entity["n"]] != (entity["at"], entity["until"]) for entity in found):
        yield _("Its entities do not say at which of its words they stand.")
    if not index.has(act["docid"], search.words, search.tokens):
        yield _("The full-text index does not hold its words and terms as they are.")


def _expected_rows(act: int, search: IndexRows, parts: Parts) -> dict[Table, RowSet]:
    """Return the index rows that an act should have, by table."""
    rows = rows_by_table(search)
    expected = {table: {tuple(row[column.name] for column in table.c) for row in rows[table]} for table in rows}
    whose = {None: (None, None, None)} | {name.name: apply_split(name, search.uid, parts) for name in search.names}
    named = {
        (
            *(act, person.status, person.n, person.certainty, person.doubtful),
            *(*whose[person.name], *whose[person.other]),
        )
        for person in search.persons
    }
    return {**expected, search_persons: named}


_MAX_FAULTS = 100
# Number of documents in memory at a time.
_DOCUMENTS_IN_MEMORY = 20
_RESTORE = _("Restore a backup with `recueil restore`, or ingest into a new store.")
_INGEST = _("The next `recueil ingest` takes it over.")


@dataclass(frozen=True, slots=True)
class StoreFault:
    """A fault. ``what`` names the faulty thing: an act by its uid, a source by its address."""

    what: str
    detail: str
    advice: str


def check_store(connection: Connection, when: datetime.datetime) -> list[StoreFault]:
    """Return all faults, at most a hundred of each sort; none if the store is sound."""
    dialect = dialect_of(connection)
    try:
        damage = dialect.damage(connection)
    except dialect.ERRORS as error:
        damage = [dialect.to_store_error(error, _("even to look through it fails")).message.rstrip(".")]
    if damage:
        return [
            StoreFault(_("the database"), _("It is damaged: {line}.").format(line=line), dialect.IF_DAMAGED)
            for line in damage
        ]
    sorts = (
        _check_orphans(connection),
        (StoreFault(_("act {uid}").format(uid=uid), fault, _RESTORE) for uid, fault in act_faults(connection)),
        (StoreFault(what, fault, _RESTORE) for what, fault in placement.find_faults(connection)),
        _check_persons(connection),
        _check_documents(connection),
        _check_work(connection),
        _check_running(connection, when),
        starmap(StoreFault, erase.find_faults(connection)),
    )
    return [finding for sort in sorts for finding in islice(sort, _MAX_FAULTS)]


def damage_fault(error: StoreDamaged) -> StoreFault:
    """Build the fault for damage that aborted a check."""
    return StoreFault(
        _("the database"), _("It could not be read to its end: {message}").format(message=error.message), _RESTORE
    )


def _check_orphans(connection: Connection) -> Iterator[StoreFault]:
    """Find dangling references, and index entries without an act."""
    dialect = dialect_of(connection)
    # Acts without their document are reported by name, among the acts.
    for (child, parent), count in dialect.orphans(connection).items():
        if child != acts.name:
            detail = _("{count} of its rows refer to {parent} that are not in the store.").format(
                count=count, parent=parent
            )
            yield StoreFault(_("table {child}").format(child=child), detail, _RESTORE)
    strays = ~exists().where(acts.c.docid == dialect.docid)
    count = connection.execute(select(func.count()).select_from(dialect.search_text).where(strays)).scalar_one()
    if count:
        yield StoreFault(
            _("the full-text index"), _("{count} of its acts are not in the store.").format(count=count), _RESTORE
        )


def _check_persons(connection: Connection) -> Iterator[StoreFault]:
    """Find persons with wrong words or a wrong group, and those that no act names."""
    named = exists().where(search_persons.c.person_id == persons.c.person_id).label("named")
    query = select(persons, person_words.c.word, named).outerjoin_from(persons, person_words)
    rows = stream_rows(connection, query.order_by(persons.c.person_id))
    groups = DECISIONS.all_groups(connection)
    for (__, *spelling, head, is_named), words in groupby(rows, lambda row: (*row[:5], row.named)):
        who = Spelling(*spelling)
        group = groups.get(str(who.id))
        if {row.word for row in words} - {None} != (words_of_group(group) if group else set(who.id.words)):
            yield StoreFault(
                _("person {name}").format(name=who.name), _("Search does not find it by its words."), _RESTORE
            )
        if head != (group.head if group else str(who.id)):
            yield StoreFault(
                _("person {name}").format(name=who.name),
                _("It is not the person whom analysts say it is."),
                _RESTORE,
            )
        if not is_named:
            yield StoreFault(_("person {name}").format(name=who.name), _("No act names it."), _RESTORE)


def _check_beneficiaries(connection: Connection) -> Iterator[StoreFault]:
    """Find merged beneficiaries with a head that no decision gives them, or without one."""
    merged = merged_beneficiaries.c
    stored = dict(connection.execute(select(merged.beneficiary, merged.head)).all())
    decided = {each: group.head for each, group in BENEFICIARY_DECISIONS.all_groups(connection).items()}
    for name in sorted(name for name in stored.keys() | decided.keys() if stored.get(name) != decided.get(name)):
        yield StoreFault(
            _("beneficiary {name}").format(name=name), _("It is not the one that analysts say it is."), _RESTORE
        )


def _check_documents(connection: Connection) -> Iterator[StoreFault]:
    """Find documents whose handle does not match, whose pages do not cover the text, or without a source."""
    has_source = exists().where(sources.c.document_id == documents.c.document_id).label("held")
    # Once digests are keyed, handles cannot be recomputed.
    named = None if is_keyed(connection) else load_fingerprints(connection)
    leaves = GroupedStream(connection, select(pages).order_by(pages.c.document_id, pages.c.number), "document_id")
    for row in stream_rows(
        connection, select(documents, has_source).order_by(documents.c.document_id), _DOCUMENTS_IN_MEMORY
    ):
        what = _("document {handle}").format(handle=row.handle)
        if named is not None and not named.name(row.sha256).startswith(row.handle):
            yield StoreFault(what, _("Its name is not that of its content."), _RESTORE)
        if not _pages_cover(leaves.of(row.document_id), len(row.text)):
            yield StoreFault(what, _("Its pages do not cover its text."), _RESTORE)
        if not row.held:
            yield StoreFault(what, _("No source holds it."), _RESTORE)


def _pages_cover(leaves: list[RowMapping], length: int) -> bool:
    """Return whether pages cover a text without gaps or overlaps."""
    bounds = [0, *(leaf["end"] for leaf in leaves)]
    return [leaf["start"] for leaf in leaves] == bounds[:-1] and bounds[-1] == length


def _check_work(connection: Connection) -> Iterator[StoreFault]:
    """Find disagreements between the ledger's work on a source and the document that the source holds."""
    of_document = sources.c.document_id == documents.c.document_id
    of_source = ledger.c.source_id == sources.c.source_id
    query = select(sources.c.uri).join_from(sources, ledger).outerjoin(documents, of_document)
    query = query.where(ledger.c.state == "done", documents.c.sha256.is_distinct_from(ledger.c.sha256))
    for uri in connection.execute(query.order_by(sources.c.uri)).scalars():
        yield StoreFault(
            _("source {uri}").format(uri=uri),
            _("Its work is done, but the store does not hold what was read."),
            _RESTORE,
        )
    of_what_it_holds = (
        of_source,
        ledger.c.state.in_(("done", "withdrawn")),
        ledger.c.sha256 == documents.c.sha256,
    )
    count = select(func.count()).where(*of_what_it_holds).scalar_subquery()
    # If some files of an archive cannot be read, its work is not done.
    is_wrong = case((documents.c.missing.is_(None), count != 1), else_=count > 1)
    settled = select(sources.c.uri, count).join_from(sources, documents).where(is_wrong)
    for uri, number in connection.execute(settled.order_by(sources.c.uri)):
        detail = _("The store holds it, for which {number} works are done or withdrawn, not one.").format(
            number=number
        )
        yield StoreFault(_("source {uri}").format(uri=uri), detail, _RESTORE)
    waiting = select(sources.c.uri, func.count()).join_from(sources, ledger)
    waiting = waiting.where(ledger.c.state.in_((*UNFINISHED, "running"))).group_by(sources.c.uri)
    for uri, number in connection.execute(waiting.having(func.count() > 1).order_by(sources.c.uri)):
        yield StoreFault(
            _("source {uri}").format(uri=uri),
            _("{number} works on it are not done, where there can be one.").format(number=number),
            _RESTORE,
        )


def _check_running(connection: Connection, when: datetime.datetime) -> Iterator[StoreFault]:
    """Find running work whose run is not alive."""
    beating = runs.c.heartbeat.between(when - LEASE, when + LEASE)
    at_work = exists().where(runs.c.run_id == ledger.c.run_id, runs.c.finished.is_(None), beating)
    query = select(sources.c.uri).join_from(sources, ledger).where(ledger.c.state == "running", ~at_work)
    for uri in connection.execute(query.order_by(sources.c.uri)).scalars():
        yield StoreFault(
            _("source {uri}").format(uri=uri), _("Its work is said to be running, but no run is at it."), _INGEST
        )
