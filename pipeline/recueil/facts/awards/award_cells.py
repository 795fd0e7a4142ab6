"""The name in a row of a table: in the cell of a line, in a block of lines, after the code that opens the row."""

from __future__ import annotations

import re
from collections.abc import Iterator

from recueil.facts.awards.award_columns import AwardTable
from recueil.facts.awards.structure_recipients import (
    RecipientName,
    clean_name,
    names_a_body,
    parse_name,
    starts_name,
)

_LONGEST_NAME = 90
_LETTERS = re.compile(r"[a-z]{2}")
_CELL_BREAK = re.compile(r"\s{0,200}\|\s{0,200}|[ \u00a0\t]{2,200}|\.{4,200}|…{2,60}|_{3,100}")
_PIPE_ROW = re.compile(r"\|[ \t]{0,40}\n")
_CODE = re.compile(r"(?m)^[ \t]{0,60}[0-9]{2,6}(?:\s{1,60})(?=[^\d\s])")
_NATURE_CELL = re.compile(r"\s{1,80}(?:[FMPI](?=\s)|Projet|Fonctionnement|Investissement|Manifestation)(?!\w)")
BLOCK_BREAK = re.compile(r"\n[ \t\u00a0]{0,200}\n\s{0,200}")
_TRAILING = re.compile(
    r"(?:[\s,:;–—-]|(?<![^\W\d_])(?:pour|d['’]|une?|un|de|le|la|montant|subvention|somme|hauteur|à|soit|par an"
    r"|proposition|exceptionnelle)(?![^\W\d_])){1,12}\Z",
    re.IGNORECASE,
)
_LEADING = re.compile(
    r"(?:[\s,:;.|•*>➢✓▪■◦‑–—-]|\([^()\n]{0,80}\)|[0-9]{1,5}(?:[).°]|(?=\s))|(?:HT|TTC|F|M|P)(?=\s)){1,12}"
)
# « BRUNON** 42100 SAINT-ETIENNE », « SOBAT - 4 rue Melzet », « ECHO - ZA des Lats ».
_ADDRESS = re.compile(
    r"\s\((?:imputation|article|chapitre|compte|nature)\b|[\s(,–-]{1,6}(?:n[°º]\s?)?(?:SIRE[TN]|Siret|Siren|RNA|W[0-9]{9}|[0-9]{14}"
    r"|(?:[0-9]{3} ){3}[0-9]{5})(?!\w)|\*\*|[\s,–-]{1,8}[0-9]{5}\s{1,3}[A-ZÀ-Ý]|\n[0-9]{5}"
    r"|\s(?:[-–]\s{0,2})?(?:[0-9]{1,4}(?:\s?bis)?,?\s)(?i:rue|avenue|av|bd|boulevard|place|impasse|all[ée]e|chemin|route"
    r"|ZA|quai)\b"
    r"|\s[-–]\s{1,3}(?:(?:[0-9]{1,4}(?:\s?bis)?,?\s)?(?i:rue|avenue|av|bd|boulevard|place|impasse|all[ée]e|chemin|route"
    r"|ZAC?|ZI|ZAE|parc d|BP|CS|lieu[ -]dit)\b|[Ll]es? [A-ZÀ-Ý0-9])"
)
_LONGEST_ADDRESS = 150
_NAME_AND_ADDRESS = re.compile(
    r"(?<!\S)(?P<name>(?:[A-ZÀ-Ý0-9][A-ZÀ-Ý0-9&.'’-]{0,30}\s){1,5})(?:[-–]\s)?"
    r"(?:(?:[0-9]{1,4}|ZAC?|ZI|ZAE|BP|(?i:rue|avenue|route|chemin|place|all[ée]e))\s[^€\n]{3,60}?\s)?"
    r"[0-9]{5}\s[A-ZÀ-Ý][\w'’ -]{2,40}?[\s$]{0,3}\Z"
)
_NOT_NAME = re.compile(
    r"(?:l[ae]\s)?(?:durant|pendant|dont|premi[eè]re?|deuxi[eè]me|acompte|solde|versement|tranche|ann[ée]e|trimestre"
    r"|semestre|subventions?|participations?|aides?|cotisations?|frais"
    r"|n[ée]gociation|d[ée]clar[ée]|infructueux|option|variante|offre|lot|tableau|compl[ée]ments?|(?:au|le"
    r"|du) [0-9]|[0-9]{1,2}/[0-9]{2}|[0-9]{1,4}(?: bis)?,? (?:rue|avenue|place|chemin|route))(?![^\W\d_])",
    re.IGNORECASE,
)
_FORM = re.compile(
    r"\b(?:SARL|SASU?|SA|EURL|SCOP|SNC|ETS|Ets|Entreprise|ENTREPRISE|Soci[ée]t[ée]|SOCI[ÉE]T[ÉE])\s"
)
_TO = re.compile(r"(?i:à|au|aux|pour)\s{1,4}(?:l['’])?(?=\S)|l['’]")
_NATURE_WORDS = frozenset(
    (
        "projet",
        "fonctionnement",
        "investissement",
        "f",
        "m",
        "p",
        "i",
        "nature",
        "manifestation",
        "code",
        "affiliee",
        "exceptionnelle",
        "montant",
    )
)


