"""Trees of the query language as hypothesis strategies, over a vocabulary that a generated store can answer."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import replace

from hypothesis import strategies as st

from recueil.query import (
    ANYTHING,
    FIELDS,
    And,
    Criterion,
    Filter,
    Near,
    Node,
    Not,
    Or,
    Prefix,
    Proximity,
    Range,
    Span,
    Words,
)

Values = Mapping[str, st.SearchStrategy[Criterion]]


def without_places(node: Node) -> Node:
    """The same tree with every place 0, to compare two that were typed otherwise."""
    match node:
        case And(nodes) | Or(nodes):
            return replace(node, nodes=tuple(map(without_places, nodes)), start=0, end=0)
        case Not(inner):
            return Not(without_places(inner), 0, 0)
        case Near():
            wanted, words = replace(node.filter, start=0, end=0), replace(node.words, start=0, end=0)
            return replace(node, filter=wanted, words=words, start=0, end=0)
        case _:
            return replace(node, start=0, end=0)


def ranges(places: int = 2) -> st.SearchStrategy[Range]:
    """Every form of range, its ends numbers of so many decimals."""
    numbers = st.decimals(-(10**9), 10**9, places=places)
    two = st.lists(numbers, min_size=2, max_size=2, unique=True).map(sorted)
    return st.one_of(
        numbers.map(lambda number: Range(number, number)),
        st.builds(lambda number, strict: Range(number, None, strict), numbers, st.booleans()),
        st.builds(lambda number, strict: Range(None, number, strict), numbers, st.booleans()),
        st.builds(lambda ends, strict: Range(ends[0], ends[1], strict), two, st.booleans()),
    )


def spans() -> st.SearchStrategy[Span]:
    """Every form of span."""
    days = st.dates(datetime.date(1000, 1, 1), datetime.date(2999, 12, 31))
    two = st.lists(days, min_size=2, max_size=2).map(sorted)
    return st.one_of(
        days.map(lambda day: Span(day, None)),
        days.map(lambda day: Span(None, day)),
        two.map(lambda ends: Span(ends[0], ends[1])),
    )


def queries(
    words: Sequence[str], values: Values, roles: Mapping[str, Sequence[str]] | None = None
) -> st.SearchStrategy[Node]:
    """Roots that ``parse`` may give, all places 0.

    ``words`` are of letters only, two at least, no two with one key; ``values`` says of what each field is asked,
    besides ``*``; ``roles`` what may follow the @ of a field, as the tree has it. Either ``est`` is asked or persons
    without a role are: beside each other, the parser makes one of the two.
    """
    said = roles or {}
    everyone = {name: value for name, value in values.items() if name != "est"}
    return st.one_of(
        _roots(_leaves(words, _filters(everyone, said))),
        _roots(_leaves(words, _filters(values, said).filter(_is_no_bare_person))),
    )


def _is_no_bare_person(wanted: Filter) -> bool:
    return wanted.field != "personne" or wanted.role is not None


def _filters(values: Values, roles: Mapping[str, Sequence[str]]) -> st.SearchStrategy[Filter]:
    return st.one_of(
        [
            st.builds(
                Filter,
                st.just(name),
                value | st.just(ANYTHING),
                st.just(0),
                st.just(0),
                st.sampled_from([None, *roles.get(name, ())]),
                recipient=st.sampled_from([None, *_recipients(name)]),
                line=st.sampled_from([None, "65", "6574"] if FIELDS[name].takes_line else [None]),
            )
            for name, value in values.items()
        ]
    )


def _recipients(name: str) -> list[str | None]:
    """What the recipient of a field may be, as the tree has it."""
    words = FIELDS[name].recipients
    return [] if words is None else [words.meaning(word) for word in words]


def _leaves(words: Sequence[str], filters: st.SearchStrategy[Filter]) -> st.SearchStrategy[Node]:
    texts = st.lists(st.sampled_from(words), min_size=1, max_size=3).map(" ".join)
    phrases = st.builds(Words, texts, st.just(0), st.just(0))
    apart = st.lists(st.sampled_from(words), min_size=2, max_size=5, unique=True).map(" ".join)
    starts = st.tuples(st.sampled_from(words), st.integers(2, 6)).map(lambda cut: cut[0][: cut[1]])
    places = filters.filter(lambda wanted: FIELDS[wanted.field].kind == "entity")
    return st.one_of(
        phrases,
        filters,
        st.builds(Prefix, starts, st.just(0), st.just(0)),
        st.builds(Proximity, apart, st.integers(0, 50), st.just(0), st.just(0)),
        st.builds(Near, places, phrases, st.integers(1, 50), st.just(0), st.just(0)),
    )


def _roots(leaves: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    """Trees, and those that only exclude one or two."""
    trees = _trees(leaves)
    excluded = st.lists(trees.map(lambda tree: Not(tree, 0, 0)), min_size=1, max_size=2)
    return st.one_of(trees, excluded.map(lambda nodes: And(tuple(nodes), 0, 0)))


def _trees(leaves: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    return st.recursive(leaves, _joined, max_leaves=8)


def _joined(inner: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    """Several nodes that OU offers or that must all hold, some of the latter excluded, but not all."""
    nodes = st.lists(st.tuples(inner, st.booleans()), min_size=2, max_size=4)
    return st.tuples(nodes, st.booleans()).map(lambda drawn: _together(*drawn))


def _together(nodes: Sequence[tuple[Node, bool]], offered: bool) -> Node:
    if offered:
        return Or(tuple(node for node, _ in nodes), 0, 0)
    needed = all(excluded for _, excluded in nodes)
    return And(tuple(Not(node, 0, 0) if excluded and not needed else node for node, excluded in nodes), 0, 0)
