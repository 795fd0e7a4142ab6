"""Attendance of a séance: present, represented, excused and absent members, proxies and movements; and the
roles that a trained model gives the names of its roll.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time
from decimal import Decimal
from typing import Literal, get_args

from recueil.values.mention import Mention


@dataclass(frozen=True, slots=True)
class Proxy:
    """A pouvoir: ``giver`` votes through ``holder``, which is None where the act does not name one."""

    giver: Mention
    holder: Mention | None


@dataclass(frozen=True, slots=True)
class Movement:
    """A member who arrives or leaves during the séance, at a time or at an agenda item, as far as stated.

    A member present « jusqu'au point 2 » leaves after item 2; one absent « jusqu'au point 2 » arrives after it.
    """

    who: Mention
    way: Literal["arrives", "leaves"]
    time: time | None = None
    item: str | None = None


@dataclass(frozen=True, slots=True)
class Headcount:
    """Counts that the act itself states; None where it does not."""

    in_office: int | None = None
    present: int | None = None
    proxies: int | None = None
    absent: int | None = None
    voting: int | None = None


@dataclass(frozen=True, slots=True)
class Attendance:
    """Each list has a member once, at the first place that names them so, in the order of the text.

    ``excused`` members are absent without a proxy, « excusés »; ``represented`` ones absent with a proxy
    (« représentés », « ayant donné pouvoir »); ``absent`` are the others. A member may be in two lists where
    the act says so.
    """

    present: tuple[Mention, ...] = ()
    represented: tuple[Mention, ...] = ()
    excused: tuple[Mention, ...] = ()
    absent: tuple[Mention, ...] = ()
    proxies: tuple[Proxy, ...] = ()
    movements: tuple[Movement, ...] = ()
    counts: Headcount = Headcount()


RollLabel = Literal["present", "represented", "absent", "holder", "president", "secretary", "none"]

ROLL_LABELS: tuple[RollLabel, ...] = get_args(RollLabel)
"""Every role; ``none`` is a name outside the roll. The position of a label is its column in the weights."""


@dataclass(frozen=True, slots=True)
class RollRole:
    """The name at character ``start`` has this role, with a probability of 0 to 1.

    ``doubtful``: the probability is below the threshold of the role.
    """

    start: int
    label: RollLabel
    certainty: Decimal
    doubtful: bool = False
