"""What word lists, rules and earlier components say about each word of a text: the input of the taggers."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from operator import attrgetter

import numpy as np
import numpy.typing as npt

from recueil.entities.component import MentionsByKind
from recueil.entities.organisations import rules as organisation_rules
from recueil.entities.organisations.rules import OrganisationRules
from recueil.entities.persons.name_words import NameLexicon, load_lexicon
from recueil.entities.places import rules as place_rules
from recueil.entities.places.communes import SPELLINGS
from recueil.entities.places.gazetteer import PlaceGazetteer, PlaceMatch, load_place_gazetteer
from recueil.entities.places.rules import COMMUNE, PlaceRules
from recueil.entities.tagger.features import (
    CAPITALISED,
    FIRST_LIST,
    LOWER,
    ONE_LETTER,
    UPPER,
    Ids,
    Marks,
    WordRows,
    WordTable,
    feature_ids,
)
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
LAST_OF_PERSONS, LAST_TAKEN = 2, 4
"""The last of the codes of persons' words, from 1, and of words that are no name: persons, dates and amounts."""
_CASE_WINDOW = 5
_COUNTS = (1, 2, 4, 8)
_PLAIN_CLASS = "||"  # of a word in no list
# Bits of the words that may begin what a rule or the gazetteer finds, in the order of ``WordTable.lists``.
_PLACE, _SITE, _HEAD, _LAST = (1 << at for at in range(FIRST_LIST, FIRST_LIST + 4))
_Numbers = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Evidence:
    """The words of a text, what was found in them, and their features.

    ``breaks`` are the words that begin a sentence: no name goes across them.
    """

    words: Words
    rows: WordRows
    places: Sequence[PlaceMatch]
    departements: frozenset[str]
    organisation_rules: Sequence[RuleMatch]
    place_rules: Sequence[RuleMatch]
    values: _Numbers  # of each word: the code of the kind of value that has it, or 0
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
        rows = self.table.look_up(words)
        capitalised = rows.have(CAPITALISED)
        places = self.gazetteer.find(words, _positions(rows.have(_PLACE) & capitalised))
        departements = self.gazetteer.find_departements(words, places)
        values = _mark_values(words, earlier)
        occupied: list[int] = values.tolist()
        begins = rows.have(_HEAD) | (rows.have(_LAST | UPPER) & (values == 0))
        organisations = self.organisation_rules.find(words, _positions(begins), places, occupied)
        named = self.place_rules.find(words, _positions(rows.have(_SITE)))
        persons = have_codes(values, LAST_OF_PERSONS)
        other_words = rows.among(np.nonzero(rows.have(LOWER) | persons)[0])
        sites = sorted([*named, *self._sure_communes(words, places, departements, named, occupied, other_words)])
        gaps = np.array(words.gaps, dtype=np.uint32)
        marks: Marks = {
            "gap": gaps,
            "case": _capital_share(rows.have(UPPER)),
            **self._mark_places(words, places, departements),
            "organisation_rule": _mark_rules(words, organisations),
            "place_rule": _mark_rules(words, sites),
            "value": values,
            "count": np.where(capitalised, _count_capitalised(rows), 0),
            "known": np.where(capitalised, _mark_known(words, rows, organisations, sites, persons), 0),
        }
        features = feature_ids(rows.hashes, marks) if len(words) else np.zeros((0, 1), np.uint32)
        breaks = _positions(gaps[1:] == _STOP, ~rows.have(ONE_LETTER)[:-1], first=1)
        return Evidence(words, rows, places, departements, organisations, sites, values, features, breaks)

    def _sure_communes(
        self,
        words: Words,
        places: Sequence[PlaceMatch],
        departements: frozenset[str],
        sites: Sequence[RuleMatch],
        occupied: Sequence[int],
        other_words: npt.NDArray[np.bool_],
    ) -> Iterator[RuleMatch]:
        """Yield the communes of the act's département whose name is no other word, and its départements.

        ``other_words`` are those that the act also writes in small letters or that name a person.
        """
        inside = {at for match in sites for at in range(match.first, match.last)}
        for match in places:
            first, last = match.first, match.last
            home = any(commune.departement in departements for commune in match.communes)
            if not home or first in inside or any(occupied[first:last]):
                continue
            word, form = words.folded[first], words.forms[first]
            if last - first > 1 or not (
                form.isupper() or other_words[first] or self.table.classify(word) != _PLAIN_CLASS
            ):
                yield RuleMatch(first, last, COMMUNE)

    def _mark_places(
        self, words: Words, places: Sequence[PlaceMatch], departements: frozenset[str]
    ) -> dict[str, _Numbers]:
        """Mark the names of the gazetteer by their sort, the size of the commune, and whether it is near."""
        sorts, sizes, near = np.zeros((3, len(words)), dtype=np.int64)
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


