"""Export a dossier as a folder that is read without Recueil: a page, and for each act its text, values, pages.

Everything is as its reader may see it. The same store gives the same bytes, but for the date. ``SHA256SUMS`` has
the digest of every file, for ``sha256sum -c``.
"""

from __future__ import annotations

import datetime
import hashlib
import json
import re
import shutil
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path, PurePosixPath
from typing import Any

from recueil.dossiers.drawing import lay_out
from recueil.dossiers.records import Dossier, DossierItem, GatheredAct, GatheredValue
from recueil.errors import ActUnknown, ExportError, ForgetKeyMissing
from recueil.export import jsonl
from recueil.export.csv import FRENCH, rows_as_csv
from recueil.export.files import atomic_write
from recueil.page_images import service
from recueil.page_images.drawing import draw_page, page_numbers
from recueil.page_images.service import Original, PageRenderer, is_drawable
from recueil.persons.lookup import PersonSummary
from recueil.privacy.redaction.page_redaction import PositionUnknown, make_page_mask
from recueil.settings import Settings
from recueil.store.acts.read import FiledAct, StoredAct
from recueil.store.store import Store
from recueil.translation import gettext as _
from recueil.values import Entity
from recueil.web.pages.templating import render_file

SUMS = "SHA256SUMS"
_VALUE_COLUMNS = (
    *("numero", "nature", "valeur", "mots", "debut", "fin", "page", "partie", "regle", "certitude", "douteux"),
    "correction",
)
_GATHERED_COLUMNS = (
    *("acte", *_VALUE_COLUMNS, "valeur_a_l_ajout", "mots_cites", "toujours_la", "acte_a_l_ajout", "note"),
)
_PERSON_COLUMNS = ("personne", "nom", "organismes", "actes", "premier", "dernier", "note")
_SUFFIX = re.compile(r"\.[a-z0-9]{1,5}", re.ASCII)
# A time that all entries of archives have, so that equal contents are equal archives.
_ARCHIVE_TIME = (1980, 1, 1, 0, 0, 0)
_NO_ORIGINAL = "Le fichier d'origine n'est plus là, ou il a changé depuis sa lecture."
_NO_KEY = "Le fichier d'origine ne peut pas être vérifié : la clé de « recueil forget » manque."
_ERASED = "Une personne citée dans ce fichier a été effacée : il n'est plus donné."
_PRIVATE = "Le fichier nomme des personnes privées : il n'est pas joint."
_TOO_MANY = "La limite d'un export par une page est atteinte : « recueil dossiers export » joint tout."
_NOT_DRAWN = "La page {number} ne peut pas être dessinée."
_NO_PAGES = "Ce genre de fichier n'a pas de pages à dessiner."


@dataclass(slots=True)
class ExportLimits:
    """How many pages are still drawn, and how many bytes of originals are still copied; None for all."""

    pages: int | None = None
    bytes: int | None = None


@dataclass(slots=True)
class ExportedAct:
    """An act as exported into the folder ``name``; ``missing`` says what of it is not there, and why."""

    name: str
    stored: StoredAct
    items: tuple[DossierItem, ...]
    images: list[int] = field(default_factory=list)
    original: str | None = None
    missing: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Making:
    """How an export was made: ``query`` is what was asked."""

    when: datetime.datetime
    query: str

    @property
    def record(self) -> dict[str, str]:
        """Return the same as an object of JSON."""
        return {
            "date": self.when.isoformat(timespec="seconds"),
            "recueil": version("recueil"),
            "demande": self.query,
        }


def export_folder(store: Store, dossier: Dossier, target: Path, making: Making, settings: Settings) -> int:
    """Write a dossier into a new or an empty folder; return the number of its files.

    Raise ExportError if there is something at the target; on any error nothing is left of it.
    """
    is_empty = target.is_dir() and not target.is_symlink() and not any(target.iterdir())
    renderer = PageRenderer(settings.limits)
    try:
        with atomic_write(target, replace=is_empty, has_option=False) as folder:
            number = write_dossier(
                store, dossier, folder / target.name, making, settings, renderer, ExportLimits()
            )
            if is_empty:
                _remove_empty(target)
        return number
    finally:
        renderer.close()


def _remove_empty(target: Path) -> None:
    """Remove a folder, so that the export takes its name. Raise ExportError if it is not empty any more."""
    try:
        target.rmdir()
    except OSError as error:
        raise ExportError(
            _("There is already something at {target}.").format(target=target), _("Give a new name.")
        ) from error


