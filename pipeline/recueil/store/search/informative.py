"""Leave out of searches the documents that are no acts (menus, bulletins, posters), unless a query asks for them:
``nature:information`` lists them alone, ``nature:tout`` beside the acts.

Records of tables of subventions are found as acts are, and are none: counts of acts leave them out.
"""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import ColumnElement, Connection, Select, func, select

from recueil.query import And, Filter, Node, Not, Or, Query, leaves
from recueil.store.engine.column_types import starts_with
from recueil.store.index.schema import search_terms
from recueil.store.index.terms import INFORMATION, NATURE, normalise_term
from recueil.store.schema import acts, sources
from recueil.store.search.fulltext import MATCH_ALL
from recueil.values.stated import RECORD

EVERYTHING = "tout"
"""The value of ``nature`` that every document has."""
_ROWS = search_terms.alias("informative").c


def is_searched(docid: ColumnElement[int]) -> ColumnElement[bool]:
    """Return the condition that a document is an act or a record, and none that only informs."""
    return docid.not_in(_select_nature(INFORMATION))


def is_act(docid: ColumnElement[int]) -> ColumnElement[bool]:
    """Return the condition that a document is an act: no record, and none that only informs."""
    return docid.not_in(_select_nature(INFORMATION, RECORD))


def has_informative(connection: Connection) -> bool:
    """Return whether the store has documents that are no acts."""
    return connection.execute(_select_nature(INFORMATION).limit(1)).first() is not None


def count_informative_at(connection: Connection, address: str) -> int:
    """Count the documents that are no acts among the sources whose address begins so."""
    of_folder = acts.join(sources, sources.c.document_id == acts.c.document_id)
    informs = acts.c.docid.in_(_select_nature(INFORMATION))
    query = select(func.count(acts.c.document_id.distinct())).select_from(of_folder)
    return connection.execute(query.where(starts_with(sources.c.uri, address), informs)).scalar_one()


def asks_for_informative(root: Node) -> bool:
    """Return whether a query asks for documents that are no acts."""
    return any(_is_nature(leaf, INFORMATION) or _is_nature(leaf, EVERYTHING) for leaf in leaves(root))


def with_informative(query: Query | None) -> Query:
    """Return a query that finds also documents that are no acts."""
    return _require_nature(query, EVERYTHING)


def only_informative(query: Query | None) -> Query:
    """Return a query that finds only documents that are no acts."""
    return _require_nature(query, INFORMATION)


def drop_everything(node: Node) -> Node:
    """Return a query without the conditions that every document fulfils."""
    match node:
        case And():
            nodes = tuple(each for each in map(drop_everything, node.nodes) if each != MATCH_ALL)
            return nodes[0] if len(nodes) == 1 and not isinstance(nodes[0], Not) else replace(node, nodes=nodes)
        case Or():
            nodes = tuple(map(drop_everything, node.nodes))
            return MATCH_ALL if MATCH_ALL in nodes else replace(node, nodes=nodes)
    return MATCH_ALL if _is_nature(node, EVERYTHING) else node


def _require_nature(query: Query | None, nature: str) -> Query:
    condition = Filter("nature", nature, 0, 0)
    if query is None:
        return Query(f"nature:{nature}", condition)
    nodes = query.root.nodes if isinstance(query.root, And) else (query.root,)
    return replace(query, root=And((*nodes, condition), query.root.start, query.root.end))


def _is_nature(node: Node, nature: str) -> bool:
    if not isinstance(node, Filter) or node.field != "nature" or not isinstance(node.value, str):
        return False
    return normalise_term(node.value) == nature


def _select_nature(*natures: str) -> Select[tuple[int]]:
    return select(_ROWS.docid).where(_ROWS.axis == NATURE, _ROWS.value.in_(natures))
