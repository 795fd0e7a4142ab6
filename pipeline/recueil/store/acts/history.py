"""The acts of one body in their order, as rules and lists that compare acts read them."""

from __future__ import annotations

import datetime
import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Select, func, select

from recueil.store.acts import handles
from recueil.store.index.schema import search_acts
from recueil.store.schema import acts, documents
from recueil.store.search.informative import is_act

_MOST_AT_ONCE = 500
_LONG = 8
_PARTS = re.compile(r"[^\W\d_]+|\d+")


@dataclass(frozen=True, slots=True)
class ActOfBody:
    """An act dated to the day. ``ordinal`` is its place in its document, 1 for the first; ``start`` to ``end`` are
    its characters there.
    """

    docid: int
    uid: str
    document_id: int
    ordinal: int
    kind: str | None
    day: datetime.date
    number: str | None
    title: str | None
    start: int
    end: int


def load_history(
    connection: Connection, body: str, first: datetime.date | None = None, last: datetime.date | None = None
) -> tuple[ActOfBody, ...]:
    """Load the acts of a body from ``first`` to ``last``, by day, as ``load_histories`` does."""
    return load_histories(connection, [body], first, last)[body]


def load_histories(
    connection: Connection,
    bodies: Collection[str],
    first: datetime.date | None = None,
    last: datetime.date | None = None,
) -> dict[str, tuple[ActOfBody, ...]]:
    """Load the acts of each of some bodies from ``first`` to ``last``, by day.

    Acts whose body may be several are left out, as are those whose date is not known to the day, records of
    tables, and documents that only inform.
    """
    index = search_acts.c
    columns = (acts.c[name] for name in ("docid", "uid", "document_id", "ordinal", "kind"))
    of_bodies: Select[Any] = select(index.body, *columns, index.date_from)
    of_bodies = of_bodies.add_columns(acts.c.number, acts.c.title, acts.c.start, acts.c.end)
    of_bodies = of_bodies.join_from(acts, search_acts).where(
        index.body.in_(bodies),
        index.ambiguous.is_(False),
        index.date_from == index.date_to,
        index.docid.between(
            handles.DATED[0] if first is None else handles.of_day(first)[0],
            handles.DATED[1] if last is None else handles.of_day(last)[1],
        ),
        is_act(index.docid),
    )
    found: dict[str, list[ActOfBody]] = {body: [] for body in bodies}
    for body, *row in connection.execute(of_bodies.order_by(index.docid)):
        found[body].append(ActOfBody(*row))
    return {body: tuple(own) for body, own in found.items()}


def prints_number(text: str, number: str) -> bool:
    """Return whether a text has a number, however its parts are set apart.

    OCR reads « n°2025 » as « n²025 »: a long number may lack its first digit.
    """
    first, *others = _PARTS.findall(number) or [number]
    lost = "[0-9]?" if sum(map(len, (first, *others))) >= _LONG else ""
    parts = r"[\W_]{0,8}".join(map(re.escape, (first[1:] if lost else first, *others)))
    return re.search(rf"(?<![0-9]){lost}{parts}(?![0-9]|[-/.][0-9])", text, re.IGNORECASE) is not None


def load_texts(connection: Connection, docids: set[int]) -> dict[int, str]:
    """Load the texts of acts, by docid."""
    words = func.substr(documents.c.text, acts.c.start + 1, acts.c.end - acts.c.start)
    found: dict[int, str] = {}
    numbers = sorted(docids)
    for at in range(0, len(numbers), _MOST_AT_ONCE):
        query = select(acts.c.docid, words).join_from(acts, documents)
        query = query.where(acts.c.docid.in_(numbers[at : at + _MOST_AT_ONCE]))
        found.update(dict(connection.execute(query).all()))
    return found
