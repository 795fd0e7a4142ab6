"""The characters of RTF: bytes in the code page of a font, or Unicode followed by what older programs show."""

from __future__ import annotations

import codecs

from recueil.readers.office.rtf_words import CHARSETS, ENCODINGS

_DEFAULT = "cp1252"
_HIGH, _LOW, _BEYOND = 0xD800, 0xDC00, 0xE000


class Characters:
    """Gathers bytes, of which several may make a character, and leaves out those that repeat one."""

    def __init__(self) -> None:
        self._bytes = bytearray()
        self._encoding = _DEFAULT
        self._fonts: dict[int, str] = {}
        self._half = 0
        self._to_leave_out = 0

    def add(self, characters: bytes, *, silent: bool) -> None:
        """Bytes of the text; ``silent`` ones are not kept, but may repeat a character all the same."""
        repeated = min(self._to_leave_out, len(characters))
        self._to_leave_out -= repeated
        if not silent:
            self._bytes += characters[repeated:]

    def repeats(self) -> bool:
        """Whether the character that comes next only repeats one."""
        repeated = self._to_leave_out > 0
        self._to_leave_out -= repeated
        return repeated

    def end_group(self) -> None:
        """Nothing repeats a character beyond the braces it stands in."""
        self._to_leave_out = 0

    def taken(self, font: int) -> str:
        """The text gathered so far, which is in this font."""
        text = bytes(self._bytes).decode(self._fonts.get(font, self._encoding), errors="replace")
        self._bytes.clear()
        return text

    def unicode(self, value: int, repeated: int) -> str:
        """The character of a number, which the next ``repeated`` ones repeat; it may come in two halves."""
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
        """What the table of fonts says."""
        if charset in CHARSETS:
            self._fonts[font] = CHARSETS[charset]

    def set_encoding(self, word: str) -> None:
        """What the head of the file says: \\ansi, \\mac, \\pc, \\pca."""
        self._encoding = ENCODINGS[word]

    def set_code_page(self, number: int | None) -> None:
        """What Word says of it besides."""
        try:
            self._encoding = codecs.lookup(f"cp{number}").name
        except LookupError:
            self._encoding = _DEFAULT
