"""A row of a file, and what keeps it out."""

from __future__ import annotations

from dataclasses import dataclass

from recueil.store.acts.filed import FiledAct
from recueil.values import PartialDate


@dataclass(frozen=True, slots=True)
class ScdlRow:
    """A row: ``cells`` by column, None if the act does not state them; ``doubts``: other reasons to leave
    it out.
    """

    filed: FiledAct
    cells: dict[str, str | None]
    doubts: tuple[str, ...] = ()


def day_cell(date: PartialDate | None) -> str | None:
    """Return a full calendar day in ISO 8601; None for a month, a year, or a day that does not exist."""
    return str(date) if date and date.day and date.exists else None


def text_cell(words: str | None) -> str | None:
    """Return the words on one line; None if there are none."""
    return " ".join((words or "").split()) or None
