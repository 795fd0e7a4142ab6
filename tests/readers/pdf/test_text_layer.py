"""PDF with a text layer → pages as a reader would read them; what is no text, or no PDF, with its reason."""

from __future__ import annotations

import io
import logging
import random
from collections.abc import Callable
from pathlib import Path

import pypdfium2
import pytest
import reportlab
from PIL import Image
from reportlab.lib.pagesizes import A4
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from tests.growth import assert_grows_linearly

from recueil import errors
from recueil.readers.document import PageContent, Word, Words
from recueil.readers.pdf import text_layer
from recueil.readers.pdf.page import PdfPage
from recueil.settings import Limits

Draw = Callable[[Canvas], None]

PATH = Path("acte.pdf")
WIDTH, HEIGHT = A4
PROSE = [
    "Monsieur le Maire rappelle au conseil municipal que la commune",
    "soutient chaque année les associations qui animent le bourg, et",
    "qu'il convient de fixer le montant des aides pour l'exercice en",
    "cours, dans la limite des crédits ouverts au budget primitif de",
    "la commune, et selon les demandes que la commission a reçues et",
    "examinées.",
]
BODY = "\n".join(PROSE) + "\n"


def made(*pages: Draw, encrypt: StandardEncryption | None = None) -> bytes:
    """A PDF with the pages that are drawn."""
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=A4, invariant=True, encrypt=encrypt)
    for draw in pages:
        draw(canvas)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def write(canvas: Canvas, x: float, y: float, lines: list[str], leading: float = 14, size: float = 12) -> None:
    """Lines one below the other from a place of the page on, y counted from the top."""
    canvas.setFont("Helvetica", size)
    for at, line in enumerate(lines):
        canvas.drawString(x, HEIGHT - y - at * leading, line)


def lines(*written: tuple[float, float, list[str]]) -> Draw:
    def draw(canvas: Canvas) -> None:
        for each in written:
            write(canvas, *each)

    return draw


def refuse(page: PdfPage) -> PageContent:
    """As where there is no Tesseract."""
    raise errors.OcrMissing(f"page {page.index + 1}: an image.")


def read(content: bytes, limits: Limits | None = None) -> list[PageContent]:
    return text_layer.read(PATH, content, limits or Limits(), refuse)


def texts(*pages: Draw) -> list[str]:
    return [leaf.text for leaf in read(made(*pages))]


def boxes(leaf: PageContent) -> dict[str, tuple[int, int, int, int]]:
    return {leaf.text[word.start : word.end]: (word.x0, word.y0, word.x1, word.y1) for word in leaf.words}


def pages_in(content: bytes) -> tuple[pypdfium2.PdfDocument, list[PdfPage]]:
    document = pypdfium2.PdfDocument(content)
    return document, text_layer.load_pages(PATH, document, Limits())


def scan(canvas: Canvas) -> None:
    """A page that is an image, as scanners make them."""
    canvas.drawImage(ImageReader(Image.new("L", (60, 85), 200)), 0, 0, WIDTH, HEIGHT)


def object_file(*objects: str) -> bytes:
    """A PDF of these objects, numbered from 1, the first its catalogue."""
    content, places = b"%PDF-1.4\n", []
    for number, written in enumerate(objects, 1):
        places.append(len(content))
        content += f"{number} 0 obj\n{written}\nendobj\n".encode()
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    trailer = f"trailer <</Size {len(objects) + 1} /Root 1 0 R>>\nstartxref\n{len(content)}\n%%EOF"
    return content + f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}{trailer}".encode()


def stream(written: str) -> str:
    return f"<</Length {len(written)}>>\nstream\n{written}\nendstream"


def stamp(number: str) -> list[str]:
    return [
        "Envoyé en préfecture le 15/03/2024",
        "Reçu en préfecture le 15/03/2024",
        "Affiché le",
        f"ID : 034-213401722-20240312-{number}-DE",
    ]


