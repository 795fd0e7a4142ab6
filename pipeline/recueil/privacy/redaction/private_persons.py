"""Find the private persons of an act, build the redactor that hides them, and mask their words for the index.

The store has each person's privacy class, or else the facts of the act decide it.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from recueil.privacy.redaction.redactor import NO_REDACTION, FoldedName, Redactor, fold_name, names_in
from recueil.store.index.terms import masked_key
from recueil.text import content_words, fold_words, pad_with_spaces, words_with_offsets
from recueil.values import Person


def private_keys(mentions: Iterable[tuple[str, str | None]], official: Collection[str]) -> frozenset[str]:
    """Return the keys of the private persons of an act, from the key and the privacy class of each mention.

    Persons without a class, as in acts that an earlier pipeline read, are public only if ``official``: the
    act says that they sit, vote or sign.
    """
    standings: dict[str, set[str | None]] = {}
    for key, standing in mentions:
        standings.setdefault(key, set()).add(standing)
    return frozenset(key for key, classes in standings.items() if _is_private(classes, key in official))


def _is_private(classes: Collection[str | None], is_official: bool) -> bool:
    return "private" in classes or ("public" not in classes and not is_official)


def has_family_name(words: Collection[str], families: Iterable[Sequence[str]]) -> bool:
    """Return whether the words of a name contain one of these family names."""
    return any(family and set(family) <= set(words) for family in families)


NO_WORDS = pad_with_spaces([])
"""The indexed words of a beneficiary who is a private person: none."""


class NamedPerson(NamedTuple):
    """A mention of a person, at characters ``start`` to ``end`` of the document."""

    start: int
    end: int
    given: str | None
    family: str
    key: str | None
    standing: str | None

    @property
    def written(self) -> str:
        return str(Person(self.given, self.family))

    @property
    def identity(self) -> str:
        """Return what all mentions of the person in the act share: the key, or else the name."""
        return self.key or self.written.casefold()


def make_redactor(named: Sequence[NamedPerson], awarded: Sequence[str], official: Collection[str]) -> Redactor:
    """Return the redactor of an act.

    ``awarded`` are beneficiaries who are private persons; ``official`` the names of persons of whom the act
    says more than their name.
    """
    officials = {one.identity for one in named if one.written in official}
    private = private_keys(((one.identity, one.standing) for one in named), officials)
    if not private and not awarded:
        return NO_REDACTION
    hidden = [one for one in named if one.identity in private]
    public = [one for one in named if one.identity not in private]
    return Redactor.of(
        [*(fold_name(one.family, one.given) for one in hidden), *_beneficiary_names(awarded)],
        [fold_name(one.family, one.given) for one in public],
        spans=tuple((one.start, one.end) for one in hidden),
        open=tuple((one.start, one.end) for one in public),
        keys=tuple(dict.fromkeys(one.identity for one in hidden)),
        beneficiaries=frozenset(awarded),
    )


def _beneficiary_names(awarded: Iterable[str]) -> Iterator[FoldedName]:
    for beneficiary in awarded:
        yield FoldedName(tuple(fold_words(beneficiary)))
        yield from names_in(beneficiary)


def combine_redactors(redactors: Iterable[Redactor]) -> Redactor:
    """Combine the redactors of all acts of a document."""
    rows = list(redactors)
    if len(rows) < 2:
        return rows[0] if rows else NO_REDACTION
    names: dict[str, set[tuple[str, ...]]] = defaultdict(set)
    for first, forms in ((first, forms) for redactor in rows for first, forms in (redactor.names or {}).items()):
        names[first].update(forms)
    return Redactor(
        tuple(dict.fromkeys(span for redactor in rows for span in redactor.spans)),
        tuple(dict.fromkeys(span for redactor in rows for span in redactor.open)),
        tuple(dict.fromkeys(key for redactor in rows for key in redactor.keys)),
        {first: tuple(sorted(forms, key=len, reverse=True)) for first, forms in names.items()} or None,
        frozenset().union(*(redactor.namesakes for redactor in rows)),
        frozenset().union(*(redactor.beneficiaries for redactor in rows)),
    )


Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Masks:
    """The redactor of an act, and that of all acts of its document if it differs."""

    redactors: tuple[Redactor, ...]

    @classmethod
    def of(cls, own: Redactor, others: Iterable[Redactor]) -> Masks:
        whole = combine_redactors([own, *others])
        return cls(
            tuple(
                redactor for redactor in ((own,) if own == whole else (own, whole)) if not redactor.masks_nothing
            )
        )

    def places(self, words: str, start: int) -> list[Span]:
        """Return the masked ranges of a passage of the text, relative to its first character."""
        return [span for redactor in self.redactors for span in redactor.places(words, start)]

    def hides(self, words: str) -> bool:
        """Return whether any part of a string from outside the text is masked."""
        return any(redactor.string(words) != words for redactor in self.redactors)

    def keys(self, words: str) -> Iterator[str]:
        """Yield the index keys of a string from outside the text, those of masked words with a prefix."""
        is_masked = self.over([span for redactor in self.redactors for span in redactor.string_places(words)])
        for word in content_words(words):
            yield masked_key(word.key) if is_masked(word.start, word.end) else word.key

    def words(self, name: str) -> Iterator[str]:
        """Yield the folded words of a name, masked ones with a prefix."""
        is_masked = self.over([span for redactor in self.redactors for span in redactor.string_places(name)])
        for start, end, word in words_with_offsets(name):
            yield masked_key(word) if is_masked(start, end) else word

    @staticmethod
    def over(spans: Iterable[Span]) -> Callable[[int, int], bool]:
        """Return a predicate: does a range overlap any of the spans?"""
        starts: list[int] = []
        ends: list[int] = []
        for start, end in sorted(spans):
            if ends and start <= ends[-1]:
                ends[-1] = max(end, ends[-1])
            else:
                starts.append(start)
                ends.append(end)

        def is_over(start: int, end: int) -> bool:
            at = bisect_right(ends, start)
            return at < len(starts) and starts[at] < end

        return is_over
