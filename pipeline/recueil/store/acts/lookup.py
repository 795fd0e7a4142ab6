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
    """An act by its name in the store, and what it is called."""

    uid: str
    kind: str | None
    number: str | None
    title: str | None


@dataclass(frozen=True, slots=True)
class StoredAct:
    """An act with the document that holds it and the sources that hold the document.

    ``others`` are the acts of the same document, in its order; the first is the séance's, or the recueil's.
    ``body`` is who issued it, as the settings name it or as the act does. ``is_erased``: the file names somebody
    who is forgotten. ``hidden`` are the characters of the document that a veiled store has masked: its file, and
    the pictures of its pages, say them. ``files`` are the sources as they are, for whoever opens one and shows it
    to nobody.
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
        """The name of the document, by which those of all its acts begin."""
        return self.uid.partition("-")[0]

    @property
    def text(self) -> str:
        return self.document.text[self.act.start : self.act.end]


_UID = re.compile(r"[0-9a-f]{1,64}(?:-\d{0,6})?", re.ASCII)
_CLOSE = 4
_SHOWN = 5


def stored_act(connection: Connection, uid: str) -> StoredAct:
    """The act of that uid, or the only one whose uid starts so; ActUnknown otherwise."""
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
    """The entities of an act, in their order."""
    found = connection.execute(select(*OF_ENTITY).where(entities.c.docid == docid).order_by(entities.c.n))
    return tuple(map(entity_of, found))


def _others(connection: Connection, row: Row[Any]) -> Iterator[Listed]:
    columns = select(acts.c.uid, acts.c.kind, acts.c.number, acts.c.title)
    beside = columns.where(acts.c.document_id == row.document_id, acts.c.docid != row.docid)
    for other in connection.execute(beside.order_by(acts.c.ordinal)):
        yield Listed(*other)


def document(connection: Connection, fingerprint: str) -> Document | None:
    """The document of this fingerprint with its pages, if the store has it."""
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
    """The row of the act of that uid, or of the only one whose uid starts so; ActUnknown otherwise.

    An act that was called otherwise is known by that name as well.
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
    """The acts whose uid starts so; of a document with several the first, unless the start says which."""
    uids = select(acts.c.uid).where(begins(acts.c.uid, start)).order_by(acts.c.uid).limit(_SHOWN)
    if "-" not in start:
        uids = uids.where(acts.c.ordinal == 1)
    return list(connection.execute(uids).scalars())
