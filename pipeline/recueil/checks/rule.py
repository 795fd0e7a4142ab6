"""Rule: an identifier, the law or the arithmetic it is based on, and a function that checks one act.

Includes which assembly sits, as far as the act says: the rules of the CGCT do not apply to every board.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal, TypeVar

from recueil.checks.chart import Chart
from recueil.entities.patterns import find_ctes_date
from recueil.facts.identity.referential import Referential
from recueil.text import fold_accents
from recueil.values import Amount, Attendance, BudgetLine, Date, Mention, PartialDate, Percentage
from recueil.values.act import Facts
from recueil.values.body import Body
from recueil.values.finding import Finding, Severity

_COMMUNITIES = ("cc", "ca", "cu", "metropole")
_LYON = "200046977"
Assembly = Literal["municipal", "communautaire", "departemental", "regional", "syndical", "other"]

_NAMED = re.compile(
    r"(?P<other>conseil\sd'administration|centre\s(?:inter)?communal\sd'action\ssociale|caisse\sdes\secoles|\bccas\b"
    r"|commission\spermanente|conseil\sd'(?:arrondissement|exploitation)"
    r"|\bbureau\s(?:communautaire|metropolitain|syndical))"
    r"|(?P<municipal>conseil\smunicipal|conseillers\smunicipaux)"
    r"|(?P<communautaire>conseil\s(?:communautaire|metropolitain|de\s(?:la\s)?(?:communaute|metropole|territoire))"
    r"|conseillers\s(?:communautaires|metropolitains))"
    r"|(?P<departemental>conseil\s(?:departemental|general)\b|conseillers\s(?:departementaux|generaux))"
    r"|(?P<regional>conseil\sregional|conseillers\sregionaux)"
    r"|(?P<syndical>comite\ssyndical|conseil\ssyndical|delegues\ssyndicaux)"
)
_HEAD = 4000
_YEAR = re.compile(
    r"(?<![0-9])(?:1[89]|20)[0-9]{2}(?![0-9])|\bdeux[\s-]{1,3}mil|\bmil(?:le)?\b"
    r"|[0-9]\s?[/.-]\s?[0-9]{1,2}\s?[/.-]\s?[0-9]{2}"
)


def _find_assembly(plain: str) -> Assembly | None:
    """Return the first assembly named in the head of the act; ``plain`` is lower case without accents."""
    match = _NAMED.search(plain, 0, _HEAD)
    return match.lastgroup if match else None  # type: ignore[return-value]


Spans = tuple[tuple[int, int], ...]
V = TypeVar("V", Amount, BudgetLine, Date, Percentage)


@dataclass(frozen=True)
class Case:
    """One act as a rule sees it. ``chart`` and ``referential`` are None where the pipeline has no such tables."""

    text: str
    facts: Facts
    entities: Mapping[str, Sequence[Mention]]
    chart: Chart | None = None
    referential: Referential | None = None

    @cached_property
    def plain(self) -> str:
        """The text in lower case without accents, character for character."""
        return fold_accents(self.text)

    @cached_property
    def assembly(self) -> Assembly | None:
        """The assembly that issued the act."""
        return _find_assembly(self.plain)

    @cached_property
    def commune(self) -> Body | None:
        """The commune whose council the act is of; None if it is not known, or others are parts of it.

        Its population is that of the publication named, which may be another than on the day of the act.
        """
        resolution = self.facts.identity.resolution
        if self.referential is None or self.assembly != "municipal" or resolution is None or not resolution.siren:
            return None
        body = self.referential.body_of(resolution.siren)
        known = body is not None and body.kind == "commune" and body.population is not None
        return body if body and known and not self.referential.has_absorbed(body.code) else None

    @cached_property
    def community(self) -> Body | None:
        """The communauté or métropole whose council the act is of; None if it is not known, or no EPCI (Lyon)."""
        resolution = self.facts.identity.resolution
        if self.referential is None or self.assembly != "communautaire" or resolution is None:
            return None
        body = self.referential.body_of(resolution.siren) if resolution.siren else None
        return body if body and body.kind in _COMMUNITIES and body.siren != _LYON else None

    @cached_property
    def sure_attendance(self) -> Attendance:
        """The attendance without the members whose place in it is doubtful."""
        return _without_doubt(self.facts.attendance)

    @cached_property
    def printed(self) -> datetime.date | None:
        """The day in the @CTES identifier."""
        return exact_day(find_ctes_date(self.text)) if self.facts.identity.ctes else None

    def all(self, value: type[V]) -> list[tuple[Mention, V]]:
        """Return the mentions of one kind without doubt, with their values, in the order of the text."""
        mentions = self.entities.get(value.kind, ())
        return [
            (mention, mention.value)
            for mention in mentions
            if isinstance(mention.value, value) and not mention.doubtful
        ]

    @property
    def day(self) -> datetime.date | None:
        """The date of the act, if it is known to the day."""
        return exact_day(self.facts.identity.date)

    def prints_year(self, mention: Mention) -> bool:
        """Return whether the words of a date have its year: « jeudi 5 octobre » got it from another date."""
        return _YEAR.search(self.plain, mention.start, mention.end) is not None

    def sole_day(self, role: str, when: PartialDate | None) -> datetime.date | None:
        """Return the day of a date in a role, if every date of the act in this role is that day, with its year."""
        dates = [(mention, date) for mention, date in self.all(Date) if date.role == role]
        certain = dates and all(date.when == when and self.prints_year(mention) for mention, date in dates)
        return exact_day(when) if certain else None

    def date_spans(self, role: str, when: PartialDate | None) -> Spans:
        """Return the first place that gives this date in this role."""
        dates = self.all(Date)
        return next((((m.start, m.end),) for m, date in dates if date.role == role and date.when == when), ())


def _without_doubt(attendance: Attendance) -> Attendance:
    return replace(
        attendance,
        present=_sure(attendance.present),
        represented=_sure(attendance.represented),
        excused=_sure(attendance.excused),
        absent=_sure(attendance.absent),
        proxies=tuple(
            proxy
            for proxy in attendance.proxies
            if not (proxy.giver.doubtful or (proxy.holder is not None and proxy.holder.doubtful))
        ),
    )


def _sure(members: Iterable[Mention]) -> tuple[Mention, ...]:
    return tuple(member for member in members if not member.doubtful)


def exact_day(when: PartialDate | None) -> datetime.date | None:
    return when.first_day() if when and when.day and when.exists else None


def spans(mentions: Iterable[Mention]) -> Spans:
    return tuple((mention.start, mention.end) for mention in mentions)


RuleFunction = Callable[["Rule", Case], Iterator[Finding]]


@dataclass(frozen=True, slots=True)
class Rule:
    """``on`` is False for a rule that is too often wrong on unseen acts: it runs only if it is asked for."""

    id: str
    basis: str
    find: RuleFunction
    on: bool = True

    def __call__(self, case: Case) -> Iterator[Finding]:
        return self.find(self, case)

    def finding(
        self,
        severity: Severity,
        message: str,
        where: Spans,
        *,
        expected: str | None = None,
        found: str | None = None,
        correction: str | None = None,
    ) -> Finding:
        return Finding(self.id, severity, message, self.basis, where, expected, found, correction)


def rule(identifier: str, basis: str, *, on: bool = True) -> Callable[[RuleFunction], Rule]:
    """Decorator: make a rule of a function that yields its findings."""
    return lambda find: Rule(identifier, basis, find, on)
