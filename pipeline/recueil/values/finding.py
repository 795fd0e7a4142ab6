"""Findings of consistency checks. A finding changes no value."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

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
