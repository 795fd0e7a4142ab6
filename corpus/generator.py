"""Writes any number of invented acts, in over twenty house styles, with every value known by construction.

python corpus/generator.py FOLDER --number 2000 --seed 1           # plain acts, to ingest
python corpus/generator.py FOLDER --number 2000 --seed 1 --gold    # the same acts with tags, to measure against
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from invented.acts import write
from invented.clerk import Clerk
from invented.dice import Dice
from invented.houses import houses
from invented.layout import page

from recueil import annotated


@dataclass(frozen=True, slots=True)
class Generated:
    """An act: the file name it asks for, without suffix, and its text with tags."""

    name: str
    tagged: str

    @property
    def text(self) -> str:
        return annotated.read(self.tagged).text


def generate(seed: int, number: int) -> Iterator[Generated]:
    """The first ``number`` acts of a seed: always the same, and each the same whatever the number."""
    return (_act(seed, index) for index in range(number))


def _act(seed: int, index: int) -> Generated:
    dice = Dice(f"{seed}/{index}")
    house = houses()[index % len(houses())]
    clerk = Clerk(house, dice)
    tagged = page(write(clerk), clerk.house.layout, dice).strip() + "\n"
    if dice.chance(0.6):
        tagged = tagged.replace("'", "’")
    return Generated(f"{house.house}-{clerk.day}-{seed}-{index:05d}", tagged)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--number", type=int, default=100, help="how many acts")
    parser.add_argument("--seed", type=int, default=1, help="which acts: the same seed gives the same ones")
    parser.add_argument("--gold", action="store_true", help="with tags")
    asked = parser.parse_args()
    asked.folder.mkdir(parents=True, exist_ok=True)
    for act in generate(asked.seed, asked.number):
        words = act.tagged if asked.gold else act.text
        (asked.folder / f"{act.name}.txt").write_text(words, "utf-8", newline="\n")


if __name__ == "__main__":
    main()
