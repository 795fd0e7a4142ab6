"""A place in the results of a search: the next page begins after it, also when acts came in meanwhile."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Self

from recueil.errors import CursorUnknown

_WRITTEN = re.compile(r"(\d{1,2})-(\d{1,18})(?:-(-?\d{1,19}))?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Cursor:
    """The last act of a page: its number, its tier of relevance, and its largest amount where that orders."""

    docid: int
    tier: int = 0
    largest: Decimal | None = None

    def __str__(self) -> str:
        millionths = "" if self.largest is None else f"-{self.largest.scaleb(6):f}"
        return f"{self.tier}-{self.docid}{millionths}"

    @classmethod
    def parse(cls, written: str) -> Self:
        """What ``str`` wrote; CursorUnknown for anything else."""
        match = _WRITTEN.fullmatch(written)
        if match is None:
            raise CursorUnknown(f"{written!r} is no place in results.", "Take one from the page before.")
        tier, docid, millionths = match.groups()
        return cls(int(docid), int(tier), None if millionths is None else Decimal(millionths).scaleb(-6))
