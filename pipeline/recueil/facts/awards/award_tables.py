"""Awards in tables and lists: « Association | Subvention », then one row each, until « TOTAL » or a sentence.

Rows come as lines, as cells one below the other, or flattened to one line « Amicale laïque 400 € Chorale 250 € ».
Of several amounts in a row the column that is decided counts (« Vote », not « Demande »); where no column says so,
none.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from operator import attrgetter

from recueil.facts.awards.award_cells import (
    BLOCKS,
    before_address,
    cell_name,
    coded_name,
    is_words,
    name_of,
    split,
)
from recueil.facts.awards.award_clauses import Found, gives_to
from recueil.facts.awards.award_columns import Table
from recueil.facts.awards.award_headers import tables_in
from recueil.facts.awards.structure_recipients import Name
from recueil.values import Amount, Mention

_LONGEST_GAP = 420
_START = attrgetter("start")
ENDS_ROWS = re.compile(
    r"(?<![a-z])(?:apres en avoir|le conseil|le bureau|la commission|dit que|precise|les credits"
    r"|credits seront|autorise|considerant|il est propose|unanimite|le maire|ne prend|adopte"
    r"|nombre de (?:membres|votants|conseillers|suffrages|voix)"
    r"|approuve|decide|vu l|pour copie|fait a|deliberation|delibere|plan de financement|recettes|depenses"
    r"|section de|charge monsieur|charge madame|charge m\.|dans les cimetieres|droit de preemption"
    r"|louage de choses|de gre a gre)(?![a-z])"
    r"|(?<![a-z])article [0-9]|[a-z]{4}\.\s{1,40}(?:le|la|les|il|un|une|en|ces?|cette|monsieur|madame|pour)\s"
)
_TOTAL = re.compile(r"(?<![a-z])(?<!sous[ -])(?:total|totaux|montant global|ensemble)(?![a-z])")
_LINES = re.compile(r"\s{0,40}\n\s{0,200}")
_LETTERS = re.compile(r"[a-z]{2}")
_UNIT = re.compile(r"(?<![a-z])(?:ht|ttc|net|euros?|eur)(?![a-z])")
_SAME_ROW = re.compile(
    r"\s{0,3}(?:ht|ttc)?\s{0,3}(?:soit|\)\s?:?\s?(?:propos|vote|attribu|accord)\w{0,6}[^€]{0,60}\Z|/)"
)
_PRIORITIES = (
    re.compile("repor"),
    re.compile("vot|attribu|accord|propos|allou|decision"),
    re.compile("fonds"),
    re.compile("subvention|montant"),
    re.compile("tota"),
    re.compile(r"20[0-9]{2}\Z"),
)
_BARE = re.compile(
    r"(?P<label>[^\n€]{0,140}?[^\W\d_][^\n€]{0,20}?)(?:[ \t\u00a0]{1,120}|[ \t]{0,3}\|[ \t]{0,3})"
    r"(?P<figure>[0-9]{1,3}(?:[ \u00a0.][0-9]{3}){0,3}(?:,[0-9]{2})?)[ \t|]{0,10}\Z"
)
_LONGEST_BARE = 5000


@dataclass(slots=True)
class _Row:
    """The words before the first amount, the amounts, and the total that follows, if any."""

    start: int
    end: int
    amounts: list[Mention] = field(default_factory=list)
    total: Mention | None = None


def rows_in(text: str, plain: str, amounts: Sequence[Mention]) -> Iterator[Found]:
    """Yield one award for each row of the tables and lists of a text."""
    amounts = [amount for amount in amounts if not _limits(amount)]
    for number, table in enumerate(tables_in(plain, amounts)):
        first, last = (bisect_left(amounts, at, key=_START) for at in (table.start, table.end))
        rows = list(_rows(plain, table, amounts[first:last]))
        found = _awards(text, plain, table, rows) if rows else _bare(text, plain, table)
        for what, name, amount in found:
            yield Found(min(name.start, amount.start), max(name.end, amount.end), what, name, amount, number)


def _limits(amount: Mention) -> bool:
    return isinstance(amount.value, Amount) and amount.value.role in ("seuil", "tarif")


def _rows(plain: str, table: Table, amounts: Sequence[Mention]) -> Iterator[_Row]:
    """Yield the rows, up to the total or a sentence."""
    row: _Row | None = None
    at = table.start
    for amount in amounts:
        gap = plain[at : amount.start]
        if len(gap) > _LONGEST_GAP:
            break
        if row and (not _LETTERS.search(_UNIT.sub("", gap)) or _SAME_ROW.match(gap)):
            row.amounts.append(amount)
        else:
            total = _TOTAL.search(gap) is not None
            if row:
                row.total = amount if total else None
                yield row
            if total or ENDS_ROWS.search(gap):
                row = None
                break
            row = _Row(at, amount.start, [amount])
        at = amount.end
    if row:
        yield row


def _awards(text: str, plain: str, table: Table, rows: Sequence[_Row]) -> Iterator[tuple[str, Name, Mention]]:
    if not _LETTERS.search(plain, rows[0].start, rows[0].end):  # « - 2 500 € au CCAS ; - 300 € à l'Amicale »
        for amount in (amount for row in rows for amount in row.amounts):
            name = gives_to(text, plain, amount.end, amount.end + 200)
            if name and isinstance(amount.value, Amount) and amount.value.amount > 0:
                yield table.what, name, amount
        return
    mixed = table.what == "marche" and name_of(text, rows[0].start, rows[0].end, table) is None
    for row in _unstacked(text, rows):
        decided = _decided(row.amounts, table.money)
        if decided is None or not isinstance(decided.value, Amount) or decided.value.amount <= 0:
            continue
        # where page reading mixed the cells, the name still stands before its address
        name = before_address(text, row.start, row.end) if mixed else name_of(text, row.start, row.end, table)
        if name:
            yield table.what, name, decided


def _unstacked(text: str, rows: Sequence[_Row]) -> Iterator[_Row]:
    """Yield the rows; a page that prints several names, then their figures, is split if the sums agree."""
    for row in rows:
        lines = [line for line in split(text, row.start, row.end, _LINES) if is_words(text, line)]
        if row.total and len(lines) == len(row.amounts) > 1 and _adds_up([*row.amounts, row.total]):
            yield from (_Row(*line, [amount]) for line, amount in zip(lines, row.amounts, strict=True))
            continue
        blocks = [block for block in split(text, row.start, row.end, BLOCKS) if is_words(text, block)]
        width, rest = divmod(len(row.amounts), len(blocks)) if len(blocks) > 1 else (0, 0)
        parts = (
            [row.amounts[at : at + width] for at in range(0, len(row.amounts), width)]
            if width > 2 and not rest
            else []
        )
        if parts and all(_adds_up(part) for part in parts):
            yield from (_Row(*block, part) for block, part in zip(blocks, parts, strict=True))
        else:
            yield row


def _adds_up(amounts: Sequence[Mention]) -> bool:
    values = [amount.value.amount for amount in amounts if isinstance(amount.value, Amount)]
    return sum(values[:-1]) == values[-1]


def _decided(amounts: Sequence[Mention], columns: Sequence[str]) -> Mention | None:
    """Return the decided amount of a row, or None."""
    if len(amounts) == 1:
        return amounts[0]
    if len(columns) == len(amounts):
        for wanted in _PRIORITIES:
            if told := [at for at, column in enumerate(columns) if wanted.search(column)]:
                return amounts[told[-1]]
    values = [amount.value.amount for amount in amounts if isinstance(amount.value, Amount)]
    if len(set(values)) == 1 or (len(values) > 2 and sum(values[:-1]) == values[-1]):
        return amounts[-1]
    with_tax = len(values) == 2 and values[0] and Decimal("1.05") < values[1] / values[0] < Decimal("1.21")
    return amounts[0] if with_tax else None


def _bare(text: str, plain: str, table: Table) -> Iterator[tuple[str, Name, Mention]]:
    """Yield rows whose figures have no euro sign, if they add up to the total below them."""
    stop = min(table.end, table.start + _LONGEST_BARE)
    if not table.header or not _TOTAL.search(plain, table.start, stop):
        return
    found: list[tuple[str, Name, Mention]] = []
    for line in _bare_lines(text, table.start, stop):
        figure = Decimal(re.sub(r"[ \u00a0.]", "", line["figure"]).replace(",", "."))
        if _TOTAL.search(plain, line.start("label"), line.end("label")):
            if figure == sum(amount.value.amount for *_, amount in found if isinstance(amount.value, Amount)):
                yield from found
            return
        start = found[-1][2].end if found else table.start
        name = coded_name(text, start, line.end("label")) if table.coded else None
        if name := name or cell_name(text, line.start("label"), line.end("label"), table):
            amount = Mention(
                line.start("figure"), line.end("figure"), Amount(figure, role="subvention"), "award-table"
            )
            found.append((table.what, name, amount))


def _bare_lines(text: str, start: int, stop: int) -> Iterator[re.Match[str]]:
    """Yield the lines that end with a figure."""
    while start < stop:
        end = text.find("\n", start, stop)
        end = end if end >= 0 else stop
        if text[start:end].rstrip(" \t|")[-1:].isdigit() and (line := _BARE.match(text, start, end)):
            yield line
        start = end + 1
