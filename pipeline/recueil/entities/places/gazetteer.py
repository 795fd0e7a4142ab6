"""Names of communes, départements, régions and countries, and where they stand in a text.

« St-Aubin », « SAINT AUBIN » and « Saint-Aubin » are one name. « Le Blanc » is also found in « hôpital du Blanc »,
without its article.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import NamedTuple

from recueil.entities.places.communes import SPELLINGS, CommuneTable, fold_names, join_key, load_communes
from recueil.entities.tagger.words import Words

_ARTICLES = {"le": ("du", "au"), "les": ("des", "aux")}
# « ID : 022-… » begins with the département; « 22200 Guingamp » is a postal code.
_CTES_DEPARTEMENT = re.compile(r"([09][0-9][0-9AB])(?<![\w-]...)(?<=0[0-9][0-9]|02[AB]|9[78][0-9])-[0-9]{9}-")
_POSTAL_CODE = re.compile(r"([0-9](?<!\w.)[0-9]{4})\s{1,3}(?=[A-ZÀ-Þ])")


class Commune(NamedTuple):
    """A commune of the gazetteer. ``population`` is 0 where the table has none, as for past communes."""

    code: str
    departement: str
    population: int
    current: bool
    postal_codes: str


class PlaceMatch(NamedTuple):
    """Words ``first`` to ``last`` (exclusive) are the name of a territory, or of one or several communes."""

    first: int
    last: int
    territory: str  # "departement", "region", "country" or ""
    communes: Sequence[Commune]


@dataclass(slots=True)
class PlaceGazetteer:
    """Communes and territories by their folded words."""

    communes: dict[str, list[Commune]] = field(default_factory=dict)
    territories: dict[str, str] = field(default_factory=dict)
    departements: dict[str, str] = field(default_factory=dict)
    lengths: dict[str, set[int]] = field(default_factory=dict)
    without_article: dict[str, str] = field(default_factory=dict)

    @classmethod
    def read(cls, folder: Traversable, table: CommuneTable) -> PlaceGazetteer:
        gazetteer = cls()
        for row, key in zip(*table, strict=True):
            gazetteer._add(key)
            commune = Commune(
                row.code, row.departement, int(row.population or 0), row.kind == "commune", row.postal_codes
            )
            gazetteer.communes.setdefault(key, []).append(commune)
        for name in ("territories.csv", "other_territories.csv"):
            named = list(csv.DictReader((folder / name).read_text("utf-8").splitlines()))
            for key, territory in zip(fold_names(each["name"] for each in named), named, strict=True):
                gazetteer._add(key)
                gazetteer.territories.setdefault(key, territory["kind"])
                if territory["kind"] == "departement":
                    gazetteer.departements[key] = territory["code"]
        return gazetteer

    def _add(self, key: str) -> None:
        words = key.split()
        self.lengths.setdefault(words[0], set()).add(len(words))
        if words[0] in _ARTICLES and len(words) > 1:
            self.lengths.setdefault(words[1], set()).add(len(words) - 1)
            self.without_article[" ".join(words[1:])] = words[0]

    def find(self, words: Words, begins: Iterable[int] | None = None) -> list[PlaceMatch]:
        """Find the names in a text, the longest at each word; each begins with a capital letter.

        ``begins`` are the words that may begin one, if they are known.
        """
        found = []
        reached = 0
        folded, forms, lengths = words.folded, words.forms, self.lengths
        for at in range(len(folded)) if begins is None else begins:
            word = folded[at]
            if at < reached or not (word in lengths or word in SPELLINGS) or not forms[at][0].isupper():
                continue
            if match := self._match(words, at):
                found.append(match)
                reached = match.last
        return found

    def _match(self, words: Words, at: int) -> PlaceMatch | None:
        first = SPELLINGS.get(words.folded[at], words.folded[at])
        for length in sorted(self.lengths.get(first, ()), reverse=True):
            last = at + length
            if last > len(words) or max(words.gaps[at + 1 : last], default=0) > _JOINING:
                continue
            if not words.forms[last - 1][0].isupper() and length > 1:
                continue
            key = join_key(words.folded[at:last])
            communes = self.communes.get(key, ())
            territory = self.territories.get(key, "")
            if not communes and not territory:
                article = self.without_article.get(key)
                if article and at and words.folded[at - 1] in _ARTICLES[article]:
                    communes = self.communes.get(f"{article} {key}", ())
            if communes or territory:
                return PlaceMatch(at, last, territory, communes)
        return None

    def find_departements(self, words: Words, matches: Sequence[PlaceMatch]) -> frozenset[str]:
        """Return the codes of the one or two départements that a text names most, by number or by name."""
        counts = Counter(_departements_of_numbers(words.text))
        for match in matches:
            if match.territory == "departement":
                counts[self.departements[join_key(words.folded[match.first : match.last])]] += 2
            if len(match.communes) == 1 and (match.last - match.first > 1 or match.communes[0].population > _TOWN):
                counts[match.communes[0].departement] += 1
        (most, *_) = counts.most_common(1)[0][1:] if counts else (0,)
        return frozenset(code for code, count in counts.most_common(2) if count > 1 and 2 * count >= most)


_TOWN = 3_000  # a smaller commune may have the name of a word or of a person
_JOINING = 4  # the gap classes before « comma » join the words of a name: space, line, hyphen, apostrophe


def _departements_of_numbers(text: str) -> Iterator[str]:
    for match in _CTES_DEPARTEMENT.finditer(text):
        yield from [match[1] if match[1] >= "970" else match[1][1:]] * 3
    for match in _POSTAL_CODE.finditer(text):
        code = match[1]
        yield from [code[:3] if code.startswith(("97", "98")) else code[:2]] * 2


@cache
def load_place_gazetteer(package: str) -> PlaceGazetteer:
    """Load the tables of a package; cached."""
    return PlaceGazetteer.read(files(package) / "gazetteers", load_communes(package))
