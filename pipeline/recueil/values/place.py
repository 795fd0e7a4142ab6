"""Names of places: communes, départements, régions, countries, streets, sites."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import ClassVar, Self

from recueil.text import fold_words
from recueil.values.base import Json

_SMALL_WORDS = frozenset({"a", "au", "aux", "d", "de", "des", "du", "l", "la", "le", "les"})
_SPELLINGS = {"av": "avenue", "bd": "boulevard", "bld": "boulevard", "pl": "place", "st": "saint", "ste": "sainte"}
_HEADS = frozenset({"commune", "ville", "departement", "region", "quartier", "lieudit"})
_CANONICAL = re.compile(r"(?P<name>[^#]*[^#\s])(?: #(?P<code>[0-9][0-9AB][0-9]{3}))?")


@dataclass(frozen=True, slots=True)
class Place:
    """``à Saint-⏎Aubin`` is ``Place("Saint-Aubin")``; ``name`` is written as in the source, on one line.

    ``code`` is the INSEE code of the commune (five characters; not its postal code), None for other places and
    where several communes may be meant.
    """

    kind: ClassVar[str] = "place"
    name: str
    code: str | None = None

    def __str__(self) -> str:
        return f"{self.name} #{self.code}" if self.code else self.name

    @classmethod
    def parse(cls, canonical: str) -> Self:
        """Parse ``Rennes #35238`` or ``rue des Lilas``. Raises ValueError on a name without letter or digit."""
        match = _CANONICAL.fullmatch(" ".join(canonical.split()))
        if match is None or not fold_words(match["name"]):
            raise ValueError(f"not a place of the form Rennes #35238: {canonical!r}")
        return cls(match["name"], match["code"])

    @property
    def key(self) -> str:
        """A key shared by the spellings of one name: folded words without articles, prepositions and « Cedex ».

        >>> Place("la Ville de St-Aubin").key, Place("SAINT AUBIN CEDEX 9").key, Place("Le Val").key
        ('saint aubin', 'saint aubin', 'val')
        """
        all_words = fold_words(self.name)
        if "cedex" in all_words[1:]:
            all_words = all_words[: all_words.index("cedex", 1)]
        words = [_SPELLINGS.get(word, word) for word in all_words if word not in _SMALL_WORDS] or all_words
        return " ".join(words[1:] if len(words) > 1 and words[0] in _HEADS else words)

    def as_json(self) -> Json:
        return {"name": self.name, "code": self.code, "key": self.key}
