"""Load the redactors of acts from the rows of the persons they name; let queries match private persons."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from typing import NamedTuple, assert_never

from sqlalchemy import ColumnElement, Connection, select

from recueil.privacy.redaction.private_names import NO_WORDS, NamedPerson, joined, veil_of
from recueil.privacy.redaction.redactor import CLEAR, Veil
from recueil.query import And, Filter, Near, Node, Not, Or, Prefix, Proximity, Query, Words
from recueil.store.engine.chunks import chunks
from recueil.store.index.person_status import PRIVATE, UNTOLD
from recueil.store.index.schema import persons, search_awards, search_persons
from recueil.store.schema import acts, entities
from recueil.values import Person

_PERSONS = (
    *(acts.c[name] for name in ("uid", "docid")),
    *(entities.c[name] for name in NamedPerson._fields),
)


def veils(connection: Connection, uids: Iterable[str]) -> defaultdict[str, Veil]:
    """Return the redactor of each act, by uid; any other uid gives one that masks nothing."""
    found: defaultdict[str, Veil] = defaultdict(lambda: CLEAR)
    for some in chunks(sorted(set(uids))):
        found |= _veils(connection, acts.c.uid.in_(some))
    return found


def of_acts(connection: Connection, document_id: int) -> dict[str, Veil]:
    """Return the redactors of the acts of a document, by uid; acts that name nobody are left out."""
    return _veils(connection, acts.c.document_id == document_id)


def of_document(connection: Connection, uid: str) -> Veil:
    """Return the combined redactor of all acts of the document that holds an act: its pages show them all."""
    document = select(acts.c.document_id).where(acts.c.uid == uid).scalar_subquery()
    return joined(_veils(connection, acts.c.document_id == document).values())


def _veils(connection: Connection, which: ColumnElement[bool]) -> dict[str, Veil]:
    query = select(*_PERSONS).join_from(entities, acts).where(which, entities.c.kind == Person.kind)
    named: dict[str, list[NamedPerson]] = defaultdict(list)
    docids: dict[str, int] = {}
    for uid, docid, *person in connection.execute(query.order_by(entities.c.docid, entities.c.n)):
        named[uid].append(NamedPerson(*person))
        docids[uid] = docid
    awarded = _beneficiaries(connection, which)
    untold = {docids[uid] for uid, persons in named.items() if any(one.standing is None for one in persons)}
    official = _officials(connection, untold)
    return {uid: veil_of(named[uid], awarded[uid], official[docids.get(uid, 0)]) for uid in {*named, *awarded}}


def _beneficiaries(connection: Connection, which: ColumnElement[bool]) -> dict[str, list[str]]:
    """Return the beneficiaries who are private persons, by uid: awards whose beneficiary has no indexed words."""
    query = select(acts.c.uid, search_awards.c.beneficiary).join_from(search_awards, acts)
    private = (search_awards.c.recipient == "person") & (search_awards.c.words == NO_WORDS)
    found: dict[str, list[str]] = defaultdict(list)
    for uid, beneficiary in connection.execute(query.where(which, private)):
        found[uid].append(beneficiary)
    return found


def _officials(connection: Connection, docids: Iterable[int]) -> defaultdict[int, set[str]]:
    """Return the names of persons of whom acts say more than their name, by docid."""
    found: defaultdict[int, set[str]] = defaultdict(set)
    query = select(search_persons.c.docid, persons.c.name).join_from(
        search_persons, persons, persons.c.person_id == search_persons.c.person_id
    )
    for some in chunks(sorted(docids)):
        which = search_persons.c.docid.in_(some) & search_persons.c.status.not_in(UNTOLD)
        for docid, name in connection.execute(query.where(which)):
            found[docid].add(name)
    return found


def unveiled(query: Query | None) -> Query | None:
    """Return the same query, which matches masked words and private persons too."""
    return None if query is None else replace(query, root=_unveiled(query.root))


class _Both(NamedTuple):
    """A filter on persons, for the public and for the private ones."""

    public: Filter
    private: Filter

    @classmethod
    def of(cls, node: Filter) -> _Both | None:
        if node.field != "personne" or node.role is not None:
            return None
        return cls(node, replace(node, role=PRIVATE))


def _unveiled(node: Node) -> Node:
    match node:
        case And() | Or():
            return replace(node, nodes=tuple(map(_unveiled, node.nodes)))
        case Not():
            return replace(node, node=_unveiled(node.node))
        case Near():
            near = replace(node, words=replace(node.words, unmasked=True))
            if both := _Both.of(node.filter):
                return Or(tuple(replace(near, filter=each) for each in both), node.start, node.end)
            return replace(near, filter=replace(node.filter, unmasked=True))
        case Filter() if both := _Both.of(node):
            return Or(tuple(both), node.start, node.end)
        case Words() | Prefix() | Proximity() | Filter():
            return replace(node, unmasked=True)
    assert_never(node)
