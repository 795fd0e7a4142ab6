"""Advise on a query by its first hits: where its words or its chapter stand apart from its amount, propose the
query that asks for them together.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, partial
from itertools import groupby
from typing import Literal, NamedTuple

from sqlalchemy import Connection, select

from recueil.query import And, Filter, Near, Node, Query, Words, format_query
from recueil.query.field_values import parse_line
from recueil.query.parser import DEFAULT_DISTANCE
from recueil.store.index.words import load_words
from recueil.store.schema import acts
from recueil.store.search.compile import Search
from recueil.store.search.predicates import FewActs
from recueil.text import index_keys

_NUMBERS = ("montant", "pourcentage")
_ON_LINES = ("montant", "attribue")
_LINES = ("chapitre", "article")
_MOST_WORDS = 5


@dataclass(frozen=True, slots=True)
class Advice:
    """``excludes``: the query only excludes. ``near``, ``line``: ``query`` asks for the amount near the words, or
    on the budget line, and some of the hits shown do not match it.
    """

    code: Literal["excludes", "near", "line"]
    query: str = ""


def advise(
    connection: Connection, query: Query, uids: Sequence[str], adapt: Callable[[Query], Query | None]
) -> Iterator[Advice]:
    """Yield what to say of a query whose first hits are these acts."""
    if query.only_excludes:
        yield Advice("excludes")
        return
    nodes = query.root.nodes if isinstance(query.root, And) else (query.root,)
    docids = list(connection.execute(select(acts.c.docid).where(acts.c.uid.in_(uids))).scalars())
    hits = FewActs(docids, cache(partial(load_words, connection, docids)))
    closer: tuple[tuple[Literal["near", "line"], Iterable[_Candidate]], ...] = (
        ("near", _ask_near(nodes)),
        ("line", _ask_on_line(nodes)),
    )
    for code, candidates in closer:
        for candidate in candidates:
            # The hits match the other nodes.
            matching = Search(connection, adapt(replace(query, root=candidate.asked))).count_among(hits)
            if 0 < matching < len(hits.docids):
                closer_nodes = tuple(candidate.nodes)
                root = closer_nodes[0] if len(closer_nodes) == 1 else And(closer_nodes, 0, 0)
                yield Advice(code, format_query(root))
                break


class _Candidate(NamedTuple):
    """The nodes of a query that asks more closely, and the only one of them that the query has not."""

    asked: Node
    nodes: Sequence[Node]


def _ask_near(nodes: Sequence[Node]) -> Iterator[_Candidate]:
    """Yield the query with its only number near the words that stand together, or near the first of them."""
    numbers = [node for node in nodes if isinstance(node, Filter) and node.field in _NUMBERS]
    runs = [list(run) for is_words, run in groupby(nodes, lambda node: isinstance(node, Words)) if is_words]
    if len(numbers) != 1 or not runs or any(isinstance(node, Near) for node in nodes):
        return
    (number,), words = numbers, [node for node in runs[0] if isinstance(node, Words)]
    for together in dict.fromkeys((len(words), 1)):
        phrase = Words(" ".join(word.text for word in words[:together]), 0, 0)
        if together <= _MOST_WORDS and index_keys(phrase.text):
            near = Near(number, phrase, DEFAULT_DISTANCE, 0, 0)
            left = [
                node for node in nodes if node is not number and not any(node is one for one in words[:together])
            ]
            yield _Candidate(near, [near, *left])


def _ask_on_line(nodes: Sequence[Node]) -> Iterator[_Candidate]:
    """Yield the query with its only amount on its only chapter or account."""
    amounts = [node for node in nodes if isinstance(node, Filter) and node.field in _ON_LINES and not node.line]
    lines = [node for node in nodes if isinstance(node, Filter) and node.field in _LINES and not node.is_qualified]
    if len(amounts) == len(lines) == 1 and isinstance(lines[0].value, str) and parse_line(lines[0].value):
        on_line = replace(amounts[0], line=lines[0].value)
        asked = [on_line if node is amounts[0] else node for node in nodes if node is not lines[0]]
        yield _Candidate(on_line, asked)
