"""Check dates: against the calendar (« 31 avril 2021 », « lundi 30 janvier 2022 ») and in their order.

In order: clear days from convocation to séance; signature, transmission, reception next. Publication is not
checked: it often precedes transmission, and a convocation is posted before the séance (« Affichage du : … »),
so an early publication is not an error.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator

from recueil.checks.arithmetic import format_day
from recueil.checks.law import MIN_CLEAR_DAYS, MIN_CLEAR_DAYS_OF_TOWNS
from recueil.checks.rule import Case, Rule, exact_day, rule
from recueil.entities.patterns import WEEKDAYS, find_ctes_date
from recueil.values import Date, Mention
from recueil.values.body import Body
from recueil.values.finding import Finding

# A first meeting after a renewal needs three clear days, an urgent one a single day.
_SHORTER = re.compile(
    r"\burgen(?:ce|te?)\b|installation (?:du|des) conseil|election (?:du|de la) (?:maire|president)|abrege"
)
# Without a quorum the council is called again, at an interval of three days at least (L2121-17).
_CALLED_AGAIN = re.compile(
    r"\bquorum\b[^.;]{0,80}\b(?:pas|non)\b[^.;]{0,40}\batteint|\bsans condition de quorum\b"
    r"|\b(?:seconde|deuxieme|nouvelle) convocation\b|\b(?:de|a) nouveau convoque"
    r"|\bconvoque\w{0,3} (?:de|a) nouveau\b"
)
# General renewals of conseils municipaux; that of 2020 ended in June, and councils met first until July.
_RENEWALS = (2001, 2008, 2014, 2020, 2026)
_INHABITANTS_OF_TOWNS = 3_850
# The first whole year of the version of L5211-1 that was verified; what earlier ones said, this does not claim.
_SINCE = 2021
_SITTING = ("deliberation", "pv", "proces-verbal", "compte-rendu", "compte rendu")


@rule(
    "convocation-delai",
    "CGCT L2121-11, L2121-12 : trois jours francs au moins, cinq dès 3 500 habitants et dans les EPCI (L5211-1)",
)
def clear_days(this: Rule, case: Case) -> Iterator[Finding]:
    identity = case.facts.identity
    called, met = case.sole_day("convocation", identity.convocation), _certain_day(case)
    # in « légalement convoqué le 16 janvier, s'est réuni » the date may be that of the séance
    if called is None or met is None or called == met or identity.kind not in _SITTING:
        return
    clear = (met - called).days - 1
    if clear >= MIN_CLEAR_DAYS_OF_TOWNS or (called < met and _CALLED_AGAIN.search(case.plain)):
        return
    where = case.date_spans("convocation", identity.convocation) + case.date_spans("seance", identity.date)
    if called < met and _is_community(case, met):
        due = f"{MIN_CLEAR_DAYS_OF_TOWNS} sont dus dans un EPCI"
        yield this.finding(
            "information",
            f"{max(clear, 0)} jours francs entre convocation et séance ; {due}.",
            where,
            expected=str(MIN_CLEAR_DAYS_OF_TOWNS),
            found=str(max(clear, 0)),
        )
        return
    if clear >= MIN_CLEAR_DAYS:
        if town := _find_town(case, met):
            yield this.finding(
                "information",
                f"{clear} jours francs entre convocation et séance ; {MIN_CLEAR_DAYS_OF_TOWNS} sont dus dès 3 500 "
                f"habitants ({town.population} habitants, {town.publication}).",
                where,
                expected=str(MIN_CLEAR_DAYS_OF_TOWNS),
                found=str(clear),
            )
        return
    if called > met:
        message = f"Convocation du {format_day(called)}, après la séance du {format_day(met)}."
        yield this.finding("warning", message, where, expected=f"avant {met}", found=str(called))
        return
    required = _required_clear_days(case)
    if required is not None and clear < required:
        yield this.finding(
            "warning",
            f"{max(clear, 0)} jours francs entre convocation et séance, {required} sont dus.",
            where,
            expected=str(required),
            found=str(max(clear, 0)),
        )


def _find_town(case: Case, met: datetime.date) -> Body | None:
    """Return the commune if five clear days are due: not for a first meeting after a renewal, nor an urgent one.

    A tenth more inhabitants than the law says, since the tables do not have those of the day of the act.
    """
    commune = case.commune
    if commune is None or (commune.population or 0) < _INHABITANTS_OF_TOWNS or _SHORTER.search(case.plain):
        return None
    return None if met.year in _RENEWALS and 3 <= met.month <= 7 else commune


def _is_community(case: Case, met: datetime.date) -> bool:
    """Return whether the rules of communes of 3 500 inhabitants apply to the council of an EPCI (L5211-1), of any
    population: not to an urgent meeting.
    """
    return case.community is not None and met.year >= _SINCE and not _SHORTER.search(case.plain)


def _required_clear_days(case: Case) -> int | None:
    """Return the days that are due of every conseil municipal: how many inhabitants there are, no act says."""
    if case.assembly != "municipal":
        return None
    return 1 if _SHORTER.search(case.plain) else MIN_CLEAR_DAYS


@rule("ordre-dates", "CGCT L2131-1 : signature, transmission et réception suivent la séance")
def date_order(this: Rule, case: Case) -> Iterator[Finding]:
    identity, met = case.facts.identity, _certain_day(case)
    if met is None:
        return
    later = (
        ("Signature", "signature", identity.signed),
        ("Transmission", "transmission", identity.transmitted),
        ("Réception", "reception", identity.received),
    )
    for name, role, when in later:
        day = case.sole_day(role, when)
        if day and day < met:
            yield this.finding(
                "error" if _is_confirmed(case, met, day) else "warning",
                f"{name} du {format_day(day)}, avant l'acte du {format_day(met)}.",
                case.date_spans(role, when) + case.date_spans("seance", identity.date),
                expected=f"{met} ou après",
                found=str(day),
            )
    sent = case.sole_day("transmission", identity.transmitted)
    received = case.sole_day("reception", identity.received)
    if sent and received and received < sent:
        message = f"Réception du {format_day(received)}, avant la transmission du {format_day(sent)}."
        where = case.date_spans("reception", identity.received) + case.date_spans(
            "transmission", identity.transmitted
        )
        yield this.finding("warning", message, where, expected=f"{sent} ou après", found=str(received))


def _certain_day(case: Case) -> datetime.date | None:
    """Return the day of the act, if it prints no other day or year of its séance or signature."""
    when = case.facts.identity.date
    role = next(
        (each.role for mention, each in case.all(Date) if each.when == when and case.prints_year(mention)), None
    )
    return case.sole_day(role, when) if role in ("seance", "signature") else None


def _is_confirmed(case: Case, met: datetime.date, day: datetime.date) -> bool:
    """Return whether the @CTES identifier confirms the séance and the other date is no mere slip in its year."""
    return case.printed == met and (met - day).days < 300


@rule("date-identifiant", "@CTES : la date de l'identifiant est celle de l'acte")
def identifier(this: Rule, case: Case) -> Iterator[Finding]:
    identity, met = case.facts.identity, _certain_day(case)
    if met is None or identity.kind not in _SITTING:
        return
    printed = case.printed
    if printed and printed != met:
        where = case.date_spans("seance", identity.date)
        message = f"L'identifiant @CTES dit {format_day(printed)}, l'acte {format_day(met)}."
        yield this.finding("information", message, where, expected=str(met), found=str(printed))


_NAMES = tuple(WEEKDAYS)


@rule("jour-semaine", "Calendrier : jour de la semaine = date")
def weekday(this: Rule, case: Case) -> Iterator[Finding]:
    for mention, date in case.all(Date):
        real = exact_day(date.when) if date.issue == "weekday" else None
        if real is None or not case.prints_year(mention):
            continue
        name = _NAMES[real.weekday()]
        words = " ".join(case.text[mention.start : mention.end].split())
        yield this.finding(
            "warning",
            f"Le {format_day(date.when)} est un {name}, l'acte écrit « {words} ».",
            ((mention.start, mention.end),),
            expected=name,
            found=str(date.when),
            correction=_find_correction(case, date, mention),
        )


def _find_correction(case: Case, date: Date, mention: Mention) -> str | None:
    """Return the day with the stated weekday of the séance, from the @CTES identifier or another date."""
    if date.role != "seance":
        return None
    words = case.plain[mention.start : mention.end]
    others = [find_ctes_date(case.text), *(each.when for _, each in case.all(Date) if _same_day(each, date))]
    fitting = {str(other) for other in others if (real := exact_day(other)) and _NAMES[real.weekday()] in words}
    return fitting.pop() if len(fitting) == 1 else None


def _same_day(one: Date, other: Date) -> bool:
    """Return whether two dates differ at most in the year.

    « L'an deux mille vingt-deux, le lundi 30 janvier » in minutes of 30 January 2023.
    """
    same = (one.when.month, one.when.day) == (other.when.month, other.when.day)
    return same and one.issue is None


@rule("date-inexistante", "Calendrier : le jour existe")
def impossible(this: Rule, case: Case) -> Iterator[Finding]:
    for mention, date in case.all(Date):
        guessed = not case.prints_year(mention) and (date.when.month, date.when.day) == (2, 29)
        if date.issue == "impossible" and not guessed:
            yield this.finding(
                "warning",
                f"Le {format_day(date.when)} n'existe pas.",
                ((mention.start, mention.end),),
                found=str(date.when),
            )
