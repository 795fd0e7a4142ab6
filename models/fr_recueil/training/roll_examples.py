"""Examples of rolls: texts with their names and the role of each, generated, annotated by hand, or read by the rules.

Annotated folders hold ``texts/<id>.txt`` and ``gold/<id>.json`` with the lists of an act as names; each name is
aligned to the mention of that person that stands among others of its list.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from recueil.entities.persons.resolution import assign_person_keys
from recueil.evaluation.annotated import parse_tagged
from recueil.text import fold_accents, fold_hyphenated
from recueil.values import Mention, Person
from recueil.values.roll import ROLL_LABELS, RollLabel

Reader = Callable[[str], Sequence[Mention]]
"""Finds the persons of a text."""

_NEIGHBOURS: Final = 6  # names on each side that say which mention of a person stands in a list
_CUE_BEFORE, _CUE_AFTER = 160, 120  # characters around an officer's name
_OFFICERS: Final = {"president": ("preside", "maire"), "secretary": ("secreta",)}
_WORD: Final = re.compile(r"[a-z]+")


@dataclass(frozen=True, slots=True)
class RollExample:
    """A text, its names in order, the role of each, and the body that issued it."""

    text: str
    persons: Sequence[Mention]
    labels: Sequence[RollLabel]
    body: str = ""


def generated_examples(corpus: Path, seed: int, number: int) -> Iterator[RollExample]:
    """Yield invented acts, whose roles are exact; ``corpus`` is the folder of the generator."""
    sys.path.insert(0, str(corpus))
    from generator import generate

    labels = {label: label for label in ROLL_LABELS}
    for act in generate(seed, number):
        gold = parse_tagged(act.tagged)
        persons = [mention for mention in gold.mentions if isinstance(mention.value, Person)]
        if persons:
            yield RollExample(gold.text, assign_person_keys(persons), [labels[role] for role in act.roles])


def annotated_examples(folder: Path, read: Reader, without: Iterable[str] = ()) -> Iterator[RollExample]:
    """Yield the annotated acts of a folder, except those of the bodies ``without`` and those with a roll in part."""
    left_out = {fold_accents(body) for body in without}
    for path in sorted((folder / "gold").glob("*.json")):
        gold = json.loads(path.read_text("utf-8"))
        gold = gold.get("act") or gold
        body = fold_accents(gold.get("body") or "")
        if body in left_out or not gold.get("roll_complete", bool(gold.get("present"))):
            if body in left_out or gold.get("present") or gold.get("absent"):
                continue
        text = (folder / "texts" / f"{path.stem}.txt").read_text("utf-8")
        persons = list(read(text))
        if persons:
            yield RollExample(text, persons, align_roles(text, persons, gold), body)


def align_roles(text: str, persons: Sequence[Mention], gold: Mapping[str, Any]) -> list[RollLabel]:
    """Return the role of each mention, from the lists of names of an annotated act."""
    return _Alignment(fold_accents(text), persons).run(gold)


class _Alignment:
    def __init__(self, plain: str, persons: Sequence[Mention]) -> None:
        self.plain = plain
        self.persons = persons
        self.words = [_name_words(mention.full_name or "") for mention in persons]
        self.labels: list[RollLabel] = ["none"] * len(persons)

    def run(self, gold: Mapping[str, Any]) -> list[RollLabel]:
        proxies = [(giver["name"], giver["by"]) for giver in gold.get("represented", ())]
        proxies += [tuple(pair) for pair in gold.get("proxies", ())]
        represented = [giver for giver, _ in proxies]
        away = [name for name in gold.get("absent", ()) if not any(_same(name, giver) for giver in represented)]
        lists: Mapping[RollLabel, Sequence[str]] = {"present": gold.get("present", ()), "absent": away}
        self._officer("president", gold.get("president"))
        self._officer("secretary", gold.get("secretary"))
        holders = [holder for _, holder in proxies if holder]
        everyone = {label: self._places(names) for label, names in lists.items()}
        everyone["represented"] = self._places([*represented, *holders])
        for giver, holder in proxies:
            self._proxy(giver, holder, everyone["represented"])
        for label, names in lists.items():
            for name in names:
                self._best(label, name, everyone[label])
        return self.labels

    def _of(self, name: str) -> list[int]:
        words = _name_words(name)
        return [at for at, own in enumerate(self.words) if _same_words(words, own)]

    def _places(self, names: Iterable[str]) -> set[int]:
        return {at for name in names for at in self._of(name)}

    def _officer(self, label: RollLabel, name: str | None) -> None:
        for at in self._of(name or ""):
            mention = self.persons[at]
            before = self.plain[max(0, mention.start - _CUE_BEFORE) : mention.start]
            after = self.plain[mention.end : mention.end + _CUE_AFTER]
            if any(cue in before or cue in after for cue in _OFFICERS[label]) and self.labels[at] == "none":
                self.labels[at] = label
                return

    def _proxy(self, giver: str, holder: str | None, places: set[int]) -> None:
        """Label the mentions of giver and holder that stand nearest to each other."""
        if holder:
            pairs = [(abs(a - b), a, b) for a in self._of(giver) for b in self._of(holder) if a != b]
            if pairs and min(pairs)[0] <= 2:
                _, first, second = min(pairs)
                self.labels[first] = "represented"
                self.labels[second] = "holder"
                return
        self._best("represented", giver, places)

    def _best(self, label: RollLabel, name: str, places: set[int]) -> None:
        free = [at for at in self._of(name) if self.labels[at] == "none"]
        if free:
            self.labels[max(free, key=lambda at: (self._neighbours(at, places), -at))] = label

    def _neighbours(self, at: int, places: set[int]) -> int:
        return sum(other in places for other in range(at - _NEIGHBOURS, at + _NEIGHBOURS + 1))


def _name_words(name: str) -> frozenset[str]:
    return frozenset(_WORD.findall(fold_hyphenated(name.replace("-", " "))))


def _same(one: str, other: str) -> bool:
    return _same_words(_name_words(one), _name_words(other))


def _same_words(one: frozenset[str], other: frozenset[str]) -> bool:
    """Return whether two names are equal, or one is the surname alone of the other."""
    return bool(one and other) and (one == other or (min(len(one), len(other)) == 1 and bool(one & other)))


def without_names(example: RollExample, dropped: set[int]) -> RollExample:
    """Return the example without some of its names, as if the recogniser had missed them."""
    kept = [at for at in range(len(example.persons)) if at not in dropped]
    return replace(
        example,
        persons=[example.persons[at] for at in kept],
        labels=[example.labels[at] for at in kept],
    )
