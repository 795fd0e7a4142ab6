"""Resolve what a query says of public bodies: names of territories to their codes, and whom ``commune:`` names.

A name that several bodies of the store bear is refused with the names that tell them apart.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from sqlalchemy import Connection, select

from recueil.query import FIELDS, And, Exactly, Filter, Node, Not, Or, quote_text
from recueil.query.messages import query_error, quote_value
from recueil.store.index.schema import search_acts
from recueil.store.schema import bodies
from recueil.store.search.territories import load_territories
from recueil.values.body import body_key

_MOST_SHOWN = 8


def resolve_bodies(connection: Connection, text: str, root: Node) -> Node:
    """Return the tree of the query ``text`` with codes instead of the names of territories.

    Raises QueryError for a name that no territory bears, or several bodies.
    """
    match root:
        case And(nodes) | Or(nodes):
            return replace(root, nodes=tuple(resolve_bodies(connection, text, node) for node in nodes))
        case Not(inner):
            return replace(root, node=resolve_bodies(connection, text, inner))
        case Filter(field="departement" | "region" | "epci", value=str()):
            return replace(root, value=_find_code(text, root))
        case Filter(field="commune", value=str() | Exactly()):
            return _name_one_body(connection, text, root)
    return root


def _find_code(text: str, term: Filter) -> str:
    """Return the code of a territory, or the SIREN of an EPCI."""
    from recueil.installed_pipeline import pipeline_package

    territories, name = load_territories(pipeline_package()), str(term.value)
    found: str | None
    match term.field:
        case "departement":
            # A code that no département has finds nothing.
            found = territories.find_departement(name) or (name if name[0].isdigit() else None)
        case "region":
            found = territories.find_region(name)
        case _ if name.isdigit():
            found = name
        case _:
            several = territories.find_epci(name)
            if len(several) > 1:
                choices = _list_choices(f"epci:{siren} ({territories.epci[siren]})" for siren in several)
                raise query_error(
                    "several-epci", text, term.start, term.end, value=quote_value(name), choices=choices
                )
            found = several[0] if several else None
    if found is None:
        code = "department" if term.field == "departement" else term.field
        example = FIELDS[term.field].example
        raise query_error(code, text, term.start, term.end, value=quote_value(name), example=example)
    return found


def _name_one_body(connection: Connection, text: str, term: Filter) -> Filter:
    """Return the term with the label of the one body that it names whole (« = »); raise QueryError for several.

    A name with more words is none of theirs: its words are searched. The whole name of acts of which it is not
    known whose they are finds these acts.
    """
    name = term.value.name if isinstance(term.value, Exactly) else str(term.value)
    key = body_key(name)
    own = select(search_acts.c.ambiguous).where(search_acts.c.body == key)
    ambiguous = set(connection.execute(own.distinct()).scalars())
    if ambiguous and isinstance(term.value, Exactly):
        return term
    has_acts = select(search_acts.c.docid).where(search_acts.c.body == bodies.c.key).exists()
    namesakes = select(bodies.c.label).where(bodies.c.name_key == key, bodies.c.label.endswith(")"), has_acts)
    labels = connection.execute(namesakes.order_by(bodies.c.label)).scalars().all()
    named = [f"commune:{quote_text(label)}" for label in labels]
    if True in ambiguous and named:
        named.append(f"commune:{quote_text(f'={name}')}")
    if len(named) > 1:
        choices = _list_choices(named)
        raise query_error("several-bodies", text, term.start, term.end, value=quote_value(name), choices=choices)
    return replace(term, value=Exactly(labels[0])) if labels and isinstance(term.value, Exactly) else term


def _list_choices(choices: Iterable[str]) -> str:
    shown = sorted(choices)
    return ", ".join(shown[:_MOST_SHOWN]) + (", …" if len(shown) > _MOST_SHOWN else "")
