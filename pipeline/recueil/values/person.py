"""Names of natural persons."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal, Self

from recueil.values.base import Json

PrivacyClass = Literal["public", "private"]
"""Privacy class: in office in the act that names the person, or a private person."""


def person_name(given: str | None, family: str | None) -> str:
    """Return the canonical text of a name: ``SAUREL, Philippe`` or ``SAUREL``."""
    return f"{family}, {given}" if given else str(family)


@dataclass(frozen=True, slots=True)
class Person:
    """A natural person as named: ``Cédric De SAINT-⏎JOUAN`` is ``Person("Cédric", "De SAINT-JOUAN")``.

    ``family`` keeps the capitals of the source; ``given`` is None when only the surname is written. ``key`` is
    the same for all mentions of one person in one act, however written. ``standing`` is the privacy class, None
    until classified.
    """

    kind: ClassVar[str] = "person"
    given: str | None
    family: str
    civility: str | None = None
    key: str | None = None
    standing: PrivacyClass | None = None

    def __str__(self) -> str:
        return person_name(self.given, self.family)

    @classmethod
    def parse(cls, canonical: str) -> Self:
        """Parse ``SAUREL, Philippe`` or ``SAUREL``."""
        family, _, given = canonical.partition(", ")
        return cls(given or None, family)

    @property
    def full_name(self) -> str:
        """Given name, then family name."""
        return f"{self.given} {self.family}" if self.given else self.family

    def as_json(self) -> Json:
        fields = {"given": self.given, "family": self.family, "civility": self.civility, "key": self.key}
        return {**fields, "standing": self.standing}
