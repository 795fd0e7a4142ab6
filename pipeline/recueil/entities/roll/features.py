"""Describe the names of a text by the words around them, as features of a sequence model.

The model sees no letter of a name: only its form, the gaps before and after it, the heading of its run of names,
and the last cues above (« présents », « pouvoir », « secrétaire »…) with the number of names since.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise
from typing import Final
from zlib import crc32

from recueil.entities.patterns import regex_at_word_start
from recueil.text import fold_accents
from recueil.values import Mention, Person
from recueil.values.mention import start_of

UNARY_SIZE: Final = 1 << 15
EDGE_SIZE: Final = 1 << 11

_STEMS: Final = (
    r"present|participa|absent|exc?cuse|pouvoir|pourvoir|procuration|delegation|represent|manda"
    r"|suppl|titulaire|secreta|presid|exercice|votant|membre|conseiller|objet|vu(?![a-z])|considerant|deliber|rapport"
    r"|decid|assist|invit|egalement|convo|signe|vot(?=e)|arriv|depart|quorum|commission|elu(?=s|e)|donn|contre|abst"
    r"|adopt|monsieur le maire|madame l[ae] maire"
)
_CUE: Final = re.compile(rf"(?P<stem>{regex_at_word_start(_STEMS)})[a-z]{{0,12}}")
_TOKEN: Final = re.compile(r"[a-z]+|\d+|\n|[^\s\w]")
_LONGEST_GAP: Final = 240  # characters of a gap that are read on each side
_RUN_GAP: Final = 60  # longest gap within a run of names
_CUES_READ: Final = 5
_HEADING_WORDS: Final = 10
_WORDS_BEFORE, _WORDS_AFTER = 14, 6  # of the gaps beside a name
_GAPS_KEPT: Final = 1 << 12
_REPETITION: Final = 120  # names on each side among which a person is looked for again
_LIMITS: Final = (0, 1, 2, 4, 9, 20, 40)
_BUCKETS: Final = (*map(str, _LIMITS), "many")
_CIVILITIES: Final = frozenset(
    ("m", "mm", "mme", "mmes", "mlle", "monsieur", "madame", "messieurs", "mesdames", "mr", "mrs")
)


@dataclass(frozen=True, slots=True)
class NameFeatures:
    """Hashed features of one name, and of its link to the name before."""

    unary: Sequence[int]
    edge: Sequence[int]


@dataclass(frozen=True, slots=True)
class _Gap:
    """The text between two names: its first and last words, and whether it may lie inside a run of names."""

    first: Sequence[str]
    last: Sequence[str]
    length: int
    inside: bool
    punctuation: str

    @classmethod
    def read(cls, plain: str, start: int, end: int) -> _Gap:
        length = end - start
        if length <= 2 * _LONGEST_GAP:
            words = _tokens(plain, start, end)
            first = last = words
        else:
            first, last = _tokens(plain, start, start + _LONGEST_GAP), _tokens(plain, end - _LONGEST_GAP, end)
        inside = length <= _RUN_GAP and ":" not in plain[start:end] and not _CUE.search(plain, start, end)
        punctuation = "".join("0" if word.isdigit() else word for word in first if not word.isalpha())[:6]
        return cls(first, last, length, inside, punctuation)

    @property
    def size(self) -> str:
        return next((str(most) for most in (1, 3, 8, 20, 60, 200, 1000) if self.length <= most), "far")


def _tokens(plain: str, start: int, end: int) -> list[str]:
    """Return words without civilities, figures as « 0 », marks one by one."""
    return [
        "0" if word.isdigit() else word
        for word in _TOKEN.findall(plain, max(0, start), end)
        if word not in _CIVILITIES
    ]


def describe_names(text: str, persons: Sequence[Mention]) -> list[NameFeatures]:
    """Return the features of each name, in the order of the names."""
    if not persons:
        return []
    plain = fold_accents(text)
    bounds = [0, *(place for mention in persons for place in (mention.start, mention.end)), len(plain)]
    gaps = [_Gap.read(plain, start, max(start, end)) for start, end in zip(bounds[::2], bounds[1::2], strict=True)]
    cues = [(match.start(), match["stem"], _mark_after(plain, match.end())) for match in _CUE.finditer(plain)]
    runs = _find_runs(gaps)
    same: dict[str, list[int]] = {}
    for at, mention in enumerate(persons):
        same.setdefault(mention.person_key, []).append(at)
    context = _Context(plain, persons, gaps, cues, runs, same)
    return [NameFeatures(context.unary(at), _hash(context.edge(at), EDGE_SIZE)) for at in range(len(persons))]


def _hash(features: Iterable[str], size: int = UNARY_SIZE) -> list[int]:
    return [code % size for code in map(crc32, map(str.encode, features))]


def _mark_after(plain: str, end: int) -> str:
    following = plain[end : end + 24].lstrip(" s().e·")[:1]
    return following if following in (":", "\n") else ""


def _find_runs(gaps: Sequence[_Gap]) -> list[tuple[int, int]]:
    """Return, for each name, the first name of its run and the name after the last."""
    count = len(gaps) - 1
    starts = [0, *(at for at in range(1, count) if not gaps[at].inside), count]
    return [(first, last) for first, last in pairwise(starts) for _ in range(first, last)]


@dataclass(frozen=True, slots=True)
class _Context:
    plain: str
    persons: Sequence[Mention]
    gaps: Sequence[_Gap]
    cues: Sequence[tuple[int, str, str]]
    runs: Sequence[tuple[int, int]]
    same: Mapping[str, Sequence[int]]  # the names of each person
    # Hashed features that many names share: of the cues above, by their number; of a run, by its first name.
    above: dict[int, list[int]] = field(default_factory=dict)
    headings: dict[int, tuple[list[int], list[int]]] = field(default_factory=dict)

    def unary(self, at: int) -> list[int]:
        """Return the hashed features of a name."""
        return [
            *_hash_end(tuple(self.gaps[at].last[-_WORDS_BEFORE:])),
            *_hash_start(tuple(self.gaps[at + 1].first[:_WORDS_AFTER])),
            *_hash(self._surroundings(at)),
            *self._cues_above(at),
            *_hash(self._cues_below(at)),
            *self._run(at),
            *_hash(self._whole_text(at)),
        ]

    def _surroundings(self, at: int) -> Iterator[str]:
        yield "bias"
        before, after = self.gaps[at], self.gaps[at + 1]
        yield f"form {self._form(at)}"
        yield f"before {before.size} {before.punctuation}"
        yield f"after {after.size} {after.punctuation}"

    def _whole_text(self, at: int) -> Iterator[str]:
        yield from self._repetition(at)
        yield f"open {self._in_brackets(at)}"
        place = self.persons[at].start
        yield f"place {next((most for most in (300, 1000, 3000, 8000, 30000) if place < most), 0)}"

    def _form(self, at: int) -> str:
        value = self.persons[at].value
        if not isinstance(value, Person):
            return "x"
        return f"{bool(value.given)}{bool(value.civility)}{value.family.isupper()}"

    def _cues_above(self, at: int) -> list[int]:
        start = self.persons[at].start
        last = bisect_left(self.cues, (start,))
        shared = self.above.get(last)
        if shared is None:
            shared = self.above[last] = _hash(_describe_cues(self.cues[max(0, last - _CUES_READ) : last]))
        if not last:
            return [*shared]
        place, stem, mark = self.cues[last - 1]
        names = at - bisect_left(self.persons, place, key=start_of)
        nearest = f"cue {stem}{mark} {_bucket(names)}", f"cue {stem}{mark} near {start - place < 60}"
        return [*_hash(nearest), *shared]

    def _cues_below(self, at: int) -> Iterator[str]:
        end = self.persons[at].end
        first = bisect_right(self.cues, (end,))
        for rank, (place, stem, mark) in enumerate(self.cues[first : first + 2]):
            names = bisect_left(self.persons, place, key=start_of) - at - 1
            yield f"next{rank} {stem}{mark}"
            if rank == 0:
                yield f"next {stem}{mark} {_bucket(names)}"
                yield f"next {stem}{mark} near {place - end < 30}"

    def _run(self, at: int) -> list[int]:
        first, last = self.runs[at]
        described = self.headings.get(first)
        if described is None:
            opening, closing = self.gaps[first], self.gaps[last]
            heading = _hash(_describe_heading(opening, last - first))
            described = self.headings[first] = heading, _hash(f"closing {word}" for word in closing.first[:4])
        heading, closed = described
        return [*heading, *_hash((f"rank {min(at - first, 2)} {last - at == 1}",)), *closed]

    def _repetition(self, at: int) -> Iterator[str]:
        same = self.same[self.persons[at].person_key]
        own = bisect_left(same, at)
        earliest = bisect_left(same, at - _REPETITION)
        later = own + 1 < len(same) and same[own + 1] < at + _REPETITION
        yield f"seen {min(own - earliest, 2)} later {later}"
        if earliest < own:
            first, last = self.runs[same[earliest]]
            yield f"seen in a run of {_bucket(last - first)}"

    def _in_brackets(self, at: int) -> bool:
        start = self.persons[at].start
        window = self.plain[max(0, start - 60) : start]
        return window.rfind("(") > window.rfind(")")

    def edge(self, at: int) -> Iterator[str]:
        gap = self.gaps[at]
        yield "bias"
        yield f"size {gap.size}"
        yield f"inside {gap.inside}"
        if gap.length <= 60:
            yield f"gap {' '.join(gap.first)}"
        for word in gap.last[-6:]:
            yield f"word {word}"
        for word in gap.last[-2:]:
            yield f"last {word}"
        start = self.persons[at].start
        last = bisect_left(self.cues, (start,))
        if last and at and self.cues[last - 1][0] > self.persons[at - 1].start:
            yield f"cue {self.cues[last - 1][1]}{self.cues[last - 1][2]}"
        else:
            yield "no cue"


def _describe_cues(cues: Sequence[tuple[int, str, str]]) -> Iterator[str]:
    """Yield what the last cues above a name are, whatever its distance."""
    stems = [f"{stem}{mark}" for _, stem, mark in reversed(cues)]
    for rank, (_, stem, mark) in enumerate(reversed(cues)):
        yield f"cue{min(rank, 2)} {stem}{mark}"
        if mark == ":":
            yield f"headed {stem}"
    yield f"cues2 {' '.join(stems[:2])}"
    yield f"cues3 {' '.join(stems[:3])}"
    headed = next((stem for _, stem, mark in reversed(cues) if mark), "")
    yield f"last headed {headed}"


def _describe_heading(opening: _Gap, names: int) -> Iterator[str]:
    """Yield the words before a run of so many names."""
    for word in opening.last[-_HEADING_WORDS:]:
        yield f"run {word}"
    yield f"run2 {' '.join(opening.last[-2:])}"
    yield f"run3 {' '.join(opening.last[-3:])}"
    yield f"size {_bucket(names)}"
    yield f"size {_bucket(names)} {' '.join(opening.last[-1:])}"


def _bucket(number: int) -> str:
    return _BUCKETS[bisect_left(_LIMITS, number)]


@lru_cache(maxsize=_GAPS_KEPT)
def _hash_end(words: tuple[str, ...]) -> Sequence[int]:
    """Hash the last words before a name; of most names of a roll they are the same."""
    runs = (f"b{many} {' '.join(words[-many:])}" for many in (1, 2, 3, 4))
    return _hash([*runs, *(f"b {word}" for word in words)])


@lru_cache(maxsize=_GAPS_KEPT)
def _hash_start(words: tuple[str, ...]) -> Sequence[int]:
    """Hash the first words after a name."""
    runs = (f"a{many} {' '.join(words[:many])}" for many in (1, 2, 3))
    return _hash([*runs, *(f"a {word}" for word in words)])
