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
    BLOCK_BREAK,
    find_cell_name,
    find_row_name,
    has_words,
    name_after_code,
    name_before_address,
    split_spans,
)
from recueil.facts.awards.award_clauses import AwardMatch, recipient_after
from recueil.facts.awards.award_columns import AwardTable
from recueil.facts.awards.award_headers import find_award_tables
from recueil.facts.awards.structure_recipients import RecipientName
from recueil.values import Amount, Mention

_LONGEST_GAP = 420
_mention_start = attrgetter("start")
ROWS_END = re.compile(
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
_TWO_LETTERS = re.compile(r"[a-z]{2}")
_UNITS = re.compile(r"(?<![a-z])(?:ht|ttc|net|euros?|eur)(?![a-z])")
_SAME_ROW = re.compile(
    r"\s{0,3}(?:ht|ttc)?\s{0,3}(?:soit|\)\s?:?\s?(?:propos|vote|attribu|accord)\w{0,6}[^€]{0,60}\Z|/)"
)
_COLUMN_PRIORITIES = (
    re.compile("repor"),
    re.compile("vot|attribu|accord|propos|allou|decision"),
    re.compile("fonds"),
    re.compile("subvention|montant"),
    re.compile("tota"),
    re.compile(r"20[0-9]{2}\Z"),
)
_BARE_LINE = re.compile(
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


def find_in_tables(text: str, plain: str, amounts: Sequence[Mention]) -> Iterator[AwardMatch]:
    """Yield one award for each row of the tables and lists of a text."""
    amounts = [amount for amount in amounts if not _is_limit(amount)]
    for number, table in enumerate(find_award_tables(plain, amounts)):
        first, last = (bisect_left(amounts, at, key=_mention_start) for at in (table.start, table.end))
        rows = list(_split_rows(plain, table, amounts[first:last]))
        found = _row_awards(text, plain, table, rows) if rows else _bare_awards(text, plain, table)
        for what, name, amount in found:
            yield AwardMatch(min(name.start, amount.start), max(name.end, amount.end), what, name, amount, number)


def _is_limit(amount: Mention) -> bool:
    return isinstance(amount.value, Amount) and amount.value.role in ("seuil", "tarif")


def _split_rows(plain: str, table: AwardTable, amounts: Sequence[Mention]) -> Iterator[_Row]:
    """Yield the rows, up to the total or a sentence."""
    row: _Row | None = None
    at = table.start
    for amount in amounts:
        gap = plain[at : amount.start]
        if len(gap) > _LONGEST_GAP:
            break
        if row and (not _TWO_LETTERS.search(_UNITS.sub("", gap)) or _SAME_ROW.match(gap)):
            row.amounts.append(amount)
        else:
            total = _TOTAL.search(gap) is not None
            if row:
                row.total = amount if total else None
                yield row
            if total or ROWS_END.search(gap):
                row = None
                break
            row = _Row(at, amount.start, [amount])
        at = amount.end
    if row:
        yield row


def _row_awards(
    text: str, plain: str, table: AwardTable, rows: Sequence[_Row]
) -> Iterator[tuple[str, RecipientName, Mention]]:
    if not _TWO_LETTERS.search(plain, rows[0].start, rows[0].end):  # « - 2 500 € au CCAS ; - 300 € à l'Amicale »
        for amount in (amount for row in rows for amount in row.amounts):
            name = recipient_after(text, plain, amount.end, amount.end + 200)
            if name and isinstance(amount.value, Amount) and amount.value.amount > 0:
                yield table.what, name, amount
        return
    mixed = table.what == "marche" and find_row_name(text, rows[0].start, rows[0].end, table) is None
    for row in _unstack(text, rows):
        decided = _decided_amount(row.amounts, table.money)
        if decided is None or not isinstance(decided.value, Amount) or decided.value.amount <= 0:
            continue
        # where page reading mixed the cells, the name still stands before its address
        name = (
            name_before_address(text, row.start, row.end)
            if mixed
            else find_row_name(text, row.start, row.end, table)
        )
        if name:
            yield table.what, name, decided


def _unstack(text: str, rows: Sequence[_Row]) -> Iterator[_Row]:
    """Yield the rows; a page that prints several names, then their figures, is split if the sums agree."""
    for row in rows:
        lines = [line for line in split_spans(text, row.start, row.end, _LINES) if has_words(text, line)]
        if row.total and len(lines) == len(row.amounts) > 1 and _adds_up([*row.amounts, row.total]):
            yield from (_Row(*line, [amount]) for line, amount in zip(lines, row.amounts, strict=True))
            continue
        blocks = [block for block in split_spans(text, row.start, row.end, BLOCK_BREAK) if has_words(text, block)]
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


def _decided_amount(amounts: Sequence[Mention], columns: Sequence[str]) -> Mention | None:
    """Return the decided amount of a row, or None."""
    if len(amounts) == 1:
        return amounts[0]
    if len(columns) == len(amounts):
        for wanted in _COLUMN_PRIORITIES:
            if told := [at for at, column in enumerate(columns) if wanted.search(column)]:
                return amounts[told[-1]]
    values = [amount.value.amount for amount in amounts if isinstance(amount.value, Amount)]
    if len(set(values)) == 1 or (len(values) > 2 and sum(values[:-1]) == values[-1]):
        return amounts[-1]
    with_tax = len(values) == 2 and values[0] and Decimal("1.05") < values[1] / values[0] < Decimal("1.21")
    return amounts[0] if with_tax else None


def _bare_awards(text: str, plain: str, table: AwardTable) -> Iterator[tuple[str, RecipientName, Mention]]:
    """Yield rows whose figures have no euro sign, if they add up to the total below them."""
    stop = min(table.end, table.start + _LONGEST_BARE)
    if not table.header or not _TOTAL.search(plain, table.start, stop):
        return
    found: list[tuple[str, RecipientName, Mention]] = []
    for line in _bare_lines(text, table.start, stop):
        figure = Decimal(re.sub(r"[ \u00a0.]", "", line["figure"]).replace(",", "."))
        if _TOTAL.search(plain, line.start("label"), line.end("label")):
            if figure == sum(amount.value.amount for *_, amount in found if isinstance(amount.value, Amount)):
                yield from found
            return
        start = found[-1][2].end if found else table.start
        name = name_after_code(text, start, line.end("label")) if table.coded else None
        if name := name or find_cell_name(text, line.start("label"), line.end("label"), table):
            amount = Mention(
                line.start("figure"), line.end("figure"), Amount(figure, role="subvention"), "award-table"
            )
            found.append((table.what, name, amount))


def _bare_lines(text: str, start: int, stop: int) -> Iterator[re.Match[str]]:
    """Yield the lines that end with a figure."""
    while start < stop:
        end = text.find("\n", start, stop)
        end = end if end >= 0 else stop
        if text[start:end].rstrip(" \t|")[-1:].isdigit() and (line := _BARE_LINE.match(text, start, end)):
            yield line
        start = end + 1
