"""Examples of rolls: texts with their names and the role of each, generated, annotated by hand, or read by
the rules.

Annotated folders hold ``texts/<id>.txt`` and ``gold/<id>.json`` with the lists of an act as names; each name is
aligned to the mention of that person that stands among others of its list.

An annotated act is varied without moving its roles: the text between its names is rewritten, the names stay.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random
from typing import Any, Final

from recueil.entities.persons.resolution import assign_person_keys
from recueil.evaluation.gold import UNKNOWN_BODY, parse_tagged
from recueil.text import fold_accents, fold_hyphenated
from recueil.values import Mention, Person
from recueil.values.attendance import ROLL_LABELS, RollLabel

Reader = Callable[[str], Sequence[Mention]]
"""Finds the persons of a text."""

_NEIGHBOURS: Final = 3  # other members near a mention that stands in a list
_NEAR: Final = 150  # characters from a mention to those of other members
_REACH: Final = 8  # names on each side that are looked at
_PROXY_GAP: Final = 150  # characters from giver to holder
_CUE_BEFORE, _CUE_AFTER = 100, 60  # characters around an officer's name
_OFFICERS: Final[Mapping[RollLabel, str]] = {"president": "preside", "secretary": "secreta"}
_SEPARATOR: Final = re.compile(r"[\s,;–-]{0,9}(?:et )?(?:mme|m|monsieur|madame)?\.?\s{0,3}")
_WORD: Final = re.compile(r"[a-z]+")


@dataclass(frozen=True, slots=True)
class RollExample:
    """A text, its names in order, the role of each, and the body that issued it; an invented act has none."""

    text: str
    persons: Sequence[Mention]
    labels: Sequence[RollLabel]
    body: str = ""


def generated_examples(corpus: Path, seed: int, number: int) -> Iterator[RollExample]:
    """Yield invented acts, whose roles are exact: ``number`` with rolls in every layout, and a quarter as
    many others.

    ``corpus`` is the folder of the generator.
    """
    sys.path.insert(0, str(corpus))
    from generator import generate, generate_rolls

    labels: Mapping[str, RollLabel] = {label: label for label in ROLL_LABELS}
    for act in (*generate_rolls(seed, number), *generate(seed, number // 4)):
        gold = parse_tagged(act.tagged)
        persons = [mention for mention in gold.mentions if isinstance(mention.value, Person)]
        if persons:
            yield RollExample(gold.text, assign_person_keys(persons), [labels[role] for role in act.roles])


def annotated_examples(folder: Path, read: Reader) -> Iterator[RollExample]:
    """Yield the annotated acts of a folder, except those with a roll in part or with organisations alone."""
    for path in sorted((folder / "gold").glob("*.json")):
        gold = json.loads(path.read_text("utf-8"))
        gold = gold.get("act") or gold
        if "organisations" in gold and "present" not in gold:
            continue
        body = gold.get("body") or UNKNOWN_BODY
        complete = gold.get("roll_complete", bool(gold.get("present")))
        if not complete and (gold.get("present") or gold.get("absent")):
            continue
        text = (folder / "texts" / f"{path.stem}.txt").read_text("utf-8")
        persons = list(read(text))
        if persons:
            yield RollExample(text, persons, align_roles(text, persons, gold), body)


def align_roles(text: str, persons: Sequence[Mention], gold: Mapping[str, Any]) -> list[RollLabel]:
    """Return the role of each mention, from the lists of names of an annotated act."""
    return _Alignment(fold_accents(text), persons).run(gold)


class _Alignment:
    """Labels every mention of a person that stands in a list of the act: a roll may be printed several times."""

    def __init__(self, plain: str, persons: Sequence[Mention]) -> None:
        self.plain = plain
        self.persons = persons
        self.labels: list[RollLabel] = ["none"] * len(persons)
        self.by_key: dict[str, list[int]] = {}
        for at, mention in enumerate(persons):
            self.by_key.setdefault(mention.person_key, []).append(at)
        self.words = {
            key: [_name_words(persons[at].full_name or "") for at in at_all] for key, at_all in self.by_key.items()
        }

    def run(self, gold: Mapping[str, Any]) -> list[RollLabel]:
        proxies = [(giver["name"], giver["by"]) for giver in gold.get("represented", ())]
        proxies += [tuple(pair) for pair in gold.get("proxies", ())]
        givers = [giver for giver, _ in proxies]
        away = [name for name in gold.get("absent", ()) if not any(_same(name, giver) for giver in givers)]
        lists: Sequence[tuple[RollLabel, Sequence[str]]] = (
            ("represented", givers),
            ("present", gold.get("present", ())),
            ("absent", away),
        )
        members = {at for _, names in lists for name in names for at in self._of(name)}
        self._officer("president", gold.get("president"))
        self._officer("secretary", gold.get("secretary"))
        for giver, holder in proxies:
            self._proxy(giver, holder)
        for label, names in lists:
            for name in names:
                self._list(label, name, members)
        return self.labels

    def _of(self, name: str) -> list[int]:
        """Return the mentions of the person of this name: those that have all its words, else the surname
        alone."""
        words = _name_words(name)
        keys = [key for key, forms in self.words.items() if words in forms]
        keys = keys or [
            key for key, forms in self.words.items() if any(_same_words(words, form) for form in forms)
        ]
        return [at for key in keys[:1] for at in self.by_key[key]]

    def _officer(self, label: RollLabel, name: str | None) -> None:
        for at in self._of(name or ""):
            mention = self.persons[at]
            before = self.plain[max(0, mention.start - _CUE_BEFORE) : mention.start]
            after = self.plain[mention.end : mention.end + _CUE_AFTER]
            if _OFFICERS[label] in before or _OFFICERS[label] in after:
                self.labels[at] = label
                return

    def _proxy(self, giver: str, holder: str | None) -> None:
        """Label giver and holder wherever they are next to each other."""
        holders = set(self._of(holder or ""))
        for at in self._of(giver):
            other = next((other for other in (at + 1, at - 1) if other in holders and self._near(at, other)), None)
            if other is not None:
                self.labels[at], self.labels[other] = "represented", "holder"

    def _near(self, at: int, other: int) -> bool:
        first, second = sorted((at, other))
        gap = self.plain[self.persons[first].end : self.persons[second].start]
        return len(gap) <= _PROXY_GAP and not _SEPARATOR.fullmatch(gap)

    def _list(self, label: RollLabel, name: str, members: Set[int]) -> None:
        places = self._of(name)
        free = [at for at in places if self.labels[at] == "none"]
        listed = [at for at in free if self._neighbours(at, members) >= _NEIGHBOURS]
        if not listed and all(self.labels[at] in ("none", "holder", *_OFFICERS) for at in places):
            listed = sorted(free, key=lambda at: (-self._neighbours(at, members), at))[:1]
        for at in listed:
            self.labels[at] = label

    def _neighbours(self, at: int, members: Set[int]) -> int:
        """Count the other members that stand near a mention."""
        place, own = self.persons[at].start, self.persons[at].person_key
        near = [other for other in range(at - _REACH, at + _REACH + 1) if other in members]
        return len(
            {
                self.persons[other].person_key
                for other in near
                if abs(self.persons[other].start - place) <= _NEAR and self.persons[other].person_key != own
            }
        )


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


_PRESENT: Final = (
    *("Présents :", "Étaient présents :", "PRÉSENTS :", "Membres présents :", "Étaient présent(e)s :", "PRESENTS"),
    *("Étaient présents Mesdames et Messieurs", "Présent(e)s :", "Sont présents :", "Titulaires présents :"),
    *("Conseillers présents :", "Ont siégé :", "Ont participé à la séance :", "Membres ayant siégé :"),
)
_ABSENT: Final = (
    *("Absents :", "Absents excusés :", "Excusés :", "ABSENTS EXCUSÉS :", "Étaient absents :", "Absent(e)s :"),
    *(
        "Étaient excusés :",
        "N'ont pas pris part à la séance :",
        "Membres absents :",
        "ABSENT(S)",
        "Étaient absents et excusés :",
    ),
)
_REPRESENTED: Final = (
    *("Pouvoirs :", "Procurations :", "Absents représentés :", "Représentés :", "Absents ayant donné pouvoir :"),
    *(
        "Ont donné pouvoir :",
        "Étaient représentés :",
        "Délégations de vote :",
        "Excusés ayant donné procuration :",
    ),
    *("Membres ayant donné mandat :", "POUVOIRS"),
)
_GIVES: Final = (
    *("donne pouvoir à", "a donné pouvoir à", "ayant donné procuration à", "représenté par", "à", "(pouvoir à"),
    *("donne procuration à", "a donné mandat à", "pouvoir à", ": procuration à", "→", "représentée par", "par"),
)
_HEADINGS: Final = (
    (re.compile(r"(?i)(?:étaient |sont |membres |conseillers )?pr[ée]sent(?:e?s|\(e\)s)\s?:"), _PRESENT),
    (re.compile(r"(?i)(?:étaient )?(?:absent(?:e?s|\(e?s\))(?: (?:et )?excusée?s?)?|excusés)\s?:"), _ABSENT),
    (
        re.compile(
            r"(?i)(?:absents?(?: excusés)? )?(?:représentés?|(?:ayant|ont) donné (?:pouvoir|procuration)"
            r"|pouvoirs|procurations)\s?:"
        ),
        _REPRESENTED,
    ),
)
_PROXY: Final = re.compile(
    r"(?i)\(?(?:a |ayant |qui a )?(?:donn\w{1,3} )?(?:pouvoir|procuration) à(?!\w)|représentée? par(?!\w)"
)
_CIVILITY: Final = re.compile(r"(?:M\.|Mme|Monsieur|Madame|Mr) ?$")
_CONFUSED: Final = ("ée", "èe", "lI", "il", "o0", "s5", "ec", "nu", "ao")
_COMMUNES: Final = (
    "Orgeval-le-Haut",
    "SAINT-LAVY",
    "Corbelvert",
    "(Lourmeray)",
    "LE BRULAY",
    "Ville de Montaspre",
)
_OFFICES: Final = (
    ", maire",
    ", adjointe",
    ", 1er adjoint",
    ", Conseiller municipal",
    ", vice-président",
    ", conseillère déléguée",
)
_PLAIN_SEPARATOR: Final = re.compile(r"\s*[,;–-]?\s*")
_SEPARATORS: Final = (", ", " ; ", " – ", "\n", " ", " - ", ",\n", "\n\n", "  ", " , ", "\n- ", " • ", "\n* ")


def vary(example: RollExample, dice: Random) -> RollExample:
    """Return the example with other headings, separators, functions and misread letters, and some names missed."""
    changes: list[Callable[[str], str]] = []
    if dice.random() < 0.6:
        changes.append(_swap_headings(dice))
    if dice.random() < 0.4:
        word = dice.choice(_GIVES)
        changes.append(lambda gap: _PROXY.sub(word, gap))
    if dice.random() < 0.35:
        separator = dice.choice(_SEPARATORS)
        changes.append(lambda gap: separator if _PLAIN_SEPARATOR.fullmatch(gap) and gap else gap)
    if dice.random() < 0.3:
        changes.append(lambda gap: _CIVILITY.sub("", gap))
    if dice.random() < 0.2:
        additions = dice.choice((_COMMUNES, _OFFICES))
        rate = dice.choice((0.2, 0.9))
        changes.append(_add_words(additions, rate, dice))
    if dice.random() < 0.5:
        changes.append(lambda gap: gap.replace("\n", " "))
    if dice.random() < 0.3:
        rate = dice.choice((0.01, 0.02, 0.04))
        changes.append(lambda gap: _misread(gap, dice, rate))
    varied = _rewrite(example, changes)
    if dice.random() < 0.5:
        missed = {at for at in range(len(varied.persons)) if dice.random() < 0.02}
        varied = without_names(varied, missed)
    return varied


def _swap_headings(dice: Random) -> Callable[[str], str]:
    chosen = [(pattern, dice.choice(words)) for pattern, words in _HEADINGS]

    def swap(gap: str) -> str:
        for pattern, words in chosen:
            gap = pattern.sub(words, gap)
        return gap

    return swap


def _add_words(additions: Sequence[str], rate: float, dice: Random) -> Callable[[str], str]:
    """Return a change that puts communes or functions into some of the short gaps between names."""

    def add(gap: str) -> str:
        if not 0 < len(gap) < 6 or dice.random() >= rate:
            return gap
        words = dice.choice(additions)
        return f"{words}{gap}" if words.startswith(",") else f" {words}{gap}"

    return add


def _misread(gap: str, dice: Random, rate: float) -> str:
    """Return the text with letters misread, as by OCR."""
    letters = list(gap)
    for at, letter in enumerate(letters):
        if letter.isalpha() and dice.random() < rate:
            letters[at] = next((pair[1] for pair in _CONFUSED if pair[0] == letter), letter)
    return "".join(letters)


def _rewrite(example: RollExample, changes: Sequence[Callable[[str], str]]) -> RollExample:
    """Apply the changes to each gap between names, and move the names accordingly."""
    parts: list[str] = []
    persons: list[Mention] = []
    length = end = 0
    for mention in example.persons:
        start = max(end, mention.start)
        gap = _apply(example.text[end:start], changes)
        name = example.text[start : mention.end]
        parts += (gap, name)
        length += len(gap)
        persons.append(replace(mention, start=length, end=length + len(name)))
        length += len(name)
        end = max(end, mention.end)
    parts.append(_apply(example.text[end:], changes))
    return replace(example, text="".join(parts), persons=persons)


def _apply(gap: str, changes: Sequence[Callable[[str], str]]) -> str:
    for change in changes:
        gap = change(gap)
    return gap
