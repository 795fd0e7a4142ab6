"""RTF → pages of text, as Word shows it."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.tables import each_row

from recueil import errors
from recueil.readers import detect
from recueil.readers.reader import read
from recueil.settings import Limits

FONTS = r"{\fonttbl{\f0\fnil\fcharset0 Arial;}{\f1\fcharset204 Arial Cyr;}{\f2\fcharset77 Geneva;}}"
TABLE = (
    r"\trowd\cellx1\cellx2\pard\intbl Bénéficiaire\cell Montant\cell\row"
    r"\trowd\cellx1\cellx2\pard\intbl Judo\cell 1 500 \'80\cell\row\pard après\par"
)
NESTED = (
    r"\trowd\cellx1\pard\intbl Acte\par\pard\intbl\itap2 65\nestcell 12\nestcell{\*\nesttableprops\trowd\nestrow}"
    r"{\nonesttables\par}\pard\intbl\itap2 6574\nestcell 5\nestcell{\*\nesttableprops\trowd\nestrow}"
    r"\pard\intbl\itap1 fin\cell\row\pard"
)
SHOWN: dict[str, tuple[str, list[str]]] = {
    "paragraphs": (r"Vu le code,\par\par\par {\b DÉC}IDE\line ici\tab là\par", ["Vu le code,\n\nDÉCIDE\nici   là\n"]),
    "characters": (r"\'e9t\'e9 l\rquote an \u8364?\u233\'e9\uc0\u233 \uc2\u233ab\u-10179\'3f\'3f\u-8704?? \{\~\_\-\}", ["été l’an €ééé\U0001f600 {\xa0-}\n"]),
    "fonts": (r"{\f1 \'d3\'ea\'e0\'e7} {\f2 \'8et\'8e} {\f0 \'e9}", ["Указ été é\n"]),
    "table": (TABLE, ["Bénéficiaire   Montant\nJudo           1 500 €\naprès\n"]),
    "table in a table": (NESTED, ["Acte\n65     12\n6574   5\nfin\n"]),
    "cells without a row": (r"\pard\intbl a\cell b\cell\row\pard c", ["a   b\nc\n"]),
    "pages": (r"un\page deux\sect\sectd trois\sect\sectd\sbknone quatre\par\pard\pagebb cinq", ["un\n", "deux\n", "trois\nquatre\n", "cinq\n"]),
    "numbers as stored": (r"\pard{\listtext\f0 2)\tab}deux\par{\pntext\f0 \'b7\tab}point\par", ["2) deux\n· point\n"]),
    "headers and footers": (r"a\par{\header Ville\par}{\headerl Ville\par}{\footer Page \chpgn\par}b", ["Ville\nPage\na\nb\n"]),
    "notes": (r"Le prix{\super\chftn}{\footnote \chftn  hors taxes} est{\*\footnote\ftnalt en 2024}\par fin", ["Le prix[1] est[2]\nfin\n[1] hors taxes\n[2] en 2024\n"]),
    "hidden and deleted": (r"vu{\v caché}\v caché\v0  et{\deleted ôté}{\revised  mis}\deleted ôté\plain .", ["vu et mis.\n"]),
    "left out": (r"{\info{\title x}}{\*\inconnu x}{\pict\bin5 }}}}}}a{\field{\*\fldinst HYPERLINK x}{\fldrslt lien}}{\object{\*\objdata 00}{\result b}}", ["alienb\n"]),
    "text box": (r"L’an {\shp{\*\shpinst{\sp{\sn x}{\sv y}}{\shptxt Reçu\par}}{\shprslt x}}2024\par fin", ["L’an 2024\nReçu\nfin\n"]),
    "after the end": (r"a}b", ["a\n"]),
}  # fmt: skip


def rtf(body: str) -> bytes:
    """An RTF document; characters beyond ASCII are written as Word does, or as such."""
    return rf"{{\rtf1\ansi\ansicpg1252{FONTS}{{\colortbl;\red0;}}{body}}}".encode("cp1252")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "acte.doc"


@each_row(("body", "expected"), SHOWN.values())
def test_rtf_is_read_as_word_shows_it(file: Path, body: str, expected: list[str]) -> None:
    file.write_bytes(rtf(body))
    document = read(file, Limits())
    assert [document.text[page.start : page.end] for page in document.pages] == expected
    assert document.media == detect.RTF


@pytest.mark.parametrize(
    ("content", "error", "words"),
    [
        (rtf("Vu le code")[:-1], errors.FileBroken, "the RTF document is cut short"),
        (rtf(r"{\bin999999999 "), errors.FileBroken, "the RTF document is cut short"),
        (rtf("{" * 20_000), errors.FileBroken, "groups are nested too deeply"),
        (rtf(r"a\par " * 5001), errors.FileTooLarge, "more than 5000 characters of text"),
        (rtf(r"\pard\intbl\itap999999999 a\nestcell"), None, "a"),
        (rtf(r"\ansicpg99999\uc-5\f\u\itap-3\'e9"), None, "\0é"),
        (rtf(r"{\pict 0000}"), errors.FileEmpty, "the file holds no text"),
    ],
    ids=["cut short", "cut in binary", "deep", "long", "deep tables", "odd numbers", "picture alone"],
)
def test_a_hostile_document_is_refused_with_its_reason_or_read(
    file: Path, content: bytes, error: type[errors.ReadError] | None, words: str
) -> None:
    file.write_bytes(content)
    if error is None:
        assert read(file, Limits()).text == f"{words}\n"
        return
    with pytest.raises(error, match=words):
        read(file, Limits(characters=5000))