def write_dossier(
    store: Store,
    dossier: Dossier,
    folder: Path,
    making: Making,
    settings: Settings,
    renderer: PageRenderer,
    limits: ExportLimits,
) -> int:
    """Write the files of a dossier into a folder that is made; return how many there are."""
    folder.mkdir()
    written = list(_write_acts(store, dossier, folder, settings, renderer, limits))
    names = {each.stored.uid: each.name for each in written}
    _write_values(folder, dossier.items)
    _write_persons(folder, dossier.items)
    (folder / "dossier.json").write_text(_as_json(_dossier_object(dossier, making, names)), "utf-8")
    page = render_file("dossier_export.html", **_context(store, dossier, making, written))
    (folder / "index.html").write_text(page, "utf-8")
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    sums = [f"{_sha256(path)}  {path.relative_to(folder).as_posix()}\n" for path in files]
    (folder / SUMS).write_text("".join(sums), "utf-8")
    return len(files) + 1


def _context(store: Store, dossier: Dossier, making: Making, written: list[ExportedAct]) -> dict[str, Any]:
    timeline = store.dossiers.timeline(dossier)
    return {
        "dossier": dossier,
        "making": making.record,
        "written": written,
        "names": {each.stored.uid: each.name for each in written},
        "gone": [item for item in dossier.items if item.uid is not None and item.act is None],
        "values": [item for item in dossier.items if item.value is not None],
        "persons": [item for item in dossier.items if item.kind == "person"],
        "timeline": timeline,
        "titles": {act.uid: act for act in dossier.acts},
        "drawing": lay_out(timeline),
        "pipelines": sorted({each.stored.pipeline_version for each in written}),
    }


def _write_acts(
    store: Store,
    dossier: Dossier,
    folder: Path,
    settings: Settings,
    renderer: PageRenderer,
    limits: ExportLimits,
) -> Iterator[ExportedAct]:
    for number, act in enumerate(dossier.acts, 1):
        try:
            stored = store.act(act.uid)
        except ActUnknown:  # it was withdrawn meanwhile
            continue
        items = tuple(item for item in dossier.items if item.kind == "act" and item.uid == act.uid)
        exported = ExportedAct(f"{number:03d}-{stored.uid}", stored, items)
        own = folder / "actes" / exported.name
        own.mkdir(parents=True)
        _write_text(own, stored)
        _write_file(own, exported, store, settings, renderer, limits)
        page = render_file("dossier_export_act.html", act=exported, stored=stored)
        (own / "acte.html").write_text(page, "utf-8")
        yield exported


def _write_text(own: Path, stored: StoredAct) -> None:
    filed = FiledAct(
        stored.uid,
        stored.handle,
        stored.sources,
        stored.body,
        stored.act,
        stored.text,
        stored.pipeline_version,
        stored.filed,
        stored.repeated,
    )
    with (own / "texte.txt").open("w", encoding="utf-8", newline="") as file:
        file.write(stored.text)
    whole = json.loads(jsonl.stored_act_line(filed))
    (own / "acte.json").write_text(_as_json(whole), "utf-8")
    (own / "valeurs.json").write_text(_as_json(whole["entities"]), "utf-8")
    rows = (_value_row(n, entity) for n, entity in enumerate(stored.act.entities, 1))
    _write_csv(own / "valeurs.csv", _VALUE_COLUMNS, rows)


def _write_file(
    own: Path,
    exported: ExportedAct,
    store: Store,
    settings: Settings,
    renderer: PageRenderer,
    limits: ExportLimits,
) -> None:
    """Write the images of the act's pages, and the original if its reader may have it."""
    stored, document = exported.stored, exported.stored.document
    try:
        known = store.fingerprints()
    except ForgetKeyMissing:
        exported.missing.append(_NO_KEY)
        return
    found = service.find_original(stored.files, document.sha256, document.size, known, settings.originals)
    if found is None:
        exported.missing.append(_NO_ORIGINAL)
        return
    _draw_pages(own, exported, found, settings, renderer, limits)
    _copy_original(own, exported, found, limits)


def _draw_pages(
    own: Path,
    exported: ExportedAct,
    found: Original,
    settings: Settings,
    renderer: PageRenderer,
    limits: ExportLimits,
) -> None:
    stored = exported.stored
    if not is_drawable(stored.document.media):
        exported.missing.append(_NO_PAGES)
        return
    own_pages = set(page_numbers(stored))
    for page in stored.document.pages:
        if page.number not in own_pages:
            continue
        if limits.pages == 0:
            exported.missing.append(_TOO_MANY)
            return
        try:
            mask = make_page_mask(stored, page)
        except PositionUnknown as reason:
            exported.missing.append(f"Page {page.number} : {reason}")
            continue
        png = draw_page(renderer, found, stored.document.media, page, settings.limits, mask)
        if png is None:
            exported.missing.append(_NOT_DRAWN.format(number=page.number))
            continue
        (own / "pages").mkdir(exist_ok=True)
        (own / "pages" / f"{page.number:04d}.png").write_bytes(png)
        exported.images.append(page.number)
        limits.pages = None if limits.pages is None else limits.pages - 1


