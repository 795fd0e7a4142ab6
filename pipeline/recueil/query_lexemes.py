"""A query cut into words, phrases, fields, parentheses, exclusions and OU."""

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
    rf"|(?P<field>(?P<name>[^\W\d_]+):(?P<value>(?:{_PLAIN}|{_QUOTED})*))"
    rf"|(?P<quote>{_QUOTED})|(?P<unclosed>[\"«“])|(?P<or>OU(?!{_PLAIN}))|(?P<word>{_PLAIN}+)"
)
_QUOTE_MARKS = re.compile(r"[\"«»“”]")
_NOT_TEXT = re.compile(r"[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Lexeme:
    """``kind`` is a group of the pattern, or ``end``; ``text`` is without quotes, and of a field its value."""

    kind: str
    text: str
    start: int
    end: int
    name: str = ""


def lexemes(query: str) -> list[Lexeme]:
    """The lexemes with their places, an ``end`` last; QueryError when there is no reading them."""
    _check_characters(query)
    found = [_lexeme(match) for match in _LEXEME.finditer(query) if match.lastgroup != "gap"]
    if unclosed := next((lexeme for lexeme in found if lexeme.kind == "unclosed"), None):
        raise QueryError("this quote is never closed", query, unclosed.start, len(query))
    if len(found) > MAX_LEXEMES:
        extra = found[MAX_LEXEMES]
        raise QueryError("the query is too long: no more can be read from here", query, extra.start, extra.end)
    return [*found, Lexeme("end", "", len(query), len(query))]


def _lexeme(match: re.Match[str]) -> Lexeme:
    kind = str(match.lastgroup)
    text = match["value"] if kind == "field" else match[0]
    if kind in ("field", "quote"):
        text = _QUOTE_MARKS.sub("", text).strip()
    return Lexeme(kind, text, match.start(), match.end(), match["name"] or "")


def _check_characters(query: str) -> None:
    if len(query) > MAX_LENGTH:
        message = f"the query is longer than {MAX_LENGTH} characters"
        raise QueryError(message, query[:MAX_LENGTH], MAX_LENGTH - 1, MAX_LENGTH)
    if stray := _NOT_TEXT.search(query):
        shown = _NOT_TEXT.sub("\ufffd", query)
        raise QueryError("this is not a character: check the encoding", shown, stray.start(), stray.end())
