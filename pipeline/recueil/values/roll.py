"""Roles of names in the roll of a séance, as a trained model predicts them."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, get_args

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
