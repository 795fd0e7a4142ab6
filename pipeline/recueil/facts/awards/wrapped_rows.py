"""Find awards in tables laid out in columns whose cells take several lines: a firm, its street and its town.

    LOT                 ENTREPRISE – ADRESSE       OFFRE DE BASE      OPTION
    1 – Gros œuvre            DUROC BTP
    et enduits              4, rue Haute            34 000,00 €
                           99120 BRÉZY

The lines of headings tell the columns. A row is the lines around one price, or around the words that say that
nobody got the lot. Where the name of the next row begins is told by the end of an address, by the number of its
lot, by a blank line, or by prices that stand all beside the first line, or all beside the middle, of the names. Of
several columns of prices the decided one counts. A table is left out whole if one of its rows has two readings.

The same cells may stand one below the other, lot by lot: « 1 – Gros œuvre⏎DUROC BTP⏎4, rue Haute⏎34 000,00 € ».
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from recueil.entities.cells import split_cells
from recueil.facts.awards.clauses import AwardMatch
from recueil.facts.awards.columns import decided_columns
from recueil.facts.awards.grids import (
    AWARDED,
    FUNDERS,
    MONEY,
    NAME_HEADINGS,
    NO_BODY,
    SIGNED,
    GridCell,
    amount_in,
    decision_kind,
    read_cell,
)
from recueil.facts.awards.recipients import RecipientName
from recueil.facts.awards.tables import ROWS_END, clean_cell
from recueil.facts.awards.vat import differ_by_vat
from recueil.values import Mention
from recueil.values.table import Table, table_at

_FIRST_NUMBER = -1_000_000  # the tables of other rules have numbers near zero
_MOST_LINES, _MOST_HEADING_LINES, _MOST_BLANK, _LONGEST_LINE = 250, 9, 2, 300
_HEADING_WORD = (
    r"lots?|n[°o]|numeros?|designations?|intitules?|libelles?|objets?|nature|corps|d'?etat|entreprises?|societes?"
    r"|titulaires?|attributaires?|candidats?|prestataires?|fournisseurs?|cocontractants?|assureurs?|noms?|adresses?"
    r"|coordonnees|siege|social|raison|sociale|denominations?|villes?|codes?|postal|associations?|organismes?|structures?|clubs?|beneficiaires?"
    r"|evenements?|projets?|manifestations?|actions?|montants?|prix|offres?|bases?|variantes?|options?|prestations?|supplementaires?|eventuelles?|pse|tranches?"
    r"|fermes?|conditionnelles?|optionnelles?|retenue?s?|pressentie?s?|finale?s?|attribuee?s?|proposee?s?|propositions?|commission|votee?s?|accordee?s?|allouee?s?"
    r"|sollicitee?s?|demandee?s?|subventions?|aides?|totale?s?|totaux|annuel(?:le)?s?|globale?s?|forfaitaire"
    r"|maximum|marches?|travaux|h\.?t|ttc|tva|euros?|nombre|ayant|remise?s?|recue?s?|economiquement|plus|mieux|moins|disante?s?|avantageuses?"
    r"|primes?|classee?s?|classements?|notes?|rangs?|rappels?|observations?|types?|apres|negociations?|20[0-9]{2}|avenants?|estimations?|estimatif|delais?|durees?|initial|en|de|la|les?|des"
    r"|du|et|ou|au|par|pour|sur|avec|soit"
)
_HEADING_CELL = re.compile(
    rf"(?:[^a-z0-9]{{0,6}}(?:[dl]')?(?<![a-z0-9])(?:{_HEADING_WORD})(?![a-z0-9])){{1,12}}[^a-z0-9]{{0,6}}|[(€)\s]{{1,6}}"
)
_NAMED = re.compile("|".join(pattern.pattern for pattern in NAME_HEADINGS))
_LOT_HEADING = re.compile(r"(?<![a-z])lots?(?![a-z])")
_LOT_NUMBER = re.compile(r"(?:lots?\s{0,3})?(?:n\s?[°o]\s?)?(?P<number>[0-9]{1,2})(?![0-9,])")
_UNIT = re.compile(r"(?:€|euros?|h\.?t\.?|t\.?t\.?c\.?|/\s?an|par an|an|[\s.]){1,8}|\([0-9]{1,2}\)")
_TOTAL = re.compile(r"(?:sous[ -]?)?(?:total|totaux|montant total|ensemble)(?![a-z])")
# A lot that no firm got
_NOBODY = re.compile(
    r"(?:lot |offre )?(?:(?:declaree? )?(?:sans suite|infructueu(?:x|se))|neant|aucune|pas d'offre|sans offre|non"
    r" attribue|relance|en attente|a relancer|[-–—/]{1,3}\Z)"
)
_STREET_WORD = (
    r"(?:grande?[ -])?(?:rue|avenue|av\.?|bd|bld|boulevard|place|impasse|allees?|chemin|route|rte|quai|cours"
    r"|square|montee|cote|passage|faubourg|voie|ruelle|traverse|rocade|esplanade)(?![a-z])"
)
_PLACE_WORD = (
    r"(?:z\.?a\.?c?|z\.?i|zae|bp|cs|cedex|zones? (?:d'|artisanale|industrielle|commerciale)|parc (?:d'|de|des"
    r"|artisanal)|lieu[ -]dit|hameau|immeuble|batiment|bat\.?|residence|le bourg|technopole|pole d'activites?"
    r"|espace d'activites?|centre (?:commercial|d'affaires)|r[nd]\s?[0-9])(?![a-z])"
)
_NUMBER = r"[0-9]{1,4}(?:\s?(?:bis|ter|quater|[a-d](?![a-z])))?"
_ADDRESS_LINE = re.compile(
    rf"(?:[-–(,]\s?)?(?:{_NUMBER}\s?,|{_NUMBER}\s{{1,3}}(?:{_STREET_WORD}|{_PLACE_WORD})|{_STREET_WORD}|{_PLACE_WORD}"
    r"|(?:f-)?[0-9]{2}\s?[0-9]{3}(?![0-9])|cedex)"
)
_INLINE_ADDRESS = re.compile(
    rf"\s{{1,3}}[-–]\s{{0,3}}(?:[0-9]{{1,5}}|{_STREET_WORD}|{_PLACE_WORD}|l[ae]s?\s)"
    rf"|,?\s{{1,3}}(?:{_NUMBER},?\s{{1,3}}(?:{_STREET_WORD}|{_PLACE_WORD})|[0-9]{{5}}(?![0-9])|\([0-9]{{2}}\)"
    r"|(?:z\.?a\.?c?|z\.?i|zae|bp|cs)\s)|\s{0,3}[-–]\s{0,3}\Z"
)
_TOWN_END = re.compile(
    r"(?<![0-9])[0-9]{2}\s?[0-9]{3}\s{1,3}[-a-z' ().]{2,40}(?:\s[0-9]{1,2})?\Z|\(\s?[0-9]{2}\s?\)\Z"
)
_OPEN_END = re.compile(
    r"(?:[-–,/&]|(?<![a-z])(?:sur|du|de|des|la|le|les|et|en|sous|d'|l'|saint|sainte|st|a|au|aux)|[0-9]{5})\Z"
)
_LINKED = re.compile(r"(?:[-–&/]|et\s|de\s|du\s|des\s|d'|sur\s|en\s|au\s|aux\s)")
_LONGEST_NAME_LINES = 3
_PLACE_ARTICLE = re.compile(r"(?:la|le|les)\s|l'")
_PRICED = re.compile(
    r"(?<![a-z])(?:montant|prix|offre|ht|ttc|€|subvention|aide|prime|tranche|20[0-9]{2}|vote|accorde|attribue)"
)
_PAGE = re.compile(r"(?:[-–]\s?)?(?:page\s)?[0-9]{1,3}(?:\s?(?:/|sur)\s?[0-9]{1,3})?(?:\s?[-–])?")
_PROSE = 2  # columns that a cell reaches into; of more, it is a sentence
_MOST_BLANK_BETWEEN = 4  # between two cells, one of which may be empty
_PART = re.compile("option|variante|prestation|pse")
_POSTCODE = re.compile("[0-9]{2} ?[0-9]{3}(?![0-9])")
_Boundary = tuple[int, int]  # the last line of a row and the first of the next one


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of a text and the cells in it; no cells if it is blank."""

    number: int
    start: int
    cells: tuple[GridCell, ...]


