"""Check dates against the calendar: « 31 avril 2021 », « lundi 30 janvier 2022 » (a wrong weekday)."""

from __future__ import annotations

from collections.abc import Iterator

from recueil.checks.rule import Case, Rule, exact, rule
from recueil.checks.words import day
from recueil.entities.patterns import WEEKDAYS, identified
from recueil.values import Date, Mention
from recueil.values.finding import Finding

_NAMES = tuple(WEEKDAYS)


@rule("jour-semaine", "Calendrier : jour de la semaine = date")
def weekday(this: Rule, case: Case) -> Iterator[Finding]:
    for mention, date in case.all(Date):
        real = exact(date.when) if date.issue == "weekday" else None
        if real is None:
            continue
        name = _NAMES[real.weekday()]
        yield this.finding(
            "warning",
            f"Le {day(date.when)} est un {name}, l'acte écrit « {_said(case.text, mention)} ».",
            ((mention.start, mention.end),),
            expected=name,
            found=str(date.when),
            correction=_corrected(case, date, mention),
        )


def _said(text: str, mention: Mention) -> str:
    return " ".join(text[mention.start : mention.end].split())


def _corrected(case: Case, date: Date, mention: Mention) -> str | None:
    """Return the day with the stated weekday of the séance, from the @CTES identifier or another date."""
    if date.role != "seance":
        return None
    words = case.plain[mention.start : mention.end]
    others = [identified(case.text), *(each.when for _, each in case.all(Date) if _same_day(each, date))]
    fitting = {str(other) for other in others if (real := exact(other)) and _NAMES[real.weekday()] in words}
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
                f"Le {day(date.when)} n'existe pas.",
                ((mention.start, mention.end),),
                found=str(date.when),
            )
