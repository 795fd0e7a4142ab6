"""A folder of good acts with hostile files among them: each of these is a row with its reason, and nothing else is lost."""

from __future__ import annotations

import io
import subprocess
import zipfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas
from tests.reading.making import docx, odt, ole, p, packed, t

from recueil.store import open_store

Start = Callable[..., subprocess.Popen[str]]

PATIENCE = 900
OUTSIDE = "<!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/passwd'>]>"
LAUGHS = "<!DOCTYPE a [<!ENTITY x 'ha'><!ENTITY y '&x;&x;&x;&x;&x;&x;&x;&x;'>]>"
WHOLE = docx(p("Vu le code,") * 50)


def pdf(password: str | None = None) -> bytes:
    buffer = io.BytesIO()
    encryption = StandardEncryption(password, ownerPassword="owner") if password else None
    canvas = Canvas(buffer, encrypt=encryption, invariant=True)
    canvas.showPage()
    canvas.save()
    return buffer.getvalue()


# Two files of each, told apart by the number in them.
HOSTILE: dict[str, tuple[Callable[[int], bytes], str]] = {
    "nothing.txt": (lambda n: b" " * n, "empty"),
    "noise.txt": (lambda n: b"\x01\x02\0\x03" * (n + 1), "format"),
    "picture.doc": (lambda n: b"GIF89a" + bytes([n]), "format"),
    "program.pdf": (lambda n: b"MZ\x90\0" + bytes([n]), "format"),
    "gzip.docx": (lambda n: b"\x1f\x8b\x08" + bytes([n]), "format"),
    "sheet.doc": (lambda n: ole({"Workbook": bytes([n]) * 5000}), "format"),
    "cut.pdf": (lambda n: b"%PDF-1.4 cut short " + bytes([n]), "pdf-broken"),
    "locked.pdf": (lambda n: pdf(f"secret{n}"), "pdf-encrypted"),
    "blank.pdf": (lambda n: pdf() + b"%" * n, "empty"),
    "cut.png": (lambda n: b"\x89PNG\r\n\x1a\n" + bytes([n]), "image-broken"),
    "cut.docx": (lambda n: WHOLE[: -40 - n], "broken"),
    "hollow.docx": (lambda n: packed({"[Content_Types].xml": "", "word/x": str(n)}), "broken"),
    "deep.docx": (lambda n: docx("<w:sdt>" * (400 + n) + "</w:sdt>" * (400 + n)), "broken"),
    "laughs.docx": (lambda n: docx(p(f"&y;{n}"), head=LAUGHS), "unsafe"),
    "outside.odt": (lambda n: odt(t(f"&x;{n}"), head=OUTSIDE), "unsafe"),
    "locked.odt": (lambda n: odt(t(str(n)), manifest="<encryption-data/>"), "encrypted"),
    "bomb.docx": (lambda n: docx(p(" " * (30_000_000 + n))), "bomb"),
    "bomb.zip": (lambda n: packed({"a.txt": b"0" * (30_000_000 + n)}), "bomb"),
    "nested.zip": (lambda n: packed({"a.txt": "un", "b.zip": packed({"c.txt": str(n)})}), "nested"),
    "bad.zip": (
        lambda n: packed({"a.txt": f"Vu {n}"}, zipfile.ZIP_STORED).replace(
            f"Vu {n}".encode(), f"Nu {n}".encode(), 1
        ),
        "broken",
    ),
}


@pytest.fixture
def folder(tmp_path: Path, request: pytest.FixtureRequest) -> Path:
    """100 good acts, or 1,000 with ``--long``, and forty hostile files."""
    folder = tmp_path / "actes"
    folder.mkdir()
    for number in range(1_000 if request.config.getoption("--long") else 100):
        (folder / f"acte{number:04}.txt").write_text(
            f"Le conseil accorde {number + 1},00 € à l'école n° {number}."
        )
    for name, (made, _) in HOSTILE.items():
        for number in (1, 2):
            (folder / f"{number}-{name}").write_bytes(made(number))
    return folder


def test_each_hostile_file_is_one_row_with_its_reason(folder: Path, tmp_path: Path, start: Start) -> None:
    good = len(list(folder.glob("acte*")))
    store = tmp_path / "recueil.db"
    process = start(folder, store, RECUEIL_FAILED_SHARE="1")
    out, _ = process.communicate(timeout=PATIENCE)
    assert out.splitlines()[0] == f"{good + 40} files: {good} ingested, 0 unchanged, 40 failed."
    assert process.returncode == 1
    with open_store(f"sqlite:///{store}") as opened:
        status = opened.status()
    told = {Path(unquote(urlsplit(work.source).path)).name: work.reason for work in status.failures}
    assert told == {f"{number}-{name}": reason for name, (_, reason) in HOSTILE.items() for number in (1, 2)}
    assert Counter(work.attempts for work in status.failures) == {1: 40}
    assert status.documents == good
