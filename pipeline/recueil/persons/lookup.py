"""Look up a person by identifier: the rows of all merged names, and how to show and link the person."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, exists, func, select

from recueil.errors import PersonUnknown
from recueil.persons.groups import group_of
from recueil.persons.ids import HOW_TO_FIND, PersonId, Spelling
from recueil.store.engine.column_types import starts_with
from recueil.store.index.person_status import PRIVATE
from recueil.store.index.schema import persons, search_acts, search_persons
from recueil.store.schema import acts
from recueil.values import Person

_MAX_SUGGESTIONS = 5


@dataclass(frozen=True, slots=True)
class PersonLink:
    """The identifier and the name of a person."""

    id: str
    name: str


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
    head = group_of(connection, str(who)).head
    found = find_by_heads(connection, [head], redacted=redacted)
    if head not in found:
        near = _similar_ids(connection, who, redacted=redacted)
        raise PersonUnknown(f"There is no person {who}.", f"Near it: {', '.join(near)}." if near else HOW_TO_FIND)
    return found[head]


def _similar_ids(connection: Connection, who: PersonId, *, redacted: bool) -> list[str]:
    """Return identifiers that begin with the same word."""
    first = who.key.partition("-")[0]
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
