"""spaCy component for natural persons.

« Monsieur Philippe MALLETON », « Mme SALOMONE », « Présents : Fabien ALBANEL, … ».

Three passes without overlaps: first names told by their position (civility, list of members, office) or by
the pattern « Prénom NOM »; then names that the act has elsewhere (« Luc Marchal » in prose is the « Luc
MARCHAL » of its attendance list, and « Le Président, MARCHAL » is a person when someone in the act has this
surname); last, where prose leaves a doubt, names that a trained recogniser finds. Then each mention gets
the key of its person.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence, Set
from dataclasses import replace
from functools import partial
from itertools import islice
from typing import cast

from spacy.language import Language
from spacy.tokens import Doc

from recueil.entities.component import Extractor, MentionsByKind, set_mentions, text_of
from recueil.entities.persons import ner, positions, resolution
from recueil.entities.persons.delegates import cut_communes
from recueil.entities.persons.joined_names import (
    cut_to_known_names,
    join_parted_surnames,
    split_from_neighbours,
)
from recueil.entities.persons.name_grammar import Trust, join_words, parse_names
from recueil.entities.persons.name_words import (
    CAPITALS,
    GIVEN_CAPITALS,
    INITIALS,
    MIXED,
    PARTICLE,
    NameLexicon,
    Word,
    load_lexicon,
)
from recueil.entities.persons.ner import BATCH_SIZE, LENGTH, MARGIN, Recogniser, WindowSettings
from recueil.entities.persons.positions import PositionScan
from recueil.entities.places.gazetteer import PlaceGazetteer, load_place_gazetteer
from recueil.text import fold_hyphenated
from recueil.values import Mention, Person

_MAX_NAME_WORDS = 6  # words of a name
_RULES_OF_MEMBERS = ("person.civility", "person.list")
NameKey = frozenset[str]


def find_known_names(reading: PositionScan) -> PositionScan:
    """Turn undecided rows into mentions where they have a full name found elsewhere in the same text."""
    persons = [mention.value for mention in reading.mentions if isinstance(mention.value, Person)]
    known = {_name_key(person.full_name) for person in persons if person.given}
    surnames = {fold_hyphenated(person.family) for person in persons}
    initials = {(fold_hyphenated(each.family), _first_letters(each.given)) for each in persons if each.given}
    found: list[Mention] = []
    undecided: list[Sequence[Word]] = []
    for row in reading.undecided:
        named = list(_find_known(row, known)) or list(_find_surname(row, surnames))
        named = named or list(_find_initialled(row, initials))
        found += named
        if not named:
            undecided.append(row)
    acting = _find_acting(reading.mentions)
    found += [mention for row in reading.after_places for mention in _find_known(row, acting)]
    return PositionScan(sorted([*reading.mentions, *found], key=lambda mention: mention.start), undecided)


def _find_acting(mentions: Sequence[Mention]) -> set[NameKey]:
    """Return the full names that act rather than name a place: with a civility, in a list, or several times."""
    named = [(mention.value, mention.rule) for mention in mentions if isinstance(mention.value, Person)]
    times = Counter(
        (_name_key(person.full_name), rule in _RULES_OF_MEMBERS) for person, rule in named if person.given
    )
    return {name for (name, is_member), count in times.items() if is_member or count > 1}


def _name_key(name: str) -> NameKey:
    """Return the words of a name as a set: any order, case, hyphens and accents compare equal."""
    return frozenset(fold_hyphenated(name.replace("-", " ")).split())


def _find_known(row: Sequence[Word], known: set[NameKey]) -> Iterator[Mention]:
    at = 0
    while at < len(row):
        part = next(
            (
                part
                for part in _candidate_spans(row, at)
                if _name_key(" ".join(word.written for word in part)) in known
            ),
            (),
        )
        names = parse_names(part, Trust.TITLE)
        if len(names) == 1 and names[0].given:
            yield Mention(part[0].start, part[-1].end, names[0].person(), "person.roster")
        at += len(part) or 1


def _find_surname(row: Sequence[Word], surnames: Set[str]) -> Iterator[Mention]:
    """Find a surname alone where a name may stand, « Le Président, DUPONT », if a person of the act has it."""
    alone = row[-1].kind in (CAPITALS, GIVEN_CAPITALS, MIXED) and all(word.kind == PARTICLE for word in row[:-1])
    if alone and fold_hyphenated(join_words(row)) in surnames:
        yield Mention(row[0].start, row[-1].end, Person(None, join_words(row)), "person.roster")


def _find_initialled(row: Sequence[Word], initials: Set[tuple[str, str]]) -> Iterator[Mention]:
    """Find « JP MARCHAL » in a table if the act names « Jean-Pierre MARCHAL »."""
    for at, word in enumerate(row):
        if word.kind != INITIALS:
            continue
        for span in _candidate_spans(row, at):
            family = join_words(span[1:])
            if (fold_hyphenated(family), _first_letters(word.written, each=True)) in initials:
                yield Mention(word.start, span[-1].end, Person(word.written, family), "person.roster")
                break


def _first_letters(given: str, *, each: bool = False) -> str:
    """Return the initials of a given name: « jp » of « Jean-Pierre »; of initials ``each`` letter."""
    words = re.findall(r"[^\W\d_]" if each else r"[^\W\d_]+", fold_hyphenated(given))
    return "".join(word[0] for word in words)


def _candidate_spans(row: Sequence[Word], at: int) -> Iterator[Sequence[Word]]:
    """Yield the spans of two words or more that begin at a word, longest first."""
    return (row[at:last] for last in range(min(at + _MAX_NAME_WORDS, len(row)), at + 1, -1))


class Persons(Extractor):
    """Extracts persons. The trained recogniser decides the names that only their sentence tells.

    Without a recogniser these names are skipped.
    """

    kind = "person"

    def __init__(
        self,
        words: NameLexicon,
        recogniser: Recogniser | None = None,
        windows: WindowSettings | None = None,
        places: Callable[[], PlaceGazetteer] = PlaceGazetteer,
    ) -> None:
        self.vocabulary = words
        self.places = places
        self.recogniser = recogniser
        self.windows = windows or WindowSettings()

    def find(self, text: str, earlier: MentionsByKind) -> list[Mention]:
        return resolution.assign_person_keys(self._read(text).mentions)

    def __call__(self, doc: Doc) -> Doc:
        return next(self.pipe([doc], batch_size=1))

    def pipe(self, stream: Iterable[Doc], *, batch_size: int) -> Iterator[Doc]:
        """Process Docs in batches: the recogniser gets the doubtful windows of a whole batch at once."""
        docs = iter(stream)
        while batch := list(islice(docs, batch_size)):
            readings = [self._read(text_of(doc)) for doc in batch]
            prose = self._recognise_prose(batch, readings)
            for doc, reading, told in zip(batch, readings, prose, strict=True):
                found = sorted([*reading.mentions, *told], key=lambda mention: mention.start)
                set_mentions(doc, self.kind, resolution.assign_person_keys(found))
                yield doc

    def _read(self, text: str) -> PositionScan:
        reading = find_known_names(positions.scan_by_position(text, self.vocabulary))
        cut = cut_to_known_names(text, reading.mentions, self.vocabulary.given)
        cut = cut_communes(text, cut, self.vocabulary, self.places)
        parted = split_from_neighbours(text, cut, self.vocabulary)
        return replace(reading, mentions=join_parted_surnames(parted, self.vocabulary))

    def _recognise_prose(
        self, docs: Sequence[Doc], readings: Sequence[PositionScan]
    ) -> Sequence[Sequence[Mention]]:
        if self.recogniser is None:
            return [()] * len(docs)
        pairs = zip(docs, readings, strict=True)
        shown = [list(ner.group_into_windows(doc, reading.undecided, self.windows)) for doc, reading in pairs]
        return ner.recognise_persons(self.recogniser, shown, self.vocabulary, self.windows.batch_size)


@Language.factory(
    "recueil_persons",
    default_config={
        "recogniser": None,
        "window_margin": MARGIN,
        "window_length": LENGTH,
        "window_batch_size": BATCH_SIZE,
    },
    assigns=["doc.spans"],
)
def create_persons(
    nlp: Language,
    name: str,
    gazetteer: str,
    recogniser: str | None,
    window_margin: int,
    window_length: int,
    window_batch_size: int,
) -> Persons:
    """Create the component; ``gazetteer`` is the package with the word tables in its ``gazetteers/`` folder.

    ``recogniser`` names an earlier pipe of the pipeline that marks persons in ``doc.ents`` as PER. It should be
    disabled there: this component runs it over the few windows that may hold a name, a small part of the text,
    and over nothing else. ``window_margin`` is the number of characters shown on each side of a doubtful row of
    words, ``window_length`` the most characters between the first and the last row of a window, and
    ``window_batch_size`` the number of windows the recogniser gets at once.
    """
    return Persons(
        load_lexicon(gazetteer),
        cast("Recogniser", nlp.get_pipe(recogniser)) if recogniser else None,
        WindowSettings(window_margin, window_length, window_batch_size),
        partial(load_place_gazetteer, gazetteer),
    )
