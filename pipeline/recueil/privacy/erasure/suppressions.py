"""Suppressions: persons whom the store must not name. Applied to every document before its acts are written,
whoever writes them.

A suppression has a scope: the acts of a body, or the documents of some sources.
"""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any, NamedTuple

from sqlalchemy import (
    JSON,
    Boolean,
    CheckConstraint,
    Column,
    Connection,
    ForeignKey,
    Index,
    Integer,
    Row,
    Table,
    false,
    func,
    insert,
    select,
    update,
)

from recueil.bodies.filing import FiledBody
from recueil.errors import ForgetKeyMissing
from recueil.privacy.erasure import name_hashes
from recueil.privacy.erasure.erasure_scope import Issuer, Scope, addresses_of
from recueil.privacy.erasure.find_names import NameFinder, hide_names
from recueil.privacy.erasure.masking import Eraser, mask_matches, mask_strings
from recueil.privacy.erasure.name_hashes import NameForm, compute_key_check
from recueil.readers.document import Document
from recueil.store.acts.rows import Record
from recueil.store.engine import dialect_of
from recueil.store.engine.column_types import String, Text, Utc
from recueil.store.engine.protocol import upsert
from recueil.store.schema import Serial, metadata
from recueil.translation import gettext as _
from recueil.values import Act, Facts, Value
from recueil.values.codec import decode

BEGUN, DONE = "begun", "done"

# ``forms`` are the hashes of a name, as in ``name_hashes``; ``key_check`` shows whether a key is the one
# they were hashed with. ``body`` is the display name of the scope. ``state`` is ``begun`` until the whole
# store, and what it left on the disk, has been processed.
suppression_table = Table(
    "suppressions",
    metadata,
    Column("suppression_id", Serial, primary_key=True),
    Column("body", Text, nullable=False),
    Column("body_key", Text),
    Column("siren", String(9)),
    Column("department", String(3)),
    Column("exact", Boolean, nullable=False, server_default=false()),
    Column("sources", JSON, nullable=False, server_default="[]"),
    Column("forms", JSON, nullable=False),
    Column("key_check", String(64), nullable=False),
    Column("reason", Text, nullable=False),
    Column("made_by", Text, nullable=False),
    Column("made", Utc, nullable=False),
    Column("state", String(10), nullable=False),
    CheckConstraint(f"state IN ('{BEGUN}', '{DONE}')", name="state"),
)

# Documents that named a suppressed person: in how many of their acts, and how often.
suppressed_documents = Table(
    "suppressed",
    metadata,
    Column("suppression_id", ForeignKey("suppressions.suppression_id", ondelete="CASCADE"), primary_key=True),
    Column("document_id", ForeignKey("documents.document_id", ondelete="CASCADE"), primary_key=True),
    Column("acts", Integer, nullable=False),
    Column("mentions", Integer, nullable=False),
    sqlite_with_rowid=False,
)
Index(None, suppressed_documents.c.document_id)


_KEY_ADVICE = _(
    "Put it back (`forget.key`, or RECUEIL_FORGET_KEY): without it whoever was forgotten would be named again."
)


@dataclass(frozen=True, slots=True)
class Suppression:
    """A person whom acts of a body, or of some sources, must not name.

    ``acts`` and ``mentions`` count what was erased so far.
    """

    id: int
    body: str
    scope: Scope
    reason: str
    by: str
    at: datetime.datetime
    is_done: bool
    documents: int
    acts: int
    mentions: int


class AppliedSuppression(NamedTuple):
    """A suppression to apply, with the key that its forms were hashed with."""

    scope: Scope
    forms: tuple[NameForm, ...]
    key: bytes


def list_suppressions(connection: Connection) -> list[Suppression]:
    """Return all suppressions in order of creation."""
    count = (
        func.count(suppressed_documents.c.document_id),
        func.sum(suppressed_documents.c.acts),
        func.sum(suppressed_documents.c.mentions),
    )
    query = (
        select(suppression_table, *count)
        .outerjoin(suppressed_documents)
        .group_by(suppression_table.c.suppression_id)
    )
    return [
        Suppression(
            row.suppression_id,
            row.body,
            _scope_from_row(row),
            row.reason,
            row.made_by,
            row.made,
            row.state != BEGUN,
            *(int(number or 0) for number in row[-3:]),
        )
        for row in connection.execute(query.order_by(suppression_table.c.suppression_id))
    ]


def load_suppressions(connection: Connection) -> dict[int, AppliedSuppression]:
    """Return all suppressions to apply, by number. Raise ForgetKeyMissing if there are any without their key."""
    rows = connection.execute(select(suppression_table)).all()
    if not rows:
        return {}
    key = load_matching_key({row.key_check for row in rows})
    forms = {
        row.suppression_id: tuple(NameForm(each["kind"], each["words"], each["digest"]) for each in row.forms)
        for row in rows
    }
    of_all = NameFinder(forms, key)
    return {
        row.suppression_id: AppliedSuppression(
            _add_hidden_sources(_scope_from_row(row), of_all), forms[row.suppression_id], key
        )
        for row in rows
    }


