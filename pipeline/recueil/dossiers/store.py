"""``store.dossiers``: make, read and change dossiers. Each method is one transaction.

A user reads their own dossiers and shared ones, and changes their own; None, for a command on the store, may all.
"""

from __future__ import annotations

import datetime
import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import islice
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Engine,
    Row,
    Text,
    cast,
    delete,
    func,
    insert,
    or_,
    select,
    true,
    update,
)

from recueil.dossiers.items import load_items, load_rows, target_columns
from recueil.dossiers.records import (
    MAX_DOSSIERS,
    MAX_ITEMS,
    ActTarget,
    Dossier,
    DossierHead,
    Target,
    check_note,
    check_query,
    check_tags,
    check_title,
    unknown_dossier,
    unknown_item,
)
from recueil.dossiers.schema import ACT, dossier_items, dossiers
from recueil.dossiers.timeline import Timeline, load_timeline
from recueil.errors import DossierForbidden, DossierRefused
from recueil.privacy.redaction.private_persons import (
    combine_redactors,
    load_hidden_families,
    load_redactors,
)
from recueil.privacy.redaction.redactor import NO_REDACTION, Redactor, words_of
from recueil.query import Query
from recueil.store.acts.succession import find_predecessors, find_successors
from recueil.store.engine.statements import chunks
from recueil.store.engine.transactions import read_transaction, write_transaction
from recueil.store.schema import acts
from recueil.store.search.compile import Search
from recueil.translation import gettext as _

_SIZE = (
    select(func.count())
    .where(dossier_items.c.dossier_id == dossiers.c.dossier_id)
    .correlate(dossiers)
    .scalar_subquery()
    .label("size")
)


