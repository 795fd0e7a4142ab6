"""Decide on persons' identity: merge persons, take a name out of a group, split acts from a name.

A store makes one decision at a time. It locks its names against all writers of acts that give them, so
that each act is written before or after it. Search rows follow a decision; nothing else of an act
changes.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

from sqlalchemy import ColumnElement, Connection, Row, delete, insert, or_, select, update

from recueil.accounts.audit import note
from recueil.corrections import Attribution
from recueil.errors import ActUnknown, DecisionRefused, PersonUnknown
from recueil.persons import upsert
from recueil.persons.groups import (
    DECISIONS,
    SPLIT,
    apply_split,
    parts_of,
    person_acts,
    person_decisions,
    words_of_group,
)
from recueil.persons.ids import HOW_TO_FIND, PersonId, Spelling
from recueil.store.acts import handles
from recueil.store.engine.column_types import starts_with
from recueil.store.engine.statements import chunks
from recueil.store.identities import MERGE, Group, signatures
from recueil.store.index.schema import person_words, persons, search_persons
from recueil.store.schema import acts
from recueil.translation import gettext as _


def regroup(connection: Connection, members: Iterable[str]) -> None:
    """Update the head and the search words of persons whose groups have changed.

    ``members`` are all persons of the groups, before and after; the words of a group find each of them.
    """
    groups = DECISIONS.groups_of(connection, members)
    query = select(persons).where(persons.c.head.in_(sorted(members)))
    for number, *spelling, __ in connection.execute(query).all():
        who = Spelling(*spelling).id
        group = groups.get(str(who))
        head, words = (group.head, words_of_group(group)) if group else (str(who), set(who.words))
        connection.execute(update(persons).where(persons.c.person_id == number).values(head=head))
        connection.execute(delete(person_words).where(person_words.c.person_id == number))
        if words:
            connection.execute(
                insert(person_words), [{"word": word, "person_id": number} for word in sorted(words)]
            )


class _PersonInAct(NamedTuple):
    """An act that names a person."""

    uid: str
    docid: int
    person_id: int
    spelling: Spelling


def reassign(connection: Connection, who: PersonId, uids: Sequence[str]) -> None:
    """Update, for acts that give a person's name, whom they mean by the decisions in force."""
    parts = parts_of(connection, uids)
    named = [each for each in _persons_in_acts(connection, uids) if each.spelling.id.name == who.name]
    targets = {each: apply_split(each.spelling.whole, each.uid, parts) for each in named}
    numbers = upsert.upsert_persons(connection, targets.values())
    for each, spelling in targets.items():
        if each.person_id != numbers[spelling]:
            _reassign_act(connection, each, numbers[spelling])
    upsert.delete_unnamed(connection, {each.spelling for each in named})


def _reassign_act(connection: Connection, mention: _PersonInAct, number: int) -> None:
    in_act = search_persons.c.docid == mention.docid
    for column in (search_persons.c.person_id, search_persons.c.other):
        moved = update(search_persons).where(in_act, column == mention.person_id)
        connection.execute(moved.values({column: number}))


def _persons_in_acts(connection: Connection, uids: Sequence[str]) -> list[_PersonInAct]:
    """Return whom acts name, even if only as the holder of a proxy."""
    found: list[_PersonInAct] = []
    for column in (search_persons.c.person_id, search_persons.c.other):
        found += _persons_in_column(connection, column, uids)
    return list(dict.fromkeys(found))


def _persons_in_column(
    connection: Connection, column: ColumnElement[int], uids: Sequence[str]
) -> list[_PersonInAct]:
    query = select(acts.c.uid, acts.c.docid, persons).join_from(acts, search_persons)
    query = query.join(persons, persons.c.person_id == column)
    found: list[_PersonInAct] = []
    for some in chunks(uids):
        rows = connection.execute(query.where(acts.c.uid.in_(some)).distinct())
        found += [
            _PersonInAct(uid, docid, number, Spelling(*spelling)) for uid, docid, number, *spelling, _ in rows
        ]
    return found


MAX_ACTS = 500


