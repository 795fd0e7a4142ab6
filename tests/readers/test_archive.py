"""ZIP → one document in which each file begins a page; or the reason why not, with the file's name in it."""

from __future__ import annotations

import stat
import zipfile
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest
from tests.readers.making import encrypted, packed

from recueil import errors
from recueil.readers import archive, detect, reader
from recueil.readers.archive import ArchiveOptions
from recueil.readers.document import Document, MissingFile, PageContent
from recueil.readers.reader import read
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
    assert document.media == detect.ZIP


def test_a_link_in_an_archive_leads_nowhere(file: Path) -> None:
    (file.parent / "secret").write_text("root:x:0:0")
    link = zipfile.ZipInfo("lien.txt")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("acte.txt", ACT)
        archive.writestr(link, str(file.parent / "secret"))
    assert "root" not in read(file, Limits()).text.replace(str(file.parent), "")


def test_hidden_files_are_left_out(file: Path) -> None:
    hidden = (".DS_Store", "__MACOSX/._a.txt", "a/.cache/b.txt", "Thumbs.db", "a/desktop.ini", r"a\.git\b.txt")
    file.write_bytes(packed(dict.fromkeys(hidden, b"\1\2\3") | {"a.txt": ACT}))
    assert read(file, Limits()).text == f"{ACT}\n"


def test_names_that_lead_elsewhere_lead_nowhere(file: Path) -> None:
    names = ("../../etc/cron.d/x", "/etc/passwd", r"C:\Windows\x", "a\nb")
    file.write_bytes(packed(dict.fromkeys(names, ACT)))
    assert read(file, Limits()).text == f"{ACT}\n" * 4
    assert [each.name for each in file.parent.iterdir()] == [file.name]


HOSTILE: dict[str, tuple[Callable[[], bytes], type[errors.ReadError], str]] = {
    "empty": (lambda: packed({}), errors.FileEmpty, "the archive holds no file"),
    "folders alone": (lambda: packed({"a/": ""}), errors.FileEmpty, "the archive holds no file"),
    "nested": (lambda: packed({"a.txt": ACT, "b.pdf": packed({"c.txt": ACT})}), errors.ArchiveNested, "b.pdf: an archive in an archive"),
    "a file with line ends in its name": (lambda: packed({"a\nb": b"MZ\x90\0"}), errors.FormatUnknown, r"a\?b: this is a program"),
    "encrypted": (lambda: encrypted({"a.txt": ACT}), errors.FileEncrypted, "a.txt asks for a password"),
    "cut short": (lambda: packed({"a.txt": ACT * 100})[:-30], errors.FileBroken, "the archive is damaged or cut short"),
    "wrong checksum": (lambda: packed({"a.txt": ACT}, zipfile.ZIP_STORED).replace(b"Vu", b"Nu"), errors.FileBroken, r"a.txt is damaged \(Bad CRC-32"),
    "bomb": (lambda: packed({"a.txt": b"0" * 30_000_000}), errors.ArchiveBomb, "a.txt unpacks to more than 200 times its size"),
    "bomb of many": (lambda: packed({f"{n:02}.txt": b"a\n" * 450_000 for n in range(50)}), errors.ArchiveBomb, "unpacks to more than 40000000 bytes"),
    "many files": (lambda: packed(dict.fromkeys(map(str, range(2001)), ACT)), errors.FileTooLarge, "2001 files, more than 2000"),
    "many members": (lambda: packed(dict.fromkeys(map(str, range(20_001)), "")), errors.ArchiveBomb, "20001 members, more than 20000"),
    "no good file": (lambda: packed({"b.pdf": b"%PDF-1.4 rest", "c.exe": b"MZ\x90\0"}), errors.PdfBroken, "b.pdf: "),
    "many pages": (lambda: packed(dict.fromkeys("abcde", "a\fb")), errors.FileTooLarge, "more than 8 pages"),
    "long": (lambda: packed(dict.fromkeys(map(str, range(8)), "a" * 9_000_000)), errors.FileTooLarge, "more than 50000000 characters of text"),
}  # fmt: skip


