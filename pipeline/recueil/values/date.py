"""Dates and periods, as precise as the source: « mars 2023 » is 2023-03, never 2023-03-01."""

from __future__ import annotations

import calendar
import datetime
import re
from dataclasses import dataclass
from typing import ClassVar, Self

from recueil.values.base import Json

_EDTF = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")
_MONTHS = (
    "janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre",
    "décembre",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class PartialDate:
    """A date known to the day, the month or the year. A day that no calendar has is kept as written."""

    year: int
    month: int | None = None
    day: int | None = None

    @classmethod
    def parse(cls, edtf: str) -> Self:
        """Parse EDTF ``2014``, ``2014-07`` or ``2014-07-24``. Raises ValueError on anything else."""
        match = _EDTF.fullmatch(edtf)
        if match is None:
            raise ValueError(f"not a date of the form 2014, 2014-07 or 2014-07-24: {edtf!r}")
        year, month, day = match.groups()
        return cls(int(year), int(month) if month else None, int(day) if day else None)

    def __str__(self) -> str:
        parts = (f"{self.year:04d}", *(f"{part:02d}" for part in (self.month, self.day) if part is not None))
        return "-".join(parts)

    @property
    def exists(self) -> bool:
        """Whether the calendar has the date; False for a 31 February or a thirteenth month."""
        if self.month is None:
            return True
        if not 1 <= self.month <= 12:
            return False
        return self.day is None or 1 <= self.day <= calendar.monthrange(self.year, self.month)[1]

    def in_words(self) -> str:
        """Return the date in French: « 1er mai 2023 », « mai 2023 », « 2023 »; EDTF if no such month exists."""
        if self.month is None or not 1 <= self.month <= 12:
            return str(self)
        month = f"{_MONTHS[self.month - 1]} {self.year}"
        return month if self.day is None else f"{'1er' if self.day == 1 else self.day} {month}"

    def first_day(self) -> datetime.date:
        """Return the earliest calendar day meant. Raises ValueError when the date does not exist."""
        return datetime.date(self.year, self.month or 1, self.day or 1)

    def last_day(self) -> datetime.date:
        """Return the latest calendar day meant. Raises ValueError when the date does not exist."""
        month = self.month or 12
        return datetime.date(self.year, month, self.day or calendar.monthrange(self.year, month)[1])


@dataclass(frozen=True, slots=True)
class Date:
    """A date in an act. ``role`` is its meaning for the act; ``issue`` an error in the source."""

    kind: ClassVar[str] = "date"
    when: PartialDate
    role: str | None = None
    issue: str | None = None

    def __str__(self) -> str:
        return " ".join(part for part in (str(self.when), self.role, self.issue and f"!{self.issue}") if part)

    @classmethod
    def parse(cls, canonical: str) -> Self:
        """Parse ``2014-07-24``, ``2014-07-24 seance`` or ``2023-02-31 other !impossible``."""
        when, *rest = canonical.split()
        role = next((word for word in rest if not word.startswith("!")), None)
        issue = next((word[1:] for word in rest if word.startswith("!")), None)
        return cls(PartialDate.parse(when), role, issue)

    def as_json(self) -> Json:
        return {"edtf": str(self.when), "role": self.role, "issue": self.issue}


@dataclass(frozen=True, slots=True)
class Period:
    """A span of time: one year, a school year, or a range of dates, both ends included."""

    kind: ClassVar[str] = "period"
    start: PartialDate
    end: PartialDate

    def __str__(self) -> str:
        return str(self.start) if self.start == self.end else f"{self.start}/{self.end}"

    @classmethod
    def parse(cls, canonical: str) -> Self:
        """Parse ``2014``, ``2014/2015`` or ``2014-07-01/2014-07-15``."""
        start, _, end = canonical.partition("/")
        return cls(PartialDate.parse(start), PartialDate.parse(end or start))

    def as_json(self) -> Json:
        return {"edtf": str(self)}
