"""Parse the counts that an act prints of its members.

« en exercice : 65 », « Présents : vingt-trois », « Votants : 27 dont 22 présents », labels above their figures,
and labels before figures in a table that lost its lines (« en exercice Présents Votants 27 20 23 »). Counts that
change (« 24 puis 25 ») or cover two things (« présents ou représentés : 38 ») stay None.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from typing import Final

from recueil.entities.numbers import NUMBER_WORDS, parse_number_words
from recueil.text import PrefilteredPattern, merge_matches
from recueil.values import Mention
from recueil.values.attendance import Headcount

# « Conseillers en exercice : », « Conseillers en séance : »
_IN_OFFICE: Final = re.compile(
    r"en(?<![\w-]en)\s{1,9}(?:(?P<in_office>exercice|fonctions?)|(?P<present>seance(?=\s{0,9}:)))(?![\w-])"
)
_LABEL: Final = PrefilteredPattern(
    r"(?<![\w-])(?:(?P<present>presente?(?:s|\(e?s\))|presente?(?=\s{0,9}:)|(?<=\d\s)presente?)"
    r"|(?P<proxies>(?:pouvoirs?|procurations?)(?:\(s\))?|representee?s)"
    r"|(?P<absent>absente?(?:s|\(e?s\))(?:\s{1,9}(?:ou\s{1,9}|et\s{1,9}|/)?excusee?s?)?"
    r"|absente?(?=\s{0,9}:)|(?<=\d\s)absente?)"
    r"|(?P<voting>votants?(?:\(e?s\))?))(?![\w-])",
    *("present", "pouvoir", "procuration", "represente", "absent", "votant"),
)
_GLUE: Final = (
    r"(?:[\s:.…|/=;,_*()-]{1,60}+|\b(?:nombre|nbre?|total|de|des|d'|du|les?|la|conseill\w{1,4}|membres?|elus|delegues"
    r"|municipa\w{1,3}|communautaires?|titulaires?|qui|ont|au|conseil|a|l'ouverture|seance|dont|et|etaient|donnes?"
    r"|effectif|legal|ayant|donne|ou)(?![\w'])|(?<=\bd')\w{0}){0,40}"
)
_SINGLE: Final = r"[\s:.…|=_*-]{0,120}"
_GAP: Final = re.compile(_SINGLE)
_JOIN: Final = re.compile(_GLUE)
_NUMBER: Final = re.compile(
    rf"(?P<figures>\d{{1,3}})(?![\d°]|[.,/]\d)"
    rf"|(?P<words>{NUMBER_WORDS})(?:\s{{1,3}}\(\s?(?P<again>\d{{1,3}})\s?\))?"
    r"|(?P<none>neant|aucune?)\b"
)
# « 7 février », « 19 h », « 24 puis 25 », « 34 de la délibération 01 à 03 »: no count, or one of several.
_NOT_COUNT: Final = re.compile(
    r"\s{0,3}(?:janv|fevr|mars\b|avril|mai\b|juin\b|juil|aout|sept|oct|nov|dec|h\b|heures?\b|h\d|%|€|euros?|voix"
    r"|puis\b|ou\b|\(?\s?(?:de|a\s{1,5}partir\s{1,5}de|jusqu'a)\s{1,9}la\s{1,9}delib|[-–]\s?\d|/\s?\d)"
)
_COVERS_TWO: Final = re.compile(r"\s{0,9}(?:\(?\s?y\s{1,9}compris|(?:ou|et|/)\s{0,9}represent)")
_NUMBERED: Final = re.compile(r"\s?[.)-]\s?[a-z]")
_NUMBER_BEFORE: Final = re.compile(
    rf"\b(?=[\da-z])(?<![\d°/.,:-])(?<!\d\s)(?<!puis\s)(?<!ou\s)(?P<number>\d{{1,3}}|(?!une?\s){NUMBER_WORDS})\s{{1,9}}"
    r"(?P<members>(?:membres|conseillers|conseilleres|delegues|elus)\s{1,9}(?:(?:[a-z']{2,14})\s{1,9}){0,5}?)?$"
)
_LOOK_BACK, _NEAR_LABEL = 90, 20
_COLON: Final = re.compile(r"\s{0,9}:")
_COLON_AND_COUNT: Final = re.compile(r"\s{0,9}:\s{0,9}\d")


def find_headcount(plain: str) -> Headcount:
    """Parse the counts in a folded text; the first of each kind wins."""
    labels = list(merge_matches(_IN_OFFICE.finditer(plain), _LABEL.finditer(plain)))
    counts: dict[str, int | None] = {}
    used: set[int] = set()
    for field, place, number in _numbers_after(plain, labels):
        used.add(place)
        counts.setdefault(field, number)
    for field, place, number in _numbers_before(plain, labels):
        if place not in used:
            counts.setdefault(field, number)
    return Headcount(**counts)


def _numbers_after(plain: str, labels: Sequence[re.Match[str]]) -> Iterator[tuple[str, int, int | None]]:
    """Yield the numbers that follow their labels, with their offsets; None for an ambiguous count."""
    for run in _group_labels(plain, labels):
        if len(run) == 1 and (_COVERS_TWO.match(plain, run[0].end()) or _has_number_before(plain, run[0])):
            continue
        numbers = _read_numbers(plain, run[-1].end(), len(run))
        if len(numbers) == len(run):
            for label, (place, number) in zip(run, numbers, strict=True):
                yield label.lastgroup or "", place, number


def _numbers_before(plain: str, labels: Sequence[re.Match[str]]) -> Iterator[tuple[str, int, int | None]]:
    """Yield « 31 présents », « 18 membres du Bureau étaient présents : »; « 44 Pouvoirs : » counts no
    pouvoirs.
    """
    for label in labels:
        number = _number_before(plain, label.start(), _LOOK_BACK)
        if number is None or label[0].startswith("represent") or _COVERS_TWO.match(plain, label.end()):
            continue
        if not (_COLON_AND_COUNT if number["members"] else _COLON).match(plain, label.end()):
            written = number["number"]
            value = int(written) if written.isdigit() else parse_number_words(written)
            yield label.lastgroup or "", number.start("number"), value


def _has_number_before(plain: str, label: re.Match[str]) -> bool:
    """Return whether the label's number precedes it: in « 31 présents 2 procurations » the 2 belongs to
    procurations.
    """
    number = _number_before(plain, label.start(), _NEAR_LABEL)
    return number is not None and number["number"].isdigit() and _COLON.match(plain, label.end()) is None


def _number_before(plain: str, end: int, reach: int) -> re.Match[str] | None:
    start = max(0, end - reach)
    last = plain[start:end].rstrip()[-1:]
    return _NUMBER_BEFORE.search(plain, start, end) if last.isalnum() or last == "'" else None


def _group_labels(plain: str, labels: Sequence[re.Match[str]]) -> Iterator[list[re.Match[str]]]:
    """Group consecutive labels without a number between them."""
    run: list[re.Match[str]] = []
    for label in labels:
        if run and not _JOIN.fullmatch(plain, run[-1].end(), label.start()):
            yield run
            run = []
        run.append(label)
    if run:
        yield run


def _read_numbers(plain: str, at: int, most: int) -> list[tuple[int, int | None]]:
    """Return at most ``most`` numbers right after an offset."""
    found: list[tuple[int, int | None]] = []
    while len(found) < most:
        gap = _GAP.match(plain, at)
        number = _NUMBER.match(plain, gap.end() if gap else at)
        if number is None or (number["figures"] == "1" and _NUMBERED.match(plain, number.end())):
            break
        found.append((number.start(), None if _NOT_COUNT.match(plain, number.end()) else _parse_number(number)))
        at = number.end()
    return found


def _parse_number(number: re.Match[str]) -> int | None:
    if number["none"]:
        return 0
    return int(number["figures"]) if number["figures"] else parse_number_words(number["words"])


# « Élus en exercice : 29 », « Ont donné pouvoir : 6 »
_SIDE_COUNT: Final = re.compile(
    r"(?:\b(?:elue?s|conseillere?s|membres|delegues|n(?:om)?bre\s{1,3}de\s{1,3}[a-z]{4,14})\s{1,3})?"
    r"\b(?:en\s{1,3}exercice|suffrages\s{1,3}exprimes|presents|absents|votants|pouvoirs|procurations|representes"
    r"|(?:ont\s{1,3})?donne\s{1,3}(?:pouvoir|procuration))\s{0,3}:\s{0,3}(?P<count>[0-9]{1,3})(?![0-9])"
)
_COUNT: Final = re.compile(r":\s{0,3}[0-9]")
_LONGEST_SIDE_LABEL, _LONGEST_SIDE_COUNT = 64, 8  # characters before the colon, and from it to what follows
_SAME_COLUMN = 120  # characters between two of these counts
_MIN_SIDE_COUNTS = 2


def blank_side_counts(plain: str, named: Sequence[Mention]) -> str:
    """Return the text with blanks in place of counts that a column beside the lists put between their names.

    « Marta PICQ à Marc RUFFIN ⏎ Élus en exercice : 29 ⏎ Nelly DOREL à Anne SAUGE ⏎ Élus présents : 17 ⏎ … »: there
    are far fewer names below such a count than it says. One alone may head a list that is cut.
    """
    counts = list(_side_counts(plain))
    starts = [mention.start for mention in named]
    pieces: list[str] = []
    after = 0
    for group in _group_near(counts):
        ends = [*(match.start() for match in group[1:]), group[-1].end() + _SAME_COLUMN]
        names = [
            bisect_left(starts, end) - bisect_left(starts, match.end())
            for match, end in zip(group, ends, strict=True)
        ]
        beside = [below < int(match["count"]) / 2 for match, below in zip(group, names, strict=True)]
        if sum(near and below > 0 for near, below in zip(beside, names, strict=True)) >= _MIN_SIDE_COUNTS:
            for match in group:
                pieces += [plain[after : match.start()], " " * len(match[0])]
                after = match.end()
    return "".join([*pieces, plain[after:]])


def _side_counts(plain: str) -> Iterator[re.Match[str]]:
    """Yield every count of a side, searched around the colons, of which each has one."""
    after = 0
    for colon in _COUNT.finditer(plain):
        start, end = max(after, colon.start() - _LONGEST_SIDE_LABEL), colon.start() + _LONGEST_SIDE_COUNT
        if count := _SIDE_COUNT.search(plain, start, end):
            yield count
            after = count.end()


def _group_near(counts: Sequence[re.Match[str]]) -> Iterator[Sequence[re.Match[str]]]:
    """Yield the runs of matches that are near one another."""
    first = 0
    for at in range(1, len(counts) + 1):
        if at == len(counts) or counts[at].start() - counts[at - 1].end() > _SAME_COLUMN:
            yield counts[first:at]
            first = at
