"""Send a dossier as a zip, with bounds on what one request may draw and copy."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

from fastapi import Path as PathParameter
from fastapi import Request
from fastapi.responses import StreamingResponse

from recueil.dossiers.export import ExportLimits, Making, write_archive, write_dossier
from recueil.dossiers.records import Dossier
from recueil.ingest.temporary_files import ScratchFolder
from recueil.page_images.service import PageRenderer
from recueil.settings import Settings
from recueil.store.store import Store
from recueil.web.authentication import Reader
from recueil.web.dependencies import ClockDep, DrawerDep, SettingsDep, StoreDep

_MAX_PAGES = 100
_MAX_BYTES = 200_000_000
_BLOCK = 1 << 18


Number = Annotated[int, PathParameter(ge=1, le=2**63 - 1, description="Of the dossier.")]


def export_dossier(
    request: Request,
    store: StoreDep,
    user: Reader,
    clock: ClockDep,
    settings: SettingsDep,
    drawer: DrawerDep,
    number: Number,
) -> StreamingResponse:
    """Send a dossier as a folder that is read without Recueil: the route of the page and that of the API."""
    found = store.dossiers.load(number, user.name, typed=False)
    return _zip_response(store, found, Making(clock(), request.url.path), settings, drawer)


def _zip_response(
    store: Store, dossier: Dossier, making: Making, settings: Settings, renderer: PageRenderer
) -> StreamingResponse:
    """Return the response with the export of a dossier. It is whole before anything is sent."""
    name = f"dossier-{dossier.head.id}"
    scratch = ScratchFolder()
    try:
        limits = ExportLimits(_MAX_PAGES, _MAX_BYTES)
        write_dossier(store, dossier, scratch.files / name, making, settings, renderer, limits)
        archive = scratch.files / f"{name}.zip"
        write_archive(scratch.files / name, archive)
    except BaseException:
        scratch.close()
        raise
    headers = {
        "Content-Disposition": f'attachment; filename="{archive.name}"',
        "Content-Length": str(archive.stat().st_size),
    }
    return StreamingResponse(_iter_blocks(archive, scratch), media_type="application/zip", headers=headers)


def _iter_blocks(archive: Path, scratch: ScratchFolder) -> Iterator[bytes]:
    try:
        with archive.open("rb") as file:
            while block := file.read(_BLOCK):
                yield block
    finally:
        scratch.close()
