"""DOCX and ODT → pages of text, as who opens the file reads them; or the reason why not."""

from __future__ import annotations

import inspect
import io
import sys
import zipfile
from pathlib import Path

import pytest
from tests.readers.making import STRICT, cells, docx, odt, p, packed, r, row, t
from tests.tables import each_row

from recueil import errors
from recueil.readers import detect
from recueil.readers.reader import read
from recueil.settings import Limits


def item(text: str, level: int = 0, numbered: int = 1) -> str:
    """A list item of Word."""
    return p(text, f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{numbered}"/></w:numPr>')


def level(number: int, kind: str, text: str) -> str:
    """How a level of a Word list is numbered."""
    return f'<w:lvl w:ilvl="{number}"><w:start w:val="1"/><w:numFmt w:val="{kind}"/><w:lvlText w:val="{text}"/></w:lvl>'


NUMBERING = (
    f'<w:abstractNum w:abstractNumId="7">{level(0, "decimal", "Article %1 :")}{level(1, "lowerLetter", "%2)")}'
    f"{level(2, 'upperRoman', '%1.%3')}</w:abstractNum>"
    f'<w:abstractNum w:abstractNumId="8">{level(0, "bullet", chr(0xF0B7))}{level(1, "bullet", "-")}</w:abstractNum>'
    '<w:num w:numId="1"><w:abstractNumId w:val="7"/></w:num>'
    '<w:num w:numId="2"><w:abstractNumId w:val="8"/></w:num>'
    '<w:num w:numId="3"><w:abstractNumId w:val="7"/>'
    '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride></w:num>'
)
PAGE = '<w:r><w:br w:type="page"/></w:r>'
NEXT_PAGE = "<w:pPr><w:sectPr/></w:pPr>"
BOX = f"<w:r><mc:AlternateContent><mc:Choice><w:txbxContent>{p('Reçu le 3 mai')}</w:txbxContent></mc:Choice><mc:Fallback><w:txbxContent>{p('Reçu le 3 mai')}</w:txbxContent></mc:Fallback></mc:AlternateContent></w:r>"
HEADERS = "".join(
    f'<w:headerReference w:type="{kind}" r:id="header{n}"/>'
    for n, kind in enumerate(("default", "first", "even"), 1)
)

DOCX: dict[str, tuple[bytes, list[str]]] = {
    "paragraphs": (docx(p("Vu le code,") + p() + p() + p("DÉCIDE")), ["Vu le code,\n\nDÉCIDE\n"]),
    "strict": (docx(p("Vu le code,"), namespace=STRICT), ["Vu le code,\n"]),
    "runs": (docx(f"<w:p>{r('Mon')}{r('tpel')}<w:r><w:tab/><w:noBreakHyphen/><w:softHyphen/><w:t>lier</w:t></w:r></w:p>"), ["Montpel   -lier\n"]),
    "breaks": (docx(f"<w:p>{r('un')}<w:r><w:br/></w:r>{r('deux')}<w:r><w:cr/></w:r>{r('trois')}</w:p>"), ["un\ndeux\ntrois\n"]),
    "page break": (docx(f"<w:p>{r('un')}{PAGE}{r('deux')}</w:p>" + p("trois")), ["un\n", "deux\ntrois\n"]),
    "page before": (docx(p("un", "<w:pageBreakBefore/>") + p("deux", '<w:pageBreakBefore w:val="0"/>') + p("trois", "<w:pageBreakBefore/>")), ["un\ndeux\n", "trois\n"]),
    "page before by style": (
        docx(p("un") + p("deux", '<w:pStyle w:val="b"/>'), styles='<w:style w:styleId="a"><w:pPr><w:pageBreakBefore/></w:pPr></w:style><w:style w:styleId="b"><w:basedOn w:val="a"/></w:style>'),
        ["un\n", "deux\n"],
    ),
    "sections": (
        docx(f"<w:p>{NEXT_PAGE}{r('un')}</w:p><w:p>{NEXT_PAGE}{r('deux')}</w:p>{p('trois')}<w:sectPr><w:type w:val='continuous'/></w:sectPr>"),
        ["un\n", "deux\ntrois\n"],
    ),
    "table": (
        docx(f"<w:tbl>{row('Bénéficiaire', 'Montant')}{row('Judo', '1 500,00 €')}{row('', 'Total')}</w:tbl>"),
        ["Bénéficiaire   Montant\nJudo           1 500,00 €\n               Total\n"],
    ),
    "merged cells": (
        docx(f'<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val="2"/></w:tcPr>{p("Subventions de l’année")}</w:tc><w:tc>{p("€")}</w:tc></w:tr>{row("A", "Judo", "5")}</w:tbl>'),
        ["Subventions de l’année   €\nA   Judo   5\n"],
    ),
    "table in a table": (
        docx(f"<w:tbl><w:tr><w:tc>{p('Acte')}<w:tbl>{row('65', '12 €')}{row('6574', '5 €')}</w:tbl>{p()}</w:tc></w:tr></w:tbl>"),
        ["Acte\n65     12 €\n6574   5 €\n"],
    ),
    "lists": (
        docx(item("un") + item("a", 1) + item("b", 1) + item("deux") + item("c", 1) + item("d", 2) + item("point", 0, 2) + item("tiret", 1, 2) + item("encore", 0, 3) + item("rien", 0, 0), numbering=NUMBERING),
        ["Article 1 : un\na) a\nb) b\nArticle 2 : deux\na) c\n2.I d\n• point\n- tiret\nArticle 1 : encore\nrien\n"],
    ),
    "headers and footers": (
        docx(p("texte") + f'<w:sectPr>{HEADERS}<w:footerReference w:type="default" r:id="footer1"/></w:sectPr>',
             header1=p("Ville de Vauxclair"), header2=p("jamais"), header3=p("jamais"), footer1=p("Page 1")),
        ["Ville de Vauxclair\nPage 1\ntexte\n"],
    ),
    "headers that differ in the page number": (
        docx("".join(f'<w:p><w:pPr><w:sectPr><w:type w:val="continuous"/><w:headerReference w:type="default" r:id="header{n}"/></w:sectPr></w:pPr>{r(str(n))}</w:p>' for n in (1, 2)),
             header1=f'<w:p>{r("Acte ")}<w:fldSimple w:instr=" PAGE ">{r("1")}</w:fldSimple></w:p>', header2=f'<w:p>{r("Acte ")}<w:fldSimple w:instr=" PAGE ">{r("2")}</w:fldSimple></w:p>'),
        ["Acte 1\n1\n2\n"],
    ),
    "notes": (
        docx(f"<w:p>{r('Le prix')}<w:r><w:footnoteReference w:id='4'/></w:r>{r(' est de 5 €')}<w:r><w:endnoteReference w:id='4'/></w:r></w:p>{p('fin')}",
             footnotes=f'<w:footnote w:id="0">{p("trait")}</w:footnote><w:footnote w:id="4"><w:p><w:r><w:footnoteRef/></w:r>{r(" hors taxes")}</w:p></w:footnote>', endnotes=f'<w:endnote w:id="4">{p("par an")}</w:endnote>'),
        ["Le prix[1] est de 5 €[2]\nfin\n[1] hors taxes\n[2] par an\n"],
    ),
    "tracked changes": (
        docx(f"<w:p>{r('Le maire ')}<w:del><w:r><w:delText>refuse</w:delText></w:r></w:del><w:ins>{r('accepte')}</w:ins></w:p>"
             f"{p('Ici', '<w:rPr><w:del/></w:rPr>')}{p(' même')}<w:tbl><w:tr><w:trPr><w:del/></w:trPr><w:tc>{p('ôté')}</w:tc></w:tr>{row('gardé')}</w:tbl>"
             f"<w:p><w:moveFrom>{r('déplacé')}</w:moveFrom></w:p><w:p><w:moveTo>{r('déplacé')}</w:moveTo></w:p>"),
        ["Le maire accepte\nIci même\ngardé\n\ndéplacé\n"],
    ),
    "hidden text": (
        docx(f"<w:p>{r('vu')}{r('caché', '<w:vanish/>')}{r('caché', '<w:rStyle w:val=&quot;h&quot;/>'.replace('&quot;', chr(34)))}{r(' aussi', '<w:vanish w:val=&quot;0&quot;/>'.replace('&quot;', chr(34)))}</w:p>",
             styles='<w:style w:styleId="h"><w:rPr><w:vanish/></w:rPr></w:style>'),
        ["vu aussi\n"],
    ),
    "text box": (docx(f"<w:p>{r('L’an ')}{BOX}{r('2024')}</w:p>{p('fin')}"), ["L’an 2024\nReçu le 3 mai\nfin\n"]),
    "fields and links": (
        docx(f"<w:p><w:r><w:instrText>HYPERLINK x</w:instrText></w:r><w:hyperlink>{r('le lien')}</w:hyperlink><w:sdt><w:sdtPr/><w:sdtContent>{r(' et la date')}</w:sdtContent></w:sdt><w:r><w:sym w:font='Wingdings' w:char='F0FE'/><w:sym w:char='F001'/></w:r></w:p>"),
        ["le lien et la date☒\ufffd\n"],
    ),
    "styles in a circle": (
        docx(p("texte", '<w:pStyle w:val="a"/>'), styles='<w:style w:styleId="a"><w:basedOn w:val="b"/></w:style><w:style w:styleId="b"><w:basedOn w:val="a"/></w:style>'),
        ["texte\n"],
    ),
}  # fmt: skip


def pages(path: Path, content: bytes) -> list[str]:
    path.write_bytes(content)
    document = read(path, Limits())
    return [document.text[page.start : page.end] for page in document.pages]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "acte"


@pytest.mark.parametrize(("content", "expected"), DOCX.values(), ids=DOCX)
def test_docx_is_read_as_word_shows_it(file: Path, content: bytes, expected: list[str]) -> None:
    assert pages(file, content) == expected
    assert read(file, Limits()).media == detect.DOCX


# ODT


def style(name: str, attributes: str = "", inside: str = "", family: str = "paragraph") -> str:
    """A style of ODF."""
    return f'<style:style style:name="{name}" style:family="{family}" {attributes}>{inside}</style:style>'


LIST_STYLE = (
    '<text:list-style style:name="L"><text:list-level-style-number text:level="1" style:num-prefix="Article " style:num-suffix=" :" style:num-format="1"/>'
    '<text:list-level-style-number text:level="2" style:num-suffix="." style:num-format="i" text:display-levels="2"/>'
    '<text:list-level-style-bullet text:level="3" text:bullet-char="&#xF0B7;"/></text:list-style>'
    '<text:list-style style:name="M"><text:list-level-style-bullet text:level="1" text:bullet-char="-"/></text:list-style>'
)
BREAK = style("B", inside='<style:paragraph-properties fo:break-before="page"/>')
MASTERS = (
    "<office:master-styles>"
    f'<style:master-page style:name="Standard"><style:header>{t("Ville de Vauxclair")}</style:header><style:footer>{t("Page <text:page-number>1</text:page-number>")}</style:footer></style:master-page>'
    f'<style:master-page style:name="Other"><style:header>{t("jamais")}</style:header></style:master-page></office:master-styles>'
)

ODT: dict[str, tuple[bytes, list[str]]] = {
    "paragraphs": (odt(f"<text:h>Titre</text:h>{t('Vu <text:span>le </text:span> code')}{t('')}{t('fin')}"), ["Titre\nVu le code\n\nfin\n"]),
    "blanks": (odt(t("a\n  b<text:s text:c='3'/>c<text:tab/>d<text:line-break/>e<text:soft-page-break/>f")), ["a b   c   d\nef\n"]),
    "page breaks": (
        odt(t("un") + t("deux", "C") + t("trois", "A") + t("quatre"), BREAK + style("C", 'style:parent-style-name="B"') + style("A", inside='<style:paragraph-properties fo:break-after="page"/>')),
        ["un\n", "deux\ntrois\n", "quatre\n"],
    ),
    "another kind of page": (odt(t("un") + t("deux", "M"), style("M", 'style:master-page-name="Landscape"')), ["un\n", "deux\n"]),
    "table": (
        odt(f"<table:table><table:table-header-rows>{cells('Bénéficiaire', 'Montant')}</table:table-header-rows>{cells('Judo', '1 500,00 €')}"
            f"<table:table-row><table:table-cell table:number-columns-spanned='2'>{t('Fin')}</table:table-cell><table:covered-table-cell/></table:table-row>"
            f"<table:table-row><table:table-cell table:number-columns-repeated='16384'/></table:table-row></table:table>"),
        ["Bénéficiaire   Montant\nJudo           1 500,00 €\nFin\n"],
    ),
    "lists": (
        odt(f"<text:list text:style-name='L'><text:list-item>{t('un')}<text:list><text:list-item>{t('a')}{t('suite')}<text:list><text:list-item>{t('point')}</text:list-item></text:list></text:list-item></text:list></text:list-item><text:list-item>{t('deux')}</text:list-item></text:list>"
            f"{t('entre')}<text:list text:style-name='L' text:continue-numbering='true'><text:list-item>{t('trois')}</text:list-item></text:list>"
            f"<text:list text:style-name='L' xml:id='x'><text:list-header>{t('sans')}</text:list-header><text:list-item text:start-value='9'>{t('neuf')}</text:list-item></text:list><text:list text:style-name='M'><text:list-item>{t('tiret')}</text:list-item></text:list>"
            f"<text:list text:style-name='L' text:continue-list='x'><text:list-item>{t('dix')}</text:list-item></text:list><text:list text:style-name='L'><text:list-item>{t('un')}</text:list-item></text:list>", LIST_STYLE),
        ["Article 1 : un\n1.i. a\nsuite\n• point\nArticle 2 : deux\nentre\nArticle 3 : trois\nsans\nArticle 9 : neuf\n- tiret\nArticle 10 : dix\nArticle 1 : un\n"],
    ),
    "headers and footers": (odt(t("texte"), common=MASTERS), ["Ville de Vauxclair\nPage 1\ntexte\n"]),
    "notes": (
        odt(t(f"Le prix<text:note text:note-class='footnote'><text:note-citation>1</text:note-citation><text:note-body>{t('hors taxes')}</text:note-body></text:note> est de 5 €") + t("fin")),
        ["Le prix[1] est de 5 €\nfin\n[1] hors taxes\n"],
    ),
    "tracked changes": (
        odt(f"<text:tracked-changes><text:changed-region><text:deletion>{t('refuse')}</text:deletion></text:changed-region></text:tracked-changes>"
            + t("Le maire <text:change text:change-id='1'/><text:change-start/>accepte<text:change-end/>")),
        ["Le maire accepte\n"],
    ),
    "hidden text": (
        odt(t("vu<text:span text:style-name='H'>caché</text:span><text:hidden-text text:is-hidden='true'>caché</text:hidden-text><office:annotation><text:p>caché</text:p></office:annotation>")
            + t("caché", "P") + f"<text:section text:display='none'>{t('caché')}</text:section><text:section>{t('vu aussi')}</text:section>",
            style("H", inside="<style:text-properties text:display='none'/>", family="text") + style("P", inside="<style:text-properties text:display='none'/>")),
        ["vu\nvu aussi\n"],
    ),
    "text box": (odt(t(f"L’an <draw:frame><draw:text-box>{t('Reçu le 3 mai')}</draw:text-box><svg:title>logo</svg:title></draw:frame>2024") + t("fin")), ["L’an 2024\nReçu le 3 mai\nfin\n"]),
}  # fmt: skip


@each_row(("content", "expected"), ODT.values())
def test_odt_is_read_as_libreoffice_shows_it(file: Path, content: bytes, expected: list[str]) -> None:
    assert pages(file, content) == expected
    assert read(file, Limits()).media == detect.ODT


# Hostile files

GOOD = docx(p("Vu le code,") * 50)
LAUGHS = "<!DOCTYPE a [<!ENTITY x 'ha'><!ENTITY y '&x;&x;&x;&x;&x;&x;&x;&x;'>]>"
OUTSIDE = "<!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/passwd'>]>"


def corrupt(content: bytes) -> bytes:
    """One byte of the main part changed: its checksum is wrong."""
    stored = packed(
        {
            name: zipfile.ZipFile(io.BytesIO(content)).read(name)
            for name in zipfile.ZipFile(io.BytesIO(content)).namelist()
        },
        zipfile.ZIP_STORED,
    )
    return stored.replace(b"Vu le code", b"Nu le code", 1)


HOSTILE: dict[str, tuple[bytes, type[errors.ReadError], str]] = {
    "cut short": (GOOD[:-40], errors.FileBroken, "the archive is damaged or cut short"),
    "wrong checksum": (corrupt(GOOD), errors.FileBroken, r"word/document2.xml is damaged \(Bad CRC-32"),
    "no document": (packed({"[Content_Types].xml": "", "word/x": ""}), errors.FileBroken, "the document in the file is missing"),
    "no content": (packed({"mimetype": detect.ODT}), errors.FileBroken, "the document in the file is missing"),
    "broken XML": (docx("<w:p>"), errors.FileBroken, "word/document2.xml is not valid XML"),
    "deep XML": (docx("<w:sdt>" * 400 + "</w:sdt>" * 400), errors.FileBroken, "word/document2.xml is not valid XML.*depth"),
    "laughs": (docx(p("&y;"), head=LAUGHS), errors.MarkupUnsafe, "word/document2.xml declares its own entities"),
    "outside": (docx(p("&x;"), head=OUTSIDE), errors.MarkupUnsafe, "word/document2.xml declares its own entities"),
    "outside in ODT": (odt(t("&x;"), head=OUTSIDE), errors.MarkupUnsafe, "content.xml declares its own entities"),
    "bomb": (docx(p(" " * 30_000_000)), errors.ArchiveBomb, "word/document2.xml unpacks to more than 200 times its size"),
    "large": (docx(p("".join(chr(65 + n * n % 50) for n in range(600_000)))), errors.ArchiveBomb, "unpacks to more than 500000 bytes"),
    "long": (docx(p("a") * 5001), errors.FileTooLarge, "more than 5000 characters of text"),
    "many pages": (docx(f"<w:p>{r('a')}{PAGE}</w:p>" * 9), errors.FileTooLarge, "more than 8 pages"),
    "wide table": (docx(f"<w:tbl>{row(*['a' * 50] * 30)}{(row('') + row(*['', 'b'] * 15)) * 50}</w:tbl>"), errors.FileTooLarge, "more than 5000 characters of text"),
    "repeated cells": (odt("<table:table>" + f"<table:table-row><table:table-cell table:number-columns-repeated='999999999'>{t('aaaaaaaaaa')}</table:table-cell></table:table-row>" * 9 + "</table:table>"), errors.FileTooLarge, "more than 5000 characters of text"),
    "no text": (docx(p()), errors.FileEmpty, "the file holds no text"),
    "password in ODT": (odt("", manifest="<encryption-data/>"), errors.FileEncrypted, "the document asks for a password"),
}  # fmt: skip


@pytest.mark.parametrize(("content", "error", "words"), HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_file_is_refused_with_its_reason(
    file: Path, content: bytes, error: type[errors.ReadError], words: str
) -> None:
    file.write_bytes(content)
    with pytest.raises(errors.ReadError, match=words) as caught:
        read(
            file,
            Limits(
                pages=8,
                characters=5000,
                unpacked_bytes=50_000_000 if "bomb" in words or "200" in words else 500_000,
            ),
        )
    assert type(caught.value) is error
    assert caught.value.message.startswith(f"{file}: ")
    assert caught.value.advice.endswith(".")


def test_tables_may_nest_as_deeply_as_xml(file: Path) -> None:
    content = docx("<w:tbl><w:tr><w:tc>" * 80 + p("fond") + "</w:tc></w:tr></w:tbl>" * 80)
    assert pages(file, content) == ["fond\n"]
    usual = sys.getrecursionlimit()
    sys.setrecursionlimit(len(inspect.stack()) + 150)
    try:
        with pytest.raises(errors.FileBroken, match="its parts are nested too deeply"):
            read(file, Limits())
    finally:
        sys.setrecursionlimit(usual)
