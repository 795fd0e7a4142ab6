"""Tokenizer and recursive-descent parser of the query language:

    query     = all ;                                    exclusions alone are excluded from all acts
    all       = either , { either } ;                    all of them hold; between ( ) one is no exclusion
    either    = term , { "OU" , term } ;                 one of them holds; none is an exclusion
    term      = [ "-" ] , ( group | near | phrase | proximity | prefix | word ) ;
    group     = "(" , all , ")" ;
    near      = field , [ "PRES" , [ "/" , count ] , ( phrase | word ) ] ;
    field     = name , ":" , ( value | "@" , role ) , { "@" , role } ;
    value     = "*" | limit | range | text ;
    limit     = ( ">" | ">=" | "<" | "<=" ) , bound ;
    range     = [ bound ] , ".." , [ bound ] | ">" , bound , ".." , "<" , bound ;
    phrase    = '"' , text , '"' | "«" , text , "»" | "“" , text , "”" ;
    proximity = phrase , "~" , count ;
    prefix    = word , "*" ;

A word has no blanks, parentheses or quotes. There are no blanks between a name, its value and its role, a
phrase and its count, PRES and its count; a value with blanks, parentheses or @ goes between the quotes of a
phrase. A bound is a number or a date, depending on the field.

A tree has one canonical text, for which ``parse`` gives the same tree again, within the limits of the language.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import chain
from typing import Any, Never

from recueil.query.field_values import ANYTHING, Anything, Criterion, Exactly, Range, Span, parse_line
from recueil.query.fields import FIELDS, Field, find_field, suggest_field
from recueil.query.messages import ValueMistake, query_error, quote_value
from recueil.query.tree import And, Filter, Near, Node, Not, Or, Prefix, Proximity, Words
from recueil.text import fold, index_keys
from recueil.values.base import format_decimal

MAX_LENGTH = 10_000
MAX_LEXEMES = 200

_QUOTED = r"\"[^\"]*\"|«[^»]*»|“[^”]*”"
_PLAIN = r"[^\s()\"«“]"
_LEXEME = re.compile(
    r"(?P<gap>\s+)|(?P<open>\()|(?P<close>\))|(?P<minus>-(?=\S))"
    rf"|(?P<field>(?P<name>[^\W\d_]+):(?P<value>(?:(?!@){_PLAIN}|{_QUOTED})*)(?:@(?P<role>(?:{_PLAIN}|{_QUOTED})*))?)"
    rf"|(?P<quote>(?P<quoted>{_QUOTED})(?:~(?P<within>{_PLAIN}*))?)|(?P<unclosed>[\"«“])"
    rf"|(?P<or>OU(?!{_PLAIN}))|(?P<near>PR(?:E\u0300?|È)S(?:/(?P<distance>{_PLAIN}*))?(?!{_PLAIN}))"
    rf"|(?P<foreign>(?:ET|AND|OR|NOT|SAUF|NEAR(?:/{_PLAIN}*)?)(?!{_PLAIN}))|(?P<word>{_PLAIN}+)"
)
_PURPOSE = re.compile(rf"@(?P<words>(?:{_QUOTED}|[^@])*)")
_TEXT = {"field": "value", "quote": "quoted"}
_AFTER = {"field": "role", "quote": "within", "near": "distance"}
_QUOTE_MARKS = re.compile(r"[\"«»“”]")
_NOT_TEXT = re.compile(r"[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Lexeme:
    """A token of a query. ``kind`` is a group of the pattern, or ``end``; ``text`` has no quotes, and is the
    value of a field.

    ``after`` is the text after the @ of a field, the ~ of a phrase or the / of PRES, as typed; None without
    one.
    """

    kind: str
    text: str
    start: int
    end: int
    name: str = ""
    after: str | None = None


def tokenize(query: str) -> list[Lexeme]:
    """Split a query into lexemes with their places, with an ``end`` last. Raises QueryError."""
    _check_characters(query)
    found = [_make_lexeme(match) for match in _LEXEME.finditer(query) if match.lastgroup != "gap"]
    if unclosed := next((lexeme for lexeme in found if lexeme.kind == "unclosed"), None):
        raise query_error("quote-unclosed", query, unclosed.start, len(query))
    if len(found) > MAX_LEXEMES:
        extra = found[MAX_LEXEMES]
        raise query_error("too-long", query, extra.start, extra.end)
    return [*found, Lexeme("end", "", len(query), len(query))]


def strip_quotes(text: str) -> str:
    """Strip quotes, and blanks at both ends."""
    return _QUOTE_MARKS.sub("", text).strip()


def quote_text(text: str) -> str:
    """Quote a text as one value or phrase of a query; a quote in it, which only separates words, as an apostrophe.

    >>> print(quote_text('Centre "Les Lilas"'))
    "Centre 'Les Lilas'"
    """
    return f'"{_QUOTE_MARKS.sub(chr(39), text)}"'


def is_word(text: str) -> bool:
    """Return whether the text is a word anywhere in a query; a lone - would exclude the next term."""
    match = _LEXEME.match(text)
    return match is not None and match.lastgroup == "word" and match[0] == text != "-"


def _make_lexeme(match: re.Match[str]) -> Lexeme:
    kind = str(match.lastgroup)
    text = strip_quotes(match[_TEXT[kind]]) if kind in _TEXT else match[0]
    after = match[_AFTER[kind]] if kind in _AFTER else None
    return Lexeme(kind, text, match.start(), match.end(), match["name"] or "", after)


def _check_characters(query: str) -> None:
    if len(query) > MAX_LENGTH:
        shown = query[:MAX_LENGTH]
        raise query_error("too-many-characters", shown, MAX_LENGTH - 1, MAX_LENGTH, most=MAX_LENGTH)
    if stray := _NOT_TEXT.search(query):
        shown = _NOT_TEXT.sub("\ufffd", query)
        raise query_error("not-a-character", shown, stray.start(), stray.end())


MAX_DEPTH = 20
DEFAULT_DISTANCE = 10

# The rest of a number written with spaces: montant:>10 000 would be an amount above 10 and the word 000.
SPLIT_NUMBER = re.compile(r"\d{3}(?:[,.]\d+)?(?:@\S*)?")
_COUNT = re.compile(r"\d{1,2}", re.ASCII)
_PREFIX = re.compile(r"(?:[^\W\d_][\u0300-\u036f]*){2,}")
_MIN_PROXIMITY_WORDS, _MAX_PROXIMITY_WORDS = 2, 5
_MAX_DISTANCE = 50
# Each is a join: SQLite joins 64 tables at most.
_MAX_NEAR_WORDS = 20
# Operators of other query languages → the code of the error.
_FOREIGN_OPERATORS = {
    "ET": "operator-and",
    "AND": "operator-and",
    "OR": "operator-or",
    "NOT": "operator-not",
    "SAUF": "operator-not",
    "NEAR": "operator-near",
}


class Parser:
    """Parses one query, « hier » as the day before ``today``. Raises QueryError with the mistake and its place."""

    def __init__(self, text: str, today: datetime.date | None = None) -> None:
        self._text = text
        self._today = today
        self._lexemes = tokenize(text)
        self._position = 0

    def root(self) -> Node:
        if self._peek().kind == "end":
            self._refuse("empty", 0, len(self._text))
        root = self._all(0)
        if (rest := self._peek()).kind != "end":
            self._refuse("parenthesis-unopened", rest.start, rest.end)
        return root

    def _refuse(self, code: str, start: int, end: int, **values: object) -> Never:
        raise query_error(code, self._text, start, end, **values)

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
        excludes = all(isinstance(node, Not) for node in nodes)
        if excludes and depth:
            self._refuse("only-excludes", start, end)
        return nodes[0] if len(nodes) == 1 and not excludes else And(tuple(nodes), start, end)

    def _either(self, depth: int) -> Node:
        nodes = [self._term(depth)]
        while self._peek().kind == "or":
            self._next()
            nodes.append(self._term(depth))
        if len(nodes) == 1:
            return nodes[0]
        if excluded := next((node for node in nodes if isinstance(node, Not)), None):
            self._refuse("or-exclusion", excluded.start, excluded.end)
        return Or(tuple(nodes), nodes[0].start, nodes[-1].end)

    def _term(self, depth: int) -> Node:
        lexeme = self._next()
        match lexeme.kind:
            case "word" if lexeme.text.endswith("*"):
                return self._prefix(lexeme)
            case "quote" if lexeme.after is not None:
                return self._proximity(lexeme, lexeme.after)
            case "word" | "quote":
                return self._words(lexeme)
            case "field":
                return self._near(lexeme)
            case "minus":
                return self._exclusion(lexeme, depth)
            case "open":
                return self._group(lexeme, depth + 1)
            case _:
                return self._missing(lexeme)

    def _missing(self, found: Lexeme) -> Never:
        if found.kind == "close":
            self._refuse("parenthesis-empty", found.start, found.end)
        if found.kind == "near":
            self._refuse("near-alone", found.start, found.end)
        if found.kind == "foreign":
            word = found.text.partition("/")[0]
            self._refuse(_FOREIGN_OPERATORS[word], found.start, found.end, word=word)
        lonely = self._lexemes[-2] if found.kind == "end" else found
        self._refuse("or-alone", lonely.start, lonely.end)

    def _words(self, lexeme: Lexeme) -> Words:
        if "*" in lexeme.text:
            self._refuse("prefix-place", lexeme.start, lexeme.end)
        return Words(lexeme.text, lexeme.start, lexeme.end)

    def _prefix(self, lexeme: Lexeme) -> Prefix:
        text = lexeme.text[:-1]
        if _PREFIX.fullmatch(text) is None or not fold(text).isalpha():
            self._refuse("prefix-short", lexeme.start, lexeme.end)
        return Prefix(text, lexeme.start, lexeme.end)

    def _proximity(self, lexeme: Lexeme, within: str) -> Proximity:
        words = self._words(lexeme)
        keys = index_keys(words.text)
        if len(set(keys)) < len(keys) or not _MIN_PROXIMITY_WORDS <= len(keys) <= _MAX_PROXIMITY_WORDS:
            bounds = {"low": _MIN_PROXIMITY_WORDS, "high": _MAX_PROXIMITY_WORDS}
            self._refuse("proximity-words", lexeme.start, lexeme.end, **bounds)
        number = self._distance("proximity-distance", within, 0, lexeme, example=f'"{words.text}"~5')
        return Proximity(words.text, number, lexeme.start, lexeme.end)

    def _distance(self, code: str, typed: str, least: int, lexeme: Lexeme, **values: object) -> int:
        """Parse the distance at the end of a lexeme."""
        number = int(typed) if _COUNT.fullmatch(typed) else None
        if number is None or not least <= number <= _MAX_DISTANCE:
            values |= {"value": quote_value(typed), "low": least, "high": _MAX_DISTANCE}
            self._refuse(code, lexeme.end - len(typed) - 1, lexeme.end, **values)
        return number

    def _exclusion(self, minus: Lexeme, depth: int) -> Node:
        if (excluded := self._peek()).kind in ("minus", "or", "close"):
            self._refuse("minus-alone", minus.start, excluded.end)
        node = self._term(depth)
        return Not(node, minus.start, node.end)

    def _group(self, opening: Lexeme, depth: int) -> Node:
        if depth > MAX_DEPTH:
            self._refuse("parenthesis-depth", opening.start, opening.end, most=MAX_DEPTH)
        if self._peek().kind == "end":
            self._refuse("parenthesis-unclosed", opening.start, opening.end)
        node = self._all(depth)
        if self._next().kind != "close":
            self._refuse("parenthesis-unclosed", opening.start, opening.end)
        return node

    def _near(self, lexeme: Lexeme) -> Filter | Near:
        condition = self._filter(lexeme)
        if self._peek().kind != "near":
            return condition
        near, place = self._next(), self._peek()
        if FIELDS[condition.field].kind != "entity":
            entities = ", ".join(field.name for field in FIELDS.values() if field.kind == "entity")
            self._refuse("near-after", near.start, near.end, field=condition.field, fields=entities)
        within = DEFAULT_DISTANCE
        if near.after is not None:
            within = self._distance("near-distance", near.after, 1, near)
        if place.kind not in ("word", "quote") or place.after is not None or "*" in place.text:
            self._refuse("near-before", near.start, near.end)
        words = self._words(self._next())
        if len(index_keys(words.text)) > _MAX_NEAR_WORDS:
            self._refuse("near-words", place.start, place.end, most=_MAX_NEAR_WORDS)
        return Near(condition, words, within, condition.start, words.end)

    def _filter(self, lexeme: Lexeme) -> Filter:
        field = find_field(lexeme.name) or self._unknown(lexeme)
        typed = ANYTHING.value if lexeme.after and not lexeme.text else lexeme.text
        try:
            value = field.criterion(typed, self._today)
        except ValueMistake as error:
            self._refuse(error.code, lexeme.start, lexeme.end, **error.values, example=field.hint)
        following = self._peek()
        if isinstance(value, Range) and following.kind == "word" and SPLIT_NUMBER.fullmatch(following.text):
            figure, at, role = following.text.partition("@")
            whole = f'{field.name}:"{lexeme.text} {figure}"{at}{role}'
            self._refuse("number-spaces", lexeme.start, following.end, example=whole)
        return self._with_roles(field, lexeme, Filter(field.name, value, lexeme.start, lexeme.end))

    def _unknown(self, lexeme: Lexeme) -> Never:
        nearest, end = suggest_field(lexeme.name), lexeme.start + len(lexeme.name) + 1
        code = "field-misspelled" if nearest else "field-unknown"
        self._refuse(code, lexeme.start, end, field=lexeme.name, nearest=nearest)

    def _with_roles(self, field: Field, lexeme: Lexeme, term: Filter) -> Filter:
        """Add to a field what follows its @: a role, what the recipient is, a budget line, one of each."""
        if lexeme.after is None:
            return term
        at = lexeme.end - len(lexeme.after) - 1
        if field.roles is None:
            self._refuse("role-not-taken", at, lexeme.end, field=field.name)
        for part in _PURPOSE.finditer(f"@{lexeme.after}"):
            start, end = at + part.start(), at + part.end()
            typed = strip_quotes(part["words"])
            values = {"value": quote_value(typed), "field": field.name}
            if role := field.roles.meaning(typed):
                name, meaning = "role", role
            elif field.recipients and (recipient := field.recipients.meaning(typed)):
                name, meaning = "recipient", recipient
            elif field.takes_line and (line := parse_line(typed)):
                name, meaning = "line", line
            else:
                self._refuse("role-unknown", start, end, **values, choices=field.purposes)
            if getattr(term, name) is not None:
                self._refuse("role-repeated", start, end, **values)
            changed: dict[str, Any] = {name: meaning}
            term = replace(term, **changed)
        return term


def format_query(node: Node) -> str:
    """Format a tree as a query; quotes and parentheses only where they are needed."""
    match node:
        case And(nodes):
            parts = (
                f"({format_query(inner)})" if isinstance(inner, And) else format_query(inner) for inner in nodes
            )
            return " ".join(parts)
        case Or(nodes):
            return " OU ".join(map(_in_or, nodes))
        case Not(inner):
            return f"-{_in_or(inner)}"
        case Words(text):
            return _words(text)
        case Prefix(text):
            return f"{text}*"
        case Proximity(text, within):
            return f"{quote_text(text)}~{within}"
        case Filter():
            return _filter(node)
        case Near(wanted, words, within):
            distance = "" if within == DEFAULT_DISTANCE else f"/{within}"
            return f"{_filter(wanted)} PRES{distance} {_words(words.text)}"


def _in_or(node: Node) -> str:
    return f"({format_query(node)})" if isinstance(node, And | Or) else format_query(node)


def _words(text: str) -> str:
    """Quote a word only if it would be parsed otherwise; it might be the rest of the number before."""
    return text if is_word(text) and not SPLIT_NUMBER.fullmatch(text) else quote_text(text)


def _filter(node: Filter) -> str:
    field = FIELDS[node.field]
    value = field.choices.spell(node.value) if field.choices and isinstance(node.value, str) else node.value
    role = f"@{field.roles.spell(node.role)}" if field.roles and node.role else ""
    recipient = f"@{field.recipients.spell(node.recipient)}" if field.recipients and node.recipient else ""
    line = f"@{node.line}" if node.line else ""
    return f"{field.name}:{_value(value)}{role}{recipient}{line}"


def _value(value: Criterion) -> str:
    match value:
        case Range(low, high, strict):
            return _range(_figure(low), _figure(high), strict=strict)
        case Span(first, last):
            return _range(_day(first), _day(last), strict=False)
        case Anything():
            return value.value
        case Exactly(name):
            return quote_text(f"={name}")
        case str():
            return value if is_word(value) and "@" not in value else quote_text(value)


def _figure(number: Decimal | None) -> str | None:
    """Format with a decimal comma: 1.125 could be thousands."""
    return None if number is None else format_decimal(number).replace(".", ",")


def _day(day: datetime.date | None) -> str | None:
    return None if day is None else day.isoformat()


def _range(low: str | None, high: str | None, *, strict: bool) -> str:
    if not strict:
        return low if low and low == high else f"{low or ''}..{high or ''}"
    ends = (low and f">{low}", high and f"<{high}")
    return "..".join(end for end in ends if end)


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
