"""Who voted how, where the act names them: « 2 contre (MM. X et Y) », « M. X s'abstient »."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from recueil.facts.votes.vote_labels import Position, VoteLabel
from recueil.values.mention import Mention

# What may stand between two names of one list; « M. X, porteur du pouvoir de Mme Y » casts two votes.
_BETWEEN_NAMES = re.compile(
    r"(?:[\s,;:()/•·–—+&.\"«»-]|\b(?:et|mm|mr?|mrs|mmes?|mlles?|dr|messieurs|monsieur|mesdames|madame|mademoiselle|"
    r"maitre|docteur|ainsi que|porteu(?:r|se)|ayant|pouvoirs?|procurations?|mandataire|avec|par|le|la|du|de|des)\b"
    r"|\bd')*+"
)
_INTRODUCES = re.compile(r"\s{0,3}(?:[(:–-]|de\b|d')")
LONGEST_LIST = 900
_LONGEST_GAP = 45
# A list of names is whole when a sentence, a bracket, a line or another count follows it.
_LIST_ENDS = re.compile(r"\s*+(?:[.;)|]|\n|\d|$|pour\b|contre\b|abst|vote)|\s*\n")
# Names before a verb are the complete list when nothing else comes before them.
_LIST_STARTS = re.compile(
    r"(?:^|[.,;:(\n|–—]|\s-|\b(?:l'exception\s+de|hormis|sauf|exceptee?s?))\s{0,9}(?:m|mm|mr|mmes?|messieurs|monsieur|madame|mesdames)?\.?\s{0,3}$"
)


class VoterNames:
    """The persons of a text, looked up by offset. ``folded`` is the text without accents and capitals."""

    def __init__(self, folded: str, persons: Sequence[Mention]) -> None:
        self._folded = folded
        self._persons = persons
        self._starts = [person.start for person in persons]

    def after(self, start: int, until: int) -> tuple[Mention, ...]:
        """Return the list of names that begins at ``start`` and ends by ``until``; a repeated name ends the
        list.
        """
        listed: list[Mention] = []
        at = start
        for index in range(bisect_left(self._starts, start), len(self._persons)):
            person = self._persons[index]
            if person.end > until or not self._joined(at, person.start):
                break
            if person.full_name in (other.full_name for other in listed):
                break
            listed.append(person)
            at = person.end
        return tuple(listed)

    def before(self, end: int, since: int) -> tuple[Mention, ...]:
        """Return the list of names that ends at ``end`` and begins at or after ``since``."""
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
        """Return whether the list is all that follows its label: not « Contre : M. X, M. le maire »."""
        return bool(listed) and _LIST_ENDS.match(self._folded, listed[-1].end) is not None

    def opening(self, listed: Sequence[Mention]) -> bool:
        """Return whether the list is all that stands before its verb: not « M. le maire et Mme X
        s'abstiennent ».
        """
        start = listed[0].start
        return _LIST_STARTS.search(self._folded, max(0, start - 40), start) is not None

    def _joined(self, start: int, end: int) -> bool:
        return end - start <= _LONGEST_GAP and _BETWEEN_NAMES.fullmatch(self._folded, start, end) is not None


@dataclass(frozen=True, slots=True)
class Voters:
    """The voters of one position. Only if they are all named (``complete``) is their number the count."""

    names: tuple[Mention, ...]
    complete: bool


def find_voters(folded: str, row: Sequence[VoteLabel], names: VoterNames, leading: bool) -> dict[Position, Voters]:
    """Return the voters named by the labels of one vote, by position.

    ``leading``: figures stand before their labels.
    """
    found: dict[Position, Voters] = {}
    for label, listed in _labels_with_names(folded, row, names, leading):
        whole = _are_all_voters(label, listed, names) if label.verb is not None else names.whole(listed)
        before = found.get(label.position, Voters((), True))
        found[label.position] = Voters(before.names + listed, before.complete and whole)
    return found


def _are_all_voters(label: VoteLabel, listed: Sequence[Mention], names: VoterNames) -> bool:
    """Return whether the names before a verb are all the voters; « M. X vote pour » names one of many."""
    return label.position != "votes_for" and names.opening(listed)


def _labels_with_names(
    folded: str, row: Sequence[VoteLabel], names: VoterNames, leading: bool
) -> Iterator[tuple[VoteLabel, tuple[Mention, ...]]]:
    """Yield each label that has names, with its names: before the label if it is a verb, otherwise after
    it.
    """
    since = 0
    for label, following in zip(row, (*row[1:], None), strict=True):
        if label.verb is not None:
            listed = names.before(label.start, max(since, label.start - LONGEST_LIST))
        else:
            listed = _names_after(folded, label, following, names, leading)
        if listed:
            yield label, listed
        since = max(label.last, listed[-1].end if listed else 0)


def _names_after(
    folded: str, label: VoteLabel, following: VoteLabel | None, names: VoterNames, leading: bool
) -> tuple[Mention, ...]:
    """Return the names after a label: none after « Abstention : 0 », at most its figure if the following
    label is a verb that may claim the rest.
    """
    figure = label.figure(leading)
    at = figure[1] if figure and figure is label.after else label.end
    if not label.colon and not _INTRODUCES.match(folded, at):
        return ()
    listed = names.after(at, following.first if following else label.last + LONGEST_LIST)
    if figure and (figure[0] == 0 or (following and following.verb is not None)):
        return listed[: figure[0]]
    return listed
