"""Who writes one act: its house, its day, its people, and the values it may speak of, always with their tag."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Sequence
from decimal import Decimal

from invented import dates, money, people
from invented.dice import Dice
from invented.houses import Body, House, bodies
from invented.lines import Account, accounts, imputation
from invented.people import Person
from invented.tagging import with_role
from invented.vocabulary import column

_FIRST_DAY, _LAST_DAY = datetime.date(2008, 1, 14), datetime.date(2026, 6, 30)
_M57_FOR_SOME, _M57_FOR_ALL = 2015, 2024
_HOLIDAYS = ((1, 1), (5, 1), (5, 8), (7, 14), (8, 15), (11, 1), (11, 11), (12, 25))


class Clerk:
    """The hand that writes one act; what it says twice of one matter (``fact``) it says alike."""

    def __init__(self, house: House, dice: Dice) -> None:
        self.dice = dice
        self.house = house.settled(dice)
        self.body: Body = bodies()[house.body]
        self.running, self.others = dice.pick(self.house.running.split("|")), self.house.running.split("|")
        self.day = _working_day(_FIRST_DAY + datetime.timedelta(dice.below((_LAST_DAY - _FIRST_DAY).days)))
        self.coin = money.COINS[self.house.money]
        self.first = dice.pick(dates.FIRSTS)
        self.accents = dice.chance(0.8)
        self.feminised = dice.chance(0.5)
        self.noisy = self.house.layout == "noisy"
        self.plan = self._plan()
        self.commune = commune(dice)
        self.places = tuple(commune(dice) for _ in range(dice.between(4, 9)))
        low, high = map(int, self.house.seats.split("-"))
        self.council = people.council(dice, dice.between(low, high), self.places)
        self.chair, self.secretary, self.rapporteur = dice.some(self.council, 3)
        self.speakers: Sequence[Person] = self.council
        self.convocation = self.before(5, 15)
        self.department = dice.pick(column("places", "part", "kind", "department"))
        self.facts: dict[str, str] = {}
        self.plant: str | None = None
        self.roll: str | None = None  # layout of the roll, that of the house if None

    def _plan(self) -> str:
        plans = self.body.plans.split("|")
        if self.day.year >= _M57_FOR_ALL:
            plans = [plan for plan in plans if plan.startswith("M57")]
        if self.day.year < _M57_FOR_SOME:
            plans = [plan for plan in plans if plan.startswith("M14")] or plans
        return self.dice.pick(plans)

    def fact(self, key: str, make: Callable[[], str]) -> str:
        """What stays the same in one matter."""
        if key not in self.facts:
            self.facts[key] = make()
        return self.facts[key]

    def date(self, day: datetime.date, role: str | None = None, form: str | None = None) -> str:
        usual = self.running if self.dice.chance(0.85) else self.dice.pick(self.others)
        return dates.written(day, form or usual, role, self.first)

    def before(self, low: int, high: int) -> datetime.date:
        return _working_day(self.day - datetime.timedelta(self.dice.between(low, high)))

    def after(self, low: int, high: int) -> datetime.date:
        return _working_day(self.day + datetime.timedelta(self.dice.between(low, high)))

    def first_of_month(self) -> datetime.date:
        """The first of a month to come, when decisions take effect."""
        months = self.day.year * 12 + self.day.month - 1 + self.dice.between(1, 5)
        return datetime.date(months // 12, months % 12 + 1, 1)

    def amount(self, number: Decimal, tax: str | None = None) -> str:
        if self.dice.chance(0.03) and number % 1000 == 0 and number >= 20_000 and not tax:
            return money.scaled(number, self.dice)
        return money.amount(number, self.coin, self.dice, tax)

    def percentage(self, number: Decimal) -> str:
        return money.percentage(number, self.dice, noisy=self.noisy)

    def account(self, section: str = "") -> Account:
        return self.dice.pick([row for row in accounts(self.plan) if row.section.startswith(section)])

    def imputation(self, section: str = "") -> str:
        return imputation(self.account(section), self.dice, self.day.year)

    def member(self) -> Person:
        return self.dice.pick(self.speakers)

    def name(self, person: Person, naming: str | None = None, role: str | None = None) -> str:
        """The name alone; ``role`` is that in the roll, if it stands there."""
        name = people.name(person, naming or self.house.naming, accents=self.accents)
        return with_role(name, role) if role else name

    def titled(self, person: Person, naming: str | None = None, role: str | None = None) -> str:
        """With civility: « Mme Odile VERNIER »."""
        style = self.house.civility if self.house.civility != "none" else "short"
        return people.civility(person, style) + self.name(person, naming, role)

    def spoken_of(self, person: Person) -> str:
        """As the body of an act names somebody: mostly by the surname."""
        naming = "Name" if self.house.naming == "Given Name" else "NAME"
        return self.titled(person, naming if self.dice.chance(0.7) else None)

    @property
    def chair_title(self) -> str:
        return self.body.chair_f if self.chair.woman else self.body.chair_m

    @property
    def the_chair(self) -> str:
        """« Madame la Présidente », « Monsieur le Maire »."""
        feminine = self.chair.woman and (self.chair_title != "Maire" or self.feminised)
        article = "la" if feminine else "le"
        return f"{'Madame' if self.chair.woman else 'Monsieur'} {article} {self.chair_title}"


def _working_day(day: datetime.date) -> datetime.date:
    """The day, or the last one before it on which town halls are open."""
    while day.weekday() > 4 or (day.month, day.day) in _HOLIDAYS:
        day -= datetime.timedelta(1)
    return day


def of_place(name: str) -> str:
    """« d'Orgeva », « de Lourmeray »."""
    return f"d'{name}" if name[0] in "AEÉIOUH" else f"de {name}"


def commune(dice: Dice) -> str:
    """A name no commune bears: « Corbelvert-sur-Vèze »."""
    part = {kind: column("places", "part", "kind", kind) for kind in ("head", "tail", "river", "saint")}
    name = dice.pick(part["head"]) + dice.pick(part["tail"])
    forms = (
        name,
        name,
        f"{name}-sur-{dice.pick(part['river'])}",
        f"Saint-{dice.pick(part['saint'])}",
        f"{name}-le-Haut",
    )
    return dice.pick((*forms, f"La Roche-{name}", f"{name}-les-Trois-Moulins"))
