"""Find awards in tables that a page lays out in columns: each line is cells, apart by two spaces or a bar.

The columns are those of the rows, by their place on the line; the headings above them, also wrapped ones, say
which column names the beneficiary and which amount is decided (« Voté 2022 », not « Demandé 2022 »). A table is
read if the act decides on it; offers that are compared, financing plans, tariffs and credits are not awards.

A PDF reader may put cells on lines of their own, row by row or column by column: « Commune⏎Aide⏎Bois-Vert⏎1
680,00⏎ Les Prés⏎1 144,00 » is a heading and two rows; « Judo Club⏎Tennis Club⏎Total⏎500 €⏎200 €⏎700 € » a column
of names and one of amounts. Columns are put together only where the amounts are as many as the names and add up,
or where the lines above tell where the names begin.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import chain, groupby, pairwise

from recueil.entities.cells import split_at_bars, split_cells
from recueil.entities.patterns import regex_at_word_start
from recueil.facts.awards.clauses import AwardMatch, recalls_decision
from recueil.facts.awards.columns import decided_columns
from recueil.facts.awards.phrases import alternatives
from recueil.facts.awards.recipients import STREET, RecipientName, classify_recipient
from recueil.facts.awards.tables import clean_cell
from recueil.values import Amount, Mention
from recueil.values.mention import start_of

_LAID_OUT = re.compile(r"[ \u00a0]{2}|[|\t]|\.{4}|…{2}|_{3}")
_LINE = re.compile(r"[^\n]{1,400}")
_DIGIT = re.compile("[0-9]")
_TOTAL = re.compile(r"(?<![a-z])(?:sous[ -]?)?tota(?:l|ux)(?![a-z])")
# « À reporter », « Report »: the sum so far, at the foot of a page and again at the head of the next
_CARRIED = re.compile(r"(?:(?:montant |total )?a )?report(?:er|s|e)?\s?:?")
_MOST_HEADING_LINES = 6
_SURE_COLUMNS = 3
_MOST_BETWEEN, _LONGEST_HEADING, _MOST_LONE_WORDS = 4, 24, 4
_LONGEST_CONTEXT, _LONGEST_AFTER = 700, 1800

NAME_HEADINGS = tuple(
    re.compile(rf"(?<![a-z])(?:{words})")
    for words in (
        r"noms?(?:,? et|\s?[,/-])?\s?(?:de l'|des )?prenoms?|prenoms?(?:,? et|\s?[,/-])?\s?noms?|laureats?",
        "attributaire|titulaire",
        "entreprise|candidat|societe|prestataire|fournisseur|cocontractant|operateur|assureur",
        "beneficiaire|demandeur|porteur",
        "association|organisme|structure|club|denomination|etablissement|emprunteur|acquereur|vendeur",
        "nom(?![a-z])|intitule|commune|ecole|famille",
    )
)
_NOT_AWARDS = re.compile(
    r"(?<![a-z])(?:bilans? (?:des|annuel)|financeurs?|plans? de financement|financement|recettes?|ressources"
    r"|virements?|charges[ \t|]{2,120}produits"
    r"|decision modificative|autorisations? de programme|credits? de paiement"
    r"|comptes? administratifs?|tarifs?|loyers?|redevances?|quotients?|estimations?|estimatif"
    r"|(?<!titre du )(?<!sur le )(?<! au )chapitres?|credits? ouverts"
    r"|classement|rang|note|appele\w{0,2}|a percevoir|a recevoir|encaisse\w{0,2}|adjoints?)(?![a-z])"
)
# What the elected and the staff are paid.
_PAY = re.compile(r"(?<![a-z])(?:mensuel\w{0,3}|indice brut|remuneration|vacations?)(?![a-z])")
_WHAT = re.compile(
    r"(?<![a-z])(?:(?P<fonds>fonds de concours)|(?P<subvention>subventions?|associations?|concours financiers?)"
    r"|(?P<aide>aides?|secours|bourses?|primes?(?! annuelles?)"
    r"|soutenir(?= les (?:projets|actions|associations)))|(?P<cotisation>cotisations?|adhesions?)"
    r"|(?P<participation>participations?|contributions?)"
    r"|(?P<versement>attributions? de compensation|dotations? de solidarite)"
    r"|(?P<garantie>garanties? d'emprunts?|sa garantie)"
    r"|(?P<marche>lots?|(?<!place du )(?<!rue du )marches?|accords-cadres|entreprises?|attributaires?"
    r"|titulaires?|offres?"
    r"|prestataires?))(?![a-z])"
)
# « Le conseil approuve l'attribution des subventions mentionnées au tableau », below it
_WHAT_BELOW = re.compile(
    r"[^.;€]{0,160}?(?<![a-z])(?:attribu|approuv|vot|allou|accord)\w{1,6}\s[^.;€]{0,60}?"
    r"(?P<subvention>(?<![a-z])(?:subventions?|aides?))\s[^.;€]{0,40}?(?:ci-dessus|tableau|precedent|mentionnee)"
)
_GIVES = re.compile(
    alternatives(
        *(
            r"attribu\w{1,6}",
            r"accord(?!s)\w{1,5}",
            r"allou\w{1,5}",
            r"octro\w{1,6}",
            "vers(?:e|er)",
            "vot(?:e|er)",
            r"individualis\w{1,3}",
            r"affect(?:e|er)",
        ),
        *(
            r"approuv\w{1,3}",
            r"adopt\w{1,3}",
            r"valid\w{1,3}",
            r"arrete\w?",
            r"decid\w{1,3}",
            r"fix(?:e|er)",
            r"accept\w{1,3}",
        ),
        *("reparti\\w{0,4}", "unanimite", "programm\\w{1,6}"),
    )
    + "(?![a-z])"
)
# « Bénéficiaire | Objet | Montant proposé »
_GRANTED_TO = re.compile(
    r"(?<![a-z])(?:beneficiaire|demandeur|porteur)[\s\S]{0,200}(?:propos|attribu|accord|allou|vot)e"
)
_CONTRACTS = re.compile(
    alternatives(
        *(
            r"attribu\w{1,6}",
            r"attributaires?",
            r"titulaires?",
            "retenir",
            r"retien\w{1,3}",
            r"retenue?s?",
            "conclure",
        ),
        *(
            r"conclue?s?",
            r"confi(?:er|ee?s?)",
            r"notifi\w{1,3}",
            "signer les (?:marches|avenants)",
            "avenants suivants",
        ),
        "passation,? execution",
    )
    + "(?![a-z])"
)
# « Délivrance et reprise des concessions dans les cimetières », « Décision d'aliéner des biens mobiliers »
_SOLD = re.compile(
    r"(?<![a-z])(?:concessions?|cimetieres?|alien(?:er|ation)s?|preemption|louage)(?![a-z])[^€]{0,300}\Z"
)
_STOPS = (". ", ".\n", ";\n", "; ", "\n\n", "? ")
# Where another item of the minutes begins.
_SECTION = re.compile(
    r"(?<![a-z])(?:point|question|rapport|deliberation|objet)\s?(?:n|[0-9]|:)"
    r"|\n[0-9]{1,2}\s?[.)°-]\s{1,3}(?=[a-z])"
    r"|(?:^|\n)[ \t]{0,8}[-–—]\s[a-z' ]{6,60}\s[-–—][ \t]{0,4}\n"
)
_STATED = re.compile(
    r"montant de\s(?:la|l')[\s\S]{0,200}subvention|(?:subvention|aide)s? (?:attribue|vote|accorde|alloue)e"
)
MONEY = re.compile(r"€|eur|[,.][0-9]{2}(?![0-9])|[0-9][ .\u00a0\u202f][0-9]{3}")
_LOT = re.compile(r"(?<![a-z])lots?(?![a-z])|^\s{0,8}[0-9]{1,2}\s{0,2}[-–.:]")
AWARDED = re.compile(r"(?<![a-z])(?:attributaires?|titulaires?|retenue?s?)(?![a-z])")
# Addresses, works and verbs: cells that name nobody.
NO_BODY = re.compile(
    r"(?:[0-9]{1,5}(?: ?bis)?,? ?)?(?:rue|avenue|av\.?|bd|boulevard|place|impasse|allees?|chemin"
    r"|route|quai|za|zac|zi|zae|bp|cs"
    r"|cours|square|la gare)(?![a-z])|[0-9]{1,2} ?[-–.]|(?:les? |la |l'|autres )?(?:travaux"
    r"|fournitures?|achats?|acquisition|avenant"
    r"|convention|avis|projets?|decide|dit que|autorise|approuve|par|cette?|professeur|excedents?"
    r"|deficits?|soldes?|r [0-9]|d [0-9]"
    r"|(?:salaires et )?charges|recettes?|depenses?|produits?|dotations?|cautions?|locations?|demandes?"
    r"|fonctionnement"
    r"|investissement|sections?"
    r"|impots|taxes?|frais|materiels?|immobilisations|virements?|remboursements?|services?|personnel|interets?"
    r"|capital|provisions?"
    r"|credits|part|reste|montants?|resultats?|report|total|fonds de concours)(?![a-z])"
)
FUNDERS = re.compile(
    r"(?<![a-z])(?:etat|region|departement|conseil (?:departemental|regional|general)|detr|dsil|dsu"
    r"|ademe|anah|caf|europe|feder|drac"
    r"|leader|agence de l'eau|autofinancement|fonds propres|fonds verts?|emprunt|cnds|ans|montant total)(?![a-z])"
)
_PAYERS = re.compile(r"(?:communes?|villes?) d")
_LONGEST_LINE = 90
_LINKED_ABOVE = re.compile(
    r"[ \t]{0,30}[A-ZÀ-Ý«](?:[^\n0-9 ]| (?! )){3,60}\s(?i:de|du|des|la|les|et|sur|pour)\s{0,10}"
)
_FIRM_HEADING = re.compile(r"(?<![a-z])(?:attributaire|titulaire|entreprise|societe|maitres? d'ouvrage)")
_ROW_FIGURE = re.compile(r"(?<![0-9])(?!20[0-9]{2}(?![0-9/]))[0-9]{2}")
_SHARE = re.compile(r"[0-9]{1,3}(?:[,.][0-9]{1,2})?\s?%")
_PAID_BY_OTHERS = re.compile(
    r"demande(?! de subvention)|ont verse|benefici|percoi|recoi|factur|d'origine|residence"
)
SIGNED = re.compile(r"[+–-]")
_ADDRESS = re.compile(r"(?<!\w)(?:rue|avenue|route|chemin|impasse)\s|\A(?:La|Le|Les)\s[A-ZÀ-Ý]")
_BODIES = 8  # one name of so many at least is that of a known kind of body
_OFFERS = re.compile(r"(?<![a-z])(?:offres? recues?|ont (?:repondu|remis)|consultees?|moins[- ]disant)")


@dataclass(frozen=True, slots=True)
class _Column:
    """The column number ``at`` of the rows whose cells are figures and words as in ``usual``."""

    left: int
    right: int
    is_figure: bool
    heading: str
    at: int
    usual: tuple[bool, ...]


def find_in_grids(
    text: str, plain: str, amounts: Sequence[Mention], taken: Sequence[tuple[int, int]]
) -> Iterator[AwardMatch]:
    """Yield an award for each row of the tables of a text that are laid out in columns.

    ``taken``: the spans of awards that are known already; a table with one of them is read elsewhere.
    """
    kind = ""
    laid_out = _find_grids(text, plain) if _LAID_OUT.search(text) else ()
    for number, grid in enumerate(
        chain(
            laid_out,
            _find_slashed_grids(text, plain),
            find_stacked_grids(text, plain),
            find_flattened_grids(text, plain),
        )
    ):
        start, end = grid.rows[0].start, grid.rows[-1].end
        is_known = any(first < end and start < last for first, last in taken)
        if is_known and not _names_columns(plain, grid):
            continue
        head = grid.headings[0].start if grid.headings else start
        kind = decision_kind(plain, head, start, end) or (kind if _is_continued(plain, head, number) else "")
        if kind:
            yield from _grid_awards(text, plain, grid, kind, amounts, -1 - number, is_known=is_known)


def _names_columns(plain: str, grid: Grid) -> bool:
    """Return whether the headings tell which column has the names, and which of several the decided amounts."""
    if len(grid.rows[0].cells) < _SURE_COLUMNS:
        return False
    words = " ".join(plain[line.start : line.end] for line in grid.headings if len(line.words) > 1)
    if _FIRM_HEADING.search(words):
        return True
    if _ROW_FIGURE.search(words):
        return False  # rows that have no money stand above
    columns = _find_columns(plain, grid.rows, grid.headings)
    figures = [column.heading for column in columns if column.is_figure]
    named = any(
        pattern.search(column.heading) for pattern in NAME_HEADINGS for column in columns if not column.is_figure
    )
    return named and "" not in figures and len(decided_columns(figures)) > 0


def _is_continued(plain: str, head: int, number: int) -> bool:
    above = max(0, head - 200)
    return number > 0 and not _NOT_AWARDS.search(plain, above, head) and not _SOLD.search(plain, above, head)


def _find_grids(text: str, plain: str) -> Iterator[Grid]:
    """Yield the tables of a text: rows of cells with at most a few other lines between two."""
    grid = Grid()
    recent: list[re.Match[str]] = []
    for match in _LINE.finditer(text):
        if _DIGIT.search(text, *match.span()) and _LAID_OUT.search(text, *match.span()):
            line = _read_line(text, plain, match)
            if line.figures and line.words and _is_row(plain, line):
                if not grid.rows:
                    lines = [_read_line(text, plain, above) for above in recent[-_MOST_HEADING_LINES:]]
                    grid.headings = _heading_lines(plain, lines)
                grid.rows.append(line)
                recent = []
                continue
        recent.append(match)
        if grid.rows and (len(recent) > _MOST_BETWEEN or _is_heading(_read_line(text, plain, match))):
            yield _align_tabs(text, plain, grid)
            grid = Grid()
            recent = [match]
    if grid.rows:
        yield _align_tabs(text, plain, grid)


_SLASH = re.compile(r"\s{1,3}[/;]\s{1,3}")
_FEWEST_SLASHES = 2


def _find_slashed_grids(text: str, plain: str) -> Iterator[Grid]:
    """Yield the tables whose cells slashes part: « Commune / Travaux / Aide⏎Vaunoy / Halle / 900 € »."""
    if " / " not in text:
        return
    for width, run in groupby(_LINE.finditer(text), key=lambda line: len(_SLASH.findall(line[0]))):
        lines = [_read_slashed(text, plain, line) for line in run] if width >= _FEWEST_SLASHES else []
        rows = [line for line in lines[1:] if line.figures and line.words]
        if len(rows) > 1 and not lines[0].figures and any(map(_MONEY_WORDS.search, _words_of(plain, lines[0]))):
            yield Grid(rows, lines[:1])


def _words_of(plain: str, line: GridLine) -> list[str]:
    return [plain[cell.start : cell.end] for cell in line.cells]


def _read_slashed(text: str, plain: str, line: re.Match[str]) -> GridLine:
    """Return a line of cells between slashes, placed as if they stood in columns."""
    edges = [
        line.start(),
        *chain.from_iterable(gap.span() for gap in _SLASH.finditer(text, *line.span())),
        line.end(),
    ]
    cells = (
        read_cell(plain, start, end, start - 100 * at)
        for at, (start, end) in enumerate(zip(edges[::2], edges[1::2], strict=True))
    )
    return GridLine(line.start(), line.end(), tuple(cells))


def _read_line(text: str, plain: str, line: re.Match[str]) -> GridLine:
    spans = split_at_bars(text, *line.span()) if "|" in line[0] else []
    if spans and not any("  " in text[start:end].strip() for start, end in spans):
        return _read_numbered(plain, line, spans)
    cells = (read_cell(plain, *cell, line.start()) for cell in split_cells(text, *line.span()))
    return GridLine(line.start(), line.end(), tuple(cells))


def _read_numbered(plain: str, line: re.Match[str], spans: Sequence[tuple[int, int]]) -> GridLine:
    """Return a line of cells that its signs part, each placed by its number, since blank ones count too."""
    cells = []
    for at, (start, end) in enumerate(spans):
        words = plain[start:end]
        first = start + _margin(words)
        if words.strip():
            cells.append(read_cell(plain, first, start + len(words.rstrip()), first - _WIDTH * at))
    return GridLine(line.start(), line.end(), tuple(cells))


def _align_tabs(text: str, plain: str, grid: Grid) -> Grid:
    """Return a table whose lines have as many tabs each with its cells placed by their number."""
    lines = [*grid.headings[-1:], *grid.rows]
    counts = {text.count("\t", line.start, line.end) for line in lines}
    if len(counts) > 1 or max(counts) < _FEWEST_TABS:
        return grid
    placed = []
    for each in lines:
        line = _LINE.match(text, each.start)
        edges = [match.span() for match in re.finditer("\t", text[each.start : each.end])]
        bounds = [each.start, *(each.start + at for edge in edges for at in edge), each.end]
        spans = list(zip(bounds[::2], bounds[1::2], strict=True))
        placed.append(_read_numbered(plain, line, spans) if line else each)
    count = len(grid.headings[-1:])
    return Grid(placed[count:], [*grid.headings[:-1], *placed[:count]])


_WIDTH, _FEWEST_TABS = 1000, 2


def _heading_lines(plain: str, lines: Sequence[GridLine]) -> list[GridLine]:
    """Return the lines above rows that head columns: those after the last line of prose."""
    prose = [
        at
        for at, line in enumerate(lines)
        if len(line.cells) < 2 and len(" ".join(plain[line.start : line.end].split())) > _LONGEST_HEADING
    ]
    return list(lines[prose[-1] + 1 :] if prose else lines)


def _is_heading(line: GridLine) -> bool:
    return len(line.cells) > 2


def _is_row(plain: str, line: GridLine) -> bool:
    """Return whether a line has money, and is not a line of prose that its page justifies with wide spaces."""
    justified = sum(plain[cell.start : cell.end].isalpha() for cell in line.words) > _MOST_LONE_WORDS
    return not justified and any(cell.figure is not None for cell in line.figures)


def decision_kind(plain: str, head: int, start: int, end: int, *, own: bool = False) -> str:
    """Return the kind of decision that a table makes, or empty if the act decides nothing on it.

    ``own``: its own words may say the kind, where nothing before does.
    """
    before, heading = plain[max(0, head - _LONGEST_CONTEXT) : head], plain[head:start]
    *_, section = (None, *_SECTION.finditer(before))
    before = before[section.start() :] if section else before
    after = plain[start if own else end : end + _LONGEST_AFTER]
    last = before[-240:]
    sentence = last[1 + max(last.rfind(stop) for stop in _STOPS) :]
    if (
        _PAY.search(heading)
        or (_NOT_AWARDS.search(heading) and not AWARDED.search(heading))
        or _NOT_AWARDS.search(sentence)
        or recalls_decision(sentence)
    ):
        return ""
    found = None
    for words in (heading, before, plain[start:end] if own else ""):
        *_, found = (None, *_WHAT.finditer(words))
        if found:
            break
    found = found or _WHAT_BELOW.match(after)
    group = str(found.lastgroup) if found else ""
    if group in ("", "marche") and _GRANTED_TO.search(heading):
        group = "subvention"
    if group == "participation" and _PAID_BY_OTHERS.search(last):
        return ""
    if group == "marche" and _SOLD.search(last + heading):
        return ""
    if group == "marche":
        attributed = _CONTRACTS.search(heading + before) or _CONTRACTS.search(after[:700])
        return group if attributed and not _OFFERS.search(last + heading) else ""
    decided = _STATED.search(heading) or _GIVES.search(heading) or _GIVES.search(before) or _GIVES.search(after)
    return {"fonds": "fonds de concours"}.get(group, group) if decided else ""


def _grid_awards(
    text: str, plain: str, grid: Grid, what: str, amounts: Sequence[Mention], number: int, *, is_known: bool
) -> Iterator[AwardMatch]:
    """Yield the awards of a table; ``is_known``: other rules have read awards in it, so it compares no offers."""
    rows = [row for row in grid.rows if not _find_total(plain, row) and not _is_carried(plain, row)]
    columns = _find_columns(plain, rows, grid.headings)
    figures = [at for at, column in enumerate(columns) if column.is_figure]
    named = _name_column(text, rows, columns, what)
    if named is None or any(_has_funder(plain, row) for row in rows):
        return  # a financing plan, perhaps beside the works
    for decided in decided_columns([columns[at].heading for at in figures]):
        pairs = _names_and_sums(text, plain, grid, rows, columns, named, figures[decided], what)
        if what == "marche" and len(pairs) > 1 and not is_known and _compares_offers(plain, rows, columns, named):
            continue
        for name, cell in pairs:
            amount = amount_in(amounts, plain, cell, what)
            start, end = min(name.start, amount.start), max(name.end, amount.end)
            yield AwardMatch(start, end, what, name, amount, number)


def _names_and_sums(
    text: str,
    plain: str,
    grid: Grid,
    rows: Sequence[GridLine],
    columns: Sequence[_Column],
    named: int,
    paid: int,
    what: str,
) -> Sequence[tuple[RecipientName, GridCell]]:
    """Return the name and the sum of each row, from the columns of these numbers; none if they are no awards."""
    headed = columns[paid].heading != "" and columns[named].heading != ""
    cells = [cell for row in rows if (cell := _cell_in(row, columns[paid])) is not None]
    agrees = _adds_up(plain, grid, columns[paid])
    money = headed or any(MONEY.search(plain, cell.start, cell.end) for cell in cells)
    money = money or (agrees is True and len(cells) >= _SURE_ROWS)
    found = []
    for row in rows:
        cell, name_cell = _cell_in(row, columns[paid]), _cell_in(row, columns[named])
        if cell is None or name_cell is None or not cell.figure:
            continue
        if not money:
            continue  # page numbers are no money
        if SIGNED.match(plain, cell.start) and what != "avenant":
            return []  # credits that a budget moves
        name = clean_cell(text, _cell_start(text, row, name_cell), name_cell.end)
        if name and FUNDERS.match(plain, name.start):
            return []
        if (
            name
            and not NO_BODY.match(plain, name.start)
            and not (what == "participation" and _PAYERS.match(plain, name.start))
        ):
            found.append((name, cell))
    if (len(found) < 2 and not headed) or agrees is False:
        return []
    words = [name.words for name, _ in found]
    if what == "marche" and any(_ADDRESS.search(name) for name in words):
        return []  # lines of addresses stand between the rows
    if not headed and what != "marche" and sum(map(_is_body, words)) * _BODIES < len(words):
        return []  # works, expenses or themes
    return found


def _adds_up(plain: str, grid: Grid, column: _Column) -> bool | None:
    """Return whether the figures of a column make the total below them; None if there is none.

    Of sums that are marked, some may stand elsewhere: they only may agree.
    """
    summed = Decimal()
    for row in grid.rows:
        cell = _cell_in(row, column)
        figure = (cell.figure if cell else None) or Decimal()
        total = _find_total(plain, row)
        if not total:
            summed += Decimal() if _is_carried(plain, row) else figure
        elif not total.startswith("sous") and cell:
            return True if figure == summed else (None if _MARKED.search(plain, cell.start, cell.end) else False)
    return None


def _find_total(plain: str, row: GridLine) -> str:
    """Return the word by which a row says that it is a total, or empty."""
    for cell in row.words:
        if total := _TOTAL.search(plain, cell.start, cell.end):
            return total[0]
    return ""


def _is_carried(plain: str, row: GridLine) -> bool:
    return len(row.words) == 1 and _CARRIED.fullmatch(plain, row.words[0].start, row.words[0].end) is not None


_MARKED = re.compile("€|eur")
_SURE_ROWS = 3


def _compares_offers(plain: str, rows: Sequence[GridLine], columns: Sequence[_Column], named: int) -> bool:
    """Return whether several firms may have bid for the same lot: the rows name no lots, or one lot twice."""
    if AWARDED.search(columns[named].heading):
        return False
    if named == 0 or not (
        _LOT.search(columns[0].heading) or all(_LOT.search(plain, row.start, row.end) for row in rows)
    ):
        return True
    lots = Counter(plain[cell.start : cell.end] for row in rows if (cell := _cell_in(row, columns[0])) is not None)
    return any(count > 1 for count in lots.values())


def amount_in(amounts: Sequence[Mention], plain: str, cell: GridCell, what: str) -> Mention:
    """Return the amount that is marked in a cell, else its figure."""
    at = bisect_left(amounts, cell.start, key=start_of)
    if at < len(amounts) and amounts[at].start < cell.end:
        return amounts[at]
    role = "marche" if what == "marche" else "subvention"
    match = FIGURE.fullmatch(plain, cell.start, cell.end)
    tax = {"h": "HT", "t": "TTC"}.get((match["tax"] or "")[:1]) if match else None
    return Mention(cell.start, cell.end, Amount(cell.figure or Decimal(), tax=tax, role=role), "award-table")


def _find_columns(plain: str, rows: Sequence[GridLine], headings: Sequence[GridLine]) -> list[_Column]:
    """Return the columns of the rows that have most cells of all, from left to right, with their headings."""
    if not rows:
        return []
    usual = Counter(tuple(cell.is_figure for cell in row.cells) for row in rows).most_common(1)[0][0]
    model = [row for row in rows if tuple(cell.is_figure for cell in row.cells) == usual]
    spans = [
        (min(row.cells[at].left for row in model), max(row.cells[at].right for row in model))
        for at in range(len(usual))
    ]
    titles: list[list[str]] = [[] for _ in usual]
    for line in headings:
        numbered = len(headings) == 1 or "|" in plain[line.start : line.end]
        for index, cell in enumerate(line.cells):
            at = (
                index
                if len(line.cells) == len(usual) and numbered
                else max(range(len(spans)), key=lambda at: (cell.overlap(*spans[at]), -at))
            )
            titles[at].append(plain[cell.start : cell.end])
    return [
        _Column(left, right, is_figure, " ".join(title), at, usual)
        for at, ((left, right), is_figure, title) in enumerate(zip(spans, usual, titles, strict=True))
    ]


def _cell_in(row: GridLine, column: _Column) -> GridCell | None:
    """Return the cell of a row that stands in a column, by its number in a usual row, else by its place; or None.

    Where no heading says what a column is, the numbers of rows may be a cell in some rows alone.
    """
    if column.heading and tuple(cell.is_figure for cell in row.cells) == column.usual:
        return row.cells[column.at]
    cells = row.figures if column.is_figure else row.words
    best = max(cells, key=lambda cell: cell.overlap(column.left, column.right), default=None)
    return best if best and best.overlap(column.left, column.right) > 0 else None


def _name_column(text: str, rows: Sequence[GridLine], columns: Sequence[_Column], what: str) -> int | None:
    """Return the index of the column of the names: by its heading, else where firms are named."""
    words = [at for at, column in enumerate(columns) if not column.is_figure]
    for pattern in NAME_HEADINGS:
        if matching := [at for at in words if pattern.search(columns[at].heading)]:
            return matching[0]
    if what != "marche":
        return words[0] if words else None
    scores = [(_count_firms(text, rows, columns[at]), at) for at in words]
    best = max(scores, default=(0, 0))
    return best[1] if best[0] else None


def _cell_start(text: str, row: GridLine, cell: GridCell) -> int:
    """Return where a cell begins, on the line above if that is words that end with a link: « COMICE DE »."""
    above = text.rfind("\n", max(0, row.start - _LONGEST_LINE), max(0, row.start - 1)) + 1
    line = text[above : row.start]
    if cell is not row.cells[0] or not line or not _LINKED_ABOVE.fullmatch(line):
        return cell.start
    return above + len(line) - len(line.lstrip())


def _has_funder(plain: str, row: GridLine) -> bool:
    """Return whether a cell names a funder and the next one its share."""
    return any(
        FUNDERS.match(plain, cell.start) and _SHARE.match(plain, after.start)
        for cell, after in pairwise(row.cells)
        if not cell.is_figure
    )


def _is_body(words: str) -> bool:
    return classify_recipient(words) is not None or words.isupper()


def _count_firms(text: str, rows: Sequence[GridLine], column: _Column) -> int:
    cells = [cell for row in rows if (cell := _cell_in(row, column)) is not None]
    return sum(
        classify_recipient(words) == "company" or any(word.isupper() and len(word) > 3 for word in words.split())
        for cell in cells
        if (words := text[cell.start : cell.end])
    )


FIGURE = re.compile(
    r"(?P<sign>[+–-]\s?)?(?P<whole>[0-9]{1,3}(?:[ .\u00a0\u202f][0-9]{3}){1,3}"
    r"|[0-9]{1,7})(?:[,.](?P<cents>[0-9]{1,3}))?"
    r"\s?(?P<unit>€|euros?|eur)?\s?(?P<tax>h\.?t\.?|t\.?t\.?c\.?)?(?:\s?\([a-z0-9][^()]{0,40}\))?"
)
_NO_FIGURE = re.compile(r"[-–—/]{1,3}|neant|0")
_BEGINS_FIGURE = "0123456789+-–—/n"  # the first characters of both


@dataclass(frozen=True, slots=True)
class GridCell:
    """A cell at characters ``start`` to ``end``, which begins ``left`` characters after the start of its line."""

    start: int
    end: int
    left: int
    figure: Decimal | None = None
    is_figure: bool = False

    @property
    def right(self) -> int:
        return self.left + self.end - self.start

    def overlap(self, left: int, right: int) -> int:
        """Return how many places the cell shares with others; negative: how far it is from them."""
        return min(self.right, right) - max(self.left, left)


@dataclass(frozen=True, slots=True)
class GridLine:
    start: int
    end: int
    cells: tuple[GridCell, ...]

    @property
    def words(self) -> list[GridCell]:
        return [cell for cell in self.cells if not cell.is_figure]

    @property
    def figures(self) -> list[GridCell]:
        return [cell for cell in self.cells if cell.is_figure]


@dataclass(slots=True)
class Grid:
    """Rows below each other, and the lines of headings above them."""

    rows: list[GridLine] = field(default_factory=list)
    headings: list[GridLine] = field(default_factory=list)


_MARKUP = re.compile(r"(?:\$|\\(?:mathbf|text|mathrm)\s?\{|[*{}]|\s){1,12}")
_MARKUP_AFTER = re.compile(r"(?:[$*{}]|\\|\s){1,12}\Z")
_SPACED = re.compile(r"[0-9](?: [0-9]){1,8}(?=\D|\Z)(?! [0-9])")


def read_cell(plain: str, start: int, end: int, line: int) -> GridCell:
    """Return a cell with its figure, without the marks of Markdown or LaTeX around: « **150 €** », « $150 €$ »."""
    if plain[start : start + 1] in "$*\\" and (lead := _MARKUP.match(plain, start, end)):
        trail = _MARKUP_AFTER.search(plain, lead.end(), end)
        first, last = lead.end(), trail.start() if trail else end
        if first < last and (cell := _read_plain_cell(plain, first, last, line)).is_figure:
            return cell
    return _read_plain_cell(plain, start, end, line)


def _read_plain_cell(plain: str, start: int, end: int, line: int) -> GridCell:
    if plain[start : start + 1] not in _BEGINS_FIGURE:
        return GridCell(start, end, start - line)
    if spaced := _SPACED.match(plain, start, end):
        digits = Decimal(spaced[0].replace(" ", ""))
        if not plain[spaced.end() : end].strip(" \u00a0€}$"):
            return GridCell(start, end, start - line, digits, is_figure=True)
    if match := FIGURE.fullmatch(plain, start, end):
        whole = re.sub(r"[ .\u00a0\u202f]", "", match["whole"])
        year = match["unit"] is None and match["cents"] is None and re.fullmatch("20[0-9]{2}", match["whole"])
        money = not year and len(match["cents"] or "00") == 2
        figure = Decimal(f"{whole}.{match['cents']}" if match["cents"] else whole) if money else None
        return GridCell(start, end, start - line, figure, is_figure=True)
    return GridCell(start, end, start - line, None, is_figure=_NO_FIGURE.fullmatch(plain, start, end) is not None)


_LONGEST_CELL = 90
_FEWEST_FIGURES = 2
_MOST_COLUMNS = 6
_FEWEST_COLUMNS = 2
_HEADING_WORDS = re.compile(
    r"(?<![a-z])(?:associations?|beneficiaires?|communes?|organismes?|structures?|noms?|entreprises?"
    r"|attributaires?|titulaires?"
    r"|candidats?"
    r"|maitres? d'ouvrage|lots?|clubs?|intitule|denomination|designation|etablissements?|ecoles?)(?![a-z])"
)
_MONEY_WORDS = re.compile(
    r"(?<![a-z])(?:montants?|subventions?|aides?|fonds de concours|participations?|vote\w?"
    r"|attribue\w{0,2}|accorde\w{0,2}|propose\w{0,2}"
    r"|prix|ht|ttc|20[0-9]{2}|cotisations?|primes?)(?![a-z])"
)
_NAME_HEADING = re.compile(
    r"(?:noms? (?:de l'|de la |des? |du )?)?(?:associations?|beneficiaires?|organismes?|structures?|entreprises?"
    r"|attributaires?|titulaires?|clubs?|communes?|etablissements?)(?: (?:retenue?s?|subventionnee?s?|aidee?s?))?"
)
_MONEY_HEADING = re.compile(
    r"(?:montants?|subventions?|aides?|sommes?|participations?|prix)"
    r"(?: (?:de la |des? |en )?(?:subventions?|aides?|alloue\w{0,2}|attribue\w{0,2}|accorde\w{0,2}|vote\w{0,2}"
    r"|propose\w{0,2}"
    r"|20[0-9]{2}|ht|ttc|euros?|\(?€\)?)){0,3}"
)
_TOTAL_LABEL = re.compile(r"(?:sous[ -]?)?tota(?:l|ux)(?![a-z])")
# « Soit 5 000 € », below a column of sums
_STATED_SUM = re.compile(
    r"\s{1,9}(?:soit|total)[^0-9\n]{0,40}(?P<sum>[0-9]{1,3}(?:[ .\u00a0][0-9]{3}){0,3})(?:,00)?\s?€"
)
_NO_CELL = re.compile(
    r"[a-z]{3}[.;]\s*\Z|,\s*\Z|(?<![a-z])(?:considerant|vu l|decide|approuve|autorise|article [0-9])"
)


def find_stacked_grids(text: str, plain: str) -> Iterator[Grid]:
    """Yield the tables of a text whose cells stand on lines of their own."""
    cells = [
        read_cell(plain, match.start() + _margin(match[0]), match.start() + len(match[0].rstrip()), match.start())
        for match in _LINE.finditer(text)
        if match[0].strip()
    ]
    if sum(cell.is_figure for cell in cells) < _FEWEST_FIGURES:
        return
    for is_short, run in groupby(_join_wrapped(text, cells), key=lambda cell: _is_cell(plain, cell)):
        lines = list(run)
        if is_short and sum(cell.is_figure for cell in lines) >= _FEWEST_FIGURES:
            yield from _rows_of_lines(plain, lines)
            yield from _columns_of_lines(plain, lines)


def _join_wrapped(text: str, cells: Sequence[GridCell]) -> Iterator[GridCell]:
    """Yield the cells, those of words joined with the line below that continues them.

    Such a line begins with a small letter, or follows a hyphen: « Commune de Font-⏎sur-Varenne ».
    """
    current: GridCell | None = None
    for cell in cells:
        continued = (
            current is not None
            and not (current.is_figure or cell.is_figure)
            and cell.end - current.start <= _LONGEST_CELL
            and (text[cell.start].islower() or text[current.end - 1] == "-")
        )
        if current is not None and continued:
            current = GridCell(current.start, cell.end, current.left)
            continue
        if current is not None:
            yield current
        current = cell
    if current is not None:
        yield current


def _margin(line: str) -> int:
    return len(line) - len(line.lstrip())


def _is_cell(plain: str, cell: GridCell) -> bool:
    return cell.is_figure or (
        cell.end - cell.start <= _LONGEST_CELL and not _NO_CELL.search(plain, cell.start, cell.end)
    )


def _rows_of_lines(plain: str, lines: Sequence[GridCell]) -> Iterator[Grid]:
    """Yield the tables whose rows are as many lines as there are headings."""
    at = 0
    while at < len(lines):
        grid, after = _read_rows(plain, lines, at)
        if grid is not None:
            yield grid
        at = after


def _read_rows(plain: str, lines: Sequence[GridCell], at: int) -> tuple[Grid | None, int]:
    if not _HEADING_WORDS.search(plain, lines[at].start, lines[at].end):
        return None, at + 1
    for width in range(_FEWEST_COLUMNS, _MOST_COLUMNS + 1):
        headings, first = lines[at : at + width], lines[at + width : at + 2 * width]
        if len(first) < width or any(cell.is_figure for cell in headings) or not first[-1].is_figure:
            continue
        if not any(_MONEY_WORDS.search(plain, cell.start, cell.end) for cell in headings[1:]):
            continue
        pattern = [cell.is_figure for cell in first]
        rows = []
        start = at + width
        while [cell.is_figure for cell in lines[start : start + width]] == pattern:
            rows.append(_as_line(lines[start : start + width]))
            start += width
        if len(rows) > 1:
            return Grid(rows, [_as_line(headings)]), start
    return None, at + 1


def _as_line(cells: Sequence[GridCell]) -> GridLine:
    placed = [
        GridCell(cell.start, cell.end, 100 * at, cell.figure, is_figure=cell.is_figure)
        for at, cell in enumerate(cells)
    ]
    return GridLine(cells[0].start, cells[-1].end, tuple(placed))


def _columns_of_lines(plain: str, lines: Sequence[GridCell]) -> Iterator[Grid]:
    """Yield the tables that are a column of names, then one of amounts."""
    runs = [(is_figure, list(run)) for is_figure, run in groupby(lines, key=lambda cell: cell.is_figure)]
    for (words_first, words), (_, figures) in pairwise(runs):
        if words_first or len(figures) < _FEWEST_COLUMNS or any(cell.figure is None for cell in figures):
            continue
        if _is_heading_of_money(plain, words[-1]):
            words = words[:-1]
        count = len(figures)
        names = words[-count:]
        if len(names) < count or not _begins_there(plain, words, count, figures):
            continue
        rows = [_as_line(pair) for pair in zip(names, figures, strict=True)]
        heading = [_as_line([cell]) for cell in words[-count - 1 : -count]]
        yield Grid(rows, heading)


def _is_heading_of_money(plain: str, cell: GridCell) -> bool:
    end = cell.start + len(plain[cell.start : cell.end].rstrip(" :"))
    return any(pattern.fullmatch(plain, cell.start, end) for pattern in (_MONEY_WORDS, _MONEY_HEADING))


def _begins_there(plain: str, words: Sequence[GridCell], count: int, figures: Sequence[GridCell]) -> bool:
    """Return whether the last words are the names of the amounts: the total, or the line above, says so."""
    values = [cell.figure for cell in figures if cell.figure is not None]
    if _TOTAL_LABEL.match(plain, words[-1].start) and sum(values[:-1]) == values[-1]:
        return True
    if len(words) == count:
        return False
    above = words[-count - 1]
    stated = _STATED_SUM.match(plain, figures[-1].end, figures[-1].end + 120)
    if (
        stated
        and sum(values) == Decimal(re.sub(r"\D", "", stated["sum"]))
        and _MONEY_WORDS.search(plain, above.start, above.end)
    ):
        return True
    headings = (_HEADING_WORDS, _NAME_HEADING)
    return plain[above.end - 1] == ":" or any(each.fullmatch(plain, above.start, above.end) for each in headings)


_FLAT_NAME = (
    r"nom (?:de l'|des? )?(?:association|structure|organisme|beneficiaire|entreprise)s?|associations?"
    r"|beneficiaires?"
    r"|organismes?|structures?|entreprises?|demandeurs?|porteurs? de projets?|communes?|clubs?|etablissements?"
)
_FLAT_TEXT = (
    r"projets?|objet|nature(?: juridique)?|travaux|adresse|commune|villes?|operations?|intitule|designation"
    r"|libelle"
    r"|actions?|description|type|activites?|theme|domaine|localite"
)
_FLAT_MONEY_NOUN = (
    r"montants?|couts?|depenses?|budget|subventions?|aides?|primes?|fonds de concours|participations?"
    r"|demandes?|devis"
    r"|sollicite\w{0,2}|propose\w{0,2}|propositions?|vot(?:e|es|ee|ees)|attribue\w{0,2}|accorde\w{0,2}"
    r"|alloue\w{0,2}"
    r"|assiette|20[0-9]{2}|bourses?|versee?s?|rappels?|fonctionnement(?=\sexceptionnel)"
    r"|e(?<=fonctionnement\se)xceptionnel(?:le)?s?"
)
_FLAT_MONEY_REST = (
    r"(?![a-z])(?:\s(?:ht|ttc|20[0-9]{2}|en euros|total\w?|globaux|eligibles?|subventionnables?|de la subvention"
    r"|de l'aide|d(?:e|u|es) (?:travaux|projet|l'operation)|sollicitee?s?|demandee?s?|proposee?s?|votee?s?"
    r"|attribuee?s?|accordee?s?"
    r"|allouee?s?|\(?€\)?|previsionnel(?:le)?s?|maximum|maximale)(?![a-z])){0,3}"
)
_FLAT_MONEY = rf"(?:{_FLAT_MONEY_NOUN}){_FLAT_MONEY_REST}"
_FLAT_NAME_FIRST = regex_at_word_start(_FLAT_NAME, "a-z'")
_FLAT_MONEY_FIRST = regex_at_word_start(_FLAT_MONEY_NOUN, "a-z'")
_FLAT_HEADER = re.compile(
    rf"(?P<name>{_FLAT_NAME_FIRST})(?![a-z])(?P<texts>(?:\s(?:{_FLAT_TEXT})(?![a-z])){{0,3}})"
    rf"(?P<money>(?:\s(?:taux(?: d'aide)?|{_FLAT_MONEY})){{1,6}})(?:\s€)?(?=\s)"
)
# « Montant voté Rappel 2022 Association », whose rows begin with their amounts
_FLAT_HEADER_LAST = re.compile(
    rf"(?P<money>{_FLAT_MONEY_FIRST}{_FLAT_MONEY_REST}\s(?:{_FLAT_MONEY}\s){{0,5}})"
    rf"(?P<name>{_FLAT_NAME})(?![a-z])"
    rf"(?P<texts>(?:\s(?:{_FLAT_TEXT})(?![a-z])){{0,3}})(?=\s{{1,3}}[0-9])"
)
# « Aide du SDE », « Prime CCBV »: who pays, in the last heading.
_FLAT_PAYER = re.compile(
    r"\s(?:(?:du|de la|de)\s[A-Z][A-Z0-9]{1,7}|(?<=ide\s|ime\s)[A-Z][A-Z0-9]{1,7})(?=\s[A-ZÀ-Ý])"
)
_FLAT_COLUMN = re.compile(_FLAT_MONEY)
# Each heading in a word: « Coût HT | Demandé », where « Coût demandé » is another reading.
_FLAT_NOUN = re.compile(
    r"(?<![a-z])(?:montants?|couts?|depenses?|budget|subventions?|aides?|primes?|fonds de concours|participations?"
    r"|demandee?s?|devis|sollicitee?s?|proposee?s?|propositions?|votee?s?|attribuee?s?|accordee?s?|allouee?s?"
    r"|assiette|20[0-9]{2}|bourses?|versee?s?|rappels?|fonctionnement"
    r"|exceptionnel(?:le)?s?)(?![a-z])(?:\s(?:ht|ttc|20[0-9]{2}))?"
)
_FLAT_AMOUNT = (
    r"[0-9]{1,3}(?:[ .\u00a0][0-9]{3}){0,3},[0-9]{2}(?:\s?(?:€|euros))?"
    r"|[0-9]{1,3}(?:[ .\u00a0]?[0-9]{3}){0,3}\s?(?:€|euros)"
)
_FLAT_FIGURES = re.compile(
    rf"(?<![\w,.])(?:{_FLAT_AMOUNT}|[0-9]{{1,3}}(?:,[0-9]{{1,2}})?\s?%)(?!\w)"
    rf"(?:\s{{1,3}}(?:(?:ht|ttc)\s)?(?:{_FLAT_AMOUNT}|[0-9]{{1,3}}(?:,[0-9]{{1,2}})?\s?%)(?!\w)){{0,5}}"
)
_FLAT_FIGURE = re.compile(_FLAT_AMOUNT)
_LONGEST_LABEL, _MOST_FLAT_ROWS = 130, 120
_FLAT_END = re.compile(
    r"(?<!\bm)(?<!\bmm)[.;:]\s|(?<![a-z])(?:vu l|le conseil|apres en|considerant|decide|approuve|article [0-9]"
    r"|attribue|autorise)"
)


def find_flattened_grids(text: str, plain: str) -> Iterator[Grid]:
    """Yield the tables on one line: « Commune Projet Coût Aide Bois-Vert Halle 900 € 90 € ».

    A row is words and as many amounts as there are headings of amounts. Where a column stands between the names
    and the amounts, a name is read only if its form tells where it ends. The amounts may stand before the names.
    """
    yield from _flattened_bars(plain)
    for header in chain(_FLAT_HEADER.finditer(plain), _FLAT_HEADER_LAST.finditer(plain)):
        several = bool(header["texts"].strip())
        rows = list(_flat_rows(text, plain, header, several=several))
        count = len(rows[0].figures) if rows else 0
        readings = (list(column.finditer(plain, *header.span("money"))) for column in (_FLAT_COLUMN, _FLAT_NOUN))
        money = next((columns for columns in readings if len(columns) == count), None)
        if money and len(rows) > 1 and (several or count > 1 or header.re is _FLAT_HEADER_LAST):
            headings = [GridCell(*header.span("name"), 0)]
            headings += [
                GridCell(column.start(), column.end(), 100 * at) for at, column in enumerate(money, start=1)
            ]
            yield Grid(rows, [GridLine(header.start(), header.end(), tuple(headings))])


_FLAT_BARS = re.compile(r"\|(?P<head>(?:[^|\n]{1,60}\|){2,8})[ ]?\|(?P<rule>(?:[ ]?:?-{2,40}:?[ ]?\|){2,8})")


def _flattened_bars(plain: str) -> Iterator[Grid]:
    """Yield the tables of Markdown on one line: « | Nom | Montant | |---|---| | Judo Club | 500 € | | … »."""
    for header in _FLAT_BARS.finditer(plain):
        width = header["head"].count("|")
        if header["rule"].count("|") != width:
            continue
        headings = _barred_cells(plain, header.start(), width)
        rows, at = [], header.end()
        for _ in range(_MOST_FLAT_ROWS):
            at = plain.find("|", at, at + 3)
            cells = _barred_cells(plain, at, width) if at >= 0 else []
            if len(cells) < width:
                break
            at = cells[-1].end + plain[cells[-1].end :].index("|") + 1
            rows.append(
                GridLine(cells[0].start, cells[-1].end, tuple(cell for cell in cells if cell.end > cell.start))
            )
        rows = [row for row in rows if row.words and row.figures]
        if rows:
            yield Grid(rows, [GridLine(headings[0].start, headings[-1].end, tuple(headings))])


def _barred_cells(plain: str, start: int, width: int) -> list[GridCell]:
    """Return as many cells between bars, from the bar at an offset on; fewer where the bars end."""
    cells: list[GridCell] = []
    while len(cells) < width and (end := plain.find("|", start + 1, start + 2 * _LONGEST_LABEL)) >= 0:
        words = plain[start + 1 : end]
        first = start + 1 + len(words) - len(words.lstrip())
        cell = read_cell(plain, first, max(first, first + len(words.strip())), first - 100 * len(cells))
        cells.append(cell)
        start = end
    return cells


def _flat_rows(text: str, plain: str, header: re.Match[str], *, several: bool) -> Iterator[GridLine]:
    if header.re is _FLAT_HEADER_LAST:
        yield from _flat_rows_of_amounts(text, plain, header, several=several)
        return
    count = 0
    payer = _FLAT_PAYER.match(text, header.end()) if several else None
    at = payer.end() if payer else header.end()
    for _ in range(_MOST_FLAT_ROWS):
        run = _FLAT_FIGURES.search(plain, at, at + 2 * _LONGEST_LABEL)
        if run is None or run.start() - at > _LONGEST_LABEL or _FLAT_END.search(plain, at, run.start()):
            return
        figures = list(_FLAT_FIGURE.finditer(plain, *run.span()))
        count = count or len(figures)
        if len(figures) != count:
            return
        start = at + len(text[at : run.start()]) - len(text[at : run.start()].lstrip())
        end = len(text[: run.start()].rstrip())
        total = _TOTAL.match(plain, start)
        stop = end if total or not several else _flat_name_end(text, start, end, header["name"])
        if stop > start:
            yield _flat_line(plain, start, run.end(), GridCell(start, stop, 0), figures)
        if total:
            return
        at = run.end()


def _flat_line(plain: str, start: int, end: int, name: GridCell, figures: Sequence[re.Match[str]]) -> GridLine:
    """Return a row of a name and its amounts, placed as if the names stood in the first column."""
    cells = [read_cell(plain, figure.start(), figure.end(), figure.start()) for figure in figures]
    placed = [
        GridCell(cell.start, cell.end, 100 * at, cell.figure, is_figure=True)
        for at, cell in enumerate(cells, start=1)
    ]
    return GridLine(start, end, (name, *placed))


def _flat_rows_of_amounts(text: str, plain: str, header: re.Match[str], *, several: bool) -> Iterator[GridLine]:
    """Yield the rows that begin with as many amounts as the first one has, each up to the next row."""
    run, count = _FLAT_FIGURES.search(plain, header.end(), header.end() + _LONGEST_LABEL), 0
    for _ in range(_MOST_FLAT_ROWS):
        figures = list(_FLAT_FIGURE.finditer(plain, *run.span())) if run else []
        count = count or len(figures)
        if run is None or len(figures) != count:
            return
        after = _FLAT_FIGURES.search(plain, run.end(), run.end() + 2 * _LONGEST_LABEL)
        limit = after.start() if after else min(len(plain), run.end() + _LONGEST_LABEL)
        closing = _FLAT_END.search(plain, run.end(), limit)
        end = len(text[: closing.start() if closing else limit].rstrip())
        start = run.end() + len(text[run.end() : end]) - len(text[run.end() : end].lstrip())
        stop = _flat_name_end(text, start, end, header["name"]) if several else end
        if stop <= start or _TOTAL.match(plain, start):
            return
        yield _flat_line(plain, run.start(), end, GridCell(start, stop, 0), figures)
        if closing:
            return
        run = after


_PLACE_WORD = r"[A-ZÀ-Ý][\w'’]{1,30}(?:-[\w'’]{1,20}){0,6}"
_FLAT_COMMUNE = re.compile(
    rf"(?:(?:La|Le|Les|Saint|Sainte|St|Ste)\s|L['’])?{_PLACE_WORD}(?:\s(?:de|du|des|la|le|les|sur|sous|en|lès"
    rf"|et)\s"
    rf"(?:(?:la|le|les)\s)?{_PLACE_WORD}){{0,2}}(?=\s[A-ZÀ-Ý])"
)
_FLAT_PERSON = re.compile(
    r"(?:M\.?\set\sMme|Mme\set\sM\.?|M\.|Mme|MM\.|Monsieur|Madame)\s"
    r"(?:[A-ZÀ-Ý][A-ZÀ-Ý'’-]{1,30}\s){1,3}(?=[A-ZÀ-Ý0-9])"
)
_FLAT_GIVEN = re.compile(r"[A-ZÀ-Ý][a-zà-ÿ]{2,15}(?:-[A-ZÀ-Ý][a-zà-ÿ]{2,15})?\s(?=[A-ZÀ-Ý0-9])")
_FLAT_CAPITALS = re.compile(
    r"(?:[\w'’&.-]{2,20}\s){0,3}?"
    r"(?P<capitals>(?:[A-ZÀ-Ý&][A-ZÀ-Ý0-9&'’.-]{0,30}\s){1,6})(?=[A-ZÀ-Ý0-9][a-zà-ÿ0-9'’])"
)
_BARE_FORM = re.compile(r"(?:SARL|SASU?|SCI|EURL|SA|EARL|GAEC|ETS|SNC|SCOP|MM?E?\.?)\s?\Z")


def _flat_name_end(text: str, start: int, end: int, heading: str) -> int:
    """Return where the name at the start of a flattened row ends, or its start if that cannot be told."""
    if heading.startswith("commune"):
        commune = _FLAT_COMMUNE.match(text, start, end)
        return commune.end() if commune else start
    if person := _FLAT_PERSON.match(text, start, end):
        given = None if " et " in person[0] else _FLAT_GIVEN.match(text, person.end(), end)
        return (given or person).end() - 1
    if address := STREET.search(text, start + 3, end):
        return len(text[: address.start()].rstrip(" ,–-"))
    capitals = _FLAT_CAPITALS.match(text, start, end)
    if capitals is None or _BARE_FORM.search(capitals[0]):
        return start
    return capitals.end() - 1
