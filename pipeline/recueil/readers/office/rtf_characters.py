"""The characters of RTF: bytes in the code page of a font, or Unicode followed by what older programs show."""

from __future__ import annotations

import codecs

from recueil.readers.office.rtf_words import CHARSETS, ENCODINGS

_DEFAULT = "cp1252"
_HIGH, _LOW, _BEYOND = 0xD800, 0xDC00, 0xE000


class Characters:
    """Decodes characters: collects bytes, several of which may make one, and skips the fallbacks of
    Unicode ones.
    """

    def __init__(self) -> None:
        self._bytes = bytearray()
        self._encoding = _DEFAULT
        self._fonts: dict[int, str] = {}
        self._half = 0
        self._to_leave_out = 0

    def add(self, characters: bytes, *, silent: bool) -> None:
        """Add bytes of the text; ``silent`` ones are dropped, but count as fallbacks all the same."""
        repeated = min(self._to_leave_out, len(characters))
        self._to_leave_out -= repeated
        if not silent:
            self._bytes += characters[repeated:]

    def skip_fallback(self) -> bool:
        """Return whether the next character is only a fallback, and count it."""
        repeated = self._to_leave_out > 0
        self._to_leave_out -= repeated
        return repeated

    def end_group(self) -> None:
        """Stop skipping fallbacks: they do not extend beyond their group."""
        self._to_leave_out = 0

    def taken(self, font: int) -> str:
        """Return the text collected so far, decoded for this font, and clear it."""
        text = bytes(self._bytes).decode(self._fonts.get(font, self._encoding), errors="replace")
        self._bytes.clear()
        return text

    def unicode(self, value: int, repeated: int) -> str:
        """Return the character with this code, and skip the next ``repeated`` ones; it may come as two
        surrogates.
        """
        self._to_leave_out = repeated
        code = value % 0x10000
        half, self._half = self._half, 0
        if _HIGH <= code < _LOW:
            self._half = code
            return ""
        if _LOW <= code < _BEYOND:
            return chr(0x10000 + ((half - _HIGH) << 10) + code - _LOW) if half else "\ufffd"
        return chr(code)

    def set_charset(self, font: int, charset: int | None) -> None:
        """Set the character set of a font, from the font table."""
        if charset in CHARSETS:
            self._fonts[font] = CHARSETS[charset]

    def set_encoding(self, word: str) -> None:
        """Set the encoding of the file, from its control word: ansi, mac, pc or pca."""
        self._encoding = ENCODINGS[word]

    def set_code_page(self, number: int | None) -> None:
        """Set the code page, which Word writes as well (ansicpg)."""
        try:
            self._encoding = codecs.lookup(f"cp{number}").name
        except LookupError:
            self._encoding = _DEFAULT
