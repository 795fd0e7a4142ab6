"""Section and budget of a line, where the act states them near it or in a heading above it.

Sections: « section de fonctionnement », « dépenses d'investissement », « DI - Opération 0008 »,
« INVESTISSEMENT » as the header of a table. Budgets: « du budget principal », « budget annexe de l'eau »
(``eau``), « BUDGET CAMPING ».
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass

from recueil.entities.patterns import APOSTROPHE, SPACE
from recueil.text import PrefilteredPattern, fold_accents
from recueil.values import BudgetLine, Mention

# Range of a statement in characters: right after the line, in the sentence before it, from a heading above.
_AFTER, _BEFORE, _BELOW = 30, 160, 2500

_SECTION = r"(?P<section>fonctionnement|investissements?|exploitation)"
_SIDE = r"(?:depenses?|recettes?|credits?|charges|produits)"
# « Virement à la section d'investissement » is the title of chapter 023, a line of the other section.
_STATED = PrefilteredPattern(
    rf"(?<!virement de la )(?<!virement a la )(?:\bsection{SPACE}|\b{_SIDE}{SPACE}(?:(?:reell|nouvell)es{SPACE})?"
    rf"|\ben{SPACE})(?:de{SPACE}(?:la{SPACE})?|d{APOSTROPHE}{SPACE}?)?{_SECTION}\b",
    *("section", "depense", "recette", "credit", "charges", "produits", "en"),
)
_INITIALS = re.compile(rf"[DR](?<!\w.){SPACE}?(?P<section>[IF])\b(?!{APOSTROPHE})")
_HEADING_LINE = (
    rf"[\s|*#_>•-]{{0,80}}(?:section{SPACE}(?:de{SPACE}|d{APOSTROPHE}))?{_SECTION}"
    rf"(?:{SPACE}{{0,3}}[-:–]?{SPACE}{{0,3}}{_SIDE})?{SPACE}{{0,4}}[:|*]{{0,3}}{SPACE}{{0,40}}(?=\||\n|\Z)"
)
_HEADING = re.compile(rf"\n{_HEADING_LINE}")
_HEADING_AT_START = re.compile(rf"\n?{_HEADING_LINE}")
_SECTIONS = {"f": "fonctionnement", "e": "fonctionnement", "i": "investissement"}

_PRINCIPAL = r"principal|general|communal|(?:de la )?(?:commune|ville)"
_SERVICES = (
    r"eau(?:(?: potable)?(?: et|,| -) assainissement)?(?: potable)?|assainissement(?: non)?(?: collectif)?|spanc"
    r"|ccas|caisse des ecoles|lotissements?|camping|transports?|dechets(?: menagers)?|ordures menageres|port"
    r"|cantine|chaufferie|foret|pompes funebres|energie|restauration|locaux commerciaux|ateliers?[ -]relais"
)
_ARTICLE = rf"(?:(?:du|de la|des|de l{APOSTROPHE}|d{APOSTROPHE}|le|la|les|l{APOSTROPHE}){SPACE}?)?"
# The name of any other annexe ends where the sentence continues.
_GOES_ON = (
    r"(?!(?:est|a|au|aux|pour|en|tels?|sur|par|qui|dont|il|et|selon|vers|dedie|suivant|relatif|comme|suit|ainsi|avec"
    r"|dans|presente|fait|sera|ete|voir|etabli|etablis|doit|ne|se|[0-9]+)\b)"
)
_WORD = rf"(?:[a-z0-9]{APOSTROPHE})?{_GOES_ON}[a-z-]{{3,}}"
_BUDGET = re.compile(
    rf"budget(?<!\wbudget){SPACE}(?:primitif{SPACE})?(?:(?P<principal>{_PRINCIPAL})\b"
    rf"|(?P<annexe>annexe{SPACE}(?:(?:20[0-9]{{2}}|m{SPACE}?[0-9]{{2}}|denomme|intitule){SPACE}){{0,2}})?{_ARTICLE}"
    rf"(?:[«\"“]{SPACE}?(?P<quoted>[^»\"”\n]{{2,40}}?){SPACE}?[»\"”]|(?P<service>{_SERVICES})\b"
    rf"|(?(annexe)(?P<named>{_WORD}(?:{SPACE}{_WORD})?)|(?!))))"
)
# The rest of a heading line: no determiner before, no verb and no amount after.
_OPENING = re.compile(r"[\s|*_#•>-]{0,60}(?!(?:le|la|les|ce|sur|dans|au|du|a|si)\b)[^\n€]{0,30}")
_REST = re.compile(r"(?![^\n]{0,40}\b(?:est|sont|etait|sera|fait|presente)\b)[^\n€.;]{0,40}\n")
_SENTENCE_END = re.compile(r"[.;!?](?=\s)|\n\s{0,200}\n")
_LEADS = re.compile(rf"[\s,(:–-]{{0,4}}(?:(?:du|de la|au|en|sur le|de l{APOSTROPHE}){SPACE}{{1,3}})?")

_INVESTED = frozenset({"001", "010", "020", "021", "024", "040", "041"})
_FUNCTIONING = frozenset({"002", "011", "012", "013", "014", "015", "016", "017", "022", "023", "042", "043"})
_SHORT = frozenset({"11", "12", "14", "42", "43"})
_OF_NATURE = frozenset({"chapitre", "article", "compte", "nature", "imputation"})


@dataclass(frozen=True, slots=True)
class BudgetStatement:
    """``text[start:end]`` names a section or a budget; a heading applies to the lines below it."""

    start: int
    end: int
    name: str
    heading: bool


class BudgetContext:
    """The statements of one text about sections and budgets."""

    def __init__(self, text: str) -> None:
        self._text = fold_accents(text)
        self._sections = _StatementIndex(self._text, self._stated_sections(text))
        self._budgets = _StatementIndex(
            self._text,
            [
                BudgetStatement(*match.span(), _budget_name(text, match), self._heads(match))
                for match in _BUDGET.finditer(self._text)
            ],
        )

    def _stated_sections(self, text: str) -> Iterable[BudgetStatement]:
        first = _HEADING_AT_START.match(self._text)
        for match in (*filter(None, (first,)), *_HEADING.finditer(self._text, first.end() if first else 0)):
            yield BudgetStatement(*match.span(), _SECTIONS[match["section"][0]], heading=True)
        for match in _STATED.finditer(self._text):
            yield BudgetStatement(*match.span(), _SECTIONS[match["section"][0]], self._heads(match))
        for match in _INITIALS.finditer(text):
            yield BudgetStatement(*match.span(), _SECTIONS[match["section"].lower()], heading=False)

    def _heads(self, match: re.Match[str]) -> bool:
        """Return whether a match opens a line with little else on it: « BUDGET ANNEXE DE L'EAU – DM n° 1 »."""
        line = self._text.rfind("\n", max(0, match.start() - 60), match.start()) + 1
        opens = line > 0 or match.start() <= 60
        return opens and bool(
            _OPENING.fullmatch(self._text, line, match.start()) and _REST.match(self._text, match.end())
        )

    def section(self, mention: Mention, line: BudgetLine) -> str | None:
        """Return the section stated for this line; None when its code belongs to the other one.

        The heading of another budget ends the scope of a section heading above it.
        """
        stated = self._sections.at(mention.start, mention.end)
        if stated is None or not _is_compatible(line, stated.name):
            return None
        ended = stated.heading and self._budgets.has_heading_between(stated.end, mention.start)
        return None if ended else stated.name

    def budget(self, start: int, end: int) -> str | None:
        """Return the budget stated for the characters ``start`` to ``end``."""
        stated = self._budgets.at(start, end)
        return stated.name if stated else None


