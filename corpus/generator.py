"""Writes any number of invented acts, in over twenty house styles, with every value known by construction.

python corpus/generator.py FOLDER --number 2000 --seed 1           # plain acts, to ingest
python corpus/generator.py FOLDER --number 2000 --seed 1 --gold    # the same acts with tags, to measure against
python corpus/generator.py FOLDER --number 20 --plant votes        # acts with one defect, for a check to find
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from invented import defects
from invented.acts import write
from invented.clerk import Clerk
from invented.dice import Dice
from invented.houses import houses
from invented.layout import page
from invented.rolls import ROLLS
from invented.seances import chronicle
from invented.tagging import split_roles

from recueil.evaluation import gold


@dataclass(frozen=True, slots=True)
class Generated:
    """An act: the file name it asks for, without suffix, its text with tags, the check that its defect breaks.

    ``roles``: the role in the roll of each name of the text, in order, « none » where it has none.
    """

    name: str
    tagged: str
    roles: tuple[str, ...]
    planted: str | None = None

    @property
    def text(self) -> str:
        return gold.parse_tagged(self.tagged).text


def generate(seed: int, number: int) -> Iterator[Generated]:
    """The first ``number`` acts of a seed: always the same, and each the same whatever the number."""
    return (_act(seed, index) for index in range(number))


def generate_planted(kind: str, seed: int, number: int) -> Iterator[Generated]:
    """Acts with one defect each, of the kind asked for."""
    return (_planted(kind, seed, index) for index in range(number))


def generate_rolls(seed: int, number: int) -> Iterator[Generated]:
    """Acts of councils with their rolls in every layout of ``invented/rolls.py``, one after the other."""
    return (_with_roll(seed, index) for index in range(number))


def _with_roll(seed: int, index: int) -> Generated:
    layouts = list(ROLLS)
    sitting = [house for house in houses() if house.act in ("deliberation", "pv")]
    dice = Dice(f"roll/{seed}/{index}")
    clerk = Clerk(dice.pick(sitting), dice)
    clerk.roll = layouts[index % len(layouts)]
    return Generated(f"{clerk.house.house}-{clerk.day}-roll-{seed}-{index:05d}", *_written(clerk))


def _act(seed: int, index: int) -> Generated:
    house = houses()[index % len(houses())]
    clerk = Clerk(house, Dice(f"{seed}/{index}"))
    return Generated(f"{house.house}-{clerk.day}-{seed}-{index:05d}", *_written(clerk))


def _planted(kind: str, seed: int, index: int) -> Generated:
    fitting = [house for house in houses() if defects.fitting(house, kind)]
    house = defects.settled(fitting[index % len(fitting)], kind)
    clerks = (Clerk(house, Dice(f"{kind}/{seed}/{index}/{trial}")) for trial in count())
    clerk = next(clerk for clerk in clerks if defects.prepare(clerk, kind))
    name = f"{house.house}-{clerk.day}-{kind}-{seed}-{index:05d}"
    return Generated(name, *_written(clerk), defects.KINDS[kind])


def _written(clerk: Clerk) -> tuple[str, tuple[str, ...]]:
    tagged, roles = split_roles(_page(clerk))
    return tagged, tuple(roles)


def _page(clerk: Clerk) -> str:
    tagged = page(write(clerk), clerk.house.layout, clerk.dice).strip() + "\n"
    return tagged.replace("'", "’") if clerk.dice.chance(0.6) else tagged


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--number", type=int, default=100, help="how many acts")
    parser.add_argument("--seed", type=int, default=1, help="which acts: the same seed gives the same ones")
    parser.add_argument("--gold", action="store_true", help="with tags")
    parser.add_argument("--plant", choices=sorted(defects.KINDS), metavar="KIND", help="one defect in each act")
    parser.add_argument(
        "--seances", type=int, metavar="NUMBER", help="the acts of so many séances, through the years"
    )
    parser.add_argument(
        "--defects", action="store_true", help="with defects between these acts, which are printed"
    )
    asked = parser.parse_args()
    asked.folder.mkdir(parents=True, exist_ok=True)
    if asked.seances:
        _write_seances(asked.folder, asked.seed, asked.seances, defects=asked.defects)
        return
    planted = generate_planted(asked.plant, asked.seed, asked.number) if asked.plant else None
    for act in planted or generate(asked.seed, asked.number):
        words = act.tagged if asked.gold else act.text
        (asked.folder / f"{act.name}.txt").write_text(words, "utf-8", newline="\n")


def _write_seances(folder: Path, seed: int, number: int, *, defects: bool) -> None:
    written = chronicle(seed, number, planted=defects)
    for paper in written.papers:
        (folder / f"{paper.name}.txt").write_text(paper.text, "utf-8", newline="\n")
    for one in written.planted:
        print(one.kind, one.body, one.year, *one.shows, sep="\t")


if __name__ == "__main__":
    main()
