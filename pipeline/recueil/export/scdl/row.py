"""A row of a file, and what keeps it out."""

from __future__ import annotations

from dataclasses import dataclass

from recueil.store.acts.filed import FiledAct
from recueil.values import PartialDate


@dataclass(frozen=True, slots=True)
class Row:
    """``cells`` by column, None where the act does not say; ``doubts`` are what else keeps it out of the file."""

    filed: FiledAct
    cells: dict[str, str | None]
    doubts: tuple[str, ...] = ()


def day(date: PartialDate | None) -> str | None:
    """A whole day of the calendar; None of a month, a year, or a day that no calendar has."""
    return str(date) if date and date.day and date.exists else None


def one_line(words: str | None) -> str | None:
    """The words as one line; None of no words."""
    return " ".join((words or "").split()) or None