@dataclass(slots=True)
class _Column:
    """The headings of a column from ``left`` to ``right``, and its cells, each with the number of its line."""

    left: int
    right: int
    headings: list[GridCell]
    cells: list[tuple[int, GridCell]]

    def title(self, plain: str) -> str:
        return " ".join(plain[cell.start : cell.end] for cell in self.headings)

    def take(self, other: _Column) -> None:
        """Make the column of both."""
        self.left, self.right = min(self.left, other.left), max(self.right, other.right)
        self.headings += other.headings
        self.cells += other.cells


@dataclass(frozen=True, slots=True)
class _Row:
    """The cells of a name from top to bottom, and that of its price; none for a lot that nobody got."""

    names: Sequence[GridCell]
    price: GridCell | None


def find_in_wrapped_rows(
    text: str, plain: str, amounts: Sequence[Mention], tables: Sequence[Table]
) -> Iterator[tuple[int, int, Sequence[AwardMatch]]]:
    """Yield the span and the awards of each table of a text whose cells take several lines.

    ``tables``: those of its document, which are read elsewhere.
    """
    lines = list(_read_lines(text, plain))
    at = number = 0
    while at < len(lines):
        count = _count_heading_lines(plain, lines, at)
        if not count:
            at += 1
            continue
        heading = [line for line in lines[at : at + count] if line.cells]
        stacked = all(len(line.cells) == 1 for line in heading)
        body = list((_lines_one_below if stacked else _lines_below)(plain, lines, at, count))
        at += count
        if body and table_at(tables, heading[0].start) is None:
            what = decision_kind(plain, heading[0].start, body[0].start, body[-1].cells[-1].end)
            rows: Sequence[_Row] = ()
            if what and stacked:
                rows = _read_stacked_rows(text, plain, heading, body)
            elif what:
                rows = _read_laid_out_rows(text, plain, heading, body, what)
            found = list(_read_awards(text, plain, rows, amounts, what, _FIRST_NUMBER - number))
            number += 1
            if found:
                yield heading[0].start, body[-1].cells[-1].end, found
                at = body[-1].number + 1


