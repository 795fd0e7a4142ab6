"""An act as read: what it is and says of itself, and every entity with its words and its place."""

from __future__ import annotations

from dataclasses import dataclass, replace

from recueil.values.base import Value
from recueil.values.date import PartialDate
from recueil.values.facts import Facts
from recueil.values.finding import Finding
from recueil.values.section import Part

# Measured on scans of real acts: one in ten words of lower confidence is misread, of the others one in a
# hundred at most.
_MIN_CONFIDENCE = 80


@dataclass(frozen=True, slots=True)
class Entity:
    """A mention with its source text, its page (counted from 1) and its part of the act.

    ``confidence`` is the OCR confidence of its least certain word, 0 to 100; None where there was no OCR.
    ``correction`` is the number of the correction it comes from, None if it comes from the pipeline.
    """

    start: int
    end: int
    text: str
    page: int
    value: Value
    rule: str
    part: Part | None = None
    confidence: int | None = None
    correction: int | None = None

    @property
    def kind(self) -> str:
        return self.value.kind

    @property
    def is_doubtful(self) -> bool:
        """Whether OCR may have misread it."""
        return self.confidence is not None and self.confidence < _MIN_CONFIDENCE


@dataclass(frozen=True, slots=True)
class Act:
    """One act: characters ``start`` to ``end`` of its document. All offsets count the document's characters.

    ``parts`` are the acts in it, if it is the minutes of a séance or a recueil; it includes their entities and
    findings.
    """

    start: int
    end: int
    facts: Facts
    entities: tuple[Entity, ...]
    findings: tuple[Finding, ...] = ()
    parts: tuple[Act, ...] = ()

    @property
    def apart(self) -> tuple[Act, ...]:
        """The acts one by one, without nesting: the head before the first part, then each part."""
        if not self.parts:
            return (self,)
        first = self.parts[0].start
        return (self._head(first), *self.parts) if first > self.start else self.parts

    def _head(self, end: int) -> Act:
        """Return the séance or recueil up to its first act, with the facts of the whole."""
        facts = self.facts
        told = {finding for part in self.parts for finding in part.findings}
        return Act(
            self.start,
            end,
            replace(
                facts,
                sections=tuple(section for section in facts.sections if section.start < end),
                votes=tuple(vote for vote in facts.votes if vote.start < end),
                awards=tuple(award for award in facts.awards if award.start < end),
                funding=tuple(plan for plan in facts.funding if plan.start < end),
            ),
            tuple(entity for entity in self.entities if entity.start < end),
            tuple(finding for finding in self.findings if finding not in told),
        )

    @property
    def kind(self) -> str | None:
        return self.facts.identity.kind

    @property
    def date(self) -> PartialDate | None:
        return self.facts.identity.date

    @property
    def number(self) -> str | None:
        return self.facts.identity.number

    @property
    def title(self) -> str | None:
        return self.facts.identity.title
