"""What a name in a list is marked with: « M. X (excusé) », « Mme Y, absente », « Z : présente »."""

from __future__ import annotations

import re
from typing import Final

from recueil.structure.roll_headings import Status

_MARK: Final = re.compile(
    r"(?P<open>\s{0,3}[,(:–-]\s{0,3}|\s{0,40}\|\s{0,9}|\s{1,2})(?:etait\s{1,3}"
    r"|est\s{1,3})?(?:(?P<present>presente?)"
    r"|(?P<excused>(?:absente?\s{1,3}(?:et\s{1,3})?)?exc(?:usee?|\.))|(?P<absent>absente?)"
    r"|(?P<represented>representee?|pouvoir|procuration))"
    r"(?!\w)(?!\s{0,3}:)(?!\s{1,9}(?:a(?!\s{1,9}partir)|au|de|du|par|l[ea]|donn\w{0,4})\b)"
)
# The holder is named by his office alone.
_TO_THE_CHAIR: Final = re.compile(
    r"[\s,(:–-]{1,9}(?:absente?,?\s{1,9}|excusee?,?\s{1,9}){0,2}(?:(?:qui\s{1,9})?(?:a|ayant|avait)\s{1,9})?"
    r"(?:donn\w{1,3}\s{1,9})?(?:son\s{1,9})?(?:pouvoir|pourvoir"
    r"|procuration)\s{1,9}(?:a\s{1,9}(?:m\.?|mme\.?|monsieur"
    r"|madame)\s{1,9}l[ea]\s{1,9}|au\s{1,9}|a\s{1,9}la\s{1,9})(?:maire"
    r"|presidente?)\b(?!.{0,60}?\bpour\s{1,9}(?!voter))"
)


def mark_of(text: str, plain: str, end: int) -> Status | None:
    """The mark behind a name that ends there; « Absente : » after a name heads the next list."""
    if _TO_THE_CHAIR.match(plain, end):
        return Status.REPRESENTED
    mark = _MARK.match(plain, end)
    if mark is None or mark.lastgroup is None:
        return None
    if mark["open"].isspace() and text[mark.start(mark.lastgroup)].isupper():
        return None
    return Status(mark.lastgroup)
