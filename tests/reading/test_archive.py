"""ZIP → one document in which each file begins a page; or the reason why not, with the file's name in it."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from tests.reading.making import encrypted, packed

from recueil import errors
from recueil.reading import kinds
from recueil.reading.reader import read
from recueil.settings import Limits

ACT = "Vu le code général, le conseil décide."


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "actes.zip"


def test_each_file_begins_a_page_in_the_order_of_the_names(file: Path) -> None:
    file.write_bytes(
        packed(
            {
                "2/b.html": "<p>deux<p>suite",
                "1.txt": "un\funique",
                "3.txt": "trois".encode("cp1252"),
                "2/a.rtf": rb"{\rtf1 avant\page apr\'e8s}",
                "dossier/": "",
            }
        )
    )
    document = read(file, Limits())
    assert [document.text[page.start : page.end] for page in document.pages] == [
        "un\f", "unique\n", "avant\n", "après\n", "deux\nsuite\n", "trois\n",
    ]  # fmt: skip
    assert document.media == kinds.ZIP


def test_hidden_files_are_left_out(file: Path) -> None:
    hidden = (".DS_Store", "__MACOSX/._a.txt", "a/.cache/b.txt", "Thumbs.db", "a/desktop.ini", r"a\.git\b.txt")
    file.write_bytes(packed(dict.fromkeys(hidden, b"\1\2\3") | {"a.txt": ACT}))
    assert read(file, Limits()).text == f"{ACT}\n"


def test_names_that_lead_elsewhere_lead_nowhere(file: Path) -> None:
    names = ("../../etc/cron.d/x", "/etc/passwd", r"C:\Windows\x", "a\nb")
    file.write_bytes(packed(dict.fromkeys(names, ACT)))
    assert read(file, Limits()).text == f"{ACT}\n" * 4
    assert [each.name for each in file.parent.iterdir()] == [file.name]


HOSTILE: dict[str, tuple[bytes, type[errors.ReadError], str]] = {
    "empty": (packed({}), errors.FileEmpty, "the archive holds no file"),
    "folders alone": (packed({"a/": ""}), errors.FileEmpty, "the archive holds no file"),
    "nested": (packed({"a.txt": ACT, "b.pdf": packed({"c.txt": ACT})}), errors.ArchiveNested, "b.pdf: an archive in an archive"),
    "a bad file": (packed({"a.txt": ACT, "b.pdf": b"%PDF-1.4 rest"}), errors.PdfBroken, "b.pdf: "),
    "an empty file": (packed({"a.txt": ACT, "b.txt": ""}), errors.FileEmpty, "b.txt: the file is empty"),
    "a program": (packed({"a.txt": ACT, "b.exe": b"MZ\x90\0"}), errors.FormatUnknown, "b.exe: this is a program"),
    "a file with line ends in its name": (packed({"a\nb": b"MZ\x90\0"}), errors.FormatUnknown, r"a\?b: this is a program"),
    "encrypted": (encrypted({"a.txt": ACT}), errors.FileEncrypted, "a.txt asks for a password"),
    "cut short": (packed({"a.txt": ACT * 100})[:-30], errors.FileBroken, "the archive is damaged or cut short"),
    "wrong checksum": (packed({"a.txt": ACT}, zipfile.ZIP_STORED).replace(b"Vu", b"Nu"), errors.FileBroken, r"a.txt is damaged \(Bad CRC-32"),
    "bomb": (packed({"a.txt": b"0" * 30_000_000}), errors.ArchiveBomb, "a.txt unpacks to more than 200 times its size"),
    "bomb of many": (packed({f"{n:02}.txt": b"a\n" * 450_000 for n in range(90)}), errors.ArchiveBomb, "unpacks to more than 40000000 bytes"),
    "many files": (packed(dict.fromkeys(map(str, range(2001)), ACT)), errors.FileTooLarge, "2001 files, more than 2000"),
    "many members": (packed(dict.fromkeys(map(str, range(20_001)), "")), errors.ArchiveBomb, "20001 members, more than 20000"),
    "many pages": (packed(dict.fromkeys("abcde", "a\fb")), errors.FileTooLarge, "more than 8 pages"),
    "long": (packed(dict.fromkeys(map(str, range(8)), "a" * 9_000_000)), errors.FileTooLarge, "more than 50000000 characters of text"),
}  # fmt: skip


@pytest.mark.parametrize(("content", "error", "words"), HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_archive_is_refused_with_its_reason(
    file: Path, content: bytes, error: type[errors.ReadError], words: str
) -> None:
    file.write_bytes(content)
    limits = {"pages": 8, "characters": 50_000_000, "unpacked_bytes": 100_000_000}
    if "40000000" in words:
        limits |= {"pages": 100, "unpacked_bytes": 40_000_000}
    with pytest.raises(errors.ReadError, match=words) as caught:
        read(file, Limits(**limits))
    assert type(caught.value) is error
    assert caught.value.message.startswith(f"{file}: ")
    assert caught.value.advice.endswith(".")
