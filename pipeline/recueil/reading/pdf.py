"""PDF with a text layer, through PDFium."""

from __future__ import annotations

from pathlib import Path

import pypdfium2

from recueil.errors import FileTooLarge, PdfBroken, PdfEncrypted, PdfWithoutText, ReadError
from recueil.reading.document import Leaf
from recueil.settings import Limits

# Of 119 PDFs one commune published, 8 had a « text layer » that held only the 15 words of a stamp over a scan.
_WORDS_OF_A_READABLE_PAGE = 40
# PDFium writes the hyphen of a word broken over two lines as one of these, and drops the line break.
_LINE_END_HYPHENS = ("\x02", "\ufffe")
# PDFium's FPDF_GetLastError codes, in the words it gives them.
_PASSWORD = "Incorrect password"  # noqa: S105


def read(path: Path, content: bytes, limits: Limits) -> list[Leaf]:
    """The text of each page, closed by a line break; ReadError when there is none to read."""
    try:
        with pypdfium2.PdfDocument(content) as pdf:
            _check_length(path, len(pdf), limits)
            pages = [_page_text(pdf, index) for index in range(len(pdf))]
    except pypdfium2.PdfiumError as error:
        raise _explained(path, error) from error
    if not any(len(page.split()) >= _WORDS_OF_A_READABLE_PAGE for page in pages):
        raise PdfWithoutText(
            f"{path}: no text on its pages ({len(pages)}), or only that of a stamp.",
            "It needs OCR, which this version does not do.",
        )
    return [Leaf(page) for page in pages]


def _check_length(path: Path, pages: int, limits: Limits) -> None:
    if pages == 0:
        raise PdfBroken(f"{path}: the PDF has no page.", "Publish it again.")
    if pages > limits.pages:
        raise FileTooLarge(f"{path}: {pages} pages, more than {limits.pages}.", "Raise RECUEIL_LIMITS__PAGES.")


def _page_text(pdf: pypdfium2.PdfDocument, index: int) -> str:
    page = pdf[index]
    try:
        layer = page.get_textpage()
        try:
            text: str = layer.get_text_range()
        finally:
            layer.close()
    finally:
        page.close()
    for hyphen in _LINE_END_HYPHENS:
        text = text.replace(hyphen, "-\n")
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "\ufffd") + "\n"


def _explained(path: Path, error: pypdfium2.PdfiumError) -> ReadError:
    if _PASSWORD in str(error):
        return PdfEncrypted(f"{path}: the PDF asks for a password.", "Publish it without one.")
    return PdfBroken(f"{path}: the PDF is damaged ({error}).", "Download or publish it again.")
