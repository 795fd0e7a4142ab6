"""Office files for tests, as few bytes as the programs that write them would understand."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Mapping

from recueil.readers.detect import ODT

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/wordprocessingml/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
MC = "http://schemas.openxmlformats.org/markup-compatibility/2006"
LINKS = "http://schemas.openxmlformats.org/package/2006/relationships"


def packed(members: Mapping[str, str | bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A ZIP archive with these members."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", compression) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def repacked(content: bytes, members: Mapping[str, str | bytes]) -> bytes:
    """An archive with these members in place of, or besides, its own."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        own = {name: archive.read(name) for name in archive.namelist()}
    return packed({**own, **members})


def encrypted(members: dict[str, str | bytes]) -> bytes:
    """An archive whose members are marked as encrypted."""
    content = bytearray(packed(members, zipfile.ZIP_STORED))
    for signature, flags in ((b"PK\x01\x02", 8), (b"PK\x03\x04", 6)):
        at = content.find(signature)
        while at >= 0:
            content[at + flags] |= 1
            at = content.find(signature, at + 4)
    return bytes(content)


def docx(body: str, namespace: str = W, head: str = "", **parts: str) -> bytes:
    """A DOCX whose main part has this body; other parts (styles, header1…) are referred to by their names."""

    def root(name: str, content: str) -> str:
        spaces = f'xmlns:w="{namespace}" xmlns:r="{R}" xmlns:mc="{MC}"'
        return (
            f"<?xml version='1.0' encoding='UTF-8' standalone='yes'?>{head}<w:{name} {spaces}>{content}</w:{name}>"
        )

    tags = {"header1": "hdr", "header2": "hdr", "header3": "hdr", "footer1": "ftr"}
    links = "".join(
        f'<Relationship Id="{name}" Type="{R}/{name.rstrip("123")}" Target="{name}.xml"/>' for name in parts
    )
    members = {
        "[Content_Types].xml": "<Types/>",
        "_rels/.rels": f'<Relationships xmlns="{LINKS}"><Relationship Id="a" Type="{R}/officeDocument"'
        ' Target="/word/document2.xml"/></Relationships>',
        "word/document2.xml": root("document", f"<w:body>{body}</w:body>"),
        "word/_rels/document2.xml.rels": f'<Relationships xmlns="{LINKS}">{links}</Relationships>',
    }
    return packed(members | {f"word/{name}.xml": root(tags.get(name, name), part) for name, part in parts.items()})


def p(text: str = "", properties: str = "") -> str:
    """A paragraph of Word."""
    return f"<w:p><w:pPr>{properties}</w:pPr>{r(text)}</w:p>"


def r(text: str, properties: str = "") -> str:
    """A run of Word."""
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def row(*cells: str) -> str:
    """A row of Word, each cell one paragraph."""
    return f"<w:tr>{''.join(f'<w:tc>{p(cell)}</w:tc>' for cell in cells)}</w:tr>"


SPACES = " ".join(
    f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for prefix, name in (
        ("office", "office"), ("text", "text"), ("style", "style"), ("table", "table"), ("draw", "drawing"),
        ("fo", "xsl-fo-compatible"), ("svg", "svg-compatible"),
    )
)  # fmt: skip


def odt(text: str, styles: str = "", common: str = "", manifest: str = "", head: str = "") -> bytes:
    """An ODT with this text and these automatic styles; ``common`` is the inside of styles.xml."""
    content = (
        f"{head}<office:document-content {SPACES}><office:automatic-styles>{styles}</office:automatic-styles>"
        f"<office:body><office:text>{text}</office:text></office:body></office:document-content>"
    )
    members: dict[str, str | bytes] = {"mimetype": ODT, "content.xml": content}
    members["styles.xml"] = f"<office:document-styles {SPACES}>{common}</office:document-styles>"
    return packed(members | {"META-INF/manifest.xml": f"<manifest>{manifest}</manifest>"})


def t(text: str, name: str = "") -> str:
    """A paragraph of ODF."""
    return f'<text:p text:style-name="{name}">{text}</text:p>'


def cells(*texts: str) -> str:
    """A row of ODF."""
    return f"<table:table-row>{''.join(f'<table:table-cell>{t(text)}</table:table-cell>' for text in texts)}</table:table-row>"


# OLE: streams in the root, nothing else.

SECTOR = 512
END, FREE, FAT, NONE = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD, 0xFFFFFFFF


def ole(streams: dict[str, bytes]) -> bytes:
    """A compound file with these streams, each padded to the size from which it has sectors of its own."""
    padded = {name: content.ljust(4096, b"\0") for name, content in streams.items()}
    entries = [_entry("Root Entry", 5, END, 0, child=1 if padded else NONE)]
    fat, data, at = [FAT, END], b"", 2  # sector 0 is the FAT, sector 1 and those after it the directory
    directory = -(-(len(padded) + 1) // 4)
    fat[1:] = [*range(2, directory + 1), END]
    at = directory + 1
    for number, (name, content) in enumerate(padded.items(), 1):
        sectors = -(-len(content) // SECTOR)
        right = number + 1 if number < len(padded) else NONE
        entries.append(_entry(name, 2, at, len(content), right=right))
        fat += [*range(at + 1, at + sectors), END]
        data += content.ljust(sectors * SECTOR, b"\0")
        at += sectors
    header = struct.pack(
        "<8s16xHHHHH6xIIIIIIIII", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 0x3E, 3, 0xFFFE, 9, 6,
        0, 1, 1, 0, 4096, END, 0, END, 0,
    )  # fmt: skip
    header += struct.pack("<109I", 0, *[FREE] * 108)
    table = struct.pack("<128I", *fat, *[FREE] * (128 - len(fat)))
    listing = b"".join(entries).ljust(directory * SECTOR, b"\0")
    return header + table + listing + data


def _entry(name: str, kind: int, start: int, size: int, right: int = NONE, child: int = NONE) -> bytes:
    encoded = name.encode("utf-16-le")
    return struct.pack(
        "<64sHBBIII16xI16xIQ", encoded, len(encoded) + 2, kind, 1, NONE, right, child, 0, start, size
    )
