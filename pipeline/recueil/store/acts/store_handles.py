"""The names of documents, by which those of their acts begin; and the names that they had before."""

from __future__ import annotations

from sqlalchemy import Connection, select

from recueil.errors import ForgetKeyMissing
from recueil.store.acts.fingerprints import load_fingerprints
from recueil.store.engine.column_types import starts_with
from recueil.store.schema import aliases, documents, fingerprinting

_LENGTHS = (12, 20, 64)


def make_handle(connection: Connection, fingerprint: str) -> str:
    """Make a handle for a document with this fingerprint; longer in the rare case that the short one is
    taken.
    """
    made = load_fingerprints(connection)
    whole = made.name(fingerprint)
    starts = (whole[:length] for length in _LENGTHS)
    return next(start for start in starts if not _is_taken(connection, start, made.alias(start)))


def _is_taken(connection: Connection, handle: str, alias: str) -> bool:
    named = select(documents.c.handle).where(documents.c.handle == handle)
    was_named = select(aliases.c.name).where(aliases.c.name == alias)
    return connection.execute(named.union_all(was_named)).first() is not None


def resolve_former_uid(connection: Connection, uid: str) -> str | None:
    """Return the current uid of an act by a former one; None if no act had it.

    If aliases are keyed and the key is not available, no former uid is recognised.
    """
    handle, dash, ordinal = uid.partition("-")
    try:
        alias = load_fingerprints(connection).alias(handle)
    except ForgetKeyMissing:
        return None
    of_it = select(documents.c.handle).join(aliases).where(aliases.c.name == alias)
    now = connection.execute(of_it).scalar()
    return None if now is None else f"{now}{dash}{ordinal}"


def find_by_former_handle(connection: Connection, start: str, limit: int) -> list[str]:
    """Return current handles of documents by a prefix of a former one; none if aliases are keyed."""
    query = select(documents.c.handle).join(aliases).where(starts_with(aliases.c.name, start))
    is_plain = select(fingerprinting.c.secret).scalar_subquery().is_not(None)
    return list(connection.execute(query.where(is_plain).order_by(aliases.c.name).limit(limit)).scalars())
