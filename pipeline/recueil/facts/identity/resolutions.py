"""Tell by what a text says that an assembly sat and resolved, where no heading and no formula names the act.

« CM du 19/09/2022 … Le conseil, à l'unanimité, décide de faire un don », « COMMISSION PERMANENTE DU 12 MAI 2022 …
Adopté par 9 voix ». Either an assembly is said to decide, or an outcome follows the day on which it sat.
"""

from __future__ import annotations

import re

_LONGEST_ALONE, _LONGEST_UNDATED = 6000, 3000
_HEAD = 600
_APART, _OFTEN = 100, 3
_MONTH = r"(?:janvier|fevrier|mars|avril|mai|juin|juillet|aout|septembre|octobre|novembre|decembre|0?[1-9]|1[0-2])"
_DAY = rf"(?:[0-9]{{1,2}}\s?(?:er)?[\s./-]{{1,3}}{_MONTH}[\s./-]{{1,3}}(?:20)?[0-9]{{2}}(?![0-9])|deux[\s-]mil)"
_ASSEMBLY = (
    r"(?:conseil|assemblee|comite|bureau|commission|syndicat)"
    r"(?:\s{1,4}(?:municipal|communautaire|metropolitain|departemental|regional|general|syndical|deliberante?|permanente?"
    r"|d'administration|de\s(?:la\s)?(?:communaute|metropole)[^.;:,]{0,40}))?"
)
# « Conseil municipal - Session du 15 novembre 2018 », « Séance du dix-sept janvier », « CM du 19/09/2022 »
_SAT = re.compile(rf"\b(?:{_ASSEMBLY}|seance|reunion|session|cm|cc)\b(?:[^.;:]|\.(?=[0-9])){{0,70}}?{_DAY}")
_VERBS = (
    r"(?:decide|approuve|adopte|autorise|emet|fixe|vote|accepte|accorde|attribue|alloue|octroie|verse|valide|retient|choisit"
    r"|sollicite|confie|refuse|rejette|confirme|instaure|institue|renouvelle|arrete|s'engage|delibere"
    r"|se\s{1,4}prononce|donne\s{1,4}(?:son\s{1,4}accord|pouvoir|un\s{1,4}avis|mandat|delegation)|prend\s{1,4}acte|prend\s{1,4}en\s{1,4}charge)"
)
# « le Conseil, par 12 voix pour, décide », not « le conseil a décidé », « que le conseil vote chaque année ».
_RESOLVES = re.compile(
    rf"(?<!que\s)\b(?:l[ea]\s{{1,4}}|l'){_ASSEMBLY}\b[^.;:]{{0,160}}?(?<!\ba)(?<!\bont)(?<!\bse)\s{{1,4}}{_VERBS}(?:nt)?\b"
    r"(?!\s{1,4}(?:chaque|regulierement|tous\s|habituellement))"
)
# « Adopté à l'unanimité », « 9 voix pour », « Accord du conseil », « Accepté. » at the end of a line
_OUTCOME = re.compile(
    r"\ba\s{1,4}l'unanimite\b|\bunanimite\s{1,4}(?:sur|des)\b|:\s{0,3}unanimite\b|\b[0-9]{1,3}\s{1,3}(?:voix|pour)\b"
    r"|\bpour\s{0,3}:?\s{0,3}[0-9]{1,3}\b"
    r"|\b(?:adopt|approuv|accept|vot|valid)ee?s?\s{0,3}(?:\.\s{0,9})?(?:\n|\Z|par\s)|\baccord\s{1,4}du\s{1,4}conseil\b"
    r"|\b(?:est|sont)\s{1,4}(?:adopt|approuv|accept|accord|vot)ee?s?\b"
)
_ADDRESSES = re.compile(r"\b(?:vous|votre|vos|chers?|cheres?)\b")
_INFORMS = re.compile(
    r"\b(?:formulaire|gazette|bulletin\s{1,4}municipal|flash|lettre\s{1,4}d'information|horaires?\s{1,4}d)"
)


def resolves(whole: str) -> bool:
    """Return whether a short folded text, which nothing else names, is what an assembly resolved."""
    if len(whole) > _LONGEST_ALONE or _INFORMS.search(whole, 0, _HEAD):
        return False
    sat = find_sitting(whole)
    resolved = _RESOLVES.search(whole)
    outcome = _OUTCOME.search(whole, sat.end() if sat else 0)
    if sat is not None:
        return resolved is not None or outcome is not None
    return resolved is not None and (
        outcome is not None or (len(whole) <= _LONGEST_UNDATED and not _ADDRESSES.search(whole))
    )


def resolves_often(whole: str) -> bool:
    """Return whether an assembly is said to resolve in three places that stand apart."""
    reached = 0
    for _ in range(_OFTEN):
        resolved = _RESOLVES.search(whole, reached)
        if resolved is None:
            return False
        reached = resolved.end() + _APART
    return True


def find_sitting(whole: str) -> re.Match[str] | None:
    """Return where the head of a folded text says on which day an assembly sat; or None."""
    return _SAT.search(whole, 0, _HEAD)


def resolves_below(whole: str, start: int) -> bool:
    """Return whether an assembly sat above an offset of a folded text, and is said to decide below it."""
    sat = find_sitting(whole)
    return sat is not None and sat.start() < start and _RESOLVES.search(whole[start:_LONGEST_ALONE]) is not None
