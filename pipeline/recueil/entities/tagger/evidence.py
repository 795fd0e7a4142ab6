"""What word lists, rules and earlier components say about each word of a text: the input of the taggers."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from operator import attrgetter

import numpy as np

from recueil.entities.component import MentionsByKind
from recueil.entities.organisations import rules as organisation_rules
from recueil.entities.organisations.rules import OrganisationRules
from recueil.entities.persons.name_words import NameLexicon, load_lexicon
from recueil.entities.places import rules as place_rules
from recueil.entities.places.gazetteer import PlaceGazetteer, PlaceMatch, load_place_gazetteer
from recueil.entities.places.rules import COMMUNE, PlaceRules
from recueil.entities.tagger.features import Ids, WordTable, feature_ids
from recueil.entities.tagger.words import GAPS, LINKS, RuleMatch, Words, split_words

_STOP = GAPS.index("stop")
_OPEN = GAPS.index("open")
_POPULATIONS = (0, 500, 2_000, 10_000, 50_000)
_TERRITORIES = {"": 0, "departement": 1, "region": 2, "country": 3}
_RULES = {
    name: 1 + 2 * code
    for table in (organisation_rules.RULES, place_rules.RULES)
    for code, name in enumerate(table)
}
_KINDS = {"person": 1, "date": 3, "amount": 4, "reference": 5, "period": 6, "percentage": 6, "budget": 6}
_CASE_WINDOW = 5
_PLAIN_CLASS = "||"  # of a word in no list


@dataclass(frozen=True, slots=True)
class Evidence:
    """The words of a text, what was found in them, and their features.

    ``breaks`` are the words that begin a sentence: no name goes across them.
    """

    words: Words
    places: Sequence[PlaceMatch]
    departements: frozenset[str]
    organisation_rules: Sequence[RuleMatch]
    place_rules: Sequence[RuleMatch]
    occupied: Sequence[int]  # of each word: the code of the kind of value that has it, or 0
    features: Ids
    breaks: Sequence[int]

    def places_from(self, first: int) -> Iterator[PlaceMatch]:
        """Yield the match of the gazetteer that begins with a word, if there is one."""
        at = bisect_left(self.places, first, key=attrgetter("first"))
        yield from self.places[at : at + 1]


@dataclass(slots=True, eq=False)
class EvidenceReader:
    """Gathers the evidence in a text; keeps that of the last text, which each tagger asks for."""

    gazetteer: PlaceGazetteer
    lexicon: NameLexicon
    organisation_rules: OrganisationRules
    place_rules: PlaceRules
    table: WordTable
    last: tuple[str, Sequence[object], Evidence] | None = None

    def read(self, text: str, earlier: MentionsByKind) -> Evidence:
        """Return the evidence in a text; ``earlier`` are the mentions of other components."""
        key = [earlier.get(kind) for kind in _KINDS]
        if self.last is not None and self.last[0] == text and self.last[1] == key:
            return self.last[2]
        evidence = self._gather(split_words(text), earlier)
        self.last = (text, key, evidence)
        return evidence

    def _gather(self, words: Words, earlier: MentionsByKind) -> Evidence:
        places = self.gazetteer.find(words)
        departements = self.gazetteer.find_departements(words, places)
        occupied = _mark_values(words, earlier)
        organisations = self.organisation_rules.find(words, places, occupied)
        named = self.place_rules.find(words)
        sites = sorted([*named, *self._sure_communes(words, places, departements, named, occupied)])
        marks = {
            "gap": words.gaps,
            "case": _capital_share(words),
            **self._mark_places(words, places, departements),
            "organisation_rule": _mark_rules(words, organisations),
            "place_rule": _mark_rules(words, sites),
            "value": occupied,
            "count": _count_capitalised(words),
            "known": _mark_known(words, organisations, sites, occupied),
        }
        features = feature_ids(self.table.look_up(words), marks) if len(words) else np.zeros((0, 1), np.uint32)
        breaks = [at for at in range(1, len(words)) if words.gaps[at] == _STOP and len(words.forms[at - 1]) > 1]
        return Evidence(words, places, departements, organisations, sites, occupied, features, breaks)

    def _sure_communes(
        self,
        words: Words,
        places: Sequence[PlaceMatch],
        departements: frozenset[str],
        sites: Sequence[RuleMatch],
        occupied: Sequence[int],
    ) -> Iterator[RuleMatch]:
        """Yield the communes of the act's département whose name is no other word, and its départements."""
        lower = {folded for folded, form in zip(words.folded, words.forms, strict=True) if form[0].islower()}
        surnames = {folded for folded, kind in zip(words.folded, occupied, strict=True) if kind in (1, 2)}
        inside = {at for match in sites for at in range(match.first, match.last)}
        for match in places:
            first, last = match.first, match.last
            home = any(commune.departement in departements for commune in match.communes)
            if not home or first in inside or any(occupied[first:last]):
                continue
            word, form = words.folded[first], words.forms[first]
            other_word = word in lower or word in surnames or self.table.classify(word) != _PLAIN_CLASS
            if last - first > 1 or not (form.isupper() or other_word):
                yield RuleMatch(first, last, COMMUNE)

    def _mark_places(
        self, words: Words, places: Sequence[PlaceMatch], departements: frozenset[str]
    ) -> dict[str, Sequence[int]]:
        """Mark the names of the gazetteer by their sort, the size of the commune, and whether it is near."""
        sorts, sizes, near = ([0] * len(words) for _ in range(3))
        for match in places:
            largest = max((commune.population for commune in match.communes), default=0)
            size = 1 + sum(largest >= bound for bound in _POPULATIONS)
            alone = match.last - match.first == 1
            home = any(commune.departement in departements for commune in match.communes)
            given = alone and words.folded[match.first] in self.lexicon.given
            for at in range(match.first, match.last):
                sorts[at] = 1 + _TERRITORIES[match.territory] + 4 * (alone + 2 * (at > match.first))
                sizes[at] = size + 8 * (at > match.first)
                near[at] = 1 + home + 2 * (bool(departements) + 2 * (alone + 2 * given))
        return {"place": sorts, "place_size": sizes, "place_near": near}


