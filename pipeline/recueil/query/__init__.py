"""The query language of the command line, the API and the search page; docs/query.md describes it.

Words and "exact phrases" match the text, fields the values extracted from it; all terms must match:

    subvention chapitre:65 montant:>10000                the word, the chapter and an amount
    subvention école OU crèche                           the first word, and one of the other two
    "conseil municipal" -huis-clos -(report OU renvoi)   the phrase, without the rest
    ecol* "association sportive"~5                       the beginning of a word; words near each other
    montant:>1000@subvention PRES/5 "vie associative"    an amount that is a subsidy, beside the phrase
    personne:saurel est:absent                           the person, with the status absent

``parse`` returns a tree, or raises a QueryError with the place of the mistake; the grammar is in
:mod:`recueil.query.parser`.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from recueil.query.field_values import ANYTHING, Anything, Criterion, Exactly, Range, Span
from recueil.query.fields import FIELDS, Field
from recueil.query.messages import query_error
from recueil.query.parser import MAX_LEXEMES, Parser, bind_statuses, format_query, quote_text
from recueil.query.tree import And, Filter, Leaf, Near, Node, Not, Or, Prefix, Proximity, Words, leaves
from recueil.text import index_keys

__all__ = [
    "ANYTHING",
    "FIELDS",
    "And",
    "Anything",
    "Criterion",
    "Exactly",
    "Field",
    "Filter",
    "Leaf",
    "Near",
    "Node",
    "Not",
    "Or",
    "Prefix",
    "Proximity",
    "Query",
    "Range",
    "Span",
    "Words",
    "format_query",
    "leaves",
    "parse",
    "quote_text",
]


# With more, PostgreSQL spends seconds planning the joins.
MAX_FIELDS = 40
# A phrase may be a pasted sentence; each of its words is searched in every act and every passage shown.
MAX_WORDS = 200


@dataclass(frozen=True, slots=True)
class Query:
    """A query: its text and its syntax tree."""

    text: str
    root: Node

    @property
    def only_excludes(self) -> bool:
        """Whether nothing is looked for: what is excluded is excluded from all acts."""
        return isinstance(self.root, And) and all(isinstance(node, Not) for node in self.root.nodes)


def parse(text: str, today: datetime.date | None = None) -> Query:
    """Parse a query, « hier » as the day before ``today``, in France if None.

    Raises QueryError when it is invalid or too large.
    """
    root = bind_statuses(Parser(text, today).root())
    terms = list(leaves(root))
    if len(terms) > MAX_LEXEMES:
        raise query_error("too-many-persons", text, root.start, root.end)
    if (fields := sum(isinstance(term, Filter | Near) for term in terms)) > MAX_FIELDS:
        raise query_error("too-many-fields", text, root.start, root.end, most=MAX_FIELDS, count=fields)
    if (words := sum(map(_count_words, terms))) > MAX_WORDS:
        raise query_error("too-many-words", text, root.start, root.end, most=MAX_WORDS, count=words)
    return Query(text, root)


def _count_words(term: Leaf) -> int:
    """Count the words of the text that a term searches."""
    match term:
        case Words(text) | Proximity(text) | Near(words=Words(text)):
            return len(index_keys(text))
        case _:
            return int(isinstance(term, Prefix))