@dataclass(frozen=True, slots=True)
class Decision:
    """A decision, as the history of persons has it.

    A merge made ``person``, with those merged into it, one with ``target``; ``before`` has the names of
    each. A split gave ``person`` what ``acts`` said of ``target``; ``before`` has whom each of them named.
    """

    id: int
    kind: Literal["merge", "split"]
    person: str
    target: str
    acts: tuple[str, ...]
    before: dict[str, Any]
    said: Attribution
    withdrawn: Attribution | None


def merge(connection: Connection, person: str, target: str, attribution: Attribution) -> int:
    """Merge a person into ``target``, whose name stays; return the number of the decision.

    Raise DecisionRefused if they are one person already.
    """
    DECISIONS.begin(connection, attribution)
    one, other = (require_group(connection, each) for each in (person, target))
    if one == other:
        raise DecisionRefused(
            _("{person} and {target} are one person already.").format(person=person, target=target),
            _("Nothing is to be done."),
        )
    _lock_members(connection, (*one.members, *other.members))
    before = {one.head: list(one.members), other.head: list(other.members)}
    number = DECISIONS.add(connection, MERGE, one.head, other.head, before, attribution)
    regroup(connection, (*one.members, *other.members))
    note(
        connection, attribution.when, attribution.by, "person.merge", one.head, decision=number, target=other.head
    )
    return number


def unmerge(connection: Connection, person: str, attribution: Attribution) -> list[int]:
    """Take a name out of its group; return the decisions withdrawn. The others in the group stay merged.

    Raise DecisionRefused if the name is not merged.
    """
    DECISIONS.begin(connection, attribution)
    group = require_group(connection, person)
    person = str(PersonId.parse(person))
    if len(group.members) == 1:
        raise DecisionRefused(
            _("{person} is merged with nobody.").format(person=person), _("To split a name in two, name acts.")
        )
    _lock_members(connection, group.members)
    numbers = DECISIONS.separate(connection, person, group, attribution)
    regroup(connection, group.members)
    note(connection, attribution.when, attribution.by, "person.separate", person, decisions=numbers)
    return numbers


def split(connection: Connection, person: str, uids: Collection[str], attribution: Attribution) -> tuple[int, str]:
    """Record that some acts mean another person by this name; return the decision and that person's identifier."""
    DECISIONS.begin(connection, attribution)
    require_group(connection, person)
    target = PersonId.parse(person)
    named = sorted({_current_uid(connection, uid) for uid in uids})
    if len(named) > MAX_ACTS:
        raise DecisionRefused(
            _("{count} acts are too many for one decision.").format(count=len(named)),
            _("Name {max_acts} at most.").format(max_acts=MAX_ACTS),
        )
    _lock_members(connection, [person])
    _require_named(connection, target, named)
    new = target._replace(part=_next_part(connection, target))
    number = DECISIONS.add(
        connection, SPLIT, str(new), str(target), {uid: str(target) for uid in named}, attribution
    )
    connection.execute(insert(person_acts), [{"uid": uid, "decision_id": number} for uid in named])
    reassign(connection, target, named)
    note(
        connection,
        attribution.when,
        attribution.by,
        "person.split",
        str(target),
        decision=number,
        target=str(new),
        acts=named,
    )
    return number, str(new)


def _current_uid(connection: Connection, uid: str) -> str:
    """Return the uid that an act has now, given that or a former one."""
    name = uid.strip().lower()
    is_there = connection.execute(select(acts.c.uid).where(acts.c.uid == name)).first()
    return name if is_there else handles.resolve_former_uid(connection, name) or name


def withdraw(connection: Connection, number: int, attribution: Attribution) -> None:
    """Undo a decision, as if it had never been made.

    Raise DecisionRefused if it does not exist, is withdrawn already, or is a split that later decisions
    build on.
    """
    DECISIONS.begin(connection, attribution)
    row = DECISIONS.require_in_force(connection, number, "recueil persons history")
    group = DECISIONS.group_of(connection, row.person)
    _lock_members(connection, group.members)
    if row.kind == SPLIT:
        _require_last(connection, row)
    DECISIONS.mark_withdrawn(connection, number, attribution)
    if row.kind == MERGE:
        regroup(connection, group.members)
    else:
        reassign(connection, PersonId.parse(row.target), _acts_of(connection, [number])[number])
    note(connection, attribution.when, attribution.by, "person.withdraw", row.person, decision=number)


