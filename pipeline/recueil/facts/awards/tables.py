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
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import islice, takewhile

from recueil.entities.cells import split_cells
from recueil.entities.numbers import parse_grouped
from recueil.facts.awards.clauses import AwardMatch, asks_for_money, recalls_decision, recipient_after
from recueil.facts.awards.columns import YEARS, decided_column, is_later_year
from recueil.facts.awards.phrases import WHOLE, alternatives, named_alternatives
from recueil.facts.awards.recipients import (
    PART,
    RUBRICS,
    RecipientName,
    clean_name,
    names_a_body,
    parse_name,
    skip_trade,
    starts_name,
)
from recueil.facts.tables import read_flat_rows, read_rows
from recueil.text import fold_accents, merge_spans
from recueil.values import Amount, Mention
from recueil.values.mention import amount_of, mentions_between
from recueil.values.table import Cell, Row, Table, table_at

_LETTERS = re.compile(r"[a-z]\.?[a-z]")
_LIMIT_ROLES = ("seuil", "tarif")
_LONGEST_GAP = 420
ROWS_END = re.compile(
    r"(?<![a-z])(?:apres en avoir|le conseil|le bureau|la commission|dit que|precise|les credits"
    r"|credits seront|autorise|considerant|il est propose|unanimite|le maire|ne prend|adopte"
    r"|nombre de (?:membres|votants|conseillers|suffrages|voix)"
    r"|approuve|decide|vu l|pour copie|fait a|deliberation|delibere|plan de financement|recettes|depenses"
    r"|section (?:de|d')\s?(?:fonctionnement|investissement)|charge monsieur|charge madame|charge m\."
    r"|dans les cimetieres|droit de preemption"
    r"|louage de choses|de gre a gre)(?![a-z])"
    r"|(?<![a-z])article [0-9]|[a-z]{4}\.\s{1,40}(?:le|la|les|il|un|une|en|ces?|cette|monsieur|madame|pour)\s"
)
_VOTE_IN_BRACKETS = re.compile(r"\([^()]{0,60}(?:unanim|pour|contre|abst)[^()]{0,60}\)")
_TOTAL = re.compile(rf"(?<![a-z])(?<!sous[ -])(?:total|totaux|montant global|{WHOLE})(?![a-z])")
_LINES = re.compile(r"\s{0,40}\n\s{0,200}")
_UNITS = re.compile(r"(?<![a-z])(?:ht|ttc|net|euros?|eur)(?![a-z])")
_SAME_ROW = re.compile(
    r"\s{0,3}(?:ht|ttc)?\s{0,3}(?:soit|\)\s?:?\s?(?:propos|vote|attribu|accord)\w{0,6}[^€]{0,60}\Z|/)"
)
_RATED_ROW = re.compile(r"[^.;\n]{0,40}?(?:soit|=)[^.;\n]{0,30}")
_FRANCS = re.compile(r"[0-9ol]\s?(?:frs?|francs?)(?![a-z])")
_HEADING_NOUN = re.compile(r"montants?|prix|subventions?|fonds de concours|sommes?|aides?")
_HEADING_PARTICIPLE = re.compile(
    r"demand\w{1,4}|vers\w{1,4}|vot\w{1,4}|attribu\w{1,4}|accord\w{1,4}|propos\w{1,4}|allou\w{1,4}|prevu"
    r"|realise|sollicit\w{1,4}"
)
_BARE_LINE = re.compile(
    r"(?P<label>[^\n€]{0,140}?[^\W\d_][^\n€]{0,20}?)(?:[ \t\u00a0]{1,120}|[ \t]{0,3}\|[ \t]{0,3})"
    r"(?P<figure>[0-9]{1,3}(?:[ \u00a0.][0-9]{3}){0,3}(?:,[0-9]{2})?)[ \t|]{0,10}\Z"
)
_LONGEST_BARE = 5000
_SURE_ROWS = 4
_LONGEST_TITLED = 80


@dataclass(slots=True)
class _Row:
    """The words before the first amount, the amounts, and the total that follows, if any."""

    start: int
    end: int
    amounts: list[Mention] = field(default_factory=list)
    total: Mention | None = None


def find_in_tables(
    text: str, plain: str, amounts: Sequence[Mention], tables: Sequence[Table] = ()
) -> Iterator[AwardMatch]:
    """Yield one award for each row of the tables and lists of a text; ``tables``: those of its document."""
    amounts = [
        amount
        for amount in amounts
        if not (isinstance(amount.value, Amount) and amount.value.role in _LIMIT_ROLES)
    ]
    for number, table in enumerate(_find_award_tables(plain, amounts)):
        if in_columns := _column_awards(text, plain, table, amounts, tables):
            for name, amount in in_columns:
                start, end = min(name.start, amount.start), max(name.end, amount.end)
                yield AwardMatch(start, end, table.what, name, amount, number)
            continue
        rows = list(_split_rows(plain, table, mentions_between(amounts, table.start, table.end)))
        if table.titled and rows and not _are_titled_rows(text, plain, table, rows):
            continue
        found = _row_awards(text, plain, table, rows) if rows else _bare_awards(text, plain, table)
        for what, name, amount in found:
            yield AwardMatch(min(name.start, amount.start), max(name.end, amount.end), what, name, amount, number)


def _column_awards(
    text: str, plain: str, table: AwardTable, amounts: Sequence[Mention], tables: Sequence[Table]
) -> list[tuple[RecipientName, Mention]]:
    """Return the names and decided amounts of a table by its columns.

    None are returned if its headings do not tell the columns, or if a row has an amount without a name.
    """
    of_document = table_at(tables, table.heading) is not None
    if not table.header or (table.what == "marche" and not of_document):
        return []
    below = islice(read_rows(plain, table.heading, tables), _MOST_ROWS)
    rows = list(takewhile(lambda row: row[0].start < table.limit, below))
    headings = {cell.column: cell.words(plain) for cell in rows[0]} if rows else {}
    if any(len({cell.column for cell in row}) < len(row) for row in rows):
        return []
    names = [column for column, words in headings.items() if _NAME_HEADING.match(words)]
    decided = _find_decided_column(plain, headings, rows[1:], amounts, names)
    if not names or decided is None:
        return []
    bare = _GIVEN_HEADING.search(headings[decided])
    found: list[tuple[RecipientName, Mention]] = []
    by_lot = table.has_lots
    for row in rows[1:]:
        cells = {cell.column: cell for cell in row}
        label = " ".join(cell.words(plain) for cell in row if cell.column < decided)
        if _TOTAL.search(label):
            total = _cell_amount(text, cells.get(decided), amounts, bare=bare)
            return found if _agrees(total, [amount for _, amount in found]) else []
        if ROWS_END.search(label):
            break
        amount = _cell_amount(text, cells.get(decided), amounts, bare=bare)
        if amount is None or not isinstance(amount.value, Amount) or amount.value.amount <= 0:
            continue
        name = _cell_name(text, cells.get(names[0]))
        by_lot |= label.startswith("lot ")
        # a row that opens with no lot may be a further line of the one above it
        if name is None or (table.what == "marche" and by_lot and not _LOT_NUMBER.match(label)):
            return []
        found.append((name, amount))
    else:
        if not of_document and rows and mentions_between(amounts, rows[-1][-1].end, rows[-1][-1].end + _NEXT_LINE):
            return []  # a line below that does not fit the columns may be a row
    return found


