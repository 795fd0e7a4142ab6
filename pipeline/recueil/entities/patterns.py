"""Regex building blocks, word tables and role cues that extractors share."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping

from recueil.values import PartialDate

# Spaces found inside numbers: plain, no-break, narrow no-break, thin, tab.
SPACE = r"[ \u00a0\u202f\u2009\t]"
# Gap between two words: spaces, up to two line breaks. Bounded, so that blank pages cost nothing.
GAP = r"[ \u00a0\u202f\u2009\t]{0,40}(?:\r?\n[ \u00a0\u202f\u2009\t]{0,120}){0,2}"
APOSTROPHE = r"['’‘`´]"

MONTHS: dict[str, int] = {
    "janvier": 1, "janv": 1, "jan": 1,
    "février": 2, "fevrier": 2, "févr": 2, "fevr": 2, "fév": 2, "fev": 2,
    "mars": 3,
    "avril": 4, "avr": 4,
    "mai": 5,
    "juin": 6,
    "juillet": 7, "juill": 7, "juil": 7,
    "août": 8, "aout": 8,
    "septembre": 9, "sept": 9, "sep": 9,
    "octobre": 10, "oct": 10,
    "novembre": 11, "nov": 11,
    "décembre": 12, "decembre": 12, "déc": 12, "dec": 12,
}  # fmt: skip

WEEKDAYS: dict[str, int] = {
    "lundi": 0, "mardi": 1, "mercredi": 2, "jeudi": 3, "vendredi": 4, "samedi": 5, "dimanche": 6,
}  # fmt: skip

# The same months with decomposed accents (PDFs made on a Mac) or accents lost as U+FFFD (wrong encoding).
MONTHS |= {re.sub("[éû]", "\ufffd", month): number for month, number in MONTHS.items()} | {
    unicodedata.normalize("NFD", month): number for month, number in MONTHS.items()
}

# The day of the month in digits, with the OCR forms of « 1er »: « ler », « 1 er », « 01 er », « 1° », « 1" »,
# « 1°" », « er », « Jer », LaTeX « $1^{\text {er }}$ ». ``day_of`` parses the match.
_FIRST = rf"0?1(?![0-9]){SPACE}?(?:[eE][rR]?(?![^\W\d_])|[eE]?[rR]?[^\w\s.,;:()\[\]/|–—-]{{1,3}})"
DAY = rf"(?:{_FIRST}|[lLIJ{{]?(?:er|ER)(?![^\W\d_])|\$?1\^\{{\\text ?\{{ ?er ?\}}\}}\$?|[0-3]?[0-9])"

# « 034-213401722-20140522-0000072213-DE »: department, SIREN, the day of the act. Scanners change the hyphen.
_CTES = re.compile(
    r"[09](?<!\w.)[0-9][0-9AB]\s?[-–—.]\s?[0-9]{9}\s?[-–—.]\s?"
    r"(?P<year>(?:19|20)[0-9]{2})(?P<month>[01][0-9])(?P<day>[0-3][0-9])(?=\s?[-–—.])"
)

# Streets and squares, which may be named after a day: « rue du 8 mai 1945 ».
STREET_WORDS = (
    r"rues?|avenues?|av\.?|ave\.?|boulevards?|bd\.?|bld\.?|places?|pl\.|square|all[ée]es?|impasse|chemin|cours|quai|"
    r"esplanade|parvis|rond-point|giratoire|passage|pont|ruelle|mail|promenade|faubourg|carrefour|cit[ée]|r[ée]sidence"
)


def find_ctes_date(text: str) -> PartialDate | None:
    """Return the day of the act from the first @CTES identifier that holds a valid one."""
    for match in _CTES.finditer(text):
        when = PartialDate(*(int(match[part]) for part in ("year", "month", "day")))
        if when.exists:
            return when
    return None


def parse_day(words: str) -> int:
    """Parse the day of the month that ``DAY`` matched; a letter in place of a digit is read as 1."""
    figures = re.match(r"[0-9]{1,2}", words)
    return int(figures[0]) if figures else 1


def regex_alternatives(words: dict[str, int]) -> str:
    """Return a regex alternation of the words, longest first so that « juillet » wins over « juil »."""
    return "|".join(sorted(words, key=len, reverse=True))


def regex_alternatives_any_case(words: Iterable[str]) -> str:
    """Return a regex alternation of the words in the three cases of acts: lower, Capitalised, CAPITALS.

    Alternatives are grouped by first letter, so that a search skips all other letters: ten times as fast as
    ``re.IGNORECASE``.
    """
    grouped: dict[str, set[str]] = {}
    for word in words:
        for form in (word.lower(), word.capitalize(), word.upper()):
            grouped.setdefault(form[0], set()).add(form[1:])
    return "|".join(
        f"{initial}(?:{'|'.join(sorted(rests, key=len, reverse=True))})"
        for initial, rests in sorted(grouped.items())
    )


MAX_CUE_DISTANCE = 170
"""How far a cue may stand from its number, in characters."""

_CLAUSE_START = re.compile(r"[.;!?]\s|\n\s{0,200}\n|\n\s{0,120}[-•*>✓]\s")


class RoleCues:
    """Compiled role cues: a pattern of folded words for each role.

    The empty role is for words that rule out a role.
    """

    def __init__(self, words: Mapping[str, str]) -> None:
        self._roles = tuple(words)
        groups = (f"(?P<r{at}>{pattern})" for at, pattern in enumerate(words.values()))
        self._pattern = re.compile(rf"(?<![a-z])(?:{'|'.join(groups)})(?![a-z])")

    def nearest_cue(self, clause: str, broken: re.Pattern[str]) -> tuple[str, re.Match[str]] | None:
        """Return the last cue of the clause and its role.

        None without a cue or if ``broken`` matches after it.
        """
        *_, word = (None, *self._pattern.finditer(clause))
        if word is None or broken.search(clause, word.end()):
            return None
        return self._roles[int(str(word.lastgroup)[1:])], word


def clause_of(left: str) -> str:
    """Return the end of ``left`` that belongs to the current sentence, list item or paragraph."""
    return left[max((match.end() for match in _CLAUSE_START.finditer(left)), default=0) :]


# A letter with its accent, without it, with a decomposed accent (PDFs made on a Mac), or lost as U+FFFD.
ACCENTED = {
    letter: rf"[{letter}{plain}\ufffd][\u0300-\u0302\u0327]?"
    for letter, plain in zip("éèêàâîôûç", "eeeaaiouc", strict=True)
}


def regex_of_name(words: str) -> str:
    """Return a regex, for any case, for a name with any accents, apostrophes and line breaks.

    An « s » or a « de » may be missing.
    """
    letters = "".join(ACCENTED.get(letter, letter) for letter in words)
    plurals = re.sub(r"s(?= |\Z)", "s?", letters)
    linked = re.sub(r"\Ade (?=l)", "(?:de )?", plurals)
    return linked.replace("'", rf"{APOSTROPHE}\s?").replace(" ", r"\s{1,40}")


def split_alternatives(pattern: str) -> list[str]:
    """Split a regex at each « | » that stands in no group; it has none in a class of characters."""
    parts, depth, start, escaped = [], 0, 0, False
    for at, sign in enumerate(pattern):
        if escaped or sign == "\\":
            escaped = not escaped
        elif sign == "|" and not depth:
            parts.append(pattern[start:at])
            start = at + 1
        else:
            depth += (sign == "(") - (sign == ")")
    return [*parts, pattern[start:]]


def regex_of_spaced_letters(letter: str) -> str:
    """Return the pattern of words whose letters are set apart, « A B S E N T S », of a class of letters."""
    return rf"{letter} (?<!\S..) {{0,2}}(?:{letter} {{1,3}}){{4,59}}{letter}(?![^\W\d_])"


def regex_at_word_start(pattern: str, before: str = "a-z") -> str:
    """Return a regex that finds what ``(?<![a-z])(?:PATTERN)`` finds, in a fifth of the time.

    ``re`` looks for the first letters of the alternatives, each of which is followed by the lookbehind; after a
    lookbehind, it would try every alternative at each character. Alternatives of one letter stand together, so
    that groups get other numbers. ``before`` are the characters that may not precede.
    """
    parts = split_alternatives(pattern)
    if wrong := [part for part in parts if not part[:1].isalnum() or part[1:2] in ("?", "*", "+", "{")]:
        raise ValueError(f"{wrong[0]!r} does not begin with a letter or a figure")
    rests: dict[str, list[str]] = {}
    for part in parts:
        rests.setdefault(part[0], []).append(part[1:])
    return (
        "(?:"
        + "|".join(f"{first}(?<![{before}].)(?:{'|'.join(following)})" for first, following in rests.items())
        + ")"
    )