class Dossiers:
    """``Store.dossiers``. With ``redacted``, private persons are masked, also in words that others have typed."""

    def __init__(self, engine: Engine, *, redacted: bool = True) -> None:
        self._engine = engine
        self._redacted = redacted

    def list(
        self, reader: str | None, *, tag: str | None = None, after: int = 0, limit: int | None = None
    ) -> list[DossierHead]:
        """Return the dossiers that a reader may see, in the order in which they were made, or those with a tag;
        ``after`` is the last number of the page before.
        """
        query = select(dossiers, _SIZE).where(_may_read(reader), dossiers.c.dossier_id > after)
        if tag is not None:
            quoted = json.dumps(tag, ensure_ascii=False)
            query = query.where(cast(dossiers.c.tags, Text).contains(quoted, autoescape=True))
        with read_transaction(self._engine) as connection:
            rows = connection.execute(query.order_by(dossiers.c.dossier_id).limit(limit if tag is None else None))
            chosen = list(islice((row for row in rows if tag is None or tag in row.tags), limit))
            others = [row.dossier_id for row in chosen if self._redacted and row.owner != reader]
            redactors = _load_redactors(connection, {row.dossier_id: _to_head(row) for row in chosen}, others)
            return [_redact_head(_to_head(row), redactors[row.dossier_id]) for row in chosen]

    def load(self, number: int, reader: str | None, *, typed: bool = True) -> Dossier:
        """Return a dossier with its items. Raise DossierUnknown.

        ``typed``: its owner reads what they have typed as it is; else as masked as for others.
        """
        with read_transaction(self._engine) as connection:
            return self._load(connection, number, reader, typed=typed)

    def _load(self, connection: Connection, number: int, reader: str | None, *, typed: bool) -> Dossier:
        row = _find_row(connection, number, reader)
        is_typed = not self._redacted or (typed and row.owner == reader)
        rows = load_rows(connection, number)
        items, redactor = load_items(connection, rows, redacted=self._redacted, typed=is_typed)
        return Dossier(_to_head(row) if is_typed else _redact_head(_to_head(row), redactor), items)

    def timeline(self, dossier: Dossier) -> Timeline:
        """Return the acts of a dossier by date, which of them cite which, and those outside that they cite."""
        with read_transaction(self._engine) as connection:
            return load_timeline(connection, dossier.acts, redacted=self._redacted)

    def create(
        self,
        title: str,
        owner: str,
        when: datetime.datetime,
        *,
        note: str = "",
        tags: Iterable[str] = (),
        shared: bool = False,
    ) -> int:
        """Make an empty dossier, and return its number. Raise DossierRefused."""
        words = {"title": check_title(title), "note": check_note(note), "tags": check_tags(tags)}

        def create(connection: Connection) -> int:
            of_owner = select(func.count()).select_from(dossiers).where(dossiers.c.owner == owner)
            count = connection.execute(of_owner).scalar_one()
            if count >= MAX_DOSSIERS:
                raise DossierRefused(
                    _("There are {count} dossiers already.").format(count=count),
                    _("Delete one that is no longer needed."),
                    code="many",
                    most=MAX_DOSSIERS,
                )
            times = {"created": when, "changed": when}
            new = insert(dossiers).values(owner=owner, shared=shared, **times, **words)
            return int(connection.execute(new.returning(dossiers.c.dossier_id)).scalar_one())

        return write_transaction(self._engine, create)

    def edit(
        self,
        number: int,
        editor: str | None,
        when: datetime.datetime,
        *,
        title: str | None = None,
        note: str | None = None,
        tags: Sequence[str] | None = None,
        shared: bool | None = None,
        owner: str | None = None,
    ) -> None:
        """Change what is given of a dossier. Raise DossierUnknown, DossierForbidden, DossierRefused."""
        changes: dict[str, object] = {
            "title": None if title is None else check_title(title),
            "note": None if note is None else check_note(note),
            "tags": None if tags is None else check_tags(tags),
            "shared": shared,
            "owner": owner,
        }
        given = {name: value for name, value in changes.items() if value is not None}

        def edit(connection: Connection) -> None:
            _lock_own(connection, number, editor)
            this = dossiers.c.dossier_id == number
            connection.execute(update(dossiers).where(this).values(changed=when, **given))

        write_transaction(self._engine, edit)

    def delete(self, number: int, editor: str | None) -> None:
        """Delete a dossier with its items. Raise DossierUnknown, DossierForbidden."""

        def remove(connection: Connection) -> None:
            _lock_own(connection, number, editor)
            connection.execute(delete(dossiers).where(dossiers.c.dossier_id == number))

        write_transaction(self._engine, remove)

    def add(
        self,
        number: int,
        editor: str | None,
        target: Target,
        when: datetime.datetime,
        *,
        note: str = "",
        query: str | None = None,
    ) -> int:
        """Add an act, a value or a person, and return the number of its item: that which it has, if it is there.

        Raise DossierUnknown, DossierForbidden, DossierRefused, also if it is there with another note; ActUnknown
        or PersonUnknown if there is no such.
        """
        words = {"note": check_note(note), "query": check_query(query)}

        def add(connection: Connection) -> int:
            _lock_own(connection, number, editor)
            columns = target_columns(connection, target, redacted=self._redacted)
            return _insert_item(connection, number, {**columns, **words}, when)

        return write_transaction(self._engine, add)

    def add_hits(self, number: int, editor: str | None, query: Query, when: datetime.datetime) -> tuple[int, int]:
        """Add the acts that match a query; return how many were added, and how many match.

        Nothing is added if the dossier cannot hold them all. Raise as ``add``, and QueryError.
        """
        words = {"note": "", "query": check_query(query.text)}

        def add(connection: Connection) -> tuple[int, int]:
            _lock_own(connection, number, editor)
            found = Search(connection, query).docids(MAX_ITEMS + 1, None)
            before = _count_items(connection, number)
            uids = select(acts.c.uid).where(acts.c.docid.in_(found)).order_by(acts.c.docid)
            for uid in connection.execute(uids).scalars().all():
                columns = target_columns(connection, ActTarget(uid), redacted=self._redacted)
                _insert_item(connection, number, {**columns, **words}, when)
            return _count_items(connection, number) - before, len(found)

        return write_transaction(self._engine, add)

    def annotate(self, number: int, editor: str | None, item: int, note: str, when: datetime.datetime) -> None:
        """Replace the note of an item. Raise DossierUnknown, DossierForbidden, DossierRefused."""
        text = check_note(note)

        def annotate(connection: Connection) -> None:
            _lock_own(connection, number, editor)
            changed = update(dossier_items).where(*_is_item(number, item)).values(note=text)
            if connection.execute(changed.returning(dossier_items.c.item_id)).first() is None:
                raise unknown_item(number, item)
            _touch(connection, number, when)

        write_transaction(self._engine, annotate)

    def remove(self, number: int, editor: str | None, item: int, when: datetime.datetime) -> None:
        """Take an item out of a dossier, with its note. Raise DossierUnknown, DossierForbidden."""

        def remove(connection: Connection) -> None:
            _lock_own(connection, number, editor)
            removal = delete(dossier_items).where(*_is_item(number, item))
            if connection.execute(removal.returning(dossier_items.c.item_id)).first() is None:
                raise unknown_item(number, item)
            _touch(connection, number, when)

        write_transaction(self._engine, remove)


def _may_read(reader: str | None) -> ColumnElement[bool]:
    return true() if reader is None else or_(dossiers.c.owner == reader, dossiers.c.shared)


def _find_row(connection: Connection, number: int, reader: str | None) -> Row[Any]:
    """Return the row of a dossier that a reader may see. Raise DossierUnknown: another's is not revealed."""
    query = select(dossiers, _SIZE).where(dossiers.c.dossier_id == number, _may_read(reader))
    row = connection.execute(query).first()
    if row is None:
        raise unknown_dossier(number)
    return row


