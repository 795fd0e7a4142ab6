"""Which words of an act a mask covers, on its own page or in its document, whichever a reader sees them on."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from recueil import analysis
from recueil.privacy.redaction.private_names import joined
from recueil.privacy.redaction.redactor import Veil
from recueil.store.index.store_terms import masked_key

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Masks:
    """The veil of an act, and that of all acts of its document where it is another."""

    veils: tuple[Veil, ...]

    @classmethod
    def of(cls, own: Veil, others: Iterable[Veil]) -> Masks:
        whole = joined([own, *others])
        return cls(tuple(veil for veil in ((own,) if own == whole else (own, whole)) if not veil.is_clear))

    def places(self, words: str, start: int) -> list[Span]:
        """The characters of a stretch of the text that are masked, counted from its own first."""
        return [span for veil in self.veils for span in veil.places(words, start)]

    def hides(self, words: str) -> bool:
        """Whether what is said beside the text is masked in any part."""
        return any(veil.said(words) != words for veil in self.veils)

    def keys(self, words: str) -> Iterator[str]:
        """The keys of what is said beside the text."""
        is_masked = self.over([span for veil in self.veils for span in veil.said_places(words)])
        for word in analysis.content(words):
            yield masked_key(word.key) if is_masked(word.start, word.end) else word.key

    def words(self, name: str) -> Iterator[str]:
        """The folded words of a name."""
        is_masked = self.over([span for veil in self.veils for span in veil.said_places(name)])
        for start, end, word in analysis.placed_words(name):
            yield masked_key(word) if is_masked(start, end) else word

    @staticmethod
    def over(spans: Iterable[Span]) -> Callable[[int, int], bool]:
        """Whether some characters have one in common with any of the spans."""
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
