"""Read attendance lists, and the pouvoirs stated in them, name by name."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Final

from recueil.facts.attendance.proxies import ProxyTie
from recueil.facts.attendance.roll_headings import AttendanceStatus, ListHeading
from recueil.values import Mention

AWAY_STATUSES: Final = (AttendanceStatus.REPRESENTED, AttendanceStatus.EXCUSED, AttendanceStatus.ABSENT)


@dataclass(frozen=True, slots=True)
class ProxyPair:
    """A pouvoir as read; ``tie`` is None for a giver listed without a holder."""

    giver: Mention
    holder: Mention | None
    tie: ProxyTie | None


@dataclass(slots=True)
class AttendanceList:
    """The members under one heading, each with a status: the heading's, or that of a mark behind the name."""

    heading: ListHeading
    end: int
    members: dict[Mention, AttendanceStatus] = field(default_factory=dict)
    pairs: list[ProxyPair] = field(default_factory=list)
    apart: list[Mention] = field(default_factory=list)  # holders in another column than the givers

    def as_present(self) -> AttendanceList:
        """Return a copy of the list under « Présents : »."""
        heading = replace(self.heading, status=AttendanceStatus.PRESENT)
        unmarked = self.heading.status
        members: dict[Mention, AttendanceStatus] = {
            mention: AttendanceStatus.PRESENT if status is unmarked else status
            for mention, status in self.members.items()
        }
        return replace(self, heading=heading, members=members)

    def marked(self) -> AttendanceList:
        """Return a copy of the list with only the members that have a mark."""
        members: dict[Mention, AttendanceStatus] = {
            mention: status for mention, status in self.members.items() if status is not AttendanceStatus.NONE
        }
        return replace(self, heading=replace(self.heading, status=AttendanceStatus.PRESENT), members=members)
