"""Read attendance lists, and the pouvoirs stated in them, name by name."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Final

from recueil.facts.attendance.proxies import Tie
from recueil.facts.attendance.roll_headings import Heading, Status
from recueil.values import Mention

AWAY: Final = (Status.REPRESENTED, Status.EXCUSED, Status.ABSENT)


@dataclass(frozen=True, slots=True)
class Pair:
    """A pouvoir as read; ``tie`` is None for a giver listed without a holder."""

    giver: Mention
    holder: Mention | None
    tie: Tie | None


@dataclass(slots=True)
class List:
    """The members under one heading, each with a status: the heading's, or that of a mark behind the name."""

    heading: Heading
    end: int
    members: dict[Mention, Status] = field(default_factory=dict)
    pairs: list[Pair] = field(default_factory=list)
    apart: list[Mention] = field(default_factory=list)  # holders in another column than the givers

    def of_the_present(self) -> List:
        """Return a copy of the list under « Présents : »."""
        heading = replace(self.heading, status=Status.PRESENT)
        unmarked = self.heading.status
        members: dict[Mention, Status] = {
            mention: Status.PRESENT if status is unmarked else status for mention, status in self.members.items()
        }
        return replace(self, heading=heading, members=members)

    def marked(self) -> List:
        """Return a copy of the list with only the members that have a mark."""
        members: dict[Mention, Status] = {
            mention: status for mention, status in self.members.items() if status is not Status.NONE
        }
        return replace(self, heading=replace(self.heading, status=Status.PRESENT), members=members)