def _read_lines(text: str, plain: str) -> Iterator[_Line]:
    start = 0
    for number, line in enumerate(text.split("\n")):
        end = start + len(line)
        spans = split_cells(text, start, end) if 0 < len(line) <= _LONGEST_LINE and "|" not in line else ()
        yield _Line(number, start, tuple(read_cell(plain, *span, start) for span in spans))
        start = end + 1


def _count_heading_lines(plain: str, lines: Sequence[_Line], at: int) -> int:
    """Return how many lines from one on are the headings of columns, one of names and one of prices; else 0."""
    last = at
    words = ""
    while last < min(len(lines), at + _MOST_HEADING_LINES):
        cells = lines[last].cells
        if not all(_HEADING_CELL.fullmatch(plain, cell.start, cell.end) for cell in cells):
            break
        if not cells and (last == at or not lines[last - 1].cells):
            break
        words += " ".join(["", *(plain[cell.start : cell.end] for cell in cells)])
        last += 1
    while last > at and not lines[last - 1].cells:
        last -= 1
    below = _merge_cells([(line, cell) for line in lines[at + 1 : last] for cell in line.cells], 0)
    if last > at and len(lines[at].cells) == 1 and len(_find_crossed(lines[at].cells[0], below)) > 1:
        return 0  # the title of the table
    return last - at if _NAMED.search(words) and _PRICED.search(words) else 0


