"""Redactor of an act: masks every character that names one of its private persons.

Words keep their length, so that all offsets stay valid.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise
from typing import Any, NamedTuple, TypeVar

from recueil.privacy.erasure import masking
from recueil.text import fold, fold_words, join_lines
from recueil.values import Act, Award, Entity, Mention, Organisation, Person, Place
from recueil.values.codec import map_parts

T = TypeVar("T")
Named = TypeVar("Named", bound=Organisation | Place)

BLOCK = masking.MASK

_WORD = re.compile(r"[^\W\d_]+(?:[\u0300-\u036f]+[^\W\d_]*)*")
_TITLES = frozenset({
    "m", "mm", "mr", "mme", "mmes", "mlle", "monsieur", "madame", "messieurs", "mesdames", "mademoiselle", "et",
    "consorts", "epoux", "famille", "dr", "docteur", "maitre", "me", "veuve", "nee", "de", "du", "la", "le", "les",
})  # fmt: skip
# Between two words of one name: « LE-⏎GUEN », « PICQ, Anne », « J. PICQ ».
_GAP = re.compile(r"[\s.,'’()_-]{1,12}")
_SAINTS = frozenset(("saint", "sainte", "st", "ste"))
# Fields of facts, awards and findings that contain no name and must stay as they are.
_FIELDS_WITHOUT_NAMES = frozenset({
    "part", "what", "recipient", "siret", "rna", "kind", "check", "severity", "basis", "rule", "body", "ctes",
})  # fmt: skip


_Words = list[tuple[int, int, str]]


class FoldedName(NamedTuple):
    """The folded words of a family name, and of the given name if one is written."""

    family: tuple[str, ...]
    given: tuple[str, ...] = ()


def fold_name(family: str | None, given: str | None) -> FoldedName:
    return FoldedName(tuple(fold_words(family or "")), tuple(fold_words(given or "")))


def names_in(beneficiary: str) -> Iterator[FoldedName]:
    """Yield the names of the natural persons in a beneficiary: « M. et Mme AUBRAC », « Léa PICQ, Paul RUFFIN »."""
    for piece in re.split(r",| et |&|/", " ".join(beneficiary.split())):
        words = [match[0] for match in _WORD.finditer(piece) if fold(match[0]) not in _TITLES]
        capitals = [word for word in words if len(word) > 1 and word.isupper()]
        family = capitals or words[-1:]
        if family:
            given = [word for word in words if word not in family]
            yield fold_name(" ".join(family), " ".join(given))


def words_of(text: str) -> frozenset[str]:
    """Return the folded words of a text among which a redactor looks for names."""
    return frozenset(fold(match[0]) for match in _WORD.finditer(text))


def mask_all(words: str) -> str:
    """Replace every character by a block; blanks stay."""
    return masking.mask_spans(words, [(0, len(words))])


@dataclass(frozen=True, slots=True)
class Redactor:
    """The redactor of an act or of a document.

    ``spans`` are the private mentions, ``open`` the public ones, ``keys`` those of the private persons.
    ``names`` are searched by their first word, the longest first; ``namesakes`` are family names that
    public persons have too; ``beneficiaries`` are masked whole, with whatever stands between the names.
    """

    spans: tuple[tuple[int, int], ...] = ()
    open: tuple[tuple[int, int], ...] = ()
    keys: tuple[str, ...] = ()
    names: dict[str, tuple[tuple[str, ...], ...]] | None = None
    namesakes: frozenset[tuple[str, ...]] = frozenset()
    beneficiaries: frozenset[str] = frozenset()

    @classmethod
    def of(cls, hidden: Iterable[FoldedName], public: Iterable[FoldedName], **options: Any) -> Redactor:
        shown = {name.family for name in public}
        rows: dict[str, set[tuple[str, ...]]] = {}
        for family, given in hidden:
            forms = {family, family + given, given + family} if family else set()
            for form in forms:
                rows.setdefault(form[0], set()).add(form)
        names = {first: tuple(sorted(forms, key=len, reverse=True)) for first, forms in rows.items()}
        return cls(names=names or None, namesakes=frozenset(shown), **options)

    @property
    def masks_nothing(self) -> bool:
        """Return whether nothing is masked."""
        return not self.spans and not self.names

    def text(self, words: str, start: int = 0) -> str:
        """Mask a passage of the document's text; ``start`` is its offset."""
        return words if self.masks_nothing else masking.mask_spans(words, self.places(words, start))

    def places(self, words: str, start: int = 0) -> Iterator[tuple[int, int]]:
        """Yield the masked ranges of a passage, relative to its first character."""
        yield from ((low - start, high - start) for low, high in self.spans)
        yield from self._find_names(words, [(low - start, high - start) for low, high in self.open])

    def string(self, words: T) -> T:
        """Mask names in a string from outside the text, as a title; return other values as they are."""
        if self.masks_nothing or not isinstance(words, str):
            return words
        return masking.mask_spans(words, self._find_names(words, ()))  # type: ignore[return-value]

    def string_places(self, words: str) -> Iterator[tuple[int, int]]:
        """Yield the masked ranges of a string from outside the text."""
        if words in self.beneficiaries:
            yield 0, len(words)
        yield from self._find_names(words, ())

    def beneficiary(self, words: str) -> str:
        """Mask the beneficiary of an award."""
        return mask_all(words) if words in self.beneficiaries else self.string(words)

    def address(self, words: str) -> str:
        """Mask names in a file name, in upper or lower case."""
        return (
            words
            if self.masks_nothing
            else masking.mask_spans(words, self._find_names(words, (), in_any_letters=True))
        )

    def _find_names(
        self, text: str, kept: Sequence[tuple[int, int]], *, in_any_letters: bool = False
    ) -> Iterator[tuple[int, int]]:
        if not self.names:
            return
        words = _split_words(text)
        free = 0  # the first word after the last name
        for at, (_, _, first) in enumerate(words):
            if at < free or not (in_any_letters or first[0].isupper()) or fold(first) not in self.names:
                continue
            if count := self._match_name(text, words, at, self.names[fold(first)]):
                span = words[at][0], words[at + count - 1][1]
                if not any(low < span[1] and span[0] < high for low, high in kept):
                    yield span
                free = at + count

    def _match_name(self, text: str, words: _Words, at: int, forms: Iterable[tuple[str, ...]]) -> int:
        """Return how many words from ``at`` on are a private person's name, of those forms; 0 if none."""
        start = words[at][0]
        for form in forms:
            row = words[at : at + len(form)]
            gaps = (text[one[1] : other[0]] for one, other in pairwise(row))
            if [fold(word) for *_, word in row] != list(form) or not all(map(_GAP.fullmatch, gaps)):
                continue
            if form in self.namesakes or (len(form) == 1 and _follows_saint(text, words, at, start)):
                continue
            return len(form)
        return 0

    def entity(self, entity: Entity) -> Entity:
        """Mask an entity: a private person has no name, and no other value quotes it."""
        value = self.value(entity.value)
        if isinstance(entity.value, Person) and value is not entity.value:
            return replace(entity, text=mask_all(entity.text), value=value)
        words = self.text(entity.text, entity.start)
        if isinstance(entity.value, Organisation | Place):
            value = self.mask_named(entity.value, entity.text, words)
        return (
            entity if words == entity.text and value is entity.value else replace(entity, text=words, value=value)
        )

    def mask_named(self, value: Named, text: str, masked: str) -> Named:
        """Mask an organisation or a place wherever the text that names it is masked, and any other name in it."""
        name = value.name
        if masked != text:
            name = join_lines(masked) if name == join_lines(text) else mask_all(name)
        name = self.string(name)
        # The INSEE code tells the name of a place: it is left out.
        if name != value.name:
            return type(value)(name)
        hides_full = isinstance(value, Organisation) and value.full_name != self.string(value.full_name)
        return type(value)(name) if hides_full else value

    def value(self, value: Any) -> Any:
        """Mask a value; a person is recognised by the key."""
        if isinstance(value, Organisation | Place):
            return self.mask_named(value, "", "")
        if not isinstance(value, Person):
            return self._mask_strings(value)
        key = value.key or str(value).casefold()
        if key not in self.keys:
            return value
        given = None if value.given is None else mask_all(value.given)
        number = f"{BLOCK}{self.keys.index(key) + 1}"
        return Person(given, mask_all(value.family), value.civility, number, "private")

    def act(self, act: Act) -> Act:
        if self.masks_nothing:
            return act
        entities = tuple(map(self.entity, act.entities))
        findings = tuple(map(self._mask_strings, act.findings))
        return replace(act, facts=self._mask_strings(act.facts), entities=entities, findings=findings)

    def _mask_strings(self, thing: Any) -> Any:
        """Mask every string of a value that may contain a name."""
        if isinstance(thing, str):
            return self.string(thing)
        if isinstance(thing, Mention):
            return replace(thing, value=self.value(thing.value))
        if isinstance(thing, Award) and thing.beneficiary in self.beneficiaries:
            thing = replace(thing, beneficiary=mask_all(thing.beneficiary))
        return map_parts(thing, self._mask_strings, keep=_FIELDS_WITHOUT_NAMES)


NO_REDACTION = Redactor()
"""The redactor that masks nothing."""


@lru_cache(maxsize=4)  # the redactors of an act and of its document go over the same text
def _split_words(text: str) -> _Words:
    return [(match.start(), match.end(), match[0]) for match in _WORD.finditer(text)]


def _follows_saint(text: str, words: _Words, at: int, start: int) -> bool:
    """Return whether the word follows « Saint- »: « Saint-Martin » is a place."""
    return at > 0 and text[words[at - 1][1] : start] == "-" and fold(words[at - 1][2]) in _SAINTS
