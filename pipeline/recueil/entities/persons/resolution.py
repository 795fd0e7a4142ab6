"""Resolve the mentions of one act to persons.

« M. SAUREY » and « SAUREY Philippe » get the key « saurey philippe ».

Full names are clustered first, in any order and case, without hyphens or accents, allowing one misread
letter or a missing second surname. « R. CLAIRVAL » and « M. SAUREY » then join the one person they match; a
form that matches two persons, or none, has its own words as its key: no person is better than a wrong one.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Final

from recueil.text import fold_hyphenated
from recueil.values import Mention, Person

NameWords = tuple[str, ...]

_WORD: Final = re.compile(r"[^\W\d_]+")
_PIECE: Final = re.compile(r"[^\W\d_]+\.?")
_INITIALS: Final = re.compile(r"[^\W\d_]\.?|[BCDFGHJ-NP-TV-Z]{2}\.?|[^\W\d_]{2,3}\.")  # F, MC, Ph., but no « Jo »
_GENDERS: Final = {"M.": "m", "Mme": "f", "Mlle": "f"}
_MAX_HOMONYMS: Final = 8  # persons with one surname; beyond that the surname alone identifies none
_FUZZY_SURNAME_LENGTHS: Final = range(6, 40)  # lengths, in letters, of a surname in which one may be misread


@dataclass(frozen=True, slots=True, order=True)
class _Form:
    """One way to write a name, folded: « DE SAINT LOUP Cédric » is ``(de, saint, loup)`` and ``(cedric,)``."""

    family: NameWords
    given: NameWords
    initials: bool
    gender: str

    @classmethod
    def of(cls, person: Person) -> _Form:
        pieces = _PIECE.findall(person.given or "")
        initials = bool(pieces) and all(_INITIALS.fullmatch(piece) for piece in pieces)
        gender = _GENDERS.get(person.civility or "", "")
        return cls(_fold_words(person.family), _fold_words(person.given or ""), initials, gender)

    @property
    def full(self) -> bool:
        return bool(self.given) and not self.initials

    @property
    def key(self) -> str:
        return " ".join(self.family + self.given)


@dataclass(slots=True, eq=False)
class _PersonCluster:
    """Cluster of the forms of one person, with their surnames, given names and genders."""

    forms: list[_Form] = field(default_factory=list)
    families: set[NameWords] = field(default_factory=set)
    givens: set[NameWords] = field(default_factory=set)
    genders: set[str] = field(default_factory=set)

    def add(self, form: _Form) -> None:
        self.forms.append(form)
        self.families.add(form.family)
        if form.given and (form.full or not self.givens):
            self.givens.add(form.given)
        if form.gender:
            self.genders.add(form.gender)

    def key(self, written: Mapping[str, int]) -> str:
        """Return the words of the fullest form; of two equally full, of the one written more often."""
        fullest = max(
            (form.full, len(form.family + form.given), written[form.key], form.key) for form in self.forms
        )
        return fullest[-1]

    def fits(self, form: _Form) -> bool:
        """Return whether neither the civility nor the initials of a form contradict the person."""
        if form.gender and self.genders and form.gender not in self.genders:
            return False
        return not form.given or any(_abbreviates(form.given, given) for given in self.givens)


def assign_person_keys(mentions: Sequence[Mention]) -> list[Mention]:
    """Set the key of the person on each mention of a person; the order of mentions does not affect keys."""
    persons = [(mention, mention.value) for mention in mentions if isinstance(mention.value, Person)]
    forms = [_Form.of(person) for _, person in persons]
    keys = _keys_by_form(set(forms), Counter(form.key for form in forms))
    return [
        replace(mention, value=replace(person, key=keys[form]))
        for (mention, person), form in zip(persons, forms, strict=True)
    ]


def _fold_words(name: str) -> NameWords:
    return tuple(_WORD.findall(fold_hyphenated(name)))


def _keys_by_form(forms: Set[_Form], written: Mapping[str, int]) -> dict[_Form, str]:
    people = list(_cluster_full_names(sorted(form for form in forms if form.full)))
    by_family: dict[NameWords, list[_PersonCluster]] = defaultdict(list)
    for someone in people:
        _index_by_surname(by_family, someone)
    for form in sorted((form for form in forms if not form.full), key=_sort_key):
        fitting = _matching_clusters(by_family, form)
        if len(fitting) == 1:
            fitting[0].add(form)
            continue
        people.append(_PersonCluster())
        people[-1].add(form)
        if not fitting:
            _index_by_surname(by_family, people[-1])
    return {form: key for someone in people for key in [someone.key(written)] for form in someone.forms}


def _sort_key(form: _Form) -> tuple[bool, int, bool, _Form]:
    """Sort key: initials before surnames alone, long surnames before short ones: fuller forms join first."""
    return not form.given, -len(form.family), not form.gender, form


def _cluster_full_names(forms: Sequence[_Form]) -> Iterator[_PersonCluster]:
    """Cluster full names that have the same words, or the same given name and nearly the same surname."""
    leaders = {form: form for form in forms}
    shared: dict[tuple[object, ...], list[_Form]] = defaultdict(list)
    for form in forms:
        for trait in _match_keys(form):
            shared[trait].append(form)
    for named_alike in shared.values():
        for one, other in pairwise(named_alike):
            leaders[_find_root(leaders, one)] = _find_root(leaders, other)
    for short, longer in _pair_shortened(forms):
        leaders[_find_root(leaders, short)] = _find_root(leaders, longer)
    people: dict[_Form, _PersonCluster] = defaultdict(_PersonCluster)
    for form in forms:
        people[_find_root(leaders, form)].add(form)
    yield from people.values()


def _find_root(leaders: dict[_Form, _Form], form: _Form) -> _Form:
    while leaders[form] != form:
        leaders[form] = leaders[leaders[form]]
        form = leaders[form]
    return form


def _match_keys(form: _Form) -> Iterator[tuple[object, ...]]:
    """Yield the match keys of a full name: its words in any order, and all but one letter of a long surname."""
    yield tuple(sorted(form.family + form.given))
    surname = "".join(form.family)
    yield form.given, surname
    if len(surname) in _FUZZY_SURNAME_LENGTHS:
        for at in range(len(surname)):
            yield form.given, surname[:at] + surname[at + 1 :]


def _pair_shortened(forms: Iterable[_Form]) -> Iterator[tuple[_Form, _Form]]:
    """Pair « Anne TERRAL » with the only « Anne TERRAL DONTEVAL » of the act."""
    longer: dict[tuple[NameWords, NameWords], set[NameWords]] = defaultdict(set)
    by_name: dict[tuple[NameWords, NameWords], list[_Form]] = defaultdict(list)
    for form in forms:
        by_name[form.family, form.given].append(form)
        for part in _surname_parts(form.family):
            longer[part, form.given].add(form.family)
    for (family, given), short in by_name.items():
        if len(fuller := longer.get((family, given), ())) == 1:
            for whole in fuller:
                yield short[0], by_name[whole, given][0]


def _surname_parts(family: NameWords) -> Iterator[NameWords]:
    """Yield the proper prefixes and suffixes, in words, of a compound surname."""
    for cut in range(1, min(len(family), _MAX_HOMONYMS)):
        yield family[:cut]
        yield family[cut:]


def _index_by_surname(by_family: dict[NameWords, list[_PersonCluster]], someone: _PersonCluster) -> None:
    for name in someone.families | {part for family in someone.families for part in _surname_parts(family)}:
        if len(by_family[name]) <= _MAX_HOMONYMS:
            by_family[name].append(someone)


def _matching_clusters(by_family: dict[NameWords, list[_PersonCluster]], form: _Form) -> list[_PersonCluster]:
    """Return the persons that a form without a full given name may mean: by surname, else by a part of it."""
    namesakes = by_family.get(form.family, ())
    same = [someone for someone in namesakes if form.family in someone.families]
    parts = (
        ()
        if same or namesakes
        else [one for part in _surname_parts(form.family) for one in by_family.get(part, ())]
    )
    unique = dict.fromkeys(same or namesakes or parts)
    return [someone for someone in unique if someone.fits(form)] if len(unique) <= _MAX_HOMONYMS else []


def _abbreviates(initials: NameWords, given: NameWords) -> bool:
    """Return whether initials stand for a given name: « j cl », « jc » and « j » do for « jean claude »."""
    letters = tuple("".join(initials))
    return any(
        len(short) <= len(given) and all(word.startswith(start) for start, word in zip(short, given, strict=False))
        for short in (initials, letters)
    )
