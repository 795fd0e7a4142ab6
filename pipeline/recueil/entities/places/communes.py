"""Read the table of communes, and fold names of places.

« St-Aubin », « SAINT AUBIN » and « Saint-Aubin » are one.
"""

from __future__ import annotations

import csv
import gzip
import re
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import NamedTuple

from recueil.text import fold_accents

SPELLINGS = {"st": "saint", "ste": "sainte"}
_NOT_IN_KEY = re.compile(r"[^a-z0-9\n]")


class CommuneRow(NamedTuple):
    """A row of the table, each cell as written and empty where the table has nothing.

    ``kind`` is ``commune``, or for what is now a part of the commune ``current``: ``déléguée``, ``associée``,
    ``arrondissement``. ``epci`` are SIREN, in Grand Paris that of the métropole, then that of the territory.
    """

    code: str
    name: str
    kind: str
    departement: str
    population: str
    postal_codes: str
    siren: str
    epci: str
    current: str


class CommuneTable(NamedTuple):
    """The communes, and the key of the name of each."""

    rows: tuple[CommuneRow, ...]
    keys: tuple[str, ...]


def read_communes(folder: Traversable) -> CommuneTable:
    """Read the table of communes in a folder of gazetteers."""
    table = gzip.decompress((folder / "communes.csv.gz").read_bytes()).decode()
    reader = csv.reader(table.splitlines())
    if tuple(next(reader)) != CommuneRow._fields:
        raise ValueError("communes.csv.gz has other columns.")
    rows = tuple(map(CommuneRow._make, reader))
    return CommuneTable(rows, tuple(fold_names(row.name for row in rows)))


@cache
def load_communes(package: str) -> CommuneTable:
    """Load the table of a package; cached, since several indexes are made of it."""
    return read_communes(files(package) / "gazetteers")


def fold_names(names: Iterable[str]) -> list[str]:
    """Return the keys of many names, which are folded at once."""
    folded = fold_accents("\n".join(names)).replace("œ", "oe").replace("ñ", "n")
    return [join_key(line.split()) for line in _NOT_IN_KEY.sub(" ", folded).split("\n")]


def fold_name(name: str) -> str:
    """Return the key of a name, on one line: words without accents, « St » written in full."""
    return fold_names([name.replace("\n", " ")])[0]


def join_key(words: Iterable[str]) -> str:
    """Return the key of folded words: abbreviations are written in full."""
    return " ".join(SPELLINGS.get(word, word) for word in words)
