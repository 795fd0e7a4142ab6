"""Check chapters and accounts against the chart of accounts: « chapitre 65 de la section d'investissement ».

Charts change from year to year, and budgets of water services or ports follow others: only a section, or a
class of accounts, that no chart allows is an error.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from recueil.checks.chart import Chart
from recueil.checks.rule import Case, Rule, rule, spans
from recueil.entities.patterns import APOSTROPHE
from recueil.values import BudgetLine, Mention
from recueil.values.finding import Finding
from recueil.values.mention import start_of

_SECTION = (
    rf"section\s(?:de\s(?:la\s)?|d{APOSTROPHE}\s?)"
    r"(?P<section>fonctionnement|exploitation|investissement)"
)
_AFTER = re.compile(rf"\s{{0,2}}(?:,\s?|de la\s|en\s|\(\s?){_SECTION}\b")
_BEFORE = re.compile(rf"(?<!vers la )(?<!a la ){_SECTION}\s{{0,2}}[,:(–-]?\s{{0,2}}(?:au\s|le\s)?\Z")
_SECTIONS = {"exploitation": "fonctionnement"}

# Text between a chapter and its account: « , article », « (chapitre 65) » after it.
_JOINED = re.compile(r"[\s,(/–-]{0,4}(?:[a-z]{1,12}[.\s]{1,2}){0,1}")
_ACCOUNTS = ("article", "compte", "nature")
# Chapters of opérations d'ordre, which may have any account.
_ORDER = ("040", "041", "042", "043")
# Accounts that a plan puts under a chapter of another class: 739 under 014, 609 under 013.
_SHARED = ("73", "709", "60", "64", "45", "1")
_CLASSES = {"65": "6", "66": "6", "67": "6", "68": "6", "20": "2", "21": "2", "23": "2", "26": "2"}
_INCOME = ("013", "70", "73", "731", "74", "75", "76", "77", "78")
_OTHER_PLANS = re.compile(
    r"\bm\.?\s?(?:4|22|21|61|71|83)|budget annexe|assainissement|eau potable|\bregie|exploitation"
)


@rule("chapitre-inconnu", "Plan de comptes (DGCL) de la nomenclature de l'acte")
def unknown_chapter(this: Rule, case: Case) -> Iterator[Finding]:
    if case.chart is None:
        return
    for mention, line in case.all(BudgetLine):
        known = line.nomenclature in case.chart.sections and line.level == "chapitre"
        if known and not case.chart.has_chapter(line.code, line.nomenclature or ""):
            message = f"Le chapitre {line.code} n'existe pas en {line.nomenclature}."
            yield this.finding("warning", message, ((mention.start, mention.end),), found=line.code)


@rule("chapitre-section", "Plan de comptes (DGCL) : chaque chapitre est d'une section")
def chapter_section(this: Rule, case: Case) -> Iterator[Finding]:
    if case.chart is None:
        return
    for mention, line in case.all(BudgetLine):
        stated = _stated_section(case.plain, mention) if line.level == "chapitre" else None
        own = case.chart.section_of(line.code, line.nomenclature) if stated else None
        if stated and own and stated[2] != own:
            yield this.finding(
                "error" if line.code[0] != "9" or line.nomenclature else "warning",
                f"Le chapitre {line.code} est de la section {_section_with_article(own)}, "
                f"l'acte le met dans celle {_section_with_article(stated[2])}.",
                ((mention.start, mention.end), stated[:2]),
                expected=own,
                found=stated[2],
            )


def _section_with_article(name: str) -> str:
    return "d'investissement" if name == "investissement" else f"de {name}"


def _stated_section(plain: str, mention: Mention) -> tuple[int, int, str] | None:
    """Return the section named right after a chapter, or right before it."""
    low = max(0, mention.start - 60)
    match = _AFTER.match(plain, mention.end, mention.end + 60) or _BEFORE.search(plain, low, mention.start)
    if match is None:
        return None
    name = match["section"]
    return match.start(), match.end(), _SECTIONS.get(name, name)


@rule("compte-chapitre", "Plan de comptes (DGCL) : chapitre de chaque compte")
def account_chapter(this: Rule, case: Case) -> Iterator[Finding]:
    lines = case.all(BudgetLine)
    if case.chart is None or len(lines) < 2:
        return
    for at, (first, second) in enumerate(pairwise(lines)):
        pair = _pair_chapter_account(case.plain, first, second)
        if pair is None or _is_enumeration(case.plain, lines, at):
            continue
        (mention, chapter), (other, line) = pair
        allowed = case.chart.chapters_of(line.code, line.nomenclature or chapter.nomenclature)
        misplaced = allowed and chapter.code not in allowed | {*_ORDER}
        if misplaced and (_is_of_another_class(chapter.code, line.code) or not _OTHER_PLANS.search(case.plain)):
            yield _misplaced_finding(
                this, case.chart, (mention, chapter), (other, line), sorted(allowed - {*_ORDER})
            )


Line = tuple[Mention, BudgetLine]


def _pair_chapter_account(plain: str, first: Line, second: Line) -> tuple[Line, Line] | None:
    """Return the chapter and the account right beside it, the chapter first; None for a vote by function."""
    start, end = first[0].end, second[0].start
    if not _JOINED.fullmatch(plain, start, end) or plain.count("\n", start, end) > 1:
        return None
    for chapter, line in ((first, second), (second, first)):
        if chapter[1].level == "chapitre" and line[1].level in _ACCOUNTS and chapter[1].code[0] != "9":
            return chapter, line
    return None


def _is_enumeration(plain: str, lines: list[Line], at: int) -> bool:
    """Return whether several chapters or accounts stand in a row: which belong together is then unknown."""
    levels = [line.level for _, line in lines[max(0, at - 1) : at + 3]]
    before = (
        at > 0 and lines[at][0].start - lines[at - 1][0].end < 8 and lines[at - 1][1].level == lines[at][1].level
    )
    later = at + 2 < len(lines) and lines[at + 2][0].start - lines[at + 1][0].end < 8
    after = later and levels[-1] in (*_ACCOUNTS, "chapitre")
    return before or after or "et" in plain[lines[at][0].end : lines[at + 1][0].start].split()


def _misplaced_finding(this: Rule, chart: Chart, chapter: Line, account: Line, allowed: list[str]) -> Finding:
    code, stated = account[1].code, chapter[1].code
    named = " ou ".join(allowed) or "d'ordre"
    return this.finding(
        "error" if _is_of_another_class(stated, code) else "warning",
        f"Le compte {code} est du chapitre {named}, l'acte écrit {stated}.",
        spans(sorted((chapter[0], account[0]), key=start_of)),
        expected=" ".join(allowed) or None,
        found=stated,
        correction=f"chapitre {allowed[0]}" if len(allowed) == 1 else None,
    )


def _is_of_another_class(chapter: str, code: str) -> bool:
    """Return whether no chart at all puts the account in the chapter."""
    return _account_class(chapter) not in (None, code[0]) and not code.startswith(_SHARED)


def _account_class(chapter: str) -> str | None:
    """Return the class of accounts of a chapter in every chart."""
    if chapter in _INCOME:
        return "7" if chapter != "013" else None
    if chapter in ("011", "012"):
        return "6"
    return _CLASSES.get(chapter)