@pytest.mark.parametrize(("content", "error", "words"), HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_archive_is_refused_with_its_reason(
    file: Path, content: Callable[[], bytes], error: type[errors.ReadError], words: str
) -> None:
    file.write_bytes(content())
    limits = {"pages": 8, "characters": 50_000_000, "unpacked_bytes": 100_000_000}
    if "40000000" in words:
        limits |= {"pages": 100, "unpacked_bytes": 40_000_000}
    with pytest.raises(errors.ReadError, match=words) as caught:
        read(file, Limits(**limits))
    assert type(caught.value) is error
    assert caught.value.message.startswith(f"{file}: ")
    assert caught.value.advice.endswith(".")


MIXED: dict[str, str | bytes] = {
    "a.txt": ACT,
    "b.pdf": b"%PDF-1.4 rest",
    "c.exe": b"MZ\x90\0",
    "d.txt": "",
    "e.txt": "a\f" * 9,
    "f.txt": "x" * 2_001,
    "z\n.exe": b"MZ\x90\0",
    "z.txt": "fin",
}
ADVICE = "Recueil reads PDF, DOCX, DOC, ODT, RTF, HTML, text, images of pages and ZIP of those: convert it first."
# Name, reason, message.
LACKS = [
    ("b.pdf", "pdf-broken", "b.pdf: "),
    ("c.exe", "format", f"c.exe: this is a program. {ADVICE}"),
    ("d.txt", "empty", "d.txt: the file is empty. Publish it again, or remove it."),
    ("e.txt", "too-large", "e.txt: more than 8 pages. Split it, or raise RECUEIL_LIMITS__PAGES."),
    (
        "f.txt",
        "too-large",
        "f.txt: more than 2000 characters of text. Split it, or raise RECUEIL_LIMITS__CHARACTERS.",
    ),
    ("z?.exe", "format", f"z?.exe: this is a program. {ADVICE}"),
]


def lacks(document: Document) -> list[tuple[str, str, str]]:
    return [(each.name, each.reason, each.message) for each in document.missing]


def test_the_good_files_of_an_archive_are_read_and_the_bad_ones_named(file: Path) -> None:
    file.write_bytes(packed(MIXED))
    document = read(file, Limits(pages=8, characters=2_000))
    assert document.text == f"{ACT}\nfin\n"
    assert [page.number for page in document.pages] == [1, 2]
    found = lacks(document)
    assert [
        (name, reason, message[: len(LACKS[n][2])]) for n, (name, reason, message) in enumerate(found)
    ] == LACKS


def test_a_file_that_is_encrypted_or_damaged_costs_only_itself(file: Path) -> None:
    content = packed({"a.txt": ACT, "b.txt": "Autre acte."}, zipfile.ZIP_STORED)
    at = content.rfind(b"PK\x01\x02") + 8
    file.write_bytes(content[:at] + bytes([content[at] | 1]) + content[at + 1 :])
    assert lacks(read(file, Limits())) == [
        ("b.txt", "encrypted", "b.txt asks for a password. Publish it without one.")
    ]
    file.write_bytes(content.replace(b"Autre", b"Aucun"))
    document = read(file, Limits())
    assert document.text == f"{ACT}\n"
    [(name, reason, message)] = lacks(document)
    assert (name, reason, message[:35]) == ("b.txt", "broken", "b.txt is damaged (Bad CRC-32 for fi")


def test_each_file_is_announced_and_may_be_left_out(file: Path) -> None:
    content = packed({"a.txt": ACT, "b.txt": "Autre acte.", "c.txt": "fin"})
    announced: list[str] = []
    lost = MissingFile("b.txt", "crash", "b.txt: its worker did not survive it.")
    opening = ArchiveOptions(announced.append, {"b.txt": lost})
    document = reader.parse_document(file, content, "", Limits(), None, opening)
    assert (document.text, document.missing, announced) == (f"{ACT}\nfin\n", (lost,), ["a.txt", "c.txt"])


def test_all_of_an_archive_has_the_time_of_a_file(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    content = packed({"a.txt": ACT, "b.txt": ACT, "c.txt": ACT})
    moments = iter([0.0, 30.0, 60.0, 90.0])
    monkeypatch.setattr(archive, "time", SimpleNamespace(monotonic=lambda: next(moments)))
    announced: list[str] = []

    with pytest.raises(errors.WorkerTooSlow, match=r"actes.zip: longer than 60 seconds"):
        reader.parse_document(file, content, "", Limits(seconds=60), None, ArchiveOptions(announced.append))
    assert announced == ["a.txt", "b.txt"]


def test_what_wants_a_program_is_awaited(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def wants(path: Path, content: bytes, limits: Limits) -> list[PageContent]:
        raise errors.ConverterMissing(f"{path}: needs LibreOffice.", "Install it.")

    monkeypatch.setitem(reader._READERS, detect.RTF, wants)
    file.write_bytes(packed({"a.txt": ACT, "b.rtf": rb"{\rtf1 acte}"}))
    assert read(file, Limits()).missing == (
        MissingFile("b.rtf", "needs-libreoffice", "b.rtf: needs LibreOffice. Install it.", passing=True),
    )
