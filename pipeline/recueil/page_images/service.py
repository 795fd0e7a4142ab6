"""Render pages of originals as PNG in isolated worker processes, where a hostile file can do no harm.

The original of a document is used only if it still exists and has the same bytes.
"""

from __future__ import annotations

import hashlib
import os
import stat
import threading
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from io import BufferedReader, BytesIO
from math import ceil, floor
from pathlib import Path
from typing import TYPE_CHECKING

from recueil.errors import ReadError, WorkerPoolBroken
from recueil.ingest.originals import original_path
from recueil.ingest.plan import path_of
from recueil.ingest.workers.pool import WorkerFailure, WorkerPool
from recueil.ingest.workers.process import Announce
from recueil.readers import detect
from recueil.readers.document import TENTHS_AN_INCH
from recueil.settings import Limits
from recueil.store.acts.handles import Fingerprints

if TYPE_CHECKING:
    from PIL import Image


_FILE = "file:///"


@dataclass(frozen=True, slots=True)
class Original:
    """A file with the size of a document: a candidate whose content is still to be compared.

    ``name`` is that of the file at its source, ``fingerprint`` identifies the document in the store; ``known``
    computes fingerprints.
    """

    path: Path
    fingerprint: str
    known: Fingerprints
    name: str

    def open_file(self) -> BufferedReader | None:
        """Open it at its start; None if its bytes are not, or no longer, the document's."""
        found = self._open_verified()
        return None if found is None else found[0]

    def sha256(self) -> str | None:
        """Compute the SHA-256 of the document's bytes; None if the file's are not, or no longer, the
        same.
        """
        if not self.known.is_keyed:
            return self.fingerprint
        found = self._open_verified()
        if found is None:
            return None
        found[0].close()
        return found[1]

    def _open_verified(self) -> tuple[BufferedReader, str] | None:
        file = _open_regular(self.path)
        if file is None:
            return None
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
        if self.known.of(sha256) != self.fingerprint:
            file.close()
            return None
        file.seek(0)
        return file, sha256


def find_original(
    sources: Iterable[str], fingerprint: str, size: int, fingerprints: Fingerprints, originals: Path
) -> Original | None:
    """Return the original that was kept, or else the first of a document's sources that is a local file of its
    size, or None.
    """
    paths = [path_of(source) for source in sources if source.startswith(_FILE)]
    name = paths[0].name if paths else fingerprint
    copy = original_path(originals, fingerprint)
    candidates = ((copy, name), *((path, path.name) for path in paths))
    of_size = ((path, shown) for path, shown in candidates if _file_size(path) == size)
    return next((Original(path, fingerprint, fingerprints, shown) for path, shown in of_size), None)


def _file_size(path: Path) -> int | None:
    try:
        status = path.stat()
    except (OSError, ValueError):
        return None
    return status.st_size if stat.S_ISREG(status.st_mode) else None


def _open_regular(path: Path) -> BufferedReader | None:
    """Open a regular file without blocking, should a pipe have taken its place; None if it is not one."""
    try:
        file = open(path, "rb", opener=lambda name, flags: os.open(name, flags | os.O_NONBLOCK))  # noqa: SIM115 - the caller closes it
    except (OSError, ValueError):
        return None
    if stat.S_ISREG(os.fstat(file.fileno()).st_mode):
        return file
    file.close()
    return None


_DPI = 120
_MAX_PIXELS = 3_200
"""Maximum length of the longer side, in pixels."""
_TIMEOUT_SECONDS = 20
_WORKERS = 2
_CACHE_BYTES = 32_000_000


def is_drawable(media: str) -> bool:
    """Return whether files of this media type have pages to draw."""
    return media == detect.PDF or media in detect.IMAGES


Box = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class PageMask:
    """The redaction of a page: ``masked`` boxes are black; if ``shown`` is set, all outside of it is
    white.

    In tenths of a point, of a page of this width.
    """

    width: int
    masked: tuple[Box, ...]
    shown: tuple[Box, ...] | None = None