def find_row_name(text: str, start: int, end: int, table: AwardTable) -> RecipientName | None:
    """Return the name in the words before an amount, or None."""
    start = max(start, text.rfind(";", start, end) + 1)  # « … pour l'école ; Commune de Meslan : »
    last_line = text.rfind("\n", start, end) + 1
    if table.coded and (name := name_after_code(text, start, end)):
        return name
    if "|" in text[start:end]:
        breaks = [match.end() for match in _PIPE_ROW.finditer(text, start, end)]
        return find_cell_name(text, breaks[-1] if breaks else start, end, table)
    if address := _ADDRESS.search(text, start + 2, end):
        end = address.start()
        last_line = text.rfind("\n", start, end) + 1
    if last_line <= start:
        return find_cell_name(text, start, end, table)
    if _LETTERS.search(text[last_line:end].lower()):
        wrapped = table.what == "marche" and _LETTERS.search(text[start:last_line].lower())
        laid_out = _CELL_BREAK.search(text[last_line:end].strip())
        return find_cell_name(text, last_line, end, table) if laid_out or not wrapped else None
    return _block_name(text, start, end, table)


def name_after_code(text: str, start: int, end: int) -> RecipientName | None:
    """Return the name after the code that opens a row: « 4623 PLEIADES SERVICE⏎HERAULT M 10 000 € »."""
    line = text.rfind("\n", 0, start) + 1
    *_, code = (None, *_CODE.finditer(text, start if text[line:start].strip() else line, end))
    if code is None:
        return None
    nature = _NATURE_CELL.search(text, code.end(), end)
    return _clean_cell(text, code.end(), nature.start() if nature else end)


def find_cell_name(text: str, start: int, end: int, table: AwardTable) -> RecipientName | None:
    """Return the name from the cell of a line that contains it, or None."""
    cells = [cell for cell in split_spans(text, start, end, _CELL_BREAK) if has_words(text, cell)]
    if not cells:
        return None
    at = _name_index(table, len(cells))
    if at == 0 and table.what == "marche" and table.has_lots:  # the lot, and perhaps the firm after it
        form = _FORM.search(text, *cells[0])
        return _clean_cell(text, form.start(), cells[0][1]) if form else None
    if at is None:
        return None
    return _clean_cell(text, *cells[at])


def name_before_address(text: str, start: int, end: int) -> RecipientName | None:
    """Return the capitals before the address that ends a row: « au 31/12/2023 SMACL 79031 Niort »."""
    address = _NAME_AND_ADDRESS.search(text, max(start, end - _LONGEST_ADDRESS), end)
    name = clean_name(text, address.start("name"), address.end("name")) if address else None
    return name if name and names_a_body(name.words) else None


def _block_name(text: str, start: int, end: int, table: AwardTable) -> RecipientName | None:
    """Return the name from cells that stand one below the other, or None."""
    blocks = [block for block in split_spans(text, start, end, BLOCK_BREAK) if has_words(text, block)]
    whole = len(blocks) == 1 + table.after  # else a cell is missing, and it may be the name
    at = _name_index(table, len(blocks)) if blocks and whole and table.what != "marche" else None
    return None if at is None else _clean_cell(text, *blocks[at])


def _name_index(table: AwardTable, count: int) -> int | None:
    """Return the index of the name cell: the header's name column, if the row has enough cells."""
    if count == 1:
        return 0
    ahead = table.text_columns_before
    return ahead if ahead is not None and ahead < count else None


def split_spans(text: str, start: int, end: int, separators: re.Pattern[str]) -> Iterator[tuple[int, int]]:
    at = start
    for match in separators.finditer(text, start, end):
        yield at, match.start()
        at = match.end()
    yield at, end


def has_words(text: str, cell: tuple[int, int]) -> bool:
    words = text[slice(*cell)].strip().lower()
    return _LETTERS.search(words) is not None and words not in _NATURE_WORDS


def _clean_cell(text: str, start: int, end: int) -> RecipientName | None:
    """Return the name in a cell without bullets, codes, remarks and the words that lead to the amount."""
    if leading := _LEADING.match(text, start, end):
        start = leading.end()
    if to := _TO.match(text, start, end):
        return parse_name(text, to.end(), end)
    if _NOT_NAME.match(text, start, end):
        return None
    if address := _ADDRESS.search(text, start + 2, end):
        end = address.start()
    if trailing := _TRAILING.search(text, max(start, end - 70), end):
        end = trailing.start()
    if (remark := text.rfind("(", start + 3, end)) > 0 and ")" not in text[remark:end]:
        end = remark
    name = clean_name(text, start, end)
    if len(name.words) > _LONGEST_NAME or " : " in name.words or not names_a_body(name.words):
        return None
    return name if starts_name(text, name.start, end) else None
