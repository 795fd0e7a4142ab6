"""The names of documents, by which those of their acts begin; and the names that they had before."""

from __future__ import annotations

from sqlalchemy import Connection, select

from recueil.errors import ForgetKeyMissing
from recueil.store.acts.fingerprints import fingerprints
from recueil.store.engine.column_types import begins
from recueil.store.schema import aliases, documents, fingerprinting

_LENGTHS = (12, 20, 64)


def new_handle(connection: Connection, fingerprint: str) -> str:
    """Make a name for a document of this fingerprint; longer for the rare one whose name another has taken."""
    made = fingerprints(connection)
    whole = made.name(fingerprint)
    starts = (whole[:length] for length in _LENGTHS)
    return next(start for start in starts if not _is_taken(connection, start, made.alias(start)))


def _is_taken(connection: Connection, handle: str, alias: str) -> bool:
    named = select(documents.c.handle).where(documents.c.handle == handle)
    was_named = select(aliases.c.name).where(aliases.c.name == alias)
    return connection.execute(named.union_all(was_named)).first() is not None


def renamed(connection: Connection, uid: str) -> str | None:
    """Give the name that an act has now, by one that it had before; None where none had this one.

    Where names are keyed and the key is not at hand, no former name is known.
    """
    handle, dash, ordinal = uid.partition("-")
    try:
        alias = fingerprints(connection).alias(handle)
    except ForgetKeyMissing:
        return None
    of_it = select(documents.c.handle).join(aliases).where(aliases.c.name == alias)
    now = connection.execute(of_it).scalar()
    return None if now is None else f"{now}{dash}{ordinal}"


def were_named(connection: Connection, start: str, limit: int) -> list[str]:
    """Give the documents, by their names now, one of whose former names starts so; none where these are keyed."""
    query = select(documents.c.handle).join(aliases).where(begins(aliases.c.name, start))
    is_plain = select(fingerprinting.c.secret).scalar_subquery().is_not(None)
    return list(connection.execute(query.where(is_plain).order_by(aliases.c.name).limit(limit)).scalars())
