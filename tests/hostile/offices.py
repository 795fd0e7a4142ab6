"""Hostile DOCX, ODT, RTF and DOC files."""

from __future__ import annotations

import random
from collections.abc import Iterator

from tests.hostile.cases import CANARY, Case, Fate, Read, Refused, act, case
from tests.readers.making import LINKS, R, docx, odt, ole, p, packed, repacked, t

BROKEN, UNSAFE, BOMB, FORMAT = (Refused(reason) for reason in ("broken", "unsafe", "bomb", "format"))
LAUGHS = (
    "<!DOCTYPE a [<!ENTITY x0 'ha'>" + "".join(f"<!ENTITY x{n + 1} '{f'&x{n};' * 10}'>" for n in range(12)) + "]>"
)
DECLARED = {
    "file": ("<!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/passwd'>]>", "&x;"),
    "http": (f"<!DOCTYPE a [<!ENTITY x SYSTEM '{CANARY}/xxe'>]>", "&x;"),
    "parameter": (f"<!DOCTYPE a [<!ENTITY % x SYSTEM '{CANARY}/dtd'> %x;]>", "x"),
    "dtd": (f"<!DOCTYPE a SYSTEM '{CANARY}/whole.dtd'>", "x"),
    "laughs": (LAUGHS, "&x12;"),
    "quadratic": (f"<!DOCTYPE a [<!ENTITY x '{'a' * 50_000}'>]>", "&x;" * 5_000),
}


def cases() -> Iterator[Case]:
    for name, (head, words) in DECLARED.items():
        yield case(f"xml-{name}.docx", docx(p(words), head=head), _fate(name))
        yield case(f"xml-{name}.odt", odt(t(words), head=head), _fate(name))
    yield from _word()
    yield from _open()
    yield from _rich()
    yield from _old()


def _fate(name: str) -> Fate:
    """What grows is refused by the parser itself, before it is asked what was declared."""
    return BROKEN if name in ("laughs", "quadratic") else UNSAFE


def _linked(kind: str, target: str) -> str:
    return f'<Relationships xmlns="{LINKS}"><Relationship Id="x" Type="{R}/{kind}" Target="{target}" TargetMode="External"/></Relationships>'


