"""Read a file into a Document; its content decides which reader is used."""

from __future__ import annotations

from recueil.errors import ConverterMissing, OcrMissing
from recueil.readers.ocr import tesseract
from recueil.readers.office import reading_office_doc

_IS_AVAILABLE = {
    OcrMissing.reason: tesseract.is_available,
    ConverterMissing.reason: reading_office_doc.is_available,
}


def is_program_now_installed(reason: str | None) -> bool:
    """Return whether this failure reason was a missing program that is installed here now."""
    is_available = _IS_AVAILABLE.get(reason or "")
    return is_available is not None and is_available()
