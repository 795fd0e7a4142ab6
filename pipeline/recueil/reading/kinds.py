"""What a file is, told by its first bytes: portals name Word files .pdf and PDFs .doc."""

from __future__ import annotations

from pathlib import Path

from recueil.errors import FormatUnknown

# First bytes → what a person calls such a file.
_OTHERS: dict[bytes, str] = {
    b"PK\x03\x04": "a ZIP archive or an office document (docx, odt)",
    b"PK\x05\x06": "an empty ZIP archive",
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1": "an old office document (doc, xls)",
    b"{\\rtf": "an RTF document",
    b"\x89PNG": "a PNG image",
    b"\xff\xd8\xff": "a JPEG image",
    b"GIF8": "a GIF image",
    b"II*\0": "a TIFF image",
    b"MM\0*": "a TIFF image",
    b"\x1f\x8b": "a gzip archive",
    b"7z\xbc\xaf": "a 7z archive",
    b"Rar!": "a RAR archive",
    b"\x7fELF": "a program",
    b"MZ": "a program",
}
_HTML = (b"<!doctype html", b"<html", b"<?xml")
_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")


def media_of(path: Path, content: bytes) -> str:
    """``application/pdf`` or ``text/plain``; FormatUnknown names what else it is."""
    # The PDF standard lets the header stand anywhere in the first kilobyte; mail gateways use that.
    if b"%PDF-" in content[:1024]:
        return "application/pdf"
    for magic, name in _OTHERS.items():
        if content.startswith(magic):
            raise _refusal(path, name)
    if content.lstrip()[:64].lower().startswith(_HTML):
        raise _refusal(path, "an HTML or XML page")
    if b"\0" in content[:65536] and not content.startswith(_UTF16_MARKS):
        raise _refusal(path, "a binary file of a kind Recueil does not know")
    return "text/plain"


def _refusal(path: Path, name: str) -> FormatUnknown:
    return FormatUnknown(f"{path}: this is {name}.", "Recueil reads text and PDF: convert it first.")
