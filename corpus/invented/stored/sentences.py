"""The sentences of ``stored_sentences.csv``, ready to be said."""

from __future__ import annotations

import re
from functools import cache

from invented.stored.blanks import BLANKS, Blank
from invented.stored.draft import Draft
from invented.vocabulary import rows

Sentence = tuple[str | Blank, ...]

_BLANK = re.compile(r"\{([^}]+)\}")
# A few sentences of common words are rare as phrases: so are most questions.
_RARE = 4_500


def say(draft: Draft, sentence: Sentence) -> None:
    """Say a sentence, its blanks filled."""
    for piece in sentence:
        if isinstance(piece, str):
            draft.sheet.say(piece)
        else:
            piece(draft)


def any_of(draft: Draft, subject: str, part: str) -> Sentence:
    """One of the sentences for a part of acts on a subject."""
    return draft.dice.pick(_sentences(subject, part))


def filler(draft: Draft) -> Sentence:
    """A sentence that could stand in any act."""
    rare = _sentences("rare", "filler")
    at = draft.dice.below(_RARE * 20)
    return rare[at] if at < len(rare) else any_of(draft, "*", "filler")


@cache
def _sentences(subject: str, part: str) -> tuple[Sentence, ...]:
    return tuple(
        _read(row["sentence"])
        for row in rows("stored_sentences")
        if (row["subject"], row["part"]) == (subject, part)
    )


def _read(sentence: str) -> Sentence:
    parts = _BLANK.split(sentence)
    pieces = [BLANKS[part] if at % 2 else part for at, part in enumerate(parts)]
    return tuple(piece for piece in pieces if piece)
