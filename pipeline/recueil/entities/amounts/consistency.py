"""Compare amounts written both in words and in digits.

« deux mille euros (2 000 €) », « 2 000 € (soit deux mille euros) ». Both are kept as written; where they
differ, both get the issue ``words``, and neither is corrected.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from recueil.values import Amount, Mention

WORDS_ISSUE = "words"

_RESTATEMENT = re.compile(r"\s{0,20}\(\s{0,20}(?:soit\s{1,20})?")


def mark_inconsistent(text: str, found: Sequence[Mention]) -> Iterator[Mention]:
    """Yield the amounts; those whose words and digits disagree get an issue."""
    differing = {
        mention
        for first, second in pairwise(found)
        if _restates(text, first, second) and _differ(first, second)
        for mention in (first, second)
    }
    for mention in found:
        if mention in differing and isinstance(mention.value, Amount):
            yield replace(mention, value=replace(mention.value, issue=WORDS_ISSUE))
        else:
            yield mention


def _restates(text: str, first: Mention, second: Mention) -> bool:
    one_in_words = (first.rule == "words") != (second.rule == "words")
    return one_in_words and bool(_RESTATEMENT.fullmatch(text, first.end, second.start))


def _differ(first: Mention, second: Mention) -> bool:
    one, other = first.value, second.value
    if not isinstance(one, Amount) or not isinstance(other, Amount):
        return False
    # « deux mille euros HT (2 400 € TTC) » are two sums.
    comparable = one.tax == other.tax or None in (one.tax, other.tax)
    return comparable and one.amount != other.amount
