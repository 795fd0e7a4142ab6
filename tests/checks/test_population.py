"""What depends on how many inhabitants a commune has, and is only information."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from tests.tables import each_row

from recueil.facts.identity.referential import load_referential
from recueil.values import PartialDate
from recueil.values.act import Facts, Identity
from recueil.values.attendance import Attendance, Headcount
from recueil.values.body import BodyResolution
from recueil.values.finding import Finding

Findings = Callable[..., list[Finding]]
# Laval, 49 573 inhabitants; Illats, 1 551; Annecy and Évry-Courcouronnes have absorbed others; Marseille has sectors.
LAVAL, ILLATS, ANNECY, MARSEILLE = "215301300", "213302052", "200063402", "211300553"
# A communauté de communes; the Métropole de Lyon, which is no EPCI.
FAUCIGNY, LYON = "200000172", "200046977"
COUNCIL = "Le conseil municipal. Nombre de conseillers en exercice : {seats}."


def facts(siren: str | None, seats: int = 43, date: str = "2023-03-14", called: str | None = None) -> Facts:
    body = load_referential("fr_recueil").body_of(siren) if siren else None
    identity = Identity(
        "deliberation",
        date=PartialDate.parse(date),
        convocation=PartialDate.parse(called) if called else None,
        resolution=BodyResolution.of(body, "ctes") if body else None,
    )
    return Facts(identity, attendance=Attendance(counts=Headcount(in_office=seats)))


def test_a_council_larger_than_the_law_says(findings: Findings) -> None:
    (found,) = findings(COUNCIL.format(seats=46), facts(LAVAL, 46), "effectif-legal")
    commune = load_referential("fr_recueil").body_of(LAVAL)
    assert commune is not None
    assert found == Finding(
        "effectif-legal",
        "information",
        f"46 conseillers en exercice ; une commune de {commune.population} habitants ({commune.publication}) en a 43.",
        "CGCT L2121-2 : nombre de conseillers selon la population",
        found.spans,
        "43",
        "46",
    )


@each_row(
    ("siren", "seats", "date"),
    [
        (LAVAL, 45, "2023-03-14"),  # as the next stratum has
        (LAVAL, 12, "2023-03-14"),
        (LAVAL, 46, "2012-03-14"),
        (ANNECY, 69, "2023-03-14"),
        (MARSEILLE, 111, "2023-03-14"),
        (None, 400, "2023-03-14"),
    ],
)
def test_a_council_that_may_be_as_large(siren: str | None, seats: int, date: str, findings: Findings) -> None:
    assert findings(COUNCIL.format(seats=seats), facts(siren, seats, date), "effectif-legal") == []


@each_row(
    ("siren", "called", "met", "words", "clear"),
    [
        (LAVAL, "2023-03-09", "2023-03-14", "", "4"),
        (LAVAL, "2023-03-10", "2023-03-14", "", "3"),
        (LAVAL, "2023-03-08", "2023-03-14", "", None),
        (LAVAL, "2023-03-10", "2023-03-14", " en urgence", None),
        (LAVAL, "2014-04-01", "2014-04-05", "", None),
        (ILLATS, "2023-03-10", "2023-03-14", "", None),
        (ANNECY, "2023-03-10", "2023-03-14", "", None),
        (None, "2023-03-10", "2023-03-14", "", None),
    ],
)
def test_five_clear_days_of_towns(
    siren: str | None, called: str, met: str, words: str, clear: str | None, findings: Findings
) -> None:
    text = (
        f"Le conseil municipal{words}, convoqué le <DATE {called} convocation>{called}</DATE>, s'est réuni le "
        f"<DATE {met} seance>{met}</DATE>."
    )
    found = findings(text, facts(siren, 30, met, called), "convocation-delai")
    assert [(each.severity, each.expected, each.found) for each in found] == (
        [("information", "5", clear)] if clear else []
    )


@pytest.mark.parametrize("days", ["2023-03-12", "2023-03-11"])
def test_less_than_three_clear_days_are_too_few_of_any_commune(days: str, findings: Findings) -> None:
    text = (
        f"Le conseil municipal. <DATE {days} convocation>{days}</DATE> <DATE 2023-03-14 seance>2023-03-14</DATE>"
    )
    (found,) = findings(text, facts(LAVAL, 30, "2023-03-14", days), "convocation-delai")
    assert (found.severity, found.expected) == ("warning", "3")


@pytest.mark.parametrize(
    "words",
    [
        "Le quorum n'ayant pas été atteint le 7 mars",
        "Deuxième convocation",
        "Le conseil, à nouveau convoqué, délibère sans condition de quorum",
    ],
)
def test_a_council_without_a_quorum_is_called_again_within_three_days(words: str, findings: Findings) -> None:
    text = (
        f"Le conseil municipal. {words}. <DATE 2023-03-11 convocation>2023-03-11</DATE> "
        "<DATE 2023-03-14 seance>2023-03-14</DATE>"
    )
    assert findings(text, facts(LAVAL, 30, "2023-03-14", "2023-03-11"), "convocation-delai") == []


@each_row(
    ("siren", "called", "words", "clear"),
    [
        (FAUCIGNY, "2023-03-10", "", "3"),
        (FAUCIGNY, "2023-03-12", "", "1"),
        (FAUCIGNY, "2023-03-08", "", None),
        (FAUCIGNY, "2023-03-10", " en urgence", None),
        (LYON, "2023-03-10", "", None),
        (LAVAL, "2023-03-10", "", None),
        (None, "2023-03-10", "", None),
    ],
)
def test_five_clear_days_of_communautes(
    siren: str | None, called: str, words: str, clear: str | None, findings: Findings
) -> None:
    text = (
        f"Le conseil communautaire{words}, convoqué le <DATE {called} convocation>{called}</DATE>, s'est réuni le "
        "<DATE 2023-03-14 seance>2023-03-14</DATE>."
    )
    found = findings(text, facts(siren, 30, "2023-03-14", called), "convocation-delai")
    assert [(each.severity, each.expected, each.found) for each in found] == (
        [("information", "5", clear)] if clear else []
    )