def _lines_below(plain: str, lines: Sequence[_Line], at: int, count: int) -> Iterator[_Line]:
    """Yield the lines below headings that are not blank, up to a sentence, a total or some blank lines.

    The headings again, or the number of a page, stand between two pages.
    """
    columns = _merge_cells([(line, cell) for line in lines[at : at + count] for cell in line.cells], 0)
    headings = {_join_words(plain, line) for line in lines[at : at + count]}
    blank = 0
    for line in lines[at + count : at + count + _MOST_LINES]:
        if not line.cells:
            blank += 1
            if blank > _MOST_BLANK:
                break
            continue
        first = line.cells[0]
        words = _join_words(plain, line)
        if _PAGE.fullmatch(words) or words in headings:
            blank = -_MOST_BLANK
            continue
        crosses = len(line.cells) == 1 and len(_find_crossed(first, columns)) > 1
        if crosses or ROWS_END.search(words) or _TOTAL.match(words) or len(_find_crossed(first, columns)) > _PROSE:
            break
        yield line
        blank = 0


def _join_words(plain: str, line: _Line) -> str:
    return " ".join(plain[cell.start : cell.end] for cell in line.cells)


def _find_crossed(cell: GridCell, columns: Sequence[_Column]) -> list[_Column]:
    return [column for column in columns if cell.overlap(column.left, column.right) > 0]


def _merge_cells(cells: Sequence[tuple[_Line, GridCell]], headings: int) -> list[_Column]:
    """Return the columns of cells, which are those that overlap, from left to right.

    ``headings``: how many of the cells are headings.
    """
    columns: list[_Column] = []
    for at, (line, cell) in enumerate(cells):
        own = [(line.number, cell)] if at >= headings else []
        of_cell = _Column(cell.left, cell.right, [] if own else [cell], own)
        first, *others = _find_crossed(cell, columns) or [of_cell]
        if first is of_cell:
            columns.append(first)
            continue
        for other in (*others, of_cell):
            first.take(other)
        columns = [column for column in columns if column not in others] if others else columns
    for column in columns:
        column.cells.sort(key=lambda cell: cell[1].start)
    return sorted(columns, key=lambda column: column.left)


def _find_columns(plain: str, headings: Sequence[_Line], body: Sequence[_Line]) -> list[_Column]:
    """Return the columns of a table, those of headings alone joined with those of cells alone beside them."""
    titles = [(line, cell) for line in headings for cell in line.cells]
    headed = _merge_cells(titles, len(titles))
    clear = [(line, cell) for line in body for cell in line.cells if len(_find_crossed(cell, headed)) < 2]
    known = _merge_cells([*titles, *clear], len(titles))
    cells = [
        (line, part) for line in body for cell in line.cells for part in _split_joined(plain, line, cell, known)
    ]
    joined: list[_Column] = []
    for column in _merge_cells([*titles, *cells], len(titles)):
        before = joined[-1] if joined else None
        if before and bool(before.cells) != bool(column.cells) and bool(before.headings) != bool(column.headings):
            before.take(column)
        else:
            joined.append(column)
    return joined


def _split_joined(plain: str, line: _Line, cell: GridCell, columns: Sequence[_Column]) -> Iterator[GridCell]:
    """Yield the parts of a cell that reaches into columns, if it has one space each between two; else the cell."""
    crossed = _find_crossed(cell, columns)
    gaps = [(one.right, other.left) for one, other in pairwise(crossed)]
    cuts = [
        [place for place in range(left, right) if plain[line.start + place] == " "]
        for left, right in gaps
        if cell.left < left and right < cell.right
    ]
    if not gaps or len(cuts) < len(gaps) or any(len(places) != 1 for places in cuts):
        yield cell
        return
    edges = [cell.start, *(line.start + place + at for (place,) in cuts for at in (0, 1)), cell.end]
    for start, end in zip(edges[::2], edges[1::2], strict=True):
        yield read_cell(plain, start, end, line.start)


def _read_awards(
    text: str, plain: str, rows: Sequence[_Row], amounts: Sequence[Mention], what: str, number: int
) -> Iterator[AwardMatch]:
    """Yield the awards of the rows of a table; none if a funder is in it."""
    names = [_read_name(text, plain, row.names) if row.price else None for row in rows]
    if any(name and FUNDERS.match(plain, name.start) for name in names):
        return
    for row, name in zip(rows, names, strict=True):
        if row.price and name and not NO_BODY.match(plain, name.start):
            amount = amount_in(amounts, plain, row.price, what)
            start, end = min(name.start, amount.start), max(name.end, amount.end)
            yield AwardMatch(start, end, what, name, amount, number)


