"""spaCy component for budget lines: codes with their label or beside their title in the nomenclature.

« au chapitre 922 », « chapitres 20, 204 et 21 », « C/61523 », « Nature/Fonction 6042/92421 », « opération
0008 », « 2188 Autres immobilisations corporelles », « 2151 | +10 000,00 ». Where the act states them, a
line also gets its section, its budget, its nomenclature and the title of its code there.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from spacy.language import Language

from recueil.entities.budget.budget_section import BudgetContext
from recueil.entities.budget.imputations import (
    COUNTED,
    LABEL,
    LABEL_BEGINNINGS,
    LINK,
    CodeContext,
    CodeValidator,
    parse_level,
)
from recueil.entities.budget.nomenclature import StatedNomenclatures, fold_label, load_plan, load_titles
from recueil.entities.component import Extractor, MentionsByKind
from recueil.entities.numbers import drop_overlapping
from recueil.entities.patterns import SPACE
from recueil.text import PrefilteredPattern, fold_accents
from recueil.values import BudgetLine, Mention

# Distance within which the budget line before supports a label; size of the context around a code.
_MAX_LABEL_DISTANCE, _CONTEXT_CHARS = 40, 100

# A code is never the start of a number, an amount or a date (« nature : 430 € », « compte 31/12/2023 »).
_END = rf"(?![\w°²]|[.,/-][0-9]|{SPACE}?[€%])"
_CODE = (
    rf"(?:(?:H?P{SPACE}?)?[0-9][0-9A-Z]{{0,9}}(?:[-_](?:[A-Z]{{2,4}}-)?(?=[A-Z]{{0,4}}[0-9])[0-9A-Z]{{1,8}}){{0,3}})"
    rf"{_END}"
)
# The columns of a table stand far apart.
_COLUMNS = re.compile(rf"{SPACE}{{3,}}")
# « compte R 1068 », « chapitre D 65 »: receipts or expenses.
_SIDE = rf"(?P<side>[DR]{SPACE}?/?{SPACE}?(?=[0-7]))?"
_LABELLED = PrefilteredPattern(rf"(?P<label>{LABEL}){LINK}{_SIDE}(?P<code>{_CODE})", *LABEL_BEGINNINGS)
_NUMBERED = re.compile(r"(?i)[°º]|num[ée]ro")
_LEVELS_WITH_SIDE = frozenset({"chapitre", "compte", "ligne"})
# « Imputation : 65 / 65748 / 338 »
_SLASHES = re.compile(rf"(?:{SPACE}?/{SPACE}?[0-9][0-9A-Z]{{1,7}}){{1,3}}(?![\w/])")
# « au 65/65748 », « 011/6228/311 », « chapitre 65-6574 »: chapter, account of that chapter, function.
_CHAIN = re.compile(
    rf"(?P<chapter>[0-7](?<![\w.,/-].)(?<![0-9]{SPACE}.)[0-9]{{1,2}}){SPACE}?(?P<link>[/-]){SPACE}?"
    rf"(?P<account>[1-7][0-9]{{2,7}})(?:{SPACE}?(?P=link){SPACE}?(?P<function>[0-9]{{1,5}}))?(?![\w/]|[-.,][0-9])"
)
_LABEL_BEFORE = re.compile(rf"{LABEL}{LINK}\Z")
_CHAPTER_LABEL = re.compile(rf"(?i:chapitre|chap\b\.?){LINK}\Z")
# « sera imputée au 65748 », « affectation au 1068 », « reporté au R002 ».
_CUED = PrefilteredPattern(
    rf"(?i)\b(?:imput|inscri|pr[ée]l[eè]v|affect|report|ouvert|pr[ée]vu)[^\W\d_]{{0,10}}{SPACE}{{1,3}}"
    rf"(?:(?:en{SPACE})?(?:d[ée]pense|recette)s?{SPACE})?(?:au|sur{SPACE}le){SPACE}{{1,3}}"
    rf"(?-i:[DR]{SPACE}?/?{SPACE}?)?(?P<code>0[0-9]{{2}}|[1-7][0-9]{{3,7}}){_END}",
    *("imput", "inscri", "prelev", "affect", "report", "ouvert", "prevu"),
)
_YEAR = re.compile(r"(?:19|20)[0-9]{2}")
# « D-6574-33 : Subventions », « (R 002) »
_SIDED = re.compile(
    rf"[DR](?<![\w-].)(?:{SPACE}?-{SPACE}?(?P<account>[1-7][0-9]{{2,7}})(?:-[0-9]{{1,6}}){{1,3}}{SPACE}{{0,2}}:"
    rf"|{SPACE}?/?{SPACE}?(?P<chapter>00[12])(?![\w/]|[-.,][0-9]))"
)
# « programmes 134 « Développement des entreprises » et 206 »
_QUOTED = r"«[^«»]{1,120}»"
_GAP = rf"{SPACE}{{0,3}}(?:\r?\n{SPACE}{{0,120}})?"
_NEXT = re.compile(
    rf"(?:{SPACE}?\([^()\n]{{1,40}}\)|\s{{0,3}}{_QUOTED})?"
    rf"(?:{SPACE}?,{_GAP}(?:(?:et|ou)\s{_GAP})?|\s{_GAP}(?:(?P<and>et|ou)|à)\s{_GAP})(?P<code>{_CODE})"
)
_PAIR = re.compile(r"[0-9](?<![\w/][0-9])[0-9]{1,7}(?:/[0-9]{1,8}){1,2}(?![\w/])")
_PAIR_LABELS = re.compile(
    rf"(?P<labels>{LABEL}(?:{SPACE}?/{SPACE}?{LABEL}){{1,2}}){SPACE}{{0,3}}:?{SPACE}{{0,3}}\Z"
)
_OF_CREDITS = re.compile(r"(?i)budg|cr[ée]dit|subv")
# « 2188 Autres immobilisations », « 65 - Autres charges », « 6531 FO1- Indemnités des élus ».
_TITLED = re.compile(
    rf"(?P<code>[0-7](?<![\w.,/°].)[0-9]{{1,7}})(?P<dash>{SPACE}{{0,2}}[-–—:|]{SPACE}{{0,2}}|{SPACE}{{1,3}})"
    rf"(?:F[O0-9I]{{1,3}}{SPACE}?[-–—]?{SPACE}?)?(?P<title>(?P<first>[^\W\d_]{{4,20}})[^\n|0-9]{{0,30}})"
)
# A row of a décision modificative: « 2151          +10 000,00 ».
_ROW = re.compile(
    rf"(?P<code>[1-7](?<![\w.,/-].)[0-9]{{3,7}})(?:{SPACE}{{2,60}}|{SPACE}{{0,9}}\|{SPACE}{{0,9}})[+-]{SPACE}?[0-9]"
)


class Budget(Extractor):
    kind = "budget"

    def __init__(self, gazetteer: str) -> None:
        self.gazetteer = gazetteer
        self.plan = load_plan(gazetteer)
        self.codes = CodeValidator(self.plan)
        self.titles = load_titles(gazetteer)

    def find(self, text: str, earlier: MentionsByKind) -> Iterable[Mention]:
        found = drop_overlapping(
            [
                *_find_pairs(text),
                *self._chains(text),
                *self._find_labelled(text),
                *self._find_cued(text),
                *self._find_titled(text),
                *self._rows(text),
            ]
        )
        return [*self._add_context(text, found, earlier)] if found else []

    def _add_context(self, text: str, found: Iterable[Mention], earlier: MentionsByKind) -> Iterator[Mention]:
        """Add to each line its section, budget, nomenclature and title, as far as the act states them."""
        situation = BudgetContext(text)
        nomenclatures = StatedNomenclatures(text, situation, earlier.get("date", ()))
        for mention in found:
            line = mention.value
            if isinstance(line, BudgetLine):
                line = replace(
                    line,
                    section=situation.section(mention, line),
                    budget=situation.budget(mention.start, mention.end),
                )
                yield replace(mention, value=self._add_label(mention, line, nomenclatures))

    def _add_label(self, mention: Mention, line: BudgetLine, nomenclatures: StatedNomenclatures) -> BudgetLine:
        if nomenclature := nomenclatures.of(mention, line):
            title = self.titles.title(line.level, line.code, nomenclature)
            return replace(line, nomenclature=nomenclature, label=title)
        alike = nomenclatures.titles_apply(line.level)
        return replace(line, label=self.titles.common_title(line.level, line.code)) if alike else line

    def _find_labelled(self, text: str) -> Iterator[Mention]:
        end = -_MAX_LABEL_DISTANCE
        for match in _LABELLED.finditer(fold_accents(text), text):
            level = parse_level(match["label"])
            if match["side"] and level not in _LEVELS_WITH_SIDE:  # « article R 1411 »
                continue
            joined = match.start() - end < _MAX_LABEL_DISTANCE or bool(_OF_CREDITS.search(match[0]))
            numbered = _NUMBERED.search(text, match.end("label"), match.start("code")) is not None
            line = self._line(text, level, match.start(), match.span("code"), joined, numbered=numbered)
            if line is None:
                continue
            if level == "imputation" and (rest := _SLASHES.match(text, match.end())):
                line = replace(line, code="".join((line.code + rest[0]).split()))
                yield Mention(match.start(), rest.end(), line, "label")
                end = rest.end()
                continue
            yield Mention(match.start(), match.end(), line, "label")
            for span, listed in self._find_further(text, level, match):
                yield Mention(*span, listed, "list")
            end = match.end()

    def _find_further(
        self, text: str, level: str, first: re.Match[str]
    ) -> Iterator[tuple[tuple[int, int], BudgetLine]]:
        """Find the further codes of a list: « 204 » and « 21 » of « chapitres 20, 204 et 21 »."""
        at, plural = first.end(), first["label"].rstrip()[-1] in "sS"
        while (match := _NEXT.match(text, at)) and (plural or match["and"]):
            line = self._line(text, level, match.start(), match.span("code"), joined=True)
            if line is None:
                return
            yield match.span("code"), line
            at = match.end()

    def _line(
        self, text: str, level: str, start: int, code: tuple[int, int], joined: bool, *, numbered: bool = False
    ) -> BudgetLine | None:
        before = _COLUMNS.sub("  ", text[max(0, start - 3 * _CONTEXT_CHARS) : start])[-_CONTEXT_CHARS:]
        after = _COLUMNS.sub("  ", text[code[1] : code[1] + 3 * _CONTEXT_CHARS])[:_CONTEXT_CHARS]
        place = CodeContext(before, after, joined, numbered)
        valid = self.codes.validate(level, text[slice(*code)], place)
        return BudgetLine(level, valid) if valid else None

    def _find_titled(self, text: str) -> Iterator[Mention]:
        """Find codes followed by their title in the nomenclature."""
        for match in _TITLED.finditer(text):
            code, words = match["code"], fold_label(match["title"])
            count = 1 if len(code) > 3 or code[0] == "0" else 2
            level = "chapitre" if len(code) < 4 and code in self.plan.chapters else "compte"
            set_off = count == 1 or match["dash"].strip() or match["first"][0].isupper()
            if set_off and len(words) >= count and self.plan.has_title(code, words[:count]):
                yield Mention(*match.span("code"), BudgetLine(level, code), "title")

    def _chains(self, text: str) -> Iterator[Mention]:
        """Find a chapter and an account of it, linked: « 65/6574/33 », « chapitre 65-6574 »."""
        for match in _CHAIN.finditer(text):
            chapter, account, function = match["chapter"], match["account"], match["function"]
            if _YEAR.fullmatch(account) or not self.plan.contains(chapter, account):
                continue
            label = _CHAPTER_LABEL.search(text, max(0, match.start() - 40), match.start())
            start = label.start() if label else match.start()
            if label is None and not self._is_line_of_credit(text, match):
                continue
            yield Mention(start, match.end("chapter"), BudgetLine("chapitre", chapter), "chain")
            yield Mention(*match.span("account"), BudgetLine("compte", account), "chain")
            if function and self.plan.function(function):
                yield Mention(*match.span("function"), BudgetLine("fonction", function), "chain")

    def _is_line_of_credit(self, text: str, match: re.Match[str]) -> bool:
        """Return whether a chain without a label is one of codes; « imputation 65-6574 » is a single code."""
        before = text[max(0, match.start() - _CONTEXT_CHARS) : match.start()]
        after = text[match.end() : match.end() + _CONTEXT_CHARS]
        labelled = _LABEL_BEFORE.search(before[-50:])
        return labelled is None and CodeContext(before, after, joined=False).is_budget

    def _find_cued(self, text: str) -> Iterator[Mention]:
        """Find the code that a verb of imputation leads to, or that « D » or « R » leads."""
        for match in _CUED.finditer(fold_accents(text), text):
            code = match["code"]
            level = "chapitre" if code in self.plan.chapters else "compte"
            listed = level == "chapitre" or code in self.plan.accounts
            if listed and not _YEAR.fullmatch(code) and not COUNTED.match(text, match.end()):
                yield Mention(*match.span("code"), BudgetLine(level, code), "imputed")
        for match in _SIDED.finditer(text):
            if match["chapter"]:
                yield Mention(*match.span("chapter"), BudgetLine("chapitre", match["chapter"]), "side")
            elif match["account"] in self.plan.accounts:
                yield Mention(*match.span("account"), BudgetLine("compte", match["account"]), "side")

    def _rows(self, text: str) -> Iterator[Mention]:
        for match in _ROW.finditer(text):
            if match["code"] in self.plan.accounts:
                yield Mention(*match.span("code"), BudgetLine("compte", match["code"]), "row")


def _find_pairs(text: str) -> Iterator[Mention]:
    """Find pairs of labels and codes: « Nature/Fonction 6042/92421 ».

    The first mention runs from the labels to its code; each further one is only its code.
    """
    for match in _PAIR.finditer(text):
        before = _PAIR_LABELS.search(text, max(0, match.start() - 60), match.start())
        labels, codes = re.split(r"\s?/\s?", before["labels"]) if before else [], match[0].split("/")
        if before is None or len(labels) != len(codes):
            continue
        start, at = before.start(), match.start()
        for label, code in zip(labels, codes, strict=True):
            yield Mention(start, at + len(code), BudgetLine(parse_level(label), code), "pair")
            start = at = at + len(code) + 1


@Language.factory("recueil_budget", assigns=["doc.spans"])
def create_budget(nlp: Language, name: str, gazetteer: str) -> Budget:
    """Create the component; ``gazetteer`` is the package with the nomenclatures in ``gazetteers/``."""
    return Budget(gazetteer)
