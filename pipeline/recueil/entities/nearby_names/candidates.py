"""Find the spans near an amount that may name its beneficiary or funder: names that other components found, runs
of words with capitals, the words after the noun of a body, and what stands beside the amount on its line.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from recueil.text import merge_spans
from recueil.values import Mention
from recueil.values.mention import start_of

BEFORE: Final = 420
AFTER: Final = 260
"""Characters on each side of an amount in which its name is looked for."""

_SHORTEST, _LONGEST = 2, 120
_MOST_LINE: Final = 100  # characters of a line that may be a name
_MOST: Final = 20  # candidates of an amount: the nearest
_NAMED: Final = ("organisation", "person", "place")

_SPACE = r"[ \t\u00a0]"
_CAPITALISED = r"(?:[A-ZÀ-Ý0-9][\w&.'’+-]{0,40}|[«\"“][^»\"”\n]{2,60}[»\"”])"
_LINK = r"(?:de|du|des|d['’]|la|le|les|l['’]|et|en|sur|sous|aux?|à|pour|&|-|/|n°)"
_HEAD = (
    r"(?:a(?:ssociations?|micales?|nciens|griculteurs?|rtisan|dms?r)|s(?:oci[ée]t[ée]s?|yndicats?|arl|ervices?"
    r"|apeurs|ci|as|ivom|ivu|ection|ecours)|e(?:ntreprises?|xploitants?|url)|[ée]coles?|[ée]tablissements?|[ée]poux"
    r"|c(?:lubs?|omit[ée]s?|oop[ée]ratives?|oll[èe]ges?|ompagnies?|abinets?|ommunes?|horales?|entres?|ercles?"
    r"|onservatoires?|ommunauté|aisses?|rèches?|onseils?|onsorts|cas|os|nas|roix)|l(?:yc[ée]es?|igues?)|unions?|usep"
    r"|f(?:[ée]d[ée]rations?|abriques?|anfares?|oyers?|ondations?)|villes?|p(?:aroisses?|arents|ompiers)|harmonies?"
    r"|o(?:ffices?|rchestres?|gec)|g(?:roupements?|éomètre|aec)|b(?:ureaux? d['’][ée]tudes|anques?|ibliothèques?)"
    r"|m(?:aisons?|utuelles?|jc)|r(?:égies?|égion|estos?)|d(?:épartement|onneurs)|t(?:héâtres?|roupes?)|notaire"
    r"|jeunes)"
)
_CAPITALS: Final = re.compile(
    rf"(?:(?<!\w){_HEAD}(?:{_SPACE}{{1,3}}(?:{_LINK}{_SPACE}{{0,3}}|[a-zà-ÿ'’-]{{1,20}}{_SPACE}{{1,3}}){{0,4}}?)?)?"
    rf"{_CAPITALISED}(?:{_SPACE}{{0,3}}\n?{_SPACE}{{0,3}}(?:{_LINK}{_SPACE}{{0,3}}){{0,3}}{_CAPITALISED}){{0,12}}"
)
_HEADED: Final = re.compile(
    rf"(?<!\w){_HEAD}(?:[ \u00a0]{{1,3}}(?:{_LINK}[ \u00a0]{{0,3}}){{0,3}}[a-zà-ÿ'’-]{{1,30}}){{0,5}}",
    re.IGNORECASE,
)
_BULLET: Final = re.compile(r"[\s\-–—•*▪➢✓·.\d)°|]{0,20}")
_BEFORE_SUM: Final = re.compile(
    r"[\s:=.…_|–—-]{1,60}(?:(?:une?|subvention|somme|montant|de|d'|pour|un|la|le)(?![a-z])[\s:,]{0,3}){0,8}\Z"
)
_AFTER_SUM: Final = re.compile(
    r"\s{0,3}(?:euros?|€|ht|ttc)?\s{0,3}(?:[-–:|]|(?:à|aux?|pour)(?!\w))?\s{0,3}(?:l['’]|l[ae]s?\s)?",
    re.IGNORECASE,
)
_STOP: Final = re.compile(r"[.;:(|]")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A span that may be the name, how it was found, and how many others it lies within and holds."""

    start: int
    end: int
    sources: tuple[str, ...]
    within: int = 0
    holds: int = 0

    @property
    def is_name(self) -> bool:
        """Whether it is written as a name, or known as one."""
        return "capitals" in self.sources or "organisation" in self.sources


