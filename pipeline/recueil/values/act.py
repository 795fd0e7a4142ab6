"""An act as read: what it is and says of itself, and every entity with its words and its place."""

from __future__ import annotations

from dataclasses import dataclass, replace

from recueil.values.base import Value
from recueil.values.date import PartialDate
from recueil.values.facts import Facts
from recueil.values.finding import Finding
from recueil.values.section import Part

# Measured on scans of real acts: of the words that OCR gives less, one in ten is misread, of the others one in a
# hundred at most.
_DOUBTFUL = 80


@dataclass(frozen=True, slots=True)
class Entity:
    """A mention with its surface words, its page (counted from 1) and the part of the act that holds it.

    ``confidence`` is what OCR gave the least sure of its words, 0 to 100; None where nobody had to guess.
    ``correction`` is the number of the correction that says so, None where the pipeline does.
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
        return self.confidence is not None and self.confidence < _DOUBTFUL


@dataclass(frozen=True, slots=True)
class Act:
    """One act: characters ``start`` to ``end`` of its document. All offsets count the document's characters.

    ``parts`` are the acts in it, where it is a séance's or a recueil: their entities and findings are its own too.
    """

    start: int
    end: int
    facts: Facts
    entities: tuple[Entity, ...]
    findings: tuple[Finding, ...] = ()
    parts: tuple[Act, ...] = ()

    @property
    def apart(self) -> tuple[Act, ...]:
        """The acts one by one, none inside another: what stands above the first of the parts, then each part."""
        if not self.parts:
            return (self,)
        first = self.parts[0].start
        return (self._head(first), *self.parts) if first > self.start else self.parts

    def _head(self, end: int) -> Act:
        """What the séance or the recueil says of itself, before its acts; all that is said of the whole stays."""
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