def _read_laid_out_rows(
    text: str, plain: str, headings: Sequence[_Line], body: Sequence[_Line], what: str
) -> Sequence[_Row]:
    """Return the rows of a table in columns; none if they are not sure, or if it compares offers."""
    columns = _find_columns(plain, headings, body)
    prices = [column for column in columns if _has_prices(plain, column)]
    named = _find_name_column(plain, [column for column in columns if column not in prices])
    decided = decided_columns([column.title(plain) for column in prices])
    if named is None or len(decided) != 1 or not _is_wrapped(named, prices[decided[0]]):
        return []
    if any(_has_stray_price(plain, column) for column in columns if column not in prices):
        return []
    others = (column for column in columns if column is not named)
    lots = next((column for column in others if _LOT_HEADING.search(column.title(plain))), None)
    rows = _read_rows(text, plain, named, prices[decided[0]], lots, {line.number for line in body})
    compares = what == "marche" and lots is None and len(rows) > 1 and not AWARDED.search(named.title(plain))
    return [] if compares else rows


def _lines_one_below(plain: str, lines: Sequence[_Line], at: int, count: int) -> Iterator[_Line]:
    """Yield the lines below headings that hold one cell each, up to the last price before a sentence or total."""
    pending: list[_Line] = []
    blank = 0
    for line in lines[at + count : at + count + _MOST_LINES]:
        blank = 0 if line.cells else blank + 1
        if blank > _MOST_BLANK_BETWEEN or len(line.cells) > 1:
            return
        if not line.cells:
            continue
        cell = line.cells[0]
        if ROWS_END.search(plain, cell.start, cell.end) or _TOTAL.match(plain, cell.start):
            return
        pending.append(line)
        if _is_price(plain, cell):
            yield from pending
            pending = []


def _is_price(plain: str, cell: GridCell) -> bool:
    return cell.figure is not None and MONEY.search(plain, cell.start, cell.end) is not None


def _read_stacked_rows(text: str, plain: str, headings: Sequence[_Line], body: Sequence[_Line]) -> Sequence[_Row]:
    """Return the rows of a table with one cell below the other: lot, firm and address, prices, or one of gifts."""
    titles = [" ".join(plain[cell.start : cell.end] for cell in block) for block in _split_at_blanks(headings)]
    if len(titles) == 1:
        titles = [plain[line.cells[0].start : line.cells[0].end] for line in headings]
    named = next((at for at, title in enumerate(titles) if _NAMED.search(title)), len(titles))
    priced = [title for title in titles[named + 1 :] if _PRICED.search(title)]
    if named == 0:
        return _read_blocks(text, plain, titles, _split_at_blanks(body))
    rows = _split_by_lots(plain, body)
    widths = {len(prices) for _, prices in rows}
    if named != 1 or not _LOT_HEADING.search(titles[0]) or len(widths) != 1:
        return []
    width = widths.pop()
    decided = decided_columns(priced if width == len(priced) else [" ".join(priced)] if width == 1 else [])
    if len(decided) != 1:
        return []
    names = [_find_name_below_lot(plain, words) for words, _ in rows]
    return [_Row(name, prices[decided[0]]) for name, (_, prices) in zip(names, rows, strict=True) if name]


def _read_blocks(
    text: str, plain: str, titles: Sequence[str], blocks: Sequence[Sequence[GridCell]]
) -> Sequence[_Row]:
    """Return the rows of a table whose cells blank lines part: as many words and figures as it has headings.

    Other rows, of which the page has cells in another order, are left out.
    """
    money = [at for at, title in enumerate(titles) if _PRICED.search(title)]
    first, width = (money or [0])[0], len(money)
    decided = decided_columns([titles[at] for at in money])
    if first == 0 or money != list(range(first, first + width)) or len(decided) != 1:
        return []
    is_figure = [len(block) == 1 and block[0].is_figure for block in blocks]
    pattern = [False] * first + [True] * width
    rows = [
        _Row(blocks[at], blocks[at + first + decided[0]][0])
        for at in range(len(blocks) - len(pattern) + 1)
        if is_figure[at : at + len(pattern)] == pattern
        and (at == 0 or is_figure[at - 1])
        and not any(is_figure[at + len(pattern) : at + len(pattern) + 1])
    ]
    whole = [row for row in rows if row.price and row.price.figure and not _is_loose(text, plain, row.names)]
    return whole if len(whole) > 1 else []


