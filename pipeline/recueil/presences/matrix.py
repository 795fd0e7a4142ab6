"""The matrix of a body: its members by its séances, from what the acts of each day say of each member.

A séance is a day on which an act of the body names somebody as present, represented, excused or absent. Nothing is
concluded from silence: a member whom no act of a day names has no entry that day.
"""

from __future__ import annotations

import datetime
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal, get_args

from sqlalchemy import ColumnElement, Connection, Row, exists, func, select

from recueil.figures.scope import FigureScope, exact_term
from recueil.persons.lookup import PersonLink, find_by_heads, find_links, has_partial_roll
from recueil.store.acts import handles
from recueil.store.index.schema import persons, search_acts, search_persons
from recueil.store.schema import acts
from recueil.values.act_fact import ATTENDANCE_STATUSES

Presence = Literal["present", "part", "represented", "excused", "absent"]
PRESENCES: tuple[Presence, ...] = get_args(Presence)
"""``part``: some acts of the day name the member as present, others as away."""

# Who presides or holds a proxy is there; who gives one is represented.
_SHOWS: Mapping[str, Presence] = {
    "present": "present",
    "president": "present",
    "holder": "present",
    "represented": "represented",
    "giver": "represented",
    "excused": "excused",
    "absent": "absent",
}
# Of several, the first: who is said to be excused and to have given a proxy is represented.
_AWAY: tuple[Presence, ...] = ("represented", "excused", "absent")
_VOTES = ("against", "abstaining")
_ACT = search_acts.c
_ROLE = search_persons.c
_DAY = _ACT.docid // handles.DOCIDS_PER_DAY


@dataclass(frozen=True, slots=True)
class Seance:
    """A day with acts of the body; ``act`` is the first, ``query`` finds them all.

    ``partial``: an act prints more members than were read, so that some may have no entry.
    """

    date: datetime.date
    acts: int
    act: str
    query: str
    partial: bool


@dataclass(frozen=True, slots=True)
class Entry:
    """What the acts of a séance say of a member: ``holders`` had their proxy.

    ``against`` and ``abstaining`` count the acts whose votes name the member so.
    """

    presence: Presence | None
    holders: tuple[PersonLink, ...] = ()
    against: int = 0
    abstaining: int = 0


@dataclass(frozen=True, slots=True)
class Member:
    """A row: an entry for each séance, None where no act of the day says anything of the member."""

    id: str
    name: str
    entries: tuple[Entry | None, ...]

    @property
    def counts(self) -> dict[Presence, int]:
        """Count the séances by presence."""
        found = Counter(entry.presence for entry in self.entries if entry is not None)
        return {presence: found[presence] for presence in PRESENCES}

    @property
    def share(self) -> Decimal | None:
        """Return the percentage of séances attended, in whole or in part, of those with a presence."""
        counts = self.counts
        total = sum(counts.values())
        if not total:
            return None
        return (Decimal(100 * (counts["present"] + counts["part"])) / total).quantize(Decimal("0.1"))

    @property
    def against(self) -> int:
        return sum(entry.against for entry in self.entries if entry is not None)

    @property
    def abstaining(self) -> int:
        return sum(entry.abstaining for entry in self.entries if entry is not None)


@dataclass(frozen=True, slots=True)
class Matrix:
    """Members in order of their family names, séances from the first to the last.

    ``before`` is the first day shown if there are earlier séances.
    """

    key: str
    label: str
    seances: tuple[Seance, ...]
    members: tuple[Member, ...]
    before: datetime.date | None


