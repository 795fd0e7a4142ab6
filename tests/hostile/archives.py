"""Hostile ZIP archives."""

from __future__ import annotations

import io
import struct
import warnings
import zipfile
from collections.abc import Iterator

from tests.hostile.cases import Case, Fate, Partial, Read, Refused, act, case
from tests.readers.making import docx, encrypted, p, packed

BROKEN, BOMB, NESTED, EMPTY = (Refused(reason) for reason in ("broken", "bomb", "nested", "empty"))
GOOD = {"a.txt": act("du zip")}
LACKING = Partial(GOOD["a.txt"])
# A ZIP with one bad member, and what becomes of it.
ONE_BAD: dict[str, tuple[dict[str, str | bytes], Fate]] = {
    "nested": (GOOD | {"b.zip": packed({"c.txt": "c"})}, NESTED),
    "pdf": (GOOD | {"b.pdf": b"%PDF-1.4 rest"}, LACKING),
    "program": (GOOD | {"b.exe": b"MZ\x90\0"}, LACKING),
    "empty": (GOOD | {"b.txt": b""}, LACKING),
    "bomb": (GOOD | {"b.txt": b"0" * 30_000_000}, BOMB),
    "image": (GOOD | {"b.png": b"\x89PNG\r\n\x1a\n cut"}, LACKING),
}


def cases() -> Iterator[Case]:
    for name, (members, fate) in ONE_BAD.items():
        yield case(f"one-bad-{name}.zip", packed(members), fate)
    yield from _named()
    yield from _large()
    yield from _damaged()
    yield from _other()


def _named() -> Iterator[Case]:
    for name, member in (
        ("above", "../../evade.txt"), ("absolute", "/etc/evade.txt"), ("windows", r"C:\evade.txt"), ("backslash", r"..\..\evade.txt"),
        ("newline", "a\nb.txt"), ("escape", "\x1b[31m.txt"), ("html", "<script>alert(1)<script>.txt"), ("long", "a" * 60_000),
        ("bidi", "\u202etxt.exe"),
    ):  # fmt: skip
        words = act(f"membre {name}")
        yield case(f"member-{name}.zip", packed({member: words}), f"{words}\n")
    yield case("member-link.zip", _link("../../../secret.txt"), Read("secret.txt", part=True))
    yield case("member-dots.zip", packed({"....": "x"}), EMPTY)
    yield case("member-twice.zip", _twice(), Read("seconde du nom", part=True))
    yield case(
        "member-bytes.zip",
        packed({"x" * 8: act("en octets")}).replace(b"x" * 8, b"\xff\xfe\0\x80\\/\n."),
        Read("en octets", part=True),
    )


def _link(target: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        link = zipfile.ZipInfo("link.txt")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, target)
        archive.writestr("a.txt", act("à lien"))
    return buffer.getvalue()


def _twice() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        archive.writestr("a.txt", act("première du nom"))
        archive.writestr("a.txt", act("seconde du nom"))
    return buffer.getvalue()


def _large() -> Iterator[Case]:
    yield case("bomb.zip", packed({"a.txt": b"0" * 30_000_000}), BOMB)
    yield case(
        "characters-of-many.zip",
        packed({f"{n:02}.txt": b"a\n" * 450_000 for n in range(90)}),
        Refused("too-large"),
    )
    yield case("bomb-overlapping.zip", _overlapping(300), BROKEN)
    yield case(
        "members-3000.zip",
        packed(dict.fromkeys(map(str, range(3_000)), "a"), zipfile.ZIP_STORED),
        Refused("too-large"),
    )
    yield case("members-21000.zip", packed(dict.fromkeys(map(str, range(21_000)), ""), zipfile.ZIP_STORED), BOMB)
    size_lies = bytearray(packed({"a.txt": "a" * 100}))
    at = size_lies.rindex(b"PK\x01\x02")
    size_lies[at + 24 : at + 28] = struct.pack("<I", 0xFFFFFFF0)
    yield case("size-lies.zip", bytes(size_lies), "a" * 100 + "\n")
    yield case(
        "many-characters.zip", packed({f"{n}.txt": b"ab\n" * 250_000 for n in range(3)}), Refused("too-large")
    )
    deep = packed({"a.txt": "fin"})
    for _ in range(10):
        deep = packed({"a.zip": deep})
    yield case("nested-10.zip", deep, NESTED)


def _overlapping(count: int) -> bytes:
    """Members that share their bytes, as in the bombs of David Fifield."""
    content = packed({"a.txt": b"0" * 1_000_000})
    at, end = content.rindex(b"PK\x01\x02"), content.rindex(b"PK\x05\x06")
    entries = b"".join(content[at:end].replace(b"a.txt", b"%05d" % n) for n in range(count))
    return (
        content[:at] + entries + struct.pack("<4sHHHHIIH", b"PK\x05\x06", 0, 0, count, count, len(entries), at, 0)
    )


def _damaged() -> Iterator[Case]:
    whole = packed({"a.txt": act("entière") * 100})
    yield case("cut.zip", whole[:-30], BROKEN)
    yield case("cut-half.zip", whole[: len(whole) // 2], BROKEN)
    stored = packed({"a.txt": act("somme")}, zipfile.ZIP_STORED)
    yield case("checksum.zip", stored.replace(b"somme", b"pomme"), BROKEN)
    yield case("locked.zip", encrypted({"a.txt": act("fermée")}), Refused("encrypted"))
    method = bytearray(stored)
    method[8] = method[method.rindex(b"PK\x01\x02") + 10] = 99
    yield case("method-unknown.zip", bytes(method), BROKEN)
    yield case("offset-lies.zip", stored[:-6] + struct.pack("<I", 2**31) + stored[-2:], BROKEN)
    yield case("only-end.zip", packed({}), EMPTY)
    yield case("folders.zip", packed({"a/": "", "b/": ""}), EMPTY)
    yield case("hidden.zip", packed({".DS_Store": b"\1", "__MACOSX/._a": b"\1"}), EMPTY)
    yield case("comment-huge.zip", stored[:-2] + b"\xff\xff" + b"PK\x05\x06" * 16_383 + b"PK\5", BROKEN)
    yield case("head-only.zip", b"PK\x03\x04", BROKEN)


def _other() -> Iterator[Case]:
    yield case("zip-named.pdf", packed({"a.txt": act("nommée pdf")}), f"{act('nommée pdf')}\n")
    yield case("zip-named.txt", packed({"a.txt": act("nommée txt")}), f"{act('nommée txt')}\n")
    yield case("word-named.zip", docx(p(act("nommée zip"))), f"{act('nommée zip')}\n")
    yield case("gzip.zip", b"\x1f\x8b\x08" + bytes(20), BROKEN)
    yield case("seven.zip", b"7z\xbc\xaf\x27\x1c" + bytes(20), Refused("format"))
    yield case("rar.zip", b"Rar!\x1a\x07\0" + bytes(20), Refused("format"))
    yield case("tar.zip", b"a.txt" + bytes(2_000), Refused("format"))
    sheet = packed({"[Content_Types].xml": "<x/>", "xl/workbook.xml": "<x/>"})
    yield case("workbook.xlsx", sheet, Refused("format"))
    yield case("slides.pptx", packed({"[Content_Types].xml": "<x/>", "ppt/x.xml": "<x/>"}), Refused("format"))
    yield case(
        "java.jar",
        packed({"META-INF/MANIFEST.MF": "x", "A.class": b"\xca\xfe\xba\xbe\0\0\0\1"}),
        Partial("x"),
    )