def test_one_column_is_read_line_by_line_with_the_place_of_each_word() -> None:
    (leaf,) = read(made(lines((70, 100, ["Objet : aides", "aux associations"]), (70, 160, PROSE))))
    assert leaf.text == "Objet : aides\naux associations\n\n" + BODY
    assert (leaf.width, leaf.height) == (5953, 8419)
    assert list(leaf.words)[:3] == [
        Word(0, 5, 700, 887, 987, 1027),
        Word(6, 7, 1020, 887, 1054, 1027),
        Word(8, 13, 1087, 887, 1374, 1027),
    ]
    assert [leaf.text[word.start : word.end] for word in leaf.words] == leaf.text.split()


def test_lines_set_far_apart_are_no_paragraphs_of_their_own() -> None:
    far: Draw = lambda canvas: write(canvas, 70, 100, PROSE, leading=24)  # noqa: E731
    assert texts(far) == [BODY]


def test_two_columns_are_read_one_after_the_other_below_their_title() -> None:
    left, right = (
        [f"gauche {line[:33]}".strip() for line in PROSE],
        [f"droite {line[:33]}".strip() for line in PROSE],
    )
    page = lines((60, 80, ["Bulletin de la commune, printemps"]), (60, 130, left), (320, 135, right))
    assert texts(page) == [
        "Bulletin de la commune, printemps\n\n" + "\n".join(left) + "\n\n" + "\n".join(right) + "\n"
    ]


def test_columns_whose_lines_are_level_are_still_columns() -> None:
    left, right = (
        [f"gauche {line[:33]}".strip() for line in PROSE],
        [f"droite {line[:33]}".strip() for line in PROSE],
    )
    assert texts(lines((60, 130, left), (320, 130, right))) == ["\n".join(left) + "\n\n" + "\n".join(right) + "\n"]


@pytest.mark.parametrize("level", [0, 5])
@pytest.mark.parametrize("gap", [30, 60])
@pytest.mark.parametrize("count", [4, 8, 12])
def test_columns_above_a_table_are_read_one_after_the_other_and_the_table_by_its_rows(
    count: int, gap: int, level: int
) -> None:
    left, right = ([f"{side} {line[:33]}".strip() for line in PROSE * 2][:count] for side in ("gauche", "droite"))
    below = 130 + 14 * count + gap
    cells = ["Association", "Judo", "Chorale"], ["Subvention", "1 500,00", "800,00"]
    page = lines((60, 130, left), (320, 130 + level, right), (60, below, cells[0]), (330, below, cells[1]))
    first, second, rows = texts(page)[0].split("\n\n")
    assert (first.splitlines(), second.splitlines()) == (left, right)
    assert [row.split(maxsplit=1) for row in rows.splitlines()] == [list(row) for row in zip(*cells, strict=True)]


def test_a_margin_is_read_apart_from_the_text_beside_it() -> None:
    margin = ["Extrait du registre", "des délibérations", "du conseil", "n° 2024 / 12"]
    page = lines((40, 100, margin), (180, 100, [*PROSE, "", *PROSE]), (40, 350, ["Le conseil adopte."]))
    assert texts(page) == ["\n".join(margin) + "\n\n" + BODY + "\n" + BODY + "\nLe conseil adopte.\n"]


def test_a_margin_that_begins_beside_a_paragraph_does_not_part_it() -> None:
    margin = ["Extrait du registre", "des délibérations", "du conseil", "n° 2024 / 12"]
    page = lines((180, 72, ["Séance du 12 mars 2024"]), (180, 100, [*PROSE, "", *PROSE]), (40, 114, margin))
    margin_read = "\n".join(margin)
    assert texts(page) == [f"Séance du 12 mars 2024\n\n{margin_read}\n\n{BODY}\n{BODY}"]


def test_labels_beside_the_paragraphs_they_open_are_read_with_them() -> None:
    page = lines(
        (50, 100, ["Vu", "", "Vu"]),
        (120, 100, ["le code général des collectivités territoriales, et notamment", "ses articles L. 2121-7,"]),
        (120, 128, ["le code de l'urbanisme, et notamment ses articles relatifs aux", "permis de construire,"]),
    )
    assert [line.split()[:2] for line in texts(page)[0].splitlines() if line.startswith("Vu")] == [
        ["Vu", "le"],
        ["Vu", "le"],
    ]


