"""Budget lines as imputations name them: « nature 6574, chapitre 922 », « C/61523 », « chapitres 20 et 21 »."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from invented.dice import Dice
from invented.tagging import tag
from invented.vocabulary import rows
from recueil.values import BudgetLine


@dataclass(frozen=True, slots=True)
class Account:
    """A row of the chart of accounts, as one plan numbers it."""

    section: str
    chapter: str
    account: str
    function: str
    label: str


@cache
def accounts(plan: str) -> tuple[Account, ...]:
    """The accounts of ``M14``, ``M57``, or of one of them voted by function (``M14 function``)."""
    return tuple(_accounts(plan.lower().split(" ")[0], by_function=plan.endswith("function")))


def _accounts(plan: str, *, by_function: bool) -> Iterator[Account]:
    for row in rows("accounts"):
        function = row[f"function_{plan}"]
        chapter = _chapter(plan, row["section"], function) if by_function else row["chapter"]
        yield Account(row["section"], chapter, row[f"account_{plan}"], function, row["label"])


def _chapter(plan: str, section: str, function: str) -> str:
    """922 of function 211: 90 is investment, 92 (M14) or 93 (M57) is running costs."""
    if section.endswith("I"):
        return f"90{function[0]}"
    return f"{'92' if plan == 'm14' else '93'}{function[0]}"


def line(level: str, code: str, words: str) -> str:
    return tag(BudgetLine(level, code), words)


def chapter(code: str, label: str = "chapitre") -> str:
    return line("chapitre", code, f"{label} {code}")


def operation(dice: Dice, year: int) -> str:
    code = dice.pick(
        (f"{year}{dice.between(1, 19):03d}", f"{dice.between(1, 99):04d}", str(dice.between(101, 398)))
    )
    return line("opération", code, f"{dice.pick(('opération', 'opération', 'opération n°'))} {code}")


def enumeration(dice: Dice, plan: str, level: str) -> str:
    """« chapitres 20, 204 et 21 »: each further code is a mention of its own."""
    found = sorted({row.chapter if level == "chapitre" else row.account for row in accounts(plan)})
    first, *others = sorted(dice.some(found, dice.between(2, 3)))
    said = [line(level, first, f"{level}s {first}"), *(line(level, code, code) for code in others)]
    return f"{', '.join(said[:-1])} et {said[-1]}"


def imputation(row: Account, dice: Dice, year: int) -> str:
    """Where a sum is charged, without the preposition before it (« au », « à l' » are the sentence's)."""
    chapitre, article, nature, compte = (
        chapter(row.chapter), *(line(level, row.account, f"{level} {row.account}") for level in _LEVELS),
    )  # fmt: skip
    fonction = line("fonction", row.function, f"fonction {row.function}")
    ligne = line("ligne", number := str(dice.between(1200, 21999)), f"ligne {number}")
    forms = (
        f"chapitre budgétaire correspondant ({chapitre}, {article})",
        f"{chapitre}, {article}",
        f"{chapitre} {article} {fonction}",
        f"{chapitre} – {article}",
        f"{chapitre}, {nature}",
        f"{chapitre}, {nature}, {fonction}",
        f"budget, {nature} - {fonction} - service {dice.between(1, 9)}B{dice.below(9)}",
        f"{compte}",
        f"{compte} ({chapitre})",
        f"{line('compte', row.account, 'cpte ' + row.account)} du budget principal",
        f"{line('compte', row.account, 'c/ ' + row.account)}",
        f"budget ({_paired(row)})",
        f"budget, {ligne}, {nature}, {chapitre}",
        f"budget de la section concernée, {fonction}, {nature}",
        f"budget, {operation(dice, year)}, {article}",
        f"budget – {line('article', row.account, 'ART.' + row.account)}",
        f"budget, {line('imputation', joined := f'{row.chapter}-{row.account}', f'imputation {joined}')}",
        f"{line('chapitre', row.chapter, 'chapitre ' + row.chapter.lstrip('0'))}, {article}",
    )
    return dice.pick(forms)


_LEVELS = ("article", "nature", "compte")


def _paired(row: Account) -> str:
    """« (Nature/Fonction 6042/92421) »."""
    nature = line("nature", row.account, f"Nature/Fonction {row.account}")
    return f"{nature}/{line('fonction', row.function, row.function)}"


def heading(row: Account, dice: Dice) -> str:
    """The line as a décision modificative heads it."""
    chapitre = line("chapitre", row.chapter, f"{dice.pick(('Chapitre', 'Chap.', 'chapitre'))} {row.chapter}")
    article = line("article", row.account, f"{dice.pick(('article', 'Art.', 'Article'))} {row.account}")
    compte = line(
        "compte", row.account, f"{dice.pick(('Compte', 'compte', 'C/'))} {row.account}".replace("/ ", "/")
    )
    forms = (
        f"{chapitre} {article} {row.label}",
        f"{row.section} - {chapitre} - {article}",
        f"{article} {row.label}",
        f"{compte} {row.label}",
        f"{compte}",
        f"{chapitre} {row.label}",
        f"{row.section} – {chapitre} – {compte}",
    )
    return dice.pick(forms)
