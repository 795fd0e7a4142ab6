"""The words that tell a name from what only looks like one, read from the tables of a gazetteer."""

from __future__ import annotations

import csv
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable


@cache
def fold(word: str) -> str:
    """Lower case, without accents, « œ » as « oe »."""
    plain = unicodedata.normalize("NFKD", word.lower().replace("œ", "oe"))
    return "".join(letter for letter in plain if not unicodedata.combining(letter))


@dataclass(frozen=True, slots=True)
class Civility:
    """One written form: « Mmes » is ``Civility("Mme", plural=True)``; « MM. » may lead women too: no title."""

    title: str | None
    plural: bool


@dataclass(frozen=True, slots=True, eq=False)
class Vocabulary:
    """Tables by folded word, but civilities by their written form. Equal only to itself: it is a cache key."""

    civilities: Mapping[str, Civility]
    given: frozenset[str]
    streets: Mapping[str, str]
    acts: Mapping[str, str]
    links: Mapping[str, frozenset[str]]

    @classmethod
    def read(cls, folder: Traversable) -> Vocabulary:
        links = list(_rows(folder / "link_words.csv"))
        return cls(
            civilities={
                row["written"]: Civility(row["civility"] or None, row["plural"] == "yes")
                for row in _rows(folder / "civilities.csv")
            },
            given=frozenset(fold(row["name"]) for row in _rows(folder / "given_names.csv")),
            streets={fold(row["word"]): row["kind"] for row in _rows(folder / "street_words.csv")},
            acts={fold(row["word"]): row["kind"] for row in _rows(folder / "act_words.csv")},
            links={
                inside: frozenset(fold(row["word"]) for row in links if row["inside"] == inside)
                for inside in ("list", "name", "street")
            },
        )

    def civility(self, written: str) -> Civility:
        """The civility written so, whatever its case: « MADAME », « madame »."""
        close = written.replace(" ", "")
        return self.civilities.get(close) or self.civilities.get(close.capitalize(), Civility(None, plural=False))

    def of_act(self, folded: str) -> str:
        """« role » of « maires », « list » of « présents », « other » of « délibération », or nothing."""
        return self.acts.get(folded) or self.acts.get(folded.removesuffix("s"), "")

    def of_street(self, folded: str) -> str:
        """« place » of « gymnases », « organisation » of « société », or nothing."""
        return self.streets.get(folded) or self.streets.get(folded.removesuffix("s"), "")


def _rows(table: Traversable) -> Iterator[dict[str, str]]:
    return csv.DictReader(table.read_text("utf-8").splitlines())


@cache
def vocabulary(package: str) -> Vocabulary:
    """The gazetteer that a package ships."""
    return Vocabulary.read(files(package) / "gazetteers")
