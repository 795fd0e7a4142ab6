"""The house styles: who writes, and how that house sets out lists, names, dates and money."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Self

from invented.dice import Dice
from invented.vocabulary import rows


@dataclass(frozen=True, slots=True)
class House:
    """A row of ``houses.csv``; a cell with bars leaves a choice to each act."""

    house: str
    body: str
    act: str
    header: str
    naming: str
    civility: str
    roster: str
    proxies: str
    session: str
    running: str
    stamp: str
    money: str
    layout: str
    seats: str

    def settled(self, dice: Dice) -> Self:
        """The style of one act: one choice for each cell; dates in the body stay free to vary."""
        chosen = {name: dice.pick(cell.split("|")) for name, cell in self._cells() if name != "running"}
        return type(self)(**chosen, running=self.running)

    def _cells(self) -> list[tuple[str, str]]:
        return [(name, str(getattr(self, name))) for name in self.__dataclass_fields__]


@dataclass(frozen=True, slots=True)
class Body:
    """A row of ``bodies.csv``: the words a kind of public body has for itself."""

    body: str
    title: str
    assembly: str
    article: str
    chair_m: str
    chair_f: str
    the_body: str
    of_body: str
    members: str
    deputy: str
    plans: str

    @property
    def the_assembly(self) -> str:
        return f"{self.article} {self.assembly}".replace("' ", "'")

    @property
    def of_assembly(self) -> str:
        return {"le": "du ", "la": "de la ", "l'": "de l'"}[self.article] + self.assembly


@cache
def houses() -> tuple[House, ...]:
    return tuple(House(**row) for row in rows("houses"))


@cache
def bodies() -> dict[str, Body]:
    return {row["body"]: Body(**row) for row in rows("bodies")}
