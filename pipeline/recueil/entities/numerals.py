"""Parse numbers: digits to exact decimals, and French number words.

Money: « 12 345,67 », « 148.786,64 », « 2.500 », « 22'973,41 », « 49, 19 », « 4,100,00 ». Rates: « 0.047 »,
« 0, 3 0 », and « 1.022 » as a decimal where money reads « 2.500 » as thousands. Words: « vingt et un » 21,
« deux mil dix sep » 2017, « cent-quatre vingt onze » 191, « vingttrois » 23. text2num does the arithmetic
on words, so that no number word is tabulated by hand; ``WORDS`` is the pattern piece that matches them.
"""

from __future__ import annotations

import re

from text_to_num import text2num

from recueil.entities.patterns import SPACE

# « cinquante » before « cinq », « septante » before « sept »: the groups are atomic and do not backtrack.
_NUMBER_WORD = (
    "zéro|zero|une?|deux|trois|quatre|cinquante|cinq|six|septante|sept|sep|huitante|huit|neuf|dix|onze|douze|treize|"
    "quatorze|quinze|seize|vingts?|trente|quarante|soixante|octante|nonante|cents?|millions?|milliards?|"
    "mille|mile|mil|premier"
)
# The hyphen is kept, lost (« vingttrois ») or followed by a line break; never a comma.
_LINK = rf"(?>{SPACE}{{0,4}}(?:[-–‑]{SPACE}{{0,4}})?(?:\r?\n{SPACE}{{0,40}})?)"
NUMBER_WORDS = rf"(?:(?>{_NUMBER_WORD}){_LINK}(?:et\b{_LINK})?){{0,11}}(?>{_NUMBER_WORD})\b"

_NUMBER = re.compile(NUMBER_WORDS, re.IGNORECASE)
_WORD = re.compile(rf"{_NUMBER_WORD}|et")
# Variant spellings found in acts.
_SPELLING = {
    "sep": "sept",
    "mile": "mille",
    "mil": "mille",
    "premier": "un",
    "zero": "zéro",
    "octante": "huitante",
}
_TENS = {"vingt", "trente", "quarante", "cinquante", "soixante"}


def parse_number_words(words: str) -> int | None:
    """Parse number words; return None when ``words`` is not a number.

    >>> parse_number_words("deux mil dix sep"), parse_number_words("cent-quatre vingt onze")
    (2017, 191)
    >>> parse_number_words("vingt deux trois") is None
    True
    """
    if not _NUMBER.fullmatch(words):
        return None
    read = [_SPELLING.get(word, word) for word in _WORD.findall(words.lower())]
    try:
        return int(text2num(" ".join(_insert_et(read)), "fr"))
    except ValueError:
        return None


def _insert_et(read: list[str]) -> list[str]:
    """Insert « et » in « vingt un »; « quatre-vingt un » takes none."""
    spelt: list[str] = []
    for word in read:
        if word in ("un", "une") and spelt and spelt[-1] in _TENS and spelt[-2:-1] != ["quatre"]:
            spelt.append("et")
        spelt.append(word)
    return spelt
