"""Who voted how, where the act names them: « 2 contre (MM. X et Y) », « M. X s'abstient »."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence

from recueil.values.mention import Mention

# What may stand between two names of one list; « M. X, porteur du pouvoir de Mme Y » casts two votes.
_BETWEEN = re.compile(
    r"(?:[\s,;:()/•·–—+&.\"«»-]|\b(?:et|mm|mr?|mrs|mmes?|mlles?|dr|messieurs|monsieur|mesdames|madame|mademoiselle|"
    r"maitre|docteur|ainsi que|porteu(?:r|se)|ayant|pouvoirs?|procurations?|mandataire|avec|par|le|la|du|de|des)\b"
    r"|\bd')*+"
)
_LONGEST_GAP = 45
# A list of names is whole when a sentence, a bracket, a line or another count follows it.
_WHOLE = re.compile(r"\s*+(?:[.;)|]|\n|\d|$|pour\b|contre\b|abst|vote)|\s*\n")
# Names before a verb are all there are when nothing else comes before them.
_OPENING = re.compile(r"(?:^|[.,;:(\n|])\s{0,9}(?:m|mm|mr|mmes?|messieurs|monsieur|madame|mesdames)?\.?\s{0,3}$")


class Names:
    """The persons of a text, asked for by place. ``folded`` is the text without accents and capitals."""

    def __init__(self, folded: str, persons: Sequence[Mention]) -> None:
        self._folded = folded
        self._persons = persons
        self._starts = [person.start for person in persons]

    def after(self, start: int, until: int) -> tuple[Mention, ...]:
        """The list of names that begins at ``start``, none beyond ``until``."""
        listed: list[Mention] = []
        at = start
        for index in range(bisect_left(self._starts, start), len(self._persons)):
            person = self._persons[index]
            if person.end > until or not self._joined(at, person.start):
                break
            listed.append(person)
            at = person.end
        return tuple(listed)

    def before(self, end: int, since: int) -> tuple[Mention, ...]:
        """The list of names that ends at ``end``, none before ``since``."""
        listed: list[Mention] = []
        at = end
        for index in range(bisect_left(self._starts, end) - 1, -1, -1):
            person = self._persons[index]
            if person.start < since or person.end > at or not self._joined(person.end, at):
                break
            listed.append(person)
            at = person.start
        return tuple(reversed(listed))

    def whole(self, listed: Sequence[Mention]) -> bool:
        """Whether nothing but this list follows its label: not « Contre : M. X, M. le maire »."""
        return bool(listed) and _WHOLE.match(self._folded, listed[-1].end) is not None

    def opening(self, listed: Sequence[Mention]) -> bool:
        """Whether the list is all that stands before its verb: not « M. le maire et Mme X s'abstiennent »."""
        start = listed[0].start
        return _OPENING.search(self._folded, max(0, start - 20), start) is not None

    def _joined(self, start: int, end: int) -> bool:
        return end - start <= _LONGEST_GAP and _BETWEEN.fullmatch(self._folded, start, end) is not None