class CandidateFinder:
    """Finds the candidates of amounts; the patterns run once over the surroundings of all of them."""

    def __init__(self, text: str, mentions: Mapping[str, Sequence[Mention]], amounts: Sequence[Mention]) -> None:
        self._text = text
        found: dict[tuple[int, int], set[str]] = {}
        windows = merge_spans((each.start - BEFORE, min(len(text), each.end + AFTER)) for each in amounts)
        for start, end in windows:
            for pattern, source in ((_CAPITALS, "capitals"), (_HEADED, "headed")):
                for match in pattern.finditer(text, start, end):
                    found.setdefault(match.span(), set()).add(source)
            for kind in _NAMED:
                named = mentions.get(kind, ())
                for at in range(bisect_left(named, start, key=start_of), len(named)):
                    if named[at].start >= end:
                        break
                    found.setdefault((named[at].start, named[at].end), set()).add(kind)
        self._found = sorted(
            (start, end, tuple(sorted(sources)))
            for (start, end), sources in found.items()
            if _SHORTEST <= end - start <= _LONGEST
        )

    def near(self, amount: Mention) -> list[Candidate]:
        """Return the candidates near an amount, in reading order; of too many the nearest."""
        low = bisect_left(self._found, (amount.start - BEFORE,))
        high = bisect_left(self._found, (amount.end + AFTER,))
        spans = {
            (start, end): sources
            for start, end, sources in self._found[low:high]
            if end <= amount.start or start >= amount.end
        }
        for span, source in self._beside(amount):
            spans[span] = tuple(sorted({*spans.get(span, ()), source}))
        if len(spans) > _MOST:
            nearest = sorted(spans, key=lambda span: (max(amount.start - span[1], span[0] - amount.end), span))
            spans = {span: spans[span] for span in nearest[:_MOST]}
        return [Candidate(*span, spans[span], *nested) for span, nested in _count_nested(sorted(spans))]

    def _beside(self, amount: Mention) -> Iterable[tuple[tuple[int, int], str]]:
        """Yield what stands before and after the amount on its line."""
        text = self._text
        line = text.rfind("\n", max(0, amount.start - _MOST_LINE - 60), amount.start) + 1
        if line:
            bullet = _BULLET.match(text, line, amount.start)
            start = bullet.end() if bullet else line
            joint = _BEFORE_SUM.search(text, max(start, amount.start - 90), amount.start)
            end = joint.start() if joint else amount.start
            if _SHORTEST < end - start <= _MOST_LINE:
                yield (start, end), "line"
        stop = min(len(text), amount.end + _MOST_LINE)
        after = _AFTER_SUM.match(text, amount.end, stop)
        start = after.end() if after else amount.end
        newline = text.find("\n", start, stop)
        limit = newline if newline >= 0 else stop
        end_mark = _STOP.search(text, start, limit)
        end = start + len(text[start : end_mark.start() if end_mark else limit].rstrip())
        if end - start > _SHORTEST:
            yield (start, end), "after"


def _count_nested(spans: Sequence[tuple[int, int]]) -> Iterator[tuple[tuple[int, int], tuple[int, int]]]:
    """Yield each of sorted spans with the number of those that it lies within, and that it holds."""
    within, holds = [0] * len(spans), [0] * len(spans)
    for at, (start, end) in enumerate(spans):
        for other in range(at + 1, len(spans)):
            other_start, other_end = spans[other]
            if other_start >= end:
                break
            if other_end <= end:
                holds[at] += 1
                within[other] += 1
            elif other_start == start:
                within[at] += 1
                holds[other] += 1
    yield from zip(spans, zip(within, holds, strict=True), strict=True)
