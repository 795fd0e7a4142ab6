"""spaCy component for dates, with their roles.

« jeudi 24 juillet 2014 », « ler janvier 2025 », « 25.07.2014 », « vendredi 25 07 2014 », « mars 2023 »,
« le vingt-deux juin deux mille vingt-deux », « L'an deux mil vingt et un, le 12 juillet ».

« 27/03/23 » and « 9 mars » are completed from the act's own date, never from today's. That reference date
is the day of the séance of a délibération, of the signature of an arrêté; the @CTES identifier repeats it
(« 034-213401722-20140522-0000072213-DE ») and decides between several séances when the file also has one of
another body. A date that no calendar has (« 31 février 2023 »), or that falls on another weekday than the
text says, is kept as written, with its ``issue``.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from recueil.entities.patterns import find_ctes_date
from recueil.values import PartialDate

RoleDates = Sequence[tuple[str | None, PartialDate]]
"""Dates written in full, in reading order, each with its role."""

_HEAD = 2500
_ARRETE = re.compile(
    r"(?:\A|\n)[ \t]{0,60}(?:Arr[êe]t[ée]|ARR[ÊE]T[ÉE])(?![^\W\d])|"
    r"\bARR[ÊE]T[ÉE](?: [A-ZÉ]{4,20}){0,3} (?:N[°ºO]|DU)|"
    r"\b(?:L[ea] )(?:[Mm]aire|[Pp]r[ée]f[èe]te?),?\s{1,20}(?:Vu|VU)\b"
)
_SEANCE = re.compile(r"\b(?:s[ée]ance|d[ée]lib[ée]rations?|proc[èe]s-verbal|compte[ -]rendu)\b", re.IGNORECASE)
# Most days from the séance to the date in its @CTES identifier, when a clerk typed the day of sending there.
_MAX_DAYS_LATE = 92


def find_reference_date(text: str, named: RoleDates) -> PartialDate | None:
    """Return the date of the act, which completes dates without a year and « dernier ».

    The séance or signature that the identifier confirms, else the first séance or signature, the identifier, or
    the convocation. The identifier also wins if it is not 0 to 92 days after the first séance or signature.
    """
    signed_alone = _is_arrete(text[:_HEAD])
    roles = ("signature", "seance") if signed_alone else ("seance", "signature")
    days = [when for wanted in roles for role, when in named if role == wanted and when.exists]
    day = find_ctes_date(text)
    if day and (day in days or not days or not _is_shortly_after(days[0], day)):
        return day
    return days[0] if days else next((when for role, when in named if role == "convocation"), None)


def _is_arrete(head: str) -> bool:
    """Return whether the head names an arrêté before it names a séance."""
    arrete, seance = _ARRETE.search(head), _SEANCE.search(head)
    return arrete is not None and (seance is None or arrete.start() < seance.start())


def _is_shortly_after(made: PartialDate, sent: PartialDate) -> bool:
    return 0 <= (sent.first_day() - made.first_day()).days <= _MAX_DAYS_LATE
