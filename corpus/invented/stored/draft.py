"""An act under way: what it is about and whose it is, decided before a word of it is written."""

from __future__ import annotations

import datetime
from bisect import bisect_right
from dataclasses import dataclass, field
from itertools import accumulate
from math import exp, log
from statistics import NormalDist

from invented.dice import Dice
from invented.stored.bodies import Body, Member, bodies, body
from invented.stored.sheet import Sheet
from invented.vocabulary import column
from recueil.values import Award

_FIRST = datetime.date(2012, 1, 2)
_DAYS = 12 * 365
# Log-normal, as real acts are: a thousand characters at least, three thousand mostly, eight thousand at most.
_LENGTHS = [
    min(max(round(exp(log(3_050) + 0.45 * NormalDist().inv_cdf((n + 0.5) / 1024))), 1_000), 8_000)
    for n in range(1024)
]
_SUBJECTS = {
    "subsidy": 28,
    "works": 16,
    "roads": 9,
    "school": 11,
    "staff": 12,
    "land": 9,
    "tariffs": 7,
    "budget": 8,
}
_KINDS = {"deliberation": 86, "arrete": 8, "decision": 6}
# Of acts about money for others, and of the rest, per ten thousand: those that name chapter 65.
_CHAPTER_65 = {"subsidy": 2_800}
_CHAPTER_65_ELSEWHERE = 397
_CHAPTER_922 = 35
_OTHER_CHAPTER = 2_400


@dataclass(slots=True)
class Draft:
    """One act. ``length`` is how many characters it shall have, ``chapter`` the one it names, if any."""

    dice: Dice
    body: Body
    kind: str
    subject: str
    day: datetime.date
    length: int
    chapter: str | None
    thousands: str
    euros: str
    sheet: Sheet = field(default_factory=Sheet)
    awards: list[Award] = field(default_factory=list)

    @property
    def chair(self) -> Member:
        return self.body.council[0]

    def member(self) -> Member:
        return self.dice.pick(self.body.council)


def draft(seed: int, index: int) -> Draft:
    dice = Dice(f"{seed}/{index}")
    subject = _weighted(dice, _SUBJECTS)
    return Draft(
        dice=dice,
        body=body(bodies().draw(dice)),
        kind=_weighted(dice, _KINDS),
        subject=subject,
        day=_working_day(_FIRST + datetime.timedelta(dice.below(_DAYS))),
        length=dice.pick(_LENGTHS),
        chapter=_chapter(dice, subject),
        thousands=dice.pick((" ", " ", " ", "\u00a0", "\u202f", ".")),
        euros=dice.pick((" €", " €", " euros")),
    )


def _weighted(dice: Dice, weights: dict[str, int]) -> str:
    reach = list(accumulate(weights.values()))
    return list(weights)[bisect_right(reach, dice.below(reach[-1]))]


def _working_day(day: datetime.date) -> datetime.date:
    return day - datetime.timedelta(max(0, day.weekday() - 4))


def _chapter(dice: Dice, subject: str) -> str | None:
    at = dice.below(10_000)
    for chapter, share in (
        ("65", _CHAPTER_65.get(subject, _CHAPTER_65_ELSEWHERE)),
        ("922", _CHAPTER_922),
        (None, 10_000 - _OTHER_CHAPTER),
    ):
        if at < share:
            return chapter
        at -= share
    return dice.pick([chapter for chapter in column("accounts", "chapter") if chapter != "65"])
