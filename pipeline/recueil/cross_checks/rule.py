"""A rule across acts: its identifier, its basis, and a function that compares the acts of one body.

A finding tells what was compared, and leaves the conclusion to the reader: it is information, and may have a good
reason that no act of the store gives.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from recueil.cross_checks.history import History
from recueil.store.acts.history import ActOfBody
from recueil.values.finding import Severity


@dataclass(frozen=True, slots=True)
class CrossFinding:
    """What a rule found in ``act``, with the acts that it was compared with.

    ``basis`` is the law, at the date of the act, or the arithmetic; ``expected`` and ``found`` are canonical
    texts.
    """

    rule: str
    severity: Severity
    act: ActOfBody
    others: tuple[ActOfBody, ...]
    message: str
    basis: str
    expected: str | None = None
    found: str | None = None


CrossRuleFunction = Callable[["CrossRule", History], Iterator[CrossFinding]]


@dataclass(frozen=True, slots=True)
class CrossRule:
    """``on`` is False for a rule that is too often wrong on unseen acts: it runs only if it is asked for."""

    id: str
    basis: str
    find: CrossRuleFunction
    on: bool = True

    def __call__(self, history: History) -> Iterator[CrossFinding]:
        return self.find(self, history)

    def finding(
        self,
        acts: Sequence[ActOfBody],
        message: str,
        *,
        basis: str | None = None,
        expected: str | None = None,
        found: str | None = None,
    ) -> CrossFinding:
        """Make a finding of the last of some acts, compared with the others."""
        *others, act = sorted({act.docid: act for act in acts}.values(), key=lambda act: act.docid)
        return CrossFinding(
            self.id, "information", act, tuple(others), message, basis or self.basis, expected, found
        )


def cross_rule(identifier: str, basis: str, *, on: bool = True) -> Callable[[CrossRuleFunction], CrossRule]:
    """Decorator: make a rule of a function that yields its findings."""
    return lambda find: CrossRule(identifier, basis, find, on)
