"""Read scans published as images: TIFF of one or many pages, JPEG, PNG."""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from warnings import catch_warnings, simplefilter

from PIL import ExifTags, Image, ImageOps

from recueil.errors import FileTooLarge, ImageBroken, ReadError
from recueil.readers.document import PageContent
from recueil.readers.ocr.tesseract import PageImage, recognise_page
from recueil.settings import Limits
from recueil.translation import gettext as _

_FORMATS = ("JPEG", "PNG", "TIFF")
# Screens and cameras always write 72 or 96 dpi; scanners write the real resolution.
_COARSEST, _FINEST = 98, 1_300
_LONG_SIDE_OF_A4, _LONG_SIDE_OF_A0 = 11.69, 46.9  # inches
_ROTATED = range(5, 9)  # the Exif orientations that exchange width and height


def read(path: Path, content: bytes, limits: Limits, cache: Path | None = None) -> list[PageContent]:
    """Return the text of each page by OCR, from the folder ``cache`` if it is there."""
    return [recognise_page(page, limits, cache) for page in iter_pages(path, content, limits)]


def iter_pages(path: Path, content: bytes, limits: Limits) -> Iterator[PageImage]:
    """Yield each page as it is shown, upright and with square pixels. Raise ImageBroken, FileTooLarge."""
    with _translate_errors(str(path)):
        file = Image.open(BytesIO(content), formats=_FORMATS)
        count = _count_pages(path, file, limits)
    for number in range(count):
        name = _("{path}, page {number}").format(path=path, number=number + 1) if count > 1 else str(path)
        with _translate_errors(name):
            page = _load_page(name, file, number, limits)
        yield page


@contextmanager
def _translate_errors(name: str) -> Iterator[None]:
    """Raise ImageBroken for whatever the decoder raises: Pillow's decoders raise almost anything."""
    try:
        with catch_warnings():
            simplefilter("ignore")  # warnings of what it then refuses, or can do without
            yield
    except (ReadError, MemoryError):
        raise
    except Image.DecompressionBombError as error:
        raise _too_many_pixels(name, str(error)) from error
    except Exception as error:
        raise ImageBroken(
            _("{name}: the image is damaged or cut short ({error}).").format(name=name, error=error),
            _("Download or publish it again."),
        ) from error


def _count_pages(path: Path, file: Image.Image, limits: Limits) -> int:
    """Return the number of pages. Only TIFF has several: other pictures in a JPEG are previews, in a PNG
    frames.
    """
    if file.format != "TIFF":
        return 1
    for count in range(1, limits.pages + 1):
        try:
            file.seek(count)
        except EOFError:
            return count
    raise FileTooLarge(
        _("{path}: more than {pages} pages.").format(path=path, pages=limits.pages),
        _("Raise RECUEIL_LIMITS__PAGES."),
    )


def _load_page(name: str, file: Image.Image, number: int, limits: Limits) -> PageImage:
    file.seek(number)
    _check_size(name, file.size, limits)  # before anything of it is unpacked
    lying = file.getexif().get(ExifTags.Base.Orientation, 1) in _ROTATED
    image = ImageOps.exif_transpose(file)
    across, down = _resolution(image.size, file.info.get("dpi", (0, 0)), lying)
    dpi = max(across, down)
    size = round(image.width * dpi / across), round(image.height * dpi / down)
    if image.size != size:  # a fax has twice as many dots across as down
        _check_size(name, size, limits)
        image = image.resize(size)
    return PageImage(name, image, dpi)


def _check_size(name: str, size: tuple[int, int], limits: Limits) -> None:
    if math.prod(size) > limits.pixels:
        raise _too_many_pixels(
            name,
            _("{size} by {size_2}, more than {pixels} in all").format(
                size=size[0], size_2=size[1], pixels=limits.pixels
            ),
        )


def _too_many_pixels(name: str, detail: str) -> FileTooLarge:
    return FileTooLarge(
        _("{name}: too many pixels ({detail}).").format(name=name, detail=detail),
        _("Scan it at 300 dots an inch, or raise RECUEIL_LIMITS__PIXELS."),
    )


def _resolution(size: tuple[int, int], stated: tuple[float, float], lying: bool) -> tuple[float, float]:
    """Return dots per inch across and down as stated, if plausible; else as if the page were A4."""
    across, down = (float(dots) for dots in (reversed(stated) if lying else stated))
    if all(_COARSEST <= dots <= _FINEST for dots in (across, down)) and (
        max(size[0] / across, size[1] / down) <= _LONG_SIDE_OF_A0
    ):
        return across, down
    guess = max(size) / _LONG_SIDE_OF_A4
    return guess, guess
