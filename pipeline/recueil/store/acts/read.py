"""Read acts: one whole act with its document, or hundreds at a time as view rows or whole acts."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, Row, func, select

from recueil.beneficiaries.numbers import Numbers, load_numbers
from recueil.bodies.filing import NOT_FILED, FiledBody
from recueil.errors import ActUnknown
from recueil.privacy.erasure import suppressions
from recueil.readers.document import Document, MissingFile, Page, Words
from recueil.readers.page_tables import PageTables
from recueil.store.acts import handles
from recueil.store.acts.rows import ENTITY_COLUMNS, row_to_act, row_to_entity
from recueil.store.engine.column_types import starts_with
from recueil.store.index.repeats import is_repeat
from recueil.store.index.schema import search_awards
from recueil.store.schema import acts, documents, entities, pages, sources
from recueil.store.views import ACT_VIEWS, View
from recueil.translation import gettext as _
from recueil.values import Act, EnclosedAct, Entity
from recueil.values.codec import decode
from recueil.values.stated import RECORD

ViewRows = Sequence[Sequence[Any]]


@dataclass(frozen=True, slots=True)
class FiledAct:
    """An act as stored, with its text, uid, document, body and sources.

    ``repeated`` are the numbers of awards of a record of a table that an act of the store has made;
    ``identified`` has the SIRET and RNA of the beneficiaries of awards, by their numbers, where they are known.
    """

    uid: str
    document: str
    sources: tuple[str, ...]
    body: str | None
    act: Act
    text: str
    pipeline_version: str
    filed: FiledBody = NOT_FILED
    repeated: frozenset[int] = frozenset()
    identified: Mapping[int, Numbers] = field(default_factory=dict)


def view_rows(
    connection: Connection, docids: Sequence[int], views: Sequence[View] = ACT_VIEWS
) -> dict[str, ViewRows]:
    """Return the rows of some acts in some views, by view name."""
    return {view.name: connection.execute(view.of(docids)).all() for view in views}


def load_acts(connection: Connection, docids: Sequence[int]) -> list[FiledAct]:
    """Return some whole acts, the latest first."""
    words = func.substr(documents.c.text, acts.c.start + 1, acts.c.end - acts.c.start)
    query = select(acts, documents.c.handle, words.label("words")).join_from(acts, documents)
    rows = connection.execute(query.where(acts.c.docid.in_(docids)).order_by(acts.c.docid.desc())).all()
    entities_of = _load_entities(connection, docids)
    sources_of = _load_sources(connection, {row.document_id for row in rows})
    repeated = _load_repeated(connection, [row.docid for row in rows if row.kind == RECORD])
    numbers = load_numbers(connection, docids)
    return [
        FiledAct(
            row.uid,
            row.handle,
            tuple(sources_of[row.document_id]),
            row.body,
            row_to_act(row, tuple(entities_of[row.docid])),
            row.words,
            row.pipeline_version,
            FiledBody.of_row(row),
            frozenset(repeated[row.docid]),
            numbers.get(row.docid, {}),
        )
        for row in rows
    ]


def _load_repeated(connection: Connection, records: Sequence[int]) -> dict[int, set[int]]:
    award, found = search_awards.c, defaultdict[int, set[int]](set)
    if records:
        for docid, n in connection.execute(
            select(award.docid, award.n).where(award.docid.in_(records), is_repeat())
        ):
            found[docid].add(n)
    return found


def _load_entities(connection: Connection, docids: Sequence[int]) -> dict[int, list[Entity]]:
    query = select(entities.c.docid, *ENTITY_COLUMNS).where(entities.c.docid.in_(docids))
    found: dict[int, list[Entity]] = defaultdict(list)
    for row in connection.execute(query.order_by(entities.c.docid, entities.c.n)):
        found[row[0]].append(row_to_entity(row))
    return found


def _load_sources(connection: Connection, document_ids: set[int]) -> dict[int, list[str]]:
    query = select(sources.c.document_id, sources.c.uri).where(sources.c.document_id.in_(document_ids))
    found: dict[int, list[str]] = defaultdict(list)
    for document_id, uri in connection.execute(query.order_by(sources.c.uri)):
        found[document_id].append(uri)
    return found


@dataclass(frozen=True, slots=True)
class ActSummary:
    """The uid and the heading of an act."""

    uid: str
    kind: str | None
    number: str | None
    title: str | None


@dataclass(frozen=True, slots=True)
class StoredAct:
    """An act with the document that contains it and the sources that hold the document.

    ``others`` are the other acts of the document, in order; the first act of a document is the
    séance's, or the recueil's. ``body`` is the issuer, as named by the settings or by the act.
    ``is_erased``: the file names a forgotten person. ``hidden`` are the character ranges of the
    document that a redacting store has masked: the file, and images of its pages, still show them.
    ``files`` are the unredacted source addresses, for code that opens one and shows the address to
    nobody. ``filed`` is the body with its SIREN, and how it is known.
    """

    uid: str
    act: Act
    document: Document
    sources: tuple[str, ...]
    pipeline_version: str
    others: tuple[ActSummary, ...] = ()
    body: str | None = None
    is_erased: bool = False
    hidden: tuple[tuple[int, int], ...] = ()
    files: tuple[str, ...] = ()
    filed: FiledBody = NOT_FILED
    repeated: frozenset[int] = frozenset()

    @property
    def handle(self) -> str:
        """The document's name, with which the uids of all its acts begin."""
        return self.uid.partition("-")[0]

    @property
    def text(self) -> str:
        return self.document.text[self.act.start : self.act.end]


