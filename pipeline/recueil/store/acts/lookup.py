"""One act, whole; and the state of the store."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, select

from recueil.errors import ActUnknown
from recueil.privacy.erasure import suppressions
from recueil.readers.reading_document import Document, MissingFile, Page
from recueil.readers.words import Words
from recueil.store.acts import store_handles
from recueil.store.acts.rows import ENTITY_COLUMNS, row_to_act, row_to_entity
from recueil.store.engine.column_types import starts_with
from recueil.store.schema import acts, documents, entities, pages, sources
from recueil.values import Act, Entity


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
    nobody.
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
    held = select(sources.c.uri).where(sources.c.document_id == row.document_id).order_by(sources.c.uri)
    holding = select(documents).where(documents.c.document_id == row.document_id)
    uris = tuple(connection.execute(held).scalars())
    return StoredAct(
        uid=row.uid,
        act=row_to_act(row, load_act_entities(connection, row.docid)),
        document=_to_document(connection, connection.execute(holding).one()),
        sources=uris,
        pipeline_version=row.pipeline_version,
        others=tuple(_other_acts(connection, row)),
        body=row.body,
        is_erased=suppressions.is_erased(connection, row.document_id),
        files=uris,
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
    return None if row is None else _to_document(connection, row)


def _to_document(connection: Connection, row: Row[Any]) -> Document:
    of_it = pages.c.document_id == row.document_id
    leaves = connection.execute(select(pages).where(of_it).order_by(pages.c.number))
    missing = tuple(MissingFile(**each) for each in row.missing or ())
    return Document(row.text, tuple(map(_to_page, leaves)), row.sha256, row.size, row.media, missing)


def _to_page(row: Row[Any]) -> Page:
    return Page(row.number, row.start, row.end, row.width, row.height, Words.unpacked(row.words))


def find_act_row(connection: Connection, uid: str) -> Row[Any]:
    """Return the row of the act with this uid, or of the only one whose uid starts with it; raises
    ActUnknown.

    Former uids of an act are accepted too.
    """
    uid = uid.strip().lower()
    if _UID.fullmatch(uid) is None:
        raise ActUnknown(f"{uid!r} is no identifier of an act.", "Take one from `recueil search`.")
    exact = connection.execute(select(acts).where(acts.c.uid == uid)).first()
    if exact is not None:
        return exact
    now = store_handles.resolve_former_uid(connection, uid)
    if now is not None:
        return find_act_row(connection, now)
    uids = _uids_with_prefix(connection, uid) or store_handles.find_by_former_handle(connection, uid, _SHOWN)
    if len(uids) == 1:
        return connection.execute(select(acts).where(acts.c.uid == uids[0])).one()
    if uids:
        raise ActUnknown(f"Several acts start with {uid}.", f"Choose among {', '.join(uids)}.")
    close = _uids_with_prefix(connection, uid[:_NEARBY_PREFIX])
    raise ActUnknown(f"There is no act {uid}.", f"Near it: {', '.join(close)}." if close else "")


def _uids_with_prefix(connection: Connection, start: str) -> list[str]:
    """Find acts by a prefix of the uid; of a document with several acts only the first, unless it has a «
    - ».
    """
    uids = select(acts.c.uid).where(starts_with(acts.c.uid, start)).order_by(acts.c.uid).limit(_SHOWN)
    if "-" not in start:
        uids = uids.where(acts.c.ordinal == 1)
    return list(connection.execute(uids).scalars())
