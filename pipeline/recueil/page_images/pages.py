"""The pages of originals: the file itself, and images of its pages with the values boxed."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from io import BufferedReader
from itertools import pairwise
from urllib.parse import quote

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import JSONResponse, Response, StreamingResponse

from recueil.page_images.drawing import draw_page, page_numbers
from recueil.page_images.service import is_drawable
from recueil.privacy.redaction.page_redaction import (
    ERASED_MESSAGE,
    PRIVATE_MESSAGE,
    PositionUnknown,
    make_page_mask,
    may_be_drawn,
)
from recueil.readers.document import Page, Word
from recueil.store.acts.read import StoredAct
from recueil.web import etags
from recueil.web.dependencies import (
    ActDep,
    DrawerDep,
    PageFormat,
    SettingsDep,
    StoreDep,
    find_original,
    get_value,
    has_original,
)
from recueil.web.i18n import labels
from recueil.web.i18n.format import format_value
from recueil.web.pages.passages import MAX_CHARACTERS, split_at_marks, value_marks
from recueil.web.pages.templating import render

_MARGIN = 10
"""Padding around a word, in tenths of a point."""


@dataclass(frozen=True, slots=True)
class Box:
    """The place of a value on a page: rectangles (left, top, width, height) in tenths of a point."""

    number: int
    kind: str
    title: str
    rectangles: tuple[tuple[int, int, int, int], ...]


def entity_boxes(stored: StoredAct, page: Page) -> Iterator[Box]:
    for number, entity in enumerate(stored.act.entities, start=1):
        if entity.start < page.end and entity.end > page.start:
            found = page.words.between(entity.start - page.start, entity.end - page.start)
            if found:
                title = f"{labels.kind_label(entity.kind)} : {format_value(entity.value)}"
                yield Box(number, entity.kind, title, tuple(map(_bounding_box, _split_lines(found))))


def _split_lines(found: list[Word]) -> Iterator[list[Word]]:
    """Yield the words line by line: a word continues the line if it is to the right of the last, at its
    height.
    """
    line = [found[0]]
    for before, word in pairwise(found):
        if word.x0 >= before.x1 and word.y0 < before.y1 and word.y1 > before.y0:
            line.append(word)
        else:
            yield line
            line = [word]
    yield line


def _bounding_box(line: list[Word]) -> tuple[int, int, int, int]:
    left, top = min(word.x0 for word in line) - _MARGIN, min(word.y0 for word in line) - _MARGIN
    right, bottom = max(word.x1 for word in line) + _MARGIN, max(word.y1 for word in line) + _MARGIN
    return left, top, right - left, bottom - top


router = APIRouter()

_BLOCK = 1 << 18


@router.get("/actes/{uid}/original", response_class=Response)
def download(store: StoreDep, stored: ActDep, settings: SettingsDep) -> Response:
    """Return the bytes that were read, or an error; only for admins if they name private persons."""
    if stored.is_erased:
        raise HTTPException(410, ERASED_MESSAGE)
    if stored.hidden:
        raise HTTPException(403, PRIVATE_MESSAGE)
    found = find_original(store, stored, settings)
    file = None if found is None else found.open_file()
    if found is None or file is None:
        raise HTTPException(410, "Le fichier d'origine n'est plus là, ou il a changé depuis sa lecture.")
    name = found.name.encode("utf-8", "replace").decode()
    headers = {
        "Content-Disposition": f"attachment; filename=\"{stored.uid}\"; filename*=UTF-8''{quote(name, safe='')}",
        "Content-Length": str(stored.document.size),
        "Content-Security-Policy": "sandbox",
    }
    return StreamingResponse(_iter_blocks(file), media_type="application/octet-stream", headers=headers)


def _iter_blocks(file: BufferedReader) -> Iterator[bytes]:
    with file:
        while block := file.read(_BLOCK):
            yield block


@router.get("/actes/{uid}/pages/{number:int}.png", response_class=Response)
def picture(
    request: Request, store: StoreDep, stored: ActDep, settings: SettingsDep, drawer: DrawerDep, number: int
) -> Response:
    """Return the image of the page as published."""
    page, found = _require_page(stored, number), find_original(store, stored, settings)
    if found is None or not is_drawable(stored.document.media):
        raise HTTPException(404, "Cette page n'a pas d'image.")
    try:
        mask = make_page_mask(stored, page)
    except PositionUnknown as reason:
        raise HTTPException(reason.status, str(reason)) from None
    masked = "" if mask is None else f"-{hashlib.sha256(repr(mask).encode()).hexdigest()[:16]}"
    etag = f'"{stored.handle}-{page.number}{masked}"'
    headers = etags.validators(etag)
    if etags.is_current(request, etag):
        return Response(status_code=304, headers=headers)
    png = draw_page(drawer, found, stored.document.media, page, settings.limits, mask)
    if png is None:
        raise HTTPException(404, "Cette page ne peut pas être dessinée.")
    return Response(png, media_type="image/png", headers=headers)


@router.get("/actes/{uid}/pages/{number:int}", response_class=Response)
def page(
    request: Request,
    store: StoreDep,
    stored: ActDep,
    settings: SettingsDep,
    number: int,
    e: int | None = None,
    format: PageFormat = "html",
) -> Response:
    """Show a page beside its text."""
    shown = _require_page(stored, number)
    if e is not None:
        get_value(stored, e)
    if format == "json":
        # Rectangles are in tenths of a point, from the top left of the page as shown.
        size = {"page": shown.number, "width": shown.width, "height": shown.height}
        boxes = [asdict(box) for box in entity_boxes(stored, shown)]
        return JSONResponse({"act": stored.uid, **size, "boxes": boxes})
    start, end = max(shown.start, stored.act.start), min(shown.end, stored.act.end)
    text = split_at_marks(
        stored.document.text.replace("\f", "\n"),
        [(start, min(end, start + MAX_CHARACTERS))],
        value_marks(stored, chosen=e),
    )
    numbers = page_numbers(stored)
    is_available = has_original(store, stored, settings)
    context = {
        "stored": stored,
        "page": shown,
        "pieces": text[0],
        "is_cut": end - start > MAX_CHARACTERS,
        "boxes": list(entity_boxes(stored, shown)),
        "chosen": e,
        "has_picture": bool(is_available and shown.width and shown.height)
        and is_drawable(stored.document.media)
        and may_be_drawn(stored, shown),
        "is_unverified": is_available is None,
        "is_hidden": not may_be_drawn(stored, shown),
        "unmasked": not store.redacted,
        "is_drawable": is_drawable(stored.document.media),
        "first": numbers[0],
        "last": numbers[-1],
    }
    title = f"Page {number} – {labels.act_title(stored.act)}"
    return render(request, "page.html", title=title, **context)


def _require_page(stored: StoredAct, number: int) -> Page:
    numbers = page_numbers(stored)
    if number not in numbers:
        raise HTTPException(404, f"Cet acte va de la page {numbers[0]} à la page {numbers[-1]}.")
    return next(page for page in stored.document.pages if page.number == number)
