"""English messages of errors in queries, by code; :mod:`recueil.web.i18n.errors` has the French ones.

``{value}`` is what was typed, quoted. An alert stores the message of an error, not its code:
``recognize`` finds both again.
"""

from __future__ import annotations

import re
from functools import cache
from string import Formatter

from recueil.errors import QueryError

MESSAGES = {
    "quote-unclosed": "this quote is never closed",
    "too-long": "the query is too long: no more can be read from here",
    "too-many-characters": "the query is longer than {most} characters",
    "not-a-character": "this is not a character: check the encoding",
    "too-many-persons": "too many persons beside too many est:",
    "too-many-fields": "no more than {most} fields can be asked together: these are {count}",
    "too-many-words": "no more than {most} words can be asked together: these are {count}",
    "empty": "the query is empty: write a word or a field",
    "only-excludes": "this only excludes: say also, between these parentheses, what to look for",
    "nothing-to-search": "nothing to look for: the words are too common, or no words at all",
    "parenthesis-unopened": "this ) closes nothing",
    "parenthesis-unclosed": "this ( is never closed",
    "parenthesis-empty": "a term is missing before this )",
    "parenthesis-depth": "parentheses more than {most} deep",
    "or-exclusion": "OU cannot offer an exclusion: put what to look for beside it",
    "or-alone": "OU stands between two terms",
    "minus-alone": "a word, a phrase or a field is missing after this -",
    "operator-and": (
        '{word} is not an operator: leave it out, all terms must hold, or "{word}" for the word itself'
    ),
    "operator-not": '{word} is not an operator: write - before what to exclude, or "{word}" for the word itself',
    "operator-or": '{word} is not an operator: write OU, or "{word}" for the word itself',
    "operator-near": (
        "{word} is not an operator: write PRES, as in montant:>1000 PRES subvention, "
        'or "{word}" for the word itself'
    ),
    "near-alone": "PRES stands between a field and a word: montant:>1000 PRES subvention",
    "near-after": "PRES may not follow {field}; it follows {fields}",
    "near-before": "a word or a phrase is missing after PRES",
    "near-words": "PRES takes no more than {most} words",
    "near-distance": "{value} is not a number from {low} to {high}: write how many words away, as in PRES/5",
    "proximity-words": "~ asks for {low} to {high} words that differ, not counting le, de, et and the like",
    "proximity-distance": (
        "{value} is not a number from {low} to {high}: write how many words may stand between, as in {example}"
    ),
    "prefix-place": "* only ends a word that stands alone, as in ecol*",
    "prefix-short": "* ends one word of two letters or more, as in ecol*",
    "prefix-vague": "more than {most} words begin so: write more letters",
    "prefixes-vague": (
        "the words cut short stand for more than {most} words together: write more letters of this one"
    ),
    "number-spaces": "a figure with spaces goes between quotes: {example}",
    "field-misspelled": "unknown field '{field}': did you mean {nearest}? docs/query.md lists the fields",
    "field-unknown": "unknown field '{field}': docs/query.md lists the fields",
    "several-bodies": "several bodies are called {value}: write {choices}",
    "several-epci": "several EPCI are called {value}: write {choices}",
    "role-not-taken": "{field} takes no @; in a value it goes between quotes",
    "role-unknown": "{value} after the @ of {field} is not one of {choices}",
    "role-repeated": "{value} is one too many after the @ of {field}: it takes one of each kind",
}
VALUE_MESSAGES = {
    "range-signs": "a range has > and < before its ends, both or none",
    "range-open": "a range needs an end",
    "range-reversed": "the range {value} starts after its end",
    "number": "{value} is not a number",
    "number-ambiguous": "{value} may be thousands or decimals",
    "number-large": "{value} is beyond a thousand billion",
    "count": "{value} is not a count",
    "percent": "{value} is not a whole number from 0 to 100",
    "date": "{value} is not a date",
    "date-impossible": "{value} is in no calendar",
    "date-year": "{value} is not a year of acts",
    "code": "{value} is not a code",
    "name": "{value} is not a name",
    "name-exact": "{value} is not a whole name",
    "prefix-in-text": "* only ends a name, as in personne:lef*",
    "text": "{value} is no word, or too many",
    "department": "{value} is neither the code nor the name of a département",
    "region": "{value} is neither the code nor the name of a région",
    "epci": "{value} is neither the SIREN nor the name of an EPCI",
    "people": "{value} is not a number of inhabitants",
    "siren": "{value} is not the nine digits of a SIREN",
    "subject": "{value} is not in the list of @CTES, whose first level is 1 to 9",
    "check": "{value} is neither a check nor one of {choices}",
    "choice": "{value} is not one of {choices}",
}
"""Messages of values; in a query, an example of the field follows."""
_EXAMPLE = ": write for example {example}"


class ValueMistake(ValueError):
    """The value of a field is invalid."""

    def __init__(self, code: str, value: str = "", **values: object) -> None:
        self.code = code
        self.values = {"value": quote_value(value), **values}
        super().__init__(VALUE_MESSAGES[code].format_map(self.values))


def query_error(code: str, query: str, start: int, end: int, **values: object) -> QueryError:
    """Build the error of a query, or of a value in it together with an ``example`` of its field."""
    template = MESSAGES.get(code) or VALUE_MESSAGES[code] + _EXAMPLE
    return QueryError(template.format_map(values), query, start, end, code=code, **values)


def quote_value(value: str) -> str:
    """Quote the value for an error message, truncated to 40 characters."""
    return repr(value if len(value) <= 40 else f"{value[:40]}…")


def recognize(message: str) -> tuple[str, dict[str, str]] | None:
    """Return the code and the values of a message; None for any other text."""
    for code, pattern in _patterns():
        if match := pattern.fullmatch(message):
            return code, match.groupdict()
    return None


@cache
def _patterns() -> list[tuple[str, re.Pattern[str]]]:
    """Compile the messages to patterns."""
    values = ((code, template + end) for code, template in VALUE_MESSAGES.items() for end in (_EXAMPLE, ""))
    return [(code, _compile_template(template)) for code, template in (*MESSAGES.items(), *values)]


def _compile_template(template: str) -> re.Pattern[str]:
    """Compile a message to a pattern with a group for each value."""
    pattern, names = "", set[str]()
    for literal, name, _, _ in Formatter().parse(template):
        pattern += re.escape(literal)
        if name:
            pattern += f"(?P={name})" if name in names else f"(?P<{name}>.+)"
            names.add(name)
    return re.compile(pattern, re.DOTALL)
