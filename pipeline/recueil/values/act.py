"""Result of an extraction: the act, its identity, facts and sections, and its entities."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Literal

from recueil.values.attendance import Attendance
from recueil.values.award import Award, FundingPlan, PrintedTotal
from recueil.values.base import Value
from recueil.values.body import BodyResolution
from recueil.values.date import PartialDate
from recueil.values.designation import Designation
from recueil.values.finding import Finding, Shortfall, find_shortfalls
from recueil.values.mention import Mention
from recueil.values.stated import Statement
from recueil.values.vote import Vote

Part = Literal["header", "visas", "considerants", "expose", "dispositif", "vote", "signature", "stamp", "annex"]


@dataclass(frozen=True, slots=True)
class Section:
    """Characters ``start`` to ``end`` are this part.

    ``label`` is the number of an article of the dispositif, or the name of an annexed file.
    """

    part: Part
    start: int
    end: int
    label: str | None = None


def part_at(sections: Sequence[Section], offset: int) -> Part | None:
    """Return the part at a character: a stamp that overlaps other parts takes precedence."""
    at = bisect_right(sections, offset, key=lambda section: section.start)
    for section in reversed(sections[:at]):
        if offset < section.end:
            return section.part
        if section.part != "stamp":
            break
    return None


@dataclass(frozen=True, slots=True)
class Identity:
    """Facts about the act itself, never about an act it cites. A fact that is missing or left blank is None.

    ``informative``: no act, but a menu, a bulletin, a poster or the like; its kind is ``autre``.
    ``title_made``: the act prints no title, and this one was made of its kind, number and day. ``body`` is the
    name of the issuing body in its usual spelling. ``ctes`` is the @CTES identifier without spaces
    (``034-243400017-20140522-12345-DE-1-1``), from which ``siren`` and ``department`` come; without it, the SIREN
    comes from the heading. ``subject`` is the @CTES matière as stated: ``7.5``. ``date`` is the day of the act,
    or of the act that the document is annexed to; ``document_date`` is the date that an annex bears itself, as
    precise as printed. ``resolution`` is which body the text shows that it is, ``body`` being the name as written.
    """

    kind: str | None = None
    number: str | None = None
    title: str | None = None
    body: str | None = None
    ctes: str | None = None
    siren: str | None = None
    department: str | None = None
    subject: str | None = None
    date: PartialDate | None = None
    document_date: PartialDate | None = None
    convocation: PartialDate | None = None
    signed: PartialDate | None = None
    transmitted: PartialDate | None = None
    received: PartialDate | None = None
    published: PartialDate | None = None
    president: Mention | None = None
    secretary: Mention | None = None
    rapporteur: Mention | None = None
    signatory: Mention | None = None
    title_made: bool = False
    informative: bool = False
    resolution: BodyResolution | None = None

    @property
    def when(self) -> PartialDate | None:
        """The date of the act, or else the date that an annex bears itself."""
        return self.date or self.document_date


@dataclass(frozen=True, slots=True)
class Facts:
    """Structured facts of one act: identity, sections, attendance, votes, awards, financing plans, designations.

    ``totals`` are those that the act prints of its awards. ``statements`` are what sources state of the act
    besides its text: the identity has those that are used.
    """

    identity: Identity = field(default_factory=Identity)
    sections: tuple[Section, ...] = ()
    attendance: Attendance = field(default_factory=Attendance)
    votes: tuple[Vote, ...] = ()
    awards: tuple[Award, ...] = ()
    funding: tuple[FundingPlan, ...] = ()
    totals: tuple[PrintedTotal, ...] = ()
    designations: tuple[Designation, ...] = ()
    statements: tuple[Statement, ...] = ()

    @property
    def shortfalls(self) -> tuple[Shortfall, ...]:
        """Where fewer names or awards were read than the act counts."""
        return find_shortfalls(self.attendance, self.votes, self.awards, self.totals)


# Measured on scans of real acts: one in ten words of lower confidence is misread, of the others one in a
# hundred at most.
_MIN_CONFIDENCE = 80


@dataclass(frozen=True, slots=True)
class Entity:
    """A mention with its source text, its page (counted from 1) and its part of the act.

    ``confidence`` is the OCR confidence of its least certain word, 0 to 100; None where there was no OCR.
    ``correction`` is the number of the correction it comes from, None if it comes from the pipeline. ``certainty``
    and ``doubtful`` are those of the mention.
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
    certainty: Decimal | None = None
    doubtful: bool = False

    @property
    def kind(self) -> str:
        return self.value.kind

    @property
    def may_be_misread(self) -> bool:
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
        of_parts = {finding for part in self.parts for finding in part.findings}
        return Act(
            self.start,
            end,
            replace(
                facts,
                sections=tuple(section for section in facts.sections if section.start < end),
                votes=tuple(vote for vote in facts.votes if vote.start < end),
                awards=tuple(award for award in facts.awards if award.start < end),
                funding=tuple(plan for plan in facts.funding if plan.start < end),
                totals=tuple(total for total in facts.totals if total.start < end),
                designations=tuple(each for each in facts.designations if each.start < end),
            ),
            tuple(entity for entity in self.entities if entity.start < end),
            tuple(finding for finding in self.findings if finding not in of_parts),
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
