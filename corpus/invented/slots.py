"""What may stand in a blank of a sentence: values with their tag, and figures that are no value at all."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal

from invented import lines, moments, money, people, periods
from invented.clerk import Clerk, commune
from invented.lookalikes import LOOKALIKES
from invented.vocabulary import column

Slot = Callable[[Clerk, str], str]

_SITE_WOMEN = ("école", "crèche", "salle", "halle", "maison", "médiathèque", "résidence", "piscine", "église")
_SITE_FORMS = {
    "the": ("le ", "la ", "l'"), "at": ("au ", "à la ", "à l'"), "of": ("du ", "de la ", "de l'"),
}  # fmt: skip
COMMISSIONS = (
    "Finances",
    "Travaux",
    "Culture",
    "Enfance et jeunesse",
    "Environnement",
    "Urbanisme",
    "Vie associative",
)


def drawn(clerk: Clerk, low: int, digits: int) -> Decimal:
    """A sum of ``low`` cents to ``digits`` figures before the mark, small ones more often, often round."""
    cents = clerk.dice.between(low, 10 ** clerk.dice.between(len(str(low)), digits + 2))
    number = Decimal(cents) / 100
    step = 100 if number > 5000 else 10 if number > 100 else 1
    return Decimal(int(number / step) * step) if clerk.dice.chance(0.55) and number >= step else number


def _sum(low: int, digits: int) -> Slot:
    return lambda clerk, tax: clerk.amount(drawn(clerk, low, digits), tax or None)


def share(clerk: Clerk) -> Decimal:
    """A percentage: round, or with decimals."""
    dice = clerk.dice
    whole = Decimal(dice.pick((dice.between(1, 20) * 5, dice.between(1, 60))))
    return dice.pick((whole, whole, dice.between(1, 999) / Decimal(10), dice.between(1, 9999) / Decimal(100)))


def _cost(clerk: Clerk, tax: str) -> str:
    cost = Decimal(clerk.fact("cost", lambda: str(clerk.dice.between(20, 9000) * 100)))
    rate = Decimal("1.196") if clerk.day.year < 2014 else Decimal("1.2")
    return clerk.amount(cost * rate if tax == "TTC" else cost, tax or None)


def _grant(clerk: Clerk, _: str) -> str:
    return clerk.fact("grant", lambda: clerk.amount(Decimal(clerk.dice.between(2, 600) * 50)))


def _rate(clerk: Clerk, kind: str) -> str:
    """Prices per measure are small and may have three decimals."""
    if kind in ("water", "km", "area"):
        number = Decimal(clerk.dice.between(20, 4000)) / 1000
    else:
        number = Decimal(clerk.dice.between(10, 9000)) / clerk.dice.pick((100, 100, 10, 20))
    return money.rate(number, clerk.coin, clerk.dice, kind)


def _words(clerk: Clerk, _: str) -> str:
    return money.in_words(
        clerk.dice.between(1, 2000) * clerk.dice.pick((5, 50, 500, 1000)), clerk.coin, clerk.dice
    )


def _agent(clerk: Clerk, _: str) -> str:
    return clerk.titled(people.invent(clerk.dice))


def _hired(clerk: Clerk, _: str) -> str:
    """The woman whom the matter is about."""

    def found() -> str:
        person = people.invent(clerk.dice)
        return clerk.titled(person) if person.woman else found()

    return clerk.fact("hired", found)


def _deputy(clerk: Clerk, _: str) -> str:
    title = clerk.body.deputy.replace("président", "présidente") if clerk.rapporteur.woman else clerk.body.deputy
    title = f"{title}e" if clerk.rapporteur.woman and title == "adjoint" else title
    return f"{clerk.titled(clerk.rapporteur)}, {title} chargé{'e' if clerk.rapporteur.woman else ''} des finances"


def _site(clerk: Clerk, form: str) -> str:
    site = clerk.fact("site", lambda: clerk.dice.pick(column("named_places", "name", "kind", "site")))
    if form not in _SITE_FORMS:
        return site
    masculine, feminine, elided = _SITE_FORMS[form]
    if site[0] in "aeéhiou":
        return elided + site
    return (feminine if site.startswith(_SITE_WOMEN) else masculine) + site


def _street(clerk: Clerk, beginning: str) -> str:
    streets = column("named_places", "name", "kind", "street")
    fitting = [street for street in streets if street.startswith(beginning or ("rue", "avenue", "place", "boul"))]
    return clerk.dice.pick(fitting)


def _organisation(kind: str) -> Slot:
    def named(clerk: Clerk, _: str) -> str:
        names = column("organisations", "name", "kind", kind)
        return clerk.fact(kind, lambda: clerk.dice.pick(names).replace("{commune}", clerk.commune))

    return named


def _line(clerk: Clerk, code: str) -> str:
    if code == "programme":
        number = clerk.dice.pick(
            ("113", "135", "181", "122", "119", f"{clerk.day.year}-RD{clerk.dice.between(1, 99)}")
        )
        return lines.line("programme", number, f"programme {number}")
    return lines.line("compte", code, f"{clerk.dice.pick(('compte', 'compte', 'cpte'))} {code}")


def _scaled(clerk: Clerk, _: str) -> str:
    return money.scaled(Decimal(clerk.dice.between(3, 400) * clerk.dice.pick((5000, 10_000))), clerk.dice)


def _interest(clerk: Clerk, _: str) -> str:
    return clerk.percentage(Decimal(clerk.dice.between(5, 690)) / clerk.dice.pick((100, 100, 1000)))


def _vat(clerk: Clerk, _: str) -> str:
    return clerk.percentage(Decimal("19.6") if clerk.day.year < 2014 else Decimal(20))


def _plan(clerk: Clerk, _: str) -> str:
    """The name of the chart of accounts; départements and régions had their own before M57."""
    own = {"departement": "M52", "region": "M71", "sdis": "M61"}.get(clerk.house.body)
    return own if own and clerk.day.year < 2020 else clerk.plan.split(" ")[0]


def _accounts(clerk: Clerk, level: str) -> str:
    return lines.enumeration(clerk.dice, clerk.plan, level or clerk.dice.pick(("chapitre", "compte")))


SLOTS: Mapping[str, Slot] = {
    **LOOKALIKES,
    **moments.MOMENTS,
    **periods.PERIODS,
    "amount": _sum(20_000, 6),
    "fee": _sum(100, 3),
    "sum": _sum(500_000, 7),
    "cost": _cost,
    "grant": _grant,
    "rate": _rate,
    "words": _words,
    "negative": lambda clerk, _: clerk.amount(-drawn(clerk, 10_000, 6)),
    "scaled": _scaled,
    "odd": lambda clerk, _: money.odd(clerk.dice.between(1, 60), clerk.dice.between(5, 95)),
    "francs": lambda clerk, _: money.francs(clerk.dice.between(2, 900) * 1000, clerk.dice),
    "pct": lambda clerk, _: clerk.percentage(share(clerk)),
    "interest": _interest,
    "vat": _vat,
    "agent": _agent,
    "hired": _hired,
    "surname": lambda clerk, _: clerk.name(people.invent(clerk.dice), "NAME"),
    "member": lambda clerk, _: clerk.spoken_of(clerk.member()),
    "rapporteur": lambda clerk, _: clerk.spoken_of(clerk.rapporteur),
    "deputy": _deputy,
    "the_chair": lambda clerk, _: clerk.the_chair,
    "the_body": lambda clerk, _: clerk.body.the_body,
    "commission": lambda clerk, _: clerk.dice.pick(COMMISSIONS),
    "commune": lambda clerk, _: commune(clerk.dice),
    "site": _site,
    "street": _street,
    "assoc": _organisation("association"),
    "firm": _organisation("firm"),
    "imputation": lambda clerk, section: clerk.imputation(section),
    "income": lambda clerk, _: clerk.imputation("R"),
    "accounts": _accounts,
    "chapters": lambda clerk, _: _accounts(clerk, "chapitre"),
    "line": _line,
    "plan": _plan,
    "volume": lambda clerk, _: f"{clerk.dice.between(20, 900)} {clerk.dice.between(100, 999)}",
}
