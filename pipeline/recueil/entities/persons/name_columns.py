"""Find names written one below the other without a cue: « ADDEL Agnès⏎ALLIN Laurence⏎ARNAUDI Bastien ».

A column is at least three lines in succession that begin with a name in one order; most of their given names
are known. Grades and amounts may follow on the line, and one line may wrap.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from recueil.entities.persons.name_words import (
    ACT,
    BODY,
    CAPITALS,
    GIVEN,
    GIVEN_CAPITALS,
    MIXED,
    NAMESAKE,
    PARTICLE,
    ROLE,
    STREET,
    Word,
    find_marks_before_names,
)

_FEWEST_NAMES: Final = 3
_MOST_OTHER_LINES: Final = 1  # between two names of a column
_LEAST_KNOWN: Final = 0.6  # share of the names whose given name is known
_MOST_STREETS: Final = 0.2  # share of the names that begin as streets do: « VALLÉE Noémie »
_LINE_START: Final = re.compile(r"\n[\s\d.•*|()–-]{0,20}\Z")
_MAX_START: Final = 21
_MAX_SURNAME: Final = 4  # words
_SURNAME_KINDS: Final = frozenset((CAPITALS, GIVEN_CAPITALS, PARTICLE, ACT, ROLE, NAMESAKE, STREET, BODY))


def find_column_names(text: str, words: Sequence[Word]) -> frozenset[int]:
    """Return the numbers of the words that begin a line of a column of names."""
    found: set[int] = set()
    for column in _find_columns(text, words):
        known = sum(is_known for _, is_known in column)
        streets = sum(words[at].kind in (STREET, BODY) for at, _ in column)
        if (
            len(column) - streets >= _FEWEST_NAMES
            and known >= _LEAST_KNOWN * len(column)
            and streets <= _MOST_STREETS * len(column)
        ):
            found.update(at for at, _ in column)
    return frozenset(found)


def find_marked_names(text: str, words: Sequence[Word]) -> frozenset[int]:
    """Return the numbers of the words after the letters that mark who is present: « P   BARRAULT Sylvie »."""
    marks = find_marks_before_names(text)
    return frozenset(at for at in range(1, len(words)) if words[at - 1].start in marks) if marks else frozenset()


def _find_columns(text: str, words: Sequence[Word]) -> Iterator[list[tuple[int, bool]]]:
    """Yield the lines of each run: the number of the first word, and whether the given name is known."""
    column: list[tuple[int, bool]] = []
    order = ""
    others = 0
    for at in _line_starts(text, words):
        read, is_known = _read_line(words, at)
        if read and (not column or read == order):
            column.append((at, is_known))
            order, others = read, 0
        elif column and others < _MOST_OTHER_LINES and not read:
            others += 1
        elif column:
            yield column
            column, order, others = ([(at, is_known)], read, 0) if read else ([], "", 0)
    yield column


def _line_starts(text: str, words: Sequence[Word]) -> Iterator[int]:
    end = 0
    for at, word in enumerate(words):
        before = max(end, word.start - _MAX_START)
        if at == 0 or _LINE_START.search(text, before, word.start):
            yield at
        end = word.end


def _read_line(words: Sequence[Word], at: int) -> tuple[str, bool]:
    """Return the order of the name that a line begins with, "" for none, and whether its given name is known."""
    first = words[at]
    if first.kind in (GIVEN, MIXED):
        last = at + 1
        while last < len(words) and words[last].joint == " " and words[last].kind in (GIVEN, PARTICLE):
            last += 1
        follows = last < len(words) and words[last].joint == " " and words[last].kind in (CAPITALS, GIVEN_CAPITALS)
        return ("given first", first.kind == GIVEN) if follows else ("", False)
    last = at
    while last < min(len(words), at + _MAX_SURNAME) and _is_of_surname(words[last], first=last == at):
        last += 1
    if last == at or last == len(words) or words[last].joint != " ":
        return "", False
    return ("surname first", words[last].kind == GIVEN) if words[last].kind in (GIVEN, MIXED) else ("", False)


def _is_of_surname(word: Word, *, first: bool) -> bool:
    return word.kind in _SURNAME_KINDS and word.written.isupper() and (first or word.joint == " ")
