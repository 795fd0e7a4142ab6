"""Succession of acts: which act of a source's new content each act of its former content has become.

An act is followed only where number, kind, date and body agree as far as both state them, so that an address at
which another act is published is not taken for a new version.
"""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, func, select

from recueil.store.acts import handles
from recueil.store.engine import dialect_of
from recueil.store.engine.protocol import upsert
from recueil.store.engine.statements import chunks
from recueil.store.schema import act_successors, acts, documents, sources

_SUCCESSOR = act_successors.c
# A chain of versions is followed so far, also where two contents take turns.
_MOST_VERSIONS = 50


@dataclass(frozen=True, slots=True)
class ActVersion:
    """An act of a version of a document: its ``words``, with whitespace normalized, and what identifies it."""

    uid: str
    words: str
    ordinal: int
    number: str | None
    kind: str | None
    date: str | None
    body: str | None
    day: datetime.date | None

    def may_be(self, other: ActVersion) -> bool:
        """Return whether nothing that both state tells two acts apart."""
        names = ("number", "kind", "date", "body")
        stated = ((getattr(self, name), getattr(other, name)) for name in names)
        return all(one == two for one, two in stated if None not in (one, two))


@dataclass(frozen=True, slots=True)
class Successor:
    """The act of the store that another has become, and when the last version took the place of that before."""

    uid: str
    replaced: datetime.datetime


def load_act_versions(
    connection: Connection, document_id: int, *which: ColumnElement[bool]
) -> tuple[ActVersion, ...]:
    """Return the acts of a document in their order, or some of them."""
    words = func.substr(documents.c.text, acts.c.start + 1, acts.c.end - acts.c.start).label("words")
    identity = (acts.c[name] for name in ("ordinal", "number", "kind", "date", "body", "date_from"))
    query = select(acts.c.uid, words, *identity).join_from(acts, documents)
    rows = connection.execute(query.where(acts.c.document_id == document_id, *which).order_by(acts.c.ordinal))
    return tuple(ActVersion(uid, " ".join(text.split()), *rest) for uid, text, *rest in rows)


def record_successors(
    connection: Connection, former: Sequence[ActVersion], source_id: int, document_id: int
) -> None:
    """Record what each former act of a source has become in the document that the source holds now."""
    if not former:
        return
    now = load_act_versions(connection, document_id)
    found: dict[str, str] = {}
    for act in former:
        after = _find_successor(act, former, now) or _find_elsewhere(connection, act)
        if after is not None:
            found[act.uid] = after
    if not found:
        return
    last_seen = select(sources.c.last_seen).where(sources.c.source_id == source_id)
    replaced = connection.execute(last_seen).scalar_one()
    rows = [{"uid": uid, "successor": after, "replaced": replaced} for uid, after in sorted(found.items())]
    changing = upsert(
        dialect_of(connection),
        act_successors,
        ("uid",),
        lambda new: {"successor": new.successor, "replaced": new.replaced},
    )
    connection.execute(changing, rows)


def _find_successor(act: ActVersion, former: Sequence[ActVersion], now: Sequence[ActVersion]) -> str | None:
    """Find an act by its words, else by its number, else by its day and its place among as many acts."""
    candidates = [each for each in now if act.may_be(each)]
    same = [each for each in candidates if each.words == act.words]
    numbered = [each for each in candidates if act.number is not None and each.number == act.number]
    of_day = [each for each in candidates if act.date is not None and each.date == act.date]
    placed = [each for each in of_day if len(former) == len(now) and each.ordinal == act.ordinal]
    return next((some[0].uid for some in (same, numbered, placed) if len(some) == 1), None)


def _find_elsewhere(connection: Connection, act: ActVersion) -> str | None:
    """Find the only act of the store with the same body, kind, day and number; None while the act is there."""
    identity = {name: getattr(act, name) for name in ("body", "kind", "date", "number")}
    if None in identity.values():
        return None
    of_day = acts.c.docid.between(*handles.of_day(act.day))
    same = (acts.c[name] == value for name, value in identity.items())
    uids = connection.execute(select(acts.c.uid).where(of_day, *same).limit(2)).scalars().all()
    return uids[0] if len(uids) == 1 and uids[0] != act.uid else None


def find_successors(connection: Connection, uids: Iterable[str]) -> dict[str, Successor]:
    """Return what acts that the store has no more have become, by their uids; those that are just gone are left
    out.
    """
    reached = {uid: uid for uid in uids}
    found: dict[str, Successor] = {}
    for _ in range(_MOST_VERSIONS):
        steps = _load_steps(connection, set(reached.values()))
        reached = {asked: at for asked, at in reached.items() if at in steps}
        there = _load_stored(connection, {step.uid for step in steps.values()})
        found |= {asked: steps[at] for asked, at in reached.items() if steps[at].uid in there}
        reached = {asked: steps[at].uid for asked, at in reached.items() if asked not in found}
        if not reached:
            break
    return found


def _load_steps(connection: Connection, uids: Collection[str]) -> dict[str, Successor]:
    steps = {}
    for some in chunks(sorted(uids)):
        for row in connection.execute(select(act_successors).where(_SUCCESSOR.uid.in_(some))):
            steps[row.uid] = Successor(row.successor, row.replaced)
    return steps


def _load_stored(connection: Connection, uids: Collection[str]) -> set[str]:
    stored: set[str] = set()
    for some in chunks(sorted(uids)):
        stored |= set(connection.execute(select(acts.c.uid).where(acts.c.uid.in_(some))).scalars())
    return stored


def find_predecessors(connection: Connection, uids: Iterable[str]) -> set[str]:
    """Return the uids of all acts that have become some acts, at once or by others."""
    reached = set(uids)
    found: set[str] = set()
    while reached:
        before: set[str] = set()
        for some in chunks(sorted(reached)):
            query = select(_SUCCESSOR.uid).where(_SUCCESSOR.successor.in_(some))
            before |= set(connection.execute(query).scalars())
        reached = before - found
        found |= reached
    return found
