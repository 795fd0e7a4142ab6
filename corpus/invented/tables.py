"""Tables whose sums are right: financing plans, grants, credits moved, tariffs, tax rates, programmes by year."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal

from invented import lines, money
from invented.blocks import Table
from invented.clerk import Clerk
from invented.periods import year
from invented.vocabulary import column

_FUNDERS = (
    "État (DETR)", "Région", "Département", "Europe – FEDER", "Agence de l'eau", "Caisse d'allocations familiales",
    "Fonds de concours", "Syndicat d'énergie", "Mécénat",
)  # fmt: skip
_PURPOSES = ("Fonctionnement", "Achat de matériel", "Saison culturelle", "Aide à l'emploi", "Tournoi de jeunes")
_SERVICES = (
    "Repas enfant", "Repas adulte", "Garderie du matin", "Abonnement (part fixe)", "Concession trentenaire",
    "Location de la salle, week-end", "Emplacement de marché", "Droit d'entrée", "Instrument", "Mouillage",
    "Apport en déchèterie", "Bac de 240 litres", "Sac de 30 litres", "Branchement neuf", "Photocopie A4",
)  # fmt: skip


def financing(clerk: Clerk) -> Table:
    """Funders with their amount and share; the body pays the rest, and the shares make a hundred."""
    dice = clerk.dice
    cost = Decimal(dice.between(20, 9000) * 100)
    shares = [Decimal(dice.between(2, 9) * 25) / 10 for _ in range(dice.between(2, 4))]
    shares.append(Decimal(100) - sum(shares, Decimal()))
    funders = [
        *dice.some(_FUNDERS, len(shares) - 1),
        dice.pick(("Autofinancement", "Reste à charge", "Fonds propres")),
    ]
    rows = [
        (funder, money.amount(cost * part / 100, clerk.coin, dice), clerk.percentage(part))
        for funder, part in zip(funders, shares, strict=True)
    ]
    total = (
        "TOTAL",
        money.amount(cost, clerk.coin, dice, dice.pick(("HT", None))),
        clerk.percentage(Decimal(100)),
    )
    return Table(("Financeur", "Montant", "Taux"), (*rows, total))


def grants(clerk: Clerk) -> Table:
    """Associations and what they get: beside what they had, after it, for two purposes, or by the work of each."""
    dice, last = clerk.dice, clerk.day.year - 1
    named = dice.some(column("organisations", "name", "kind", "association"), dice.between(3, 9))
    names = [name.replace("{commune}", clerk.commune) for name in named]
    sums = [(Decimal(dice.between(1, 120) * 50), Decimal(dice.between(1, 120) * 50)) for _ in names]
    had, get = ([money.amount(pair[at], clerk.coin, dice) for pair in sums] for at in (0, 1))
    totals = [money.amount(sum(column, Decimal()), clerk.coin, dice) for column in zip(*sums, strict=True)]
    given, before = year(last + 1, f"Proposé {last + 1}"), year(last, f"Attribué {last}")
    match dice.pick(("years", "years", "sums first", "two gifts", "purpose")):
        case "sums first":
            rows = [*zip(get, had, names, strict=True), (totals[1], totals[0], "TOTAL")]
            return Table((given, before, "Association"), tuple(rows))
        case "two gifts":
            rows = [*zip(names, had, get, strict=True), ("TOTAL", totals[0], totals[1])]
            return Table(("Association", "Fonctionnement", "Exceptionnelle"), tuple(rows))
        case "purpose":
            purposes = [dice.pick(_PURPOSES) for _ in names]
            rows = [*zip(names, purposes, get, strict=True), ("TOTAL", "", totals[1])]
            return Table(("Bénéficiaire", "Objet", "Montant"), tuple(rows))
    return Table(("Association", before, given), (*zip(names, had, get, strict=True), ("TOTAL", *totals)))


def credits_moved(clerk: Clerk) -> Table:
    """A décision modificative: signed credits that cancel out."""
    dice = clerk.dice
    moved = [Decimal(dice.between(-300, 300) * 50 or 50) for _ in range(dice.between(2, 6))]
    moved.append(-sum(moved) or Decimal(1200))
    section = dice.pick(("DF", "DI", "D"))
    rows = [
        (lines.heading(clerk.account(section), dice), money.signed(number, clerk.coin, dice)) for number in moved
    ]
    return Table(("Imputation", "Montant"), tuple(rows))


def tariffs(clerk: Clerk) -> Table:
    dice = clerk.dice
    rows = []
    for service in dice.some(_SERVICES, dice.between(3, 8)):
        number = Decimal(dice.between(4, 4000)) / dice.pick((10, 100, 20))
        price = money.amount(number, clerk.coin, dice, dice.pick((None, None, "HT", "TTC")))
        rows.append((service, money.rate(number, clerk.coin, dice) if dice.chance(0.3) else price))
    return Table(("Prestation", "Tarif"), tuple(rows))


def tax_rates(clerk: Clerk) -> Table:
    dice, last = clerk.dice, clerk.day.year - 1
    taxes = ("Taxe d'habitation", "Foncier bâti", "Foncier non bâti", "Cotisation foncière des entreprises")
    rows = []
    for tax in taxes[: dice.between(2, 4)]:
        before = Decimal(dice.between(500, 6500)) / 100
        now = before if dice.chance(0.5) else before + Decimal(dice.between(-40, 90)) / 100
        rows.append((tax, clerk.percentage(before), clerk.percentage(now)))
    return Table(("Taxe", year(last, f"Taux {last}"), year(last + 1, f"Taux {last + 1}")), tuple(rows))


def programmes(clerk: Clerk) -> Table:
    """Authorisations of programme and the payment credits of each year."""
    dice, first = clerk.dice, clerk.day.year
    rows = []
    for name in dice.some(column("named_places", "name", "kind", "site"), dice.between(2, 4)):
        parts = [Decimal(dice.between(0, 400) * 5000) for _ in range(2)]
        sums = (money.amount(number, clerk.coin, dice) for number in (sum(parts, Decimal()), *parts))
        rows.append((name, *sums))
    return Table(("Opération", "AP votée", *(year(first + at, f"CP {first + at}") for at in (1, 2))), tuple(rows))


def results(clerk: Clerk) -> Table:
    """Receipts, payments and a balance that may be below zero, of each section."""
    rows = []
    for section in ("Fonctionnement", "Investissement"):
        income, spent = (Decimal(clerk.dice.between(900_000, 90_000_000)) / 100 for _ in range(2))
        sums = (money.amount(number, clerk.coin, clerk.dice) for number in (income, spent, income - spent))
        rows.append((section, *sums))
    return Table(("Section", "Recettes", "Dépenses", "Résultat"), tuple(rows))


TABLES: Mapping[str, tuple[Callable[[Clerk], Table], ...]] = {
    "subsidy": (grants,),
    "works": (financing, programmes),
    "tariffs": (tariffs,),
    "taxes": (tax_rates,),
    "results": (results,),
    "credits": (credits_moved,),
    "water": (tariffs,),
    "youth": (financing, tariffs),
    "fire": (programmes, financing),
    "partnership": (financing, programmes),
    "health": (results,),
}
