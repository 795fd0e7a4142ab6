"""Take apart names that the layout joined to what stands beside them: a town, a heading, the neighbour's name.

And join a surname that the layout parted.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import replace

from recueil.entities.persons.name_words import CAPITALS, NameLexicon, find_name_words
from recueil.text import fold_hyphenated
from recueil.values import Mention, Person

_SURNAME_AFTER = re.compile(r"[ \u00a0]{1,3}(?P<family>[A-ZÀ-ÖØ-Þ]{3,30}(?:[-'’][A-ZÀ-ÖØ-Þ]{2,30})?)(?![^\W\d_])")
_LAST_WORD = re.compile(r"(?<![^\W\d_])[^\W\d_]{1,40}(?:-[^\W\d_]{1,40})?\Z")
_FEWEST_NAMES = 5  # full names that show in which order an act writes them
_LEAST_IN_ORDER = 0.8  # share of them
_NAME_WORD = re.compile(r"\S{1,60}")
_WORD = re.compile(r"[^\W\d_]+")


def cut_to_known_names(text: str, mentions: Sequence[Mention], given: Set[str]) -> list[Mention]:
    """Cut a name that the layout ran into its neighbours to the full name that the act has elsewhere.

    « Langeac Hédia GHANEL » in a table is « Hédia GHANEL » if the act names her, « Jean HUREL THERMOGRAPHIE
    AERIENNE » before a heading is « Jean HUREL »; a single further surname stays.
    """
    known = {
        tuple(_WORD.findall(fold_hyphenated(person.full_name))): person
        for person in (mention.value for mention in mentions)
        if isinstance(person, Person) and person.given
    }
    return [_cut_to_known_name(text, mention, known, given) for mention in mentions]


def _cut_to_known_name(
    text: str, mention: Mention, known: Mapping[tuple[str, ...], Person], given: Set[str]
) -> Mention:
    spans = [match.span() for match in _NAME_WORD.finditer(text, mention.start, mention.end)]
    words = [fold_hyphenated(text[start:end]) for start, end in spans]
    for first in range(1, len(words) - 1):
        if any(word in given for word in words[:first]):
            break
        if person := known.get(tuple(_WORD.findall(" ".join(words[first:])))):
            return replace(mention, start=spans[first][0], value=replace(person, civility=None))
    for last in range(2, len(words) - 1):
        if person := known.get(tuple(_WORD.findall(" ".join(words[:last])))):
            return replace(mention, end=spans[last - 1][1], value=replace(person, civility=_civility(mention)))
    return mention


def split_from_neighbours(text: str, mentions: Sequence[Mention], vocabulary: NameLexicon) -> list[Mention]:
    """Split a name that flattened columns joined to the given name of its neighbour.

    « M. CAPELLE Louis MARCHAL » in an act that writes given names first is « M. CAPELLE » and « Louis MARCHAL »;
    of « Vertbourg Daniel MARCHAL » only the person is left.
    """
    full = [mention for mention in mentions if isinstance(mention.value, Person) and mention.value.given]
    given_first = [mention for mention in full if _begins_with_given(text, mention)]
    if len(full) < _FEWEST_NAMES or len(given_first) < _LEAST_IN_ORDER * len(full):
        return list(mentions)
    begun = {mention.start for mention in mentions}
    return [part for mention in mentions for part in _split_from_neighbour(text, mention, vocabulary, begun)]


def join_parted_surnames(mentions: Sequence[Mention], vocabulary: NameLexicon) -> list[Mention]:
    """Join a surname that the text of a PDF parts, « Luc MARCH AL », if the act has « Luc MARCHAL » elsewhere."""
    persons = [mention.value for mention in mentions if isinstance(mention.value, Person)]
    known = {_close_name(person): person.family for person in persons if _is_one_word(person)}
    return [_join_parted_surname(mention, known, vocabulary) for mention in mentions]


def _join_parted_surname(
    mention: Mention, known: Mapping[tuple[str, str], str], vocabulary: NameLexicon
) -> Mention:
    person = mention.value
    if not isinstance(person, Person) or person.given is None or _is_one_word(person):
        return mention
    if any(vocabulary.is_particle(word) for word in person.family.split()):  # « DA SILVA » is not « DASILVA »
        return mention
    family = known.get(_close_name(person))
    return mention if family is None else replace(mention, value=replace(person, family=family))


def _is_one_word(person: Person) -> bool:
    return " " not in person.family


def _close_name(person: Person) -> tuple[str, str]:
    """Return the folded given name, and the surname without its spaces."""
    return fold_hyphenated(person.given or ""), fold_hyphenated(person.family.replace(" ", ""))


def _begins_with_given(text: str, mention: Mention) -> bool:
    given = mention.value.given if isinstance(mention.value, Person) else None
    written = fold_hyphenated(text[mention.start : mention.end])
    return given is None or written.startswith(fold_hyphenated(given)[:3])


def _split_from_neighbour(
    text: str, mention: Mention, vocabulary: NameLexicon, begun: Set[int]
) -> Iterator[Mention]:
    person, following = mention.value, _SURNAME_AFTER.match(text, mention.end)
    if not isinstance(person, Person) or following is None or _begins_with_given(text, mention):
        yield mention
        return
    start, end = following.span("family")
    given = _LAST_WORD.search(text, mention.start, mention.end)
    kinds = [word.kind for word in find_name_words(text[start:end], vocabulary)]
    if given is None or given[0] != person.given or start in begun or kinds != [CAPITALS]:
        yield mention
        return
    if person.civility and (surname := text[mention.start : given.start()].rstrip()):
        alone = Person(None, person.family, person.civility)
        yield replace(mention, end=mention.start + len(surname), value=alone)
    yield replace(mention, start=given.start(), end=end, value=Person(given[0], following["family"], None))


def _civility(mention: Mention) -> str | None:
    return mention.value.civility if isinstance(mention.value, Person) else None