class _StatementIndex:
    """Statements of one sort; the one that applies is right after, in the sentence before, or a heading above."""

    def __init__(self, text: str, statements: Iterable[BudgetStatement]) -> None:
        self._text = text
        self._all = sorted(statements, key=lambda stated: stated.start)
        self._starts = [stated.start for stated in self._all]
        self._headings = [stated for stated in self._all if stated.heading]
        self._heading_starts = [stated.start for stated in self._headings]

    def at(self, start: int, end: int) -> BudgetStatement | None:
        for stated in self._all[bisect_left(self._starts, end) :][:1]:
            if stated.start - end <= _AFTER and _LEADS.fullmatch(self._text, end, stated.start):
                return stated
        at = bisect_left(self._starts, start)
        for stated in self._all[max(0, at - 1) : at]:
            if start - stated.end <= _BEFORE and not _SENTENCE_END.search(self._text, stated.end, start):
                return stated
        above = bisect_left(self._heading_starts, start)
        headings = self._headings[max(0, above - 1) : above]
        return next((stated for stated in headings if start - stated.end <= _BELOW), None)

    def has_heading_between(self, start: int, end: int) -> bool:
        """Return whether a heading starts between the offsets."""
        return bisect_left(self._heading_starts, start) < bisect_left(self._heading_starts, end)


def _budget_name(text: str, match: re.Match[str]) -> str:
    """Return the name of a budget: « budget annexe de l'eau » is ``eau``, « budget communal » is ``principal``."""
    if match["principal"]:
        return "principal"
    group = next(name for name in ("quoted", "named", "service") if match[name])
    return " ".join(text[slice(*match.span(group))].lower().split())


def _is_compatible(line: BudgetLine, section: str) -> bool:
    if line.level == "opération":
        return section == "investissement"
    if line.level == "programme":
        return False
    if line.level not in _OF_NATURE or line.code[0] == "9":
        return True
    chapter = line.code[:3] if line.code not in _SHORT else f"0{line.code}"
    if chapter in _INVESTED or chapter in _FUNCTIONING:
        return (chapter in _INVESTED) == (section == "investissement")
    return (line.code[0] in "67") == (section == "fonctionnement") or line.code[0] in "345"
