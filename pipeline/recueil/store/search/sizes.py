"""Sizes of amounts: the powers of ten between which they lie."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from sqlalchemy import Case, ColumnElement, case

SIZE_LIMITS = (Decimal(0), *(Decimal(10) ** power for power in range(2, 9)))
"""Each is the least amount of its size; what is below the first has size 0."""


def amount_size(amount: ColumnElement[Any]) -> Case[int]:
    """Build the size of an amount: the number of limits that it reaches."""
    steps = [(amount < limit, size) for size, limit in enumerate(SIZE_LIMITS)]
    return case(*steps, else_=len(SIZE_LIMITS))
