"""@CTES envelopes: the act, its annexes and what the XML states of it."""

from __future__ import annotations

import io
import tarfile
from pathlib import Path

import pytest
from tests.readers.envelopes import NAMESPACES, SIREN, form, message, tar
from tests.tables import each_row

from recueil.errors import ArchiveBomb, ArchiveNested, FileBroken, MarkupUnsafe, ReadError
from recueil.readers.document import Document, MissingFile
from recueil.readers.files import discover_paths
from recueil.readers.reader import hash_file, parse_document, read, read_bytes, sha256_of
from recueil.settings import Limits
from recueil.values import Annex, EnclosedAct, PartialDate, StatedFacts

LIMITS = Limits()
ACT = "99_DE-034-213401722-20241209-2024_112-DE-1-1_1.txt"
STATED = StatedFacts(
    "envelope",
    "deliberation",
    "2024_112",
    PartialDate(2024, 12, 9),
    "Tarifs de la cantine",
    siren=SIREN,
    subject="7.10",
    nature="DE",
)


def parse(content: bytes, limits: Limits = LIMITS) -> Document:
    return parse_document(Path("e.tar.gz"), content, sha256_of(content), limits)


def test_an_act_is_followed_by_its_annexes_in_the_order_of_the_xml() -> None:
    files: dict[str, bytes | str] = {
        "a.txt": "annexe A",
        "b.txt": "annexe B",
        "m.xml": message(ACT, ["b.txt", "a.txt"]),
        ACT: "Le conseil",
    }
    document = parse(tar(files))
    assert document.text == "Le conseil\nannexe B\nannexe A\n"
    assert document.enclosed == (EnclosedAct(0, 29, STATED, (Annex("b.txt", 11, 20), Annex("a.txt", 20, 29))),)
    assert (document.media, document.missing) == ("application/x-tar", ())


@pytest.mark.parametrize(
    ("code", "nature", "kind"),
    [
        ("1", "DE", "deliberation"),
        ("2", "AR", None),
        ("3", "AI", None),
        ("4", "CC", None),
        ("5", "BF", None),
        ("6", "AU", None),
        ("9", None, None),
    ],
)
def test_only_the_nature_of_deliberations_says_what_an_act_is(
    code: str, nature: str | None, kind: str | None
) -> None:
    (act,) = parse(tar({"m.xml": message("a.txt", nature=code), "a.txt": "Le maire"})).enclosed
    assert (act.stated.nature, act.stated.kind) == (nature, kind)


def test_facts_that_are_no_facts_are_left_out() -> None:
    xml = message("a.txt", number=" ", date="2024-02-31", title="", subjects=("7", "0", "3"))
    (act,) = parse(tar({"m.xml": xml, "a.txt": "Le maire"})).enclosed
    assert act.stated == StatedFacts("envelope", "deliberation", subject="7", nature="DE")


def test_the_form_says_who_sends_several_acts() -> None:
    files = {"1.xml": message("a.txt", number="1"), "2.xml": message("b.txt", ["c.txt"], number="2")}
    files |= {"0.xml": form(), "a.txt": b"Un", "b.txt": b"Deux", "c.txt": b"Trois"}
    acts = parse(tar(files)).enclosed
    assert [(act.start, act.body_end, act.end, act.stated.number, act.stated.siren) for act in acts] == [
        (0, 3, 3, "1", SIREN),
        (3, 8, 14, "2", SIREN),
    ]


def test_an_annex_that_is_not_there_is_named_and_an_act_is_needed() -> None:
    document = parse(tar({"m.xml": message("a.txt", ["b.txt"]), "a.txt": "Le conseil"}))
    words = "b.txt: the envelope names it and does not hold it."
    assert document.missing == (MissingFile("b.txt", "broken", words),)
    with pytest.raises(FileBroken, match=r"a\.txt, the act"):
        parse(tar({"m.xml": message("a.txt", ["b.txt"]), "b.txt": "annexe"}))


def test_a_tar_without_a_message_is_read_like_a_zip() -> None:
    document = parse(tar({"b.txt": "Deux", "a.txt": "Un"}))
    assert (document.text, document.enclosed) == ("Un\nDeux\n", ())


def test_an_xml_beside_its_files_is_one_file_with_them(tmp_path: Path) -> None:
    (tmp_path / "m.xml").write_bytes(message("a.txt", ["b.txt"]))
    (tmp_path / "env.xml").write_bytes(form())
    for name in ("a.txt", "b.txt", "c.txt"):
        (tmp_path / name).write_text(name)
    assert discover_paths([tmp_path]) == [tmp_path / "c.txt", tmp_path / "m.xml"]
    document = read(tmp_path / "m.xml", LIMITS)
    assert document.text == "a.txt\nb.txt\n"
    before = hash_file(tmp_path / "m.xml", LIMITS)
    assert before == sha256_of(read_bytes(tmp_path / "m.xml", LIMITS)) == document.sha256
    (tmp_path / "b.txt").write_text("changed")
    assert hash_file(tmp_path / "m.xml", LIMITS) != before


def test_a_folder_is_never_left(tmp_path: Path) -> None:
    inside = tmp_path / "in"
    inside.mkdir()
    (tmp_path / "secret.txt").write_text("secret")
    (inside / "link.txt").symlink_to("../secret.txt")
    (inside / "m.xml").write_bytes(message("../secret.txt", ["link.txt"]))
    with pytest.raises(ReadError):
        read(inside / "m.xml", LIMITS, within=inside)


def _special(kind: bytes, name: str = "a.txt") -> bytes:
    buffer = io.BytesIO(tar({"m.xml": message("a.txt"), "z.txt": "x"}, "w"))
    with tarfile.open(fileobj=buffer, mode="a") as archive:
        member = tarfile.TarInfo(name)
        member.type, member.linkname = kind, "/etc/passwd"
        archive.addfile(member)
    return buffer.getvalue()


@pytest.mark.parametrize("kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE, tarfile.FIFOTYPE])
def test_links_and_devices_are_no_files(kind: bytes) -> None:
    with pytest.raises(FileBroken, match=r"a\.txt, the act"):
        parse(_special(kind))


EXPANDING = (
    f'<!DOCTYPE x [<!ENTITY a "{"x" * 100}">]><actes:Acte {NAMESPACES}><actes:Document><actes:NomFichier>a.txt'
    "</actes:NomFichier></actes:Document><actes:Objet>&a;</actes:Objet></actes:Acte>"
).encode()


@each_row(
    ("content", "error"),
    [
        (tar({"m.xml": EXPANDING, "a.txt": "Le conseil"}), MarkupUnsafe),
        (tar({"m.xml": b"<actes:Acte", "a.txt": "Le conseil"}), FileBroken),
        (tar({"m.xml": message("a.txt"), "a.txt": b"0" * 30_000_000}), ArchiveBomb),
        (tar({"m.xml": message("a.tar"), "a.tar": tar({"b.txt": "b"})}), ArchiveNested),
        (tar({"a.txt": "Le conseil"})[:-20], FileBroken),
        (b"\x1f\x8b" + b"rest", FileBroken),
        (tar({}), ReadError),
    ],
)
def test_hostile_envelopes_are_refused(content: bytes, error: type[ReadError]) -> None:
    with pytest.raises(error):
        parse(content)


def test_names_with_folders_are_found_by_their_last_part() -> None:
    document = parse(tar({"./x/m.xml": message("../../a.txt"), "x/a.txt": "Le conseil"}))
    assert document.text == "Le conseil\n"
