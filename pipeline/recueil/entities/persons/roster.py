"""spaCy component for natural persons.

« Monsieur Philippe MALLETON », « Mme SALOMONE », « Présents : Fabien ALBANEL, … ».

Three passes without overlaps: first names told by their position (civility, list of members, office) or by
the pattern « Prénom NOM »; then names that the act has elsewhere (« Luc Marchal » in prose is the « Luc
MARCHAL » of its attendance list, and « Le Président, MARCHAL » is a person when someone in the act has this
surname); last, where prose leaves a doubt, names that a trained recogniser finds. Then each mention gets
the key of its person.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set

from recueil.entities.persons.lexicon import fold
from recueil.entities.persons.name_words import CAPITALS, GIVEN_CAPITALS, MIXED, PARTICLE, Word
from recueil.entities.persons.names import Trust, join_words, parse_names
from recueil.entities.persons.positions import PositionScan
from recueil.values import Mention, Person

_MAX_NAME_WORDS = 6  # words of a name
NameKey = frozenset[str]


def find_known_names(reading: PositionScan) -> PositionScan:
    """Turn undecided rows into mentions where they have a full name found elsewhere in the same text."""
    persons = [mention.value for mention in reading.mentions if isinstance(mention.value, Person)]
    known = {_name_key(person.full_name) for person in persons if person.given}
    surnames = {fold(person.family) for person in persons}
    found: list[Mention] = []
    undecided: list[Sequence[Word]] = []
    for row in reading.undecided:
        named = list(_find_known(row, known)) or list(_find_surname(row, surnames))
        found += named
        if not named:
            undecided.append(row)
    return PositionScan(sorted([*reading.mentions, *found], key=lambda mention: mention.start), undecided)


def _name_key(name: str) -> NameKey:
    """Return the words of a name as a set: any order, case, hyphens and accents compare equal."""
    return frozenset(fold(name.replace("-", " ")).split())


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
    if alone and fold(join_words(row)) in surnames:
        yield Mention(row[0].start, row[-1].end, Person(None, join_words(row)), "person.roster")


def _candidate_spans(row: Sequence[Word], at: int) -> Iterator[Sequence[Word]]:
    """Yield the spans of two words or more that begin at a word, longest first."""
    return (row[at:last] for last in range(min(at + _MAX_NAME_WORDS, len(row)), at + 1, -1))
