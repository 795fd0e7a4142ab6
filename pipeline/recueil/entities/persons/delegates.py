"""Part the names of delegates from the communes that the layout put behind them.

« Mme Irène VASSAL EYMET -M. Luc OSSARD » in a roll of delegates is « Irène VASSAL », and Luc OSSARD is of Eymet.
A surname may be the name of a commune too, so communes of one département must stand behind several names.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Final, NamedTuple

from recueil.entities.persons.name_words import NameLexicon
from recueil.entities.places.communes import fold_name
from recueil.entities.places.gazetteer import PlaceGazetteer
from recueil.values import Mention, Person

_FEWEST: Final = 3  # names with a commune of one département behind them
_LONGEST: Final = 6  # words of the name of a commune
_WORD: Final = re.compile(r"\S{1,60}")


class _Delegate(NamedTuple):
    """A name with the communes behind it: its mention without them, and the départements that each may lie in."""

    at: int
    mention: Mention
    communes: Mapping[str, frozenset[str]]


def cut_communes(
    text: str, mentions: Sequence[Mention], lexicon: NameLexicon, gazetteer: Callable[[], PlaceGazetteer]
) -> list[Mention]:
    """Cut the communes off surnames in capitals; only acts that have several such names need the gazetteer."""
    long = [at for at, mention in enumerate(mentions) if _has_further_words(text, mention)]
    if len(long) < _FEWEST:
        return list(mentions)
    places = gazetteer()
    found = [found for at in long if (found := _part(text, at, mentions[at], lexicon, places))]
    by_departement: dict[str, set[str]] = defaultdict(set)
    for delegate in found:
        for name, codes in delegate.communes.items():
            for code in codes:
                by_departement[code].add(name)
    several = {code for code, names in by_departement.items() if len(names) >= _FEWEST}
    cut = {
        delegate.at: delegate.mention
        for delegate in found
        if all(codes & several for codes in delegate.communes.values())
    }
    return [cut.get(at, mention) for at, mention in enumerate(mentions)]


def _has_further_words(text: str, mention: Mention) -> bool:
    """Return whether a mention ends with a surname in capitals of several words."""
    person = mention.value
    if not isinstance(person, Person) or person.given is None:
        return False
    last = text[mention.start : mention.end].split()[-2:]
    return " " in person.family and all(word.isupper() for word in last)


def _part(
    text: str, at: int, mention: Mention, lexicon: NameLexicon, gazetteer: PlaceGazetteer
) -> _Delegate | None:
    """Return the shortest name of a mention behind which all is communes."""
    person = mention.value
    if not isinstance(person, Person):
        return None
    words = list(_WORD.finditer(text, mention.start, mention.end))
    family = person.family.split()
    first = len(words) - len(family)
    if first < 1 or [word[0] for word in words[first:]] != family:
        return None
    for last in range(1, len(family)):
        if all(lexicon.is_particle(word) for word in family[:last]):
            continue
        if communes := _read_communes(family[last:], gazetteer):
            cut = replace(person, family=" ".join(family[:last]))
            return _Delegate(at, replace(mention, end=words[first + last - 1].end(), value=cut), communes)
    return None


def _read_communes(words: Sequence[str], gazetteer: PlaceGazetteer) -> dict[str, frozenset[str]]:
    """Return the communes that words name one after the other, with their départements; nothing if any is none."""
    communes: dict[str, frozenset[str]] = {}
    at = 0
    while at < len(words):
        for last in range(min(len(words), at + _LONGEST), at, -1):
            name = fold_name(" ".join(words[at:last]).replace("-", " "))
            if found := gazetteer.communes.get(name):
                communes[name] = frozenset(commune.departement for commune in found)
                at = last
                break
        else:
            return {}
    return communes
