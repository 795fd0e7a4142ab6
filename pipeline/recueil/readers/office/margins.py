"""Headers and footers: what stands on every page is written once, before the text."""

from __future__ import annotations

import re
from collections.abc import Sequence

from recueil.readers.office.sheet import Sheet

_FIGURES = re.compile(r"\d+")


class Margins:
    """Writes each header or footer whose text was not written before."""

    def __init__(self, sheet: Sheet) -> None:
        self._sheet = sheet
        self._seen: set[str] = set()

    def add(self, lines: Sequence[str], *, paged: bool) -> None:
        """``paged``: it holds the page number, and is the same as another that differs in figures alone."""
        text = " ".join(" ".join(lines).split())
        key = _FIGURES.sub("0", text) if paged else text
        if key not in self._seen:
            self._seen.add(key)
            self._sheet.put_first(lines)
