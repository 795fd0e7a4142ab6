"""Find the masked words of an act for the index: a reader sees it on its own page or within its document,
so a word is masked if either redactor masks it.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from recueil.privacy.redaction.private_persons import combine_redactors
from recueil.privacy.redaction.redactor import Redactor
from recueil.store.index.terms import masked_key
from recueil.text import content_words, words_with_offsets

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
