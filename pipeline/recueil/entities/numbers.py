"""Parse numbers: digits to exact decimals, and French number words.

Money: « 12 345,67 », « 148.786,64 », « 2.500 », « 22'973,41 », « 49, 19 », « 4,100,00 ». Rates: « 0.047 »,
« 0, 3 0 », and « 1.022 » as a decimal where money reads « 2.500 » as thousands. Words: « vingt et un » 21,
« deux mil dix sep » 2017, « cent-quatre vingt onze » 191, « vingttrois » 23. text2num does the arithmetic
on words, so that no number word is tabulated by hand; ``NUMBER_WORDS`` is the pattern piece that matches them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal

from text_to_num import text2num

from recueil.entities.patterns import SPACE
from recueil.values import Mention

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


_MINUS = "–−‐‑-"
# Between a number and its unit: spaces, one line break with the indentation of the next line.
PAD = rf"{SPACE}{{0,8}}(?:\r?\n{SPACE}{{0,120}})?"
_THOUSANDS = rf"(?:{SPACE}|[.'’])"

# The digit comes first and the lookbehind second: the engine then skips straight to digits. A number may be
# glued to a word (« Collèges13 800 € », « de1.301,17 € »), never to « F2 », « m2 » or « n°3 ».
START = (
    r"[0-9](?:(?<![^\W_][0-9])(?<![.,/°'’][0-9])|(?<=[a-zà-ÿ]{3}[0-9])|(?<=\bde[0-9])|(?<=\bà[0-9])"
    r"|(?<=[^\d][.,/'’][0-9])|(?<=[.,][0-9]/[0-9])|(?<=[.,][0-9]{2}/[0-9]))"
)
# After the first digit: groups of exactly three, or ungrouped digits.
_WHOLE = (
    rf"(?:[0-9]{{0,2}}(?:{_THOUSANDS}[0-9]{{3}}(?![0-9])){{1,5}}"
    r"|[0-9]{0,2}(?:,[0-9]{3}){1,5}(?=[.,][0-9]{2}(?![0-9]))"
    r"|[0-9]{0,14})"
)
# A comma between spaces is not a decimal mark after a year: « en 2021, 50 € ».
_SPACED = rf"(?<!\b19[0-9]{{2}})(?<!\b20[0-9]{{2}}){SPACE}?,{SPACE}?"
_DECIMALS = rf"(?:[.,][0-9]{{1,6}}|{_SPACED}[0-9]{{2}})(?![0-9])"
MONEY = rf"{START}{_WHOLE}(?:{_DECIMALS})?"
RATE = rf"{START}[0-9]{{0,3}}(?:[.,][0-9]{{1,6}}|{_SPACED}(?:[0-9]{SPACE})?[0-9]{{1,2}})?(?![0-9])"


def regex_before_unit(number: str, initials: str) -> str:
    """Return a regex for a number that begins with a digit, given up there unless one of the initials follows.

    Between them stand only figures, marks of numbers and blanks. Else the engine would look for the unit after
    each part of every number without one.
    """
    return rf"[0-9](?=[0-9\s.,'’)}}$]{{0,200}}+[{initials}]){number.removeprefix('[0-9]')}"


_SPACES = re.compile(r"[\s'’$]+")
_DOTTED = re.compile(r"[1-9][0-9]{0,2}(?:\.[0-9]{3})+(?:,[0-9]{1,2})?")
_DOTTED_BOTH = re.compile(r"[0-9]{1,3}(?:\.[0-9]{3})+\.[0-9]{2}")
_ENGLISH = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+[.,][0-9]{2}")
_COMMA_ROUND = re.compile(r"[1-9][0-9]{0,2},[0-9]00")
_ORDINARY = re.compile(r"(?:0|[1-9][0-9]*|0[1-9])(?:[.,][0-9]+)?|00[.,]00")


def parse_money(written: str, *, measured: bool = False) -> Decimal | None:
    """Parse an amount in digits; return None where the digit groups are not a valid form (« 018136,81 »).

    With ``measured`` (a price per unit of measure), one point before three digits is a decimal mark unless the
    last digit is zero: « 1.255 » €/m³ is a decimal, « 2.500 » €/ha is not.
    """
    digits = _SPACES.sub("", written)
    if _DOTTED.fullmatch(digits) and not (measured and _has_three_decimals(digits)):
        return Decimal(digits.replace(".", "").replace(",", "."))
    if _ENGLISH.fullmatch(digits) or _DOTTED_BOTH.fullmatch(digits):
        return Decimal(f"{re.sub('[.,]', '', digits[:-3])}.{digits[-2:]}")
    if _COMMA_ROUND.fullmatch(digits) and not measured:
        return Decimal(digits.replace(",", ""))
    return parse_rate(digits)


_SEPARATORS = re.compile(r"[ .\u00a0\u202f]")


def parse_grouped(figure: str) -> Decimal:
    """Parse a figure whose thousands blanks or points set apart, with a decimal comma or none.

    Whoever found it has judged its form.
    """
    return Decimal(_SEPARATORS.sub("", figure).replace(",", "."))


def parse_rate(written: str) -> Decimal | None:
    """Parse a number with at most one decimal mark: « 0, 3 0 », « 1.022 »; None where it has another form."""
    digits = _SPACES.sub("", written)
    return Decimal(digits.replace(",", ".")) if _ORDINARY.fullmatch(digits) else None


def _has_three_decimals(digits: str) -> bool:
    return digits.count(".") == 1 and "," not in digits and digits[-1] != "0"


_LABEL = re.compile(r"(?i)(?<![^\W\d_])(?:chapitres?|articles?|art\.|comptes?|nature|lot|n[°º])[ :]{0,3}\Z")
# « association Vélo et Nature »: a name, not the nature of a budget.
_NAME = re.compile(r"[^\W\d_]['’ ]Nature[ :]{0,3}\Z")
_FIRST_GROUP = re.compile(rf"[0-9]{{1,3}}{SPACE}(?=[1-9][0-9]{{2}}(?![0-9]))")
_LOST_SPACE = re.compile(
    rf"(?:\b(?:de|à|soit|dont)|[:(]){SPACE}?(?P<lost>(?!19[5-9]|20[0-9])[1-9][0-9]{{3}}){SPACE}\Z"
)
# « soit 12. 536,40 € »: a point and a space between thousands.
_POINTED = re.compile(rf"\b(?:à|de|soit){SPACE}(?P<first>[1-9][0-9]{{0,2}})\.{SPACE}\Z")
_HUNDREDS = re.compile(r"[0-9]{3},[0-9]{2}")
_SPLIT = re.compile(rf"\b(?:à|de|soit){SPACE}(?P<tens>[1-9]){SPACE}\Z")
_CONTINUED = re.compile(r"0[0-9]{2}(?![0-9])")
# « une aide de 247  778 € »: a justified line has two spaces between thousands too. Between columns they stand
# between two numbers, and before them is no such word.
_JUSTIFIED = re.compile(
    rf"(?:\b(?:de|à|soit|dont|par|sur|est)|[:(+=]){SPACE}{{1,3}}"
    rf"(?P<first>[1-9][0-9]{{0,2}}(?:{SPACE}{{1,2}}[0-9]{{3}}){{0,2}}){SPACE}{{2}}\Z"
)
_THREE_DIGITS = re.compile(r"[0-9]{3}(?![0-9])")
_LINE_ABOVE = re.compile(rf"(?<![\w.,/])(?P<above>[1-9][0-9]{{0,2}}(?:{SPACE}[0-9]{{3}}){{0,2}})\s{{1,3}}\$?\Z")


def find_number_start(text: str, start: int, end: int) -> int:
    """Return the true start of the number matched at ``text[start:end]``.

    « chapitre 65 150 000 € » is 150 000 €, and justified lines have « 247  778 € ». Scanners lose a space in « un
    excédent de 1018 136,81 euros » and insert one in « à hauteur de 4 0 % ». The line breaks in « 510⏎000,00 € ».
    """
    if end - start == 1:
        split = _SPLIT.search(text, max(0, start - 7), start)
        return split.start("tens") if split else start
    if _THREE_DIGITS.match(text, start, end) and (wide := _JUSTIFIED.search(text, max(0, start - 24), start)):
        return wide.start("first")
    first = _FIRST_GROUP.match(text, start, end)
    if (
        first
        and _LABEL.search(text, max(0, start - 14), start)
        and not _NAME.search(text, max(0, start - 14), start)
    ):
        return first.end()
    if _CONTINUED.match(text, start, end):
        above = _LINE_ABOVE.search(text, max(0, start - 16), start)
        return above.start("above") if above else start
    if not _HUNDREDS.fullmatch(text, start, end):
        return start
    if pointed := _POINTED.search(text, max(0, start - 12), start):
        return pointed.start("first")
    lost = _LOST_SPACE.search(text, max(0, start - 12), start)
    return lost.start("lost") if lost else start


# « entre 60 et 400 € », « de 1,5 à 2 M€ », « 5 ou 10 % », « 1,50/1,80 % »: the first bound has no unit of its own.
_BOUND = re.compile(
    rf"(?:\b(?:entre|de){SPACE}(?P<range>{MONEY})\s{{1,3}}(?:et|à)\s{{1,3}}"
    rf"|(?P<choice>{MONEY})(?:\s{{1,3}}ou\s{{1,3}}|(?<=[.,][0-9]{{2}})/))\Z"
)
_CONNECTED = re.compile(r"(?:\b(?:et|à|ou)\s{1,3}|/)\Z")
_YEAR = re.compile(r"(?:19|20)[0-9]{2}")


def find_range_bound(text: str, start: int) -> tuple[int, int] | None:
    """Return the span of the number that shares the unit of the number at ``start``, None without one."""
    if not _CONNECTED.search(text, max(0, start - 6), start):
        return None
    match = _BOUND.search(text, max(0, start - 40), start)
    if match is None or _YEAR.fullmatch(match["range"] or match["choice"]):
        return None
    return match.span("range" if match["range"] else "choice")


_DASH = re.compile(rf"[{_MINUS}]{SPACE}?\Z")
_SIGN = re.compile(rf"(?P<before>[^ ]?)(?P<gap> {{0,40}})(?P<sign>[{_MINUS}])(?P<space>{SPACE}?)\Z", re.DOTALL)
_SUBTRACTS = re.compile(rf"(?:\b(?:de|à|soit|est|sont|vaut)|[(=|]){SPACE}?\Z")
_ALONE = re.compile(r"[^\w\n]{0,40}(?:\n|\Z)")
_PHRASE = re.compile(rf"{SPACE}{{1,3}}[a-zà-ÿ]")
_NEXT_ITEM = re.compile(rf"[^.:]{{1,100}}[^\d\s]\s[{_MINUS}]{SPACE}[0-9]")
_OTHER_SIGNS = re.compile(rf"\+{SPACE}?[0-9]|(?<![\w{_MINUS}])[{_MINUS}][0-9]")
_DEFICIT = re.compile(
    r"[dD][ée]ficit|D[ÉE]FICIT|[rR][ée]sultat|R[ÉE]SULTAT|[sS]olde|SOLDE|[mM]oins-value|[dD]iminution"
    r"|[dD][ée]cision modificative|[vV]irement de cr"
)
_CONTEXT_CHARS = 120


def find_minus_sign(text: str, start: int, end: int) -> int | None:
    """Return the offset of the minus sign of the quantity ``text[start:end]``, None when it has none.

    A dash is also a bullet (« - 50 € l'encart ») or a separator (« La Banque – 2,5 M€ »). It is a sign after
    « soit » or « de » and in brackets; at the start of a line when nothing follows the quantity; elsewhere when
    no space separates it, or when the words nearby have other signs or are about deficits.
    """
    if not _DASH.search(text, max(0, start - 2), start):
        return None
    match = _SIGN.search(text, max(0, start - 44), start)
    if match is None or (match["before"].isalnum() and not (match["space"] or match["gap"])):
        return None
    sign, before = match.start("sign"), match["before"]
    if _SUBTRACTS.search(text, max(0, sign - 6), sign):
        return sign
    if before in ("", "\n"):
        alone = _ALONE.match(text, end) is not None and not (match["space"] and _is_listed(text, sign))
        negative = alone or not (match["space"] or _PHRASE.match(text, end))
    elif before in ",;:":
        negative = not match["space"] or (before == ":" and not _NEXT_ITEM.match(text, end))
    else:
        negative = not match["space"] or _has_signs_nearby(text, sign, end)
    return sign if negative else None


_LINES_OF_LIST = 20
_ITEM_LINE = re.compile(rf"\s{{0,40}}[{_MINUS}]{SPACE}(?P<words>[^\W\d])?")


def _is_listed(text: str, sign: int) -> bool:
    """Return whether a dash opens an item of a list: of words too, or below a line that a colon ends."""
    end = text.rfind("\n", 0, sign)
    for _ in range(_LINES_OF_LIST):
        start = text.rfind("\n", max(0, end - 2 * _CONTEXT_CHARS), max(0, end)) + 1
        line = text[start : max(0, end)]
        item = _ITEM_LINE.match(line)
        if item is None:
            return line.rstrip().endswith(":") and _DEFICIT.search(line) is None
        if item["words"]:
            return True
        end = start - 1
    return False


def _has_signs_nearby(text: str, sign: int, end: int) -> bool:
    before, after = (max(0, sign - _CONTEXT_CHARS), sign), (end, end + _CONTEXT_CHARS)
    signed = _OTHER_SIGNS.search(text, *before) or _OTHER_SIGNS.search(text, *after)
    return bool(signed or _DEFICIT.search(text, *before))


_NUMBER_WORDS_BEFORE = re.compile(rf"(?i)(?<![\w-])(?P<words>{NUMBER_WORDS}){PAD}(?:d{SPACE}?['’]{SPACE}?)?\Z")
# « millions d'euros » alone is not a number, nor « dès le premier euro ».
_NO_NUMBER = re.compile(r"(?i)(?:milli(?:on|ard)s|cents|premier)\b")
# A number that is too long for the pattern must not be parsed from its middle.
_MORE_BEFORE = re.compile(rf"(?i)\b(?:{NUMBER_WORDS}|[^\W\d_]{{2,7}}ante)[\s-]{{1,3}}\Z")


def find_number_words(text: str, at: int) -> tuple[int, int] | None:
    """Find the number words that end at the unit at ``at``: « trois cents » euros.

    Returns the start of the words and the number.
    """
    before = text[max(0, at - 130) : at].rstrip()
    if not before or not (before[-1].isalpha() or before[-1] in "'’"):
        return None
    match = _NUMBER_WORDS_BEFORE.search(text, max(0, at - 200), at)
    if match is None or _NO_NUMBER.match(match["words"]):
        return None
    number = (
        None
        if _MORE_BEFORE.search(text, max(0, match.start() - 20), match.start())
        else parse_number_words(match["words"])
    )
    return None if number is None else (match.start(), number)


def drop_overlapping(mentions: Iterable[Mention]) -> list[Mention]:
    """Sort mentions in reading order and drop those that overlap the one before."""
    kept: list[Mention] = []
    for mention in sorted(mentions, key=lambda mention: (mention.start, -mention.end)):
        if not kept or not mention.overlaps(kept[-1]):
            kept.append(mention)
    return kept