_NEXT_LINE = 120
_MOST_ROWS = 1_000


def _agrees(total: Mention | None, amounts: Sequence[Mention]) -> bool:
    """Return whether the total is that of the amounts, or all of these are amounts without it."""
    if total is None or all(amount.rule != _BARE_RULE for amount in amounts):
        return True
    return _adds_up([*amounts, total])


_BARE_RULE = "award-table"


def _find_decided_column(
    plain: str,
    headings: Mapping[int, str],
    rows: Sequence[Row],
    amounts: Sequence[Mention],
    names: Sequence[int],
) -> int | None:
    """Return the column of the decided amounts: the only one with amounts, or the one whose heading says so."""
    with_amounts = {
        cell.column
        for row in rows
        for cell in row
        if mentions_between(amounts, cell.start, cell.end) or _BARE_FIGURE.fullmatch(plain, cell.start, cell.end)
    }
    with_euros = {cell.column for row in rows for cell in row if mentions_between(amounts, cell.start, cell.end)}
    named = {column for column, words in headings.items() if _AMOUNT_HEADING.search(words)}
    money = [column for column in headings if column in with_amounts and column in with_euros | named]
    money = [column for column in money if column not in names]
    at = decided_column([headings[column] for column in money])
    return None if at is None else money[at]


_LOT_NUMBER = re.compile(r"(?:lots?\s{0,3})?(?:n\s?[°o.]{0,2}\s?)?[0-9]{1,3}(?![0-9])")
_GIVEN_HEADING = re.compile(r"subvention|montant|€|euros|(?:attribu|accord|allou|vot)(?:ee?s?|e)(?![a-z])")
_BARE_FIGURE = re.compile(r"(?:[0-9]{1,3}(?:[ .][0-9]{3}){1,3}|[0-9]{1,9})(?:,[0-9]{2})?")


def _cell_amount(
    text: str, cell: Cell | None, amounts: Sequence[Mention], *, bare: re.Match[str] | None
) -> Mention | None:
    """Return the amount in a cell, under a heading that says so a ``bare`` figure; None if it is another thing."""
    if cell is None:
        return None
    inside = [amount for amount in mentions_between(amounts, cell.start, cell.end) if cell.contains(amount.start)]
    if inside or not bare or len(cell.spans) > 1:
        return inside[0] if len(inside) == 1 else None
    figure = _BARE_FIGURE.fullmatch(cell.words(text))
    if figure is None:
        return None
    value = Decimal(re.sub("[ .]", "", figure[0]).replace(",", "."))
    return Mention(cell.start, cell.end, Amount(value, role="subvention"), _BARE_RULE)


def _cell_name(text: str, cell: Cell | None) -> RecipientName | None:
    """Return the name in a cell; in the text, its lines may stand apart."""
    if cell is None or len(cell.spans) == 1:
        return clean_cell(text, *cell.spans[0]) if cell else None
    words = cell.words(text)
    name = clean_cell(words, 0, len(words))
    first = cell.spans[0][1] - cell.start
    if name is None or name.start >= first:
        return None
    end = cell.start + name.end if name.end <= first else cell.end
    return RecipientName(cell.start + name.start, end, name.words)


def _are_titled_rows(text: str, plain: str, table: AwardTable, rows: Sequence[_Row]) -> bool:
    """Return whether rows under a mere title are names with one amount each, none a funder or a sentence."""
    return (
        len(rows) > 1
        and all(len(row.amounts) == 1 for row in rows)
        and all(row.end - row.start <= _LONGEST_TITLED for row in rows)
        and not _RECEIVED.search(plain, table.start, rows[-1].end)
        and all(_find_row_name(text, row.start, row.end, table) for row in rows)
    )


def _split_rows(plain: str, table: AwardTable, amounts: Sequence[Mention]) -> Iterator[_Row]:
    """Yield the rows, up to the total or a sentence."""
    row: _Row | None = None
    parts: list[Mention] = []
    at = table.start
    for amount in amounts:
        gap = plain[at : amount.start]
        if len(gap) > _LONGEST_GAP:
            break
        if row and (later := is_later_year(plain, at, amount)) is not None:
            row.amounts[-1] = amount if later else row.amounts[-1]
            at = amount.end
            continue
        summed = row is not None and _TOTAL.search(gap) is not None and _is_sum(amount, parts)
        rated = row is not None and _is_rate(row.amounts[-1]) and _RATED_ROW.fullmatch(gap)
        if row and not summed and (rated or not _LETTERS.search(_UNITS.sub("", gap)) or _SAME_ROW.match(gap)):
            row.amounts.append(amount)
        else:
            total = _TOTAL.search(gap) is not None
            if row:
                row.total = amount if total else None
                yield row
            if total or ROWS_END.search(_VOTE_IN_BRACKETS.sub("", gap)):
                row = None
                break
            row = _Row(at, amount.start, [amount])
        parts.append(amount)
        at = amount.end
    if row:
        yield row


def _is_rate(mention: Mention) -> bool:
    return isinstance(mention.value, Amount) and mention.value.per is not None


def _is_sum(amount: Mention, parts: Sequence[Mention]) -> bool:
    """Return whether an amount is more than each of several before it, as « Soit un total de 1 672 € » is."""
    return len(parts) > 2 and amount_of(amount) > max(map(amount_of, parts))


def _row_awards(
    text: str, plain: str, table: AwardTable, rows: Sequence[_Row]
) -> Iterator[tuple[str, RecipientName, Mention]]:
    if not _LETTERS.search(plain, rows[0].start, rows[0].end):  # « - 2 500 € au CCAS ; - 300 € à l'Amicale »
        for amount in (amount for row in rows for amount in row.amounts):
            name = recipient_after(text, plain, amount.end, amount.end + 200)
            if name and isinstance(amount.value, Amount) and amount.value.amount > 0:
                yield table.what, name, amount
        return
    mixed = table.what == "marche" and _find_row_name(text, rows[0].start, rows[0].end, table) is None
    for row in _unstack(text, rows):
        decided = _decided_amount(row.amounts, table.money)
        if decided is None or not isinstance(decided.value, Amount) or decided.value.amount <= 0:
            continue
        # where page reading mixed the cells, the name still stands before its address
        name = (
            name_before_address(text, row.start, row.end)
            if mixed
            else _find_row_name(text, row.start, row.end, table)
        )
        if name:
            yield table.what, name, decided