_UID = re.compile(r"[0-9a-f]{1,64}(?:-\d{0,6})?", re.ASCII)
_NEARBY_PREFIX = 4
_SHOWN = 5


def load_act(connection: Connection, uid: str) -> StoredAct:
    """Return the act with this uid, or the only one whose uid starts with it; raises ActUnknown."""
    row = find_act_row(connection, uid)
    addresses = select(sources.c.uri).where(sources.c.document_id == row.document_id).order_by(sources.c.uri)
    holding = select(documents).where(documents.c.document_id == row.document_id)
    uris = tuple(connection.execute(addresses).scalars())
    return StoredAct(
        uid=row.uid,
        act=row_to_act(row, load_act_entities(connection, row.docid)),
        document=to_document(connection, connection.execute(holding).one()),
        sources=uris,
        pipeline_version=row.pipeline_version,
        others=tuple(_other_acts(connection, row)),
        body=row.body,
        is_erased=suppressions.is_erased(connection, row.document_id),
        files=uris,
        filed=FiledBody.of_row(row),
    )


def load_act_entities(connection: Connection, docid: int) -> tuple[Entity, ...]:
    """Return the entities of an act, in order."""
    found = connection.execute(select(*ENTITY_COLUMNS).where(entities.c.docid == docid).order_by(entities.c.n))
    return tuple(map(row_to_entity, found))


def _other_acts(connection: Connection, row: Row[Any]) -> Iterator[ActSummary]:
    columns = select(acts.c.uid, acts.c.kind, acts.c.number, acts.c.title)
    beside = columns.where(acts.c.document_id == row.document_id, acts.c.docid != row.docid)
    for other in connection.execute(beside.order_by(acts.c.ordinal)):
        yield ActSummary(*other)


def load_document(connection: Connection, fingerprint: str) -> Document | None:
    """Return the document with this fingerprint, with its pages; None if the store does not have it."""
    row = connection.execute(select(documents).where(documents.c.sha256 == fingerprint)).first()
    return None if row is None else to_document(connection, row)


def to_document(connection: Connection, row: Row[Any]) -> Document:
    """Return the document of a row of ``documents``, with its pages."""
    query = select(pages).where(pages.c.document_id == row.document_id).order_by(pages.c.number)
    leaves = tuple(
        Page(
            page.number,
            page.start,
            page.end,
            page.width,
            page.height,
            Words.unpack(page.words),
            PageTables(page.tables),
        )
        for page in connection.execute(query)
    )
    missing = tuple(MissingFile(**file) for file in row.missing or ())
    enclosed = decode(tuple[EnclosedAct, ...], row.enclosed or [])
    return Document(row.text, leaves, row.sha256, row.size, row.media, missing, enclosed)


def find_act_row(connection: Connection, uid: str) -> Row[Any]:
    """Return the row of the act with this uid, or of the only one whose uid starts with it; raises
    ActUnknown.

    Former uids of an act are accepted too.
    """
    uid = uid.strip().lower()
    if _UID.fullmatch(uid) is None:
        raise ActUnknown(
            _("{uid!r} is not the identifier of an act.").format(uid=uid), _("Take one from `recueil search`.")
        )
    exact = connection.execute(select(acts).where(acts.c.uid == uid)).first()
    if exact is not None:
        return exact
    now = handles.resolve_former_uid(connection, uid)
    if now is not None:
        return find_act_row(connection, now)
    uids = _uids_with_prefix(connection, uid) or handles.find_by_former_handle(connection, uid, _SHOWN)
    if len(uids) == 1:
        return connection.execute(select(acts).where(acts.c.uid == uids[0])).one()
    if uids:
        raise ActUnknown(
            _("Several acts start with {uid}.").format(uid=uid),
            _("Choose among {uids}.").format(uids=", ".join(uids)),
        )
    close = _uids_with_prefix(connection, uid[:_NEARBY_PREFIX])
    raise ActUnknown(
        _("There is no act {uid}.").format(uid=uid),
        _("Near it: {close}.").format(close=", ".join(close)) if close else "",
    )


def _uids_with_prefix(connection: Connection, start: str) -> list[str]:
    """Find acts by a prefix of the uid; of a document with several acts only the first, unless it has a «
    - ».
    """
    uids = select(acts.c.uid).where(starts_with(acts.c.uid, start)).order_by(acts.c.uid).limit(_SHOWN)
    if "-" not in start:
        uids = uids.where(acts.c.ordinal == 1)
    return list(connection.execute(uids).scalars())
