"""Find awards in tables and lists: « Association | Subvention », then one row each, until « TOTAL » or a
sentence.

Openings: « Association | Subvention », « les subventions suivantes : », « Lot | Entreprise retenue |
Montant HT », and rows above « attribue les subventions ci-dessus ». Requests, recalled decisions, tariffs
and financing plans are not awards. Rows come as lines, as cells one below the other, or flattened to one
line « Amicale laïque 400 € Chorale 250 € ». Of several amounts in a row the decided column counts
(« Vote », not « Demande »); if no column says so, none.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from recueil.facts.awards.award_grammar import alternatives

_COLUMNS = re.compile(r"\s{2,}|\||\n")
_WORD_LETTERS = re.compile(r"[a-z]{2}")
NAME_COLUMN = alternatives(
    *("nom (?:de l'|des )?(?:association|structure|organisme|beneficiaire)s?", "associations?", "beneficiaires?"),
    *("structures?", "organismes?", "attributaires?", "titulaires?", "entreprises?(?: retenues?)?"),
    *(r"candidats?(?:\s{1,3}retenus?)?", "cocontractants?", "fournisseurs?", "prestataires?", "intitule"),
    *("communes?", "denomination", "club"),
)
MONEY_COLUMN = (
    r"(?:(?:montants?|prix|subventions?|demand\w{0,5}|vers\w{0,6}|vot\w{0,3}|attribu\w{0,6}|accor\s?d\w{0,4}"
    r"|propos\w{0,7}|allou\w{0,4}|decision|budget\w{0,4}"
    r"|couts?|a\s{1,3}repor\s?te\s?r?|fonds de concours|totaux|total|prevu\w{0,2}"
    r"|realise\w{0,2})(?:\s{1,3}(?:en\s|de l'annee\s)?20[0-9]{2})?|20[0-9]{2})"
)
TABLE_HEADER = re.compile(rf"{NAME_COLUMN}(?![a-z])(?P<between>[^.€;]{{0,170}}?)(?<![a-z]){MONEY_COLUMN}(?![a-z])")
MORE_HEADINGS = re.compile(
    rf"(?:[\s|:€()/*\"'-]{{1,60}}(?:{MONEY_COLUMN}|nature|loyers?|nettes?|brutes?|offres?|nom du projet|projet"
    rf"|objet|ht|ttc|en|de|la|l'|du|euros?|proposee?s?|retenue?s?|base|prestation|€)(?![a-z0-9])){{0,14}}[\s)€|:-]{{0,40}}"
)
NAME_HEADING = re.compile(rf"{NAME_COLUMN}(?![a-z])")
# « Budget de l'action        Subvention »: the rest of a line in columns, without figures.
LINE_REST = re.compile(r"(?=[^\n0-9€]{0,120}(?:[ \t]{2}|\|))[^\n0-9€]{1,160}(?=\n)")
# Columns without text: amounts, and the letter of a nature.
_NON_TEXT_COLUMN = re.compile(rf"{MONEY_COLUMN}|nature|ht(?![a-z])|ttc|base|\(?en |euros?|propos|prestation")
# Columns before the names whose cells contain figures.
_CODE_COLUMN = re.compile(r"cod|date|num|ref|annee|offres recues")
_AMOUNT_HEADING = re.compile(rf"(?<![a-z0-9]){MONEY_COLUMN}(?![a-z])")
# Prose between « associations » and « montant »: not a table header.
PROSE_WORDS = re.compile(
    r"(?<![a-z])(?:pour|dans|un|une|est|sont|qui|que|figurant|ces|cette|leurs?|sur|par|avec|aux?|a|dont"
    r"|la ville|il|elles?|ont|et d|retenu\w? (?:pour|est)|mais)(?![a-z])|,"
)
LOT_HEADING = re.compile(r"(?<![a-z])lots?(?![a-z])")


@dataclass(frozen=True, slots=True)
class AwardTable:
    """A span that may contain rows, the decision they make, and the header of their columns (empty for a
    list).
    """

    start: int
    end: int
    what: str
    header: str = ""
    coded: bool = False

    @property
    def has_lots(self) -> bool:
        """Return whether a column of lots precedes the firm."""
        return LOT_HEADING.search(self.header) is not None

    @property
    def money(self) -> list[str]:
        """Return the headings of the amount columns, from left to right."""
        name = NAME_HEADING.search(self.header)
        return [match[0] for match in _AMOUNT_HEADING.finditer(self.header, name.end() if name else 0)]

    @property
    def text_columns_before(self) -> int | None:
        """Return the number of text columns before the name column; None if there is no name column."""
        before, *after = NAME_HEADING.split(self.header, maxsplit=1)
        cells = (cell.strip() for cell in _COLUMNS.split(before))
        return (
            sum(bool(_WORD_LETTERS.search(cell)) and not _CODE_COLUMN.match(cell) for cell in cells)
            if after
            else None
        )

    @property
    def after(self) -> int:
        """Return the number of text columns between the names and the amounts."""
        _, *after = NAME_HEADING.split(self.header, maxsplit=1)
        cells = (cell.strip() for cell in _COLUMNS.split(after[0] if after else ""))
        return sum(bool(_WORD_LETTERS.search(cell)) and _NON_TEXT_COLUMN.match(cell) is None for cell in cells)
