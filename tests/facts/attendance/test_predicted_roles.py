"""Predicted roles fill what the rules leave open: never against a list, nor against a printed count."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

import pytest
from tests.facts.naming import names, read
from tests.tables import each_row

from recueil.facts.attendance.attendance import apply_president, extract_attendance
from recueil.facts.attendance.predicted_roles import MODEL_RULE, predict_officer
from recueil.values import Attendance, Mention
from recueil.values.attendance import RollLabel, RollRole

LABELS: dict[str, RollLabel] = {
    "p": "present", "r": "represented", "a": "absent", "h": "holder", "P": "president", "s": "secretary", "-": "none",
}  # fmt: skip

CASES = [
    # sentence, role and certainty of each name, then who is present, represented and absent; « ? » is doubtful
    # a name in no list
    ("Présents : {ROUX}, {CAPEL}. Objet : le conseil {VERDIN}", "p99 p99 p95", "ROUX, CAPEL, VERDIN", "", ""),
    ("Présents : {ROUX}, {CAPEL}. Objet : le conseil {VERDIN}", "p99 p99 p70", "ROUX, CAPEL, VERDIN?", "", ""),
    # a printed count bears out what is doubtful
    ("Présents : 3 {ROUX}, {CAPEL}. Objet : le conseil {VERDIN}", "p99 p99 p70", "ROUX, CAPEL, VERDIN", "", ""),
    ("En exercice : 3. Présents : {ROUX}, {CAPEL}. Objet : {VERDIN}", "p99 p99 p70", "ROUX, CAPEL, VERDIN", "", ""),
    (
        "Votants : 3. Présents : {ROUX}, {CAPEL}. Objet : {VERDIN} chez {ROUX}", "p99 p99 r70 h99",
        "ROUX, CAPEL", "VERDIN", "",
    ),
    (
        "Présents : 4 {ROUX}, {CAPEL}. Objet : {VERDIN} ; {DARDEL}", "p99 p99 p70 p99",
        "ROUX, CAPEL, VERDIN, DARDEL", "", "",
    ),
    (
        "Présents : 3 {ROUX}, {CAPEL}. Objet : {VERDIN} ; {DARDEL}", "p99 p99 p70 p99",
        "ROUX, CAPEL, DARDEL", "", "",
    ),
    # the rules win
    ("Présents : {ROUX}, {CAPEL}. Absent : {VERDIN}", "a99 p99 p99", "ROUX, CAPEL", "", "VERDIN"),
    # the printed count wins
    ("Présents : 2 {ROUX}, {CAPEL}. Objet : le conseil {VERDIN}", "p99 p99 p99", "ROUX, CAPEL", "", ""),
    ("En exercice : 2. Présents : {ROUX}, {CAPEL}. Objet : {VERDIN}", "p99 p99 p99", "ROUX, CAPEL", "", ""),
    # nobody is absent on a guess
    ("Présents : {ROUX}, {CAPEL}. Objet : le conseil {VERDIN}", "p99 p99 a99", "ROUX, CAPEL", "", ""),
    ("En exercice : 3. Présents : {ROUX}, {CAPEL}. Objet : {VERDIN}", "p99 p99 a99", "ROUX, CAPEL", "", "VERDIN"),
    # a roll of which the rules read nothing needs a count
    ("En exercice : 3. Séance : {ROUX} ; le {CAPEL} ; la {VERDIN}", "p99 p99 p99", "ROUX, CAPEL, VERDIN", "", ""),
    ("En exercice : 9. Siégeaient {ROUX} ; le {CAPEL} ; la {VERDIN}", "p99 p99 p99", "ROUX?, CAPEL?, VERDIN?", "", ""),
    ("Siégeaient {ROUX} ; le {CAPEL} ; la {VERDIN}", "p99 p99 p99", "ROUX?, CAPEL?, VERDIN?", "", ""),
    ("Commission : {ROUX} ; le {CAPEL} ; la {VERDIN}", "p99 p99 p99", "", "", ""),
    ("Séance : {ROUX} ; le {CAPEL}", "p99 p99", "", "", ""),
    # who is replaced does not sit
    ("Présents : {ROUX}, {CAPEL}. Objet : le suppléant de {VERDIN}", "p99 p99 p99", "ROUX, CAPEL", "", ""),
    ("Séance : {ROUX} ; le {CAPEL} ; la {VERDIN}", "p99 p99 -99", "", "", ""),
    # nor does a guest, or who has left the council; nor does a member whose suppléant sits give a pouvoir
    ("Présents : {ROUX}, {CAPEL}. Également présents : {VERDIN}", "p99 p99 p99", "ROUX, CAPEL", "", ""),
    ("Présents : {ROUX}, {CAPEL}. Objet : la démission de M. {VERDIN}", "p99 p99 p99", "ROUX, CAPEL", "", ""),
    (
        "Présents : {ROUX}, {VERDIN} représenté par {CAPEL}. Pouvoirs : {MOREL} à {ROUX}", "p99 r99 h99 r99 h99",
        "ROUX, CAPEL", "MOREL", "",
    ),
    # a name with two roles
    (
        "Présents : {ROUX}, {CAPEL}. Objet : {VERDIN} ou encore {VERDIN}", "p99 p99 p99 a99",
        "ROUX, CAPEL", "", "",
    ),
    # a giver beside the holder
    ("Présents : {ROUX}, {CAPEL}. Objet : {VERDIN} chez {ROUX}", "p99 p99 r99 h99", "ROUX, CAPEL", "VERDIN", ""),
    ("Présents : {ROUX}, {CAPEL}. Objet : {VERDIN} chez {ROUX}", "p99 p99 r80 h99", "ROUX, CAPEL", "VERDIN?", ""),
    ("Présents : {ROUX}, {CAPEL}. Objet : {VERDIN} chez {ROUX}", "p99 p99 r99 -99", "ROUX, CAPEL", "", ""),
]  # fmt: skip


def predicted(sentence: str, roles: str) -> tuple[Attendance, list[RollRole]]:
    text, persons = read(sentence)
    said = [predict(mention, role) for mention, role in zip(persons, roles.split(), strict=True)]
    return extract_attendance(text, persons, said), said


def predict(mention: Mention, role: str) -> RollRole:
    """Return the role « p70 »: the 70 hundredths are doubtful, 95 are not."""
    certainty = Decimal(role[1:]).scaleb(-2)
    return RollRole(mention.start, LABELS[role[0]], certainty, certainty < Decimal("0.95"))


def marked(members: Iterable[Mention]) -> str:
    return ", ".join(f"{member.full_name}{'?' * member.doubtful}" for member in members)


@each_row(("sentence", "roles", "present", "represented", "absent"), CASES)
def test_roles_fill_the_lists(sentence: str, roles: str, present: str, represented: str, absent: str) -> None:
    found, _ = predicted(sentence, roles)
    assert (marked(found.present), marked(found.represented), marked(found.absent)) == (
        present,
        represented,
        absent,
    )


def test_what_the_model_adds_says_so() -> None:
    found, _ = predicted("Présents : {ROUX}, {CAPEL}. Objet : {VERDIN} chez {ROUX}", "p99 p99 r99 h99")
    assert [mention.rule == MODEL_RULE for mention in found.present] == [False, False]
    assert [mention.rule for mention in found.represented] == [MODEL_RULE]
    assert [mention.certainty for mention in (*found.present, *found.represented)] == [None, None, Decimal("0.99")]
    assert [(proxy.giver.full_name, proxy.holder and proxy.holder.full_name) for proxy in found.proxies] == [
        ("VERDIN", "ROUX")
    ]


def test_the_most_certain_officer_is_taken() -> None:
    text, persons = read("Mme {ROUX} puis M. {CAPEL}")
    roles = [predict(persons[0], "P70"), predict(persons[1], "P90")]
    found = predict_officer("president", persons, roles)
    assert found
    assert (text[found.start : found.end], found.rule) == ("CAPEL", MODEL_RULE)
    assert (found.certainty, found.doubtful) == (Decimal("0.90"), True)
    assert predict_officer("secretary", persons, roles) is None


@pytest.mark.parametrize(
    ("sentence", "present"),
    [
        ("Sous la présidence de {MOREL}. Présents : 3 : {ROUX}, {CAPEL}", "MOREL, ROUX, CAPEL"),
        ("Sous la présidence de {MOREL}. En exercice : 3. Présents : {ROUX}, {CAPEL}", "MOREL, ROUX, CAPEL"),
        ("Sous la présidence de {MOREL}. Présents : 2 : {ROUX}, {CAPEL}", "ROUX, CAPEL"),
        ("Sous la présidence de {MOREL}. Présents : {ROUX}, {CAPEL}", "ROUX, CAPEL"),
    ],
)
def test_the_president_is_present_if_a_count_says_so(sentence: str, present: str) -> None:
    text, persons = read(sentence)
    assert names(apply_president(text, extract_attendance(text, persons), persons[0]).present) == present
