"""The programs that some files are read with."""

from __future__ import annotations

from recueil.errors import ConverterMissing, OcrMissing
from recueil.reading.office import doc
from recueil.reading.scan import ocr

_IS_AVAILABLE = {OcrMissing.reason: ocr.is_available, ConverterMissing.reason: doc.is_available}


def is_overcome(reason: str | None) -> bool:
    """Whether files were refused for this reason for want of a program that is installed here now."""
    is_available = _IS_AVAILABLE.get(reason or "")
    return is_available is not None and is_available()