def test_bullets_stand_with_their_items() -> None:
    assert texts(lines((70, 100, ["-", "-"]), (110, 100, ["approuve le plan ;", "autorise le maire."]))) == [
        "- approuve le plan ;\n- autorise le maire.\n"
    ]


def table(canvas: Canvas) -> None:
    """Amounts at the right of their column and, where the name has two lines, in the middle of them."""
    write(canvas, 60, 100, ["Association", "Amicale laïque", "Judo"], leading=20)
    write(canvas, 60, 160, ["Association sportive de", "Montpeyroux"], leading=14)
    write(canvas, 250, 100, ["Nature"])
    canvas.drawRightString(420, HEIGHT - 100, "Subvention (€)")
    for y, nature, amount in ((120, "6574", "1 500,00"), (140, "6574", "12 000,00"), (167, "65748", "800,00")):
        write(canvas, 250, y, [nature])
        canvas.drawRightString(420, HEIGHT - y, amount)


def test_a_row_of_a_table_is_one_line_below_its_header() -> None:
    text = texts(table)[0]
    rows = text.splitlines()
    cells = [[cell.strip() for cell in row.split("   ") if cell] for row in rows]
    assert cells == [
        ["Association", "Nature", "Subvention (€)"],
        ["Amicale laïque", "6574", "1 500,00"],
        ["Judo", "6574", "12 000,00"],
        ["Association sportive de Montpeyroux", "65748", "800,00"],
    ]
    head, *amounts = rows
    column = range(head.index("Subvention"), len(head) + 1)
    assert {row.index("657") for row in amounts} == {head.index("Nature")}
    assert all(row.rindex(",") in column for row in amounts)


def drawn_table(canvas: Canvas, *rows: list[list[str]], starts: tuple[int, ...], height: int = 30) -> None:
    """A table whose rows and columns are drawn: of each cell its lines, 3 points from the rule at its left."""
    bottom = 100 + len(rows) * height
    for start in starts:
        canvas.line(start, HEIGHT - 100, start, HEIGHT - bottom)
    for at in range(len(rows) + 1):
        canvas.line(starts[0], HEIGHT - 100 - at * height, starts[-1], HEIGHT - 100 - at * height)
    for at, row in enumerate(rows):
        for start, cell in zip(starts, row, strict=False):
            write(canvas, start + 3, 112 + at * height, cell, leading=12)


def cells_of(draw: Draw) -> list[list[list[str]]]:
    """The cells of each row of the tables of a page."""
    (leaf,) = read(made(draw))
    return [
        [["".join(leaf.text[start:end]) for start, end in cell.spans] for cell in row]
        for table in leaf.tables.iter_shifted(0)
        for row in table.rows
    ]


def test_a_rule_between_two_words_parts_cells_however_close_they_are() -> None:
    def page(canvas: Canvas) -> None:
        rows = (
            [["Achats"], ["2 504"], ["Ville de Vertbourg"], ["40 000"]],
            [["Impôts"], ["11 300"], ["Région"], ["800"]],
        )
        drawn_table(canvas, *rows, starts=(60, 105, 145, 255, 330))

    assert cells_of(page) == [
        [["Achats"], ["2 504"], ["Ville de Vertbourg"], ["40 000"]],
        [["Impôts"], ["11 300"], ["Région"], ["800"]],
    ]


def test_words_of_a_justified_line_between_two_rules_are_one_cell() -> None:
    def page(canvas: Canvas) -> None:
        drawn_table(canvas, [[], ["Paul NEUVILLE"]], [["Judo"], ["Anne BREVAL"]], starts=(60, 250, 400))
        for x, word in ((63, "Commission"), (155, "des"), (200, "finances")):
            write(canvas, x, 112, [word])

    assert cells_of(page) == [
        [["Commission des finances"], ["Paul NEUVILLE"]],
        [["Judo"], ["Anne BREVAL"]],
    ]


