"""Headers and footers: what stands on every page is written once, before the text."""

from __future__ import annotations

import re
from collections.abc import Sequence

from recueil.readers.office.sheet import TextBuilder

_FIGURES = re.compile(r"\d+")


class Margins:
    """Writes each header or footer once, before the text."""

    def __init__(self, sheet: TextBuilder) -> None:
        self._sheet = sheet
        self._seen: set[str] = set()

    def add(self, lines: Sequence[str], *, paged: bool) -> None:
        """Add a header or footer unless its text was added before; if ``paged``, numbers are ignored: it
        has the page number.
        """
        text = " ".join(" ".join(lines).split())
        key = _FIGURES.sub("0", text) if paged else text
        if key not in self._seen:
            self._seen.add(key)
            self._sheet.put_first(lines)
