"""Former versions of documents: what a source held before its content changed, and what each version changed.

A former version is stored as readers may see it, with private persons masked: nobody needs to know any more who
they were. So it is compared with what readers see of the document today.
"""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise
from typing import Literal, NamedTuple

from sqlalchemy import Connection, delete, func, insert, select

from recueil.privacy.redaction.private_persons import combine_redactors, load_redactors_of_acts
from recueil.store.acts.read import find_act_row, load_act_entities
from recueil.store.acts.rows import row_to_act
from recueil.store.schema import acts, documents, sources, versions

# Comparing takes the square of the number of lines in the worst case.
_MOST_LINES = 1_000
_MOST_SHOWN = 500
_MOST_VERSIONS = 50

Values = list[tuple[str, str]]
"""Kind and canonical text of the values of a document, in order."""


class ChangedLine(NamedTuple):
    """A line that a version lost (``-``) or gained (``+``)."""

    sign: Literal["-", "+"]
    text: str


class ChangedValue(NamedTuple):
    """A value of a kind: lost if it has no ``now``, gained if it has no ``before``."""

    kind: str
    before: str | None
    now: str | None


@dataclass(frozen=True, slots=True)
class VersionChange:
    """What changed when a source got another content. ``partial``: there are more lines than these."""

    replaced: datetime.datetime
    lines: tuple[ChangedLine, ...]
    values: tuple[ChangedValue, ...]
    partial: bool = False


def record_version(connection: Connection, source_id: int, document_id: int) -> None:
    """Record the document that a source holds, which is about to be replaced; nothing if it has no text."""
    text, values = _visible_version(connection, document_id)
    sha256 = select(documents.c.sha256).where(documents.c.document_id == document_id)
    last_seen = select(sources.c.last_seen).where(sources.c.source_id == source_id)
    if text:
        record = {"source_id": source_id, "sha256": connection.execute(sha256).scalar_one(), "text": text}
        record["replaced"] = connection.execute(last_seen).scalar_one()
        connection.execute(insert(versions).values({**record, "found": [list(each) for each in values]}))


def load_changes(connection: Connection, uid: str) -> list[VersionChange]:
    """Return what each version of the document of an act changed, the latest first. Raise ActUnknown."""
    act = find_act_row(connection, uid)
    source_ids = select(sources.c.source_id).where(sources.c.document_id == act.document_id)
    query = select(versions).where(versions.c.source_id.in_(source_ids))
    rows = connection.execute(query.order_by(versions.c.version_id.desc()).limit(_MOST_VERSIONS)).all()
    if not rows:
        return []
    now = _visible_version(connection, act.document_id)
    states = [now, *((row.text, [(kind, value) for kind, value in row.found]) for row in rows)]
    return [
        _compare(row.replaced, before, after) for row, (after, before) in zip(rows, pairwise(states), strict=True)
    ]


def count_versions(connection: Connection, uid: str) -> int:
    """Return how many former versions the sources of the document of an act have. Raise ActUnknown."""
    source_ids = select(sources.c.source_id).where(
        sources.c.document_id == find_act_row(connection, uid).document_id
    )
    query = select(func.count()).select_from(versions).where(versions.c.source_id.in_(source_ids))
    return int(connection.execute(query).scalar_one())


def texts_of_versions(connection: Connection) -> Iterator[tuple[str, str]]:
    """Yield the fingerprint and the text of each former version."""
    for row in connection.execute(select(versions.c.sha256, versions.c.text).order_by(versions.c.version_id)):
        yield row.sha256, row.text


def prune_versions(connection: Connection, before: datetime.datetime) -> int:
    """Delete the versions that were replaced before a time; return how many."""
    removal = delete(versions).where(versions.c.replaced < before).returning(versions.c.version_id)
    return len(connection.execute(removal).all())


def _visible_version(connection: Connection, document_id: int) -> tuple[str, Values]:
    """Return the text and the values of a document, without private persons."""
    redactors = load_redactors_of_acts(connection, document_id)
    whole = combine_redactors(redactors.values())
    text = connection.execute(select(documents.c.text).where(documents.c.document_id == document_id)).scalar_one()
    rows = connection.execute(select(acts).where(acts.c.document_id == document_id).order_by(acts.c.ordinal)).all()
    found: Values = []
    for row in rows:
        act = whole.act(row_to_act(row, load_act_entities(connection, row.docid)))
        found += [(entity.kind, str(entity.value)) for entity in act.entities]
    return whole.text(text), found


def _compare(replaced: datetime.datetime, before: tuple[str, Values], after: tuple[str, Values]) -> VersionChange:
    lines, partial = _changed_lines(before[0].splitlines(), after[0].splitlines())
    return VersionChange(replaced, tuple(lines), tuple(_changed_values(before[1], after[1])), partial)


def _changed_lines(before: Sequence[str], after: Sequence[str]) -> tuple[list[ChangedLine], bool]:
    """Return the lines lost and gained, in order, and whether some are left out."""
    start = next((n for n, (one, other) in enumerate(zip(before, after, strict=False)) if one != other), None)
    if start is None:
        start = min(len(before), len(after))
    old, new = before[start:], after[start:]
    end = 0
    while end < min(len(old), len(new)) and old[-1 - end] == new[-1 - end]:
        end += 1
    old, new = old[: len(old) - end], new[: len(new) - end]
    partial = max(len(old), len(new)) > _MOST_LINES
    old, new = old[:_MOST_LINES], new[:_MOST_LINES]
    found = [line for line in _diff(old, new) if line.text.strip()]
    return found[:_MOST_SHOWN], partial or len(found) > _MOST_SHOWN


def _diff(before: Sequence[str], after: Sequence[str]) -> Iterator[ChangedLine]:
    for tag, start, end, first, last in SequenceMatcher(None, before, after).get_opcodes():
        if tag != "equal":
            yield from (ChangedLine("-", line) for line in before[start:end])
            yield from (ChangedLine("+", line) for line in after[first:last])


def _changed_values(before: Values, after: Values) -> Iterator[ChangedValue]:
    """Yield the values lost and gained; where a kind lost one and gained one, that one changed."""
    lost, gained = Counter(before) - Counter(after), Counter(after) - Counter(before)
    for kind in dict.fromkeys(kind for kind, _ in (*lost, *gained)):
        gone = [value for (of, value), count in lost.items() if of == kind for _ in range(count)]
        new = [value for (of, value), count in gained.items() if of == kind for _ in range(count)]
        if len(gone) == len(new) == 1:
            yield ChangedValue(kind, gone[0], new[0])
        else:
            yield from (ChangedValue(kind, value, None) for value in gone)
            yield from (ChangedValue(kind, None, value) for value in new)