def test_figures_between_two_rules_stay_apart() -> None:
    def page(canvas: Canvas) -> None:
        drawn_table(canvas, [[], ["2024"]], [[], ["2025"]], starts=(60, 250, 400))
        for x, words in ((63, ["Achats", "Impôts"]), (120, ["500,00", "700,00"])):
            write(canvas, x, 112, words, leading=30)

    assert cells_of(page) == [[["Achats"], ["500,00"], ["2024"]], [["Impôts"], ["700,00"], ["2025"]]]


def test_a_table_whose_rows_and_columns_are_drawn_is_read_across_though_its_cells_are_prose() -> None:
    def page(canvas: Canvas) -> None:
        rows = [
            [[name], PROSE[at : at + 3]] for at, name in enumerate(["Finances", "Travaux", "Écoles", "Sports"])
        ]
        drawn_table(canvas, *rows, starts=(60, 130, 520), height=45)

    assert [row[0] for row in cells_of(page)] == [["Finances"], ["Travaux"], ["Écoles"], ["Sports"]]


def test_the_background_of_words_and_boxes_to_tick_part_no_line() -> None:
    def page(canvas: Canvas) -> None:
        write(canvas, 70, 100, ["Le conseil adopte le budget   par 12 voix"])
        write(canvas, 300, 140, ["x   1 500 €"])
        canvas.setFillColorRGB(0, 1, 0, 0.3)
        canvas.rect(138, HEIGHT - 103, 50, 16, stroke=0, fill=1)
        canvas.rect(229, HEIGHT - 102, 9, 9, fill=0)

    assert texts(page)[0].splitlines()[0] == "Le conseil adopte le budget par 12 voix"


def test_a_cell_that_goes_on_below_is_on_the_line_of_its_row() -> None:
    def page(canvas: Canvas) -> None:
        write(canvas, 60, 100, ["921", "922"], leading=34)
        write(canvas, 110, 100, ["Réseau français des", "villes en santé"])
        write(canvas, 110, 134, ["Association de la", "rue"])
        write(canvas, 240, 100, ["1 209 €", "55 €"], leading=34)

    assert [row.split("   ") for row in texts(page)[0].splitlines()] == [
        ["921", "  Réseau français des villes en santé", "1 209 €"],
        ["922", "  Association de la rue", "", "", "", "", "  55 €"],
    ]


def test_names_in_a_cell_stay_on_lines_of_their_own() -> None:
    def page(canvas: Canvas) -> None:
        write(canvas, 60, 100, ["Commission des finances"])
        write(canvas, 260, 100, ["Titulaires :", "- Luc MARTIN", "- Anne DUBREUIL"])

    assert texts(page) == [
        "Commission des finances" + " " * 10 + "Titulaires :\n"
        + " " * 33 + "- Luc MARTIN\n"
        + " " * 33 + "- Anne DUBREUIL\n"
    ]  # fmt: skip


def test_a_stamp_over_the_text_comes_first_and_once() -> None:
    def page(canvas: Canvas) -> None:
        write(canvas, 70, 100, PROSE)
        write(canvas, 380, 96, stamp("2024_012"), leading=9, size=7)

    first, second = texts(page, page)
    assert first == "\n".join(stamp("2024_012")) + "\n\n" + BODY
    assert second == BODY


def test_a_stamp_with_another_identifier_is_another_stamp() -> None:
    pages = [lines((380, 30, stamp(number)), (70, 200, PROSE)) for number in ("12", "12", "13", "13")]
    found = [text.splitlines()[3] if text != BODY else None for text in texts(*pages)]
    assert found == ["ID : 034-213401722-20240312-12-DE", None, "ID : 034-213401722-20240312-13-DE", None]


def test_headers_and_page_numbers_are_kept_once_where_they_first_stand() -> None:
    pages = [
        lines((70, 40, ["Commune de Vauxclair"]), (70, 120, PROSE), (280, 800, [f"Page {number}/4"]))
        for number in range(1, 5)
    ]
    assert texts(*pages) == ["Commune de Vauxclair\nPage 1/4\n\n" + BODY, BODY, BODY, BODY]