def _unstack(text: str, rows: Sequence[_Row]) -> Iterator[_Row]:
    """Yield the rows; a page that prints several names, then their figures, is split if the sums agree."""
    for row in rows:
        lines = [line for line in _split_spans(text, row.start, row.end, _LINES) if _has_words(text, line)]
        if row.total and len(lines) == len(row.amounts) > 1 and _adds_up([*row.amounts, row.total]):
            yield from (_Row(*line, [amount]) for line, amount in zip(lines, row.amounts, strict=True))
            continue
        blocks = [
            block for block in _split_spans(text, row.start, row.end, _BLOCK_BREAK) if _has_words(text, block)
        ]
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
    if _is_rate(amounts[0]) and len(amounts) > 1:  # « 12 € par élève, soit 31 x 12 € = 372 € »
        return amounts[-1]
    if len(amounts) == 1:
        return amounts[0]
    at = _decided_of(columns, len(amounts))
    if at is not None:
        return amounts[at]
    values = [amount.value.amount for amount in amounts if isinstance(amount.value, Amount)]
    if len(set(values)) == 1 or (len(values) > 2 and sum(values[:-1]) == values[-1]):
        return amounts[-1]
    with_tax = len(values) == 2 and values[0] and Decimal("1.05") < values[1] / values[0] < Decimal("1.21")
    return amounts[0] if with_tax and not any(map(YEARS.search, columns)) else None


def _decided_of(columns: Sequence[str], count: int) -> int | None:
    """Return the index of the column that is decided, of so many columns; None if the headings do not tell."""
    readings = (_merge_headings(columns), columns)
    return next((decided_column(headings) for headings in readings if len(headings) == count), None)


def _merge_headings(columns: Sequence[str]) -> list[str]:
    """Return the headings with « subvention » and « accordée », which name one column, as one."""
    merged: list[str] = []
    for column in columns:
        if merged and _HEADING_NOUN.fullmatch(merged[-1]) and _HEADING_PARTICIPLE.match(column):
            merged[-1] = f"{merged[-1]} {column}"
        else:
            merged.append(column)
    return merged


def _bare_awards(text: str, plain: str, table: AwardTable) -> Iterator[tuple[str, RecipientName, Mention]]:
    """Yield rows whose figures have no euro sign, as lines or flattened to one line."""
    stop = min(table.end, table.start + _LONGEST_BARE)
    yielded = False
    for award in _bare_line_awards(text, plain, table, stop):
        yielded = True
        yield award
    if not yielded:
        yield from _flat_awards(text, plain, table, stop)


def _flat_awards(
    text: str, plain: str, table: AwardTable, stop: int
) -> Iterator[tuple[str, RecipientName, Mention]]:
    """Yield rows without euro signs on one line, if the totals or a single column of gifts make them sure."""
    columns = table.money or ([] if table.header else ["subvention"])
    end = ROWS_END.search(plain, table.start, stop)
    for headings in (_merge_headings(columns), columns):
        at = decided_column(headings)
        if at is None:
            continue
        rows, sure = read_flat_rows(text, table.start, end.start() if end else stop, len(headings))
        names = [_find_row_name(text, row.start, row.end, table) for row in rows]
        if not sure and None in names:  # « Vote : pour 14, contre 0 » follows the rows
            rows = rows[: names.index(None)]
        if not sure and (
            table.titled or table.what != "subvention" or len(rows) < _SURE_ROWS or table.what == "marche"
        ):
            continue
        for name, row in zip(names, rows, strict=False):
            figure = row.figures[at]
            if name and figure.value > 0:
                value = Amount(figure.value, role="subvention")
                yield table.what, name, Mention(figure.start, figure.end, value, "award-table")
        return


def _bare_line_awards(
    text: str, plain: str, table: AwardTable, stop: int
) -> Iterator[tuple[str, RecipientName, Mention]]:
    """Yield the rows of lines that end with a figure, if they add up to the total below them."""
    if not _TOTAL.search(plain, table.start, stop):
        return
    found: list[tuple[str, RecipientName, Mention]] = []
    for line in _bare_lines(text, table.start, stop):
        figure = parse_grouped(line["figure"])
        if _TOTAL.search(plain, line.start("label"), line.end("label")):
            if figure == sum(amount.value.amount for *_, amount in found if isinstance(amount.value, Amount)):
                yield from found
            return
        start = found[-1][2].end if found else table.start
        name = _name_after_code(text, start, line.end("label")) if table.coded else None
        if name := name or _find_cell_name(text, line.start("label"), line.end("label"), table):
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


