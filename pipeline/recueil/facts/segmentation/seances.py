"""Split a document into the séances that it records: « Séance du 3 mars 2024 … Séance du 17 mars 2024 ».

Minutes, and lists of what was decided, sometimes cover several séances under a heading each. A heading stands
alone on its line and gives the whole day; the running head of each page repeats that of its own séance.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from recueil.values import Date, Mention, PartialDate

_HEADING = re.compile(
    r"(?:\A|\n)[^\S\n]{0,80}(?:[#*•-]{1,4}[^\S\n]{0,4})?(?=[A-ZÀ-Þ])(?:(?i:liste\s{1,4}des\s{1,4}d[ée]lib[ée]rations\s{1,4}(?:de\s{1,4}la|du)\s{1,4}))?"
    r"(?i:s[ée]ance|r[ée]union|conseil|bureau|comit[ée])(?:[^\S\n]{1,4}(?i:(?:de\s|du\s|d['’]\s?|le\s|l['’])?"
    r"(?:conseil|bureau|comit[ée]|municipal|communautaire|m[ée]tropolitain|d[ée]partemental|r[ée]gional|syndical"
    r"|ordinaire|extraordinaire|publique|administration))){0,5}[^\S\n]{0,4}[,:–-]?[^\S\n]{0,4}(?i:(?:du|le)[^\S\n]{1,4})?"
)
# « à 20 h 30 », « – salle des fêtes » may follow the day, a sentence may not.
_REST = re.compile(r"[^\n.;]{0,60}(?:\n|\Z)")
_SENTENCE = re.compile(r"\b(?:a|est|ont|sont|été|sera|qui|que|approuv|adopt)\b", re.IGNORECASE)


def find_seances(text: str, dates: Sequence[Mention]) -> list[tuple[int, PartialDate]]:
    """Return where each séance begins, and its day, in text order; none unless several days have a heading each.

    A day that comes back after another belongs to no list of séances; then the document is not split.
    """
    found: dict[PartialDate, int] = {}
    last: PartialDate | None = None
    for start, day in _headings(text, dates):
        if day != last and day in found:
            return []
        last = day
        found.setdefault(day, start)
    return [(start, day) for day, start in found.items()] if len(found) > 1 else []


def _headings(text: str, dates: Sequence[Mention]) -> Iterator[tuple[int, PartialDate]]:
    by_start = {mention.start: mention for mention in dates}
    for match in _HEADING.finditer(text):
        mention = by_start.get(match.end())
        if mention is None or not isinstance(mention.value, Date) or not mention.value.when.day:
            continue
        rest = _REST.match(text, mention.end)
        if rest and not _SENTENCE.search(rest[0]):
            yield match.start() + (text[match.start()] == "\n"), mention.value.when
