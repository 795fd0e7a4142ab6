"""Blank the headers and footers of pages that break into a roll: « Conseil du 12 mai   2/5 », « Page 1 sur 3 ».

Such a line names nobody and states no attendance. It bears the number of its page, or stands right below the end
of a page, or is printed on several pages with nothing but its figures changed.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
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
    printed = Counter(_FIGURES.sub("0", line.strip()) for _, line in lines)
    pieces = []
    seen: set[str] = set()
    below = False
    for start, line in lines:
        words = line.strip()
        numbered = _NUMBERED.search(line) is not None
        empty = bisect_left(starts, start) == bisect_left(starts, start + len(line))
        shape = _FIGURES.sub("0", words)
        repeated = printed[shape] > 1 and len(shape) >= _SHORTEST and shape in seen
        seen.add(shape)
        furniture = (
            len(words) <= _LONGEST
            and empty
            and (numbered or ((repeated or below) and not _OF_A_ROLL.search(words)))
        )
        pieces.append(" " * len(line) if furniture else line)
        if words or "\f" in line:
            below = (numbered and furniture) or "\f" in line
    return "\n".join(pieces)