def _split_at_blanks(lines: Sequence[_Line]) -> list[list[GridCell]]:
    """Return the cells of lines that follow one another without a blank line between."""
    blocks: list[list[GridCell]] = []
    last = -1
    for line in lines:
        if not blocks or line.number > last + 1:
            blocks.append([])
        blocks[-1].append(line.cells[0])
        last = line.number
    return blocks


def _split_by_lots(plain: str, body: Sequence[_Line]) -> list[tuple[list[_Line], list[GridCell]]]:
    """Return the words and the prices of each lot; none if a price is followed by no lot of a higher number."""
    rows: list[tuple[list[_Line], list[GridCell]]] = []
    last = 0
    for line in body:
        cell = line.cells[0]
        if _is_price(plain, cell):
            if not rows:
                return []
            rows[-1][1].append(cell)
            continue
        if not rows or rows[-1][1]:
            number = _LOT_NUMBER.match(plain, cell.start, cell.end)
            if number is None or int(number["number"]) <= last:
                return []
            last = int(number["number"])
            rows.append(([], []))
        rows[-1][0].append(line)
    return rows


def _find_name_below_lot(plain: str, words: Sequence[_Line]) -> Sequence[GridCell]:
    """Return the cells of a firm and its address below its lot; none if where they begin is not sure."""
    blocks = _split_at_blanks(words)
    if len(blocks) > 1:
        return blocks[1]
    cells = blocks[0][1:]
    sure = len(cells) == 1 or (len(cells) > 1 and _ADDRESS_LINE.match(plain, cells[1].start, cells[1].end))
    return cells if sure else ()


def _has_prices(plain: str, column: _Column) -> bool:
    """Return whether the cells of a column, all but units and dashes, are sums of money, and none has a sign."""
    figures = [cell for _, cell in column.cells if not _UNIT.fullmatch(plain, cell.start, cell.end)]
    sums = [cell for cell in figures if _is_price(plain, cell)]
    signed = any(SIGNED.match(plain, cell.start) and cell.figure for cell in figures)
    return (
        bool(sums)
        and not signed
        and all(
            cell in sums or _NOBODY.match(plain, cell.start, cell.end) or (cell.is_figure and not cell.figure)
            for cell in figures
        )
    )


def _has_stray_price(plain: str, column: _Column) -> bool:
    """Return whether a sum of money stands in a column that is not one of prices: it may be misplaced."""
    priced = _PRICED.search(column.title(plain)) or _PART.search(column.title(plain))
    return not priced and any(_is_price(plain, cell) for _, cell in column.cells)


def _find_name_column(plain: str, columns: Sequence[_Column]) -> _Column | None:
    for pattern in NAME_HEADINGS:
        if matching := [column for column in columns if pattern.search(column.title(plain))]:
            return matching[0] if matching[0].cells else None
    return None


def _is_wrapped(named: _Column, priced: _Column) -> bool:
    """Return whether names stand on other lines than those of the prices."""
    return not {line for line, _ in named.cells} <= {line for line, _ in priced.cells}


