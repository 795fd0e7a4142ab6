"""Say whether the roll of an act is read with certainty: its lists have as many names as the act prints.

A check that accuses by the roll is silent where they do not: a list was then not read whole, or holders of
pouvoirs were read as represented.
"""

from __future__ import annotations

from recueil.values.attendance import Attendance


def agrees_with_counts(attendance: Attendance, twice: int = 0) -> bool:
    """Return whether each count that the act prints is that of its list.

    ``twice`` members stand among the present and the absent: the count of the present may leave them out.
    """
    counts = attendance.counts
    present, represented, away = _lengths(attendance)
    listed = present + represented + away
    return (
        (counts.present is None or present - twice <= counts.present <= present)
        and counts.proxies in (None, represented)
        and counts.absent in (None, away, away + represented)
        and (counts.in_office is None or listed - twice <= counts.in_office)
        and (counts.voting is None or not counts.proxies or counts.voting <= present + represented)
    )


def confirms_voters(attendance: Attendance, voters: int) -> bool:
    """Return whether the voters are the members present and represented, as far as the act says who they are."""
    counts = attendance.counts
    listed, represented, _ = _lengths(attendance)
    present = {number for number in (counts.present, listed) if number}
    proxies = {number for number in (counts.proxies, represented) if number is not None}
    return not present or any(one + other == voters for one in present for other in proxies)


def _lengths(attendance: Attendance) -> tuple[int, int, int]:
    """Return how many names are those of the present, the represented, and the other absent members."""
    represented = max(len(attendance.represented), len(attendance.proxies))
    return len(attendance.present), represented, len(attendance.excused) + len(attendance.absent)
