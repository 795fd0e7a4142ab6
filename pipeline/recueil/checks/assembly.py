"""Which assembly sits, as far as the act says: the rules of the CGCT are not those of every board."""

from __future__ import annotations

import re
from typing import Literal

from recueil.extract.lexis import unaccented

Assembly = Literal["municipal", "communautaire", "departemental", "regional", "syndical", "other"]

_NAMED = re.compile(
    r"(?P<other>conseil d'administration|centre (?:inter)?communal d'action sociale|caisse des ecoles|\bccas\b"
    r"|commission permanente|conseil d'(?:arrondissement|exploitation)"
    r"|\bbureau (?:communautaire|metropolitain|syndical))"
    r"|(?P<municipal>conseil municipal|conseillers municipaux)"
    r"|(?P<communautaire>conseil (?:communautaire|metropolitain|de (?:la )?(?:communaute|metropole|territoire))"
    r"|conseillers (?:communautaires|metropolitains))"
    r"|(?P<departemental>conseil (?:departemental|general)\b|conseillers (?:departementaux|generaux))"
    r"|(?P<regional>conseil regional|conseillers regionaux)"
    r"|(?P<syndical>comite syndical|conseil syndical|delegues syndicaux)"
)
_HEAD = 4000


def assembly(text: str) -> Assembly | None:
    """The first one named in the head of the act."""
    match = _NAMED.search(re.sub(r"\s", " ", unaccented(text[:_HEAD])))
    return match.lastgroup if match else None  # type: ignore[return-value]