def _read_rows(
    text: str, plain: str, named: _Column, priced: _Column, lots: _Column | None, written: set[int]
) -> Sequence[_Row]:
    """Return the rows of a table; none if where they begin is not sure. ``written``: its lines with words."""
    anchors = _find_anchors(plain, named, priced)
    numbered = _find_numbered_lots(plain, lots) if lots else []
    if numbered and len(numbered) != len(anchors):
        return []
    names = _join_lines(named)
    places = sorted(names)
    if not anchors or not places:
        return []
    choices = []
    for at, ((line, _), (next_line, _)) in enumerate(pairwise(anchors)):
        possible = [
            (above, below)
            for above, below in pairwise(places)
            if line < below <= next_line + 1
            and (below <= next_line or above > line - 2)
            and line - 2 < above < next_line
            and (not numbered or (numbered[at] < below and above < numbered[at + 1]))
            and not _continues(text, plain, names[above], names[below])
        ]
        choices.append(_narrow_boundaries(plain, names, possible, written))
    starts = _choose_starts([line for line, _ in anchors], places, choices)
    if starts is None:
        return []
    bounds = [places[0], *starts, places[-1] + 1]
    groups = [[names[line] for line in places if first <= line < last] for first, last in pairwise(bounds)]
    lines = [[line for line in places if first <= line < last] for first, last in pairwise(bounds)]
    near = all(own and own[0] - 2 < line < own[-1] + 2 for (line, _), own in zip(anchors, lines, strict=True))
    apart = all(not written.issuperset(range(own[-1], after[0])) for own, after in pairwise(lines))
    loose = not numbered and not (apart and len(groups) > 1) and any(_is_loose(text, plain, own) for own in groups)
    each_lot = (
        lots is None
        or bool(numbered)
        or all(any(own[0] <= line <= own[-1] for line, _ in lots.cells) for own in lines)
    )
    sure = near and not loose and (each_lot or AWARDED.search(named.title(plain)) is not None)
    return [_Row(group, price) for group, (_, price) in zip(groups, anchors, strict=True)] if sure else []


def _find_anchors(plain: str, named: _Column, priced: _Column) -> list[tuple[int, GridCell | None]]:
    """Return the line and the price of each row; without price, the line that says that nobody got the lot."""
    found: list[tuple[int, GridCell | None]] = []
    before: tuple[int, GridCell] | None = None
    for line, cell in priced.cells:
        if _UNIT.fullmatch(plain, cell.start, cell.end):
            continue
        with_tax = (
            before
            and line - before[0] <= 1
            and differ_by_vat(before[1].figure or Decimal(), cell.figure or Decimal())
        )
        if not with_tax:
            found.append((line, cell if cell.figure else None))
        before = line, cell
    taken = {line for line, _ in found}
    found += [
        (line, None)
        for line, cell in named.cells
        if line not in taken and _NOBODY.match(plain, cell.start, cell.end)
    ]
    return sorted(found, key=lambda anchor: anchor[0])


def _find_numbered_lots(plain: str, lots: _Column) -> list[int]:
    """Return the lines where the numbers of lots stand, which grow from one to the next; none if they do not."""
    found: list[int] = []
    last = 0
    for line, cell in lots.cells:
        number = _LOT_NUMBER.match(plain, cell.start, cell.end)
        if number and int(number["number"]) > last:
            found.append(line)
            last = int(number["number"])
    return found


def _join_lines(column: _Column) -> dict[int, GridCell]:
    """Return the cell of each line, from the first word of it to the last."""
    names: dict[int, GridCell] = {}
    for line, cell in column.cells:
        first = names.get(line, cell)
        names[line] = GridCell(first.start, cell.end, first.left)
    return names


def _continues(text: str, plain: str, above: GridCell, below: GridCell) -> bool:
    """Return whether a line of names continues the one above it: its address, or the rest of a word or name."""
    if _NOBODY.match(plain, below.start, below.end) or _NOBODY.match(plain, above.start, above.end):
        return False
    return _is_linked(text, plain, above, below) or _ADDRESS_LINE.match(plain, below.start, below.end) is not None


def _is_linked(text: str, plain: str, above: GridCell, below: GridCell) -> bool:
    return (
        text[below.start].islower()
        or _OPEN_END.search(plain, above.start, above.end) is not None
        or _LINKED.match(plain, below.start, below.end) is not None
    )


def _is_loose(text: str, plain: str, cells: Sequence[GridCell]) -> bool:
    """Return whether a line of a name without address may be another name: nothing links it with the one above."""
    addressed = any(
        _ADDRESS_LINE.match(plain, cell.start, cell.end)
        or _TOWN_END.search(plain, cell.start, cell.end)
        or _INLINE_ADDRESS.search(plain, cell.start, cell.end)
        for cell in cells
    )
    return not addressed and not all(_is_linked(text, plain, above, below) for above, below in pairwise(cells))


