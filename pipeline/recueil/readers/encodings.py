"""Bytes → text, in whatever encoding an office of the last thirty years wrote it."""

from __future__ import annotations

import codecs
import re
from collections import Counter
from itertools import islice

# What Windows, Mac and DOS wrote in France. The first that fits as well as any other is taken.
_CANDIDATES = ("cp1252", "mac_roman", "cp850")
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before the mark of UTF-16, with which it begins
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# A page that declares these is as a rule in cp1252, of which they are parts: browsers take it so.
_MISDECLARED = {"iso-8859-1", "iso8859-1", "latin-1", "latin1", "us-ascii", "ascii"}
# What French is written with beyond ASCII, and what the names in it are.
_FRENCH = frozenset("éèêëàâçîïôùûÿœÉÈÊËÀÂÇÎÏÔÙÛŒ")
_FOREIGN = frozenset("áäæíñóöúüÁÄÆÍÑÓÖÚÜ")
_SIGNS = frozenset("«»°€§’‘“”–—…•²³½¼¾·\u00a0")
_SAMPLE = 20_000
_ZEROS_SHARE = 0.3
_CONTROL_SHARE = 0.02
_SOUND_FOR_BROKEN = 4
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_BEYOND_ASCII = re.compile(rb"[\x80-\xff]")


def decoded(content: bytes, declared: str | None = None) -> str:
    """The text, whatever the bytes: marked, declared, UTF-8, or what French offices used before it."""
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return content.decode(encoding, errors="replace").removeprefix("\ufeff")
    if unmarked := _unmarked_utf16(content):
        return content.decode(unmarked, errors="replace")
    for attempt in (declared, "utf-8"):
        if (text := _strictly(content, attempt)) is not None:
            return text
    if (text := _damaged_utf8(content)) is not None:
        return text
    return _by_table(content, max(_CANDIDATES, key=lambda encoding: _plausibility(content, encoding)))


def is_text(text: str) -> bool:
    """Whether it is written, rather than computed: of any 256 random bytes, 26 are controls that no text has."""
    return len(_CONTROLS.findall(text)) <= len(text) * _CONTROL_SHARE


def _unmarked_utf16(content: bytes) -> str | None:
    """In UTF-16 every other byte of a Western text is zero."""
    head = content[:_SAMPLE]
    pairs = max(len(head) // 2, 1)
    even, odd = head[::2].count(0) / pairs, head[1::2].count(0) / pairs
    if odd >= _ZEROS_SHARE and even < odd / 10:
        return "utf-16-le"
    return "utf-16-be" if even >= _ZEROS_SHARE and odd < even / 10 else None


def _strictly(content: bytes, encoding: str | None) -> str | None:
    if encoding is None or encoding.lower() in _MISDECLARED:
        return None
    try:
        return content.decode(encoding)
    except (UnicodeDecodeError, LookupError):
        return None


def _damaged_utf8(content: bytes) -> str | None:
    """UTF-8 that was cut or patched: where most of what is beyond ASCII is sound, it is no other encoding."""
    text = content.decode("utf-8", errors="replace")
    broken = text.count("\ufffd")
    beyond = len(text) - len(text.encode("ascii", errors="ignore"))
    return text if beyond > broken * _SOUND_FOR_BROKEN else None


def _plausibility(content: bytes, encoding: str) -> int:
    """How much the bytes beyond ASCII look like French, read in an encoding."""
    places = (match.start() for match in islice(_BEYOND_ASCII.finditer(content), _SAMPLE))
    around = Counter((content[max(place - 1, 0) : place], content[place : place + 2]) for place in places)
    return sum(
        count * _looks_french(_by_table(before, encoding), *_by_table(pair.ljust(2), encoding))
        for (before, pair), count in around.items()
    )


def _looks_french(before: str, char: str, after: str) -> int:
    """A letter in its case, a sign, or neither: ‘décidé’ read as Mac Roman is ‘dÈcidÈ’."""
    if (char.isupper() and before.islower()) or (char.islower() and before.isupper() and after.isupper()):
        return -2
    return 3 if char in _FRENCH else 1 if char in _FOREIGN or char in _SIGNS else -2


def _by_table(content: bytes, encoding: str) -> str:
    """Where cp1252 has no character, the control code stays that Latin-1 has there."""
    return content.decode(encoding, errors="latin-1-hole")


def _hole(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.end].decode("latin-1"), error.end


codecs.register_error("latin-1-hole", _hole)
