"""Word lists that separate names from words that only look like names, from the CSV tables of a gazetteer."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

from recueil.text import fold_hyphenated


@dataclass(frozen=True, slots=True)
class Civility:
    """A written form: « Mmes » is ``Civility("Mme", plural=True)``.

    « MM. » may include women, so it has no title.
    """

    title: str | None
    plural: bool


@dataclass(frozen=True, slots=True, eq=False)
class NameLexicon:
    """Tables by folded word; civilities by their written form. Compares by identity, since it is a cache key."""

    civilities: Mapping[str, Civility]
    given: frozenset[str]
    streets: Mapping[str, str]
    acts: Mapping[str, str]
    links: Mapping[str, frozenset[str]]

    @classmethod
    def read(cls, folder: Traversable) -> NameLexicon:
        links = list(_read_rows(folder / "link_words.csv"))
        return cls(
            civilities={
                row["written"]: Civility(row["civility"] or None, row["plural"] == "yes")
                for row in _read_rows(folder / "civilities.csv")
            },
            given=frozenset(fold_hyphenated(row["name"]) for row in _read_rows(folder / "given_names.csv")),
            streets={fold_hyphenated(row["word"]): row["kind"] for row in _read_rows(folder / "street_words.csv")},
            acts={fold_hyphenated(row["word"]): row["kind"] for row in _read_rows(folder / "act_words.csv")},
            links={
                inside: frozenset(fold_hyphenated(row["word"]) for row in links if row["inside"] == inside)
                for inside in ("list", "name", "street")
            },
        )

    def civility(self, written: str) -> Civility:
        """Look up a civility in any case: « MADAME », « madame »."""
        close = written.replace(" ", "")
        return self.civilities.get(close) or self.civilities.get(close.capitalize(), Civility(None, plural=False))

    def of_act(self, folded: str) -> str:
        """Return the kind of a word of acts, or "".

        « role » for « maires », « list » for « présents », « other » for « délibération ».
        """
        return self.acts.get(folded) or self.acts.get(folded.removesuffix("s"), "")

    def street_word_kind(self, folded: str) -> str:
        """Return the kind of a street word, or "".

        « place » for « gymnases », « organisation » for « société ».
        """
        return self.streets.get(folded) or self.streets.get(folded.removesuffix("s"), "")

    def qualifies_place(self, written: str) -> bool:
        """Return whether a word may stand between a place and its name: « Salle Polyvalente Léo FERRÉ »."""
        return fold_hyphenated(written) in self.links["street"]


def _read_rows(table: Traversable) -> Iterator[dict[str, str]]:
    return csv.DictReader(table.read_text("utf-8").splitlines())


@cache
def load_lexicon(package: str) -> NameLexicon:
    """Load the gazetteer of a package; cached."""
    return NameLexicon.read(files(package) / "gazetteers")
