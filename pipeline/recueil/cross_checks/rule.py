"""A rule across acts: its identifier, its basis, and a function that compares the acts of one body.

A finding tells what was compared, and leaves the conclusion to the reader: it is information, and may have a good
reason that no act of the store gives.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from recueil.cross_checks.history import History, Place
from recueil.store.acts.history import ActOfBody
from recueil.values.finding import Severity


@dataclass(frozen=True, slots=True)
class CrossFinding:
    """What a rule found in ``act``, with the ``places`` that it compared, some of them of other acts.

    ``basis`` is the law, at the date of the act, or the arithmetic; ``expected`` and ``found`` are canonical
    texts.
    """

    rule: str
    severity: Severity
    act: ActOfBody
    places: tuple[Place, ...]
    message: str
    basis: str
    expected: str | None = None
    found: str | None = None


CrossRuleFunction = Callable[["CrossRule", History], Iterator[CrossFinding]]


@dataclass(frozen=True, slots=True)
class CrossRule:
    """A rule by its identifier, which every finding of it has."""

    id: str
    basis: str
    find: CrossRuleFunction

    def __call__(self, history: History) -> Iterator[CrossFinding]:
        return self.find(self, history)

    def finding(
        self,
        places: Sequence[Place],
        message: str,
        *,
        basis: str | None = None,
        expected: str | None = None,
        found: str | None = None,
    ) -> CrossFinding:
        """Make a finding of the act of the last of some places, compared with the others."""
        ordered = tuple(sorted(set(places), key=lambda place: (place.act.docid, place.start, place.end)))
        last = ordered[-1].act
        return CrossFinding(self.id, "information", last, ordered, message, basis or self.basis, expected, found)


def cross_rule(identifier: str, basis: str) -> Callable[[CrossRuleFunction], CrossRule]:
    """Decorator: make a rule of a function that yields its findings."""
    return lambda find: CrossRule(identifier, basis, find)
