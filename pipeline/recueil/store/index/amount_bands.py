"""Bands of amounts: a round amount, or those between two round amounts.

The full-text index has a token for each word near an amount, with the band of the amount, so that it tells which
acts have a word near an amount of some bands. A change of anything here needs a migration, after which the index
is built anew.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple

from recueil.store.index.terms import NEAR_AMOUNT

NEAR = 10
"""Words: what is farther from an amount has no token. It is the distance of a query that states none."""
MOST_TOKENS = 1_000
"""Of words near amounts in an act; the tokens of an act with more, such as a budget, have no bands."""

_ROUND = (Decimal(0), *(Decimal(digit).scaleb(power) for power in range(10) for digit in range(1, 10)))
_BANDS = 2 * len(_ROUND) + 1


def band_of(amount: Decimal) -> int:
    """Return the band of an amount: odd if it is round."""
    above = bisect_left(_ROUND, amount)
    return 2 * above + (above < len(_ROUND) and _ROUND[above] == amount)


def near_axis(band: int | None = None) -> str:
    """Return the axis of tokens of words near an amount of a band, or in acts whose tokens have none."""
    return f"{NEAR_AMOUNT}{'' if band is None else band}_"


class BandRange(NamedTuple):
    """The bands that a range of amounts has ``whole``, and those of which it has a ``part``."""

    whole: tuple[int, ...]
    part: tuple[int, ...]


def bands_of_range(low: Decimal | None, high: Decimal | None, *, strict: bool = False) -> BandRange:
    """Return the bands of the amounts from ``low`` to ``high``; ``strict`` excludes both, None is no limit."""
    ends = {band_of(end) for end in (low, high) if end is not None}
    bands = range(0 if low is None else band_of(low), _BANDS if high is None else band_of(high) + 1)
    is_round = {band: band % 2 == 1 for band in ends}
    whole = (band for band in bands if band not in ends or (is_round[band] and not strict))
    return BandRange(tuple(whole), tuple(band for band in bands if band in ends and not is_round[band]))


def words_near(words: Sequence[str], at: int, until: int) -> Iterator[str]:
    """Yield the words of an act that are near an entity, which are the words from ``at`` to before ``until``."""
    yield from words[max(0, at - NEAR) : until + NEAR]