def _narrow_boundaries(
    plain: str, names: dict[int, GridCell], possible: Sequence[_Boundary], written: set[int]
) -> Sequence[_Boundary]:
    """Return the boundaries that an address ends, else those at a blank line, if there is one such; else all."""
    tests: tuple[Callable[[_Boundary], bool], ...] = (
        lambda edge: _TOWN_END.search(plain, names[edge[0]].start, names[edge[0]].end) is not None,
        lambda edge: not written.issuperset(range(edge[0] + 1, edge[1])),
    )
    for test in tests:
        if len(matching := list(filter(test, possible))) == 1:
            return matching
    return possible


def _choose_starts(
    anchors: Sequence[int], places: Sequence[int], choices: Sequence[Sequence[_Boundary]]
) -> list[int] | None:
    """Return the first lines of the rows but the first; None if they are not sure.

    Where several are possible, all prices stand beside the first lines of their names, or all beside the middle.
    """
    if not all(choices):
        return None
    if all(len(possible) == 1 for possible in choices):
        return [possible[0][1] for possible in choices]
    possible_starts = (find(anchors, places, choices) for find in (_find_starts_at_top, _find_starts_in_middle))
    readings = {tuple(starts) for starts in possible_starts if starts is not None}
    return list(readings.pop()) if len(readings) == 1 else None


def _find_starts_at_top(
    anchors: Sequence[int], places: Sequence[int], choices: Sequence[Sequence[_Boundary]]
) -> list[int] | None:
    if places[0] != anchors[0]:
        return None
    starts = []
    for anchor, possible in zip(anchors[1:], choices, strict=True):
        if anchor not in [below for _, below in possible]:
            return None
        starts.append(anchor)
    return starts


def _find_starts_in_middle(
    anchors: Sequence[int], places: Sequence[int], choices: Sequence[Sequence[_Boundary]]
) -> list[int] | None:
    first, starts = places[0], []
    for anchor, possible in zip(anchors, choices, strict=False):
        distance, first = min((abs(first + above - 2 * anchor), below) for above, below in possible)
        if distance > 1:
            return None
        starts.append(first)
    return starts if abs(first + places[-1] - 2 * anchors[-1]) <= 1 else None


def _read_name(text: str, plain: str, cells: Sequence[GridCell]) -> RecipientName | None:
    """Return the name at the top of a cell, before the address; None if where it ends is not sure."""
    spans: list[tuple[int, int]] = []
    for at, cell in enumerate(cells):
        if at and not _is_name_line(text, plain, cells, at):
            break
        inline = _INLINE_ADDRESS.search(plain, cell.start + 2, cell.end)
        end = inline.start() if inline else cell.end
        spans.append((cell.start, end))
        if inline:
            break
    if len(spans) > _LONGEST_NAME_LINES or _is_unsure(text, plain, cells, len(spans)):
        return None
    if len(spans) == 1:
        return clean_cell(text, *spans[0])
    words = ""
    for start, end in spans:
        words += ("" if not words or words.endswith("-") else " ") + " ".join(text[start:end].split())
    name = clean_cell(words, 0, len(words))
    return RecipientName(spans[0][0], spans[-1][1], name.words) if name else None


def _is_name_line(text: str, plain: str, cells: Sequence[GridCell], at: int) -> bool:
    """Return whether a line of a cell continues the name above it, and is not its address."""
    above, cell = cells[at - 1], cells[at]
    if _ADDRESS_LINE.match(plain, cell.start, cell.end) or _TOWN_END.search(plain, cell.start, cell.end):
        return False
    if _is_linked(text, plain, above, cell):
        return True
    before_address = any(_ADDRESS_LINE.match(plain, below.start, below.end) for below in cells[at + 1 :])
    if before_address and _PLACE_ARTICLE.match(plain, cell.start, cell.end):
        return False
    return (
        not before_address or text[cell.start : cell.end].isupper() or not text[above.start : above.end].isupper()
    )


def _is_unsure(text: str, plain: str, cells: Sequence[GridCell], count: int) -> bool:
    """Return whether the last of so many lines of a name may be a place: the town follows it, and no street."""
    if count < 2 or count >= len(cells):
        return False
    last, below = cells[count - 1], cells[count]
    return not _is_linked(text, plain, cells[count - 2], last) and _POSTCODE.match(plain, below.start) is not None
