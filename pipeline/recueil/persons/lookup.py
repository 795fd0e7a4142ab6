"""Look up persons by identifier: the rows of all merged names, how to show and link them, and their summaries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Connection, exists, func, select

from recueil.errors import PersonUnknown
from recueil.persons.groups import DECISIONS
from recueil.persons.ids import HOW_TO_FIND, PersonId, Spelling
from recueil.store.acts import handles
from recueil.store.engine.column_types import starts_with
from recueil.store.index.person_status import PRIVATE
from recueil.store.index.schema import persons, search_acts, search_persons, search_terms
from recueil.store.index.terms import PARTIAL
from recueil.store.schema import acts
from recueil.translation import gettext as _
from recueil.values import Person

_MAX_SUGGESTIONS = 5
MAX_COUNTED = 1_000
"""Beyond so many acts of a person, a list says only that there are more."""
# What of a roll may be partial.
_ROLL = ("present", "represented", "absent")
ActRange = tuple[int, tuple[int | None, int | None]]
"""How many acts name a person, capped, and the first and last docid of those with a date."""


@dataclass(frozen=True, slots=True)
class PersonLink:
    """The identifier and the name of a person."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class PersonSummary:
    """A person with the bodies whose acts name them, and the dates of the first and last of these acts.

    ``acts`` is counted up to ``MAX_COUNTED``; beyond it, ``has_more`` is set.
    """

    id: str
    name: str
    bodies: tuple[str, ...]
    acts: int
    has_more: bool
    first: str | None
    last: str | None


@dataclass(frozen=True, slots=True)
class KnownPerson:
    """A stored person: the head's identifier, and each spelling by row id.

    ``redacted``: acts in which the person is private are left out.
    """

    head: str
    spellings: dict[int, Spelling]
    redacted: bool = False

    @property
    def name(self) -> str:
        """Return the longest name of the head, given name first."""
        own = [name for name in self.spellings.values() if str(name.id) == self.head]
        return display_name(
            max((name.name for name in own or self.spellings.values()), key=lambda name: (len(name), name))
        )

    def rows(self, column: ColumnElement[int] = search_persons.c.person_id) -> ColumnElement[bool]:
        """Return the condition that ``column`` of a row of ``search_persons`` is this person, without doubt."""
        own = column.in_(sorted(self.spellings)) & search_persons.c.doubtful.is_(False)
        return own & (search_persons.c.status != PRIVATE) if self.redacted else own


def display_name(name: str) -> str:
    """Return « SAUREL, Philippe » as « Philippe SAUREL »."""
    return Person.parse(name).full_name


def find_person(connection: Connection, person: str, *, redacted: bool = False) -> KnownPerson:
    """Look up a person. Raise PersonUnknown, with identifiers near it, if no act names the person."""
    who = PersonId.parse(person)
    head = DECISIONS.group_of(connection, str(who)).head
    found = find_by_heads(connection, [head], redacted=redacted)
    if head not in found:
        near = _similar_ids(connection, who, redacted=redacted)
        raise PersonUnknown(
            _("There is no person {who}.").format(who=who),
            _("Near it: {near}.").format(near=", ".join(near)) if near else HOW_TO_FIND,
        )
    return found[head]


def _similar_ids(connection: Connection, person: PersonId, *, redacted: bool) -> list[str]:
    """Return identifiers that begin with the same word."""
    first = person.key.partition("-")[0]
    heads = (
        select(persons.c.head)
        .where(starts_with(persons.c.head, first), *visibility_conditions(redacted=redacted))
        .distinct()
    )
    return list(connection.execute(heads.order_by(persons.c.head).limit(_MAX_SUGGESTIONS)).scalars())


def visibility_conditions(*, redacted: bool) -> list[ColumnElement[bool]]:
    """Return the conditions on rows of ``persons``; if ``redacted``, an act must name a person publicly."""
    own = search_persons.c.person_id == persons.c.person_id
    return [exists().where(own, search_persons.c.status != PRIVATE)] if redacted else []


def find_by_heads(
    connection: Connection, heads: Collection[str], *, redacted: bool = False
) -> dict[str, KnownPerson]:
    """Look up persons by the identifiers of their heads."""
    query = select(persons.c.head, persons.c.person_id, persons.c.body, persons.c.name, persons.c.part)
    found: dict[str, KnownPerson] = {}
    query = query.where(persons.c.head.in_(heads), *visibility_conditions(redacted=redacted))
    for head, number, *spelling in connection.execute(query):
        found.setdefault(head, KnownPerson(head, {}, redacted)).spellings[number] = Spelling(*spelling)
    return found