def test_a_header_with_other_figures_is_another_header() -> None:
    heads = [f"Délibération n°2024-{number:02}" for number in (1, 1, 2, 2, 7)]
    found = texts(*(lines((70, 40, [head]), (70, 120, PROSE)) for head in heads))
    assert [text.splitlines()[0] == head for text, head in zip(found, heads, strict=True)] == [
        True, True, True, True, True,
    ]  # fmt: skip


def test_what_stands_in_the_same_place_of_two_pages_by_chance_stays() -> None:
    sentence = ["Après en avoir délibéré, le conseil municipal à l'unanimité", *PROSE]
    pages = [lines((70, 60 + at, sentence if at in (0, 3) else PROSE)) for at in range(4)]
    found = texts(*pages)
    assert [text.startswith("Après en avoir") for text in found] == [True, False, False, True]


def test_the_head_of_a_table_stays_above_its_rows_on_each_page() -> None:
    def page(number: int) -> Draw:
        names = [f"Association {number}-{row}" for row in range(5)]
        figures = [f"{number}{row}0,00 €" for row in range(5)]
        return lines((70, 60, ["Bénéficiaire", *names]), (400, 60, ["Montant", *figures]))

    assert all(text.startswith("Bénéficiaire   ") for text in texts(*map(page, range(4))))


def test_the_letterhead_of_each_act_stays_where_acts_begin() -> None:
    act = lines((70, 40, ["Commune de Vauxclair"]), (70, 120, ["ARRÊTÉ du maire", *PROSE]))
    assert texts(act, act, act) == ["Commune de Vauxclair\n\nARRÊTÉ du maire\n" + BODY] * 3


def test_a_word_broken_at_the_end_of_a_line_keeps_hyphen_and_line() -> None:
    assert texts(lines((70, 100, ["Mme Anne-", "Louise DUPONT, pré-", "sidente"]))) == [
        "Mme Anne-\nLouise DUPONT, pré-\nsidente\n"
    ]


@pytest.fixture(scope="module")
def vera() -> str:
    """A font with more letters than PDF has of its own."""
    pdfmetrics.registerFont(TTFont("Vera", Path(reportlab.__file__).parent / "fonts" / "Vera.ttf"))
    return "Vera"


def test_ligatures_are_letters(vera: str) -> None:
    def page(canvas: Canvas) -> None:
        canvas.setFont(vera, 12)
        canvas.drawString(70, 700, "ﬁnances et ﬂeurs")

    (leaf,) = read(made(page))
    assert leaf.text == "finances et fleurs\n"
    assert [(word.start, word.end) for word in leaf.words] == [(0, 8), (9, 11), (12, 18)]


def test_letters_that_stand_for_nothing_are_no_text() -> None:
    content = object_file(
        "<</Type /Catalog /Pages 2 0 R>>",
        "<</Type /Pages /Count 1 /Kids [3 0 R]>>",
        "<</Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources <</Font <</F 5 0 R>>>>>>",
        stream("BT /F 12 Tf 70 700 Td (HIJKL HIMNOP IJ) Tj ET"),
        "<</Type /Font /Subtype /Type1 /BaseFont /Helvetica /ToUnicode 6 0 R>>",
        stream("1 begincodespacerange <00> <ff> endcodespacerange 1 beginbfrange <41> <5a> <e001> endbfrange"),
    )
    document, (only,) = pages_in(content)
    with document:
        assert only.garbled
        assert only.needs_ocr
        assert only.leaf.text == "\n"
    with pytest.raises(errors.OcrMissing, match="page 1: an image"):
        read(content)


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
def test_a_rotated_page_is_read_as_it_is_shown(rotation: int) -> None:
    """What is drawn so that the rotation sets it upright has the boxes of an upright page."""

    def page(canvas: Canvas) -> None:
        canvas.setPageRotation(rotation)  # reportlab gives the page the size that shows A4
        canvas.translate(*(A4 if rotation % 180 == 0 else A4[::-1]))
        canvas.translate(*(-side / 2 for side in (A4 if rotation % 180 == 0 else A4[::-1])))
        canvas.rotate(rotation)
        canvas.setFont("Helvetica", 12)
        for at, line in enumerate(PROSE):
            canvas.drawString(-150, 100 - 14 * at, line)

    (leaf,) = read(made(page))
    assert leaf.text == BODY
    assert (leaf.width, leaf.height) == (5953, 8419)
    x0, y0, x1, y1 = boxes(leaf)["Monsieur"]
    assert abs(x0 - (WIDTH / 2 - 150) * 10) <= 2
    assert y0 < (HEIGHT / 2 - 100) * 10 < y1
    assert x1 - x0 > y1 - y0


