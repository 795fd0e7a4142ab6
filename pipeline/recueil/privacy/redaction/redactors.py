"""Load the redactors of acts from the rows of the persons they name; let queries match private persons."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from typing import NamedTuple, assert_never

from sqlalchemy import ColumnElement, Connection, select

from recueil.privacy.redaction.private_persons import NO_WORDS, NamedPerson, combine_redactors, make_redactor
from recueil.privacy.redaction.redactor import NO_REDACTION, Redactor
from recueil.query import And, Filter, Near, Node, Not, Or, Prefix, Proximity, Query, Words
from recueil.store.engine.statements import chunks
from recueil.store.index.person_status import NAME_ONLY, PRIVATE
from recueil.store.index.schema import persons, search_awards, search_persons
from recueil.store.schema import acts, entities
from recueil.values import Person

_PERSON_COLUMNS = (
    *(acts.c[name] for name in ("uid", "docid")),
    *(entities.c[name] for name in NamedPerson._fields),
)


def load_redactors(connection: Connection, uids: Iterable[str]) -> defaultdict[str, Redactor]:
    """Return the redactor of each act, by uid; any other uid gives one that masks nothing."""
    found: defaultdict[str, Redactor] = defaultdict(lambda: NO_REDACTION)
    for some in chunks(sorted(set(uids))):
        found |= _load_redactors(connection, acts.c.uid.in_(some))
    return found


def load_redactors_of_acts(connection: Connection, document_id: int) -> dict[str, Redactor]:
    """Return the redactors of the acts of a document, by uid; acts that name nobody are left out."""
    return _load_redactors(connection, acts.c.document_id == document_id)


def load_document_redactor(connection: Connection, uid: str) -> Redactor:
    """Return the combined redactor of all acts of the document that holds an act: its pages show them all."""
    document = select(acts.c.document_id).where(acts.c.uid == uid).scalar_subquery()
    return combine_redactors(_load_redactors(connection, acts.c.document_id == document).values())


def _load_redactors(connection: Connection, condition: ColumnElement[bool]) -> dict[str, Redactor]:
    query = select(*_PERSON_COLUMNS).join_from(entities, acts).where(condition, entities.c.kind == Person.kind)
    named: dict[str, list[NamedPerson]] = defaultdict(list)
    docids: dict[str, int] = {}
    for uid, docid, *person in connection.execute(query.order_by(entities.c.docid, entities.c.n)):
        named[uid].append(NamedPerson(*person))
        docids[uid] = docid
    awarded = _private_beneficiaries(connection, condition)
    untold = {docids[uid] for uid, persons in named.items() if any(one.standing is None for one in persons)}
    official = _official_names(connection, untold)
    return {
        uid: make_redactor(named[uid], awarded[uid], official[docids.get(uid, 0)]) for uid in {*named, *awarded}
    }


def _private_beneficiaries(connection: Connection, condition: ColumnElement[bool]) -> dict[str, list[str]]:
    """Return the beneficiaries who are private persons, by uid: awards whose beneficiary has no indexed words."""
    query = select(acts.c.uid, search_awards.c.beneficiary).join_from(search_awards, acts)
    private = (search_awards.c.recipient == "person") & (search_awards.c.words == NO_WORDS)
    found: dict[str, list[str]] = defaultdict(list)
    for uid, beneficiary in connection.execute(query.where(condition, private)):
        found[uid].append(beneficiary)
    return found


def _official_names(connection: Connection, docids: Iterable[int]) -> defaultdict[int, set[str]]:
    """Return the names of persons of whom acts say more than their name, by docid."""
    found: defaultdict[int, set[str]] = defaultdict(set)
    query = select(search_persons.c.docid, persons.c.name).join_from(
        search_persons, persons, persons.c.person_id == search_persons.c.person_id
    )
    for some in chunks(sorted(docids)):
        condition = search_persons.c.docid.in_(some) & search_persons.c.status.not_in(NAME_ONLY)
        for docid, name in connection.execute(query.where(condition, search_persons.c.doubtful.is_(False))):
            found[docid].add(name)
    return found


def match_private_too(query: Query | None) -> Query | None:
    """Return the same query, which matches masked words and private persons too."""
    return None if query is None else replace(query, root=_match_private_too(query.root))


class _PublicAndPrivate(NamedTuple):
    """A filter on persons, for the public and for the private ones."""

    public: Filter
    private: Filter

    @classmethod
    def of(cls, node: Filter) -> _PublicAndPrivate | None:
        if node.field != "personne" or node.role is not None:
            return None
        return cls(node, replace(node, role=PRIVATE))


def _match_private_too(node: Node) -> Node:
    match node:
        case And() | Or():
            return replace(node, nodes=tuple(map(_match_private_too, node.nodes)))
        case Not():
            return replace(node, node=_match_private_too(node.node))
        case Near():
            near = replace(node, words=replace(node.words, unmasked=True))
            if both := _PublicAndPrivate.of(node.filter):
                return Or(tuple(replace(near, filter=each) for each in both), node.start, node.end)
            return replace(near, filter=replace(node.filter, unmasked=True))
        case Filter() if both := _PublicAndPrivate.of(node):
            return Or(tuple(both), node.start, node.end)
        case Words() | Prefix() | Proximity() | Filter():
            return replace(node, unmasked=True)
    assert_never(node)