def _mark_rules(words: Words, matches: Iterable[RuleMatch]) -> Sequence[int]:
    marks = [0] * len(words)
    for match in matches:
        for at in range(match.first, match.last):
            marks[at] = _RULES[match.rule] + (at > match.first)
    return marks


def _mark_values(words: Words, earlier: MentionsByKind) -> Sequence[int]:
    """Mark the words of values that other components found; of a person the first word apart from the others."""
    marks = [0] * len(words)
    starts = np.array(words.starts, dtype=np.int64)
    for kind, code in _KINDS.items():
        found = earlier.get(kind) or ()
        if not found:
            continue
        firsts = np.searchsorted(starts, [mention.start for mention in found])
        lasts = np.searchsorted(starts, [mention.end for mention in found])
        for first, last in zip(firsts.tolist(), lasts.tolist(), strict=True):
            for at in range(first, last):
                marks[at] = marks[at] or code + (kind == "person" and at > first)
    return marks


def _capital_share(words: Words) -> Sequence[int]:
    """Return how many of the words around each are in capitals, in four steps: headings differ from prose."""
    upper = np.array([form.isupper() for form in words.forms], dtype=np.int64)
    total = np.concatenate([[0], np.cumsum(upper)])
    at = np.arange(len(upper))
    first, last = np.maximum(at - _CASE_WINDOW, 0), np.minimum(at + _CASE_WINDOW + 1, len(upper))
    steps: list[int] = ((total[last] - total[first]) * 4 // np.maximum(last - first, 1)).tolist()
    return steps


def _count_capitalised(words: Words) -> Sequence[int]:
    """Return how often a capitalised word occurs so, and whether it also occurs in lower case; 0 for others."""
    capitalised = Counter(
        folded for folded, form in zip(words.folded, words.forms, strict=True) if form[0].isupper()
    )
    lower = {folded for folded, form in zip(words.folded, words.forms, strict=True) if form[0].islower()}
    codes = {word: 1 + 2 * min(count.bit_length(), 4) + (word in lower) for word, count in capitalised.items()}
    return [
        codes[folded] if form[0].isupper() else 0 for folded, form in zip(words.folded, words.forms, strict=True)
    ]


def _mark_known(
    words: Words, organisations: Sequence[RuleMatch], sites: Sequence[RuleMatch], occupied: Sequence[int]
) -> Sequence[int]:
    """Mark capitalised words that are part of an organisation (1), a site (2), a person (4); acronyms (8)."""
    of: dict[str, int] = {}
    for bit, matches in ((1, organisations), (2, sites)):
        for match in matches:
            for at in range(match.first + 1, match.last):
                if words.forms[at][0].isupper() and words.folded[at] not in LINKS:
                    of[words.folded[at]] = of.get(words.folded[at], 0) | bit
    for folded, kind in zip(words.folded, occupied, strict=True):
        if kind in (1, 2):
            of[folded] = of.get(folded, 0) | 4
    for acronym in _acronyms(words, organisations):
        of[acronym] = of.get(acronym, 0) | 8
    return [
        of.get(folded, 0) if form[0].isupper() else 0
        for folded, form in zip(words.folded, words.forms, strict=True)
    ]


def _acronyms(words: Words, organisations: Sequence[RuleMatch]) -> set[str]:
    """Return the folded acronyms that follow an organisation in parentheses, or are made of its initials."""
    found = set()
    for match in organisations:
        last = match.last
        if last < len(words) and words.gaps[last] == _OPEN and words.forms[last].isupper():
            found.add(words.folded[last])
        row = [word for word in words.folded[match.first : match.last] if word and word not in LINKS]
        if len(row) > 2:
            found.add("".join(word[0] for word in row))
    return found


def classify_words(lexicon: NameLexicon, acronyms: Mapping[str, str]) -> WordTable:
    """Return an empty table of words, whose lexical classes come from the lists of names and of words of acts."""
    kinds = {acronym.lower(): kind for acronym, kind in acronyms.items()}

    def classify(folded: str) -> str:
        if folded in LINKS:
            return "link"
        if folded in kinds:
            return kinds[folded]
        given = "given" if folded in lexicon.given else ""
        return f"{given}|{lexicon.of_act(folded)}|{lexicon.street_word_kind(folded)}"

    return WordTable(classify)


@cache
def load_evidence_reader(package: str) -> EvidenceReader:
    """Make the reader of a package's gazetteers; one for all taggers."""
    folder = files(package) / "gazetteers"
    lexicon = load_lexicon(package)
    rules = OrganisationRules.read(folder)
    table = classify_words(lexicon, rules.acronyms)
    return EvidenceReader(load_place_gazetteer(package), lexicon, rules, PlaceRules.read(folder), table)
