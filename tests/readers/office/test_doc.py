"""DOC → the DOCX that LibreOffice makes of it, or the reason why not. LibreOffice is a script of a few lines."""

from __future__ import annotations

import os
import select
import shutil
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest
from tests.readers.making import docx, ole, p

from recueil import errors
from recueil.readers import detect
from recueil.readers.office import doc
from recueil.readers.reader import read
from recueil.settings import Limits

DOC = ole({"WordDocument": bytes(4096)})
TEXT = "Vu le code,"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "acte.pdf"
    path.write_bytes(DOC)
    return path


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder, alone on the PATH, and in it LibreOffice, which does nothing yet."""
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", str(folder))
    return program(folder, "")


def program(folder: Path, body: str) -> Path:
    path = folder / "soffice"
    path.write_text(f"#!{sys.executable}\nimport os, pathlib, sys\nfolder = pathlib.Path(sys.argv[-2])\n{body}\n")
    path.chmod(0o755)
    return path


def converts(office: Path, tmp_path: Path) -> None:
    (tmp_path / "made").write_bytes(docx(p(TEXT)))
    program(
        office.parent,
        f"pathlib.Path('{tmp_path}/seen').write_text(repr((sys.argv[1:], dict(os.environ), pathlib.Path(sys.argv[-1]).read_bytes())))\n"
        f"(folder / 'act.docx').write_bytes(pathlib.Path('{tmp_path}/made').read_bytes())",
    )


def test_a_doc_is_read_as_libreoffice_converts_it(file: Path, office: Path, tmp_path: Path) -> None:
    converts(office, tmp_path)
    document = read(file, Limits())
    assert (document.text, document.media) == (f"{TEXT}\n", detect.DOC)
    arguments, environment, content = eval((tmp_path / "seen").read_text())
    assert content == DOC
    assert "--headless" in arguments
    assert next(each for each in arguments if each.startswith("-env:UserInstallation=file:///")).endswith(
        "/profile"
    )
    assert environment["https_proxy"] == "http://127.0.0.1:9"
    assert not Path(arguments[-1]).parent.exists()


def test_without_libreoffice_the_file_waits_for_it(file: Path, office: Path, tmp_path: Path) -> None:
    office.unlink()
    with pytest.raises(errors.ConverterMissing, match="LibreOffice, which is not installed") as caught:
        read(file, Limits())
    assert "sudo apt install libreoffice-writer-nogui" in caught.value.advice
    assert caught.value.passing
    converts(office, tmp_path)
    assert read(file, Limits()).text == f"{TEXT}\n"


@pytest.mark.parametrize(
    ("body", "error", "words"),
    [
        ("print('Error: source', sys.argv[-1], 'could not be loaded')", errors.ConversionFailed, r"LibreOffice did not convert it \(Error: source /act.doc could not be loaded\)"),
        ("sys.exit(81)", errors.ConversionFailed, r"LibreOffice did not convert it \(it says nothing\)"),
        ("(folder / 'act.docx').write_bytes(b'x' * 100_001)", errors.FileTooLarge, "larger than 100000 bytes as DOCX"),
        ("(folder / 'act.docx').write_bytes(b'x')", errors.FileBroken, "the archive is damaged or cut short"),
    ],
    ids=["refused", "silent", "large", "broken"],
)  # fmt: skip
def test_a_failed_conversion_says_why(
    file: Path, office: Path, body: str, error: type[errors.ReadError], words: str
) -> None:
    program(office.parent, body)
    with pytest.raises(error, match=words):
        read(file, Limits(file_bytes=100_000))


def test_a_program_that_cannot_be_started_is_named(file: Path, office: Path) -> None:
    office.write_text("#!/nowhere/python\n")
    with pytest.raises(errors.ConversionFailed, match="LibreOffice cannot be started"):
        read(file, Limits())


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="descendants are found in /proc")
def test_nothing_is_left_of_a_conversion_that_takes_too_long(file: Path, office: Path, tmp_path: Path) -> None:
    office.write_text(f"#!/bin/sh\n/bin/sleep infinity &\necho $! > {tmp_path}/child\nwait\n")
    with pytest.raises(errors.ConversionFailed, match="LibreOffice took longer than 1 seconds"):
        read(file, Limits(seconds=2))
    with suppress(ProcessLookupError):
        child = os.pidfd_open(int((tmp_path / "child").read_text()))
        assert select.select([child], [], [], 30)[0] == [child]
        os.close(child)


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_libreoffice_itself_converts_what_it_wrote(tmp_path: Path) -> None:
    (tmp_path / "acte.html").write_text("<p>Article 1 : l’été<p>Fait à Vauxclair", "utf-8")
    subprocess.run(
        ["soffice", f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless", "--infilter=HTML (StarWriter):utf8",
         "--convert-to", "doc:MS Word 97", "--outdir", str(tmp_path), str(tmp_path / "acte.html")],
        check=True, capture_output=True, env=os.environ | {"HOME": str(tmp_path)},
    )  # fmt: skip
    if not (tmp_path / "acte.doc").exists():
        pytest.skip("LibreOffice has no Writer here: apt install libreoffice-writer")
    document = read(tmp_path / "acte.doc", Limits())
    assert (document.text, document.media) == ("Article 1 : l’été\nFait à Vauxclair\n", detect.DOC)
    assert doc.read(tmp_path, (tmp_path / "acte.doc").read_bytes(), Limits())[0].text == document.text