def history(
    connection: Connection, person: str | None, limit: int, before: int | None
) -> tuple[list[Decision], int | None]:
    """Return the decisions about a person and all merged with it, or all, latest first; and the next cursor."""
    members = None
    if person is not None:
        members = DECISIONS.group_of(connection, str(PersonId.parse(person))).members
    page, more = DECISIONS.page(connection, members, limit, before)
    named = _acts_of(connection, [row.decision_id for row in page])
    decisions = [_decision_from_row(row, named.get(row.decision_id, ())) for row in page]
    return decisions, more


def require_group(connection: Connection, person: str) -> Group:
    """Return the group of a person. Raise PersonUnknown if no act and no decision names the person."""
    who = PersonId.parse(person)
    group = DECISIONS.group_of(connection, str(who))
    if len(group.members) == 1:
        names = select(persons.c.person_id).where(persons.c.head == str(who)).limit(1)
        if connection.execute(names).first() is None:
            raise PersonUnknown(_("There is no person {who}.").format(who=who), HOW_TO_FIND)
    return group


def _lock_members(connection: Connection, members: Iterable[str]) -> None:
    upsert.lock_names(connection, (), [PersonId.parse(member) for member in members])


def _require_named(connection: Connection, person: PersonId, uids: Sequence[str]) -> None:
    """Require that all acts exist and name the person. Raise ActUnknown, DecisionRefused."""
    if not uids:
        raise DecisionRefused(_("No acts were named."), _("Name those that mean somebody else."))
    query = select(acts.c.uid, persons.c.body, persons.c.name, persons.c.part).join_from(acts, search_persons)
    query = query.join(persons, persons.c.person_id == search_persons.c.person_id).where(acts.c.uid.in_(uids))
    naming_it = {uid for uid, *spelling in connection.execute(query) if Spelling(*spelling).id == person}
    stored = set(connection.execute(select(acts.c.uid).where(acts.c.uid.in_(uids))).scalars())
    for uid in uids:
        if uid not in stored:
            raise ActUnknown(
                _("There is no act {uid}.").format(uid=uid), _("Write it whole, as `recueil search` does.")
            )
        if uid not in naming_it:
            raise DecisionRefused(
                _("Act {uid} does not name {person}.").format(uid=uid, person=person),
                _("See `recueil persons show`."),
            )


def _next_part(connection: Connection, person: PersonId) -> int:
    """Return a number that nobody of this name ever had, in decisions in force or withdrawn."""
    query = select(person_decisions.c.person).where(person_decisions.c.kind == SPLIT)
    split_off = connection.execute(query.where(starts_with(person_decisions.c.person, f"{person.key}~"))).scalars()
    parts = [each.part for each in map(PersonId.parse, split_off) if each.name == person.name]
    return max(parts, default=1) + 1


def _require_last(connection: Connection, row: Row[Any]) -> None:
    """Raise DecisionRefused if other decisions build on a split."""
    on_it = or_(person_decisions.c.person == row.person, person_decisions.c.target == row.person)
    later = select(person_decisions.c.decision_id).where(DECISIONS.in_force(MERGE, SPLIT), on_it)
    later = later.where(person_decisions.c.decision_id != row.decision_id)
    if first := connection.execute(later.order_by(person_decisions.c.decision_id.desc()).limit(1)).scalar():
        raise DecisionRefused(
            _("Decision {first} is about {person}.").format(first=first, person=row.person),
            _("Withdraw that one first."),
        )


def _acts_of(connection: Connection, numbers: Sequence[int]) -> dict[int, tuple[str, ...]]:
    query = select(person_acts.c.decision_id, person_acts.c.uid).where(person_acts.c.decision_id.in_(numbers))
    found: dict[int, tuple[str, ...]] = {}
    for number, uid in connection.execute(query.order_by(person_acts.c.uid)):
        found[number] = (*found.get(number, ()), uid)
    return found


def _decision_from_row(row: Row[Any], named: tuple[str, ...]) -> Decision:
    return Decision(row.decision_id, row.kind, row.person, row.target, named, row.before, *signatures(row))