def _copy_original(own: Path, exported: ExportedAct, found: Original, limits: ExportLimits) -> None:
    stored = exported.stored
    if stored.is_erased or stored.hidden:
        exported.missing.append(_ERASED if stored.is_erased else _PRIVATE)
        return
    if limits.bytes is not None and stored.document.size > limits.bytes:
        exported.missing.append(_TOO_MANY)
        return
    file = found.open_file()
    if file is None:
        exported.missing.append(_NO_ORIGINAL)
        return
    # The name of a file may say anything: only its ending is kept.
    suffix = PurePosixPath(found.name).suffix.lower()
    exported.original = f"original{suffix if _SUFFIX.fullmatch(suffix) else ''}"
    with file, (own / exported.original).open("wb") as copy:
        shutil.copyfileobj(file, copy)
    limits.bytes = None if limits.bytes is None else limits.bytes - stored.document.size


def _write_values(folder: Path, items: Iterable[DossierItem]) -> None:
    rows = [(*_gathered_row(item, item.value), item.note) for item in items if item.value is not None]
    _write_csv(folder / "valeurs.csv", _GATHERED_COLUMNS, rows)


def _gathered_row(item: DossierItem, value: GatheredValue) -> tuple[object, ...]:
    cited = value.before, value.words, value.stands, item.version and item.version.former
    return item.uid, *_value_row(value.n, value.entity, value.kind), *cited


def _write_persons(folder: Path, items: Iterable[DossierItem]) -> None:
    rows = [(*_person_row(item.person), item.note) for item in items if item.kind == "person"]
    _write_csv(folder / "personnes.csv", _PERSON_COLUMNS, rows)


def _person_row(person: PersonSummary | None) -> tuple[object, ...]:
    if person is None:
        return (None,) * (len(_PERSON_COLUMNS) - 1)
    return person.id, person.name, "; ".join(person.bodies), person.acts, person.first, person.last


def _value_row(n: int | None, entity: Entity | None, kind: str = "") -> tuple[object, ...]:
    if entity is None:
        return (n, kind, *[None] * (len(_VALUE_COLUMNS) - 2))
    place = entity.start, entity.end, entity.page, entity.part
    how = entity.rule, entity.certainty, entity.doubtful, entity.correction
    return (n, entity.kind, str(entity.value), entity.text, *place, *how)


def _write_csv(path: Path, columns: tuple[str, ...], rows: Iterable[tuple[object, ...]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write(rows_as_csv(columns, rows, FRENCH))


def _dossier_object(dossier: Dossier, making: Making, names: dict[str, str]) -> dict[str, Any]:
    head = dossier.head
    return {
        "dossier": head.id,
        "titre": head.title,
        "proprietaire": head.owner,
        "cree": head.created.isoformat(timespec="seconds"),
        "change": head.changed.isoformat(timespec="seconds"),
        "etiquettes": list(head.tags),
        "note": head.note,
        "fabrication": making.record,
        "pieces": [_item_object(item, names) for item in dossier.items],
    }


def _item_object(item: DossierItem, names: dict[str, str]) -> dict[str, Any]:
    entity = None if item.value is None else item.value.entity
    return {
        "piece": item.id,
        "nature": item.kind,
        "acte": item.uid,
        "titre": _title(item.act),
        "dossier_de_l_acte": names.get(item.uid or ""),
        "valeur": None if entity is None else jsonl.entity_object(entity),
        "valeur_a_l_ajout": item.value and item.value.before,
        "mots_cites": item.value and item.value.words,
        "toujours_la": item.value and item.value.stands,
        "acte_a_l_ajout": item.version and item.version.former,
        "nouvelle_version": item.version and item.version.replaced.isoformat(timespec="seconds"),
        "personne": item.person and item.person.id,
        "nom": item.person and item.person.name,
        "note": item.note,
        "recherche": item.query,
        "ajoute": item.added.isoformat(timespec="seconds"),
    }


def _title(act: GatheredAct | None) -> str | None:
    return None if act is None else act.title


def _as_json(value: Any) -> str:
    return f"{json.dumps(value, ensure_ascii=False, indent=2)}\n"


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def write_archive(folder: Path, archive: Path) -> None:
    """Write a folder as a zip: equal folders give equal bytes."""
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as packed:
        for path in sorted(each for each in folder.rglob("*") if each.is_file()):
            entry = zipfile.ZipInfo(f"{folder.name}/{path.relative_to(folder).as_posix()}", _ARCHIVE_TIME)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            with path.open("rb") as file, packed.open(entry, "w") as copy:
                shutil.copyfileobj(file, copy)
