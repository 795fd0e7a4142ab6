"""HTML → text as a browser without scripts shows it."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.tables import each_row

from recueil import errors
from recueil.readers import detect
from recueil.readers.reader import read
from recueil.settings import Limits

SHOWN: dict[str, tuple[str, str]] = {
    "blocks": ("<h1>Acte</h1><p>Vu le\n  <b>code </b> général<p>Vu<div>la<br>loi</div>", "Acte\nVu le code général\nVu\nla\nloi\n"),
    "entities": ("<p>l&rsquo;&eacute;t&eacute; &agrave; 3&nbsp;&euro; &#233; &inconnu;", "l’été à 3\xa0€ é &inconnu;\n"),
    "embedded": ("<p>a<embed src=x>b</p><p>c</p>", "ab\nc\n"),
    "scripts": ("<p>a<script>document.write('x')</script><style>p{}</style><noscript>x</noscript><template>x</template><!-- x -->b", "ab\n"),
    "hidden": ("<p>a<p hidden>x<p style='color:red; DISPLAY : none'>x<p style='visibility:hidden'>x<p>b", "a\nb\n"),
    "controls": ("<p>a<select><option>x</select><textarea>x</textarea><iframe>x</iframe><svg><text>x</text></svg>b", "ab\n"),
    "table": (
        "<table><caption>Aides</caption><thead><tr><th>Nom<th>Montant</thead><tbody><tr><td>Judo<td>1 500,00 €<tr><td rowspan=2>Vélo<td>5 €<tr><td>6 €<tr><td colspan=2>Fin</table>",
        "Aides\nNom    Montant\nJudo   1 500,00 €\nVélo   5 €\n       6 €\nFin\n",
    ),
    "table in a table": ("<table><tr><td>Menu<td><table><tr><td>65<td>12 €<tr><td>011<td>5 €</table></table>", "Menu   65    12 €\n       011   5 €\n"),
    "cells without a table": ("<p>a<td>b</td><tr><td>c</td></tr>", "a\nb\nc\n"),
    "lists": (
        "<ol start=3><li>trois<li value=7><p>sept</p><p>suite</p><ol type=I><li>un</ol><li></ol><ul><li>point</ul><li>seul",
        "3. trois\n7. sept\nsuite\nI. un\n• point\nseul\n",
    ),
    "preformatted": ("<pre>Nom\t5\n\n  fin\n</pre>après", "Nom     5\n\nfin\naprès\n"),
    "XHTML": ("<?xml version='1.0' encoding='utf-8'?><!-- x --><!DOCTYPE html PUBLIC '-//W3C'><html xmlns='http://www.w3.org/1999/xhtml'><body><p>a<br/>b</p></body></html>", "a\nb\n"),
    "an entity of its own": ("<!DOCTYPE html [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><html><body><p>a&x;</p></body></html>", "]>\na&x;\n"),
}  # fmt: skip


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "acte.pdf"


def shown(file: Path, content: bytes, limits: Limits | None = None) -> list[str]:
    file.write_bytes(content)
    document = read(file, limits or Limits())
    assert document.media == detect.HTML
    return [document.text[page.start : page.end] for page in document.pages]


@each_row(("page", "text"), SHOWN.values())
def test_a_page_is_read_as_it_is_shown(file: Path, page: str, text: str) -> None:
    whole = (
        page if page.startswith("<?xml") or "DOCTYPE" in page else f"<!doctype html><title>x</title><body>{page}"
    )
    assert shown(file, whole.encode()) == [text]


@pytest.mark.parametrize(
    ("page", "encoding"),
    [
        ("<meta charset=iso-8859-1><p>l’été à 3 €", "cp1252"),
        ("<meta http-equiv='Content-Type' content='text/html; charset=windows-1252'><p>l’été", "cp1252"),
        ("<meta charset='utf-8'><p>l’été à la mairie", "cp1252"),
        ("<meta charset='utf-8'><p>l’été", "utf-16"),
        ("<p>l’été", "utf-8"),
        ("<p>l’été à la mairie", "mac_roman"),
        ("<?xml version='1.0' encoding='koi8-r'?><html><p>Указ", "koi8-r"),
    ],
)
def test_the_encoding_is_the_marked_the_declared_or_the_likely_one(file: Path, page: str, encoding: str) -> None:
    assert shown(file, page.encode(encoding)) == [page.rpartition("<p>")[2] + "\n"]


def test_breaks_for_print_end_pages(file: Path) -> None:
    page = "<p>un<p style='page-break-before:always'>deux<div style='break-after: page'>trois</div><p style='page-break-inside:avoid'>quatre"
    assert shown(file, page.encode()) == ["un\n", "deux\ntrois\n", "quatre\n"]


def test_elements_may_nest_deeper_than_python_calls(file: Path) -> None:
    assert shown(file, b"<div>" * 1900 + b"fond") == ["fond\n"]


@pytest.mark.parametrize(
    ("content", "error", "words"),
    [
        (b"<div>" * 300_000 + b"fond", errors.FileBroken, "the page is not valid HTML .*depth"),
        (b"<p>" + b"<br>a" * 5001, errors.FileTooLarge, "more than 5000 characters of text"),
        (b"<table><tr>" + b"<td colspan=1000000>a" * 5001, errors.FileTooLarge, "more than 5000 characters of text"),
        (b"<table><tr>" + b"<td>" + b"a" * 50 + b"<tr><td><td>b" * 200, errors.FileTooLarge, "more than 5000 characters of text"),
        (b"<p style='page-break-after:always'>a" * 9, errors.FileTooLarge, "more than 8 pages"),
        (b"<!doctype html><script>document.write('texte')</script>", errors.FileEmpty, "the file holds no text"),
    ],
    ids=["deep", "long", "wide", "padded", "pages", "script alone"],
)  # fmt: skip
def test_a_hostile_page_is_refused_with_its_reason(
    file: Path, content: bytes, error: type[errors.ReadError], words: str
) -> None:
    with pytest.raises(error, match=words):
        shown(file, content, Limits(pages=8, characters=5000))