_LONGEST_TABLE = 9000
_ANNOUNCEMENT_REACH = 500
# An opening stands before an amount, or near « subvention », whose table may contain bare figures.
_BEFORE = 600
_BEFORE_GIFT, _AFTER_GIFT = 300, 1500
_GIFT = re.compile("subvention")
_LOT_COLUMN = re.compile(
    r"lot(?<![a-z]lot)s?\s{1,12}(?:designation|intitule|entreprise|attributaire|titulaire|objet|nature|libelle)"
)
_AFTER_LOT = 300
_LIST_ANNOUNCEMENT = re.compile(
    named_alternatives(
        what=(
            "subventions?",
            "sommes?",
            "aides",
            "fonds de concours",
            "secours",
            "bourses",
            "participations",
            "dotations?",
        ),
    )
    + r"(?![a-z])[^.€]{0,220}?"
    r"(?:(?:suivant(?:e?s)?|comme suit|ci-(?:dessous|apres)|tableau|repartie?s?|liste)[^.€:\n]{0,120}?(?::|\n"
    r"|\s(?=[-–•]\s)"
    r"|\s(?:sont|ont ete) (?:votee|attribuee|accordee|allouee|adoptee|approuvee)s(?: a l'unanimite)?"
    r"\s{1,3}(?=[a-z«]))"
    r"|:(?=\s{1,60}[-–•*>✓▪➢][^-*])|(?:associations|organismes|beneficiaires)\s{0,3}:\s)"
)
# « Subventions. Le conseil décide d'attribuer : Comité des fêtes 500 €, … »
_VERB_ANNOUNCEMENT = re.compile(
    alternatives(
        r"attribu\w{1,3}",
        r"accord\w{1,3}",
        r"allou\w{1,3}",
        r"octroy\w{1,3}",
        "vers(?:er|e)",
        "vot(?:er|e)",
        *("reconduire", "reconduit", "maintenir", "maintient", "propose"),
    )
    + r"(?![a-z])[^.;:€]{0,70}:\s{1,4}(?=[a-z'«])(?=[^.;:€]{3,80}€)"
)
# « décide d'attribuer pour 2013 : à l'Harmonie de Valmont 1 830 € »
_TO_EACH = re.compile(r"(?:a (?:la )?|au |aux |a l')\s{0,3}[a-z«]")
# « Subventions aux associations 2023 », before the first row.
_LIST_TITLE = re.compile(
    r"(?<![a-z])subventions?(?:\s{1,3}(?:communales?|municipales?|aux (?:diverses "
    r"|differentes )?associations(?: locales| communales)?"
    r"|(?:de|en) fonctionnement|exceptionnelles?|annuelles?|attribuees?|allouees?|versees?|accordees?|votees?"
    r"|(?:pour |au titre de )?(?:l'annee |l'exercice |annee |exercice )?20[0-9]{2}"
    r"|[(–-]?\s?(?:article|compte|chapitre|art\.)\s[0-9]{2,6}\s?\)?)){1,6}"
    r"(?:\s?:?\s{1,3}(?:le|l')\s?(?:conseil|assemblee)[^.;€:]{0,60}(?:vote|attribue|accorde|decide|alloue"
    r"|approuve)[^.;€:]{0,40}:)?"
    r"\s{0,2}(?:[:–-]\s{0,2})?(?=[a-z0-9«])"
)
_TITLE_END = re.compile(r"\saux (?:[a-z]{5,12} )?associations\s20[0-9]{2}\Z")
_GIVEN_TITLE = re.compile(
    r"(?<![a-z])(?:vote|attribution|octroi|attribue|vote|alloue|accorde)\s(?:d(?:es|e)\s|les\s|ces\s)?\Z"
)
_TITLE_ADOPTED = re.compile(
    r"unanim|(?<![a-z])(?:adopte|approuve|attribue|accorde|alloue|vote(?:nt)?\s(?:ces|les|l')"
    r"|[0-9]\s(?:voix\s)?pour)"
)
_TITLE_LEAD, _TITLE_APART, _ADOPTED_REACH = 20, 160, 2500
_RECEIVED = re.compile(
    r"(?<![a-z])(?:percu|recu|recette|encaiss|caf|drac|detr|dsil|etat|region|departement|emprunt|autofinancement)"
)
# « ATTRIBUE les subventions comme précédemment indiqué », « approuve ces subventions »: the rows stand before.
_DECIDES_ABOVE = re.compile(
    alternatives(
        *(r"attribu\w{1,5}", r"accord\w{1,5}", r"allou\w{1,5}", r"approuv\w{1,5}", r"octro\w{1,5}"),
        *("vers(?:e|er)", "vot(?:e|er)", r"accept\w{1,5}", r"valid\w{1,5}"),
    )
    + r"(?![a-z])[^.€;]{0,140}?(?<![a-z])subventions?(?![a-z])"
    r"(?:\s20[0-9]{2})?(?:[^.€;]{0,90}?(?:ci-dessus|precedemment|susmention|enonce|detaille|indique|telles? que)"
    r"|(?<=ces subventions))"
    r"|(?<![a-z])les subventions(?:\s20[0-9]{2})? (?:sont|ont ete) (?:vot|adopt|approuv|attribu|accord|allou)ees"
    r"(?![a-z])"
)
_DECISION_WORDS = re.compile(
    r"(?<![a-z])(?:(?P<subvention>subventions?|associations?)|(?P<fonds>fonds de concours)|(?P<aide>aides?"
    r"|secours|bourses?)"
    r"|(?P<marche>lots?|marches?|attribu\w{0,6} (?:du|le|des|les) marches?|entreprises?|attributaires?"
    r"|titulaires?|offres?))(?![a-z])"
)
# A table of firms lists offers, unless it says that they are retained or has one firm for each lot.
_AWARDED_HEADING = re.compile(r"(?<![a-z])(?:attributaires?|titulaires?|retenue?s?)(?![a-z])")
_ATTRIBUTES = re.compile(
    r"(?<![a-z])(?:attribu\w{1,5}|propositions? d'attribution|retenir|retient|retenue?s?)(?![a-z])"
)
# « attribuer le marché au candidat suivant : », and a table of one firm.
_SINGLE_OFFER = re.compile(
    r"(?<![a-z])(?:candidat|entreprise|societe|prestataire|offre)\s(?:la plus avantageuse\s|retenue?\s)?"
    r"(?:est\s)?(?:la\s)?suivante?(?![a-z])|avantageuse est (?:la suivante|celle)"
)
# « autorise le Maire à signer les marchés des lots 1 et 2 », below one firm for each lot
_SIGNS_LOTS = re.compile(r"(?<![a-z])signer les marches (?:des|de ces|correspondant a(?:ux| ces)) lots(?![a-z])")
_SIGNED_REACH = 900
# « Passation, exécution et règlement des marchés », « décisions prises par délégation »: concluded, not offered.
_CONCLUDED_CONTRACTS = re.compile(
    r"(?<![a-z])(?:(?:passation|execution|reglement|signature|conclusion|liste|attribution)\s(?:[^.|€]{0,40}\s)?"
    r"(?:marches|contrats|devis|commandes)|(?:marches|contrats|devis|commandes)\s(?:signes|conclus|passes"
    r"|attribues)"
    r"|decisions? (?:prises? |du maire))"
)
_SUPPLIER = re.compile(r"(?<![a-z])(?:fournisseur|prestataire|cocontractant|titulaire|attributaire)")
_OTHER_FIGURES = re.compile(
    r"(?<![a-z])(?:bilans? (?:des|annuel)|financement|financeurs?|recettes?|depenses?|ressources|virements?"
    r"|decision modificative|comptes? administratifs?|taux)(?![a-z])"
)
# Income, unless a gift is named after it: « un loyer …, propose les subventions suivantes ».
_INCOME = re.compile(
    r"(?<![a-z])(?:(?P<given>subventions?|attribu\w{1,6}|aides|fonds de concours|secours|bourses)"
    r"|tarifs?|loyers?|redevances?|produits?|concessions?|cimetieres?|alien\w{1,6}|preemption|louage)(?![a-z])"
)
_BEFORE_ROWS = re.compile(
    r"[a-z]{3}\.\s|(?<![a-z])(?:le conseil|unanimite|deliberation|considerant|seance|presents|:\s{0,10}\n)"
)
_CODE_HEADING = re.compile(r"(?<![a-z])(?:cod\s?e|n[°o])(?:[ .]asso\w*\.?)?\s{1,12}(?:asso\w*\.?\s{1,12})?\Z")


