"""Pagination cursors: the next page begins after a row's sort key, even if acts were added meanwhile."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Self

from recueil.errors import CursorUnknown
from recueil.translation import gettext as _

# Bounded by the database's integers: docids have eight bytes, numbers within an act four.
_CURSOR = re.compile(r"(\d{1,2})-(\d{1,18})(?:-(-?\d{1,19}))?", re.ASCII)
_MAX_MILLIONTHS = (1 << 63) - 1
_ITEM_CURSOR = re.compile(r"(\d{1,18})-(\d{1,10})", re.ASCII)
LAST_NUMBER = (1 << 31) - 1
"""A number beyond all items of an act."""


@dataclass(frozen=True, slots=True)
class Cursor:
    """The last act of a page: its docid, its rank tier, and its largest amount if the order is by amount."""

    docid: int
    tier: int = 0
    largest: Decimal | None = None

    def __str__(self) -> str:
        millionths = "" if self.largest is None else f"-{self.largest.scaleb(6):f}"
        return f"{self.tier}-{self.docid}{millionths}"

    @classmethod
    def parse(cls, written: str) -> Self:
        """Parse the output of ``str``; raises CursorUnknown for anything else."""
        match = _CURSOR.fullmatch(written)
        if match is None or abs(int(match[3] or 0)) > _MAX_MILLIONTHS:
            raise _unknown(written)
        tier, docid, millionths = match.groups()
        return cls(int(docid), int(tier), None if millionths is None else Decimal(millionths).scaleb(-6))


@dataclass(frozen=True, slots=True)
class ItemCursor:
    """The last entity or finding of a part: the docid of its act, and its number in the act."""

    docid: int
    n: int

    def __str__(self) -> str:
        return f"{self.docid}-{self.n}"

    @classmethod
    def parse(cls, written: str) -> Self:
        """Parse the output of ``str``; raises CursorUnknown for anything else."""
        match = _ITEM_CURSOR.fullmatch(written)
        if match is None or int(match[2]) > LAST_NUMBER:
            raise _unknown(written)
        return cls(int(match[1]), int(match[2]))


def _unknown(written: str) -> CursorUnknown:
    return CursorUnknown(
        _("{written!r} is not a place in results.").format(written=written), _("Take one from the page before.")
    )
