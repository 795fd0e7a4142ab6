"""Tables of every format → rows of cells at their places, and the facts that are read from them."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas
from tests.readers import making
from tests.tables import each_row

from recueil.pipeline import extract_acts
from recueil.readers.document import Document
from recueil.readers.reader import parse_document
from recueil.settings import Limits
from recueil.values import Act

if TYPE_CHECKING:
    from spacy.language import Language

Rows = Sequence[Sequence[str]]
Make = Callable[[Sequence[str], Rows, Sequence[str]], bytes]


def html(before: Sequence[str], rows: Rows, after: Sequence[str]) -> bytes:
    cells = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows)
    cells = cells.replace(LINE, "<br>")
    paragraphs = ["".join(f"<p>{line}</p>" for line in lines) for lines in (before, after)]
    return f"<!doctype html><meta charset=utf-8>{paragraphs[0]}<table>{cells}</table>{paragraphs[1]}".encode()


def docx(before: Sequence[str], rows: Rows, after: Sequence[str]) -> bytes:
    table = "".join(making.row(*row).replace(LINE, "</w:t><w:br/><w:t>") for row in rows)
    return making.docx("".join(map(making.p, before)) + f"<w:tbl>{table}</w:tbl>" + "".join(map(making.p, after)))


def odt(before: Sequence[str], rows: Rows, after: Sequence[str]) -> bytes:
    table = "".join(making.cells(*row).replace(LINE, "<text:line-break/>") for row in rows)
    return making.odt(
        "".join(map(making.t, before)) + f"<table:table>{table}</table:table>" + "".join(map(making.t, after))
    )


def pdf(before: Sequence[str], rows: Rows, after: Sequence[str]) -> bytes:
    """A page with the rows between rules, each cell left-aligned in its column."""
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=A4, invariant=True)
    canvas.setFont("Helvetica", 10)
    y = A4[1] - 60
    for line in before:
        canvas.drawString(50, y, line)
        y -= 14
    width = 500 / max(map(len, rows))
    for row in rows:
        y -= 16
        canvas.line(50, y + 12, 550, y + 12)
        for column, cell in enumerate(row):
            for down, line in enumerate(cell.split(LINE)):
                canvas.drawString(52 + column * width, y - 12 * down, line)
        y -= 12 * max(cell.count(LINE) for cell in row)
    canvas.line(50, y - 4, 550, y - 4)
    for line in after:
        y -= 24
        canvas.drawString(50, y, line)
    canvas.showPage()
    canvas.save()
    return buffer.getvalue()


LINE = "\n"  # between the lines of a cell
FORMATS: dict[str, Make] = {"html": html, "docx": docx, "odt": odt, "pdf": pdf}
HEAD = ("COMMUNE DE VERN", "Séance du 14 mars 2024")

GRANTS = [
    ["Association", "Demande", "Subvention accordée"],
    ["Judo Club de Vern", "900,00 €", "750,00 €"],
    ["Amicale des Anciens", "", "400,00 €"],
    ["Les Mille Voix", "300,00 €", ""],
    ["TOTAL", "1 200,00 €", "1 150,00 €"],
]
ROLL = [
    ["Nom", "Présent", "Absent", "Pouvoir à"],
    ["Mme Élodie VASSEUR", "X", "", ""],
    ["M. Marc LE GUEN", "X", "", ""],
    ["M. Paul ASTIER", "", "X", "M. Marc LE GUEN"],
    ["Mme Anne PÉRIGNON", "", "X", ""],
]
VOTES = [
    ["Objet", "Pour", "Contre", "Abstention"],
    ["Tarifs du gymnase", "12", "", "2"],
    ["Budget primitif", "11", "3", ""],
]
BUDGET = [
    ["Chapitre", "Libellé", "Montant (€)"],
    ["65", "Autres charges", "1 200,50"],
    ["011", "Charges à caractère général", "300"],
]
TABLES: dict[str, Rows] = {"grants": GRANTS, "roll": ROLL, "votes": VOTES, "budget": BUDGET}


def read(content: bytes) -> Document:
    return parse_document(Path("acte"), content, "0" * 64, Limits())


def act_of(nlp: Language, content: bytes) -> Act:
    (act,) = extract_acts(nlp, [read(content)])
    assert isinstance(act, Act)
    return act


@each_row("make", FORMATS.values())
@each_row("rows", TABLES.values())
def test_the_rows_of_a_table_arrive_with_the_place_of_each_cell(make: Make, rows: Rows) -> None:
    document = read(make(HEAD, rows, ["Fait et délibéré."]))
    (table,) = document.tables
    assert [
        [(cell.column, [document.text[start:end] for start, end in cell.spans]) for cell in row]
        for row in table.rows
    ] == [[(column, [cell]) for column, cell in enumerate(row) if cell] for row in rows]


@pytest.mark.parametrize("make", FORMATS.values(), ids=FORMATS)
def test_awards_are_read_by_the_columns_of_their_table(nlp: Language, make: Make) -> None:
    before = [*HEAD, "Le conseil municipal décide d'attribuer les subventions suivantes :"]
    act = act_of(nlp, make(before, GRANTS, ["Fait et délibéré."]))
    assert [(award.beneficiary, str(award.amount and award.amount.value)) for award in act.facts.awards] == [
        ("Judo Club de Vern", "750.00 EUR @subvention"),
        ("Amicale des Anciens", "400.00 EUR @subvention"),
    ]


@pytest.mark.parametrize("make", FORMATS.values(), ids=FORMATS)
def test_a_roll_is_read_by_the_columns_of_its_table(nlp: Language, make: Make) -> None:
    attendance = act_of(nlp, make(HEAD, ROLL, ["Fait et délibéré."])).facts.attendance
    assert [str(person.value) for person in attendance.present] == ["VASSEUR, Élodie", "LE GUEN, Marc"]
    assert [str(person.value) for person in attendance.absent] == ["PÉRIGNON, Anne"]
    assert [
        (str(proxy.giver.value), str(proxy.holder and proxy.holder.value)) for proxy in attendance.proxies
    ] == [("ASTIER, Paul", "LE GUEN, Marc")]


@pytest.mark.parametrize("make", FORMATS.values(), ids=FORMATS)
def test_votes_are_read_by_the_columns_of_their_table(nlp: Language, make: Make) -> None:
    votes = act_of(nlp, make(HEAD, VOTES, ["Fait et délibéré."])).facts.votes
    assert [(vote.votes_for, vote.against, vote.abstentions) for vote in votes] == [(12, 0, 2), (11, 3, 0)]


@pytest.mark.parametrize("make", FORMATS.values(), ids=FORMATS)
def test_the_figures_of_a_budget_are_read_by_the_headings_of_their_columns(nlp: Language, make: Make) -> None:
    act = act_of(nlp, make(HEAD, BUDGET, ["Fait et délibéré."]))
    assert [str(entity.value) for entity in act.entities if entity.kind == "amount"] == [
        "1200.50 EUR",
        "300.00 EUR",
    ]


WRAPPED = [
    ["Association", "Subvention", "Objet"],
    ["Groupement sportif\nVernois", "750,00 €", "Stage"],
    ["Chorale", "400,00 €", "Tournée\nde printemps"],
    ["Les Anciens", "50,00 €", "Repas"],
]


@pytest.mark.parametrize("make", FORMATS.values(), ids=FORMATS)
def test_a_cell_of_several_lines_is_one_cell(nlp: Language, make: Make) -> None:
    before = [*HEAD, "Le conseil municipal décide d'attribuer les subventions suivantes :"]
    content = make(before, WRAPPED, ["Fait et délibéré."])
    document = read(content)
    (table,) = document.tables
    assert [[cell.words(document.text) for cell in row] for row in table.rows] == [
        [cell.replace("\n", " ") for cell in row] for row in WRAPPED
    ]
    awards = act_of(nlp, content).facts.awards
    assert [(award.beneficiary, str(award.amount and award.amount.value)) for award in awards] == [
        ("Groupement sportif Vernois", "750.00 EUR @subvention"),
        ("Chorale", "400.00 EUR @subvention"),
        ("Les Anciens", "50.00 EUR @subvention"),
    ]


def test_lines_without_a_rule_between_them_are_rows_if_they_have_figures_in_one_column() -> None:
    """As in a table with rules only around it, and below its headings."""

    def framed(canvas: Canvas) -> None:
        for y in (700, 680, 600):
            canvas.line(50, y, 550, y)
        for at, (name, figure) in enumerate([("Nom", "Aide"), ("Judo", "5 €"), ("Vélo", "6 €"), ("Tir", "7 €")]):
            canvas.drawString(60, 685 - 20 * at, name)
            canvas.drawString(300, 685 - 20 * at, figure)

    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=A4, invariant=True)
    framed(canvas)
    canvas.showPage()
    canvas.save()
    document = read(buffer.getvalue())
    assert [[cell.words(document.text) for cell in row] for table in document.tables for row in table.rows] == [
        ["Nom", "Aide"],
        ["Judo", "5 €"],
        ["Vélo", "6 €"],
        ["Tir", "7 €"],
    ]


@pytest.mark.parametrize(
    "content",
    [
        b"<table>" + b"<tr><td>Nom<td>Aide</tr>" * 11_000 + b"</table>",
        b"<table><tr>" + b"<td colspan=1000000000 rowspan=1000000000>a" * 2_000 + b"</table>",
        b"<table><tr><td>" * 300 + b"a<td>b<tr><td>c<td>d",
    ],
    ids=["many cells", "wide spans", "nested"],
)
def test_what_a_hostile_table_costs_is_bounded(content: bytes) -> None:
    document = read(b"<!doctype html>" + content)
    assert sum(len(row) for table in document.tables for row in table.rows) <= 20_000


def test_a_table_of_one_row_or_one_column_is_none() -> None:
    assert read(html(HEAD, [["Nom", "Aide"]], [])).tables == ()
    assert read(html(HEAD, [["Nom"], ["Aide"], ["Total"]], [])).tables == ()
