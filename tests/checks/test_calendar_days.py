"""Weekdays, days that are none, and the order of an act's dates."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from recueil.values import PartialDate
from recueil.values.act import Facts, Identity
from recueil.values.attendance import Attendance, Headcount
from recueil.values.finding import Finding

Findings = Callable[..., list[Finding]]
COUNCIL = "Le conseil municipal de Vertmont. "
IDENTIFIER = "099-219900420-20230206-D2023_14-DE"
IDENTIFIED = f" ID : {IDENTIFIER}"


def facts(seats: int | None = None, ctes: str | None = None, /, **dates: str) -> Facts:
    """An act with these dates and this identifier, of a council of so many seats."""
    identity = Identity(kind="deliberation", ctes=ctes)
    for name, when in dates.items():
        identity = replace(identity, **{name: PartialDate.parse(when)})  # type: ignore[arg-type]
    return Facts(identity=identity, attendance=Attendance(counts=Headcount(in_office=seats)))


ROLES = {
    "date": "seance",
    "convocation": "convocation",
    "signed": "signature",
    "transmitted": "transmission",
    "received": "reception",
    "published": "publication",
}


def written(text: str, /, **dates: str) -> str:
    """The text, followed by its dates in their roles."""
    return text + "".join(f" <DATE {day} {ROLES[name]}>{day}</DATE>" for name, day in dates.items())


def test_a_weekday_that_is_another(findings: Findings) -> None:
    (found,) = findings("le <DATE 2009-10-16 seance !weekday>jeudi 16 octobre 2009</DATE>")
    assert found == Finding(
        "jour-semaine",
        "warning",
        "Le 16/10/2009 est un vendredi, l'acte écrit « jeudi 16 octobre 2009 ».",
        "Calendrier : jour de la semaine = date",
        ((3, 24),),
        "vendredi",
        "2009-10-16",
    )


def test_a_leap_day_whose_year_was_inferred_may_exist(findings: Findings) -> None:
    assert findings("le <DATE 2025-02-29 !impossible>29 février</DATE>") == []
    checks = [each.check for each in findings("le <DATE 2025-02-29 !impossible>29 février 2025</DATE>")]
    assert checks == ["date-inexistante"]
    assert [each.check for each in findings("le <DATE 2025-02-30 !impossible>30 février</DATE>")] == checks


@pytest.mark.parametrize("words", ["jeudi 16 octobre", "jeudi 16/10", "jeudi 16 octobre prochain"])
def test_a_year_that_was_inferred_accuses_no_weekday(findings: Findings, words: str) -> None:
    assert findings(f"le <DATE 2009-10-16 seance !weekday>{words}</DATE>") == []


@pytest.mark.parametrize(
    "words", ["jeudi 16 octobre deux mille neuf", "jeudi 16/10/09", "L'an deux mil neuf, le jeudi 16 octobre"]
)
def test_a_year_in_words_or_two_digits_is_one(findings: Findings, words: str) -> None:
    found = findings(f"le <DATE 2009-10-16 seance !weekday>{words}</DATE>")
    assert [f.check for f in found] == ["jour-semaine"]


CORRECTED = [
    ("le <DATE 2022-01-30 seance !weekday>lundi 30 janvier 2022</DATE>, procès-verbal du <DATE 2023-01-30>30/01/2023</DATE>", "2023-01-30"),
    ("le <DATE 2022-02-06 seance !weekday>lundi 6 février 2022</DATE>" + IDENTIFIED, "2023-02-06"),
    ("le <DATE 2022-02-06 seance !weekday>mardi 6 février 2022</DATE>" + IDENTIFIED, None),
    ("le <DATE 2022-02-06 effect-start !weekday>lundi 6 février 2022</DATE>" + IDENTIFIED, None),
]  # fmt: skip


@pytest.mark.parametrize(("tagged", "correction"), CORRECTED)
def test_the_weekday_and_another_mention_tell_the_year(
    findings: Findings, tagged: str, correction: str | None
) -> None:
    assert [f.correction for f in findings(tagged)] == [correction]


def test_a_day_of_no_calendar(findings: Findings) -> None:
    (found,) = findings("Publié le <DATE 2021-04-31 publication !impossible>31/04/2021</DATE>")
    assert (found.check, found.severity, found.message) == (
        "date-inexistante",
        "warning",
        "Le 31/04/2021 n'existe pas.",
    )


DELAYS = [
    (COUNCIL, 65, "2014-07-18", []),
    (COUNCIL, 29, "2014-07-19", []),
    (COUNCIL, 15, "2014-07-20", []),
    (COUNCIL, 15, "2014-07-21", ["2 jours francs entre convocation et séance, 3 sont dus."]),
    (COUNCIL, None, "2014-07-20", []),
    (COUNCIL + "Vu l'urgence, ", 29, "2014-07-22", []),
    (COUNCIL + "Installation du conseil et élection du maire. ", 29, "2014-07-21", []),
    ("La commission permanente. ", 29, "2014-07-23", []),
    (COUNCIL, 29, "2014-07-28", ["Convocation du 28/07/2014, après la séance du 24/07/2014."]),
]


@pytest.mark.parametrize(("text", "seats", "called", "messages"), DELAYS)
def test_clear_days(findings: Findings, text: str, seats: int | None, called: str, messages: list[str]) -> None:
    dates = {"date": "2014-07-24", "convocation": called}
    found = findings(written(text, **dates), facts(seats, **dates))
    assert [(f.severity, f.message) for f in found] == [("warning", message) for message in messages]


ORDERS = [
    ("", {"published": "2023-02-07", "transmitted": "2023-02-10", "received": "2023-02-10"}, []),
    ("", {"published": "2023-02-01"}, []),
    ("", {"signed": "2023-02-08", "transmitted": "2023-02-06"}, []),
    ("", {"transmitted": "2023-02-02"}, [("ordre-dates", "warning")]),
    (IDENTIFIED, {"transmitted": "2023-02-02"}, [("ordre-dates", "error")]),
    (IDENTIFIED, {"transmitted": "2022-02-10"}, [("ordre-dates", "warning")]),
    ("", {"transmitted": "2023-02-10", "received": "2023-02-09"}, [("ordre-dates", "warning")]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "dates", "expected"), ORDERS)
def test_what_follows_the_act_follows_it(
    findings: Findings, text: str, dates: dict[str, str], expected: list[tuple[str, str]]
) -> None:
    printed = IDENTIFIER if text == IDENTIFIED else None
    dates = {"date": "2023-02-06", **dates}
    found = findings(written(f"Acte.{text}", **dates), facts(None, printed, **dates))
    assert [(f.check, f.severity) for f in found] == expected


def test_the_identifier_says_another_day(findings: Findings) -> None:
    found = findings(written(f"Acte.{IDENTIFIED}", date="2023-02-03"), facts(None, IDENTIFIER, date="2023-02-03"))
    assert [(f.check, f.severity) for f in found] == [("date-identifiant", "information")]


UNCERTAIN = [
    "<DATE 2014-07-24 seance>24 juillet</DATE> <DATE 2014-07-28 convocation>28/07/2014</DATE>",
    "<DATE 2014-07-24 seance>24/07/2014</DATE> <DATE 2014-07-28 convocation>28 juillet</DATE>",
    "<DATE 2014-07-24 seance>24/07/2014</DATE> <DATE 2014-07-31 seance>31/07/2014</DATE> <DATE 2014-07-28 convocation>28/07/2014</DATE>",
    "<DATE 2014-07-24 seance>24/07/2014</DATE> <DATE 2014-07-28 convocation>28/07/2014</DATE> <DATE 2014-07-18 convocation>18/07/2014</DATE>",
]  # fmt: skip


@pytest.mark.parametrize("tagged", UNCERTAIN)
def test_dates_without_their_year_or_several_in_a_role_are_not_compared(findings: Findings, tagged: str) -> None:
    assert findings(COUNCIL + tagged, facts(date="2014-07-24", convocation="2014-07-28")) == []


def test_spans_are_where_the_dates_stand(findings: Findings) -> None:
    tagged = (
        COUNCIL
        + "Convoqué le <DATE 2014-07-23 convocation>23/07/2014</DATE> pour le <DATE 2014-07-24 seance>24/07/2014</DATE>"
    )
    (found,) = findings(tagged, facts(date="2014-07-24", convocation="2014-07-23"))
    assert found.spans == ((46, 56), (65, 75))