def _word() -> Iterator[Case]:
    for kind in ("attachedTemplate", "image", "oleObject", "subDocument", "frame", "styles", "header"):
        words = act(f"liée par {kind}")
        links = {"word/_rels/document2.xml.rels": _linked(kind, f"{CANARY}/{kind}")}
        yield case(f"link-{kind}.docx", repacked(docx(p(words)), links), f"{words}\n")
    part = {"_rels/.rels": _linked("officeDocument", f"{CANARY}/document.xml")}
    yield case("link-document.docx", repacked(docx(p("x")), part), BROKEN)
    part = {"_rels/.rels": _linked("officeDocument", "../../../etc/passwd").replace(' TargetMode="External"', "")}
    yield case("link-above.docx", repacked(docx(p("x")), part), BROKEN)
    yield case(
        "macro.docx",
        repacked(docx(p(act("à macro"))), {"word/vbaProject.bin": ole({"VBA": b"Shell"})}),
        f"{act('à macro')}\n",
    )
    above = {"../../../tmp/evade.txt": "evaded", "/etc/evade": "evaded", "word/../../evade": "evaded"}
    yield case("above.docx", repacked(docx(p(act("au-dessus"))), above), f"{act('au-dessus')}\n")
    whole = docx(p("Vu le code,") * 50)
    yield case("cut.docx", whole[:-40], BROKEN)
    yield case("cut-half.docx", whole[: len(whole) // 2], BROKEN)
    yield case("noise.docx", whole[:60] + random.Random(1).randbytes(len(whole) - 60), BROKEN)
    yield case("parts-missing.docx", packed({"[Content_Types].xml": "<Types/>", "word/x": "x"}), BROKEN)
    yield case(
        "types-empty.docx",
        repacked(docx(p(act("sans types"))), {"[Content_Types].xml": ""}),
        f"{act('sans types')}\n",
    )
    yield case("types-other.docx", packed({"[Content_Types].xml": "<Types/>", "xl/workbook.xml": "<x/>"}), FORMAT)
    yield case("deep.docx", docx("<w:sdt>" * 400 + "</w:sdt>" * 400), BROKEN)
    yield case("deeper.docx", docx("<w:sdt>" * 100_000), BROKEN)
    yield case("bomb.docx", docx(p(" " * 30_000_000)), BOMB)
    yield case("not-xml.docx", repacked(docx(p("x")), {"word/document2.xml": b"\0\1\2"}), BROKEN)
    yield case(
        "xml-utf-7.docx",
        repacked(docx(p("x")), {"word/document2.xml": "<?xml version='1.0' encoding='utf-7'?>+ADw-a+AD4-"}),
        BROKEN,
    )
    field = (
        '<w:p><w:r><w:instrText>DDEAUTO c:\\\\windows\\\\system32\\\\cmd.exe "/k calc"</w:instrText></w:r></w:p>'
    )
    yield case("field-dde.docx", docx(field + p(act("à champ"))), Read(act("à champ"), part=True))
    chunk = '<w:altChunk r:id="x"/>'
    yield case("chunk.docx", docx(chunk + p(act("à morceau"))), f"{act('à morceau')}\n")
    spans = (
        '<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val="2000000000"/></w:tcPr>' + p("a") + "</w:tc></w:tr></w:tbl>"
    )
    yield case("span-huge.docx", docx(spans + p(act("à colonnes"))), Read(act("à colonnes"), part=True))
    yield case("script.docx", docx(p("&lt;script&gt;alert(1)&lt;/script&gt;")), "<script>alert(1)</script>\n")


def _open() -> Iterator[Case]:
    yield case(
        "macro.odt", repacked(odt(t(act("à basic"))), {"Basic/Standard/x.xml": "Shell"}), f"{act('à basic')}\n"
    )
    section = f'<text:section xmlns:xlink="http://www.w3.org/1999/xlink"><text:section-source xlink:href="{CANARY}/section"/>{t(act("à section"))}</text:section>'
    yield case("section-elsewhere.odt", odt(section), f"{act('à section')}\n")
    picture = f'<text:p><draw:frame><draw:image xmlns:xlink="http://www.w3.org/1999/xlink" xlink:href="{CANARY}/image.png"/></draw:frame>{act("à image")}</text:p>'
    yield case("picture-elsewhere.odt", odt(picture), f"{act('à image')}\n")
    yield case("locked.odt", odt(t("x"), manifest="<encryption-data/>"), Refused("encrypted"))
    yield case(
        "kind-other.odt",
        packed({"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": "<x/>"}),
        FORMAT,
    )
    yield case("kind-noise.odt", packed({"mimetype": bytes(range(256)), "content.xml": "<x/>"}), FORMAT)
    yield case("parts-missing.odt", packed({"mimetype": "application/vnd.oasis.opendocument.text"}), BROKEN)
    yield case(
        "spaces-many.odt",
        odt(f'<text:p>a<text:s text:c="2000000000"/>{act("à blancs")}</text:p>'),
        Read(act("à blancs"), part=True),
    )
    cell = f'<table:table><table:table-row><table:table-cell table:number-columns-repeated="2000000000" table:number-columns-spanned="2000000000">{t(act("répétée"))}</table:table-cell></table:table-row></table:table>'
    yield case("cells-many.odt", odt(cell), Read(act("répétée"), part=True))
    yield case("deep.odt", odt("<text:section>" * 300 + "</text:section>" * 300), BROKEN)
    style = '<style:style style:name="a" style:parent-style-name="a" style:family="paragraph"/>'
    yield case("style-of-itself.odt", odt(t(act("à style"), "a"), styles=style), f"{act('à style')}\n")


RICH: dict[str, tuple[str, Fate | str]] = {
    "object": (r"{\object\objautlink\objupdate{\*\objclass Word.Document}{\*\objdata 4d5a9000}{\result x}}" + act("liée"), Read(act("liée"), part=True)),
    "picture": (rf'{{\field{{\*\fldinst INCLUDEPICTURE "{CANARY}/p.png" \\d}}{{\fldrslt}}}}' + act("illustrée"), f"{act('illustrée')}\n"),
    "dde": (r'{\field{\*\fldinst DDEAUTO cmd "/c calc"}{\fldrslt}}' + act("à dde"), f"{act('à dde')}\n"),
    "template": (rf"{{\*\template {CANARY}/t.dotm}}" + act("à modèle"), f"{act('à modèle')}\n"),
    "deep": ("{" * 100_000 + act("profonde") + "}" * 100_000, BROKEN),
    "open": ("{" * 5_000 + act("ouverte"), BROKEN),
    "binary": (r"{\pict\bin999999999 }" + "x", BROKEN),
    "binary-negative": (r"{\pict\bin-5 }" + act("négative"), f"{act('négative')}\n"),
    "surrogate": (r"\u-10179?" + act("orpheline"), Read(act("orpheline"), part=True)),
    "number": (r"\u99999999999999999999?\li99999999999999999999 " + act("chiffrée"), Read(act("chiffrée"), part=True)),
    "nul": (r"\u0?\'00\u8238?" + act("nulle"), Read(act("nulle"), part=True)),
    "cells": (r"\trowd" + r"\cellx1" * 20_000 + r"\pard\intbl a" + r"\cell" * 20_000 + r"\row\pard " + act("à cases"), Read(act("à cases"), part=True)),
    "nothing": ("", Refused("empty")),
}  # fmt: skip


def _rich() -> Iterator[Case]:
    for name, (body, fate) in RICH.items():
        yield case(f"{name}.rtf", rf"{{\rtf1\ansi\ansicpg1252 {body}}}".encode("cp1252"), fate)


def _old() -> Iterator[Case]:
    yield case("only-header.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", BROKEN)
    yield case("header-and-zeros.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000), BROKEN)
    sheet = ole({"Workbook": b"x"})
    yield case("workbook.doc", sheet, FORMAT)
    yield case("message.doc", ole({"__properties_version1.0": b"x"}), FORMAT)
    yield case("unknown.doc", ole({"\x05x/..\\..": b"x"}), FORMAT)
    yield case("locked-package.doc", ole({"EncryptedPackage": b"x"}), Refused("encrypted"))
    yield case(
        "locked-word.doc", ole({"WordDocument": b"\xec\xa5\xc1\0" + bytes(6) + b"\0\1"}), Refused("encrypted")
    )
    yield case("hollow-word.doc", ole({"WordDocument": b"\xec\xa5" + bytes(5_000)}), Refused("empty"))
    yield case("fat-loop.doc", sheet[:512] + b"\0\0\0\0" * 128 + sheet[1024:], FORMAT)
    yield case("directory-far.doc", sheet[:48] + b"\xf0\xff\xff\x7f" + sheet[52:], BROKEN)
    for seed in range(4):
        chance = random.Random(seed)
        damaged = bytearray(sheet)
        for _ in range(60):
            damaged[chance.randrange(8, 1024)] = chance.randrange(256)
        yield case(f"damaged-{seed}.doc", bytes(damaged), FORMAT if seed in (1, 2) else BROKEN)
    yield case("page.doc", f"<html><body><p>{act('en html')}</p></body></html>", f"{act('en html')}\n")
    yield case("picture.doc", b"GIF89a\1", FORMAT)
    yield case("mail.doc", f"From: x\nMIME-Version: 1.0\n\n{act('en courriel')}", FORMAT)
