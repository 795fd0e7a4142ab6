"""The veils of acts, from the rows of the persons whom they name; and queries that look behind them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, Row, select

from recueil import analysis
from recueil.query import And, Filter, Near, Node, Not, Or, Query
from recueil.store.schema import acts, entities
from recueil.store.search_schema import persons, search_awards, search_persons
from recueil.store.standing import private_keys
from recueil.store.statuses import PRIVATE, UNTOLD
from recueil.store.veil import Name, Veil, name_of, names_in
from recueil.store.works import chunks
from recueil.values import Person

CLEAR = Veil()
_NO_WORDS = analysis.spaced([])
_PERSONS = (
    *(acts.c[name] for name in ("uid", "docid")),
    *(entities.c[name] for name in ("start", "end", "given", "family", "key", "standing")),
)


def veils(connection: Connection, uids: Iterable[str]) -> defaultdict[str, Veil]:
    """The veil of each act, by its uid; of all others one that hides nothing."""
    found: defaultdict[str, Veil] = defaultdict(lambda: CLEAR)
    for some in chunks(sorted(set(uids))):
        found |= _veils(connection, acts.c.uid.in_(some))
    return found


def of_document(connection: Connection, uid: str) -> Veil:
    """The veil of all acts of the document that holds an act: of whoever stands on its pages."""
    document = select(acts.c.document_id).where(acts.c.uid == uid).scalar_subquery()
    return _joined(_veils(connection, acts.c.document_id == document).values())


def _joined(found: Iterable[Veil]) -> Veil:
    rows = list(found)
    if len(rows) < 2:
        return rows[0] if rows else CLEAR
    names: dict[str, set[tuple[str, ...]]] = defaultdict(set)
    for first, forms in ((first, forms) for veil in rows for first, forms in (veil.names or {}).items()):
        names[first].update(forms)
    return Veil(
        tuple(dict.fromkeys(span for veil in rows for span in veil.spans)),
        tuple(dict.fromkeys(span for veil in rows for span in veil.open)),
        tuple(dict.fromkeys(key for veil in rows for key in veil.keys)),
        {first: tuple(sorted(forms, key=len, reverse=True)) for first, forms in names.items()} or None,
        frozenset().union(*(veil.namesakes for veil in rows)),
        frozenset().union(*(veil.beneficiaries for veil in rows)),
    )


def _veils(connection: Connection, which: ColumnElement[bool]) -> dict[str, Veil]:
    query = select(*_PERSONS).join_from(entities, acts).where(which, entities.c.kind == Person.kind)
    named: dict[str, list[Row[Any]]] = defaultdict(list)
    for row in connection.execute(query.order_by(entities.c.docid, entities.c.n)):
        named[row.uid].append(row)
    awarded = _beneficiaries(connection, which)
    untold = {row.docid for rows in named.values() for row in rows if row.standing is None}
    official = _officials(connection, untold)
    return {uid: _veil(named[uid], awarded[uid], official) for uid in {*named, *awarded}}


def _beneficiaries(connection: Connection, which: ColumnElement[bool]) -> dict[str, list[str]]:
    """Those of the acts who are private persons: search has no words of theirs."""
    query = select(acts.c.uid, search_awards.c.beneficiary).join_from(search_awards, acts)
    private = (search_awards.c.recipient == "person") & (search_awards.c.words == _NO_WORDS)
    found: dict[str, list[str]] = defaultdict(list)
    for uid, beneficiary in connection.execute(query.where(which, private)):
        found[uid].append(beneficiary)
    return found


def _officials(connection: Connection, docids: Iterable[int]) -> dict[int, set[str]]:
    """The names of those of whom acts say more than that they name them."""
    found: dict[int, set[str]] = defaultdict(set)
    query = select(search_persons.c.docid, persons.c.name).join_from(
        search_persons, persons, persons.c.person_id == search_persons.c.person_id
    )
    for some in chunks(sorted(docids)):
        which = search_persons.c.docid.in_(some) & search_persons.c.status.not_in(UNTOLD)
        for docid, name in connection.execute(query.where(which)):
            found[docid].add(name)
    return found


def _veil(rows: Sequence[Row[Any]], awarded: Sequence[str], official: dict[int, set[str]]) -> Veil:
    keys = [row.key or _written(row).casefold() for row in rows]
    known = {key for row, key in zip(rows, keys, strict=True) if _written(row) in official.get(row.docid, ())}
    private = private_keys(zip(keys, (row.standing for row in rows), strict=True), known)
    if not private and not awarded:
        return CLEAR
    hidden = [row for row, key in zip(rows, keys, strict=True) if key in private]
    shown = [row for row, key in zip(rows, keys, strict=True) if key not in private]
    return Veil.of(
        [*(name_of(row.family, row.given) for row in hidden), *_names(awarded)],
        [name_of(row.family, row.given) for row in shown],
        spans=tuple((row.start, row.end) for row in hidden),
        open=tuple((row.start, row.end) for row in shown),
        keys=tuple(dict.fromkeys(key for key in keys if key in private)),
        beneficiaries=frozenset(awarded),
    )


def _names(awarded: Iterable[str]) -> Iterator[Name]:
    for beneficiary in awarded:
        yield Name(tuple(analysis.words(beneficiary)))
        yield from names_in(beneficiary)


def _written(row: Row[Any]) -> str:
    return str(Person(row.given, row.family))


def unveiled(query: Query | None) -> Query | None:
    """The same query, whose persons may be private too."""
    return None if query is None else replace(query, root=_unveiled(query.root))


class _Both(NamedTuple):
    """A field of persons, for the public and for the private ones."""

    public: Filter
    private: Filter

    @classmethod
    def of(cls, node: Node) -> _Both | None:
        if not isinstance(node, Filter) or node.field != "personne" or node.role is not None:
            return None
        return cls(node, replace(node, role=PRIVATE))


def _unveiled(node: Node) -> Node:
    match node:
        case And() | Or():
            return replace(node, nodes=tuple(map(_unveiled, node.nodes)))
        case Not():
            return replace(node, node=_unveiled(node.node))
        case Near() if both := _Both.of(node.filter):
            return Or(tuple(replace(node, filter=each) for each in both), node.start, node.end)
        case Filter() if both := _Both.of(node):
            return Or(tuple(both), node.start, node.end)
    return node
