"""Rule: an identifier, the law or the arithmetic it is based on, and a function that checks one act.

Includes which assembly sits, as far as the act says: the rules of the CGCT do not apply to every board.
"""

from __future__ import annotations

import re
from typing import Literal

Assembly = Literal["municipal", "communautaire", "departemental", "regional", "syndical", "other"]

_NAMED = re.compile(
    r"(?P<other>conseil\sd'administration|centre\s(?:inter)?communal\sd'action\ssociale|caisse\sdes\secoles|\bccas\b"
    r"|commission\spermanente|conseil\sd'(?:arrondissement|exploitation)"
    r"|\bbureau\s(?:communautaire|metropolitain|syndical))"
    r"|(?P<municipal>conseil\smunicipal|conseillers\smunicipaux)"
    r"|(?P<communautaire>conseil\s(?:communautaire|metropolitain|de\s(?:la\s)?(?:communaute|metropole|territoire))"
    r"|conseillers\s(?:communautaires|metropolitains))"
    r"|(?P<departemental>conseil\s(?:departemental|general)\b|conseillers\s(?:departementaux|generaux))"
    r"|(?P<regional>conseil\sregional|conseillers\sregionaux)"
    r"|(?P<syndical>comite\ssyndical|conseil\ssyndical|delegues\ssyndicaux)"
)
_HEAD = 4000


def find_assembly(plain: str) -> Assembly | None:
    """Return the first assembly named in the head of the act; ``plain`` is lower case without accents."""
    match = _NAMED.search(plain, 0, _HEAD)
    return match.lastgroup if match else None  # type: ignore[return-value]