def _scope_from_row(row: Row[Any]) -> Scope:
    return Scope(row.body_key, row.siren, row.department, row.exact, tuple(row.sources))


def _add_hidden_sources(scope: Scope, of_all: NameFinder) -> Scope:
    """Add to the sources of a scope their hidden addresses, which name no erased person."""
    return replace(scope, sources=tuple(dict.fromkeys((*scope.sources, *_hide_sources(scope, of_all).sources))))


def _hide_sources(scope: Scope, of_all: NameFinder) -> Scope:
    """Replace the sources of a scope by their hidden addresses."""
    return replace(scope, sources=tuple(sorted({hide_names(address, of_all) for address in scope.sources})))


def find_suppression(connection: Connection, scope: Scope, forms: Sequence[NameForm], key: bytes) -> int | None:
    """Return the number of the suppression with the same forms, key and scope; None if there is none."""
    applied = load_suppressions(connection)
    of_all = NameFinder({0: forms, **{number: each.forms for number, each in applied.items()}}, key)
    hidden = _hide_sources(scope, of_all)
    same = (
        number
        for number, each in applied.items()
        if each.forms == tuple(forms) and each.key == key and _hide_sources(each.scope, of_all) == hidden
    )
    return next(same, None)


def require_key(connection: Connection) -> None:
    """Raise ForgetKeyMissing if there are suppressions without their key."""
    load_suppressions(connection)


def load_matching_key(checks: set[str]) -> bytes:
    """Return the key if it passes these checks. Raise ForgetKeyMissing if it is missing or another one."""
    key = name_hashes.load_key()
    if key is None:
        raise ForgetKeyMissing(_("The key of `recueil forget` is not there."), _KEY_ADVICE)
    if checks != {compute_key_check(key)}:
        raise ForgetKeyMissing(
            _("The key of `recueil forget` is another than the store was made with."), _KEY_ADVICE
        )
    return key


def make_finder(applied: dict[int, AppliedSuppression]) -> NameFinder | None:
    """Return a finder of the persons of suppressions; None if there are none."""
    for each in applied.values():
        return NameFinder({number: one.forms for number, one in applied.items()}, each.key)
    return None


def select_suppressions(
    applied: dict[int, AppliedSuppression], issuers: Collection[Issuer], addresses: Collection[str]
) -> dict[int, AppliedSuppression]:
    """Return the suppressions that apply to a document with these issuers and source addresses."""
    return {
        number: each
        for number, each in applied.items()
        if any(each.scope.holds(issuer, addresses) for issuer in issuers)
    }


class ErasedDocument(NamedTuple):
    """A document and its acts without erased persons; ``counts`` has (acts, mentions) per suppression."""

    document: Document
    acts: Sequence[Act]
    counts: dict[int, tuple[int, int]]


def apply_suppressions(
    applied: dict[int, AppliedSuppression],
    document: Document,
    acts: Sequence[Act],
    filed: Sequence[FiledBody],
    addresses: Collection[str],
) -> ErasedDocument:
    """Erase suppressed persons from a document before it is written.

    ``applied`` are all suppressions, ``filed`` the bodies under which the acts are filed, and ``addresses`` those
    of all sources that hold the document.
    """
    if not applied:
        return ErasedDocument(document, acts, {})
    issuers = [Issuer.of(act, body.label, body.siren) for act, body in zip(acts, filed, strict=True)]
    of_it = make_finder(select_suppressions(applied, issuers, addresses))
    if of_it is None:
        return ErasedDocument(document, acts, {})
    eraser = Eraser(of_it, document.text, acts)
    if not eraser.hits:
        return ErasedDocument(document, acts, {})
    enclosed = eraser.of(document.enclosed)
    text = Document(eraser.text, document.pages, document.sha256, document.size, document.media, enclosed=enclosed)
    return ErasedDocument(text, [eraser.of(act) for act in acts], count_mentions(eraser, acts))


def count_mentions(eraser: Eraser, acts: Iterable[Act]) -> dict[int, tuple[int, int]]:
    """Return (acts that name the person, mentions) per suppression."""
    naming: Counter[int] = Counter()
    for act in acts:
        naming += eraser.suppressions_in(act)
    return {number: (naming[number], times) for number, times in eraser.mentions.items()}


