"""Decode text in any encoding that French offices used in the last thirty years."""

from __future__ import annotations

import codecs
import re
from collections import Counter
from itertools import islice
from pathlib import Path

from recueil.readers.document import PageContent
from recueil.settings import Limits

# Encodings of Windows, Mac and DOS in France, in order of preference.
_CANDIDATES = ("cp1252", "mac_roman", "cp850")
_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before the mark of UTF-16, with which it begins
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# Pages that declare one of these usually are in its superset cp1252, as browsers assume.
_MISDECLARED = {"iso-8859-1", "iso8859-1", "latin-1", "latin1", "us-ascii", "ascii"}
# Characters beyond ASCII in French, and in foreign names within it.
_FRENCH = frozenset("éèêëàâçîïôùûÿœÉÈÊËÀÂÇÎÏÔÙÛŒ")
_FOREIGN = frozenset("áäæíñóöúüÁÄÆÍÑÓÖÚÜ")
_SIGNS = frozenset("«»°€§’‘“”–—…•²³½¼¾·\u00a0")
_SAMPLE = 20_000
_ZEROS_SHARE = 0.3
_CONTROL_SHARE = 0.02
_SOUND_FOR_BROKEN = 4
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_BEYOND_ASCII = re.compile(rb"[\x80-\xff]")


def decode_text(content: bytes, declared: str | None = None) -> str:
    """Decode any bytes: by byte order mark, declared encoding, UTF-8, or the legacy encoding that looks
    most French.
    """
    for mark, encoding in _BYTE_ORDER_MARKS:
        if content.startswith(mark):
            return content.decode(encoding, errors="replace").removeprefix("\ufeff")
    if unmarked := _detect_utf16(content):
        return content.decode(unmarked, errors="replace")
    for attempt in (declared, "utf-8"):
        if (text := _decode_strict(content, attempt)) is not None:
            return text
    if (text := _decode_damaged_utf8(content)) is not None:
        return text
    return _decode_legacy(content, max(_CANDIDATES, key=lambda encoding: _plausibility(content, encoding)))


def is_text(text: str) -> bool:
    """Return whether this is text rather than binary data: of 256 random bytes, 26 are controls that no
    text has.
    """
    return len(_CONTROLS.findall(text)) <= len(text) * _CONTROL_SHARE


def _detect_utf16(content: bytes) -> str | None:
    """Return the byte order of UTF-16 without a mark: every other byte of a Western text is zero."""
    head = content[:_SAMPLE]
    pairs = max(len(head) // 2, 1)
    even, odd = head[::2].count(0) / pairs, head[1::2].count(0) / pairs
    if odd >= _ZEROS_SHARE and even < odd / 10:
        return "utf-16-le"
    return "utf-16-be" if even >= _ZEROS_SHARE and odd < even / 10 else None


def _decode_strict(content: bytes, encoding: str | None) -> str | None:
    if encoding is None or encoding.lower() in _MISDECLARED:
        return None
    try:
        return content.decode(encoding)
    except (UnicodeDecodeError, LookupError):
        return None


def _decode_damaged_utf8(content: bytes) -> str | None:
    """Decode UTF-8 that was cut or patched: if most of what is beyond ASCII is valid, it is no other
    encoding.
    """
    text = content.decode("utf-8", errors="replace")
    broken = text.count("\ufffd")
    beyond = len(text) - len(text.encode("ascii", errors="ignore"))
    return text if beyond > broken * _SOUND_FOR_BROKEN else None


def _plausibility(content: bytes, encoding: str) -> int:
    """Return how much the bytes beyond ASCII look like French in an encoding."""
    places = (match.start() for match in islice(_BEYOND_ASCII.finditer(content), _SAMPLE))
    around = Counter((content[max(place - 1, 0) : place], content[place : place + 2]) for place in places)
    return sum(
        count * _score_letter(_decode_legacy(before, encoding), *_decode_legacy(pair.ljust(2), encoding))
        for (before, pair), count in around.items()
    )


def _score_letter(before: str, char: str, after: str) -> int:
    """Score a letter by its case and context: ‘décidé’ read as Mac Roman is ‘dÈcidÈ’."""
    if (char.isupper() and before.islower()) or (char.islower() and before.isupper() and after.isupper()):
        return -2
    return 3 if char in _FRENCH else 1 if char in _FOREIGN or char in _SIGNS else -2


def _decode_legacy(content: bytes, encoding: str) -> str:
    """Decode with a one-byte encoding; what cp1252 leaves undefined becomes the control code of Latin-1."""
    return content.decode(encoding, errors="latin-1-hole")


def _latin1_hole(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.end].decode("latin-1"), error.end


codecs.register_error("latin-1-hole", _latin1_hole)


FORM_FEED = "\f"


def read(path: Path, content: bytes, limits: Limits) -> list[PageContent]:
    """Return the pages of a text: pdftotext and printers end each with a form feed, which stays in its
    page.
    """
    text = decode_text(content).replace("\0", "\ufffd")
    pages = text.split(FORM_FEED)
    last = pages.pop()
    return [PageContent(page + FORM_FEED) for page in pages] + ([PageContent(last)] if last or not pages else [])
