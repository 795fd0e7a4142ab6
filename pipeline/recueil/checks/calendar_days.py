"""Check dates against the calendar: « 31 avril 2021 », « lundi 30 janvier 2022 » (a wrong weekday).

A date that leaves its year to the reader has no wrong weekday.
"""

from __future__ import annotations

from collections.abc import Iterator

from recueil.checks.arithmetic import format_day
from recueil.checks.rule import Case, Rule, exact_day, rule
from recueil.entities.patterns import WEEKDAYS, find_ctes_date
from recueil.values import Date, Mention
from recueil.values.finding import Finding

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
        if date.issue == "impossible":
            yield this.finding(
                "warning",
                f"Le {format_day(date.when)} n'existe pas.",
                ((mention.start, mention.end),),
                found=str(date.when),
            )
