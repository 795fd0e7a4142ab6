"""Scans published as images → pages for OCR, or the reason why not."""

from __future__ import annotations

import io
import random
import struct
import zlib
from pathlib import Path

import pytest
from PIL import Image

from recueil import errors
from recueil.readers.document import PageContent
from recueil.readers.ocr import image
from recueil.readers.ocr.tesseract import PageImage
from recueil.settings import Limits

PATH = Path("scan")
# Pixels that no compression makes small, so that a cut is felt.
NOISE = Image.frombytes("L", (300, 200), random.Random(1).randbytes(60_000))


def saved(*pages: Image.Image, kind: str, **options: object) -> bytes:
    buffer = io.BytesIO()
    more = {"save_all": True, "append_images": pages[1:]} if len(pages) > 1 else {}
    pages[0].save(buffer, kind, **more, **options)
    return buffer.getvalue()


@pytest.fixture(autouse=True)
def seen(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str, tuple[int, int], int]]:
    """What is handed to OCR: name, mode, size and dots an inch."""
    pages: list[tuple[str, str, tuple[int, int], int]] = []

    def leaf_of(page: PageImage, limits: Limits, cache: Path | None) -> PageContent:
        pages.append((page.name, page.image.mode, page.image.size, round(page.dpi)))
        return PageContent(f"{len(pages)}\n")

    monkeypatch.setattr(image, "recognise_page", leaf_of)
    return pages


PAGE = Image.new("L", (1654, 2339), 255)

STATED = {
    "png": (saved(PAGE, kind="PNG", dpi=(200, 200)), (1654, 2339), 200),
    "jpeg": (saved(PAGE, kind="JPEG", dpi=(200, 200)), (1654, 2339), 200),
    "tiff": (saved(PAGE, kind="TIFF", dpi=(200, 200)), (1654, 2339), 200),
    "nothing stated: A4": (saved(PAGE, kind="PNG"), (1654, 2339), 200),
    "a camera's 72": (saved(PAGE, kind="JPEG", dpi=(72, 72)), (1654, 2339), 200),
    "larger than A0": (saved(PAGE.resize((1654, 5000)), kind="PNG", dpi=(100, 100)), (1654, 5000), 428),
    "fax": (saved(PAGE.resize((1728, 1078)), kind="TIFF", dpi=(204, 98)), (1728, 2244), 204),
    "fax on its side": (
        saved(PAGE.resize((1728, 1078)), kind="TIFF", dpi=(204, 98), tiffinfo={274: 6}),
        (2244, 1728),
        204,
    ),
}


@pytest.mark.parametrize(("content", "size", "dpi"), STATED.values(), ids=STATED)
def test_an_image_is_a_page_of_its_size(
    seen: list[object], content: bytes, size: tuple[int, int], dpi: int
) -> None:
    assert image.read(PATH, content, Limits()) == [PageContent("1\n")]
    assert seen == [("scan", "L", size, dpi)]


def test_a_camera_says_which_side_is_up(seen: list[object]) -> None:
    exif = Image.Exif()
    exif[274] = 6
    image.read(PATH, saved(PAGE, kind="JPEG", dpi=(200, 200), exif=exif), Limits())
    assert seen == [("scan", "L", (2339, 1654), 200)]


def test_each_page_of_a_tiff_is_a_page(seen: list[object]) -> None:
    pages = [PAGE.convert("1"), PAGE.convert("RGB"), PAGE.resize((827, 1170))]
    content = saved(*pages, kind="TIFF", dpi=(200, 200))
    assert image.read(PATH, content, Limits()) == [PageContent("1\n"), PageContent("2\n"), PageContent("3\n")]
    assert seen == [
        ("scan, page 1", "1", (1654, 2339), 200),
        ("scan, page 2", "RGB", (1654, 2339), 200),
        ("scan, page 3", "L", (827, 1170), 200),
    ]


def test_only_the_first_picture_of_a_moving_png_is_a_page(seen: list[object]) -> None:
    image.read(PATH, saved(PAGE, PAGE.point(lambda shade: 0), kind="PNG"), Limits())
    assert seen == [("scan", "L", (1654, 2339), 200)]


def bomb(width: int, height: int) -> bytes:
    """A PNG of so many pixels in a few bytes."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(b"\0" * 100))
        + chunk(b"IEND", b"")
    )


def endless() -> bytes:
    """A TIFF whose second page is followed by its second page."""
    content = bytearray(saved(NOISE, NOISE, kind="TIFF"))
    (first,) = struct.unpack_from("<I", content, 4)
    (entries,) = struct.unpack_from("<H", content, first)
    (second,) = struct.unpack_from("<I", content, first + 2 + 12 * entries)
    (entries,) = struct.unpack_from("<H", content, second)
    struct.pack_into("<I", content, second + 2 + 12 * entries, second)
    return bytes(content)


REFUSED = {
    "cut png": (saved(NOISE, kind="PNG")[:20_000], errors.ImageBroken, "damaged or cut short"),
    "cut jpeg": (saved(NOISE, kind="JPEG")[:5_000], errors.ImageBroken, "damaged or cut short"),
    "cut tiff": (saved(NOISE, kind="TIFF")[:5_000], errors.ImageBroken, "damaged or cut short"),
    "cut in the header": (saved(NOISE, kind="PNG")[:20], errors.ImageBroken, "damaged or cut short"),
    "not an image": (b"\x89PNG\r\n\x1a\nnot so", errors.ImageBroken, "damaged or cut short"),
    "damaged png": (saved(NOISE, kind="PNG").replace(b"IDAT", b"IDAX", 1), errors.ImageBroken, "damaged"),
    "many pixels": (bomb(1000, 700), errors.FileTooLarge, "1000 by 700, more than 600000 in all"),
    "bomb": (bomb(100_000, 100_000), errors.FileTooLarge, "too many pixels"),
    "many pages": (saved(*[NOISE] * 4, kind="TIFF"), errors.FileTooLarge, "more than 3 pages"),
}


@pytest.mark.parametrize(("content", "error", "words"), REFUSED.values(), ids=REFUSED)
def test_a_refused_image_is_named_with_its_reason(
    content: bytes, error: type[errors.ReadError], words: str
) -> None:
    with pytest.raises(errors.ReadError, match=words) as caught:
        image.read(PATH, content, Limits(pages=3, pixels=600_000))
    assert type(caught.value) is error
    assert caught.value.message.startswith("scan: ")
    assert caught.value.advice.endswith(".")


def test_a_damaged_page_of_a_tiff_is_named() -> None:
    content = saved(NOISE, NOISE, kind="TIFF")
    with pytest.raises(errors.ImageBroken, match=r"^scan, page 2: "):
        image.read(PATH, content[:-1_000], Limits())


def test_an_endless_tiff_ends() -> None:
    assert image.read(PATH, endless(), Limits(pages=50)) == [PageContent("1\n"), PageContent("2\n")]


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "TIFF"])
def test_no_damage_escapes(kind: str) -> None:
    """Bytes changed at random are a page, or refused with a reason."""
    chance = random.Random(7)
    whole = saved(*[NOISE] * (2 if kind == "TIFF" else 1), kind=kind, dpi=(200, 200))
    refusals = []
    for _ in range(60):
        content = bytearray(whole)
        for _ in range(chance.randint(1, 12)):
            content[chance.randrange(8, min(len(content), 600))] = chance.randrange(256)
        try:
            image.read(PATH, bytes(content), Limits(pages=3, pixels=600_000))
        except errors.ReadError as error:
            refusals.append(error.message[:4])
    assert set(refusals) == {"scan"}