def _lock_own(connection: Connection, number: int, editor: str | None) -> None:
    """Lock a dossier that an editor may change. Raise DossierUnknown, DossierForbidden."""
    row = _find_row(connection, number, editor)
    if editor not in (None, row.owner):
        raise DossierForbidden(
            _("Dossier {number} is of {owner}.").format(number=number, owner=row.owner),
            _("Only its owner may change it."),
        )
    locked = select(dossiers.c.dossier_id).where(dossiers.c.dossier_id == number)
    if connection.execute(locked.with_for_update()).first() is None:
        raise unknown_dossier(number)


def _is_item(number: int, item: int) -> tuple[ColumnElement[bool], ...]:
    return dossier_items.c.dossier_id == number, dossier_items.c.item_id == item


def _count_items(connection: Connection, number: int) -> int:
    items = select(func.count()).where(dossier_items.c.dossier_id == number)
    return int(connection.execute(items).scalar_one())


def _insert_item(connection: Connection, number: int, columns: dict[str, Any], when: datetime.datetime) -> int:
    """Insert an item, unless the dossier has the same: then only a note that it lacks is added.

    Raise DossierRefused if the item has another note: that one is not lost.
    """
    there = _find_item(connection, number, columns)
    if there is None and _count_items(connection, number) >= MAX_ITEMS:
        raise DossierRefused(
            _("Dossier {number} has {most} items already.").format(number=number, most=MAX_ITEMS),
            _("Begin another one."),
            code="items",
            most=MAX_ITEMS,
        )
    _touch(connection, number, when)
    if there is None:
        new = insert(dossier_items).values(dossier_id=number, added=when, **columns)
        return int(connection.execute(new.returning(dossier_items.c.item_id)).scalar_one())
    if columns["note"] and there.note not in ("", columns["note"]):
        raise DossierRefused(
            _("Item {item} of dossier {number} is that already, with another note.").format(
                item=there.item_id, number=number
            ),
            _("Change its note instead: `recueil dossiers note {number} TEXT --item {item}`.").format(
                item=there.item_id, number=number
            ),
            code="noted",
            number=number,
            item=int(there.item_id),
        )
    if columns["note"]:
        this = dossier_items.c.item_id == there.item_id
        connection.execute(update(dossier_items).where(this).values(note=columns["note"]))
    return int(there.item_id)


def _find_item(connection: Connection, number: int, columns: dict[str, Any]) -> Row[Any] | None:
    """Find the item of a dossier that is the same; an act may have been added as a former version."""
    of_dossier = select(dossier_items).where(dossier_items.c.dossier_id == number)
    names = ("kind", "uid", "value_kind", "value", "start", "end", "person")
    same = (dossier_items.c[name].is_not_distinct_from(columns.get(name)) for name in names)
    there = connection.execute(of_dossier.where(*same).limit(1)).first()
    if there is None and columns["kind"] == ACT:
        former = find_predecessors(connection, [columns["uid"]])
        rows = connection.execute(of_dossier.where(dossier_items.c.kind == ACT)).all()
        return next((row for row in rows if row.uid in former), None)
    return there


def _touch(connection: Connection, number: int, when: datetime.datetime) -> None:
    connection.execute(update(dossiers).where(dossiers.c.dossier_id == number).values(changed=when))


def _to_head(row: Row[Any]) -> DossierHead:
    words = {"title": row.title, "note": row.note, "tags": tuple(row.tags)}
    times = {"created": row.created, "changed": row.changed}
    return DossierHead(id=row.dossier_id, owner=row.owner, shared=row.shared, size=row.size, **times, **words)


def _load_redactors(
    connection: Connection, heads: Mapping[int, DossierHead], others: Collection[int]
) -> defaultdict[int, Redactor]:
    """Return the redactors of what the owners of ``others`` have typed, of those that may have a name in it."""
    acts_of: defaultdict[int, list[str]] = defaultdict(list)
    item = dossier_items.c
    for some in chunks(others):
        query = (
            select(item.dossier_id, item.uid).where(item.dossier_id.in_(some), item.uid.is_not(None)).distinct()
        )
        for number, uid in connection.execute(query):
            acts_of[number].append(uid)
    versions = find_successors(connection, {uid for uids in acts_of.values() for uid in uids})
    for uids in acts_of.values():
        uids += [versions[uid].uid for uid in uids if uid in versions]
    families = load_hidden_families(connection, (uid for uids in acts_of.values() for uid in uids))
    found: defaultdict[int, Redactor] = defaultdict(lambda: NO_REDACTION)
    for number, uids in acts_of.items():
        head = heads[number]
        words = words_of(" ".join((head.title, head.note, *head.tags)))
        if any(words.issuperset(family) for uid in uids for family in families[uid]):
            found[number] = combine_redactors(load_redactors(connection, uids).values())
    return found


def _redact_head(head: DossierHead, redactor: Redactor) -> DossierHead:
    tags = tuple(map(redactor.string, head.tags))
    return replace(head, title=redactor.string(head.title), note=redactor.string(head.note), tags=tags)
