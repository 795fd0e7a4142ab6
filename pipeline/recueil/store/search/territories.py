"""The names of départements, régions and EPCI, which queries may write, from the gazetteers of the pipeline."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from recueil.text import fold_words
from recueil.values.body import drop_leading_words

_OF_TYPE = frozenset({"cc", "ca", "cu", "communaute", "communes", "agglomeration", "urbaine", "metropole", "en"})
_LINKS = frozenset({"de", "du", "des", "d", "la", "le", "les", "l", "et"})


@dataclass(frozen=True, slots=True)
class Territories:
    """Names by code: of départements (three characters, as in @CTES: ``034``), régions and EPCI (by SIREN)."""

    departements: Mapping[str, str]
    regions: Mapping[str, str]
    epci: Mapping[str, str]

    def find_departement(self, name: str) -> str | None:
        """Return the code of the département of a name, or of a code."""
        return _find(self.departements, name)

    def find_region(self, name: str) -> str | None:
        """Return the code of the région of a name, or of a code: ``7`` is ``07``."""
        return _find(self.regions, name.zfill(2) if name.isdigit() else name)

    def find_epci(self, name: str) -> list[str]:
        """Return the SIREN of the EPCI whose names have all these words; only those with no others, if any.

        « CC du » and the like only tell namesakes apart.
        """
        words = frozenset(fold_words(name)) - _LINKS
        named = {siren: frozenset(fold_words(each)) - _LINKS for siren, each in self.epci.items()}
        if not words - _OF_TYPE:
            return []
        whole = [siren for siren, each in named.items() if each - _OF_TYPE == words - _OF_TYPE]
        if len(whole) > 1 and words & _OF_TYPE:
            whole = [siren for siren in whole if named[siren] == words] or whole
        return whole or [siren for siren, each in named.items() if words - _OF_TYPE <= each]


def _find(names: Mapping[str, str], name: str) -> str | None:
    if name.upper() in names:
        return name.upper()
    words = drop_leading_words(fold_words(name))
    return next((code for code, each in names.items() if drop_leading_words(fold_words(each)) == words), None)


@cache
def load_territories(package: str) -> Territories:
    """Load the names of a package; cached."""
    from importlib.resources import files

    from recueil.facts.identity.referential import read_epci, read_territories

    folder = files(package) / "gazetteers"
    rows = read_territories(folder)
    return Territories(
        {row.code.zfill(3): row.name for row in rows if row.kind == "departement"},
        {row.code: row.name for row in rows if row.kind == "region"},
        {row.siren: row.name for row in read_epci(folder)},
    )
