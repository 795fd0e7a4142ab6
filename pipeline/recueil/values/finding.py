"""Findings of consistency checks, which change no value; and shortfalls: fewer names or awards were read than the
act itself counts, so that what was read is partial.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from recueil.values.amount import Amount
from recueil.values.attendance import Attendance
from recueil.values.award import Award, PrintedTotal
from recueil.values.vote import Vote

Severity = Literal["error", "warning", "information"]


@dataclass(frozen=True, slots=True)
class Finding:
    """``check`` is the rule's identifier, ``spans`` the places compared, ``basis`` the law or the arithmetic.

    ``expected`` and ``found`` are canonical texts; ``correction`` is a value that would resolve the
    contradiction, proposed only where three linked figures allow no other.
    """

    check: str
    severity: Severity
    message: str
    basis: str
    spans: tuple[tuple[int, int], ...]
    expected: str | None = None
    found: str | None = None
    correction: str | None = None


Partial = Literal["present", "represented", "absent", "against", "abstentions", "awards", "awarded"]


@dataclass(frozen=True, slots=True)
class Shortfall:
    """``read`` names or ``awards`` of ``printed``; of ``awarded``, both are euros.

    ``start`` is that of the vote or of the printed total; of the roll it is None.
    """

    what: Partial
    read: int | Decimal
    printed: int | Decimal
    start: int | None = None


def find_shortfalls(
    attendance: Attendance,
    votes: Sequence[Vote],
    awards: Sequence[Award] = (),
    totals: Sequence[PrintedTotal] = (),
) -> tuple[Shortfall, ...]:
    """Return where fewer members, voters of those that a vote names, or awards were read than the act counts."""
    return (*_of_roll(attendance), *_of_votes(votes), *_of_awards(awards, totals))


def _of_roll(attendance: Attendance) -> Iterator[Shortfall]:
    counts, moved = attendance.counts, len(attendance.movements)
    present = {member.person_key for member in attendance.present}
    come = {movement.who.person_key for movement in attendance.movements} - present  # may be counted as present
    represented = max(len(attendance.represented), len(attendance.proxies))
    away = len(attendance.represented) + len(attendance.excused) + len(attendance.absent)
    compared: tuple[tuple[Partial, int, int, int | None], ...] = (
        ("present", len(attendance.present), len(come), counts.present),
        ("represented", represented, moved, counts.proxies),
        ("absent", away, moved, counts.absent),
    )
    for what, read, moving, printed in compared:
        if printed is not None and printed > read + moving:
            yield Shortfall(what, read, printed)


def _of_votes(votes: Sequence[Vote]) -> Iterator[Shortfall]:
    for vote in votes:
        sides: tuple[tuple[Partial, int, int | None], ...] = (
            ("against", len(vote.names_against), vote.against),
            ("abstentions", len(vote.names_abstaining), vote.abstentions),
        )
        for what, read, printed in sides:
            if read and printed is not None and printed > read:
                yield Shortfall(what, read, printed, vote.start)


def _of_awards(awards: Sequence[Award], totals: Sequence[PrintedTotal]) -> Iterator[Shortfall]:
    seen = set[tuple[object, ...]]()
    for total in totals:
        among = [
            award
            for award in awards
            if total.awards_start <= award.start < total.awards_end and not (award.reported or award.doubtful)
        ]
        values = [award.amount.value for award in among if award.amount]
        euros = sum((value.amount for value in values if isinstance(value, Amount)), Decimal())
        compared: tuple[tuple[Partial, int | Decimal, int | Decimal | None], ...] = (
            ("awards", len(among), total.count),
            ("awarded", euros, total.amount),
        )
        for what, read, printed in compared:
            if read and printed is not None and printed > read and (what, read, printed) not in seen:
                seen.add((what, read, printed))
                yield Shortfall(what, read, printed, total.start)
