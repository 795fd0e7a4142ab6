"""Strata of population by which the CGCT sets the number of councillors.

Of communes L2121-2, with the number by law since the renewal of March 2014; of EPCI the table of L5211-6-1, III,
as the Association des maires de France prints it in its guide of 2014 for presidents, page 74. Agreements may
change its numbers, so that it only gives the strata.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from operator import attrgetter

from recueil.values.body import EPCI_KINDS, BodyKind


@dataclass(frozen=True, slots=True)
class Stratum:
    """Bodies of ``first`` to ``last`` inhabitants, None for no limit; ``councillors`` by law, where it says."""

    article: str
    first: int
    last: int | None
    councillors: int | None = None


def _strata(article: str, firsts: Sequence[int], councillors: Sequence[int | None]) -> tuple[Stratum, ...]:
    lasts = (*(first - 1 for first in firsts[1:]), None)
    return tuple(
        Stratum(article, first, last, number)
        for first, last, number in zip(firsts, lasts, councillors, strict=True)
    )


_OF_COMMUNES = {
    0: 7, 100: 11, 500: 15, 1_500: 19, 2_500: 23, 3_500: 27, 5_000: 29, 10_000: 33, 20_000: 35, 30_000: 39,
    40_000: 43, 50_000: 45, 60_000: 49, 80_000: 53, 100_000: 55, 150_000: 59, 200_000: 61, 250_000: 65,
    300_000: 69,
}  # fmt: skip
_OF_EPCI = (
    0, 3_500, 5_000, 10_000, 20_000, 30_000, 40_000, 50_000, 75_000, 100_000, 150_000, 200_000, 250_000, 350_000,
    500_000, 700_000, 1_000_001,
)  # fmt: skip
COMMUNE_STRATA = _strata("L2121-2", tuple(_OF_COMMUNES), tuple(_OF_COMMUNES.values()))
EPCI_STRATA = _strata("L5211-6-1", _OF_EPCI, (None,) * len(_OF_EPCI))


def find_stratum(kind: BodyKind | str | None, population: int) -> Stratum | None:
    """Return the stratum of a commune or an EPCI; None for other bodies."""
    strata = COMMUNE_STRATA if kind == "commune" else EPCI_STRATA if kind in EPCI_KINDS else None
    if strata is None:
        return None
    return strata[bisect_right(strata, population, key=attrgetter("first")) - 1]
