"""Result of an extraction: the act, its identity, facts and sections, and its entities."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

Part = Literal["header", "visas", "considerants", "expose", "dispositif", "vote", "signature", "stamp", "annex"]


@dataclass(frozen=True, slots=True)
class Section:
    """Characters ``start`` to ``end`` are this part. ``label`` is the number of an article of the dispositif."""

    part: Part
    start: int
    end: int
    label: str | None = None


def part_at(sections: Sequence[Section], offset: int) -> Part | None:
    """Return the part at a character: a stamp that overlaps other parts takes precedence."""
    at = bisect_right(sections, offset, key=lambda section: section.start)
    for section in reversed(sections[:at]):
        if offset < section.end:
            return section.part
        if section.part != "stamp":
            break
    return None