@dataclass(frozen=True, slots=True)
class _Opening:
    """Words that announce rows: ``gift`` names the gift in a sentence, or ``header`` names the columns."""

    start: int
    end: int
    gift: str = ""
    header: str = ""
    title: bool = False


def _find_award_tables(plain: str, amounts: Sequence[Mention]) -> Iterator[AwardTable]:
    """Yield the spans of a folded text that may contain rows of awards, each up to the next."""
    gifts = [(match.start() - _BEFORE_GIFT, match.start() + _AFTER_GIFT) for match in _GIFT.finditer(plain)]
    near = merge_spans([*((amount.start - _BEFORE, amount.start) for amount in amounts), *gifts])
    lots = ((match.start() - 20, match.start() + _AFTER_LOT) for match in _LOT_COLUMN.finditer(plain))
    announced_rows = [*_list_openings(plain, near), *_header_openings(plain, merge_spans([*near, *lots]))]
    found = [*announced_rows, *_openings_above(plain, merge_spans(gifts))]
    found += [
        title
        for title in _title_openings(plain, merge_spans(gifts))
        if not any(title.start - _TITLE_APART < other.start < title.end + _TITLE_APART for other in announced_rows)
    ]
    openings = sorted(found, key=lambda opening: opening.start)
    announced, before = (-_ANNOUNCEMENT_REACH, ""), {"": ""}
    for at, opening in enumerate(openings):
        what = _decision_kind(plain, opening)
        if opening.header:
            key = " ".join(opening.header.split())
            inherited = announced[1] if opening.start - announced[0] < _ANNOUNCEMENT_REACH else ""
            what = before[key] = what or inherited or before.get(key, "") or _kind_decided_below(plain, opening)
        else:
            announced = (opening.end, what)
        following = (other.start for other in openings[at + 1 : at + 4] if other.start >= opening.end)
        limit = next(following, len(plain))
        if what and (what != "marche" or _is_awarded(plain, opening)):
            coded = (
                opening.header != ""
                and _CODE_HEADING.search(plain[max(0, opening.start - 60) : opening.start]) is not None
            )
            end = min(limit, opening.end + _LONGEST_TABLE)
            yield AwardTable(opening.end, end, what, opening.header, coded, opening.title, opening.start, limit)


def _finditer_within(
    pattern: re.Pattern[str], plain: str, spans: Iterable[tuple[int, int]]
) -> Iterator[re.Match[str]]:
    return (match for start, end in spans for match in pattern.finditer(plain, start, end))


def _list_openings(plain: str, near: Sequence[tuple[int, int]]) -> Iterator[_Opening]:
    for match in _finditer_within(_LIST_ANNOUNCEMENT, plain, near):
        yield _Opening(match.start(), match.end(), gift=plain[match.start() : match.end("what")])
    for match in _finditer_within(_VERB_ANNOUNCEMENT, plain, near):
        before = plain[max(0, match.start() - _ANNOUNCEMENT_REACH) : match.start()]
        if "subvention" in before or _TO_EACH.match(plain, match.end()):
            yield _Opening(match.start(), match.end(), gift="subvention")


def _header_openings(plain: str, near: Iterable[tuple[int, int]]) -> Iterator[_Opening]:
    for match in _finditer_within(_TABLE_HEADER, plain, near):
        names = [column.start() for column in _NAME_HEADING.finditer(plain, match.start(), match.end("between"))]
        start = names[-1] if names else match.start()
        between = start, match.end("between")
        if _TITLE_END.search(plain, max(0, start - 30), match.end()):
            continue  # « Subventions aux associations 2023 » heads no columns
        if not _PROSE_WORDS.search(plain, *between) and not _FIGURES.search(plain, *between):
            end = _header_end(plain, match.end())
            line = max(plain.rfind("\n", max(0, start - 120), start) + 1, start - 120)
            yield _Opening(start, end, header=plain[line:end])


def _title_openings(plain: str, near: Iterable[tuple[int, int]]) -> Iterator[_Opening]:
    """Yield titles above rows that are then adopted: « Vote des subventions 2023 ADMR 200 € Judo Club 300 € »."""
    for match in _finditer_within(_LIST_TITLE, plain, near):
        before = plain[max(0, match.start() - _TITLE_LEAD) : match.start()]
        if _GIVEN_TITLE.search(before) or _TITLE_ADOPTED.search(plain, match.end(), match.end() + _ADOPTED_REACH):
            yield _Opening(match.start(), match.end(), gift="subvention", title=True)


def _openings_above(plain: str, near: Iterable[tuple[int, int]]) -> Iterator[_Opening]:
    """Yield openings of rows that a later sentence decides on; they begin after the last sentence without
    rows.
    """
    for match in _finditer_within(_DECIDES_ABOVE, plain, near):
        start = max(0, match.start() - _LONGEST_TABLE)
        last = max(start, plain.rfind("€", start, match.start()))
        *_, sentence = (None, *_BEFORE_ROWS.finditer(plain, start, last))
        start = sentence.end() if sentence else start
        yield _Opening(start, start, gift="subvention")


def _header_end(plain: str, end: int) -> int:
    """Return the end of a header: of its line if laid out in columns, else of the words that name columns."""
    line = _LINE_REST.match(plain, end)
    more = _MORE_HEADINGS.match(plain, line.end() if line else end)
    return more.end() if more else end


def _kind_decided_below(plain: str, opening: _Opening) -> str:
    """Return the kind of decision of a table above « attribue les subventions ci-dessus », or empty."""
    if "association" not in opening.header or _RECEIVED.search(opening.header):
        return ""
    return "subvention" if _DECIDES_ABOVE.search(plain, opening.end, opening.end + _LONGEST_TABLE) else ""


def _decision_kind(plain: str, opening: _Opening) -> str:
    """Return the kind of decision of the rows; empty for requests, recalled decisions or other figures."""
    before = plain[max(0, opening.start - 330) : opening.start]
    sentence = before[_sentence_start(before) :] + plain[opening.start : opening.end]
    *_, money = (None, *_INCOME.finditer(sentence, max(0, len(sentence) - 260)))
    comes_in = money is not None and money["given"] is None
    if comes_in or recalls_decision(sentence) or _OTHER_FIGURES.search(sentence[-260:]):
        return ""
    *_, found = (None, *_DECISION_WORDS.finditer(opening.gift or opening.header))
    if found is None or (
        opening.header and found.lastgroup == "subvention" and "subvention" not in opening.header
    ):
        *_, found = (None, *_DECISION_WORDS.finditer(before))
    group = str(found.lastgroup) if found else ""
    if group != "marche" and asks_for_money(sentence):
        return ""
    return "fonds de concours" if group == "fonds" else group