def test_turned_text_is_read_after_the_text_it_stands_beside() -> None:
    def page(canvas: Canvas) -> None:
        canvas.saveState()
        canvas.translate(30, 300)
        canvas.rotate(90)
        canvas.drawString(0, 0, "Certifié exact par le maire")
        canvas.restoreState()
        write(canvas, 70, 100, PROSE)
        canvas.translate(200, 100)
        canvas.rotate(45)
        canvas.drawString(0, 0, "PROJET de budget")

    (leaf,) = read(made(page))
    assert leaf.text == BODY + "\nCertifié exact par le maire\n\nPROJET de budget\n"
    x0, y0, x1, y1 = boxes(leaf)["exact"]
    assert x1 < 340
    assert y1 - y0 > x1 - x0


def write_invisible(canvas: Canvas, x: float, y: float, lines: list[str]) -> None:
    """Lines as programs that recognise scans write them: over the page, in letters that are not drawn."""
    text = canvas.beginText(x, HEIGHT - y)
    text.setTextRenderMode(3)
    text.setFont("Helvetica", 12, leading=14)
    text.textLines(lines)
    canvas.drawText(text)


def test_an_invisible_layer_over_visible_text_is_not_read_a_second_time() -> None:
    def page(canvas: Canvas) -> None:
        write(canvas, 70, 100, PROSE)
        write_invisible(canvas, 70.7, 101, [line.replace("m", "rn").replace("é", "e") for line in PROSE])
        write_invisible(canvas, 70, 300, ["Le Maire, Paul NEUVILLE"])

    assert texts(page) == [BODY + "\nLe Maire, Paul NEUVILLE\n"]


def test_an_invisible_layer_alone_is_the_text_of_a_scan() -> None:
    def page(canvas: Canvas) -> None:
        scan(canvas)
        write_invisible(canvas, 70, 100, PROSE * 2)

    assert texts(page) == [BODY + BODY]


def test_what_stands_off_the_page_is_not_read() -> None:
    assert texts(lines((70, 100, PROSE), (700, 100, ["hors champ"]), (70, -80, ["au-dessus"]))) == [BODY]


def test_form_fields_are_read_where_they_stand() -> None:
    def page(canvas: Canvas) -> None:
        write(canvas, 70, 100, ["Nom :", "Fait à Vauxclair"], leading=40)
        canvas.acroForm.textfield(
            name="nom", value="Philippe MARTIN", x=120, y=HEIGHT - 105, width=200, height=18, fontSize=12
        )

    (leaf,) = read(made(page))
    assert leaf.text == "Nom : Philippe MARTIN\n\nFait à Vauxclair\n"
    x0, y0, x1, y1 = boxes(leaf)["Philippe"]
    assert 1200 <= x0 < x1 <= 3200
    assert 870 <= y0 < y1 <= 1060


def test_pages_that_are_images_need_ocr() -> None:
    document, pages = pages_in(
        made(scan, lines((70, 100, PROSE)), lines((70, 100, ["Fait à Vauxclair"])), lines())
    )
    with document:
        assert [page.needs_ocr for page in pages] == [True, False, False, False]
        assert [page.is_readable for page in pages] == [False, True, True, False]


