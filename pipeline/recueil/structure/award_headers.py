"""Where the tables and the lists of awards stand, and what they decide.

« Association | Subvention », « les subventions suivantes : », « Lot | Entreprise retenue | Montant HT », and the
rows that « attribue les subventions ci-dessus » has behind it. Requests, memories, tariffs and financing plans are
none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from recueil.structure.award_clauses import asks, recalls

_LENGTH = 9000
_FOLLOWS = 500
_COLUMNS = re.compile(r"\s{2,}|\||\n")
_LETTERS = re.compile(r"[a-z]{2}")
_NAME_COLUMN = (
    r"[abcdefinopst](?<![a-z].)(?:(?<=n)om (?:de l'|des )?(?:association|structure|organisme|beneficiaire)s?"
    r"|(?<=a)ssociations?|(?<=b)eneficiaires?|(?<=s)tructures?"
    r"|(?<=o)rganismes?|(?<=a)ttributaires?|(?<=t)itulaires?|(?<=e)ntreprises?(?: retenues?)?"
    r"|(?<=c)andidats? retenus?|(?<=f)ournisseurs?|(?<=p)restataires?|(?<=i)ntitule"
    r"|(?<=c)ommunes?|(?<=d)enomination|(?<=c)lub)"
)
_MONEY_COLUMN = (
    r"(?:(?:montants?|subventions?|demand\w{0,5}|vers\w{0,6}|vot\w{0,3}|attribu\w{0,6}|accor\s?d\w{0,4}"
    r"|propos\w{0,7}|allou\w{0,4}|decision|budget\w{0,4}"
    r"|couts?|a\s{1,3}repor\s?te\s?r?|fonds de concours|totaux|total|prevu\w{0,2}"
    r"|realise\w{0,2})(?:\s{1,3}(?:en\s|de l'annee\s)?20[0-9]{2})?|20[0-9]{2})"
)
_HEADER = re.compile(rf"{_NAME_COLUMN}(?![a-z])(?P<between>[^.€;]{{0,170}}?)(?<![a-z]){_MONEY_COLUMN}(?![a-z])")
_MORE = re.compile(
    rf"(?:[\s|:€()/*'-]{{1,60}}(?:{_MONEY_COLUMN}|nature|nom du projet|projet|objet|ht|ttc|en|de|la|l'|du"
    rf"|euros?|proposee?s?|retenue?s?|base|prestation|€)(?![a-z0-9])){{0,14}}[\s)€|:-]{{0,40}}"
)
_NAMES = re.compile(rf"{_NAME_COLUMN}(?![a-z])")
# « Budget de l'action        Subvention »: the rest of a line in columns, without figures.
_LINE_REST = re.compile(r"(?=[^\n0-9€]{0,120}(?:[ \t]{2}|\|))[^\n0-9€]{1,160}(?=\n)")
# Columns that hold no words of their own: amounts, and the letter of a nature.
_NO_WORDS = re.compile(rf"{_MONEY_COLUMN}|nature|ht(?![a-z])|ttc|base|\(?en |euros?|propos|prestation")
_MONEY = re.compile(rf"(?<![a-z0-9]){_MONEY_COLUMN}(?![a-z])")
# Prose between « associations » and « montant »: no header of a table.
_PROSE = re.compile(
    r"(?<![a-z])(?:pour|dans|un|une|est|sont|qui|que|figurant|ces|cette|leurs?|sur|par|avec|aux?|a|dont"
    r"|la ville|il|elles?|ont|et d|retenu\w? (?:pour|est)|mais)(?![a-z])|,"
)
_ANNOUNCED = re.compile(
    r"[abfps](?<![a-z].)(?P<what>(?<=s)ubventions?|(?<=a)ides|(?<=f)onds de concours|(?<=s)ecours|(?<=b)ourses"
    r"|(?<=p)articipations)(?![a-z])[^.€]{0,220}?"
    r"(?:suivantes?|comme suit|ci-(?:dessous|apres)|tableau|repartie?s?|liste)[^.€:\n]{0,120}?(?::|\n"
    r"|\s(?=[-–•]\s))"
)
# « ATTRIBUE les subventions comme précédemment indiqué »: the rows stand before.
_ABOVE = re.compile(
    r"[aov](?<![a-z].)(?:(?<=a)(?:ttribu|ccord|llou|pprouv)\w{1,5}|(?<=v)ers(?:e|er)|(?<=o)ctro\w{1,5}"
    r"|(?<=v)ot(?:e|er))(?![a-z])[^.€;]{0,140}?(?<![a-z])subventions?(?![a-z])"
    r"[^.€;]{0,90}?(?:ci-dessus|precedemment|susmention|enonce|detaille|indique|telles? que)"
)
_WHATS = re.compile(
    r"(?<![a-z])(?:(?P<subvention>subventions?|associations?)|(?P<fonds>fonds de concours)|(?P<aide>aides?"
    r"|secours|bourses?)"
    r"|(?P<marche>lots?|marches?|attribu\w{0,6} (?:du|le|des|les) marches?|entreprises?|attributaires?"
    r"|titulaires?|offres?))(?![a-z])"
)
# A table of firms is one of offers unless it says that they are retained, or has one for each lot.
_RETAINED = re.compile(r"(?<![a-z])(?:attributaires?|titulaires?|retenue?s?)(?![a-z])")
_LOT = re.compile(r"(?<![a-z])lots?(?![a-z])")
_ATTRIBUTES = re.compile(
    r"(?<![a-z])(?:attribu\w{1,5}|propositions? d'attribution|retenir|retient|retenue?s?)(?![a-z])"
)
_NOT_AWARDS = re.compile(
    r"(?<![a-z])(?:financement|financeurs?|recettes?|depenses?|tarifs?|loyers?|ressources|virements?"
    r"|decision modificative|comptes? administratifs?|produits?|taux|redevances?)(?![a-z])"
)
_BEFORE_ROWS = re.compile(
    r"[a-z]{3}\.\s|(?<![a-z])(?:le conseil|unanimite|deliberation|considerant|seance|presents|:\s{0,10}\n)"
)
_CODED = re.compile(r"(?<![a-z])(?:cod\s?e|n[°o])(?:[ .]asso\w*\.?)?\s{1,12}(?:asso\w*\.?\s{1,12})?\Z")


@dataclass(frozen=True, slots=True)
class Table:
    """Where rows may stand, what they decide, and the header that names their columns (empty for a list)."""

    start: int
    end: int
    what: str
    header: str = ""
    coded: bool = False

    @property
    def of_lots(self) -> bool:
        """True when the lot stands before the firm."""
        return _LOT.search(self.header) is not None

    @property
    def money(self) -> list[str]:
        """What the columns of amounts are called, from left to right."""
        name = _NAMES.search(self.header)
        return [match[0] for match in _MONEY.finditer(self.header, name.end() if name else 0)]

    @property
    def ahead(self) -> int | None:
        """How many columns of words stand before that of the names; None when no column is of names."""
        before, *after = _NAMES.split(self.header, maxsplit=1)
        cells = (cell.strip() for cell in _COLUMNS.split(before))
        return sum(bool(_LETTERS.search(cell)) and "cod" not in cell for cell in cells) if after else None

    @property
    def after(self) -> int:
        """How many columns of words stand between that of the names and the amounts."""
        _, *after = _NAMES.split(self.header, maxsplit=1)
        cells = (cell.strip() for cell in _COLUMNS.split(after[0] if after else ""))
        return sum(bool(_LETTERS.search(cell)) and _NO_WORDS.match(cell) is None for cell in cells)


@dataclass(frozen=True, slots=True)
class _Opening:
    """Words that announce rows after them: ``said`` names what they give, or ``header`` the columns."""

    start: int
    end: int
    said: str = ""
    header: str = ""


def tables_in(plain: str) -> Iterator[Table]:
    """The stretches of a folded text that may hold rows, each up to the next one."""
    openings = sorted([*_lists(plain), *_headed(plain), *_above(plain)], key=lambda opening: opening.start)
    announced, before = (-_FOLLOWS, ""), {"": ""}
    for at, opening in enumerate(openings):
        what = _what(plain, opening)
        if opening.header:
            key = " ".join(opening.header.split())
            near = announced[1] if opening.start - announced[0] < _FOLLOWS else ""
            what = before[key] = what or near or before.get(key, "")
        else:
            announced = (opening.end, what)
        limit = openings[at + 1].start if at + 1 < len(openings) else len(plain)
        if what and (what != "marche" or _retained(plain, opening)):
            coded = (
                opening.header != ""
                and _CODED.search(plain[max(0, opening.start - 60) : opening.start]) is not None
            )
            yield Table(opening.end, min(limit, opening.end + _LENGTH), what, opening.header, coded)


def _lists(plain: str) -> Iterator[_Opening]:
    for match in _ANNOUNCED.finditer(plain):
        yield _Opening(match.start(), match.end(), said=plain[match.start() : match.end("what")])


def _headed(plain: str) -> Iterator[_Opening]:
    for match in _HEADER.finditer(plain):
        names = [column.start() for column in _NAMES.finditer(plain, match.start(), match.end("between"))]
        start = names[-1] if names else match.start()
        if not _PROSE.search(plain, start, match.end("between")):
            end = _header_end(plain, match.end())
            line = max(plain.rfind("\n", max(0, start - 120), start) + 1, start - 120)
            yield _Opening(start, end, header=plain[line:end])


def _above(plain: str) -> Iterator[_Opening]:
    """Rows that are decided on below them begin after the last sentence that holds none."""
    for match in _ABOVE.finditer(plain):
        start = max(0, match.start() - _LENGTH)
        last = max(start, plain.rfind("€", start, match.start()))
        *_, sentence = (None, *_BEFORE_ROWS.finditer(plain, start, last))
        start = sentence.end() if sentence else start
        yield _Opening(start, start, said="subvention")


def _header_end(plain: str, end: int) -> int:
    """After the last column: the end of the line where one is laid out, else of the words that name columns."""
    line = _LINE_REST.match(plain, end)
    more = _MORE.match(plain, line.end() if line else end)
    return more.end() if more else end


def _what(plain: str, opening: _Opening) -> str:
    """The decision that the rows are about; empty when they are requests, memories or other figures."""
    before = plain[max(0, opening.start - 330) : opening.start]
    sentence = before[max(before.rfind(". "), before.rfind("\n\n")) + 1 :] + plain[opening.start : opening.end]
    if asks(sentence) or recalls(sentence) or _NOT_AWARDS.search(sentence[-260:]):
        return ""
    *_, found = (None, *_WHATS.finditer(opening.said or opening.header))
    if found is None or (
        opening.header and found.lastgroup == "subvention" and "subvention" not in opening.header
    ):
        *_, found = (None, *_WHATS.finditer(before))
    group = str(found.lastgroup) if found else ""
    return "fonds de concours" if group == "fonds" else group


def _retained(plain: str, opening: _Opening) -> bool:
    if _RETAINED.search(opening.header):
        return True
    attributed = _ATTRIBUTES.search(plain, max(0, opening.start - 500), opening.start)
    return attributed is not None and _LOT.search(opening.header) is not None