def _sentence_start(before: str) -> int:
    return 1 + max(before.rfind(end) for end in (". ", ".\n", "\n\n"))


def _is_awarded(plain: str, opening: _Opening) -> bool:
    if _AWARDED_HEADING.search(opening.header):
        return True
    start = max(0, opening.start - 500)
    if _SUPPLIER.search(opening.header):
        return _CONCLUDED_CONTRACTS.search(plain, start, opening.start) is not None
    attributed = _ATTRIBUTES.search(plain, start, opening.start)
    if _LOT_HEADING.search(opening.header):
        return (
            attributed is not None
            or _SIGNS_LOTS.search(plain, opening.end, opening.end + _SIGNED_REACH) is not None
        )
    return _SINGLE_OFFER.search(plain, start, opening.start) is not None


_COLUMNS = re.compile(r"\s{2,}|\||\n")
_NAME_COLUMN = alternatives(
    *("nom (?:de l'|des )?(?:association|structure|organisme|beneficiaire)s?", "associations?", "beneficiaires?"),
    *("structures?", "organismes?", "attributaires?", "titulaires?", "entreprises?(?: retenues?)?"),
    *(r"candidats?(?:\s{1,3}retenus?)?", "cocontractants?", "fournisseurs?", "prestataires?", "intitule"),
    *("communes?", "denomination", "club", "assureurs?"),
)
_MONEY_COLUMN = (
    r"(?:(?:montants?(?:\s{1,3}(?:des|de la|de|du)\s(?:travaux|depenses?|projet|subvention|devis))?"
    r"|prix|subventions?|demand\w{0,5}|vers\w{0,6}|vot\w{0,3}|attribu\w{0,6}|accor\s?d\w{0,4}"
    r"|propos\w{0,7}|allou\w{0,4}|sollicit\w{0,4}|decision|budget\w{0,4}|bp(?=\s20)"
    r"|couts?(?:\s{1,3}(?:des|de|du)\s(?:travaux|projet|l'operation))?|a\s{1,3}repor\s?te\s?r?"
    r"|fonds de concours|totaux|total|prevu\w{0,2}"
    r"|realise\w{0,2})(?:\s{1,3}(?:en\s|de l'annee\s)?20[0-9]{2})?|20[0-9]{2}(?:\s?\((?:vot|propos|attribu"
    r"|accord|demand|sollicit|vers)\w{1,7}\))?)"
)
_TABLE_HEADER = re.compile(
    rf"{_NAME_COLUMN}(?![a-z])(?P<between>[^.€;]{{0,170}}?)(?<![a-z]){_MONEY_COLUMN}(?![a-z])"
)
_MORE_HEADINGS = re.compile(
    rf"(?:[\s|:€()/*\"'-]{{1,60}}(?:{_MONEY_COLUMN}|nature|loyers?|nettes?|brutes?|offres?|nom du projet|projet"
    rf"|objet|ht|ttc|en|de|la|l'|du|euros?|proposee?s?|retenue?s?|base|prestation"
    rf"|(?:par la )?commission|bureau|€)(?![a-z0-9])){{0,14}}[\s)€|:-]{{0,40}}"
)
_NAME_HEADING = re.compile(rf"{_NAME_COLUMN}(?![a-z])")
# « Budget de l'action        Subvention »: the rest of a line in columns, without figures.
_LINE_REST = re.compile(r"(?=[^\n0-9€]{0,120}(?:[ \t]{2}|\|))[^\n0-9€]{1,160}(?=\n)")
# Columns without text: amounts, and the letter of a nature.
_NON_TEXT_COLUMN = re.compile(rf"{_MONEY_COLUMN}|nature|ht(?![a-z])|ttc|base|\(?en |euros?|propos|prestation")
# Columns before the names whose cells contain figures.
_CODE_COLUMN = re.compile(r"cod|date|num|ref|annee|offres recues")
_AMOUNT_HEADING = re.compile(rf"(?<![a-z0-9]){_MONEY_COLUMN}(?![a-z])")
# Prose between « associations » and « montant »: not a table header.
_PROSE_WORDS = re.compile(
    r"(?<![a-z])(?:pour|dans|un|une|est|sont|qui|que|figurant|ces|cette|leurs?|sur|par|avec|aux?|a|dont"
    r"|la ville|il|elles?|ont|et d|retenu\w? (?:pour|est)|mais)(?![a-z])|,"
)
# Figures other than years: the end of a row, not a header.
_FIGURES = re.compile(r"(?<![0-9])(?!20[0-9]{2}(?![0-9]))[0-9]{2}")
_LOT_HEADING = re.compile(r"(?<![a-z])lots?(?![a-z])")


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
    titled: bool = False
    heading: int = 0  # the offset of the words that announce it
    limit: int = 0  # where the next rows are announced

    @property
    def has_lots(self) -> bool:
        """Return whether a column of lots precedes the firm."""
        return _LOT_HEADING.search(self.header) is not None

    @property
    def money(self) -> list[str]:
        """Return the headings of the amount columns, from left to right."""
        # « Subventions aux associations 2023 Associations Montant 2022 Montant 2023 »: after the last of names
        ends = [name.end() for name in _NAME_HEADING.finditer(self.header)] or [0]
        columns = ([match[0] for match in _AMOUNT_HEADING.finditer(self.header, end)] for end in reversed(ends))
        return next(filter(None, columns), [])

    @property
    def text_columns_before(self) -> int | None:
        """Return the number of text columns before the name column; None if there is no name column."""
        before, *after = _NAME_HEADING.split(self.header, maxsplit=1)
        cells = (cell.strip() for cell in _COLUMNS.split(before))
        return (
            sum(bool(_LETTERS.search(cell)) and not _CODE_COLUMN.match(cell) for cell in cells) if after else None
        )

    @property
    def after(self) -> int:
        """Return the number of text columns between the names and the amounts."""
        _, *after = _NAME_HEADING.split(self.header, maxsplit=1)
        cells = (cell.strip() for cell in _COLUMNS.split(after[0] if after else ""))
        return sum(bool(_LETTERS.search(cell)) and _NON_TEXT_COLUMN.match(cell) is None for cell in cells)


