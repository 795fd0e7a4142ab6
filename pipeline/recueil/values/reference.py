"""References of an act to other texts: laws, decrees, codes and their articles, other acts."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import ClassVar, Self

from recueil.values.base import Json
from recueil.values.date import PartialDate

_CANONICAL = re.compile(
    r"(?P<type>[^#|]+?)(?: #(?P<number>[^|]+?))?(?: \| (?P<date>[\d-]+))?(?: art\. (?P<article>.+))?"
)


@dataclass(frozen=True, slots=True)
class Reference:
    """``loi n° 2013-595 du 8 juillet 2013`` is ``Reference("loi", "2013-595", PartialDate(2013, 7, 8))``.

    ``type`` is loi, décret, arrêté, ordonnance, circulaire, directive, règlement, délibération or code.
    ``number`` of a code is its usual initials (``CGCT``). ``article`` has no spaces: ``L2121-29``.
    """

    kind: ClassVar[str] = "reference"
    type: str
    number: str | None = None
    date: PartialDate | None = None
    article: str | None = None

    def __str__(self) -> str:
        parts = (
            self.type,
            self.number and f"#{self.number}",
            self.date and f"| {self.date}",
            self.article and f"art. {self.article}",
        )
        return " ".join(part for part in parts if part)

    @classmethod
    def parse(cls, canonical: str) -> Self:
        """Parse ``loi #2013-595 | 2013-07-08``, ``code #CGCT art. L2121-29`` or ``délibération | 2020-05-28``.

        Raises ValueError on anything else.
        """
        match = _CANONICAL.fullmatch(canonical)
        if match is None:
            raise ValueError(f"not a reference of the form loi #2013-595 | 2013-07-08: {canonical!r}")
        date = match["date"]
        return cls(match["type"], match["number"], PartialDate.parse(date) if date else None, match["article"])

    def as_json(self) -> Json:
        return {
            "type": self.type,
            "number": self.number,
            "date": str(self.date) if self.date else None,
            "article": self.article,
        }