def _positions(*chosen: npt.NDArray[np.bool_], first: int = 0) -> list[int]:
    """Return the numbers of the words that are chosen each time, counted from ``first``."""
    positions: list[int] = (np.nonzero(np.logical_and.reduce(chosen))[0] + first).tolist()
    return positions


def _mark_rules(words: Words, matches: Iterable[RuleMatch]) -> _Numbers:
    marks = np.zeros(len(words), dtype=np.int64)
    for match in matches:
        marks[match.first : match.last] = _RULES[match.rule] + 1
        marks[match.first] -= 1
    return marks


def _mark_values(words: Words, earlier: MentionsByKind) -> _Numbers:
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
    return np.array(marks, dtype=np.int64)


def have_codes(values: _Numbers, last: int) -> npt.NDArray[np.bool_]:
    """Return which words have a value whose code is one from 1 to ``last``."""
    chosen: npt.NDArray[np.bool_] = (values > 0) & (values <= last)
    return chosen


def _capital_share(upper: npt.NDArray[np.bool_]) -> _Numbers:
    """Return how many of the words around each are in capitals, in four steps: headings differ from prose."""
    total = np.concatenate([[0], np.cumsum(upper)])
    at = np.arange(len(upper))
    first, last = np.maximum(at - _CASE_WINDOW, 0), np.minimum(at + _CASE_WINDOW + 1, len(upper))
    steps: _Numbers = (total[last] - total[first]) * 4 // np.maximum(last - first, 1)
    return steps


def _count_capitalised(rows: WordRows) -> _Numbers:
    """Return how often a word occurs with a capital letter, in five steps, and whether also in lower case."""
    counts = np.bincount(rows.folded[rows.have(CAPITALISED)], minlength=int(rows.folded.max(initial=-1)) + 1)
    steps = np.searchsorted(_COUNTS, counts[rows.folded], side="right")
    codes: _Numbers = 1 + 2 * steps + rows.among(np.nonzero(rows.have(LOWER))[0])
    return codes


def _mark_known(
    words: Words,
    rows: WordRows,
    organisations: Sequence[RuleMatch],
    sites: Sequence[RuleMatch],
    persons: npt.NDArray[np.bool_],
) -> _Numbers:
    """Mark the words that are part of an organisation (1), a site (2), a person (4); acronyms (8)."""
    known = np.zeros(len(words), dtype=np.int64)
    for bit, matches in ((1, organisations), (2, sites)):
        inside = [
            at
            for match in matches
            for at in range(match.first + 1, match.last)
            if words.forms[at][0].isupper() and words.folded[at] not in LINKS
        ]
        known += bit * rows.among(inside)
    known += 4 * rows.among(np.nonzero(persons)[0])
    acronyms = _acronyms(words, organisations)
    known[[at for at, word in enumerate(words.folded) if word in acronyms]] += 8
    return known


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


def classify_words(
    lexicon: NameLexicon, gazetteer: PlaceGazetteer, organisations: OrganisationRules, places: PlaceRules
) -> WordTable:
    """Return an empty table of words, whose lexical classes come from the lists of names and of words of acts."""
    kinds = {acronym.lower(): kind for acronym, kind in organisations.acronyms.items()}

    def classify(folded: str) -> str:
        if folded in LINKS:
            return "link"
        if folded in kinds:
            return kinds[folded]
        given = "given" if folded in lexicon.given else ""
        return f"{given}|{lexicon.of_act(folded)}|{lexicon.street_word_kind(folded)}"

    begins_place = gazetteer.lengths.keys() | SPELLINGS.keys()
    return WordTable(classify, (begins_place, places.kinds, organisations.heads, organisations.last_words))


@cache
def load_evidence_reader(package: str) -> EvidenceReader:
    """Make the reader of a package's gazetteers; one for all taggers."""
    folder = files(package) / "gazetteers"
    lexicon = load_lexicon(package)
    rules = OrganisationRules.read(folder)
    gazetteer, place_rules = load_place_gazetteer(package), PlaceRules.read(folder)
    table = classify_words(lexicon, gazetteer, rules, place_rules)
    return EvidenceReader(gazetteer, lexicon, rules, place_rules, table)
