"""What a file is, by its content alone."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from PIL import Image
from tests.growth import assert_grows_linearly, repeated
from tests.readers.making import docx, odt, ole, packed
from tests.tables import each_row

from recueil import errors
from recueil.readers import detect, reader
from recueil.readers.detect import detect_media_type
from recueil.settings import Limits

PATH = Path("acte")


def image(form: str) -> bytes:
    buffer = io.BytesIO()
    Image.new("L", (4, 4)).save(buffer, form)
    return buffer.getvalue()


MEDIA: dict[str, tuple[bytes, str]] = {
    "pdf": (b"%PDF-1.4\n1 0 obj", detect.PDF),
    "pdf after a mark": (b"\xef\xbb\xbf\r\n%PDF-1.4\n", detect.PDF),
    "pdf after what a server wrote": (b"<br />\n<b>Warning</b>: x" + b" " * 900 + b"%PDF-1.4\n1 0 obj", detect.PDF),
    "text about pdf": (b"Le fichier commence par %PDF-1.4 comme il se doit.", detect.TEXT),
    "docx": (docx(""), detect.DOCX),
    "odt": (odt(""), detect.ODT),
    "template": (packed({"mimetype": detect.ODT + "-template\n"}), detect.ODT),
    "zip": (packed({"word/a.txt": "a"}), detect.ZIP),
    "empty zip": (packed({}), detect.ZIP),
    "zip of a pdf": (packed({"a": b"%PDF-1.4 1 0 obj"}, compression=0), detect.ZIP),
    "doc": (ole({"WordDocument": b""}), detect.DOC),
    "doc with other streams": (ole({"Data": b"", "WordDocument": b"", "1Table": b""}), detect.DOC),
    "rtf": (b"{\\rtf1", detect.RTF),
    "png": (image("PNG"), "image/png"),
    "jpeg": (image("JPEG"), "image/jpeg"),
    "tiff": (image("TIFF"), "image/tiff"),
    "html": (b"\xef\xbb\xbf\n <!DOCTYPE  HTML><p>a", detect.HTML),
    "html without doctype": (b"<HTML lang=fr>", detect.HTML),
    "html after comments": (b"<!-- a --> <!-- > -->\n<html>", detect.HTML),
    "html without html": (b"<table width='100%'><tr>", detect.HTML),
    "xhtml": (b"<?xml version='1.0'?>\n<!-- a -->\n<html xmlns='x'>", detect.HTML),
    "html in utf-16": ("<html>é".encode("utf-16"), detect.HTML),
    "html in utf-16 without a mark": ("<html><body>acte".encode("utf-16-le"), detect.HTML),
    "text": (b"Vu le code", detect.TEXT),
    "text that begins as html": (b"<Annexe> Vu le code", detect.TEXT),
    "text in utf-16 without a mark": ("Vu le code".encode("utf-16-be"), detect.TEXT),
    "text with a colon": (b"Objet: budget\nVu: le code\n\nMIME-Version: 1.0", detect.TEXT),
}  # fmt: skip


@each_row(("content", "media"), MEDIA.values())
def test_a_kind_is_told_by_its_content(content: bytes, media: str) -> None:
    assert detect_media_type(PATH, content, Limits()) == media


FLAGS = bytes(10) + b"\0\1"
REFUSED: dict[str, tuple[bytes, type[errors.ReadError], str]] = {
    "xlsx": (packed({"[Content_Types].xml": "", "xl/workbook.xml": ""}), errors.FormatUnknown, r"an Excel workbook \(xlsx\)"),
    "pptx": (packed({"[Content_Types].xml": "", "ppt/a.xml": ""}), errors.FormatUnknown, "a PowerPoint presentation"),
    "another package": (packed({"[Content_Types].xml": "", "a": ""}), errors.FormatUnknown, "an office document of a kind"),
    "ods": (packed({"mimetype": "application/vnd.oasis.opendocument.spreadsheet"}), errors.FormatUnknown, "a document of another kind .*spreadsheet"),
    "zip cut short": (b"PK\x03\x04rest", errors.FileBroken, "the archive is damaged or cut short"),
    "xls": (ole({"Workbook": b""}), errors.FormatUnknown, r"an old Excel workbook \(xls\)"),
    "ppt": (ole({"PowerPoint Document": b""}), errors.FormatUnknown, "an old PowerPoint presentation"),
    "msg": (ole({"__properties_version1.0": b""}), errors.FormatUnknown, "an Outlook message"),
    "another compound file": (ole({"x": b""}), errors.FormatUnknown, "an old office document of a kind"),
    "docx with a password": (ole({"EncryptedPackage": b"", "EncryptionInfo": b""}), errors.FileEncrypted, "asks for a password"),
    "doc with a password": (ole({"WordDocument": FLAGS}), errors.FileEncrypted, "asks for a password"),
    "doc cut short": (ole({"WordDocument": b""})[:600], errors.FileBroken, "the old office document is damaged"),
    "doc cut at once": (ole({})[:8], errors.FileBroken, "the old office document is damaged"),
    "gif": (b"GIF89a", errors.FormatUnknown, "a GIF image"),
    "xml": (b"<?xml version='1.0'?><a/>", errors.FormatUnknown, "an XML document"),
    "svg": (b"<svg xmlns='http://www.w3.org/2000/svg'><text>a</text></svg>", errors.FormatUnknown, "an XML document"),
    "xml with a namespace": (b"<a:b xmlns:a='x'>", errors.FormatUnknown, "an XML document"),
    "mail": (b"From: a\r\nReceived: by b\r\n\tfor c\r\nMIME-Version: 1.0\r\n", errors.FormatUnknown, "an e-mail or a web archive"),
    "binary": (b"\x01\x02\0\x03", errors.FormatUnknown, "a binary file"),
    "binary without a zero": (bytes(range(1, 256)) * 10, errors.FormatUnknown, "a binary file"),
}  # fmt: skip


@each_row(("content", "error", "words"), REFUSED.values())
def test_another_kind_is_called_by_its_name(content: bytes, error: type[errors.ReadError], words: str) -> None:
    with pytest.raises(errors.ReadError, match=words) as caught:
        detect_media_type(PATH, content, Limits())
    assert type(caught.value) is error
    assert caught.value.message.startswith("acte: ")
    assert caught.value.advice.endswith(".")


@pytest.mark.parametrize(
    ("piece", "after"),
    [("<!-- a -->", ""), ("<!--", ""), ("<a ", ""), ("A:\n ", ""), ("<", ""), (" ", "a")],
    ids=["comments", "open comments", "tags", "headers", "brackets", "blanks"],
)
def test_a_hostile_head_takes_time_in_proportion(piece: str, after: str, size: int) -> None:
    make = repeated(piece, after=after)
    assert detect_media_type(PATH, make(size).encode(), Limits()) == detect.TEXT
    assert_grows_linearly(lambda text: detect_media_type(PATH, text.encode(), Limits()), make, size)


def test_every_kind_has_its_reader() -> None:
    every = {detect.PDF, detect.DOCX, detect.ODT, detect.DOC, detect.RTF, detect.HTML, detect.TEXT, *detect.IMAGES}
    assert all(callable(reader._reader_for(kind, None)) for kind in every)
