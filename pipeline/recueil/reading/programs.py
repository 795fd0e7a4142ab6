"""The programs that some files are read with."""

from __future__ import annotations

from recueil.errors import ConverterMissing, OcrMissing
from recueil.reading.office import doc
from recueil.reading.scan import ocr


def overcome() -> frozenset[str]:
    """The reasons for which a file was refused for want of a program that is installed here now."""
    installed = {OcrMissing.reason: ocr.is_available(), ConverterMissing.reason: doc.is_available()}
    return frozenset(reason for reason, here in installed.items() if here)
