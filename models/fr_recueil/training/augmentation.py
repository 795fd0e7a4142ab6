"""Vary annotated acts without moving their roles: the text between names is rewritten, the names stay."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from random import Random
from typing import Final

from fr_recueil.training.roll_examples import RollExample, without_names
from recueil.values import Mention

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
_SEPARATOR: Final = re.compile(r"\s*[,;–-]?\s*")
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
        changes.append(lambda gap: separator if _SEPARATOR.fullmatch(gap) and gap else gap)
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
        gap = _changed(example.text[end:start], changes)
        name = example.text[start : mention.end]
        parts += (gap, name)
        length += len(gap)
        persons.append(replace(mention, start=length, end=length + len(name)))
        length += len(name)
        end = max(end, mention.end)
    parts.append(_changed(example.text[end:], changes))
    return replace(example, text="".join(parts), persons=persons)


def _changed(gap: str, changes: Sequence[Callable[[str], str]]) -> str:
    for change in changes:
        gap = change(gap)
    return gap
