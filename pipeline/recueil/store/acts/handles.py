"""Fingerprints of contents, and the names of documents derived from them (handles).

As long as nobody is forgotten, the fingerprint of a file is the SHA-256 of its bytes, and handles
are HMACs keyed with a random secret of the store: readers of acts cannot test guesses about
contents. Once somebody is forgotten, every digest is keyed with the key of ``recueil forget``,
which is not in the store, and the secret is destroyed: not even the owner of the store can test
guesses.

Docids are the numbers of acts: the ordinal of the act's day × 65,536 + its number within the day, so that they
sort by date.
"""

from __future__ import annotations

import datetime
import hmac
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, Connection, Row, bindparam, func, select, update

from recueil.errors import ActRefused, ForgetKeyMissing
from recueil.privacy.erasure.name_hashes import compute_key_check
from recueil.store.engine import dialect_of
from recueil.store.engine.column_types import starts_with
from recueil.store.engine.protocol import DAY_LOCK
from recueil.store.schema import acts, aliases, corrections, documents, fingerprinting, ledger, versions
from recueil.translation import gettext as _

DOCIDS_PER_DAY = 1 << 16
"""The number of docids of one day."""
_LAST = (datetime.date.max.toordinal() + 1) * DOCIDS_PER_DAY - 1
# Acts without a date are filed in the year 1: no act is of that year, and one day has too few docids.
_UNDATED = (1 * DOCIDS_PER_DAY, 366 * DOCIDS_PER_DAY - 1)
DATED = (_UNDATED[1] + 1, _LAST)
"""The docid range of acts with a date."""
# A partial date is filed under its first day and lasts a year at most.
ONE_YEAR = datetime.timedelta(days=366)


def of_day(day: datetime.date | None) -> tuple[int, int]:
    """Return the first and the last docid of a day, or of the acts without date."""
    if day is None or day.year == 1:
        return _UNDATED
    low = day.toordinal() * DOCIDS_PER_DAY
    return low, low + DOCIDS_PER_DAY - 1


def day_of(docid: int) -> int:
    """Return the day ordinal of a docid; 1 for all acts without date."""
    return 1 if docid <= _UNDATED[1] else docid // DOCIDS_PER_DAY


def next_docid(connection: Connection, day: datetime.date | None) -> int:
    """Return the next free docid of a day, and lock the day. Raise ActRefused if there is none."""
    low, high = of_day(day)
    dialect_of(connection).lock(connection, DAY_LOCK, [day_of(low)])
    docid = last_docid(connection, low, high) + 1
    if docid > high:
        raise ActRefused(
            _("The store cannot file more than {high} acts at {day}.").format(high=high - low + 1, day=day)
        )
    return docid


def last_docid(connection: Connection, low: int, high: int) -> int:
    """Return the last docid of a day, given its first and its last possible one; one less than those for none."""
    last = connection.execute(_LAST_DOCID, {"low": low, "high": high}).scalar()
    return low - 1 if last is None else int(last)


_LAST_DOCID = select(func.max(acts.c.docid)).where(acts.c.docid.between(bindparam("low"), bindparam("high")))


def around(first: datetime.date | None, last: datetime.date | None) -> tuple[int, int]:
    """Return a docid range that contains all acts whose date overlaps these days."""
    low = 0 if first is None else of_day(first - ONE_YEAR)[0]
    return low, _LAST if last is None else of_day(last)[1]


def of_years(first: datetime.date | None, last: datetime.date | None) -> tuple[int, int] | None:
    """Return the exact docid range of the acts dated within whole years: no date spans two years.

    None if the days do not bound whole years, so that docids alone cannot decide.
    """
    if (first and (first.month, first.day) != (1, 1)) or (last and (last.month, last.day) != (12, 31)):
        return None
    low = _UNDATED[1] + 1 if first is None else of_day(first)[0]
    return low, _LAST if last is None else of_day(last)[1]


def of_year(year: int) -> tuple[int, int]:
    """Return the first and the last docid of a year."""
    return of_day(datetime.date(year, 1, 1))[0], of_day(datetime.date(year, 12, 31))[1]


