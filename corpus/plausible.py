"""What is not plausible in the gold of an act: another weekday, a sign lost, a name that is not its words.

python corpus/plausible.py corpus/gold/*.txt
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

from recueil.evaluation import gold
from recueil.values import Amount, BudgetLine, Date, Mention, Percentage, Period, Person

ROLES = frozenset({
    None, "seance", "convocation", "signature", "transmission", "reception", "publication", "notification",
    "effect-start", "effect-end", "deadline", "legal", "earlier-act", "birth",
})  # fmt: skip
ISSUES = frozenset({None, "impossible", "weekday", "inferred"})
LEVELS = frozenset({
    "chapitre", "article", "compte", "nature", "fonction", "sous-fonction", "rubrique", "opération", "programme",
    "imputation", "ligne",
})  # fmt: skip
DAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
_MONEY = re.compile(r"€|euros?|EUR|francs?|F\b", re.IGNORECASE)
_FRANCS = re.compile(r"francs?|F\b")
_TAX = re.compile(r"TTC|T\.T\.C|H\.?T\b|hors taxes")
_SPACES, _BROKEN = re.compile(r" *\n *|[ \u00a0]+"), re.compile(r"-\s+")


def doubts(act: gold.Annotated) -> Iterator[str]:
    """Each mention whose value its words do not bear out, and why."""
    for mention in act.mentions:
        said = act.text[mention.start : mention.end]
        reasons = [*_of_words(said), *_of_value(mention, _SPACES.sub(" ", said))]
        yield from (f"{mention.kind} {mention.value} « {said} »: {reason}" for reason in reasons)


def _of_words(said: str) -> Iterator[str]:
    if not said or said != said.strip():
        yield "blank, or a space at its end"


def _of_value(mention: Mention, said: str) -> Iterator[str]:
    match mention.value:
        case Date() as date:
            yield from _of_date(date, said)
        case Period() as period:
            if period.start.first_day() > period.end.last_day():
                yield "ends before it starts"
            if not {str(period.start.year), str(period.end.year)} & set(re.findall(r"\d{4}", said)):
                yield "another year"
        case Amount() as amount:
            yield from _of_amount(amount, said)
        case Percentage(percent):
            if not (-100 <= percent <= 1000 and said.endswith(("%", "pour cent"))):
                yield "no percentage"
        case BudgetLine(level, code):
            if level not in LEVELS or not said.upper().endswith(code.lstrip("0")):
                yield "another code, or no such level"
        case Person() as person:
            if _name(person.full_name) != _name(said):
                yield "another name"


def _of_date(date: Date, said: str) -> Iterator[str]:
    if date.role not in ROLES or date.issue not in ISSUES:
        yield "no such role or issue"
    if not 1789 <= date.when.year <= 2040 or date.when.exists == (date.issue == "impossible"):
        yield "no such day, or one that exists and is flagged"
        return
    named = [day for day in DAYS if re.search(rf"\b{day}\b", said.lower())]
    is_right = bool(date.when.exists) and DAYS[date.when.first_day().weekday()] in named
    if named and date.issue != "impossible" and is_right == (date.issue == "weekday"):
        yield "another weekday"


def _of_amount(amount: Amount, said: str) -> Iterator[str]:
    if not _MONEY.search(said) or (amount.currency == "FRF") != bool(_FRANCS.search(said)):
        yield "another currency, or none"
    if (amount.amount < 0) != said.startswith(("-", "−", "–")):
        yield "another sign"
    if bool(amount.tax) != bool(_TAX.search(said)) and amount.tax != "net":
        yield "another tax mark"


def _name(words: str) -> list[str]:
    """The words of a name: lines joined, hyphens kept, initials apart."""
    return sorted(_BROKEN.sub("-", words).replace(".", ". ").replace(",", "").split())


def main() -> None:
    for path in map(Path, sys.argv[1:]):
        for doubt in doubts(gold.parse_tagged(path.read_text("utf-8"))):
            print(f"{path.name}: {doubt}")


if __name__ == "__main__":
    main()
