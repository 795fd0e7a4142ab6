"""The one query language, for the command line, the API and the page.

Words and "exact phrases" are searched in the text, fields in the values read from it; all of them must hold:

    subvention chapitre:65 montant:>10000            the word, the chapter and an amount
    subvention école OU crèche                       the first word, and one of the other two
    "conseil municipal" -huis-clos -(report OU renvoi)   the phrase, without the rest

``parse`` gives a tree, or a QueryError that shows the place of the mistake.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Never

from recueil.analysis import fold
from recueil.errors import QueryError
from recueil.query_fields import FIELDS, Criterion, Field, Range, Span
from recueil.query_lexemes import Lexeme, lexemes

__all__ = ["FIELDS", "And", "Field", "Filter", "Node", "Not", "Or", "Query", "Range", "Span", "Words", "parse"]

MAX_DEPTH = 20


@dataclass(frozen=True, slots=True)
class Words:
    """A word or a phrase of the text, at ``start`` to ``end`` of the query."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Filter:
    """A field and what its value must be."""

    field: str
    value: Criterion
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Not:
    """What must not hold; only ever beside something that must."""

    node: Node
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class And:
    """All of them; at least one is not a Not."""

    nodes: tuple[Node, ...]
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Or:
    """One of them; none is a Not."""

    nodes: tuple[Node, ...]
    start: int
    end: int


Node = Words | Filter | Not | And | Or


@dataclass(frozen=True, slots=True)
class Query:
    """A query as typed and as understood."""

    text: str
    root: Node


def parse(text: str) -> Query:
    """Understand a query; QueryError when it cannot be."""
    return Query(text, _Parser(text).query())


# The rest of a figure written with spaces: montant:>10 000 would be an amount above 10 and the word 000.
_FIGURE_CUT = re.compile(r"\d{3}(?:[,.]\d+)?")


class _Parser:
    """Recursive descent: all = either+, either = term (OU term)*, term = -term | (all) | field | phrase | word."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._lexemes = lexemes(text)
        self._position = 0

    def query(self) -> Node:
        if self._peek().kind == "end":
            self._refuse("the query is empty: write a word or a field", 0, len(self._text))
        root = self._all(0)
        if (rest := self._peek()).kind != "end":
            self._refuse("this ) closes nothing", rest.start, rest.end)
        return root

    def _refuse(self, message: str, start: int, end: int) -> Never:
        raise QueryError(message, self._text, start, end)

    def _peek(self) -> Lexeme:
        return self._lexemes[self._position]

    def _next(self) -> Lexeme:
        lexeme = self._lexemes[self._position]
        self._position += 1
        return lexeme

    def _all(self, depth: int) -> Node:
        nodes = [self._either(depth)]
        while self._peek().kind not in ("end", "close"):
            nodes.append(self._either(depth))
        start, end = nodes[0].start, nodes[-1].end
        if all(isinstance(node, Not) for node in nodes):
            self._refuse("this only excludes: say also what to look for", start, end)
        return nodes[0] if len(nodes) == 1 else And(tuple(nodes), start, end)

    def _either(self, depth: int) -> Node:
        nodes = [self._term(depth)]
        while self._peek().kind == "or":
            self._next()
            nodes.append(self._term(depth))
        if len(nodes) == 1:
            return nodes[0]
        if excluded := next((node for node in nodes if isinstance(node, Not)), None):
            self._refuse(
                "OU cannot offer an exclusion: put what to look for beside it", excluded.start, excluded.end
            )
        return Or(tuple(nodes), nodes[0].start, nodes[-1].end)

    def _term(self, depth: int) -> Node:
        lexeme = self._next()
        match lexeme.kind:
            case "word" | "quote":
                return self._words(lexeme)
            case "field":
                return self._filter(lexeme)
            case "minus":
                return self._exclusion(lexeme, depth)
            case "open":
                return self._group(lexeme, depth + 1)
            case _:
                return self._missing(lexeme)

    def _missing(self, found: Lexeme) -> Never:
        if found.kind == "close":
            self._refuse("a term is missing before this )", found.start, found.end)
        lonely = self._lexemes[-2] if found.kind == "end" else found
        self._refuse("OU stands between two terms", lonely.start, lonely.end)

    def _words(self, lexeme: Lexeme) -> Words:
        if "*" in lexeme.text:
            self._refuse("* only ends a name, as in personne:lef*: write the whole word", lexeme.start, lexeme.end)
        return Words(lexeme.text, lexeme.start, lexeme.end)

    def _exclusion(self, minus: Lexeme, depth: int) -> Node:
        if (excluded := self._peek()).kind in ("minus", "or", "close"):
            self._refuse("a word, a phrase or a field is missing after this -", minus.start, excluded.end)
        node = self._term(depth)
        return Not(node, minus.start, node.end)

    def _group(self, opening: Lexeme, depth: int) -> Node:
        if depth > MAX_DEPTH:
            self._refuse(f"parentheses more than {MAX_DEPTH} deep", opening.start, opening.end)
        if self._peek().kind == "end":
            self._refuse("this ( is never closed", opening.start, opening.end)
        node = self._all(depth)
        if self._next().kind != "close":
            self._refuse("this ( is never closed", opening.start, opening.end)
        return node

    def _filter(self, lexeme: Lexeme) -> Filter:
        field = FIELDS.get(fold(lexeme.name))
        if field is None:
            known = ", ".join(FIELDS)
            colon = lexeme.start + len(lexeme.name) + 1
            self._refuse(f"unknown field {lexeme.name!r}; the fields are {known}", lexeme.start, colon)
        try:
            value = field.read(lexeme.text)
        except ValueError as error:
            self._refuse(f"{error}: write for example {field.example}", lexeme.start, lexeme.end)
        following = self._peek()
        if isinstance(value, Range) and following.kind == "word" and _FIGURE_CUT.fullmatch(following.text):
            whole = f'{field.name}:"{lexeme.text} {following.text}"'
            self._refuse(f"a figure with spaces goes between quotes: {whole}", lexeme.start, following.end)
        return Filter(field.name, value, lexeme.start, lexeme.end)
