"""Detect the media type of a file from its content: portals name Word files .pdf, and web pages .doc."""

from __future__ import annotations

import io
import re
import struct
from pathlib import Path
from typing import Literal

import olefile

from recueil.errors import FileBroken, FileEncrypted, FormatUnknown
from recueil.readers.archive import GZIP_START, is_tar
from recueil.readers.office.package import Package
from recueil.readers.plain_text import decode_text, is_text
from recueil.readers.subventions import starts_table
from recueil.settings import Limits
from recueil.translation import gettext as _

PDF = "application/pdf"
DOC = "application/msword"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
ODT = "application/vnd.oasis.opendocument.text"
RTF = "application/rtf"
HTML = "text/html"
TEXT = "text/plain"
SUBVENTIONS = "text/csv"
"""A CSV of the SCDL schema of subventions; any other CSV is text."""
ZIP = "application/zip"
TAR = "application/x-tar"
IMAGES = ("image/png", "image/jpeg", "image/tiff")

_MAGIC_BYTES = {
    b"{\\rtf": RTF,
    b"\x89PNG\r\n\x1a\n": "image/png",
    b"\xff\xd8\xff": "image/jpeg",
    b"II*\0": "image/tiff",
    b"MM\0*": "image/tiff",
    b"II+\0": "image/tiff",
    b"MM\0+": "image/tiff",
}
# First bytes → name of an unsupported format, for the message.
_UNSUPPORTED: dict[bytes, str] = {
    b"GIF8": _("a GIF image"),
    b"7z\xbc\xaf": _("a 7z archive"),
    b"Rar!": _("a RAR archive"),
    b"\xffWPC": _("a WordPerfect document"),
    b"\x7fELF": _("a program"),
    b"MZ\x90": _("a program"),
}
_ZIP_STARTS = (b"PK\x03\x04", b"PK\x05\x06")
# Folder in an Office Open XML package → name of the format; empty for the supported one (DOCX).
_OFFICE = {
    "word/": "",
    "xl/": _("an Excel workbook (xlsx)"),
    "ppt/": _("a PowerPoint presentation (pptx)"),
}
# OLE compound files: Word, Excel and Outlook before 2007, and documents with a password.
_OLE_SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_WORD_STREAM = "WordDocument"
# Characteristic stream → name of an unsupported format.
_UNSUPPORTED_STREAMS = {
    "Workbook": _("an old Excel workbook (xls)"),
    "Book": _("an old Excel workbook (xls)"),
    "PowerPoint Document": _("an old PowerPoint presentation (ppt)"),
    "__properties_version1.0": _("an Outlook message (msg)"),
}
# olefile raises any of these, depending on where the damage is.
_OLE_DAMAGES = (
    ArithmeticError, AttributeError, LookupError, OSError, RecursionError, TypeError, ValueError, struct.error,
)  # fmt: skip
_WORD_FLAGS = 0x0A
_WORD_ENCRYPTED = 0x0100
_HEAD = 65_536
_COMMENTS = r"(?:<!--(?:(?!-->).){0,5000}-->\s*){0,20}"
_HTML_PAGE = re.compile(
    rf"\A\s*(?:<\?xml\b[^>]{{0,500}}\?>\s*)?{_COMMENTS}<(?:!doctype\s+html\b|html\b)", re.I | re.S
)
_HTML_FRAGMENT = re.compile(
    rf"\A\s*{_COMMENTS}<(?:a|article|b|base|body|br|center|div|dl|em|font|form|h[1-6]|head|hr|i|img|link|main|meta"
    r"|ol|p|script|section|span|strong|style|table|title|u|ul)(?:\s[^<>]{0,2000})?/?>",
    re.I | re.S,
)
_XML = re.compile(r"\A\s*<(?:\?xml\b|!doctype\b|[\w.-]+(?::[\w.-]+)?\s[^<>]{0,2000}xmlns)", re.I)
_MAIL = re.compile(r"\A(?:[\w-]{1,60}:[^\n]{0,1000}\n(?:[ \t][^\n]{0,1000}\n){0,50}){0,50}MIME-Version:", re.I)


FileClass = Literal["document", "page", "text"]
"""A first classification of a file: web page, plain text, or anything else (``document``)."""


