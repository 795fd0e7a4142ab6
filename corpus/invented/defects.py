"""Defects planted in acts that are right otherwise: each kind, and the check that must find it.

They stand in acts of a house that prints all its counts, set without noise, so that what is found is the defect.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from dataclasses import replace
from decimal import Decimal

from invented import dates, lines, money
from invented.blocks import Block, Flow, Lines, Table
from invented.clerk import Clerk
from invented.houses import House
from invented.layout import aligned
from invented.people import Person
from invented.roster import Attendance
from invented.spelling import spelt
from invented.tagging import tag
from recueil.values import Amount, BudgetLine

KINDS: Mapping[str, str] = {
    "presence": "present-et-absent",
    "proxies": "pouvoirs-par-porteur",
    "holder": "porteur-absent",
    "voters": "votants",
    "quorum": "quorum",
    "votes": "votes-total",
    "unanimity": "unanimite-contre",
    "outcome": "vote-issue",
    "convocation": "convocation-delai",
    "order": "ordre-dates",
    "weekday": "jour-semaine",
    "impossible": "date-inexistante",
    "words": "lettres-chiffres",
    "product": "quantite-prix",
    "vat": "ht-ttc",
    "tax": "ht-ttc",
    "plan-share": "part-montant",
    "plan-total": "parts-total",
    "plan-hundred": "parts-cent",
    "table": "somme-total",
    "chapter": "chapitre-inconnu",
    "section": "chapitre-section",
    "account": "compte-chapitre",
    "transfer": "virement-equilibre",
    "balance": "section-equilibre",
}
"""By kind, the identifier of the check."""

# Of the vote and the roll: what the structure of the act is needed for.
OF_THE_ROLL = frozenset(
    ("presence", "proxies", "holder", "voters", "quorum", "votes", "unanimity", "outcome", "convocation", "order")
)
OF_PLANS = frozenset(("plan-share", "plan-total", "plan-hundred"))
_COVID = (datetime.date(2020, 3, 24), datetime.date(2022, 7, 31))
_VOTES = {
    "votes": "par {for} voix pour, {against} voix contre et 1 abstention",
    "unanimity": "à l'unanimité, par {for} voix pour, {against} voix contre et 0 abstention",
    "outcome": "par {against} voix pour, {for} voix contre et 0 abstention, adopte la proposition",
}


def fitting(house: House, kind: str) -> bool:
    """Whether acts of this house are fit to hold the defect."""
    return house.act == "deliberation" and (house.body == "ville" or kind not in OF_THE_ROLL)


def settled(house: House, kind: str) -> House:
    """The house with every count printed, whole names, proxies with their holder, and lines without noise."""
    header = "stamped" if kind == "order" else "register"
    return replace(
        house, header=header, naming="given NAME", proxies="held", roster="commas", layout="wrapped",
        money="classic", act="deliberation",
    )  # fmt: skip


def prepare(clerk: Clerk, kind: str) -> bool:
    """Plant what is of the day; False when the day does not suit."""
    clerk.plant = kind
    if kind == "convocation":
        clerk.convocation = clerk.day - datetime.timedelta(1)
    return not _COVID[0] <= clerk.day <= _COVID[1]


def enrolled(clerk: Clerk, attendance: Attendance) -> Attendance:
    """The roll with its defect."""
    officers = {clerk.chair, clerk.secretary, clerk.rapporteur}
    holders = {holder for _, holder in attendance.represented}
    others = [person for person in attendance.present if person not in officers | holders]
    match clerk.plant:
        case "presence":
            twice, missing = clerk.dice.some(others, 2)
            present = tuple(person for person in attendance.present if person != missing)
            return replace(attendance, present=present, absent=(twice, *attendance.absent, missing))
        case "proxies" | "holder":
            return _proxies(clerk, attendance, others)
        case "quorum":
            kept = (*officers, *others[: max(0, len(clerk.council) // 2 - 4)])
            present = tuple(person for person in clerk.council if person in kept)
            away = tuple(person for person in clerk.council if person not in kept)
            return Attendance(present, (), away)
    return attendance


def _proxies(clerk: Clerk, attendance: Attendance, others: list[Person]) -> Attendance:
    """Two proxies in one hand, or one in a hand that is not there."""
    first, second, holder = clerk.dice.some(others, 3)
    if clerk.plant == "proxies":
        present = tuple(person for person in attendance.present if person not in (first, second))
        return replace(attendance, present=present, represented=((first, holder), (second, holder)))
    present = tuple(person for person in attendance.present if person not in (first, holder))
    absent = (*attendance.absent, holder)
    return replace(
        attendance, present=present, represented=(*attendance.represented, (first, holder)), absent=absent
    )


def vote(clerk: Clerk, voters: int) -> str | None:
    """The clause of a vote with its defect; one voter too many in the first kind."""
    against = max(2, min(6, voters // 4))
    form = _VOTES.get(clerk.plant or "")
    return form.format(**{"for": voters - against, "against": against}) if form else None


def told(clerk: Clerk) -> list[Block]:
    """The paragraph or table that holds the defect, for kinds that need no more."""
    make = _TOLD.get(clerk.plant or "")
    return make(clerk) if make else []


def _euros(clerk: Clerk, number: Decimal | int, tax: str | None = None) -> str:
    return money.amount(Decimal(number), clerk.coin, clerk.dice, tax)


def _rows(*rows: tuple[str, ...]) -> Lines:
    return Lines(tuple(aligned(Table(rows[0], rows[1:]))))


def _weekday(clerk: Clerk) -> list[Block]:
    day = dates.wrong_weekday(clerk.before(20, 60), None)
    return [Flow(f"Les services ont visité les lieux le {day}.")]


def _impossible(clerk: Clerk) -> list[Block]:
    return [
        Flow(f"Le dossier a été complété le {dates.impossible(clerk.day.year - 1, None, 'long', clerk.dice)}.")
    ]


def _words(clerk: Clerk) -> list[Block]:
    said = clerk.dice.between(20, 900) * 50
    spoken = tag(Amount(Decimal(said), issue="words"), f"{spelt(said)} euros")
    written = tag(Amount(Decimal(said + 500), issue="words"), f"{said + 500} €")
    return [Flow(f"La participation est arrêtée à {spoken} ({written}).")]


def _product(clerk: Clerk) -> list[Block]:
    quantity, price = clerk.dice.between(12, 400), Decimal(clerk.dice.between(5, 60)) / 2
    total = quantity * price + clerk.dice.between(10, 90)
    product = f"{quantity} x {_euros(clerk, price)} = {_euros(clerk, total)}"
    return [Flow(f"Le coût des repas se calcule ainsi : {product}.")]


def _vat(clerk: Clerk) -> list[Block]:
    net = Decimal(clerk.dice.between(20, 900) * 50)
    gross = net * Decimal("1.5")
    return [Flow(f"Le devis retenu est de {_euros(clerk, net, 'HT')} soit {_euros(clerk, gross, 'TTC')}.")]


def _tax(clerk: Clerk) -> list[Block]:
    net = Decimal(clerk.dice.between(20, 900) * 50)
    tax = net / 5
    sums = (_euros(clerk, net, "HT"), _euros(clerk, tax), _euros(clerk, net + tax + 100, "TTC"))
    return [Flow("Le marché s'élève à {}, TVA {}, soit {}.".format(*sums))]


def _plan(clerk: Clerk) -> list[Block]:
    """Three funders of a cost, one share, one amount or the total wrong."""
    cost = Decimal(clerk.dice.between(20, 900) * 1000)
    shares = [Decimal(40), Decimal(25), Decimal(35)]
    sums = [cost * share / 100 for share in shares]
    shares[0] += 10 * (clerk.plant != "plan-total")
    total = cost + 12_000 * (clerk.plant == "plan-total")
    names = ("État (DETR)", "Département", "Autofinancement")
    hundred = Decimal(110 if clerk.plant == "plan-hundred" else 100)
    amounts = [_euros(clerk, each) for each in sums] if clerk.plant != "plan-hundred" else ["à définir"] * 3
    rows = [
        (name, amount, clerk.percentage(share)) for name, amount, share in zip(names, amounts, shares, strict=True)
    ]
    last = ("TOTAL", _euros(clerk, total), clerk.percentage(hundred))
    return [
        Flow("Le plan de financement est le suivant :"),
        _rows(("Financeur", "Montant", "Taux"), *rows, last),
    ]


def _table(clerk: Clerk) -> list[Block]:
    names = ("Maçonnerie", "Charpente", "Plâtrerie", "Peinture")
    sums = [Decimal(clerk.dice.between(20, 900) * 50) for _ in names]
    rows = [(name, _euros(clerk, each)) for name, each in zip(names, sums, strict=True)]
    last = ("TOTAL", _euros(clerk, sum(sums, Decimal()) + 1500))
    return [Flow("Les lots se répartissent ainsi :"), _rows(("Lot", "Montant"), *rows, last)]


def _chapter(clerk: Clerk) -> list[Block]:
    """« 656 » is a chapter of the M14, « 6586 » of the M57."""
    code, plan = ("656", "M57") if clerk.plan.startswith("M57") else ("6586", "M14")
    return [Flow(f"La dépense relève du {lines.chapter(code)} de la nomenclature {plan}.")]


def _section(clerk: Clerk) -> list[Block]:
    code, section = clerk.dice.pick((("65", "d'investissement"), ("21", "de fonctionnement")))
    return [Flow(f"La dépense est imputée au {lines.chapter(code)} de la section {section}.")]


def _account(clerk: Clerk) -> list[Block]:
    chapter, account = clerk.dice.pick((("21", "6232"), ("65", "2188"), ("011", "2188"), ("23", "6226")))
    article = lines.line("article", account, f"article {account}")
    return [Flow(f"Les crédits sont ouverts au {lines.chapter(chapter)}, {article}.")]


def _transfer(clerk: Clerk) -> list[Block]:
    moved = Decimal(clerk.dice.between(10, 90) * 50)
    rows = (
        (tag(BudgetLine("compte", "6232"), "compte 6232"), money.signed(-moved, clerk.coin, clerk.dice)),
        (tag(BudgetLine("compte", "6226"), "compte 6226"), money.signed(moved + 100, clerk.coin, clerk.dice)),
    )
    return [Flow("Il est procédé au virement de crédits suivant :"), _rows(("Imputation", "Montant"), *rows)]


def _balance(clerk: Clerk) -> list[Block]:
    spent = Decimal(clerk.dice.between(200, 9000) * 100)
    sides = f"dépenses : {_euros(clerk, spent)}, recettes : {_euros(clerk, spent + 700)}"
    return [Flow(f"La section de fonctionnement s'équilibre, {sides}.")]


_TOLD: Mapping[str, Callable[[Clerk], list[Block]]] = {
    "weekday": _weekday,
    "impossible": _impossible,
    "words": _words,
    "product": _product,
    "vat": _vat,
    "tax": _tax,
    "plan-share": _plan,
    "plan-total": _plan,
    "plan-hundred": _plan,
    "table": _table,
    "chapter": _chapter,
    "section": _section,
    "account": _account,
    "transfer": _transfer,
    "balance": _balance,
}
