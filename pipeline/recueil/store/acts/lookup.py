"""One act, whole; and the state of the store."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, select

from recueil.errors import ActUnknown
from recueil.privacy.erasure import suppressions
from recueil.readers.reading_document import Document, Missing, Page
from recueil.readers.words import Words
from recueil.store.acts import store_handles
from recueil.store.acts.rows import OF_ENTITY, act_of, entity_of
from recueil.store.engine.column_types import begins
from recueil.store.schema import acts, documents, entities, pages, sources
from recueil.values import Act, Entity


@dataclass(frozen=True, slots=True)
class Listed:
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
    others: tuple[Listed, ...] = ()
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
_CLOSE = 4
_SHOWN = 5


def stored_act(connection: Connection, uid: str) -> StoredAct:
    """Return the act with this uid, or the only one whose uid starts with it; raises ActUnknown."""
    row = act_row(connection, uid)
    held = select(sources.c.uri).where(sources.c.document_id == row.document_id).order_by(sources.c.uri)
    holding = select(documents).where(documents.c.document_id == row.document_id)
    uris = tuple(connection.execute(held).scalars())
    return StoredAct(
        uid=row.uid,
        act=act_of(row, entities_of(connection, row.docid)),
        document=_document_of(connection, connection.execute(holding).one()),
        sources=uris,
        pipeline_version=row.pipeline_version,
        others=tuple(_others(connection, row)),
        body=row.body,
        is_erased=suppressions.is_erased(connection, row.document_id),
        files=uris,
    )


def entities_of(connection: Connection, docid: int) -> tuple[Entity, ...]:
    """Return the entities of an act, in order."""
    found = connection.execute(select(*OF_ENTITY).where(entities.c.docid == docid).order_by(entities.c.n))
    return tuple(map(entity_of, found))


def _others(connection: Connection, row: Row[Any]) -> Iterator[Listed]:
    columns = select(acts.c.uid, acts.c.kind, acts.c.number, acts.c.title)
    beside = columns.where(acts.c.document_id == row.document_id, acts.c.docid != row.docid)
    for other in connection.execute(beside.order_by(acts.c.ordinal)):
        yield Listed(*other)


def document(connection: Connection, fingerprint: str) -> Document | None:
    """Return the document with this fingerprint, with its pages; None if the store does not have it."""
    row = connection.execute(select(documents).where(documents.c.sha256 == fingerprint)).first()
    return None if row is None else _document_of(connection, row)


def _document_of(connection: Connection, row: Row[Any]) -> Document:
    of_it = pages.c.document_id == row.document_id
    leaves = connection.execute(select(pages).where(of_it).order_by(pages.c.number))
    missing = tuple(Missing(**each) for each in row.missing or ())
    return Document(row.text, tuple(map(_page_of, leaves)), row.sha256, row.size, row.media, missing)


def _page_of(row: Row[Any]) -> Page:
    return Page(row.number, row.start, row.end, row.width, row.height, Words.unpacked(row.words))


def act_row(connection: Connection, uid: str) -> Row[Any]:
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
    now = store_handles.renamed(connection, uid)
    if now is not None:
        return act_row(connection, now)
    uids = _starting(connection, uid) or store_handles.were_named(connection, uid, _SHOWN)
    if len(uids) == 1:
        return connection.execute(select(acts).where(acts.c.uid == uids[0])).one()
    if uids:
        raise ActUnknown(f"Several acts start with {uid}.", f"Choose among {', '.join(uids)}.")
    close = _starting(connection, uid[:_CLOSE])
    raise ActUnknown(f"There is no act {uid}.", f"Near it: {', '.join(close)}." if close else "")


def _starting(connection: Connection, start: str) -> list[str]:
    """Find acts by a prefix of the uid; of a document with several acts only the first, unless it has a «
    - ».
    """
    uids = select(acts.c.uid).where(begins(acts.c.uid, start)).order_by(acts.c.uid).limit(_SHOWN)
    if "-" not in start:
        uids = uids.where(acts.c.ordinal == 1)
    return list(connection.execute(uids).scalars())
