"""Read when communes that merged, or came of a merger, were bodies of their own.

« Avranches » was one until 2018; since 1 January 2019 another one has its name and its code, with another SIREN.
"""

from __future__ import annotations

import csv
import datetime
import gzip
from importlib.resources.abc import Traversable
from typing import NamedTuple, Self

from recueil.values.date import PartialDate


class Turn(NamedTuple):
    """A day on which a commune begins or is no more, or the first and the last that it may be."""

    earliest: datetime.date
    latest: datetime.date

    @classmethod
    def parse(cls, edtf: str) -> Self | None:
        """Parse a day, or two with a slash between them; None for an empty text."""
        if not edtf:
            return None
        earliest, _, latest = edtf.partition("/")
        return cls(datetime.date.fromisoformat(earliest), datetime.date.fromisoformat(latest or earliest))

    def in_words(self) -> str:
        """Return it in French: « le 1er janvier 2019 », « en 2024 ou le 1er janvier 2025 »."""
        last = f"le {PartialDate(self.latest.year, self.latest.month, self.latest.day).in_words()}"
        return last if self.earliest == self.latest else f"en {self.earliest.year} ou {last}"

    def __str__(self) -> str:
        """Return it in EDTF."""
        return "/".join(dict.fromkeys((self.earliest.isoformat(), self.latest.isoformat())))

    def has_come(self, when: PartialDate) -> bool | None:
        """Return whether it has come at a date; None where that is not known. The date must exist."""
        if when.first_day() >= self.latest:
            return True
        return False if when.last_day() < self.earliest else None


class CommunePeriod(NamedTuple):
    """A row of the table: a commune as long as it was one body.

    ``until`` is the first day on which it was no more, None for a commune of today; ``successor`` the code of the
    commune that it then became a part of, which may be its own. ``since`` is None where it begins before 2012.
    """

    code: str
    name: str
    siren: str
    since: Turn | None
    until: Turn | None
    successor: str

    @property
    def departement(self) -> str:
        return self.code[:3] if self.code.startswith("97") else self.code[:2]

    @property
    def last_year(self) -> int | None:
        """The year of its last day, which is known even where the day is not."""
        return (self.until.latest - datetime.timedelta(days=1)).year if self.until else None

    def stands(self, when: PartialDate) -> bool | None:
        """Return whether there is such a body at a date; None where that is not known. The date must exist."""
        began = self.since.has_come(when) if self.since else True
        ended = self.until.has_come(when) if self.until else False
        if began is False or ended:
            return False
        return True if began and ended is False else None

    def has_ended(self, when: PartialDate) -> bool:
        """Return whether it is no more at a date, as far as is known. The date must exist."""
        return self.until is not None and self.until.has_come(when) is True


def read_commune_periods(folder: Traversable) -> tuple[CommunePeriod, ...]:
    """Read the table in a folder of gazetteers."""
    table = gzip.decompress((folder / "commune_periods.csv.gz").read_bytes()).decode()
    reader = csv.reader(table.splitlines())
    if tuple(next(reader)) != CommunePeriod._fields:
        raise ValueError("commune_periods.csv.gz has other columns.")
    return tuple(
        CommunePeriod(code, name, siren, Turn.parse(since), Turn.parse(until), successor)
        for code, name, siren, since, until, successor in reader
    )
