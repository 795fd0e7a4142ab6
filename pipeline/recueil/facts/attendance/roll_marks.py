"""What a name in a list is marked with: « M. X (excusé) », « Mme Y, absente », « Z : présente », « V : P »."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from recueil.facts.attendance.roll_headings import AttendanceStatus

_MARK: Final = re.compile(
    r"(?P<open>\s{0,3}[,(:–-]\s{0,3}|\s{0,40}\|\s{0,9}|(?P<column>[^\S\n]{3,60})|\s{1,2})(?:etait\s{1,3}"
    r"|est\s{1,3})?(?:(?P<present>presente?)"
    r"|(?P<excused>(?:absente?\s{1,3}(?:et\s{1,3})?)?exc(?:usee?|\.))|(?P<absent>absente?)"
    r"|(?P<represented>representee?|pouvoir|procuration))"
    r"(?!\w)(?!\s{0,3}:)(?!\s{1,9}(?:a(?!\s{1,9}partir)|au|de|du|des|par|les?|la|une?|ce\w{0,3}|s(?:on|a|es)|donn\w{0,4})\b)(?!\s{1,9}(?:l'|m\.|mme\b))"
)
_CELL_ENDS: Final = re.compile(r"[^\S\n]{0,200}(?:\n|$)|[^\S\n]{3}|\s{0,3}[,|]")
# The holder is named only by office.
_TO_THE_CHAIR: Final = re.compile(
    r"[\s,(:–-]{1,9}(?:absente?,?\s{1,9}|excusee?,?\s{1,9}){0,2}(?:(?:qui\s{1,9})?(?:a|ayant|avait)\s{1,9})?"
    r"(?:donn\w{1,3}\s{1,9})?(?:son\s{1,9})?(?:pouvoir|pourvoir"
    r"|procuration)\s{1,9}(?:a\s{1,9}(?:m\.?|mme\.?|monsieur"
    r"|madame)\s{1,9}l[ea]\s{1,9}|au\s{1,9}|a\s{1,9}la\s{1,9})(?:maire"
    r"|presidente?)\b(?!.{0,60}?\bpour\s{1,9}(?!voter))"
)
_FEMININE: Final = r"(?:e|\(e\))?"
_STATUS_PATTERNS: Final = (
    (AttendanceStatus.PRESENT, re.compile(rf"p|pres|present{_FEMININE}|signe")),
    (
        AttendanceStatus.EXCUSED,
        re.compile(rf"(?:a(?:bs(?:ent{_FEMININE})?)?[. /]{{0,2}}(?:et )?)?e(?:xc?|xcuse{_FEMININE})?"),
    ),
    (AttendanceStatus.ABSENT, re.compile(rf"a|abs|absent{_FEMININE}|ni")),
    (AttendanceStatus.REPRESENTED, re.compile(rf"r|repr?|represente{_FEMININE}|pouv|pouvoir|proc|procuration")),
)
_LETTER: Final = re.compile(r"\s{0,3}:\s{0,3}(?P<letter>[a-z]{1,4})\.?(?=\s{0,3}[|,;\n]|\s{0,3}$)")
# A roll call also marks members excused or represented; votes too have « P » and « A ».
_ROLL_CALL: Final = re.compile(r":\s{0,3}(?:E|E[Xx][Cc]?|R|R[Ee][Pp][Rr]?)\.?\s{0,3}[|,;\n]")


def parse_status(cell: str) -> AttendanceStatus | None:
    """Parse a status cell of a table: « P », « Repr. », « absent excusé », folded. Return None if it is not
    one.
    """
    written = cell.strip(" \t.")
    return next((status for status, pattern in _STATUS_PATTERNS if pattern.fullmatch(written)), None)


def find_mark(text: str, plain: str, end: int) -> AttendanceStatus | None:
    """Return the status marked behind a name that ends at ``end``, or None.

    « Absente : » after a name is the heading of the next list.
    """
    if _TO_THE_CHAIR.match(plain, end):
        return AttendanceStatus.REPRESENTED
    mark = _MARK.match(plain, end)
    if mark is None or mark.lastgroup is None:
        return _letter_mark(text, plain, end)
    if mark["column"]:
        return AttendanceStatus(mark.lastgroup) if _CELL_ENDS.match(plain, mark.end()) else None
    if mark["open"].isspace() and text[mark.start(mark.lastgroup)].isupper():
        return None
    return AttendanceStatus(mark.lastgroup)


def _letter_mark(text: str, plain: str, end: int) -> AttendanceStatus | None:
    """Return the status of a letter after a name: « BESSADE J. : P | »."""
    letter = _LETTER.match(plain, end) if ":" in plain[end : end + 4] else None
    if letter is None or not text[letter.start("letter")].isupper() or not _is_roll_call(text):
        return None
    return parse_status(letter["letter"])


@lru_cache(maxsize=1)  # asked of every name with a letter
def _is_roll_call(text: str) -> bool:
    return _ROLL_CALL.search(text) is not None
