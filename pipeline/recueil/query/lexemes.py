"""Tokenizer and recursive-descent parser of the query language:

    all       = either , { either } ;                    all of them hold; one at least is no exclusion
    either    = term , { "OU" , term } ;                 one of them holds; none is an exclusion
    term      = [ "-" ] , ( group | near | phrase | proximity | prefix | word ) ;
    group     = "(" , all , ")" ;
    near      = field , [ "PRES" , [ "/" , count ] , ( phrase | word ) ] ;
    field     = name , ":" , value , [ "@" , role ] ;
    value     = "*" | limit | range | text ;
    limit     = ( ">" | ">=" | "<" | "<=" ) , bound ;
    range     = [ bound ] , ".." , [ bound ] | ">" , bound , ".." , "<" , bound ;
    phrase    = '"' , text , '"' | "«" , text , "»" | "“" , text , "”" ;
    proximity = phrase , "~" , count ;
    prefix    = word , "*" ;

A word has no blanks, parentheses or quotes. There are no blanks between a name, its value and its role, a
phrase and its count, PRES and its count; a value with blanks, parentheses or @ goes between the quotes of a
phrase. A bound is a number or a date, depending on the field.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from recueil.errors import QueryError

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
        raise QueryError("this quote is never closed", query, unclosed.start, len(query))
    if len(found) > MAX_LEXEMES:
        extra = found[MAX_LEXEMES]
        raise QueryError("the query is too long: no more can be read from here", query, extra.start, extra.end)
    return [*found, Lexeme("end", "", len(query), len(query))]


def strip_quotes(text: str) -> str:
    """Strip quotes, and blanks at both ends."""
    return _QUOTE_MARKS.sub("", text).strip()


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
        message = f"the query is longer than {MAX_LENGTH} characters"
        raise QueryError(message, query[:MAX_LENGTH], MAX_LENGTH - 1, MAX_LENGTH)
    if stray := _NOT_TEXT.search(query):
        shown = _NOT_TEXT.sub("\ufffd", query)
        raise QueryError("this is not a character: check the encoding", shown, stray.start(), stray.end())
