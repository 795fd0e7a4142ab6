"""Extract the awards of an act: recipient, amount, purpose, budget line and year.

« attribue une subvention de 1 500 € au Tennis club pour son tournoi, article 65748 », a table of
associations, « retient la SARL X pour 900 € HT », « contracte auprès de la Banque Y un emprunt de », « cède
à M. Z au prix de ». An amount whose beneficiary the act does not name gives no award.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from operator import attrgetter

from recueil.facts.awards.award_clauses import AwardMatch
from recueil.values import BudgetLine, Mention

_LINE_REACH = 700
_ONE_SENTENCE = 420
_PERIOD_BEFORE, _PERIOD_AFTER, _PERIOD_ABOVE = 120, 90, 300
_mention_start = attrgetter("start")

_NEXT_ACT = re.compile(
    r"(?:d[ée]lib[ée]ration|D[ÉE]LIB[ÉE]RATION|Rapport|RAPPORT|OBJET|Objet)\s?(?:n[°ºo]|N[°º]|:)"
    r"|^\s{0,20}20[0-9]{2}[- ][0-9]{2}[- ][0-9]{1,2}\s",
    re.MULTILINE,
)
_LEVELS = ("compte", "article", "nature", "imputation", "fonction", "chapitre")
_SENTENCE_STOP = re.compile(r"[.;]\s|\n\s{0,60}\n|\n\s{0,60}[-•*>]\s")
# Words after « pour » that are not a purpose: « pour un montant de », « pour l'année 2022 », « pour signer ».
_NOT_PURPOSE = (
    r"(?!(?:un|une|le|la|son|sa|les?|des?|ce|cette) (?:montants?|prix|devis|offres?|somme|dur[ée]e|total|co[ûu]t"
    r"|dossier|affaire|motifs?)|l['’](?:ann[ée]e|exercice|euro|ex[ée]cution)|l[ea] \w+ 20\d\d|\d|ex[ée]cution"
    r"|(?:la )?mise en place de cette|signer|accomplir|la pr[ée]sente)"
)
_PURPOSE = re.compile(
    r"(?<!\w)(?:pour|afin d(?:e|['’])|en vue d(?:e|['’])|destin[ée]{1,2}s? [àa]|relati(?:f|ve)s? [àa]u?x?"
    rf"|dans le cadre d(?:e|u|es|['’])|concernant)\s{{1,30}}(?P<words>{_NOT_PURPOSE}[^.;:€_\n>*]{{4,160}}"
    r"(?:\n(?!\s{0,20}(?:\n|[-•*>]|\S{1,3}_))[^.;:€_\n>*]{2,120})?)"
)
_NEXT_VERB = re.compile(
    r"\s\W{0,3}(?:Autorise|AUTORISE|Charge|CHARGE|Dit que|DIT|Pr[ée]cise|PR[ÉE]CISE|S['’]engage|d['’]un montant"
    r"|pour un montant)(?!\w)"
)
# « inscrits au budget 2024 », « délibération du … 2021 »: not the year of the award.
_OTHER_YEAR = re.compile(r"(?:budget|bp|primitif|principal|délibération|en date)\s{1,3}(?:de\s)?\Z", re.IGNORECASE)


class AwardContext:
    """The budget lines and periods of a text, to be queried for each of its awards."""

    def __init__(
        self, text: str, lines: Sequence[Mention], periods: Sequence[Mention], found: Sequence[AwardMatch]
    ) -> None:
        self._text, self._lines, self._periods = text, lines, periods
        self._tables: dict[int, tuple[int, int]] = {}
        for award in found:
            if award.table is not None:
                start, end = self._tables.get(award.table, (award.start, award.end))
                self._tables[award.table] = min(start, award.start), max(end, award.end)

    def purpose(self, found: AwardMatch) -> str | None:
        """Return the purpose that the same sentence states, or None."""
        if found.table is not None or found.end - found.start > _ONE_SENTENCE:
            return None
        stop = _SENTENCE_STOP.search(self._text, found.end, found.end + 300)
        end = stop.start() if stop else min(len(self._text), found.end + 300)
        match = _PURPOSE.search(self._text, found.start, end)
        if match is None:
            return None
        words = " ".join(_NEXT_VERB.split(match["words"])[0].split())
        return words.removesuffix(" et").rstrip(" ,-") or None

    def line(self, found: AwardMatch) -> Mention | None:
        """Return the first imputation after the award or its table, its account rather than its chapter; or
        None.
        """
        end = self._span(found)[1]
        first = bisect_left(self._lines, found.start, key=_mention_start)
        after = [line for line in self._lines[first : first + 40] if found.start <= line.start < end + _LINE_REACH]
        outside = [line for line in after if found.table is None or line.start >= end]
        if not outside or _NEXT_ACT.search(self._text, end, outside[0].start):
            return None
        return min((line for line in outside if line.start < outside[0].end + 60), key=_level_rank)

    def period(self, found: AwardMatch) -> Mention | None:
        """Return the year or season of the award, from its sentence or the one that announces its table; or
        None.
        """
        start, end = self._span(found)
        in_table = found.table is not None
        left = start - (_PERIOD_ABOVE if in_table else _PERIOD_BEFORE)
        right = start if in_table else end + _PERIOD_AFTER
        first, last = (bisect_left(self._periods, at, key=_mention_start) for at in (left, right))
        near = self._periods[first:last]
        return next((period for period in near if not self._elsewhere(period, start, end, in_table)), None)

    def _elsewhere(self, period: Mention, start: int, end: int, in_table: bool) -> bool:
        between = _SENTENCE_STOP.search(self._text, min(end, period.end), max(start, period.start))
        other = _OTHER_YEAR.search(self._text, max(0, period.start - 30), period.start)
        return other is not None or (between is not None and not in_table)

    def _span(self, found: AwardMatch) -> tuple[int, int]:
        return (found.start, found.end) if found.table is None else self._tables[found.table]


def _level_rank(line: Mention) -> int:
    level = line.value.level if isinstance(line.value, BudgetLine) else ""
    return _LEVELS.index(level) if level in _LEVELS else len(_LEVELS)
