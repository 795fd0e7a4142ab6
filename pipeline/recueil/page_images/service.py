"""Render pages of originals as PNG in isolated worker processes, where a hostile file can do no harm."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from math import ceil, floor
from pathlib import Path
from typing import TYPE_CHECKING

from recueil.errors import CrewBroken, ReadError
from recueil.ingest.workers.pool import Crew, Lost
from recueil.ingest.workers.process import Announce
from recueil.readers import detect
from recueil.readers.words import TENTHS_AN_INCH
from recueil.settings import Limits

if TYPE_CHECKING:
    from PIL import Image

_DPI = 120
_LONGEST = 3_200
"""Maximum length of the longer side, in pixels."""
_SECONDS = 20
_HANDS = 2
_KEPT_BYTES = 32_000_000


def is_drawable(media: str) -> bool:
    """Return whether files of this media type have pages to draw."""
    return media == detect.PDF or media in detect.IMAGES


Box = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class Veil:
    """The redaction of a page: ``masked`` boxes are black; if ``shown`` is set, all outside of it is
    white.

    In tenths of a point, of a page of this width.
    """

    width: int
    masked: tuple[Box, ...]
    shown: tuple[Box, ...] | None = None


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page to render: ``number``, counted from 1, of a file with this SHA-256.

    ``longest`` is the longer side of the page in tenths of a point; ``veil`` is its redaction.
    """

    path: Path
    sha256: str
    media: str
    number: int
    longest: int
    limits: Limits
    veil: Veil | None = None

    @property
    def dpi(self) -> int:
        return max(1, min(_DPI, _LONGEST * TENTHS_AN_INCH // max(self.longest, 1)))


_Key = tuple[str, int, Veil | None]


class Drawer:
    """Renders pages as PNG, with a cache. Thread-safe; worker processes start on first use."""

    def __init__(self, limits: Limits) -> None:
        self._crew: Crew[Sheet, bytes | None] = Crew(
            "recueil.page_images.service:draw", None, _HANDS, _SECONDS, limits.memory_bytes
        )
        self._kept: OrderedDict[_Key, bytes] = OrderedDict()
        self._lock = threading.Lock()

    def close(self) -> None:
        self._crew.close()

    def png(self, sheet: Sheet) -> bytes | None:
        """Return the PNG; None if the page cannot be drawn, not in time, or if the file has other bytes."""
        key = sheet.sha256, sheet.number, sheet.veil
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
        picture = self._drawn(sheet)
        if picture is not None:
            self._keep(key, picture)
        return picture

    def _drawn(self, sheet: Sheet) -> bytes | None:
        try:
            ((_, picture),) = self._crew.run([sheet])
        except CrewBroken:
            return None
        return None if isinstance(picture, Lost) else picture

    def _keep(self, key: _Key, picture: bytes) -> None:
        with self._lock:
            self._kept[key] = picture
            while sum(map(len, self._kept.values())) > _KEPT_BYTES:
                self._kept.popitem(last=False)


def draw(sheets: Sequence[Sheet], announce: Announce) -> Iterator[tuple[int, bytes | None]]:
    """Render pages, as the job of a worker process: yields each index with its PNG."""
    for place, sheet in enumerate(sheets):
        announce([place])
        yield place, _png(sheet)


def _png(sheet: Sheet) -> bytes | None:
    from pypdfium2 import PdfiumError

    from recueil.page_images.reading_render import page_image
    from recueil.readers.reading_reader import fetch, sha256_of

    try:
        content = fetch(sheet.path, sheet.limits)
        if sha256_of(content) != sheet.sha256:
            return None
        image = page_image(sheet.path, content, sheet.media, sheet.number, sheet.dpi, sheet.limits)
    except (ReadError, PdfiumError, IndexError):
        return None
    if image is None:
        return None
    image.thumbnail((_LONGEST, _LONGEST))
    picture = image.convert("RGB")
    if sheet.veil is not None:
        picture = _veiled(picture, sheet.veil)
    buffer = BytesIO()
    picture.save(buffer, "PNG")
    return buffer.getvalue()


def _veiled(picture: Image.Image, veil: Veil) -> Image.Image:
    from PIL import Image, ImageDraw

    scale = picture.width / veil.width
    left = picture if veil.shown is None else Image.new("RGB", picture.size, "white")
    for x0, y0, x1, y1 in veil.shown or ():
        place = (round(x0 * scale), round(y0 * scale), round(x1 * scale), round(y1 * scale))
        left.paste(picture.crop(place), place[:2])
    pen = ImageDraw.Draw(left)
    for x0, y0, x1, y1 in veil.masked:
        pen.rectangle((floor(x0 * scale), floor(y0 * scale), ceil(x1 * scale), ceil(y1 * scale)), fill="black")
    return left