_LONGEST_NAME = 90
_PIPE_ROW = re.compile(r"\|[ \t]{0,40}\n")
_CODE = re.compile(r"(?m)^[ \t]{0,60}[0-9]{2,6}(?:\s{1,60})(?=[^\d\s])")
_NATURE_CELL = re.compile(r"\s{1,80}(?:[FMPI](?=\s)|Projet|Fonctionnement|Investissement|Manifestation)(?!\w)")
_BLOCK_BREAK = re.compile(r"\n[ \t\u00a0]{0,200}\n\s{0,200}")
_TRAILING = re.compile(
    r"(?:[\s,:;(.…–—→⇒=>-]|(?<![^\W\d_])(?:pour|d['’]|une?|un|de|le|la|montant|subvention|somme|hauteur|à|soit"
    r"|par an|proposition|exceptionnelle)(?![^\W\d_])){1,12}\Z",
    re.IGNORECASE,
)
_LEADING = re.compile(
    r"(?:[\s,:;.)|•*>➢✓▪■◦‑–—→⇒=-]|(?:en|pour)\s20[0-9]{2}(?![0-9])|\([^()\n]{0,80}\)|[0-9]{1,5}(?:[).°]"
    r"|,(?!\s?[0-9])|(?=\s))|[a-z]\)(?=\s)|(?:HT|TTC|F|M|P)(?=\s)){1,12}"
)
# « BRUNON** 42100 SAINT-ETIENNE », « SOBAT - 4 rue Melzet », « ECHO - ZA des Lats ».
_ADDRESS = re.compile(
    r"\s\((?:imputation|article|chapitre|compte|nature)\b|[\s(,–-]{1,6}(?:n[°º]\s?)?(?:SIRE[TN]|Siret|Siren"
    r"|RNA|W[0-9]{9}|[0-9]{14}"
    r"|(?:[0-9]{3} ){3}[0-9]{5})(?!\w)|\*\*|[\s,–-]{1,8}[0-9]{5}\s{1,3}[A-ZÀ-Ý]|\n[0-9]{5}"
    r"|\s(?:[-–]\s{0,2})?(?:[0-9]{1,4}(?:\s?bis)?,?\s)(?i:rue|avenue|av|bd|boulevard|place|impasse|all[ée]e"
    r"|chemin|route"
    r"|ZA|quai)\b"
    r"|\s[-–]\s{1,3}[0-9]{1,4},?\s[A-ZÀ-Ýa-zà-ÿ][^\n|€]{2,60}?\s[0-9]{5}(?![0-9])"
    r"|\s[-–]\s{1,3}(?:(?:[0-9]{1,4}(?:\s?bis)?,?\s)?(?i:rue|avenue|av|bd|boulevard|place|impasse|all[ée]e"
    r"|chemin|route"
    r"|ZAC?|ZI|ZAE|parc d|BP|CS|lieu[ -]dit)\b|[Ll]es? [A-ZÀ-Ý0-9])"
)
_LONGEST_ADDRESS = 150
_NAME_AND_ADDRESS = re.compile(
    r"(?<!\S)(?P<name>(?:[A-ZÀ-Ý0-9][A-ZÀ-Ý0-9&.'’-]{0,30}\s){1,5})(?:[-–]\s)?"
    r"(?:(?:[0-9]{1,4}|ZAC?|ZI|ZAE|BP|(?i:rue|avenue|route|chemin|place|all[ée]e))\s[^€\n]{3,60}?\s)?"
    r"[0-9]{5}\s[A-ZÀ-Ý][\w'’ -]{2,40}?[\s$]{0,3}\Z"
)
_NOT_NAME = re.compile(
    r"(?:(?:l[ae]s?|une?|des)\s)?(?:durant|pendant|dont|premi[eè]re?|deuxi[eè]me|acompte|solde|versement"
    r"|tranche|ann[ée]e|trimestre"
    r"|semestre|subventions?|participations?|aides?(?! à domicile)|cotisations?|frais"
    r"|n[ée]gociation|d[ée]clar[ée]|infructueux|option|variante|offre|lot|tableau|compl[ée]ments?|(?:au|le"
    r"|du) [0-9]|[0-9]{1,2}/[0-9]{2}|[0-9]{1,4}(?: bis)?,? (?:rue|avenue|place|chemin|route))(?![^\W\d_])",
    re.IGNORECASE,
)
_FORM = re.compile(
    r"\b(?:SARL|SASU?|SA|EURL|SCOP|SNC|ETS|Ets|Entreprise|ENTREPRISE|Soci[ée]t[ée]|SOCI[ÉE]T[ÉE])\s"
)
# « 1 Gros œuvre DUROC BTP »: the firm in capitals after its lot.
_CAPITALS_AT_END = re.compile(
    r"(?<=[a-zà-ÿ]\s)(?:[A-ZÀ-Ý0-9][A-ZÀ-Ý0-9&'’.-]{1,30}\s{1,3}){0,4}[A-ZÀ-Ý0-9][A-ZÀ-Ý0-9&'’.-]{1,30}(?=\s{0,20}\Z)"
)
_CAPITALS_BEFORE_PLACE = re.compile(
    r"(?<=[a-zà-ÿ]\s)(?:[A-ZÀ-Ý0-9][A-ZÀ-Ý0-9&'’.-]{1,30}\s{1,3}){1,5}(?=[A-ZÀ-Ý][a-zà-ÿ'’-]{2,30}(?:\s\([0-9]{2}\))?\s{0,20}\Z)"
)
_PLACE_HEADING = re.compile(r"(?<![a-z])(?:villes?|communes?|lieu|siege|adresse|localite)(?![a-z])")
# « Associations sportives : Judo Club »
_CATEGORY = re.compile(
    r"(?i:associations|subventions|clubs|secteurs?|domaines?|vie|sports?|culture|social"
    r"|divers)(?:\s[a-zà-ÿ-]{2,20}){0,4}"
    r"\s?:\s(?=\S)"
)
_TO = re.compile(
    r"(?i:et\s)?(?i:à|au|aux|pour)\s{1,4}(?:l['’])?(?=\S)|(?:et\s)?(?:l['’]|l[ae]s?\s)(?=[A-ZÀ-Ý«])|l['’]"
)
# « CULTURE Harmonie de Boisville »: the heading of a part of the table runs into its first row.
_THEME = re.compile(r"(?:[A-ZÀ-Ý]{3,20}(?:\s[-–&/]\s|\sET\s|\s{1,3})){1,3}(?=[A-ZÀ-Ý][a-zà-ÿ]{2})")
# « Le budget réservé aux associations s'élève à 2 000 € » is no row.
_SENTENCE_VERB = re.compile(
    r"\s(?:s['’][ée]l[èe]ve\w{0,2}|est|sont|sera|seront|a été|ont été|ne prend(?:nent)? pas|n['’]a pas"
    r"|s['’]engage(?:nt)?)(?=\s|\Z)"
)
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


