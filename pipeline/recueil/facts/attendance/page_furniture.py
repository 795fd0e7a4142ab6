"""Blank the headers and footers of pages that break into a roll: « Conseil du 12 mai   2/5 », « Page 1 sur 3 ».

Such a line names nobody and states no attendance. It bears the number of its page, or stands right below the end
of a page, or is printed on several pages with nothing but its figures changed. Where lines have run together, the
words between two names are furniture if they stand elsewhere in the text too and read as the title of a page:
« Mme Rosa PICQ, 1 Ville de Fontvergne Séance du 3 mai 2023 M. Luc DOREL ».
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Final

from recueil.values import Mention

_NUMBERED: Final = re.compile(
    r"(?<!\w)page\s{1,3}[0-9]{1,4}(?:\s{0,3}(?:/|sur)\s{0,3}[0-9]{1,4})?(?!\w)|\s{8,}[0-9]{1,3}\s?/\s?[0-9]{1,3}\s{0,9}\Z"
    r"|\A\s{0,99}(?:[–-]\s?)?[0-9]{1,3}\s?(?:/|sur)\s?[0-9]{1,3}(?:\s?[–-])?\s{0,9}\Z"
)
_FIGURES: Final = re.compile(r"[0-9]{1,6}")
_OF_A_ROLL: Final = re.compile(
    r":|present|absen|excus|represent|pouvoir|procuration|mandat|suppl|titulaire|votant|exercice"
)
# Between names on a line: what continues or ends a roll, and sentences, which acts of one file repeat too.
_OF_A_SENTENCE: Final = re.compile(
    r"[,;.!?](?!\d)|secretaire|presid|rapporteu|\bmaire\b|membre|conseillers|delegues|assist|egalement|invit|elue?s?\b|design"
    r"|nomm|vot[ea]|voix|contre\b|absten|unanim|quorum|objet|\b(?:est|sont|ete|etaient|ont|peut|etant|reuni|decide)\b"
)
_TITLE_OF_A_PAGE: Final = re.compile(
    r"\b(?:seance|conseil|comite|commune|ville|mairie|communaute|metropole|syndicat|departement|region|proces.verbal"
    r"|compte.rendu|deliberations?|prefecture)\b"
)
_WORD: Final = re.compile(r"\S{1,80}")
_PAGE_NUMBER: Final = re.compile(r"\s(?:[–-]\s)?[0-9]{1,3}(?:\s?/\s?[0-9]{1,3})?(?:\s[–-])?\s\Z")
_RUN: Final = 4  # words that stand elsewhere in succession
_LONG_LINE: Final = 400
_SHORTEST: Final = 12  # letters of a line that pages repeat
_LONGEST: Final = 160


def blank_page_furniture(plain: str, named: Sequence[Mention]) -> str:
    """Return the folded text with blanks in place of the headers and footers of its pages, all offsets kept."""
    starts = [mention.start for mention in named]
    lines: list[tuple[int, str]] = []
    at = 0
    for line in plain.split("\n"):
        lines.append((at, line))
        at += len(line) + 1
    pieces = []
    seen: set[str] = set()
    below = False
    for start, line in lines:
        words = line.strip()
        shape = _FIGURES.sub("0", words)
        repeated = len(shape) >= _SHORTEST and shape in seen
        seen.add(shape)
        short = len(words) <= _LONGEST
        may_be_numbered = "0" in shape and ("/" in line or "page" in line or "sur" in line)
        numbered = short and may_be_numbered and _NUMBERED.search(line) is not None
        furniture = (
            short
            and (numbered or ((repeated or below) and not _OF_A_ROLL.search(words)))
            and bisect_left(starts, start) == bisect_left(starts, start + len(line))
        )
        pieces.append(" " * len(line) if furniture else line)
        if words or "\f" in line:
            below = (numbered and furniture) or "\f" in line
    return _blank_repeated_titles("\n".join(pieces), named)


def _blank_repeated_titles(plain: str, named: Sequence[Mention]) -> str:
    """Return the text with blanks in place of the titles of pages between two names of one long line."""
    gaps = [
        (before.end, after.start)
        for before, after in pairwise(named)
        if before.end + _SHORTEST < after.start <= before.end + 2 * _LONGEST
        and _TITLE_OF_A_PAGE.search(plain, before.end, after.start)
        and _is_long_line(plain, before.end, after.start)
    ]
    if not gaps:
        return plain
    words = list(_WORD.finditer(plain))
    shapes = [_FIGURES.sub("0", word[0]) for word in words]
    runs = Counter(zip(*(shapes[at:] for at in range(_RUN)), strict=False))
    starts = [word.start() for word in words]
    pieces: list[str] = []
    at = 0
    for first, last in gaps:
        between = range(bisect_left(starts, first), bisect_left(starts, last))
        for start, end in _repeated_runs(words, shapes, runs, between):
            if not _is_title(plain[start:end]):
                continue
            if number := _PAGE_NUMBER.search(plain, max(first, start - 12), start):
                start = number.start()
            pieces += [plain[at:start], " " * (end - start)]
            at = end
    return "".join([*pieces, plain[at:]])


def _is_long_line(plain: str, start: int, end: int) -> bool:
    """Return whether lines have run together around a gap."""
    around = plain[max(0, start - _LONG_LINE) : end + _LONG_LINE]
    return max(map(len, around.split("\n"))) >= _LONG_LINE


def _is_title(words: str) -> bool:
    """Return whether words that are printed again read as the title of a page."""
    return (
        _SHORTEST <= len(words) <= _LONGEST
        and _TITLE_OF_A_PAGE.search(words) is not None
        and not (_OF_A_ROLL.search(words) or _OF_A_SENTENCE.search(words))
    )


def _repeated_runs(
    words: Sequence[re.Match[str]], shapes: Sequence[str], runs: Mapping[tuple[str, ...], int], places: range
) -> Iterator[tuple[int, int]]:
    """Yield the longest stretches of the words at ``places`` whose every few words stand elsewhere too."""
    start = end = -1
    for place in places:
        if place + _RUN <= places.stop and runs[tuple(shapes[place : place + _RUN])] > 1:
            if place > end:
                if end >= 0:
                    yield words[start].start(), words[end - 1].end()
                start = place
            end = place + _RUN
    if end >= 0:
        yield words[start].start(), words[end - 1].end()