def year_of(docid: int) -> int:
    """Return the year of a docid."""
    return datetime.date.fromordinal(docid // DOCIDS_PER_DAY).year


_BATCH_SIZE = 1_000


@dataclass(frozen=True, slots=True)
class Fingerprints:
    """The digests of one store.

    ``key`` is the store's secret or, once digests are keyed (``is_keyed``), the key of ``recueil
    forget``.
    """

    key: bytes
    is_keyed: bool

    def of(self, sha256: str) -> str:
        """Return the fingerprint for the SHA-256 of a file's bytes."""
        return _hmac_hex(self.key, "content", sha256) if self.is_keyed else sha256

    def name(self, fingerprint: str) -> str:
        """Return the digest whose beginning is the handle of the document with this fingerprint."""
        return _hmac_hex(self.key, "document", fingerprint)

    def alias(self, handle: str) -> str:
        """Return the stored form of a document's former handle."""
        return _hmac_hex(self.key, "alias", handle) if self.is_keyed else handle


def _hmac_hex(key: bytes, purpose: str, digest: str) -> str:
    """Return the hexadecimal HMAC-SHA-256 of a digest for one purpose."""
    return hmac.digest(key, f"{purpose} {digest}".encode(), "sha256").hex()


def load_fingerprints(connection: Connection) -> Fingerprints:
    """Load the store's fingerprints. Raises ForgetKeyMissing if they need a key that is not available."""
    row = _load_state(connection)
    if row.key_check is None:
        return Fingerprints(bytes.fromhex(row.secret), is_keyed=False)
    from recueil.privacy.erasure import suppressions  # slow to import, and few stores have any

    return Fingerprints(suppressions.load_matching_key({row.key_check}), is_keyed=True)


def load_secret(connection: Connection) -> str | None:
    """Return the secret with which this store names documents; None once digests are keyed."""
    secret: str | None = _load_state(connection).secret
    return secret


def is_keyed(connection: Connection) -> bool:
    """Return whether every digest in the store is keyed."""
    return _load_state(connection).key_check is not None


def _load_state(connection: Connection) -> Row[Any]:
    return connection.execute(select(fingerprinting)).one()


def rekey(connection: Connection) -> None:
    """Key every digest in the store with the key of ``recueil forget``, and destroy the secret.

    Does nothing if nobody is forgotten, or if the digests are keyed already.
    """
    from recueil.privacy.erasure import suppressions

    suppression = next(iter(suppressions.load_suppressions(connection).values()), None)
    if suppression is None or is_keyed(connection):
        return
    keyed = Fingerprints(suppression.key, is_keyed=True)
    for column, number in _FINGERPRINT_COLUMNS:
        _replace(connection, column, number, keyed.of)
    _replace(connection, aliases.c.name, aliases.c.alias_id, keyed.alias)
    connection.execute(update(fingerprinting).values(secret=None, key_check=compute_key_check(suppression.key)))


_FINGERPRINT_COLUMNS = (
    (documents.c.sha256, documents.c.document_id),
    (ledger.c.sha256, ledger.c.ledger_id),
    (corrections.c.sha256, corrections.c.correction_id),
    (versions.c.sha256, versions.c.version_id),
)
"""The columns with fingerprints of contents, each with the primary key of its table."""


def _replace(
    connection: Connection, column: Column[str], number: Column[int], keyed: Callable[[str], str]
) -> None:
    """Replace the digests of a column in batches: keyset pagination reads no row twice while rows change."""
    changed = update(column.table).where(number == bindparam("of")).values({column.name: bindparam("keyed")})
    some = select(number, column).where(column.is_not(None)).order_by(number).limit(_BATCH_SIZE)
    last = 0
    while rows := connection.execute(some.where(number > last)).all():
        connection.execute(changed, [{"of": row[0], "keyed": keyed(row[1])} for row in rows])
        last = rows[-1][0]


_LENGTHS = (12, 20, 64)


def make_handles(connection: Connection, contents: Iterable[str]) -> dict[str, str]:
    """Make handles for documents, by fingerprint; longer in the rare case that the short one is taken."""
    fingerprints = load_fingerprints(connection)
    names = {fingerprint: fingerprints.name(fingerprint) for fingerprint in contents}
    handles: dict[str, str] = {}
    for length in _LENGTHS:
        starts = {fingerprint: name[:length] for fingerprint, name in names.items() if fingerprint not in handles}
        taken = _taken_handles(connection, {start: fingerprints.alias(start) for start in starts.values()})
        for fingerprint, start in starts.items():
            if start not in taken:
                handles[fingerprint] = start
                taken.add(start)
    return handles


def _taken_handles(connection: Connection, starts: Mapping[str, str]) -> set[str]:
    """Return which handles documents have, or had; their aliases are given."""
    if not starts:
        return set()
    named = select(documents.c.handle).where(documents.c.handle.in_(starts))
    was_named = select(aliases.c.name).where(aliases.c.name.in_(starts.values()))
    found = set(connection.execute(named.union_all(was_named)).scalars())
    return {start for start, alias in starts.items() if start in found or alias in found}


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