def is_forgotten(connection: Connection, row: Row[Any], value: Value) -> bool:
    """Return whether a value names a person whom the act of this row must not name."""
    facts = decode(Facts, row.facts)
    issuer = Issuer.of(Act(row.start, row.end, facts, ()), row.body, row.siren)
    of_it = make_finder(
        select_suppressions(load_suppressions(connection), [issuer], addresses_of(connection, row.document_id))
    )
    return of_it is not None and bool(of_it.value(value))


def record_counts(connection: Connection, document_id: int, counts: dict[int, tuple[int, int]]) -> None:
    """Record what was erased from a document; counts that are already greater stay."""
    if not counts:
        return
    before = {
        row.suppression_id: (row.acts, row.mentions)
        for row in connection.execute(
            select(suppressed_documents).where(suppressed_documents.c.document_id == document_id)
        )
    }
    rows = [
        {"suppression_id": number, "document_id": document_id, "acts": acts, "mentions": mentions}
        for number, (acts, mentions) in sorted(counts.items())
        if mentions > before.get(number, (0, 0))[1]
    ]
    if rows:
        connection.execute(
            upsert(
                dialect_of(connection),
                suppressed_documents,
                ("suppression_id", "document_id"),
                lambda new: {"acts": new["acts"], "mentions": new["mentions"]},
            ),
            rows,
        )


def is_erased(connection: Connection, document_id: int) -> bool:
    """Return whether anything was erased from a document."""
    query = (
        select(suppressed_documents.c.document_id)
        .where(suppressed_documents.c.document_id == document_id)
        .limit(1)
    )
    return connection.execute(query).first() is not None


def mask_message(connection: Connection, message: str) -> str:
    """Return a message, which may quote a file name, with erased persons masked."""
    of_all = make_finder(load_suppressions(connection))
    return message if of_all is None else mask_matches(message, of_all.full(message, slug=True))


def mask_json(connection: Connection, value: Any) -> Any:
    """Return a JSON value with erased persons masked in all its texts."""
    of_all = make_finder(load_suppressions(connection))
    return value if of_all is None else mask_strings(value, of_all)


def make_address_hider(connection: Connection) -> Callable[[str], str]:
    """Return a function that hides erased persons' names in addresses of files."""
    of_all = make_finder(load_suppressions(connection))
    return (lambda uri: uri) if of_all is None else (lambda uri: hide_names(uri, of_all))


def insert_suppression(connection: Connection, record: Record, forms: Sequence[NameForm]) -> int:
    """Insert a suppression in state ``begun``; return its number."""
    row = {**record, "forms": [asdict(form) for form in forms], "state": BEGUN}
    return int(
        connection.execute(
            insert(suppression_table).values(row).returning(suppression_table.c.suppression_id)
        ).scalar_one()
    )


def read_rows(connection: Connection) -> list[Record]:
    """Return all suppressions as rows, to copy them to another store."""
    found = connection.execute(select(suppression_table).order_by(suppression_table.c.suppression_id)).mappings()
    return [dict(row) for row in found]


def add_missing_rows(connection: Connection, records: Iterable[Record]) -> None:
    """Add the suppressions of another store that this one lacks; set all to ``begun``, to apply them once more."""
    present = {_identity_of(row) for row in read_rows(connection)}
    for row in records:
        if _identity_of(row) not in present:
            new = {name: value for name, value in row.items() if name != "suppression_id"}
            connection.execute(insert(suppression_table).values(new))
    connection.execute(update(suppression_table).values(state=BEGUN))


def extend_suppressions(connection: Connection, scopes_of: Callable[[Scope], Iterable[tuple[str, Scope]]]) -> None:
    """Suppress each person also in the scopes, with their names, that ``scopes_of`` gives for the own scope.

    What is added is ``begun``, to apply it to the store.
    """
    rows = read_rows(connection)
    present = {_identity_of(row) for row in rows}
    for row in rows:
        own = Scope(row["body_key"], row["siren"], row["department"], row["exact"], tuple(row["sources"]))
        for name, scope in scopes_of(own):
            new = {**row, **scope_columns(scope), "body": name, "state": BEGUN}
            del new["suppression_id"]
            if _identity_of(new) not in present:
                present.add(_identity_of(new))
                connection.execute(insert(suppression_table).values(new))


def scope_columns(scope: Scope) -> Record:
    """Return the columns of a scope."""
    return {
        "body_key": scope.key,
        "siren": scope.siren,
        "department": scope.department,
        "exact": scope.exact,
        "sources": list(scope.sources),
    }


def _identity_of(row: Record) -> tuple[object, ...]:
    """Return what identifies a suppression apart from its number."""
    scope = (row["body_key"], row["siren"], row["department"], row["exact"], repr(row["sources"]))
    return row["key_check"], repr(row["forms"]), *scope


def set_state(connection: Connection, number: int, state: str) -> None:
    connection.execute(
        update(suppression_table).where(suppression_table.c.suppression_id == number).values(state=state)
    )
