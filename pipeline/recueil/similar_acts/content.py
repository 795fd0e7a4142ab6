"""Choose the words that say what an act decides: its title, its text without roll, visas, votes and signatures.

Left out are masked words, names of persons, numbers, dates, amounts, citations, and the name of the body itself:
an act is like that of another year, or of another body.
"""

from __future__ import annotations

import hashlib
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from recueil.privacy.redaction.private_persons import Masks
from recueil.text import Word, content_words, fold_words
from recueil.values import Amount, BudgetLine, Date, Facts, Percentage, Period, Person, Reference

_LEFT_OUT_PARTS = frozenset({"header", "visas", "vote", "signature", "stamp", "annex"})
_LEFT_OUT_KINDS = frozenset(
    kind.kind for kind in (Person, Date, Period, Amount, Percentage, BudgetLine, Reference)
)


@dataclass(frozen=True, slots=True)
class Content:
    """The keys of the words of the title, and the words of the text, which count characters from the act's start.

    ``digest`` is the same of two acts whose texts have the same words, masked ones apart.
    """

    title: tuple[str, ...] = ()
    words: tuple[Word, ...] = ()
    digest: int = 0


def read_content(
    act: Mapping[str, Any],
    facts: Facts,
    found: Iterable[Mapping[str, Any]],
    read: Sequence[Word],
    masks: Masks,
    masked: Sequence[tuple[int, int]],
) -> Content:
    """Choose among the words of an act, of which those at ``masked`` ranges are masked in its document."""
    start, entities = act["start"], list(found)
    own = {*fold_words(act["body"] or ""), *fold_words(facts.identity.body or "")}
    values = [(each["start"] - start, each["end"] - start) for each in entities if each["kind"] in _LEFT_OUT_KINDS]
    parts = [(each.start - start, each.end - start) for each in facts.sections if each.part in _LEFT_OUT_PARTS]
    shown = _outside(read, masked)
    said = [word for word in _outside(shown, values) if _is_word(word) and word.form not in own]
    deciding = _outside(said, parts)
    digest = hashlib.blake2b(" ".join(word.key for word in shown).encode(), digest_size=8).digest()
    return Content(
        tuple(_title_keys(act["title"] or "", own | _names(entities), masks)),
        tuple(deciding or said),
        int.from_bytes(digest, "big", signed=True),
    )


def _outside(words: Sequence[Word], spans: Iterable[tuple[int, int]]) -> Sequence[Word]:
    """Return the words, in order, that overlap none of the spans."""
    starts, ends = [word.start for word in words], [word.end for word in words]
    kept: list[Word] = []
    reached = 0
    for start, end in sorted(spans):
        kept += words[reached : bisect_right(ends, start)]
        reached = max(reached, bisect_left(starts, end))
    return [*kept, *words[reached:]]


def _is_word(word: Word) -> bool:
    return len(word.key) > 1 and not word.form[0].isdigit()


def _names(entities: Iterable[Mapping[str, Any]]) -> set[str]:
    """Return the words of the names of persons."""
    persons = (each for each in entities if each["kind"] == Person.kind)
    return {word for each in persons for word in fold_words(f"{each['given'] or ''} {each['family'] or ''}")}


def _title_keys(title: str, others: set[str], masks: Masks) -> Iterable[str]:
    is_masked = masks.over([span for redactor in masks.redactors for span in redactor.string_places(title)])
    for word in content_words(title):
        if _is_word(word) and word.form not in others and not is_masked(word.start, word.end):
            yield word.key
