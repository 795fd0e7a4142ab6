"""The rules across acts: what each finds, and what looks alike."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from tests.between import BODY, KEY, Paper, fill, paper
from tests.describing import describe_bodies

from recueil.cross_checks.history import Histories
from recueil.cross_checks.rules import CROSS_RULES, run_cross_rules
from recueil.cross_checks.schema import RULES
from recueil.store.store import Store

Record = Callable[..., None]
CLUB = "association Judo-club de Montfaubert"
FIRM = "company Peinture Maurandier"
EVERY = [rule.id for rule in CROSS_RULES]


def subsidy(day: str, number: str, euros: str, title: str = "Subvention au judo-club", text: str = "") -> Paper:
    return paper("deliberation", day, number, title, text, awards=[("subvention", CLUB, f"{euros} EUR")])


def contract(
    day: str, number: str, euros: str, title: str, what: str = "marche", kind: str = "deliberation"
) -> Paper:
    return paper(kind, day, number, title, awards=[(what, FIRM, f"{euros} EUR HT")])


def cited(day: str, number: str) -> str:
    return f"Vu la <REFERENCE délibération #{number} | {day}>délibération n° {number} du {day}</REFERENCE>."


def sent(signed: str, received: str) -> str:
    return (
        f"Fait le <DATE {signed} signature>{signed}</DATE>, reçu le <DATE {received} reception>{received}</DATE>"
    )


BUDGET = paper("deliberation", "2021-03-30", "9", "Budget primitif 2021")
LIMIT = "Marchés d'un montant inférieur à 90 000 € HT (article L. 2122-22). " + "Il en est rendu compte. " * 20
DELEGATION = paper("deliberation", "2020-06-02", "2", "Délégations du conseil au maire", LIMIT)
OF_JUNE = [paper("deliberation", "2021-06-01", f"2021-0{n}", f"Objet {n}") for n in (1, 2, 3)]
WORKS, SUPPLIES = "Marché de travaux de l'école", "Marché de fourniture de papier"

FOUND = {
    "subvention-convention": (
        [subsidy("2021-04-01", "1", "14500.00"), subsidy("2021-09-01", "2", "8500.01", "Aide au tournoi du judo")],
        "Judo-club de Montfaubert : 23 000,01 € de subventions en 2021, par 2 actes ; la base n'en a pas qui cite une "
        "convention.",
        "23000.01",
    ),
    "subvention-avant-budget": (
        [subsidy("2021-02-01", "1", "1000.00"), BUDGET],
        "Subventions de 1 000 € avant l'adoption du budget 2021, le 30/03/2021.",
        "2021-02-01",
    ),
    "deliberation-repetee": (
        [subsidy(f"2021-0{month}-01", str(month), "500.00", "Subvention au vide-grenier du judo") for month in (4, 6)],
        "Même intitulé et mêmes attributions que l'acte du 01/04/2021.",
        "2021-06-01",
    ),
    "marches-sous-seuil": (
        [contract(f"2021-0{n}-01", str(n), "39000.00", f"Marché de fourniture {n}") for n in (2, 4, 6)],
        "Peinture Maurandier : 3 marchés en un an, chacun de 90 à 100 % du seuil de 40 000 € HT, 117 000 € en tout.",
        "117000",
    ),
    "avenants-marche": (
        [contract("2021-02-01", "1", "100000.00", WORKS), *(
            contract(f"2021-0{n}-01", str(n), "8000.00", f"Avenant n° {n} au marché de travaux de l'école", "avenant")
            for n in (4, 6)
        )],
        "Peinture Maurandier : avenants de 16 000 € en tout, soit 16 % du marché initial de 100 000 € ; la limite comparée "
        "est de 15 %.",
        "16",
    ),
    "decision-delegation": (
        [DELEGATION, contract("2021-05-01", "DM7", "90000.01", "Toiture du gymnase", kind="decision")],
        "Marché de 90 000,01 € attribué par décision ; la délégation du 02/06/2020 va jusqu'à 90 000 €.",
        "90000.01",
    ),
    "transmission-tardive": (
        [paper("arrete", "2021-05-01", "7", "Recrutement d'un agent", sent("2021-05-01", "2021-05-17"))],
        "Signé le 01/05/2021, transmis ou reçu le 17/05/2021, 16 jours après.",
        "16",
    ),
    "acte-cite-absent": (
        [*OF_JUNE, paper("deliberation", "2021-09-01", "2021-07", "Tarifs", cited("2021-06-01", "2021-05"))],
        "Cite la délibération n° 2021-05 du 01/06/2021 ; la base a 3 délibérations numérotées de ce jour, sans celle-ci.",
        "2021-05",
    ),
}  # fmt: skip

LOOKALIKES = {
    "23 000 € exactly": [subsidy("2021-04-01", "1", "23000.00")],
    "an act in two documents": [subsidy("2021-04-01", "1", "14000.00"), subsidy("2021-04-01", "1", "14000.00", text="Extrait.")],
    "two years": [subsidy("2021-04-01", "1", "20000.00"), subsidy("2022-04-01", "2", "20000.00", "Aide 2022")],
    "an act that cites the convention": [subsidy("2021-04-01", "1", "30000.00", text="Vu la convention.")],
    "a title that names it": [
        subsidy("2021-04-01", "1", "30000.00"),
        paper("deliberation", "2020-02-01", "8", "Convention avec le Judo-club de Montfaubert"),
    ],
    "a subsidy in advance": [subsidy("2021-02-01", "1", "1000.00", text="À titre d'avance."), BUDGET],
    "a subsidy of last year": [subsidy("2021-02-01", "1", "1000.00", "Subvention 2020 au judo"), BUDGET],
    "a second instalment": [
        subsidy(f"2021-0{n}-01", str(n), "500.00", "Subvention au tournoi de judo", "Solde.") for n in (4, 6)
    ],
    "two contracts": [contract(f"2021-0{n}-01", str(n), "39000.00", f"{SUPPLIES} {n}") for n in (2, 4)],
    "three contracts of works": [contract(f"2021-0{n}-01", str(n), "39000.00", f"{WORKS} {n}") for n in (2, 4, 6)],
    "three below nine tenths": [contract(f"2021-0{n}-01", str(n), "35999.00", f"{SUPPLIES} {n}") for n in (2, 4, 6)],
    "an amendment below the limit": [
        contract("2021-02-01", "1", "100000.00", WORKS),
        contract("2021-04-01", "2", "14999.00", "Avenant au marché de travaux de l'école", "avenant"),
    ],
    "an amendment of another contract": [
        contract("2021-02-01", "1", "100000.00", WORKS),
        contract("2021-04-01", "2", "60000.00", "Avenant au marché de nettoyage du gymnase", "avenant"),
    ],
    "a decision up to the limit": [
        DELEGATION,
        contract("2021-05-01", "DM7", "90000.00", "Toiture du gymnase", kind="decision"),
    ],
    "a decision before the delegation": [
        contract("2020-05-01", "DM7", "95000.00", "Toiture du gymnase", kind="decision"),
        DELEGATION,
    ],
    "fifteen days": [
        paper("arrete", "2021-05-01", "7", "Recrutement d'un agent", sent("2021-05-01", "2021-05-16"))
    ],
    "an arrêté for all": [paper("arrete", "2021-05-01", "7", "Circulation", sent("2021-05-01", "2021-06-16"))],
    "an act cited that is there": [
        *OF_JUNE, paper("deliberation", "2021-09-01", "2021-07", "Tarifs", cited("2021-06-01", "2021-02")),
    ],
    "an act of a day whose acts have numbers of another": [
        *(paper("deliberation", "2021-06-01", f"20210501-0{n}", f"Objet {n}") for n in (1, 2, 3)),
        paper("deliberation", "2021-09-01", "20210901-07", "Tarifs", cited("2021-06-01", "20210601-05")),
    ],
    "an act of another council": [
        *OF_JUNE,
        paper("deliberation", "2021-09-01", "7", "Tarifs", "Conseil communautaire : " + cited("2021-06-01", "2021-05")),
    ],
}  # fmt: skip


def findings(store: Store) -> list[tuple[str, str, str | None]]:
    with store.figures.scope() as scope:
        found = run_cross_rules(*Histories(scope.connection, {KEY: BODY}))
    assert {one.severity for one in found} <= {"information"}
    return [(one.rule, one.message, one.found) for one in found]


@pytest.mark.parametrize("rule", FOUND)
def test_a_rule_finds_what_it_compares(store: Store, record: Record, rule: str) -> None:
    papers, message, value = FOUND[rule]
    fill(store, record, papers)
    assert [
        (one.replace("\xa0", " "), two.replace("\u202f", " "), three) for one, two, three in findings(store)
    ] == [(rule, message, value)]


@pytest.mark.parametrize("name", LOOKALIKES)
def test_what_looks_alike_is_not_found(store: Store, record: Record, name: str) -> None:
    fill(store, record, LOOKALIKES[name])
    assert findings(store) == []


def test_acts_whose_body_may_be_several_are_left_out(store: Store, record: Record) -> None:
    fill(store, record, FOUND["subvention-convention"][0])
    describe_bodies(store, {}, {BODY: ["929939411", "219740115"]})
    assert findings(store) == []


def test_every_rule_is_tested() -> None:
    assert [*FOUND, "attribution-sans-deport"] == EVERY == list(RULES)  # the last in tests/interests
