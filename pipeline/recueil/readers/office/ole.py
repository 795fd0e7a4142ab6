"""Recognise OLE compound files: Word, Excel and Outlook before 2007, and documents with a password."""

from __future__ import annotations

import io
import struct
from pathlib import Path

import olefile

from recueil.errors import FileBroken, FileEncrypted

SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_WORD = "WordDocument"
# Characteristic stream → name of an unsupported format.
_UNSUPPORTED = {
    "Workbook": "an old Excel workbook (xls)",
    "Book": "an old Excel workbook (xls)",
    "PowerPoint Document": "an old PowerPoint presentation (ppt)",
    "__properties_version1.0": "an Outlook message (msg)",
}
# olefile raises any of these, depending on where the damage is.
_DAMAGES = (
    ArithmeticError, AttributeError, LookupError, OSError, RecursionError, TypeError, ValueError, struct.error,
)  # fmt: skip
_FLAGS = 0x0A
_ENCRYPTED = 0x0100


def detect_other_format(path: Path, content: bytes) -> str:
    """Return the name of the format if it is not a Word document, else an empty string.

    Raise FileEncrypted if it has a password, FileBroken if it is damaged.
    """
    try:
        with olefile.OleFileIO(io.BytesIO(content)) as file:
            streams = {entry[0] for entry in file.listdir() if len(entry) == 1}
            flags = file.openstream(_WORD).read(_FLAGS + 2)[_FLAGS:] if _WORD in streams else b""
    except _DAMAGES as error:
        raise FileBroken(f"{path}: the old office document is damaged ({error}).", "Publish it again.") from error
    if "EncryptedPackage" in streams or (len(flags) == 2 and int.from_bytes(flags, "little") & _ENCRYPTED):
        raise FileEncrypted(f"{path}: the document asks for a password.", "Publish it without one.")
    if _WORD in streams:
        return ""
    known = (name for stream, name in _UNSUPPORTED.items() if stream in streams)
    return next(known, "an old office document of a kind Recueil does not know")
