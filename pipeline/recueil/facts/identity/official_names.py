"""Spell the names of communes, départements and régions, and tell which one a SIREN or a code stands for.

The SIREN of a commune contains its INSEE code: ``213401722`` is 34172. That of a département contains its number,
``229300082``. Gazetteer tables ``communes.csv.gz``, ``territories.csv``.
"""

from __future__ import annotations

import csv
import gzip
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from types import MappingProxyType

from recueil.text import fold_words

_WRITTEN_IN_FULL = {"st": "saint", "ste": "sainte"}
_CORSICA = ("2A", "2B")

# « de la Seine-Saint-Denis », « du Var », « de l'Ain », « des Landes », « de Paris ».
_MASCULINE = frozenset(
    [
        "Bas-Rhin",
        "Calvados",
        "Cantal",
        "Cher",
        "Doubs",
        "Finistère",
        "Gard",
        "Gers",
        "Haut-Rhin",
        "Jura",
        "Loiret",
        "Lot",
        "Morbihan",
        "Nord",
        "Pas-de-Calais",
        "Puy-de-Dôme",
        "Rhône",
        "Tarn",
        "Val-d'Oise",
        "Val-de-Marne",
        "Var",
    ]
) | {"Territoire de Belfort"}
_WITHOUT_ARTICLE = frozenset(
    [
        "Loir-et-Cher",
        "Lot-et-Garonne",
        "Maine-et-Loire",
        "Mayotte",
        "Meurthe-et-Moselle",
        "Paris",
        "Saint-Barthélemy",
        "Saint-Martin",
        "Saint-Pierre-et-Miquelon",
        "Saône-et-Loire",
        "Seine-et-Marne",
        "Tarn-et-Garonne",
        "Vaucluse",
    ]
)
_ELIDED = frozenset(["Eure-et-Loir", "Ille-et-Vilaine", "Indre-et-Loire"])
_PLURAL = re.compile(
    r"(?:Alpes|Ardennes|Bouches|Côtes|Deux|Hautes-(?:Alpes|Pyrénées)|Hauts|Landes|Pyrénées|Vosges|Yvelines)\b"
)


@dataclass(frozen=True, slots=True)
class OfficialNames:
    """Names by code and by folded words. Without tables it knows none."""

    communes: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    departements: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    spellings: Mapping[str, Mapping[str, str]] = field(default_factory=lambda: MappingProxyType({}))

    @classmethod
    def read(cls, folder: Traversable) -> OfficialNames:
        communes: dict[str, str] = {}
        departements: dict[str, str] = {}
        spellings: dict[str, dict[str, str]] = {}
        for row in _read_rows(gzip.decompress((folder / "communes.csv.gz").read_bytes()).decode()):
            spellings.setdefault(_key_of(row["name"]), {})[row["departement"]] = row["name"]
            if row["kind"] == "commune":
                communes[row["code"]] = row["name"]
        for row in _read_rows((folder / "territories.csv").read_text("utf-8")):
            if row["kind"] == "departement":
                departements[row["code"]] = row["name"]
            # a département is spelled before a commune of the same name: « Paris », « la Réunion »
            spellings.setdefault(_key_of(row["name"]), {}).setdefault("", row["name"])
        return cls(communes, departements, spellings)

    def is_known(self, name: str) -> bool:
        """Return whether a commune, a département or a région has this name in some spelling."""
        return _key_of(name) in self.spellings

    def is_commune(self, name: str) -> bool:
        """Return whether a commune has this name in some spelling."""
        return any(self.spellings.get(_key_of(name), {}))

    def spell(self, name: str, departement: str | None = None) -> str | None:
        """Return the official spelling of a name; None for an unknown name, or if namesakes differ in it.

        ``departement``: where it lies, which tells namesakes apart.
        """
        found = self.spellings.get(_key_of(name), {})
        if departement and departement in found:
            return found[departement]
        names = set(found.values())
        return names.pop() if len(names) == 1 else None

    def territory_of(self, siren: str) -> str | None:
        """Return the name of the commune or the département of a SIREN; None for any other body."""
        if siren.startswith("21"):
            return next((self.communes[code] for code in _insee_codes(siren) if code in self.communes), None)
        if siren.startswith("22"):
            return self.departement(siren[2:4]) or self.departement(siren[2:5])
        return None

    def departement(self, code: str) -> str | None:
        """Return « Département de la Seine-Saint-Denis » for 93 or 093, else None."""
        return f"Département {of}" if (of := self.of_departement(code)) else None

    def of_departement(self, code: str) -> str | None:
        """Return the name of a département after « de », with its article: « du Var » for 83 or 083, else None."""
        name = self.departements.get(code) or self.departements.get(code.removeprefix("0"))
        if name is None:
            return None
        if name.startswith("La "):
            return f"de {name[0].lower()}{name[1:]}"
        if name in _WITHOUT_ARTICLE:
            return f"de {name}"
        if name in _ELIDED:
            return f"d'{name}"
        if _PLURAL.match(name):
            return f"des {name}"
        if name in _MASCULINE:
            return f"du {name}"
        return (
            f"de l'{name}" if _key_of(name)[0] in "aeiouhy" and not name.startswith("Haute") else f"de la {name}"
        )


def departement_of(code: str | None) -> str | None:
    """Return the code of a département in two characters, or three overseas: « 034 » is « 34 »."""
    if code is None or len(code) != 3:
        return code
    return code if code.startswith(("97", "98")) else code[1:]


def _insee_codes(siren: str) -> Iterator[str]:
    """Yield the INSEE codes that the SIREN of a commune may stand for."""
    departement, commune = siren[2:4], siren[5:8]
    yield departement + commune
    if departement == "20":
        yield from (f"{corsican}{commune}" for corsican in _CORSICA)
    if departement == "97":
        yield f"{siren[2:5]}{siren[6:8]}"


def _key_of(name: str) -> str:
    return " ".join(_WRITTEN_IN_FULL.get(word, word) for word in fold_words(name))


def _read_rows(table: str) -> list[dict[str, str]]:
    return list(csv.DictReader(table.splitlines()))


NO_NAMES = OfficialNames()


@cache
def load_official_names(package: str) -> OfficialNames:
    """Load the tables of a package; cached."""
    return OfficialNames.read(files(package) / "gazetteers")