def test_a_page_that_cannot_be_recognised_makes_the_file_fail() -> None:
    with pytest.raises(errors.OcrMissing, match="page 2: an image"):
        read(made(lines((70, 100, PROSE)), scan))


@pytest.mark.parametrize("pages", [[lines()], [lines(), lines()]], ids=["blank", "blanks"])
def test_a_file_without_text_says_so(pages: list[Draw]) -> None:
    with pytest.raises(errors.FileEmpty, match=rf"nothing on its pages \({len(pages)}\)"):
        read(made(*pages))


def in_strips(canvas: Canvas) -> None:
    for at in range(10):
        canvas.drawImage(ImageReader(Image.new("L", (60, 8), 200)), 0, at * HEIGHT / 10, WIDTH, HEIGHT / 10)


def in_a_form(canvas: Canvas) -> None:
    canvas.beginForm("scan")
    canvas.drawImage(ImageReader(Image.new("L", (60, 85), 200)), 0, 0, 10, 10)
    canvas.endForm()
    canvas.scale(WIDTH / 10, HEIGHT / 10)
    canvas.doForm("scan")


def outlines(canvas: Canvas) -> None:
    for at in range(400):
        canvas.line(70 + at % 20 * 20, 700 - at // 20 * 12, 80 + at % 20 * 20, 706 - at // 20 * 12)


@pytest.mark.parametrize("page", [in_strips, in_a_form, outlines])
def test_images_in_pieces_and_letters_as_outlines_need_ocr_too(page: Draw) -> None:
    document, (only,) = pages_in(made(page))
    with document:
        assert only.needs_ocr


def stamped_scan(canvas: Canvas) -> None:
    scan(canvas)
    write(canvas, 380, 30, stamp("2024_012"), leading=9, size=7)


def test_a_scan_with_the_text_of_a_stamp_needs_ocr_all_the_same() -> None:
    with pytest.raises(errors.OcrMissing):
        read(made(stamped_scan))


def test_what_is_recognised_comes_below_what_the_layer_says() -> None:
    def recognise(page: PdfPage) -> PageContent:
        return PageContent(
            f"page {page.index}\n", page.leaf.width, page.leaf.height, Words([Word(0, 4, 1, 2, 3, 4, 96)])
        )

    content = made(lines((70, 100, PROSE)), stamped_scan, scan)
    first, second, third = text_layer.read(PATH, content, Limits(), recognise)
    assert first.text == BODY
    assert second.text == "\n".join(stamp("2024_012")) + "\n\npage 1\n"
    *_, last = second.words
    assert second.text[last.start : last.end] == "page"
    assert last.confidence == 96
    assert third == PageContent("page 2\n", 5953, 8419, Words([Word(0, 4, 1, 2, 3, 4, 96)]))


def test_the_image_of_a_page_has_not_the_text_that_was_read() -> None:
    document, (page,) = pages_in(made(stamped_scan))
    with document:
        image = page.render(100)
        assert image.size == (827, 1170)
        assert image.convert("L").getextrema() == (200, 200)


def test_the_image_of_a_huge_page_has_a_bound() -> None:
    def huge(canvas: Canvas) -> None:
        canvas.setPageSize((14_000, 14_000))
        canvas.drawImage(ImageReader(Image.new("L", (4, 4), 200)), 0, 0, 14_000, 14_000)

    document, (page,) = pages_in(made(huge))
    with document:
        width, height = page.render(300).size
        assert 5_000 < width == height <= 6_000


GOOD = made(lines((70, 100, PROSE)), lines((70, 100, PROSE)), lines((70, 100, PROSE)))
SECRET = made(lines((70, 100, PROSE)), encrypt=StandardEncryption("secret", ownerPassword="owner"))
OPEN = made(lines((70, 100, PROSE)), encrypt=StandardEncryption("", ownerPassword="owner"))
ENDLESS = object_file("<</Type /Catalog /Pages 2 0 R>>", "<</Type /Pages /Count 2 /Kids [2 0 R 2 0 R]>>")
NO_PAGE = object_file("<</Type /Catalog /Pages 2 0 R>>", "<</Type /Pages /Count 0 /Kids []>>")

REFUSED: dict[str, tuple[bytes, type[errors.ReadError], str]] = {
    "encrypted": (SECRET, errors.PdfEncrypted, "asks for a password"),
    "truncated": (GOOD[:400], errors.PdfBroken, "the PDF is damaged"),
    "no objects": (b"%PDF-1.4\n" + b"\xff\x00" * 500, errors.PdfBroken, "the PDF is damaged"),
    "endless page tree": (ENDLESS, errors.PdfBroken, "the PDF is damaged"),
    "no page": (NO_PAGE, errors.PdfBroken, "the PDF is damaged"),
    "too many pages": (GOOD, errors.FileTooLarge, "3 pages, more than 2"),
    "too much text": (made(lines((70, 100, PROSE * 8))), errors.FileTooLarge, "more than 900 characters of text"),
}


@pytest.mark.parametrize(("content", "error", "words"), REFUSED.values(), ids=REFUSED)
def test_a_refused_file_has_its_reason(content: bytes, error: type[errors.ReadError], words: str) -> None:
    with pytest.raises(errors.ReadError, match=words) as caught:
        read(content, Limits(pages=2, characters=900))
    assert type(caught.value) is error
    assert caught.value.message.startswith(f"{PATH}: ")
    assert caught.value.advice.endswith(".")


def test_a_file_anyone_may_open_is_read_though_it_is_encrypted() -> None:
    assert [leaf.text for leaf in read(OPEN)] == [BODY]


def test_a_broken_table_of_objects_is_made_again() -> None:
    start = GOOD.rindex(b"startxref")
    assert [leaf.text for leaf in read(GOOD[:start] + b"startxref\n999999\n%%EOF")] == [BODY] * 3


def numbered(many: int) -> bytes:
    return made(*(lines((70, 100, [f"Article {number}"])) for number in range(many)))


def test_many_pages_are_read_in_their_order() -> None:
    assert [leaf.text for leaf in read(numbered(200))] == [f"Article {number}\n" for number in range(200)]


def test_many_pages_take_time_in_proportion(size: int) -> None:
    assert_grows_linearly(read, numbered, size // 40)


def scattered(canvas: Canvas, many: int) -> None:
    """Draw so many letters all over the page."""
    chance = random.Random(1)
    canvas.setFont("Helvetica", 2)
    for _ in range(many):
        canvas.drawString(chance.uniform(0, 590), chance.uniform(0, 840), chance.choice("abc"))


def in_a_row(canvas: Canvas, many: int) -> None:
    canvas.setFont("Helvetica", 0.05)
    for at in range(many):
        canvas.drawString(at * 580 / many, 400, "a")


@pytest.mark.parametrize("draw", [scattered, in_a_row])
def test_more_letters_than_are_put_in_lines_take_time_in_proportion(
    draw: Callable[[Canvas, int], None], size: int
) -> None:
    assert_grows_linearly(read, lambda many: made(lambda canvas: draw(canvas, many)), size)


@pytest.mark.parametrize("many", [500, pytest.param(2_900, marks=pytest.mark.slow)])
def test_every_tiny_letter_is_read(many: int) -> None:
    (leaf,) = read(made(lambda canvas: in_a_row(canvas, many)))
    assert leaf.text.split() == ["a"] * many


def test_a_form_in_xfa_warns_nobody(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    content = object_file(
        "<</Type/Catalog/Pages 2 0 R/AcroForm<</XFA(<x/>)/Fields[]>>>>",
        "<</Type/Pages/Count 1/Kids[3 0 R]>>",
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>>>",
        stream("BT /F 12 Tf 60 700 Td (Vu le code) Tj ET"),
    )
    monkeypatch.setattr(logging.getLogger(), "handlers", [])
    assert [leaf.text for leaf in read(content)] == ["Vu le code\n"]
    assert capsys.readouterr() == ("", "")
