"""docs/query.md can fail: its examples are queries, and it has every field, word, mistake and rule of the grammar."""

from __future__ import annotations

import re
from itertools import takewhile
from pathlib import Path
from textwrap import dedent

import pytest
from tests.tables import each_row

from recueil.errors import QueryError
from recueil.query import FIELDS, MAX_FIELDS, parse, parser
from recueil.query.fields import ALIASES, Field
from recueil.query.parser import MAX_LENGTH, MAX_LEXEMES
from recueil.query.vocabulary import (
    AWARDS,
    BUDGET,
    CERTAIN,
    CHECK_GROUPS,
    DATES,
    MONEY,
    PARTIALS,
    PARTS,
    PERSONS,
    RATES,
    RECIPIENTS,
    STATUSES,
    VOTES,
)

DOCS = (Path(__file__).parents[2] / "docs" / "query.md").read_text("utf-8")
BLOCKS = re.findall(r"^```query\n(.*?)^```", DOCS, re.DOTALL | re.MULTILINE)
EXAMPLES = [re.split(r" {3,}", line)[0] for block in BLOCKS for line in block.splitlines()]


def table(head: str) -> list[list[str]]:
    """The cells of a table after its head, without their code marks."""
    lines = DOCS.partition(f"\n{head}\n")[2].splitlines()[1:]
    rows = takewhile(lambda line: line.startswith("|"), lines)
    return [[cell.strip().strip("`") for cell in row.strip("|").split(" |")] for row in rows]


@each_row("example", EXAMPLES)
def test_an_example_is_a_query(example: str) -> None:
    assert parse(example).text == example


def test_every_field_is_described() -> None:
    assert table("| field | meaning | example | takes |") == [
        [field.name, field.help, field.example, _taken(field)] for field in FIELDS.values()
    ]


def _taken(field: Field) -> str:
    """What may follow a field, without the code marks at both ends."""
    if field.kind == "entity":
        return "@`, `PRES"
    return "@" if field.roles else ""


def test_a_field_that_may_stand_near_a_word_takes_a_role() -> None:
    assert [name for name, field in FIELDS.items() if field.kind == "entity" and not field.roles] == []


def test_every_other_name_of_a_field_is_described() -> None:
    assert [alias for alias in ALIASES if f"`{alias}`" not in DOCS] == []


def test_the_words_of_a_field_are_listed() -> None:
    assert table("| field | words |") == [
        ["vote", str(VOTES)],
        ["est", str(STATUSES)],
        ["controle", str(CHECK_GROUPS)],
        ["partiel", str(PARTIALS)],
    ]


def test_the_words_after_an_at_are_listed() -> None:
    money, rates, dates, budget, parts, awards, certain, recipients, persons = (
        words.split(", ") for _, words in table("| after the @ of | words |")
    )
    assert ", ".join(parts) == str(PARTS)
    assert ", ".join(awards) == str(AWARDS)
    assert ", ".join(recipients) == str(RECIPIENTS)
    assert f"{STATUSES}, {', '.join(persons[1:])}" == str(PERSONS)
    shared = [part for part in parts if part != "signature"]
    wanted = [*money, *parts], [*rates, *parts], [*dates, *shared], [*budget, *parts], [*certain, *parts]
    assert [", ".join(own) for own in wanted] == [
        str(MONEY),
        str(RATES),
        str(DATES),
        str(BUDGET),
        str(CERTAIN),
    ]


@pytest.mark.parametrize(("query", "answer"), table("| query | answer |"))
def test_a_mistake_is_answered_as_described(query: str, answer: str) -> None:
    with pytest.raises(QueryError) as caught:
        parse(query)
    assert caught.value.message == answer


def test_the_bounds_are_those_of_the_language() -> None:
    assert f"{MAX_LENGTH:,} characters at most, {MAX_LEXEMES} words" in DOCS
    assert f"of which {MAX_FIELDS} fields" in DOCS
    assert f"parentheses {parser.MAX_DEPTH} deep" in DOCS


def test_the_grammar_is_that_of_the_parser() -> None:
    (shown,) = re.findall(r"^```ebnf\n(.*?)^```", DOCS, re.DOTALL | re.MULTILINE)
    _, rules, *_ = str(parser.__doc__).split("\n\n")
    assert shown == dedent(rules) + "\n"
