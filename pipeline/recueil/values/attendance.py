"""Who sat at a séance, who did not, and through whom they voted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time
from typing import Literal

from recueil.values.mention import Mention


@dataclass(frozen=True, slots=True)
class Proxy:
    """A pouvoir: ``giver`` votes through ``holder``, None where the act does not say who."""

    giver: Mention
    holder: Mention | None


@dataclass(frozen=True, slots=True)
class Movement:
    """A member who comes or goes during the séance, at a time or at an item of the agenda, as far as said.

    Who sits, or is away, « jusqu'au point 2 » goes, or comes, once item 2 is over.
    """

    who: Mention
    way: Literal["arrives", "leaves"]
    time: time | None = None
    item: str | None = None


@dataclass(frozen=True, slots=True)
class Headcount:
    """What the act itself counts; None where it does not."""

    in_office: int | None = None
    present: int | None = None
    proxies: int | None = None
    absent: int | None = None
    voting: int | None = None


@dataclass(frozen=True, slots=True)
class Attendance:
    """Each list holds a member once, at the first place that names them so, in the order of the text.

    ``excused`` are absent without a proxy, « excusés »; ``represented`` absent with one (« représentés », « ayant
    donné pouvoir »); ``absent`` the others. A member may stand in two lists where the act says so.
    """

    present: tuple[Mention, ...] = ()
    represented: tuple[Mention, ...] = ()
    excused: tuple[Mention, ...] = ()
    absent: tuple[Mention, ...] = ()
    proxies: tuple[Proxy, ...] = ()
    movements: tuple[Movement, ...] = ()
    counts: Headcount = Headcount()
