"""Find the maire or the president of a body, whom its act names by that office: he presides by law.

« Le Président, M. Paul RUFFIN, propose de », « Le maire Anne PICQ soumet au vote », « Maire : Anne PICQ ». A last
resort: nobody is taken who is not present, nor anyone where the act says that the head was away, or where it is on
the compte administratif, over which another presides.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from recueil.text import fold_accents
from recueil.values import Attendance, Mention, Person

_REACH = 60  # characters before a name
_HEAD_LENGTH = 2500  # characters that say which body meets
_MUNICIPAL = re.compile(r"conseil\s{1,9}municipal|conseillers\s{1,9}municipaux|(?:commune|mairie|ville)\s{1,9}d")
_INTERCOMMUNAL = re.compile(
    r"communautaires?\b|syndica(?:l|t)|conseil\s{1,9}d'administration|metropolitaine?s?\b|metropole|departementa"
    r"|regiona|communaute\s{1,9}d|commission\s{1,9}permanente"
)
_BEFORE = re.compile(
    r"(?<![\w'’-])(?<!pour )(?<!par )(?<!de )(?<!du )(?:(?:l[ea]|m\.?|mme|monsieur|madame)\s{1,3}){0,2}"
    r"(?<!pour le )(?<!pour la )(?P<office>maire|presidente?)\s{0,3}[,:]?\s{1,3}"
    r"(?:(?:m\.?|mme|monsieur|madame)\s{1,3})?\Z"
)
# « En l'absence du maire », « le Président étant empêché », « M. le Maire, excusé »
_AWAY = re.compile(
    r"\b(?:absence|empechement|remplacement|suppleance)\s{1,9}d(?:e|u)\s{1,9}(?:(?:l[ea]|m\.|mme|monsieur|madame)\s{1,9}){0,3}"
    r"(?:maire|president)"
    r"|\b(?:maire|presidente?)\b,?\s{1,9}(?:etant\s{1,9}|est\s{1,9}|etait\s{1,9})?(?:absente?|empechee?|excusee?)\b"
    r"|\bcompte\s{1,9}(?:administratif|financier\s{1,9}unique)"
)


def find_head_of_body(text: str, attendance: Attendance, persons: Sequence[Mention]) -> Mention | None:
    """Return the one present member whom the act calls « le Maire » or « le Président », or None."""
    small = fold_accents(text)
    if not attendance.present or _AWAY.search(small):
        return None
    office = _office_of(small[:_HEAD_LENGTH])
    away = {mention.person_key for mention in (*attendance.represented, *attendance.excused, *attendance.absent)}
    present = {mention.person_key: mention for mention in attendance.present if mention.person_key not in away}
    called = {
        key: mention
        for mention in persons
        if (key := mention.person_key) in present
        and (named := _BEFORE.search(small, max(0, mention.start - _REACH), mention.start))
        and named["office"].startswith(office)
        and isinstance(mention.value, Person)
    }
    return next(iter(called.values())) if len(called) == 1 else None


def _office_of(head: str) -> str:
    """Return the office of who presides over the body: « maire » for a commune, else « president »."""
    council, other = _MUNICIPAL.search(head), _INTERCOMMUNAL.search(head)
    return "maire" if council and (other is None or council.start() < other.start()) else "president"
