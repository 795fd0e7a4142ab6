"""The parts an act is made of, as ranges of its characters."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
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


def part_at(sections: Sequence[Section], offset: int) -> Part | None:
    """The part that holds a character: the stamp that lies over the others, else the part below it."""
    at = bisect_right(sections, offset, key=lambda section: section.start)
    for section in reversed(sections[:at]):
        if offset < section.end:
            return section.part
        if section.part != "stamp":
            break
    return None
