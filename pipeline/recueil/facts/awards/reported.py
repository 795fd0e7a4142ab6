"""Find where an act only reports decisions that its mayor or president took by delegation.

« Compte rendu des décisions prises en application de l'article L. 2122-22 : Décision n° 12 : devis de … », until
the council decides on something itself.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence

from recueil.values import Mention

# Each begins with a literal, so that a long text is searched fast.
_OPENING = re.compile(
    r"decisions?(?<!\wdecisions)(?<!\wdecision)(?:\s(?:municipales?|intercommunales?))?\s(?:prises?\s(?:par|en|dans|au|depuis|sur)"
    r"|du (?:maire|president)(?=[\s:]{1,4}(?:n\s?[°o]|[0-9]{4}|prises?|:|en (?:application|vertu)))"
    r"|n\s?[°o]\s?[0-9]{2,4}[-/_. ]?[0-9]{0,4}\s?(?:du\s[^.;]{5,30})?[:–-])"
    r"|delegation(?<!\wdelegation)s?\s(?:du|au|consentie|donnee|accordee"
    r"|de)\s[^.;€]{0,60}?(?:compte rendu|rend compte|informe|decisions)"
    r"|rend(?<!\wrend)u?\scompte\s[^.;€]{0,60}?decisions"
    r"|(?<=en )(?:application|vertu) de l'article l\.?\s?(?:2122-2[23]|5211-(?:9|10)|3221-11|4231-8)"
    r"|informations? sur\s?:?[\s-]{0,4}attribution des marches"
)
_CLOSING = re.compile(
    r"(?<![a-z])(?:le|l')\s?(?:conseil|assemblee|comite|bureau)[^.;€]{0,60}?(?:prend acte|decide"
    r"|approuve|adopte|autorise|vote|apres)"
    r"|(?<![a-z])(?:apres en avoir|deliberation\s(?:n|[0-9])|objet\s?:|questions diverses"
    r"|rapporteur)|\ba l'unanimite"
)
_LONGEST = 6000


def find_reports(plain: str) -> list[tuple[int, int]]:
    """Return the spans of reported decisions in a folded text, in order."""
    spans: list[tuple[int, int]] = []
    for opening in _OPENING.finditer(plain):
        if spans and opening.start() < spans[-1][1]:
            continue
        closing = _CLOSING.search(plain, opening.end(), opening.end() + _LONGEST)
        spans.append((opening.start(), closing.start() if closing else min(len(plain), opening.end() + _LONGEST)))
    return spans


def is_reported(reports: Sequence[tuple[int, int]], offset: int) -> bool:
    """Return whether an offset lies in one of the spans of ``find_reports``."""
    at = bisect_right(reports, offset, key=lambda span: span[0]) - 1
    return at >= 0 and offset < reports[at][1]


# « la subvention de 22 000 € attribuée par délibération du »: an earlier gift, extended or repeated.
_GIVEN_EARLIER = re.compile(
    r"\$?(?:\s{0,3}(?:ht|ttc))?,?\s{1,4}(?:attribu|accord|allou|octroy|vot)ee?s?\s"
    r"(?:(?!approuv|decid|unanim)[^.;€]){0,80}?par\s{1,4}(?:la |une |sa )?"
    r"(?:deliberation|decision|arrete)(?![a-z])"
)
# « annuler la subvention de », « une prorogation du délai de validité de la subvention de »
_UNDOES = re.compile(
    r"(?<![a-z])(?:annul(?:er|e|ee|ation)|abrog(?:er|e|ation)|retirer|prorog(?:er|e|ation))(?![a-z])[^.;€]{0,120}\Z"
)
_GIVES = re.compile(r"(?<![a-z])(?:attribuer|accorder|allouer|octroyer|verser)(?![a-z])")
_UNDONE_REACH, _EARLIER_REACH = 140, 130


def is_earlier_gift(plain: str, amount: Mention) -> bool:
    """Return whether an amount was given by an earlier act, which this one recalls, extends or annuls."""
    if _GIVEN_EARLIER.match(plain, amount.end, amount.end + _EARLIER_REACH):
        return True
    undone = _UNDOES.search(plain, max(0, amount.start - _UNDONE_REACH), amount.start)
    return undone is not None and _GIVES.search(plain, undone.start(), amount.start) is None
