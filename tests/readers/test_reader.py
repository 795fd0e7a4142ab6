"""Bytes → Document, or the reason why not."""

from __future__ import annotations

import hashlib
import io
from pathlib import Path

import pytest
from reportlab.lib.pagesizes import A4
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas
from tests.tables import each_row

from recueil import errors
from recueil.readers.document import Document, Page
from recueil.readers.reader import read
from recueil.settings import Limits

LINES = [f"Ligne {n} : le conseil municipal décide d'attribuer une aide de {n} 500,00 €." for n in range(1, 8)]


def pdf(*pages: list[str], password: str | None = None) -> bytes:
    """A PDF with the lines of each page as its text layer."""
    buffer = io.BytesIO()
    encryption = StandardEncryption(password, ownerPassword="owner") if password else None
    canvas = Canvas(buffer, pagesize=A4, encrypt=encryption, invariant=True)
    for lines in pages:
        for row, line in enumerate(lines):
            canvas.drawString(50, 780 - 20 * row, line)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "acte"


@pytest.mark.parametrize(
    ("content", "text"),
    [
        ("décidé à l’unanimité".encode(), "décidé à l’unanimité"),
        (b"\xef\xbb\xbf" + "décidé".encode(), "décidé"),
        ("décidé".encode("latin-1"), "décidé"),
        ("l’élève paie 3 €".encode("cp1252"), "l’élève paie 3 €"),
        (b"\x81\xe9lu", "\x81élu"),
        ("décidé".encode("utf-16"), "décidé"),
        (b"Vu\r\nle code\r\n", "Vu\r\nle code\r\n"),
        ("décidé".encode() + b"\n" * 70000 + b"\0", "décidé" + "\n" * 70000 + "\ufffd"),
    ],
    ids=["utf-8", "bom", "latin-1", "cp1252", "latin-1 with a hole", "utf-16", "line ends", "stray NUL"],
)
def test_text_is_decoded(file: Path, content: bytes, text: str) -> None:
    file.write_bytes(content)
    assert read(file, Limits()) == Document(
        text, (Page(1, 0, len(text)),), hashlib.sha256(content).hexdigest(), len(content), "text/plain"
    )


def test_form_feeds_end_pages(file: Path) -> None:
    file.write_bytes(b"un\fdeux\ftrois")
    document = read(file, Limits())
    assert document.text == "un\fdeux\ftrois"
    assert document.pages == (Page(1, 0, 3), Page(2, 3, 8), Page(3, 8, 13))
    assert [document.page_at(offset) for offset in (0, 2, 3, 7, 8, 12, 13)] == [1, 1, 2, 2, 3, 3, 3]


def test_pdf_is_read_page_by_page(file: Path) -> None:
    content = pdf(LINES, ["Fait à Vauxclair"])
    file.write_bytes(content)
    first, second = "\n".join(LINES) + "\n", "Fait à Vauxclair\n"
    document = read(file, Limits())
    assert [document.text[page.start : page.end] for page in document.pages] == [first, second]
    assert (document.sha256, document.size) == (hashlib.sha256(content).hexdigest(), len(content))
    assert document.media == "application/pdf"


def test_a_pdf_header_may_follow_junk(file: Path) -> None:
    file.write_bytes(b"X-Gateway: yes\r\n\r\n" + pdf(LINES))
    assert read(file, Limits()).text == "\n".join(LINES) + "\n"


REFUSED: dict[str, tuple[bytes, type[errors.ReadError], str]] = {
    "empty": (b"", errors.FileEmpty, "the file is empty"),
    "blank": (b" \n\f\0", errors.FileEmpty, "the file is empty"),
    "blank in UTF-16": ("\u2003 \n".encode("utf-16"), errors.FileEmpty, "the file holds no text"),
    "gzip": (b"\x1f\x8b\x08", errors.FileBroken, "the archive is damaged or cut short"),
    "image": (b"GIF89a", errors.FormatUnknown, "this is a GIF image"),
    "binary": (b"\x01\x02\0\x03", errors.FormatUnknown, "this is a binary file"),
    "truncated pdf": (pdf(LINES)[:300], errors.PdfBroken, "the PDF is damaged"),
    "encrypted pdf": (pdf(LINES, password="secret"), errors.PdfEncrypted, "asks for a password"),
    "blank pdf": (pdf([], []), errors.FileEmpty, r"nothing on its pages \(2\), or only a stamp"),
    "stamp only": (
        pdf(["Envoyé en préfecture le 09/02/2021", "Affiché le"]),
        errors.FileEmpty,
        r"nothing on its pages \(1\), or only a stamp",
    ),
    "long pdf": (pdf(*[LINES] * 4), errors.FileTooLarge, "4 pages, more than 3"),
    "long text": (b"a" * 5001, errors.FileTooLarge, "5001 characters of text, more than 5000"),
    "large": (b"a" * 9001, errors.FileTooLarge, "larger than 9000 bytes"),
}


@each_row(("content", "error", "words"), REFUSED.values())
def test_a_refused_file_is_named_with_its_reason(
    file: Path, content: bytes, error: type[errors.ReadError], words: str
) -> None:
    file.write_bytes(content)
    with pytest.raises(errors.ReadError, match=words) as caught:
        read(file, Limits(file_bytes=9000, pages=3, characters=5000))
    assert type(caught.value) is error
    assert caught.value.message.startswith(f"{file}: ")
    assert caught.value.advice.endswith(".")


@pytest.mark.parametrize(
    ("path", "message"),
    [("absent.txt", "no such file, or not a regular one"), (".", "this folder cannot be opened")],
)
def test_what_is_no_file_is_missing(tmp_path: Path, path: str, message: str) -> None:
    with pytest.raises(errors.FileMissing, match=message):
        read(tmp_path / path, Limits())