@dataclass(frozen=True, slots=True)
class PageRequest:
    """A page to render: ``number``, counted from 1, of a file with this SHA-256.

    ``longest`` is the longer side of the page in tenths of a point; ``mask`` is its redaction.
    """

    path: Path
    sha256: str
    media: str
    number: int
    longest: int
    limits: Limits
    mask: PageMask | None = None

    @property
    def dpi(self) -> int:
        return max(1, min(_DPI, _MAX_PIXELS * TENTHS_AN_INCH // max(self.longest, 1)))


_CacheKey = tuple[str, int, PageMask | None]


class PageRenderer:
    """Renders pages as PNG, with a cache. Thread-safe; worker processes start on first use."""

    def __init__(self, limits: Limits) -> None:
        self._pool: WorkerPool[PageRequest, bytes | None] = WorkerPool(
            "recueil.page_images.service:draw", None, _WORKERS, _TIMEOUT_SECONDS, limits.memory_bytes
        )
        self._kept: OrderedDict[_CacheKey, bytes] = OrderedDict()
        self._lock = threading.Lock()

    def close(self) -> None:
        self._pool.close()

    def png(self, sheet: PageRequest) -> bytes | None:
        """Return the PNG; None if the page cannot be drawn, not in time, or if the file has other bytes."""
        key = sheet.sha256, sheet.number, sheet.mask
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
        picture = self._render(sheet)
        if picture is not None:
            self._keep(key, picture)
        return picture

    def _render(self, sheet: PageRequest) -> bytes | None:
        try:
            ((_, picture),) = self._pool.run([sheet])
        except WorkerPoolBroken:
            return None
        return None if isinstance(picture, WorkerFailure) else picture

    def _keep(self, key: _CacheKey, picture: bytes) -> None:
        with self._lock:
            self._kept[key] = picture
            while sum(map(len, self._kept.values())) > _CACHE_BYTES:
                self._kept.popitem(last=False)


def draw(sheets: Sequence[PageRequest], announce: Announce) -> Iterator[tuple[int, bytes | None]]:
    """Render pages, as the job of a worker process: yields each index with its PNG."""
    for place, sheet in enumerate(sheets):
        announce([place])
        yield place, _render_png(sheet)


def _render_png(sheet: PageRequest) -> bytes | None:
    from pypdfium2 import PdfiumError

    from recueil.page_images.render import render_page
    from recueil.readers.reader import read_bytes, sha256_of

    try:
        content = read_bytes(sheet.path, sheet.limits)
        if sha256_of(content) != sheet.sha256:
            return None
        image = render_page(sheet.path, content, sheet.media, sheet.number, sheet.dpi, sheet.limits)
    except (ReadError, PdfiumError, IndexError):
        return None
    if image is None:
        return None
    image.thumbnail((_MAX_PIXELS, _MAX_PIXELS))
    picture = image.convert("RGB")
    if sheet.mask is not None:
        picture = _apply_mask(picture, sheet.mask)
    buffer = BytesIO()
    picture.save(buffer, "PNG")
    return buffer.getvalue()


def _apply_mask(picture: Image.Image, mask: PageMask) -> Image.Image:
    from PIL import Image, ImageDraw

    scale = picture.width / mask.width
    left = picture if mask.shown is None else Image.new("RGB", picture.size, "white")
    for x0, y0, x1, y1 in mask.shown or ():
        place = (round(x0 * scale), round(y0 * scale), round(x1 * scale), round(y1 * scale))
        left.paste(picture.crop(place), place[:2])
    pen = ImageDraw.Draw(left)
    for x0, y0, x1, y1 in mask.masked:
        pen.rectangle((floor(x0 * scale), floor(y0 * scale), ceil(x1 * scale), ceil(y1 * scale)), fill="black")
    return left