def load_matrix(
    scope: FigureScope,
    key: str,
    label: str,
    first: datetime.date | None = None,
    last: datetime.date | None = None,
    limit: int = 24,
) -> Matrix:
    """Load the latest séances of a body from ``first`` to ``last``, no more than ``limit``.

    Acts whose body may be several, and roles that are doubtful, count nowhere.
    """
    connection = scope.connection
    within = (
        _ACT.body == key,
        _ACT.ambiguous.is_(False),
        _ACT.date_from == _ACT.date_to,
        _ACT.docid.between(
            handles.DATED[0] if first is None else handles.of_day(first)[0],
            handles.DATED[1] if last is None else handles.of_day(last)[1],
        ),
    )
    sat = exists().where(
        _ROLE.docid == _ACT.docid, _ROLE.status.in_(ATTENDANCE_STATUSES), _ROLE.doubtful.is_(False)
    )
    listed = select(_DAY).where(*within, sat).distinct().order_by(_DAY.desc()).limit(limit + 1)
    days = sorted(connection.execute(listed).scalars())
    before = datetime.date.fromordinal(days[1]) if len(days) > limit else None
    days = days[-limit:]
    if not days:
        return Matrix(key, label, (), (), None)
    of_days = (*within, _ACT.docid >= days[0] * handles.DOCIDS_PER_DAY)
    seances = _load_seances(connection, (*of_days, sat), label)
    return Matrix(key, label, seances, _load_members(scope, of_days, [one.date for one in seances]), before)


def _load_seances(
    connection: Connection, within: Collection[ColumnElement[bool]], label: str
) -> tuple[Seance, ...]:
    docid = _ACT.docid
    query = select(_DAY.label("day"), func.count().label("acts"), func.min(docid).label("first"))
    rows = connection.execute(query.where(*within).group_by(_DAY).order_by(_DAY)).all()
    partial = set(connection.execute(select(_DAY).distinct().where(*within, has_partial_roll(docid))).scalars())
    of_first = select(acts.c.docid, acts.c.uid).where(acts.c.docid.in_([row.first for row in rows]))
    uids = dict(connection.execute(of_first).all())
    days = [datetime.date.fromordinal(row.day) for row in rows]
    return tuple(
        Seance(day, row.acts, uids[row.first], f"{exact_term('commune', label)} seance:{day}", row.day in partial)
        for day, row in zip(days, rows, strict=True)
    )


def _load_members(
    scope: FigureScope, within: Collection[ColumnElement[bool]], days: Sequence[datetime.date]
) -> tuple[Member, ...]:
    by = (persons.c.head, _DAY.label("day"), _ROLE.status, _ROLE.other)
    query = select(*by, func.count(_ROLE.docid.distinct()).label("acts"))
    query = query.join_from(search_acts, search_persons, _ROLE.docid == _ACT.docid)
    query = query.join(persons, persons.c.person_id == _ROLE.person_id)
    stated = _ROLE.status.in_((*_SHOWS, *_VOTES)) & _ROLE.doubtful.is_(False)
    rows: dict[str, dict[int, list[Row[Any]]]] = defaultdict(lambda: defaultdict(list))
    holders = set[int]()
    for row in scope.connection.execute(query.where(*within, stated).group_by(*by).order_by(*by)):
        rows[row.head][row.day].append(row)
        holders |= set() if row.other is None else {row.other}
    known = find_by_heads(scope.connection, rows, redacted=scope.redacted)
    links = find_links(scope.connection, holders)
    ordinals = [day.toordinal() for day in days]
    members = (
        Member(head, known[head].name, tuple(_read_entry(of_day.get(day, ()), links) for day in ordinals))
        for head, of_day in rows.items()
        if head in known
    )
    named_in_a_roll = (one for one in members if any(entry and entry.presence for entry in one.entries))
    return tuple(sorted(named_in_a_roll, key=lambda one: one.id))  # which begins with the family name


def _read_entry(rows: Sequence[Row[Any]], links: Mapping[int, PersonLink]) -> Entry | None:
    """Sum up the rows of a member's séance, one for each status and holder."""
    if not rows:
        return None
    number: Counter[str] = Counter()
    for row in rows:
        number[row.status] += row.acts
    holders = {links[row.other].id: links[row.other] for row in rows if row.other is not None}
    presence = _sum_up({_SHOWS[status] for status in number if status in _SHOWS})
    return Entry(presence, tuple(holders.values()), number["against"], number["abstaining"])


def _sum_up(shown: Collection[Presence]) -> Presence | None:
    """Return what several acts of a day, or several lists of one act, show together."""
    away = next((presence for presence in _AWAY if presence in shown), None)
    if "present" in shown:
        return "part" if away else "present"
    return away