# « Nom de l'association⏎Judo Club⏎300 € »
_HEADING_ABOVE = re.compile(
    r"\s{0,4}(?:Noms? (?:de l['’]|des? ))?(?:associations?|b[ée]n[ée]ficiaires?|organismes?|structures?"
    r"|clubs?)[ \t]{0,40}\n"
    r"(?:[ \t]{0,40}(?:montants?|subventions?)[^\n€]{0,24}\n)?(?=[^\n]*\w)",
    re.IGNORECASE,
)


# « SIRET 732 829 320 00074 – 12 Grande Rue », below the row of its bearer
_IDENTIFIER_LINE = re.compile(r"\s{0,80}(?:n°\s?)?(?:SIRE[TN]|RNA)\b[^\n]{0,120}\n", re.IGNORECASE)


def _find_row_name(text: str, start: int, end: int, table: AwardTable) -> RecipientName | None:
    """Return the name in the words before an amount, or None."""
    if _FRANCS.search(fold_accents(text[start:end])):
        return None
    while identifier := _IDENTIFIER_LINE.match(text, start, end):
        start = identifier.end()
    start = max(start, text.rfind(";", start, end) + 1)  # « … pour l'école ; Commune de Meslan : »
    if heading := _HEADING_ABOVE.match(text, start, end):
        start = heading.end()
    last_line = text.rfind("\n", start, end) + 1
    if table.coded and (name := _name_after_code(text, start, end)):
        return name
    if "|" in text[start:end]:
        breaks = [match.end() for match in _PIPE_ROW.finditer(text, start, end)]
        return _find_cell_name(text, breaks[-1] if breaks else start, end, table)
    if address := _ADDRESS.search(text, start + 2, end):
        end = address.start()
        last_line = text.rfind("\n", start, end) + 1
    if last_line <= start:
        return _find_cell_name(text, start, end, table)
    if _LETTERS.search(text[last_line:end].lower()):
        wrapped = table.what == "marche" and _LETTERS.search(text[start:last_line].lower())
        laid_out = len(list(split_cells(text, last_line, end))) > 1
        return _find_cell_name(text, last_line, end, table) if laid_out or not wrapped else None
    return _block_name(text, start, end, table)


def _name_after_code(text: str, start: int, end: int) -> RecipientName | None:
    """Return the name after the code that opens a row: « 4623 PLEIADES SERVICE⏎HERAULT M 10 000 € »."""
    line = text.rfind("\n", 0, start) + 1
    *_, code = (None, *_CODE.finditer(text, start if text[line:start].strip() else line, end))
    if code is None:
        return None
    nature = _NATURE_CELL.search(text, code.end(), end)
    return clean_cell(text, code.end(), nature.start() if nature else end)


def _find_cell_name(text: str, start: int, end: int, table: AwardTable) -> RecipientName | None:
    """Return the name from the cell of a line that contains it, or None."""
    cells = [cell for cell in split_cells(text, start, end) if _has_words(text, cell)]
    if not cells:
        return None
    at = _name_index(table, len(cells))
    if at == 0 and table.what == "marche" and table.has_lots:  # the lot, and perhaps the firm after it
        form = _FORM.search(text, *cells[0]) or _CAPITALS_AT_END.search(text, *cells[0])
        if form is None and (firm := skip_trade(text, *cells[0])) is not None:
            return clean_cell(text, firm, cells[0][1])
        if form is None and _PLACE_HEADING.search(table.header):
            placed = _CAPITALS_BEFORE_PLACE.search(text, *cells[0])
            return clean_cell(text, placed.start(), placed.end()) if placed else None
        return clean_cell(text, form.start(), cells[0][1]) if form else None
    if at is None:
        return None
    return clean_cell(text, *cells[at])


def name_before_address(text: str, start: int, end: int) -> RecipientName | None:
    """Return the capitals before the address that ends a row: « au 31/12/2023 SMACL 79031 Niort »."""
    address = _NAME_AND_ADDRESS.search(text, max(start, end - _LONGEST_ADDRESS), end)
    name = clean_name(text, address.start("name"), address.end("name")) if address else None
    return name if name and names_a_body(name.words) else None


def _block_name(text: str, start: int, end: int, table: AwardTable) -> RecipientName | None:
    """Return the name from cells that stand one below the other, or None."""
    blocks = [block for block in _split_spans(text, start, end, _BLOCK_BREAK) if _has_words(text, block)]
    whole = len(blocks) == 1 + table.after  # else a cell is missing, and it may be the name
    at = _name_index(table, len(blocks)) if blocks and whole and table.what != "marche" else None
    return None if at is None else clean_cell(text, *blocks[at])


def _name_index(table: AwardTable, count: int) -> int | None:
    """Return the index of the name cell: the header's name column, if the row has enough cells."""
    if count == 1:
        return 0
    ahead = table.text_columns_before
    return ahead if ahead is not None and ahead < count else None


def _split_spans(text: str, start: int, end: int, separators: re.Pattern[str]) -> Iterator[tuple[int, int]]:
    at = start
    for match in separators.finditer(text, start, end):
        yield at, match.start()
        at = match.end()
    yield at, end


def _has_words(text: str, cell: tuple[int, int]) -> bool:
    words = text[slice(*cell)].strip().lower()
    return _LETTERS.search(words) is not None and words not in _NATURE_WORDS


def clean_cell(text: str, start: int, end: int) -> RecipientName | None:
    """Return the name in a cell without bullets, codes, remarks and the words that lead to the amount."""
    if leading := _LEADING.match(text, start, end):
        start = leading.end()
    if part := PART.match(text, start, end):
        start = part.end()
    if category := _CATEGORY.match(text, start, end):
        start = category.end()
    if to := _TO.match(text, start, end):
        return parse_name(text, to.end(), end)
    if _NOT_NAME.match(text, start, end) or _SENTENCE_VERB.search(text, start, end):
        return None
    if address := _ADDRESS.search(text, start + 2, end):
        end = address.start()
    if trailing := _TRAILING.search(text, max(start, end - 70), end):
        end = trailing.start()
    if (remark := text.rfind("(", start + 3, end)) > 0 and ")" not in text[remark:end]:
        end = remark
    if (theme := _THEME.match(text, start, end)) and all(
        fold_accents(word) in RUBRICS for word in re.findall(r"[^\W\d_]{3,}", theme[0])
    ):
        start = theme.end()
    name = clean_name(text, start, end)
    if len(name.words) > _LONGEST_NAME or " : " in name.words or not names_a_body(name.words):
        return None
    return name if starts_name(text, name.start, end) else None
