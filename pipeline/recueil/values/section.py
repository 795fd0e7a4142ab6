"""The parts an act is made of, as ranges of its characters."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Part = Literal["header", "visas", "considerants", "expose", "dispositif", "vote", "signature", "stamp", "annex"]


@dataclass(frozen=True, slots=True)
class Section:
    """Characters ``start`` to ``end`` are that part. ``label`` is the number of an article of the dispositif."""

    part: Part
    start: int
    end: int
    label: str | None = None