def find_links(connection: Connection, numbers: Iterable[int]) -> dict[int, PersonLink]:
    """Return persons by row id, with the name of that row."""
    query = select(persons.c.person_id, persons.c.head, persons.c.name)
    rows = connection.execute(query.where(persons.c.person_id.in_(sorted(set(numbers)))))
    return {number: PersonLink(head, display_name(name)) for number, head, name in rows}


def body_names(connection: Connection, bodies: Iterable[str]) -> dict[str, str | None]:
    """Return the name of each body, by key, as its latest act has it; only bodies whose acts name persons."""
    one_of_each = select(func.min(persons.c.person_id)).where(persons.c.body.in_(sorted(set(bodies))))
    query = select(persons.c.body, _LABEL).where(persons.c.person_id.in_(one_of_each.group_by(persons.c.body)))
    return dict(connection.execute(query).all())


_LATEST_DOCID = (
    select(func.max(search_acts.c.docid)).where(search_acts.c.body == persons.c.body).correlate(persons)
)
_LABEL = (
    select(acts.c.body).where(acts.c.docid == _LATEST_DOCID.scalar_subquery()).correlate(persons).scalar_subquery()
)


def summarize_persons(connection: Connection, heads: Sequence[str], *, redacted: bool) -> Iterable[PersonSummary]:
    """Yield the summary of each head, in their order."""
    found = find_by_heads(connection, heads, redacted=redacted)
    if not found:
        return
    ranges = _act_ranges(connection, found, redacted=redacted)
    dates = read_dates(connection, (docid for _, ends in ranges.values() for docid in ends if docid is not None))
    named = body_names(connection, (name.body for person in found.values() for name in person.spellings.values()))
    for head in heads:
        number, ends = ranges[head]
        first, last = (dates.get(docid) for docid in ends)
        bodies = sorted({named[name.body] or "" for name in found[head].spellings.values()} - {""})
        yield PersonSummary(
            head, found[head].name, tuple(bodies), min(number, MAX_COUNTED), number > MAX_COUNTED, first, last
        )


def _act_ranges(connection: Connection, found: dict[str, KnownPerson], *, redacted: bool) -> dict[str, ActRange]:
    query = select(persons.c.head, *_count_columns(redacted=redacted)).where(persons.c.head.in_(list(found)))
    rows: dict[str, list[Any]] = defaultdict(list)
    for row in connection.execute(query):
        rows[row.head].append(row)
    ranges: dict[str, ActRange] = {}
    for head, counted in rows.items():
        days = [docid for row in counted for docid in (row.first, row.last) if docid is not None]
        number = counted[0].acts if len(counted) == 1 else _count_acts(connection, found[head])
        ranges[head] = number, (min(days, default=None), max(days, default=None))
    return ranges


def _count_acts(connection: Connection, person: KnownPerson) -> int:
    """Count the acts, capped, of a person with several names: an act may give more than one of them."""
    capped = select(search_persons.c.docid).where(person.rows()).distinct().limit(MAX_COUNTED + 1).subquery()
    return int(connection.execute(select(func.count()).select_from(capped)).scalar_one())


@cache
def _count_columns(*, redacted: bool) -> tuple[Any, ...]:
    """Return columns: how many acts name each person, capped, and the first and last dated docid."""
    own = search_persons.c.person_id == persons.c.person_id
    if redacted:
        own = own & (search_persons.c.status != PRIVATE)
    capped = (
        select(search_persons.c.docid).where(own).distinct().limit(MAX_COUNTED + 1).correlate(persons).subquery()
    )
    ends = (
        select(end(search_persons.c.docid))
        .where(own, search_persons.c.docid.between(*handles.DATED))
        .correlate(persons)
        .scalar_subquery()
        .label(name)
        for end, name in ((func.min, "first"), (func.max, "last"))
    )
    return select(func.count()).select_from(capped).scalar_subquery().label("acts"), *ends


def has_partial_roll(docid: ColumnElement[int]) -> ColumnElement[bool]:
    """Return the condition that an act prints more members than were read, so that some have no row."""
    terms = search_terms.c
    return exists().where(terms.docid == docid, terms.axis == PARTIAL, terms.value.in_(_ROLL))


def read_dates(connection: Connection, numbers: Iterable[int]) -> dict[int | None, str]:
    """Return the dates of acts, as written, by docid."""
    query = select(acts.c.docid, acts.c.date).where(acts.c.docid.in_(sorted(set(numbers))))
    return {docid: date for docid, date in connection.execute(query) if date is not None}
