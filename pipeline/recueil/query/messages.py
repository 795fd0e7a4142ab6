"""Messages of errors in queries, by code; the catalogue has their French. ``{value}`` is what was typed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

from recueil.errors import QueryError
from recueil.translation import LANGUAGE, gettext

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
    "choice": "{value} is not one of {choices}",
}
"""Messages of values; in a query, an example of the field follows."""
EXAMPLE_MESSAGE = ": write for example {example}"


class ValueMistake(ValueError):
    """The value of a field is invalid."""

    def __init__(self, code: str, value: str = "", **values: object) -> None:
        self.code = code
        self.values = {"value": quote_value(value), **values}
        super().__init__(self.message())

    def message(self, language: str = LANGUAGE) -> str:
        """Return the message in a language."""
        return gettext(VALUE_MESSAGES[self.code], language).format_map(self.values)


@dataclass(frozen=True, slots=True)
class QueryMistake:
    """What is wrong with a query: the code of its message, and the values in it."""

    code: str
    values: Mapping[str, object]

    def message(self, language: str = LANGUAGE) -> str:
        """Return the message in a language."""
        if self.code in MESSAGES:
            template = gettext(MESSAGES[self.code], language)
        else:
            example = gettext(EXAMPLE_MESSAGE, language) if "example" in self.values else ""
            template = gettext(VALUE_MESSAGES[self.code], language) + example
        return template.format_map(self.values)

    def to_json(self) -> str:
        """Return the form that alerts store."""
        return json.dumps({"code": self.code, **self.values}, ensure_ascii=False)

    @classmethod
    def from_json(cls, stored: str) -> QueryMistake | None:
        """Return what ``to_json`` wrote; None for any other text, such as the sentence of an earlier version."""
        try:
            values = json.loads(stored)
            mistake = cls(values.pop("code"), values)
            mistake.message()
        except (ValueError, KeyError, AttributeError, TypeError):
            return None
        return mistake


def query_error(code: str, query: str, start: int, end: int, **values: object) -> QueryError:
    """Build the error of a query, or of a value in it together with an ``example`` of its field."""
    return QueryError(QueryMistake(code, values).message(), query, start, end, code=code, **values)


def quote_value(value: str) -> str:
    """Quote the value for an error message, truncated to 40 characters."""
    return repr(value if len(value) <= 40 else f"{value[:40]}…")
