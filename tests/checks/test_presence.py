"""Who sits and how they vote: what contradicts itself or the law, and what a time, a label or a window explains."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from decimal import Decimal

import pytest
from tests.tables import each_row

from recueil.values import Mention, PartialDate, Person
from recueil.values.act import Facts, Identity
from recueil.values.attendance import Attendance, Headcount, Movement, Proxy
from recueil.values.finding import Finding
from recueil.values.vote import Vote

Findings = Callable[..., list[Finding]]

Names = Iterable[str]


def on(day: str | None) -> Identity:
    return Identity(date=PartialDate.parse(day) if day else None)


def member(name: str, text: str = "", heading: str = "") -> Mention:
    """The first mention below a heading; a single word is a surname."""
    at = max(0, text.find(name, max(0, text.find(heading))))
    given, _, family = name.rpartition(" ")
    return Mention(at, at + len(name), Person(given or None, family), "test")


def roll(text: str, present: Names = (), absent: Names = (), proxies: Iterable[tuple[str, str]] = (),
         moving: str | None = None, counts: Headcount | None = None) -> Attendance:  # fmt: skip
    """A roll of « Présents : … Absents : … Pouvoirs : … »."""
    return Attendance(
        present=tuple(member(name, text, "Présents") for name in present),
        absent=tuple(member(name, text, "Absents") for name in absent),
        proxies=tuple(Proxy(member(a, text, "Pouvoirs"), member(b, text, a)) for a, b in proxies),
        movements=(Movement(member(moving, text), "arrives"),) if moving else (),
        counts=counts or Headcount(),
    )


COUNCIL = "Le conseil municipal s'est réuni. "


def both(text: str) -> Facts:
    return Facts(attendance=roll(text, ["Odile VERNIOLLES", "Luc ARBEL"], ["Luc ARBEL"]))


def test_present_and_absent_at_once(findings: Findings) -> None:
    text = COUNCIL + "Présents : Odile VERNIOLLES, Luc ARBEL. Absents : Luc ARBEL."
    (found,) = findings(text, both(text))
    assert (found.check, found.severity, found.message) == (
        "present-et-absent",
        "error",
        "Luc ARBEL figure parmi les présents et parmi les absents.",
    )
    assert [text[start:end] for start, end in found.spans] == ["Luc ARBEL", "Luc ARBEL"]


EXPLAINED = [
    "Présents : Odile VERNIOLLES, Luc ARBEL (arrivé à 18h36). Absents : Luc ARBEL.",
    "Présents : Odile VERNIOLLES, Luc ARBEL. Absents : Luc ARBEL (jusqu'à 19 h 05).",
    "Présents : Odile VERNIOLLES, Luc ARBEL (à partir du point n° 3). Absents : Luc ARBEL.",
    "Présents : Odile VERNIOLLES, Luc ARBEL. Absents : Luc ARBEL, pour l'affaire n° 5.",
    "Présents : Odile VERNIOLLES, Luc ARBEL. Absents : Isabelle DUGAY (remplacée par M. Luc ARBEL).",
]


@pytest.mark.parametrize("text", EXPLAINED)
def test_a_time_or_an_item_explains_it(findings: Findings, text: str) -> None:
    assert findings(text, both(text)) == []


def test_a_movement_explains_it(findings: Findings) -> None:
    text = "Présents : Luc ARBEL. Absents : Luc ARBEL."
    assert findings(text, Facts(attendance=roll(text, ["Luc ARBEL"], ["Luc ARBEL"], moving="Luc ARBEL"))) == []


def test_a_surname_alone_is_silent(findings: Findings) -> None:
    text = "Présents : ARBEL. Absents : ARBEL."
    assert findings(text, Facts(attendance=roll(text, ["ARBEL"], ["ARBEL"]))) == []


COUNTED = [
    (Headcount(), ["present-et-absent"]),
    (Headcount(present=2, absent=1), ["present-et-absent"]),
    (Headcount(present=1, absent=1), ["present-et-absent"]),
    (Headcount(present=4), []),
    (Headcount(present=2, absent=0), []),
    (Headcount(in_office=3), ["present-et-absent"]),
    (Headcount(in_office=1), []),
]  # fmt: skip


@pytest.mark.parametrize(("counts", "checks"), COUNTED)
def test_a_roll_that_its_counts_contradict_accuses_nobody(
    findings: Findings, counts: Headcount, checks: list[str]
) -> None:
    text = COUNCIL + "Présents : Odile VERNIOLLES, Luc ARBEL. Absents : Luc ARBEL."
    facts = Facts(attendance=roll(text, ["Odile VERNIOLLES", "Luc ARBEL"], ["Luc ARBEL"], counts=counts))
    assert [f.check for f in findings(text, facts)] == checks


def test_absences_for_some_items_are_no_contradiction(findings: Findings) -> None:
    present = ["Luc ARBEL", "Odile VERNIOLLES", "Jean-Baptiste QUILLIOU", "Bernadette PORTEVIN"]
    absent = ["Isabelle DUGAY", "Marie-Christine SAUREL", "Luc ARBEL"]
    text = f"{COUNCIL}Présents : {', '.join(present)}. Absents pour les délibérations n° 43 à 45 : {', '.join(absent)}."
    facts = Facts(attendance=roll(text, present, absent))
    assert findings(text, facts) == []


def test_an_absence_at_the_vote_is_no_contradiction(findings: Findings) -> None:
    present = ["Luc ARBEL", "Odile VERNIOLLES"]
    text = f"{COUNCIL}Présents : {', '.join(present)}. Absent au moment du vote : Luc ARBEL (déport)."
    facts = Facts(attendance=roll(text, present, ["Luc ARBEL"]))
    assert findings(text, facts) == []


def test_a_holder_among_the_represented_is_no_contradiction(findings: Findings) -> None:
    """« REPRÉSENTÉS … PAR … » in columns, read one after the other."""
    text = COUNCIL + "Présents : Luc ARBEL, Eve DEN. Représentés Ana CORET par Luc ARBEL."
    alone = Attendance(
        present=(member("Luc ARBEL", text), member("Eve DEN", text)),
        represented=(member("Ana CORET", text), member("Luc ARBEL", text, "Représentés")),
        proxies=tuple(Proxy(member(name, text, "Représentés"), None) for name in ("Ana CORET", "Luc ARBEL")),
    )
    assert findings(text, Facts(attendance=alone)) == []


TWO = [("Ana CORET", "Luc ARBEL"), ("Eve DEN", "Luc ARBEL")]
DAYS = [
    ("2019-05-08", ["error"]),
    ("2020-03-23", ["error"]),
    ("2020-03-24", []),
    ("2020-09-15", ["error"]),
    ("2021-09-30", []),
    ("2021-10-15", ["error"]),
    ("2021-11-11", []),
    ("2022-07-31", []),
    ("2022-08-01", ["error"]),
    (None, []),
]


@each_row(("day", "severities"), DAYS)
def test_one_proxy_a_holder_but_two_in_the_covid_windows(
    findings: Findings, day: str | None, severities: list[str]
) -> None:
    text = COUNCIL + "Présents : Luc ARBEL. Pouvoirs : Ana CORET à Luc ARBEL, Eve DEN à Luc ARBEL."
    facts = Facts(identity=on(day), attendance=roll(text, ["Luc ARBEL"], proxies=TWO))
    found = findings(text, facts)
    assert [f.severity for f in found] == severities
    assert {f.check for f in found} <= {"pouvoirs-par-porteur"}


NO_LIMIT = [
    "Le conseil d'administration du CCAS. Présents : Luc ARBEL. Pouvoirs : Ana CORET à Luc ARBEL, Eve DEN à Luc ARBEL.",
    "La commission. Présents : Luc ARBEL. Pouvoirs : Ana CORET à Luc ARBEL, Eve DEN à Luc ARBEL.",
]


@pytest.mark.parametrize("text", NO_LIMIT)
def test_other_boards_have_their_own_rules(findings: Findings, text: str) -> None:
    facts = Facts(identity=on("2019-05-08"), attendance=roll(text, ["Luc ARBEL"], proxies=TWO))
    assert findings(text, facts) == []


def test_proxies_that_follow_each_other_are_silent(findings: Findings) -> None:
    text = (
        COUNCIL + "Présents : Luc ARBEL. Pouvoirs : Ana CORET à Luc ARBEL (jusqu'à 19 h 05), Eve DEN à Luc ARBEL."
    )
    facts = Facts(identity=on("2019-05-08"), attendance=roll(text, ["Luc ARBEL"], proxies=TWO))
    assert findings(text, facts) == []


HOLDERS = [
    (Headcount(present=1, absent=1), [("porteur-absent", "warning")]),
    (Headcount(present=1, proxies=1), [("porteur-absent", "warning")]),
    (Headcount(), []),
    (Headcount(present=2), []),
    (Headcount(present=1, proxies=3), []),
]


@pytest.mark.parametrize(("counts", "expected"), HOLDERS)
def test_a_holder_who_is_absent_by_a_roll_that_is_counted(
    findings: Findings, counts: Headcount, expected: list[tuple[str, str]]
) -> None:
    text = COUNCIL + "Présents : Eve DEN. Absents : Luc ARBEL. Pouvoirs : Ana CORET à Luc ARBEL."
    facts = Facts(attendance=roll(text, ["Eve DEN"], ["Luc ARBEL"], [("Ana CORET", "Luc ARBEL")], counts=counts))
    assert [(f.check, f.severity) for f in findings(text, facts)] == expected


COUNTS = [
    ("En exercice : 29. Présents : 22, pouvoirs : 5, votants : 27.", (22, 5, 27), []),
    ("En exercice : 29. Présents : 22, pouvoirs : 5, votants : 28.", (22, 5, 28), ["error"]),
    ("Présents : 22, pouvoirs : 5, votants : 28. M. Arbel arrive au point 4.", (22, 5, 28), []),
    ("Présents : 22, pouvoirs : 5, votants : 26. Le maire ne prend pas part au vote.", (22, 5, 26), []),
    ("Présents : 22, pouvoirs : 5, votants : 24 puis 25.", (22, 5, 24), []),
    ("Présents (y compris ceux ayant donné procuration) : 28, pouvoirs : 5, votants : 28.", (28, 5, 28), []),
    ("Présents : 50, pouvoirs : 8, votants : 63, dont suppléants.", (50, 8, 63), []),
    ("En exercice : 29. Présents : 22, pouvoirs : 5, votants : 28. Le maire ne prend pas part au vote.", (22, 5, 28), ["error"]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "counts", "severities"), COUNTS)
def test_present_and_proxies_make_the_voters(
    findings: Findings, text: str, counts: tuple[int, int, int], severities: list[str]
) -> None:
    present, proxies, voting = counts
    facts = Facts(attendance=Attendance(counts=Headcount(present=present, proxies=proxies, voting=voting)))
    assert [f.severity for f in findings(text, facts, "votants")] == severities


def test_the_lists_tell_which_count_is_wrong(findings: Findings) -> None:
    text = (
        "Présents : 2, pouvoirs : 1, votants : 4. Odile VERNIOLLES, Luc ARBEL. Pouvoirs : Ana CORET à Luc ARBEL."
    )
    counts = Headcount(present=2, proxies=1, voting=4)
    facts = Facts(
        attendance=roll(text, ["Odile VERNIOLLES", "Luc ARBEL"], (), [("Ana CORET", "Luc ARBEL")], None, counts)
    )
    (found,) = findings(text, facts, "votants")
    assert (found.severity, found.expected, found.found, found.correction) == ("error", "3", "4", "votants 3")
    assert [text[start:end] for start, end in found.spans] == ["Présents : 2", "pouvoirs : 1", "votants : 4"]


QUORUM = [
    (COUNCIL, "2019-05-08", (29, 14, 14), ["error"]),
    (COUNCIL, "2019-05-08", (29, 15, 15), []),
    (COUNCIL, "2019-05-08", (30, 15, 15), ["error"]),
    (COUNCIL, "2021-03-08", (29, 10, 10), []),
    (COUNCIL, "2021-03-08", (29, 9, 9), ["error"]),
    (COUNCIL, "2021-10-15", (29, 10, 10), ["error"]),
    (COUNCIL + "Sur deuxième convocation, ", "2019-05-08", (29, 8, 8), []),
    (COUNCIL + "Le quorum n'ayant pas été atteint le 3 mai, ", "2019-05-08", (29, 8, 8), []),
    ("La commission s'est réunie. ", "2019-05-08", (29, 8, 8), []),
    (COUNCIL, "2019-05-08", (29, 8, None), []),
    (COUNCIL + "Étaient présents 16 membres. ", "2019-05-08", (29, 8, 8), []),
]  # fmt: skip


@each_row(("head", "day", "counts", "severities"), QUORUM)
def test_quorum(
    findings: Findings, head: str, day: str, counts: tuple[int, int, int | None], severities: list[str]
) -> None:
    office, here, voting = counts
    seated = Attendance(counts=Headcount(in_office=office, present=here, voting=voting))
    text = f"{head}En exercice : {office}. Présents : {here}."
    assert [f.severity for f in findings(text, Facts(identity=on(day), attendance=seated), "quorum")] == severities


VOTES = [
    ("Votants : 27.", Vote(0, 9, "adopted", False, 24, 2, 1), []),
    ("Votants : 27.", Vote(0, 9, "adopted", False, 25, 2, 1), ["error"]),
    ("Votants : 27.", Vote(0, 9, "adopted", False, 20, 2, 1), ["error"]),
    ("Votants : 27.", Vote(0, 9, "adopted", False, 20, 2), []),
    ("Votants : 27.", Vote(0, 9, "adopted", None, 20), []),
    ("Votants : 27. M. Arbel quitte la séance.", Vote(0, 9, "adopted", False, 24, 1, 1), []),
    ("Votants : 27. M. Arbel arrive.", Vote(0, 9, "adopted", False, 27, 1, 1), []),
    ("Présents 27 votants 29.", Vote(0, 9, "adopted", False, 28, 1, 1), []),
    ("Votants : 27 puis 26.", Vote(0, 9, "adopted", False, 24, 1, 1), []),
    ("Votants : 27. Au point 4, 26 votants.", Vote(0, 9, "adopted", False, 24, 1, 1), []),
    ("Votants : 27.", Vote(0, 9, "adopted", False, 24, 1, 1, 1), []),
    ("Le conseil adopte.", Vote(0, 9, "adopted"), []),
]  # fmt: skip


@each_row(("text", "vote", "severities"), VOTES)
def test_votes_add_up_to_the_voters(findings: Findings, text: str, vote: Vote, severities: list[str]) -> None:
    facts = Facts(votes=(vote,), attendance=Attendance(counts=Headcount(voting=27)))
    assert [(f.check, f.severity) for f in findings(text, facts)] == [
        ("votes-total", severity) for severity in severities
    ]


def test_names_and_the_roll_tell_the_votes_for(findings: Findings) -> None:
    against = (member("ARBEL"), member("DEN"))
    vote = Vote(0, 9, "adopted", False, 26, 2, 0, names_against=against)
    facts = Facts(votes=(vote,), attendance=Attendance(counts=Headcount(present=22, proxies=5, voting=27)))
    (found,) = findings("Présents : 22, pouvoirs : 5, votants : 27.", facts)
    assert (found.expected, found.found, found.correction) == ("27", "28", "pour 25")


OUTCOMES = [
    (Vote(0, 9, "adopted", True, 27, 0, 0), []),
    (Vote(0, 9, "adopted", True, None, None, 2), []),
    (Vote(0, 9, "adopted", True, 25, 2, 0), []),
    (Vote(0, 9, "rejected", False, 3, 26, 1), []),
    (Vote(0, 9, "adopted", False, 3, 26, 1), [("vote-issue", "error")]),
    (Vote(0, 9, "rejected", False, 26, 3, 1), []),
    (Vote(0, 9, "adopted", False, 13, 13, 0), []),
    (Vote(0, 9, "noted", None, 26, None, None), []),
    (Vote(0, 9, "adopted", False, 25, 1, 0, names_against=(member("ARBEL"), member("DEN"))), []),
    (Vote(0, 9, "adopted", False, 25, 2, 0, names_abstaining=(member("ARBEL"), member("DEN"))), []),
    (Vote(0, 9, "adopted", False, 25, 5, 0, names_against=(member("ARBEL"),)), []),
]  # fmt: skip


@each_row(("vote", "expected"), OUTCOMES)
def test_words_names_and_counts_of_a_vote(findings: Findings, vote: Vote, expected: list[tuple[str, str]]) -> None:
    assert [(f.check, f.severity) for f in findings("Vote : oui.", Facts(votes=(vote,)))] == expected


def doubtful(mention: Mention) -> Mention:
    return replace(mention, rule="model.roll", certainty=Decimal("0.70"), doubtful=True)


def test_nobody_is_accused_on_a_doubt(findings: Findings) -> None:
    text = COUNCIL + "Présents : Odile VERNIOLLES, Luc ARBEL. Absents : Luc ARBEL."
    sitting = both(text).attendance
    for guessed in (
        replace(sitting, present=tuple(map(doubtful, sitting.present))),
        replace(sitting, absent=tuple(map(doubtful, sitting.absent))),
    ):
        assert findings(text, Facts(attendance=guessed)) == []


def test_a_doubtful_pouvoir_is_not_counted(findings: Findings) -> None:
    text = (
        COUNCIL
        + "Présents : Odile VERNIOLLES. Pouvoirs : Luc ARBEL à Odile VERNIOLLES, Ana PICQ à Odile VERNIOLLES."
    )
    pairs = [("Luc ARBEL", "Odile VERNIOLLES"), ("Ana PICQ", "Odile VERNIOLLES")]
    sitting = roll(text, ["Odile VERNIOLLES"], proxies=pairs)
    first, second = sitting.proxies
    told = []
    for proxy in (second, replace(second, giver=doubtful(second.giver))):
        facts = Facts(on("2024-03-14"), attendance=replace(sitting, proxies=(first, proxy)))
        told.append([found.check for found in findings(text, facts)])
    assert told == [["pouvoirs-par-porteur"], []]


def test_a_holder_who_may_sit_is_not_away(findings: Findings) -> None:
    text = (
        COUNCIL + "Présents : Odile VERNIOLLES, Luc ARBEL. Absents : Luc ARBEL. Pouvoirs : Ana PICQ à Luc ARBEL."
    )
    sitting = roll(text, ["Odile VERNIOLLES", "Luc ARBEL"], ["Luc ARBEL"], [("Ana PICQ", "Luc ARBEL")])
    sitting = replace(sitting, present=(sitting.present[0], doubtful(sitting.present[1])))
    assert findings(text, Facts(attendance=sitting)) == []


def test_no_quorum_is_missed_where_a_member_is_doubtful(findings: Findings) -> None:
    text = COUNCIL + "En exercice : 9. Présents : Odile VERNIOLLES, Luc ARBEL."
    sitting = roll(text, ["Odile VERNIOLLES", "Luc ARBEL"], counts=Headcount(in_office=9, present=2))
    guessed = replace(sitting, present=(sitting.present[0], doubtful(sitting.present[1])))
    told = [[found.check for found in findings(text, Facts(attendance=each))] for each in (sitting, guessed)]
    assert told == [["quorum"], []]


NAMES = [
    ("Adopté : 25 pour, 1 contre (M. ARBEL, Mme DEN).", ["vote-noms"]),
    ("Adopté : 25 pour, 1 contre (M. ARBEL et Mme DEN).", ["vote-noms"]),
    ("Adopté : 25 pour, 1 contre (M. ARBEL, pouvoir de Mme DEN).", []),
    ("Adopté : 25 pour, 1 contre, M. ARBEL. Mme DEN remercie.", []),
]


@pytest.mark.parametrize(("text", "checks"), NAMES)
def test_more_names_than_votes_are_those_of_one_list(findings: Findings, text: str, checks: list[str]) -> None:
    names = (member("ARBEL", text), member("DEN", text))
    vote = Vote(0, len(text), "adopted", False, 25, 1, None, names_against=names)
    assert [f.check for f in findings(text, Facts(votes=(vote,)))] == checks


UNANIMOUS = [
    ("Adopté à l'unanimité, par 25 voix pour, 2 contre.", ["unanimite-contre"]),
    ("Adopté à l'unanimité des suffrages exprimés (pour : 25, contre : 2).", ["unanimite-contre"]),
    ("Amicale : 100 € – unanimité. Boules : 250 € – 25 pour, 2 contre.", []),
    ("Amicale : 100 € – unanimité Boules : 25 pour, 2 contre.", []),
    ("Adopté à l'unanimité, par 25 voix pour, 2 abstentions.", []),
]


@pytest.mark.parametrize(("text", "checks"), UNANIMOUS)
def test_votes_against_what_is_called_unanimous(findings: Findings, text: str, checks: list[str]) -> None:
    against, abstentions = (None, 2) if "abstentions" in text else (2, None)
    facts = Facts(votes=(Vote(0, len(text), "adopted", True, 25, against, abstentions),))
    assert [f.check for f in findings(text, facts)] == checks


def test_voters_of_one_vote_are_not_those_of_the_others(findings: Findings) -> None:
    text = (
        "Adopté : 8 pour, 0 contre, 0 abstention. Mme DEN sort et ne vote pas. Adopté à l'unanimité (7 votants)."
    )
    votes = (Vote(0, 40, "adopted", False, 8, 0, 0), Vote(70, len(text), "adopted", True))
    assert findings(text, Facts(votes=votes)) == []
    assert findings(text, Facts(votes=votes, attendance=Attendance(counts=Headcount(voting=7)))) == []


def test_voters_counted_in_the_vote_are_those_who_cast_one(findings: Findings) -> None:
    text = "À l'unanimité des votants (31 voix), 8 abstentions."
    facts = Facts(votes=(Vote(0, len(text), "adopted", True, 31, None, 8),))
    assert findings(text, facts) == []
