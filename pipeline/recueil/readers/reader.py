"""Read a file into a Document; its content decides which reader is used.

The readers of PDFs and images, with NumPy and their libraries, are imported when there is one.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Sequence
from functools import partial
from io import BufferedReader
from pathlib import Path
from typing import TYPE_CHECKING

from recueil.errors import (
    ArchiveNested,
    ConverterMissing,
    FileBroken,
    FileEmpty,
    FileMissing,
    FileTooLarge,
    LinkOutside,
    OcrMissing,
)
from recueil.readers import archive, detect, envelope, html, plain_text, subventions
from recueil.readers.document import TENTHS_AN_INCH, Document, MissingFile, Page, PageContent
from recueil.readers.envelope import names_in_message, pack
from recueil.readers.files import is_inside, require_inside, require_open_inside
from recueil.readers.office import doc, docx, odt, rtf
from recueil.settings import Limits
from recueil.translation import gettext as _
from recueil.values.stated import EnclosedAct

if TYPE_CHECKING:
    from recueil.readers.pdf.page import PdfPage


def is_program_now_installed(reason: str | None) -> bool:
    """Return whether this failure reason was a missing program that is installed here now."""
    if reason == OcrMissing.reason:
        from recueil.readers.ocr import tesseract

        return tesseract.is_available()
    return reason == ConverterMissing.reason and doc.is_available()


_READERS: dict[str, archive.Reader] = {
    detect.DOCX: docx.read,
    detect.ODT: odt.read,
    detect.DOC: doc.read,
    detect.RTF: rtf.read,
    detect.HTML: html.read,
    detect.TEXT: plain_text.read,
    detect.SUBVENTIONS: plain_text.read,
}
_OCR_DPI = 300
_DEFAULT_OPTIONS = archive.ArchiveOptions()


def read(path: Path, limits: Limits, cache: Path | None = None, within: Path | None = None) -> Document:
    """Read one file into a Document. Raise ReadError, which says why, if it cannot be read.

    ``cache`` is the folder of cached OCR results, ``within`` the folder that the file must be in.
    """
    content = read_bytes(path, limits, within)
    return parse_document(path, content, sha256_of(content), limits, cache)


def sha256_of(content: bytes) -> str:
    """Return the SHA-256 of the content in hex: the identity of a file, whatever its name."""
    return hashlib.sha256(content).hexdigest()


def hash_file(path: Path, limits: Limits, within: Path | None = None) -> str:
    """Return the SHA-256 of a file, which must be ``within`` a folder, without loading it. Raise
    FileMissing, FileTooLarge, LinkOutside.
    """
    if names := _names_beside(path, within):
        return sha256_of(_read_envelope(path, names, limits, within))
    with _open_file(path, within) as file:
        if os.fstat(file.fileno()).st_size > limits.file_bytes:
            raise _too_large(path, limits)
        try:
            return hashlib.file_digest(file, "sha256").hexdigest()
        except OSError as error:
            raise _unreadable(path, error) from error


def read_bytes(path: Path, limits: Limits, within: Path | None = None) -> bytes:
    """Return the bytes of a regular file, at most ``limits.file_bytes``; for the XML of an @CTES envelope, a tar
    archive with the files beside it. Raise FileMissing, FileTooLarge, LinkOutside.
    """
    if names := _names_beside(path, within):
        return _read_envelope(path, names, limits, within)
    return _read_file(path, limits, within)


def _names_beside(path: Path, within: Path | None) -> tuple[str, ...]:
    """Return the names of the files that belong to an XML file of an envelope."""
    return names_in_message(path) if within is None or is_inside(path, within) else ()


def _read_envelope(path: Path, names: Sequence[str], limits: Limits, within: Path | None) -> bytes:
    content = pack(path, names, lambda file: _read_file(file, limits, within))
    if len(content) > limits.file_bytes:
        raise _too_large(path, limits)
    return content


def _read_file(path: Path, limits: Limits, within: Path | None) -> bytes:
    with _open_file(path, within) as file:
        try:
            content = file.read(limits.file_bytes + 1)
        except OSError as error:
            raise _unreadable(path, error) from error
    if len(content) > limits.file_bytes:
        raise _too_large(path, limits)
    return content


def _open_file(path: Path, within: Path | None) -> BufferedReader:
    require_inside(path, within)
    try:
        if path.is_file():
            file = path.open("rb")
            try:
                require_open_inside(path, file.fileno(), within)
            except LinkOutside:
                file.close()
                raise
            return file
        is_folder = path.is_dir()
    except OSError as error:
        raise _unreadable(path, error) from error
    if is_folder:  # a folder that can be opened was replaced by its files
        raise FileMissing(
            _("{path}: this folder cannot be opened.").format(path=path), _("Check its permissions.")
        )
    raise FileMissing(_("{path}: no such file, or not a regular one.").format(path=path), _("Check the path."))


def _unreadable(path: Path, error: OSError) -> FileMissing:
    return FileMissing(
        _("{path}: cannot be opened ({strerror}).").format(path=path, strerror=error.strerror),
        _("Check its permissions."),
    )


def _too_large(path: Path, limits: Limits) -> FileTooLarge:
    return FileTooLarge(
        _("{path}: larger than {file_bytes} bytes.").format(path=path, file_bytes=limits.file_bytes),
        _("Split it, or raise RECUEIL_LIMITS__FILE_BYTES."),
    )


def parse_document(
    path: Path,
    content: bytes,
    sha256: str,
    limits: Limits,
    cache: Path | None = None,
    opening: archive.ArchiveOptions = _DEFAULT_OPTIONS,
) -> Document:
    """Parse bytes into a Document. ``path`` serves the messages only: its extension decides nothing.

    Raise ReadError.
    """
    media = _detect_media(path, content, limits)
    missing: tuple[MissingFile, ...] = ()
    enclosed: tuple[EnclosedAct, ...] = ()
    if media == detect.ZIP:
        leaves, missing = archive.read(path, content, limits, partial(_read_member, cache=cache), opening)
    elif media == detect.TAR:
        contents = envelope.read(path, content, limits, partial(_read_member, cache=cache), opening)
        leaves, missing, enclosed = contents.pages, contents.missing, contents.enclosed
    elif media == detect.SUBVENTIONS:
        leaves, enclosed = subventions.read(path, content, limits)
    else:
        leaves = _read_pages(path, content, media, limits, cache)
    joined = "".join(leaf.text for leaf in leaves)
    if len(joined) > limits.characters:
        raise FileTooLarge(
            _("{path}: {count} characters of text, more than {characters}.").format(
                path=path, count=len(joined), characters=limits.characters
            ),
            _("Split it, or raise RECUEIL_LIMITS__CHARACTERS."),
        )
    return Document(joined, tuple(_number_pages(leaves)), sha256, len(content), media, missing, enclosed)


def _detect_media(path: Path, content: bytes, limits: Limits) -> str:
    if not content.strip(b"\0 \t\r\n\f"):
        raise FileEmpty(_("{path}: the file is empty.").format(path=path), _("Publish it again, or remove it."))
    return detect.detect_media_type(path, content, limits)


def _read_pages(path: Path, content: bytes, media: str, limits: Limits, cache: Path | None) -> list[PageContent]:
    try:
        leaves = _reader_for(media, cache)(path, content, limits)
    except RecursionError as error:
        raise FileBroken(
            _("{path}: its parts are nested too deeply.").format(path=path),
            _("Save it again with Word or LibreOffice."),
        ) from error
    if not any(leaf.text.strip() for leaf in leaves):
        raise FileEmpty(
            _("{path}: the file holds no text.").format(path=path), _("Publish it again, or remove it.")
        )
    return leaves


def _reader_for(media: str, cache: Path | None) -> archive.Reader:
    if media == detect.PDF:
        return partial(_read_pdf, cache=cache)
    if media in detect.IMAGES:
        from recueil.readers.ocr import image

        return partial(image.read, cache=cache)
    return _READERS[media]


def _read_pdf(path: Path, content: bytes, limits: Limits, cache: Path | None) -> list[PageContent]:
    from recueil.readers.ocr import tesseract
    from recueil.readers.pdf import text_layer

    def recognise(page: PdfPage) -> PageContent:
        image = page.render(_OCR_DPI)
        dpi = image.width * TENTHS_AN_INCH / (page.leaf.width or image.width)
        return tesseract.recognise_page(
            tesseract.PageImage(_("{path}, page {index}").format(path=path, index=page.index + 1), image, dpi),
            limits,
            cache,
        )

    return text_layer.read(path, content, limits, recognise)


def _read_member(path: Path, content: bytes, limits: Limits, cache: Path | None) -> list[PageContent]:
    media = _detect_media(path, content, limits)
    if media in (detect.ZIP, detect.TAR):
        raise ArchiveNested(
            _("{path}: an archive in an archive.").format(path=path), _("Unpack it, and publish its files.")
        )
    return _read_pages(path, content, media, limits, cache)


def _number_pages(leaves: list[PageContent]) -> Iterator[Page]:
    start = 0
    for number, leaf in enumerate(leaves, 1):
        end = start + len(leaf.text)
        yield Page(number, start, end, leaf.width, leaf.height, leaf.words, leaf.tables)
        start = end
