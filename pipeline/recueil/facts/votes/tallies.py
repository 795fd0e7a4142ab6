"""Parse tallies: counts of one vote that stand together, each with its choice.

A tally is a run of choices (« pour », « défavorables », « s'y opposent ») with a figure each, all on the same
side: before it (« 12 voix pour (dont 2 pouvoirs), 2 contre »), after it (« Pour : 12 – Contre : néant »), or in a
row below (« Pour | Contre », « 12 | 2 »). Voters, ballots that are blank and the like may stand among them and
count nothing. Which side it is, the longest run says; where both are as long, its punctuation does, and otherwise
it is left alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from recueil.entities import numbers
from recueil.facts.votes.counts import OF_MEMBERS, Position, VoteCounts, VoterNames, parse_count
from recueil.values.mention import Mention

# Each begins with a literal, so that a long text is searched fast.
_WORDS: tuple[tuple[Position | None, str, str], ...] = (
    ("votes_for", "pour", r"(?!\w|\s(?:cent|mille)\b)"),
    ("votes_for", "oui", r"\b"),
    ("votes_for", "favorable", r"s?\b(?:\s(?:a|au)\s(?:la\s|ce(?:tte)?\s)?(?:proposition|projet|motion)\b)?"),
    (
        "votes_for",
        "en faveur",
        r"\b(?:\s(?:de\s(?:la\s|cette\s|ce\s)?|du\s)(?:proposition|projet|motion|texte|vote)\b)?",
    ),
    ("against", "contre", r"(?![\w-])"),
    ("against", "non", r"(?!\w|[- ](?:vota|parti|expri))"),
    ("against", "defavorable", r"s?\b"),
    ("against", "en defaveur", r"\b"),
    ("against", "oppos", r"(?:itions?|ants?|ee?s?)\b"),
    ("against", "s'oppos", r"(?:e|ent|ant)\b"),
    ("against", "s'y oppos", r"(?:e|ent|ant)\b"),
    ("abstentions", "sans avis", r"\b"),
    ("abstentions", "sans opinion", r"\b"),
    ("abstentions", "abs", r"(?:t?entions?|tentionnistes?|t\b\.?|\.)"),
    ("abstentions", "s'abst", r"(?:ient|iennent|enant)"),
    ("abstentions", "abstenu", r"e?s?\b"),
    ("not_voting", "nppv", r"\b"),
    ("not_voting", "refus", r"\s(?:de\s(?:prendre\spart\sau\s)?vote|de\svoter)\b"),
    ("not_voting", "non", r"[- ](?:participations?|participants?|votants?)\b"),
    ("not_voting", "ne particip", r"(?:e|ent|ant)\spas\sau\svote\b"),
    ("not_voting", "ne pren", r"(?:d|nent|ant)\spas\spart(?:\sau\svote)?\b"),
    (None, "votants", r"\b"),
    (None, "exprime", r"e?s\b"),
    (None, "blanc", r"s?\b(?:\s(?:et|ou)\snuls?\b)?"),
    (None, "nul", r"s?\b"),
)
_CHOICES: Final = tuple(
    (position, re.compile(rf"{word}(?<![\w-]{word}){rest}")) for position, word, rest in _WORDS
)
_FIGURE = (
    rf"(?P<figure>\d{{1,3}}|{numbers.NUMBER_WORDS}|neant|aucune?|personne)"
    r"(?!\d|[^\S\n]\d{3}(?!\d)|\s{0,2}[%€°]|[.,/]\d|\s?(?:euros?|eur|ha|m2|heures?|h\d|ans|mois|jours)\b)"
    r"(?:\s?\(\s?(?:\d{1,3}|[a-z][a-z -]{1,20})\s?\))?"
)
_VOICES = (
    r"(?:voix|votes?|suffrages?|bulletins?|membres?|conseill(?:ers?|eres?)|elu(?:e?s)?|deleguee?s?|administrateurs?"
    r"|personnes?|representants?|[a-z]{4,18}s(?=\s(?:vot(?:ent|ant)|ont\svote|ayant\svote)\s))"
)
_CAST = (
    r"(?:ont\svote|a\svote|votent|vote|votant|ayant\svote|sont|est|etant|y\ssont|y\sest|se\sprononcent|se\sprononce"
    r"|se\ssont\sprononcee?s|s'est\sprononcee?|se\ssont|s'est|s'etant|se\sdeclarent|exprimee?s?)"
)
_QUOTE = r"[«\"“'(]?\s?"
_GAP = r"[\s\u2060]{1,20}"  # with what « sur 12 » has left
_VOTERS = rf"(?:{_VOICES}{_GAP})?(?:presents?\s)?(?:d'entre\seux\s)?(?:{_CAST}\s{{1,4}})?{_QUOTE}"
# « (dont 2 pouvoirs) », « (MM. X et Y) », « dont 3 procurations », after a count.
_REMARK = re.compile(
    r"\s{0,3}[»\"”']?(?:\s{0,3}\([^()]{1,240}\)|,?\s{1,3}dont\s(?:\d{1,2}|une?|deux|trois|quatre)\s(?:par\s)?"
    r"(?:pouvoirs?|procurations?|mandats?|voix)\b)?"
)
_BEFORE = re.compile(
    rf"[\s,;.:/|•*–-]{{0,8}}(?:\b(?:et|soit|avec|puis)\s{{1,3}})?(?:par\s)?\(?{_FIGURE}{_GAP}{_VOTERS}"
)
_FIRST_BEFORE = re.compile(rf"(?<![\w.,/°'-])(?<!\d\s){_FIGURE}{_GAP}{_VOTERS}\Z")
# « Contre : - Abstention : - »; not « une abstention : - DÉSIGNE ».
_DASH = r"[–-](?=\s{0,4}(?:$|[\n;,.|/)]|(?:votes?\s|voix\s)?(?:pour|contre|abst|refus|nppv|ne\s|nombre)))"
_AFTER = re.compile(
    r"(?:\s?\(s\))?(?:\s?[»\"”'])?(?:\sau\svote|\svotes?)?(?P<sign>(?:[\s\u2060:=?|(…–>-]|\.(?=[.\s\d])(?<=[\s.].)){1,80}?)"
    rf"(?:{_FIGURE}|(?P<dash>[/øo](?![\w/])|{_DASH}))(?:\s{_VOICES}\b)?\)?"
)
_NEXT = re.compile(
    rf"[\s\u2060,;.:/|–—•*-]{{0,24}}(?:et\s)?(?:nombre\sd(?:e\s|'))?(?:{_VOICES}\s)?(?:qui\s)?(?:{_CAST}\s)?{_QUOTE}"
)
_NEXT_COLUMN = re.compile(rf"(?:\(s\))?[\s|]{{1,60}}(?:(?:nombre\sd(?:e\s|')|{_VOICES}\s)[\s|]{{0,6}})?")
_CELL = re.compile(
    r"(?:\(s\))?[\s|:]{1,60}(?:[-:|\s]{3,80}(?=[\s|]))?(?:(?P<figure>\d{1,3})|(?P<dash>[/ø–-]|neant))(?![\w%€.,/])"
)
_SIGNS = re.compile(r"[:=(|\n?…]|\.\.")
_OPENS = re.compile(r"(?:^|[\n:(.;,|–]|\b(?:par|avec|soit|recueille|obtient|et))\s{0,4}$")
_POLLED = re.compile(r"\b(?:petition|panneau|sondage|recueilli|questionnaire|enquete)\b[^.;]{0,60}$")
_OF_A_VOTE = re.compile(r"\b(?:vot|scrutin|resultat|adopt|approuv)[^\n]{0,60}$")
_NAMES_FOLLOW = re.compile(r"\s{0,3}(?:[(:–-]|de\b|d')")
_LONGEST_GAP = 330
_BACK = 70
_MOST_CHOICES = 12
_MOST = 400
_LONGEST_LIST = 900


@dataclass(frozen=True, slots=True)
class _Choice:
    position: Position | None
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Item:
    """A choice and its figure. ``start`` to ``end`` spans both; who is named stands after them."""

    position: Position | None
    count: int
    start: int
    end: int
    signed: bool = False


def find_tallies(folded: str, names: VoterNames) -> Iterator[VoteCounts]:
    """Yield the tallies of a folded text, in text order; none overlaps another."""
    choices = _find_choices(folded)
    at = 0
    while at < len(choices):
        items = _select_run(folded, [reader(folded, choices, at, names) for reader in _READERS])
        if items and _is_assembly_vote(folded, items):
            yield _count_items(folded, items, names)
        end = items[-1].end if items else choices[at].end
        at += 1
        while at < len(choices) and choices[at].start < end:
            at += 1


def _find_choices(folded: str) -> list[_Choice]:
    found = sorted(
        (match.start(), -match.end(), position)
        for position, pattern in _CHOICES
        for match in pattern.finditer(folded)
    )
    choices: list[_Choice] = []
    for start, end, position in found:
        if not choices or start >= choices[-1].end:
            choices.append(_Choice(position, start, -end))
    return choices


def _read_before(folded: str, choices: Sequence[_Choice], at: int, names: VoterNames) -> list[_Item]:
    """Read « 12 voix pour (dont 2 pouvoirs), 2 contre »."""
    first = choices[at]
    figure = _FIRST_BEFORE.search(folded, max(0, first.start - _BACK), first.start)
    count = _parse_figure(figure)
    if figure is None or count is None or OF_MEMBERS.search(folded, max(0, figure.start() - 20), figure.start()):
        return []
    items = [_Item(first.position, count, figure.start(), first.end)]
    for one, other in pairwise(choices[at : at + _MOST_CHOICES]):
        start = _skip_remarks(folded, one.end, other.start, names)
        figure = _BEFORE.fullmatch(folded, start, other.start) if other.start - start <= _LONGEST_GAP else None
        count = _parse_figure(figure)
        if figure is None or count is None or _is_repeated(other, items):
            break
        items.append(_Item(other.position, count, figure.start("figure"), other.end))
    return items


def _read_after(folded: str, choices: Sequence[_Choice], at: int, names: VoterNames) -> list[_Item]:
    """Read « Pour : 12 – Contre : néant », « Pour (12), contre (2) », cells one a line."""
    items: list[_Item] = []
    row = choices[at : at + _MOST_CHOICES]
    for choice, following in zip(row, [*row[1:], None], strict=True):
        figure = _AFTER.match(folded, choice.end, choice.end + _BACK)
        count = _parse_figure(figure)
        if figure is None or count is None or _is_repeated(choice, items):
            break
        signed = _SIGNS.search(figure["sign"]) is not None
        closed = figure[0].endswith(")") and "(" not in figure[0]
        items.append(_Item(choice.position, count, choice.start, figure.end() - closed, signed))
        if following is None or following.start - figure.end() > _LONGEST_GAP:
            break
        start = _skip_remarks(folded, figure.end(), following.start, names)
        if not _NEXT.fullmatch(folded, start, following.start):
            break
    return items


def _read_below(folded: str, choices: Sequence[_Choice], at: int, names: VoterNames) -> list[_Item]:
    """Read « Pour | Contre | Abstention » and « 12 | 2 | 1 » below."""
    row = [choices[at]]
    for other in choices[at + 1 : at + _MOST_CHOICES]:
        if _is_repeated(other, row) or not _NEXT_COLUMN.fullmatch(folded, row[-1].end, other.start):
            break
        row.append(other)
    items: list[_Item] = []
    end = row[-1].end
    for choice in row:
        cell = _CELL.match(folded, end)
        if cell is None:
            return []
        end = cell.end()
        items.append(_Item(choice.position, int(cell["figure"] or 0), choice.start, end, signed=True))
    return items if _CELL.match(folded, end) is None else []


_READERS: Final = (_read_before, _read_after, _read_below)


def _is_repeated(choice: _Choice, others: Sequence[_Choice | _Item]) -> bool:
    return choice.position is not None and choice.position in {other.position for other in others}


def _skip_remarks(folded: str, at: int, until: int, names: VoterNames) -> int:
    """Return where what is said of a count ends: « (MM. X et Y) », « : Mme X »."""
    remark = _REMARK.match(folded, at, until)
    at = remark.end() if remark else at
    listed = names.after(at, until)
    return listed[-1].end if listed else at


def _select_run(folded: str, runs: Sequence[list[_Item]]) -> list[_Item]:
    """Return the longest run that counts two positions; none if two are as long and no punctuation decides."""
    counted = [run for run in runs if sum(item.position is not None for item in run) > 1]
    longest = max(map(len, counted), default=0)
    best = [run for run in counted if len(run) == longest]
    if len(best) > 1 and best[0] is runs[0]:
        if any(item.signed for item in best[1]):
            return best[1]
        start = best[0][0].start
        return best[0] if _OPENS.search(folded, max(0, start - 12), start) else []
    return best[0] if best else []


def _is_assembly_vote(folded: str, items: Sequence[_Item]) -> bool:
    """Return whether the assembly votes, not the inhabitants: « la pétition a recueilli Pour : 49 Contre : 3 »."""
    start = min(item.start for item in items)
    if _POLLED.search(folded, max(0, start - 100), start) or sum(item.count for item in items) > 2 * _MOST:
        return False
    answers = any(re.match(r"(?:\w+ )?(?:oui|non)\b", folded[item.start : item.end]) for item in items)
    others = any(item.position in (None, "abstentions") for item in items)
    return not answers or others or _OF_A_VOTE.search(folded, max(0, start - 80), start) is not None


def _count_items(folded: str, items: Sequence[_Item], names: VoterNames) -> VoteCounts:
    counts = {item.position: item.count for item in items if item.position is not None}
    listed: dict[Position, tuple[Mention, ...]] = {}
    end = max(item.end for item in items)
    for item, following in zip(items, [*items[1:], None], strict=True):
        until = following.start if following else item.end + _LONGEST_LIST
        if item.position and item.count and item.end <= until and _NAMES_FOLLOW.match(folded, item.end):
            named = names.after(item.end, until)
            if named:
                listed[item.position] = named
                end = max(end, named[-1].end)
    start = min(item.start for item in items if item.position is not None)
    return VoteCounts(start, end, counts, listed)


def _parse_figure(match: re.Match[str] | None) -> int | None:
    """Return the count of a choice; a dash is 0."""
    if match is None:
        return None
    return parse_count(match["figure"]) if match["figure"] else 0
