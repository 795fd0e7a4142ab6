"""Bind statuses to persons.

``personne:saurel est:absent`` is « Saurel, absent », not « Saurel, and someone absent ».

``est:`` beside persons without a role, or beside one of several that OU offers, applies to each of them;
also where OU offers the statuses. An excluded ``est:`` means that none of them has the status. A person in
parentheses with another required term is not beside ``est:``, and ``est:*`` is about anyone.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import chain

from recueil.query.tree import And, Filter, Near, Node, Not, Or

# A person, or several that OU offers.
_Persons = tuple[Filter, ...]


def bind_statuses(node: Node) -> Node:
    """Rewrite the tree so that the status of a person is the role of that person."""
    match node:
        case And(nodes):
            return _bind_in_group(replace(node, nodes=tuple(map(bind_statuses, nodes))))
        case Or(nodes):
            return replace(node, nodes=tuple(map(bind_statuses, nodes)))
        case Not(inner):
            return replace(node, node=bind_statuses(inner))
        case _:
            return node


def _bind_in_group(group: And) -> Node:
    named = [persons for node in group.nodes if (persons := _bindable_persons(node))]
    if not named:
        return group
    statuses = [status for node in group.nodes if (status := _status_of(node))]
    nodes = tuple(chain.from_iterable(_rewrite_node(node, named, statuses) for node in group.nodes))
    return nodes[0] if len(nodes) == 1 else replace(group, nodes=nodes)


def _bindable_persons(node: Node) -> _Persons:
    """Return the persons to whom ``est:`` beside this node applies."""
    match node:
        case Filter("personne", role=None):
            return (node,)
        case Near(filter):
            return _bindable_persons(filter)
        case Or(nodes):
            offered = tuple(inner for inner in nodes if isinstance(inner, Filter) and _bindable_persons(inner))
            return offered if len(offered) == len(nodes) else ()
        case _:
            return ()


def _status_of(node: Node) -> str | None:
    match node:
        case Filter("est", str(status)):
            return status
        case _:
            return None


def _rewrite_node(node: Node, named: Sequence[_Persons], statuses: Sequence[str]) -> Iterator[Node]:
    """Yield what replaces a node of a group: a person with each status, nothing for a status, else itself."""
    persons = _bindable_persons(node)
    if isinstance(node, Near) or (persons and not statuses):
        yield node
    if persons:
        yield from (_with_status(persons, status) for status in statuses)
    elif not isinstance(node, Near) and not _status_of(node):
        yield _bind_nested(named, node, excluded=False)


def _with_status(persons: _Persons, status: str) -> Node:
    offered = tuple(replace(person, role=status) for person in persons)
    return offered[0] if len(offered) == 1 else Or(offered, offered[0].start, offered[-1].end)


def _bind_nested(named: Sequence[_Persons], node: Node, *, excluded: bool) -> Node:
    """Replace each status in the node by the persons with it: by all of them, or, if excluded, by any of them."""
    if status := _status_of(node):
        here = (tuple(replace(person, start=node.start, end=node.end) for person in persons) for persons in named)
        nodes = tuple(_with_status(persons, status) for persons in here)
        return nodes[0] if len(nodes) == 1 else (Or if excluded else And)(nodes, node.start, node.end)
    match node:
        case Or(nodes):
            return replace(node, nodes=tuple(_bind_nested(named, inner, excluded=excluded) for inner in nodes))
        case Not(inner):
            return replace(node, node=_bind_nested(named, inner, excluded=True))
        case _:
            return node
