"""Hostile files are read in this process: each has the text, or the reason, that is expected of it."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytesseract
import pytest
from tests.hostile import campaign, names
from tests.hostile.cases import SECRET, Absent, Case, Partial, Read, Refused

import fr_recueil
from recueil.errors import ReadError
from recueil.ingest.plan import SourceFile, plan_ingest
from recueil.readers.files import discover_files, discover_paths
from recueil.readers.ocr import tesseract
from recueil.readers.reader import read
from recueil.settings import Limits
from recueil.store.open import open_store

LIMITS = Limits(**{name.lower(): value for name, value in campaign.LIMITS.items()})
FAMILIES = {name: family for name, family in campaign.FAMILIES.items() if family is not names}
# What is read with another program, of which there is none.
NEEDS = {
    b"strip.png": "needs-ocr", b"pages-loop.tiff": "needs-ocr", b"exif.jpeg": "needs-ocr",
    b"exif-strange.jpeg": "needs-ocr", b"pages.tiff": "needs-ocr", b"resolution.png": "needs-ocr",
    b"blank.png": "needs-ocr", b"picture-60000.pdf": "needs-ocr", b"hollow-word.doc": "needs-libreoffice",
}  # fmt: skip
# Root may read what nobody else may.
CLOSED = {b"closed", b"closed.txt"} if os.geteuid() == 0 else set()


@pytest.fixture(autouse=True)
def _without_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """A reader that asks an address breaks: what escapes it is no reason of a file."""

    def refuse(*_: object) -> None:
        raise AssertionError("An address is asked.")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)


@pytest.fixture(autouse=True)
def _without_programs(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    empty = tmp_path_factory.mktemp("empty")
    monkeypatch.setattr(pytesseract.pytesseract, "tesseract_cmd", str(empty / "tesseract"))
    monkeypatch.setenv("PATH", str(empty))
    tesseract.installed_version.cache_clear()


def fate_of(path: Path, within: Path | None = None) -> str:
    """The reason why a file is not read, or its text, with the reasons of what it lacks."""
    try:
        document = read(path, LIMITS, within=within)
    except ReadError as error:
        return error.reason
    return document.text + "".join(f" lacks {missing.reason}" for missing in document.missing)


def is_expected(case: Case, found: str) -> bool:
    if case.name in NEEDS:
        return found == NEEDS[case.name]
    match case.fate:
        case Refused(reason):
            return found == reason
        case Partial(text):
            return text in found and " lacks " in found
        case Read() as fate:
            return fate.fits(found)
    return False


@pytest.mark.parametrize(
    "family", [pytest.param(family, marks=[pytest.mark.slow] * (family == "images")) for family in FAMILIES]
)
def test_each_file_has_the_fate_that_is_expected(family: str, tmp_path: Path) -> None:
    path = tmp_path / "acte"
    unexpected = {}
    for case in FAMILIES[family].cases():
        campaign.make(path, case)
        if not is_expected(case, found := fate_of(path)):
            unexpected[case.name] = case.fate, found[:80]
    assert unexpected == {}
    assert list(tmp_path.iterdir()) == [path]


def test_each_name_has_the_fate_that_is_expected(tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text(SECRET)
    source = tmp_path / "source" / "hostile" / "names"
    cases = [case for case in names.cases() if case.name not in CLOSED]
    for case in cases:
        campaign.make(Path(os.fsdecode(os.fsencode(source) + b"/" + case.name)), case)
    found = {os.fsencode(each.path.name): fate_of(each.path, each.within) for each in discover_files([source])}
    assert found.keys() == {case.name for case in cases if not isinstance(case.fate, Absent)}
    assert [case for case in cases if case.name in found and not is_expected(case, found[case.name])] == []


def test_each_name_is_known_again(bring: Callable[[str, Path], None], tmp_path: Path) -> None:
    source, url = tmp_path / "source", f"sqlite:///{tmp_path}/recueil.db"
    written = [case for case in names.cases() if isinstance(case.fate, Read)]
    for case in written:
        campaign.make(Path(os.fsdecode(os.fsencode(source) + b"/" + case.name)), case)
    bring(url, source)
    with open_store(url) as store:
        assert store.status().acts == len(written)
        files = map(SourceFile, discover_paths([source]))
        again = plan_ingest(store, files, fr_recueil.version(), Limits(), datetime.now(UTC))
    assert list(again.work) == []