def classify_head(head: bytes) -> FileClass:
    """Classify a file by its first bytes as web page, plain text or document; raises no error."""
    if head.startswith((*_ZIP_STARTS, _OLE_SIGNATURE, GZIP_START, *_MAGIC_BYTES, *_UNSUPPORTED)) or _is_pdf(head):
        return "document"
    text = decode_text(head[:_HEAD])
    if not is_text(text):
        return "document"
    return "page" if _HTML_PAGE.match(text) or _HTML_FRAGMENT.match(text) else "text"


def detect_media_type(path: Path, content: bytes, limits: Limits) -> str:
    """Return the media type of a supported file. Raise FormatUnknown, which names the format, for any
    other.
    """
    if content.startswith(_ZIP_STARTS):
        return _detect_zip(path, content, limits)
    if content.startswith(_OLE_SIGNATURE):
        return _detect_ole(path, content)
    if _is_pdf(content):
        return PDF
    for start, media in _MAGIC_BYTES.items():
        if content.startswith(start):
            return media
    if is_tar(content):
        return TAR
    for start, name in _UNSUPPORTED.items():
        if content.startswith(start):
            raise _make_format_error(path, name)
    return _detect_text(path, decode_text(content[:_HEAD]))


def _make_format_error(path: Path, name: str) -> FormatUnknown:
    return FormatUnknown(
        _("{path}: this is {name}.").format(path=path, name=name),
        _(
            "Recueil reads PDF, DOCX, DOC, ODT, RTF, HTML, text, images of pages and ZIP of "
            "those: convert it first."
        ),
    )


def _is_pdf(content: bytes) -> bool:
    """Return whether the content is a PDF.

    The standard allows the header anywhere in the first kilobyte: mail gateways and PHP write before
    it.
    """
    at = content.find(b"%PDF-", 0, 1024)
    return at >= 0 and (not content[:at].strip(b"\xef\xbb\xbf \t\r\n\0") or b" obj" in content)


def _detect_zip(path: Path, content: bytes, limits: Limits) -> str:
    package = Package(path, content, limits)
    if "mimetype" in package:
        declared = package.read("mimetype")[:100].decode("ascii", errors="replace").strip()
        if declared in (ODT, f"{ODT}-template"):
            return ODT
        raise _make_format_error(path, _("a document of another kind ({declared})").format(declared=declared))
    if "[Content_Types].xml" in package:
        for folder, name in _OFFICE.items():
            if any(member.startswith(folder) for member in package.names):
                if name:
                    raise _make_format_error(path, name)
                return DOCX
        raise _make_format_error(path, _("an office document of a kind Recueil does not know"))
    return ZIP


def _detect_ole(path: Path, content: bytes) -> str:
    if name := _find_other_ole_format(path, content):
        raise _make_format_error(path, name)
    return DOC


def _find_other_ole_format(path: Path, content: bytes) -> str:
    """Return the name of the format of an OLE file if it is not a Word document, else an empty string.

    Raise FileEncrypted if it has a password, FileBroken if it is damaged.
    """
    try:
        with olefile.OleFileIO(io.BytesIO(content)) as file:
            streams = {entry[0] for entry in file.listdir() if len(entry) == 1}
            is_word = _WORD_STREAM in streams
            flags = file.openstream(_WORD_STREAM).read(_WORD_FLAGS + 2)[_WORD_FLAGS:] if is_word else b""
    except _OLE_DAMAGES as error:
        raise FileBroken(
            _("{path}: the old office document is damaged ({error}).").format(path=path, error=error),
            _("Publish it again."),
        ) from error
    if "EncryptedPackage" in streams or (len(flags) == 2 and int.from_bytes(flags, "little") & _WORD_ENCRYPTED):
        raise FileEncrypted(
            _("{path}: the document asks for a password.").format(path=path), _("Publish it without one.")
        )
    if is_word:
        return ""
    formats = (name for stream, name in _UNSUPPORTED_STREAMS.items() if stream in streams)
    return next(formats, _("an old office document of a kind Recueil does not know"))


def _detect_text(path: Path, head: str) -> str:
    if not is_text(head):
        raise _make_format_error(path, _("a binary file of a kind Recueil does not know"))
    if _HTML_PAGE.match(head) or _HTML_FRAGMENT.match(head):
        return HTML
    if _XML.match(head):
        raise _make_format_error(path, _("an XML document"))
    if _MAIL.match(head):
        raise _make_format_error(path, _("an e-mail or a web archive (mht)"))
    return SUBVENTIONS if starts_table(head) else TEXT
