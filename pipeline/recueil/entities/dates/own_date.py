"""The day an act was made, among the dates it names: what a year left out, or « dernier », is counted from.

A délibération is of its séance, an arrêté of its signature; the @CTES identifier repeats that day
(« 034-213401722-20140522-0000072213-DE ») and settles which séance is meant when the file holds another body's.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from recueil.entities.patterns import identified
from recueil.values import PartialDate

Named = Sequence[tuple[str | None, PartialDate]]
"""The dates written in full, in reading order, each with its role."""

_HEAD = 2500
_ARRETE = re.compile(
    r"(?:\A|\n)[ \t]{0,60}(?:Arr[êe]t[ée]|ARR[ÊE]T[ÉE])(?![^\W\d])|"
    r"\bARR[ÊE]T[ÉE](?: [A-ZÉ]{4,20}){0,3} (?:N[°ºO]|DU)|"
    r"\b(?:L[ea] )(?:[Mm]aire|[Pp]r[ée]f[èe]te?),?\s{1,20}(?:Vu|VU)\b"
)
_SEANCE = re.compile(r"\b(?:s[ée]ance|d[ée]lib[ée]rations?|proc[èe]s-verbal|compte[ -]rendu)\b", re.IGNORECASE)
# Days between a séance and the day its @CTES identifier bears, when a clerk typed the day of sending there.
_LATE = 92


def own_date(text: str, named: Named) -> PartialDate | None:
    """The séance or signature that the identifier confirms, else the first, the identifier, the convocation."""
    signed_alone = _is_arrete(text[:_HEAD])
    roles = ("signature", "seance") if signed_alone else ("seance", "signature")
    days = [when for wanted in roles for role, when in named if role == wanted and when.exists]
    day = identified(text)
    if day and (day in days or not days or not _near(days[0], day)):
        return day
    return days[0] if days else next((when for role, when in named if role == "convocation"), None)


def _is_arrete(head: str) -> bool:
    """Whether the head says arrêté before it says anything of a séance."""
    arrete, seance = _ARRETE.search(head), _SEANCE.search(head)
    return arrete is not None and (seance is None or arrete.start() < seance.start())


def _near(made: PartialDate, sent: PartialDate) -> bool:
    return 0 <= (sent.first_day() - made.first_day()).days <= _LATE
