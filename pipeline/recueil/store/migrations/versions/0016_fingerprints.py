"""Names of documents that are no digests of their content; the names they had lead on to them.

What tells the name of an act tells the one that it has now: also where its document is gone, whose content the
ledger may still tell. Where somebody is forgotten already, the next upkeep, or `recueil forget --finish`, keys all
digests.
"""

from __future__ import annotations

import hmac
import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import Any

import sqlalchemy as sa
from alembic import context, op

from recueil.store.engine.column_types import String

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

SERIAL = sa.BigInteger().with_variant(sa.Integer, "sqlite")
LENGTHS = (12, 20, 64)
MANY = 1_000

documents = sa.table("documents", sa.column("document_id"), sa.column("sha256"), sa.column("handle"))
aliases = sa.table("aliases", sa.column("name"), sa.column("document_id"))
fingerprinting = sa.table("fingerprinting", sa.column("fingerprinting_id"), sa.column("secret"))
suppressions = sa.table("suppressions", sa.column("state"))
audit = sa.table("audit", sa.column("audit_id"), sa.column("subject"), sa.column("details", sa.JSON))
decisions = sa.table("person_decisions", sa.column("decision_id"), sa.column("before", sa.JSON))
# What names acts, and by which columns a name in it is found at once.
NAMING = {"acts": ("uid",), "alert_hits": ("uid",), "changes": ("run_id", "uid"), "person_acts": ("uid",)}
# What tells the content of files.
CONTENTS = ("documents", "ledger", "corrections")
HANDLE = re.compile(r"([0-9a-f]{12}|[0-9a-f]{20}|[0-9a-f]{64})((?:-\d+)?)")


def upgrade() -> None:
    op.create_table(
        "fingerprinting",
        sa.Column("fingerprinting_id", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("secret", String(64)),
        sa.Column("key_check", String(64)),
        sa.CheckConstraint("fingerprinting_id = 1", name="one"),
        sa.CheckConstraint("(secret IS NULL) <> (key_check IS NULL)", name="either"),
    )
    op.create_table(
        "aliases",
        sa.Column("alias_id", SERIAL, primary_key=True),
        sa.Column("name", String(64), nullable=False, unique=True),
        sa.Column(
            "document_id",
            SERIAL,
            sa.ForeignKey("documents.document_id", ondelete="CASCADE"),
            nullable=False,
        ),
    )
    op.create_index("ix_aliases_document_id", "aliases", ["document_id"])
    connection = op.get_bind()
    secret: str = context.config.attributes["secret"]
    connection.execute(sa.insert(fingerprinting).values(fingerprinting_id=1, secret=secret))
    _name_anew(connection, bytes.fromhex(secret))
    connection.execute(sa.update(suppressions).values(state="begun"))


def downgrade() -> None:
    """Documents get the names back that they had, as far as these are known."""
    connection = op.get_bind()
    of_it = aliases.c.document_id == documents.c.document_id
    plain = sa.select(fingerprinting.c.secret).where(fingerprinting.c.secret.is_not(None))
    if connection.execute(plain).first() is not None:
        known = connection.execute(
            sa.select(documents.c.handle, aliases.c.name).join_from(documents, aliases, of_it)
        )
        _rename(connection, dict(known.all()))
    op.drop_table("aliases")
    op.drop_table("fingerprinting")


def _name_anew(connection: sa.Connection, secret: bytes) -> None:
    """Name each document by a keyed digest, and what is told of those that are gone as these would be named."""
    names = {digest[: LENGTHS[0]]: _keyed(secret, digest)[: LENGTHS[0]] for digest in _contents(connection)}
    rows = connection.execute(sa.select(documents).order_by(documents.c.document_id)).all()
    taken: set[str] = set()
    for row in rows:
        whole = _keyed(secret, row.sha256)
        names[row.handle] = next(whole[:length] for length in LENGTHS if whole[:length] not in taken)
        taken.add(names[row.handle])
    _in_parts(
        connection, sa.insert(aliases), ({"name": row.handle, "document_id": row.document_id} for row in rows)
    )
    _rename(connection, _Names(names, secret))


class _Names(dict[str, str]):
    """New handles by old ones; of content that nothing tells any more, one that nobody can try either."""

    def __init__(self, names: Mapping[str, str], secret: bytes) -> None:
        super().__init__(names)
        self._secret = secret

    def __missing__(self, handle: str) -> str:
        self[handle] = _keyed(self._secret, handle)[: LENGTHS[0]]
        return self[handle]


def _contents(connection: sa.Connection) -> Iterator[str]:
    for name in CONTENTS:
        digest = sa.column("sha256", sa.String)
        query = sa.select(digest).select_from(sa.table(name, digest)).where(digest.is_not(None)).distinct()
        yield from connection.execute(query).scalars()


def _keyed(secret: bytes, digest: str) -> str:
    return hmac.digest(secret, f"document {digest}".encode(), "sha256").hex()


def _rename(connection: sa.Connection, names: Mapping[str, str]) -> None:
    """Call documents and their acts by other names, by those they had, wherever these are told."""
    handles = connection.execute(sa.select(documents.c.document_id, documents.c.handle)).all()
    this = documents.c.document_id == sa.bindparam("of")
    changed = sa.update(documents).where(this).values(handle=sa.bindparam("new"))
    _in_parts(connection, changed, ({"of": of, "new": _renamed(handle, names)} for of, handle in handles))
    for name, keys in NAMING.items():
        table = sa.table(name, *(sa.column(key, sa.String) for key in keys))
        this = sa.and_(*(table.c[key] == sa.bindparam(f"of_{key}") for key in keys))
        rows = connection.execute(sa.select(*(table.c[key] for key in keys)).distinct()).mappings().all()
        told = ({f"of_{key}": row[key] for key in keys} | {"new": _renamed(row["uid"], names)} for row in rows)
        _in_parts(connection, sa.update(table).where(this).values(uid=sa.bindparam("new")), told)
    _rename_in(connection, audit, audit.c.audit_id, names)
    _rename_in(connection, decisions, decisions.c.decision_id, names)


def _rename_in(
    connection: sa.Connection, table: sa.TableClause, number: sa.ColumnElement[int], names: Mapping[str, str]
) -> None:
    """The same in JSON, and in what a row is about."""
    for row in connection.execute(sa.select(table)).mappings().all():
        new = {column: _renamed(value, names) for column, value in row.items() if column != number.name}
        if any(value != row[column] for column, value in new.items()):
            connection.execute(sa.update(table).where(number == row[number.name]).values(**new))


def _renamed(value: Any, names: Mapping[str, str]) -> Any:
    """A name of an act or of a document, or whatever holds such names."""
    match value:
        case str():
            uid = HANDLE.fullmatch(value)
            return f"{names[uid[1]]}{uid[2]}" if uid and _is_known(uid[1], names) else value
        case list():
            return [_renamed(each, names) for each in value]
        case dict():
            return {_renamed(name, names): _renamed(each, names) for name, each in value.items()}
    return value


def _is_known(handle: str, names: Mapping[str, str]) -> bool:
    return isinstance(names, _Names) or handle in names


def _in_parts(connection: sa.Connection, statement: sa.Executable, rows: Iterable[dict[str, Any]]) -> None:
    remaining = iter(rows)
    while some := list(islice(remaining, MANY)):
        connection.execute(statement, some)
