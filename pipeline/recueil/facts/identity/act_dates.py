"""Determine the day of the act: of its séance, else of its signature, else of its @CTES identifier.

An annex (« Règlement d'assainissement ») often shows of its act only the stamps on each page; then the
identifier gives the day. A recueil is dated on its cover. An arrêté has the day of its signature, whatever
séance it recalls. A day that no date of the text gives stays unknown.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from recueil.entities.patterns import GAP
from recueil.facts.identity.kind import SINGLE_AUTHOR_KINDS
from recueil.facts.identity.stamps import Identifier, Stamps
from recueil.values import Date, Mention, PartialDate

# A recueil's cover: « RECUEIL DES ACTES ADMINISTRATIFS n° 819 du 20 février 2020 », « PUBLIÉ LE 22 JANVIER 2018 ».
_COVER = re.compile(rf"recueil{GAP}des{GAP}actes{GAP}administratifs", re.IGNORECASE)
_COVER_REACH = 300
# Where a stamp or a heading says when the act was made public, and nothing else says when it was made.
_HEAD = 400
# A document that is no act itself names on its first page the séance it was written for, and is signed at its end;
# between them it tells of others.
_FIRST_PAGE, _LAST_PAGE = 1500, 3000
# « Liste des délibérations votées le 16 mai 2025 », « Arrêté préfectoral du 30 décembre 2024 portant … »: a title.
_TITLE = re.compile(
    r"(?:\A|\n|\s[-–]\s)\s{0,40}(?:liste\s{1,4}des\s{1,4})?"
    r"(?:s[ée]ance|r[ée]union|d[ée]lib[ée]rations?|proc[èe]s-verbal|compte[- ]rendu|arr[êe]t[ée]|d[ée]cision)\b"
    r"(?:(?!\b(?:vu|modifi|abrog|approbation))[^;.:]){0,60}\Z",
    re.IGNORECASE,
)
_NON_ACT_KINDS = ("autre", "annexe", "convocation")


def find_act_date(
    text: str, kind: str | None, dates: Sequence[Mention], identifier: Identifier | None, stamps: Stamps
) -> PartialDate | None:
    """Return the act's day, or None; never a day that does not exist, nor a month."""
    if kind == "recueil" and (printed := _cover_day(text, dates)):
        return printed
    identified = identifier.day if identifier else None
    public = stamps.published or next(iter(_days_by_role(dates, "publication", _HEAD)), None)
    sent = min(
        filter(None, (stamps.transmitted, stamps.received, stamps.published)),
        key=PartialDate.first_day,
        default=None,
    )
    made = [_most_likely(days, identified, sent) for days in _candidate_days(text, kind, dates)]
    titled = None if kind in _NON_ACT_KINDS else _title_day(text, dates)
    return next(filter(None, made), None) or identified or titled or public


def _title_day(text: str, dates: Sequence[Mention]) -> PartialDate | None:
    """Return the first day of the text if the words before it name an act and cite none; or None."""
    first = next((mention for mention in dates if mention.start < _HEAD), None)
    if first is None or not _TITLE.search(text[: first.start]):
        return None
    return next(iter(_days_by_role([first], None, _HEAD)), None)


def _cover_day(text: str, dates: Sequence[Mention]) -> PartialDate | None:
    cover = _COVER.search(text)
    end = cover.end() + _COVER_REACH if cover else 0
    printed = [mention for mention in dates if cover and mention.start >= cover.end()]
    return next(iter(_days_by_role(printed, None, end)), None)


def _candidate_days(text: str, kind: str | None, dates: Sequence[Mention]) -> tuple[list[PartialDate], ...]:
    """Return lists of candidate days, the best kind first."""
    if kind in _NON_ACT_KINDS:
        last = [mention for mention in reversed(dates) if mention.start >= len(text) - _LAST_PAGE]
        first = [_days_by_role(dates, role, _FIRST_PAGE) for role in ("seance", "signature")]
        return first[0], _days_by_role(last, "signature"), first[1]
    met, signed = _days_by_role(dates, "seance"), _days_by_role(dates, "signature")
    return (signed, met) if kind in SINGLE_AUTHOR_KINDS else (met, signed)


def _most_likely(
    days: Sequence[PartialDate], identified: PartialDate | None, sent: PartialDate | None
) -> PartialDate | None:
    """Return the day that the identifier confirms, else the first not later than sending or publication; or
    None.
    """
    if identified in days:
        return identified
    return next((day for day in days if sent is None or day.first_day() <= sent.first_day()), None)


def _days_by_role(dates: Sequence[Mention], role: str | None, end: int | None = None) -> list[PartialDate]:
    """Return the days of a role, or of any role, before an offset, in reading order."""
    return [
        value.when
        for mention in dates
        if isinstance(value := mention.value, Date) and (end is None or mention.start < end)
        if role in (None, value.role) and value.when.day and value.when.exists
    ]
