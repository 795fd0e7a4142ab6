"""Hostile images."""

from __future__ import annotations

import io
import random
import struct
import zlib
from collections.abc import Iterator

from PIL import Image, ImageDraw, ImageFont
from tests.hostile.cases import Case, Read, Refused, case

BROKEN, LARGE, EMPTY, FORMAT = (Refused(reason) for reason in ("image-broken", "too-large", "empty", "format"))


def lettered(words: str) -> Image.Image:
    """A small page with words that OCR can read."""
    image = Image.new("L", (900, 200), 255)
    ImageDraw.Draw(image).text((40, 60), words, 0, ImageFont.load_default(48))
    return image


def saved(*pages: Image.Image, kind: str, **options: object) -> bytes:
    buffer = io.BytesIO()
    more = {"save_all": True, "append_images": pages[1:]} if len(pages) > 1 else {}
    pages[0].save(buffer, kind, **more, **options)
    return buffer.getvalue()


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(width: int, height: int, data: bytes, *chunks: bytes) -> bytes:
    """A PNG that says this size, with this data, whatever that is."""
    head = _chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + b"".join(chunks) + _chunk(b"IDAT", data) + _chunk(b"IEND", b"")


def cases() -> Iterator[Case]:
    noise = Image.frombytes("L", (300, 200), random.Random(1).randbytes(60_000))
    for kind in ("PNG", "JPEG", "TIFF"):
        whole = saved(noise, kind=kind)
        ending = kind.lower()
        yield case(f"cut.{ending}", whole[: len(whole) // 2], BROKEN)
        yield case(f"head.{ending}", whole[:12], BROKEN)
        yield case(f"noise.{ending}", whole[:12] + random.Random(2).randbytes(2_000), BROKEN)
    yield case("bomb.png", png(60_000, 60_000, zlib.compress(bytes(30_000_000), 9)), LARGE)
    yield case("size-zero.png", png(0, 0, b""), BROKEN)
    yield case("size-lies.png", png(2_000, 2_000, zlib.compress(b"\0" * 10)), BROKEN)
    yield case("size-most.png", png(2**31 - 1, 2**31 - 1, b""), LARGE)
    yield case(
        "text-bomb.png",
        png(
            90, 90, zlib.compress(bytes(91 * 90)), _chunk(b"zTXt", b"a\0\0" + zlib.compress(bytes(80_000_000), 9))
        ),
        BROKEN,
    )
    yield case("bomb.tiff", saved(Image.new("1", (30_000, 30_000)), kind="TIFF", compression="group4"), LARGE)
    yield case("strip.png", png(1, 19_000_000, zlib.compress(bytes(38_000_000), 9)), EMPTY)
    loop = saved(noise.resize((30, 20)), kind="TIFF")
    at = struct.unpack("<I", loop[4:8])[0]
    count = struct.unpack("<H", loop[at : at + 2])[0]
    end = at + 2 + 12 * count
    yield case("pages-loop.tiff", loop[:end] + struct.pack("<I", at) + loop[end + 4 :], EMPTY)
    yield case("pages-many.tiff", saved(*[Image.new("1", (1, 1))] * 1_001, kind="TIFF"), LARGE)
    exif = Image.Exif()
    exif[0x010E] = "<script>alert(1)</script>"
    exif[0x0112] = 6
    turned = lettered("SUBVENTION ECOLE").transpose(Image.Transpose.ROTATE_90)
    yield case("exif.jpeg", saved(turned, kind="JPEG", exif=exif), Read("SUBVENTION", part=True))
    strange = Image.Exif()
    strange[0x0112] = 9_999
    yield case(
        "exif-strange.jpeg", saved(lettered("CREDIT VOTE"), kind="JPEG", exif=strange), Read("CREDIT", part=True)
    )
    yield case(
        "pages.tiff",
        saved(lettered("PREMIERE PAGE"), lettered("SECONDE PAGE"), kind="TIFF"),
        Read("SECONDE", part=True),
    )
    yield case("resolution.png", saved(lettered("MAIRIE"), kind="PNG", dpi=(1, 99_999)), Read("MAIRIE", part=True))
    yield case("blank.png", saved(Image.new("L", (400, 400), 255), kind="PNG"), EMPTY)
    yield case("picture.gif", b"GIF89a" + bytes(40), FORMAT)
    yield case("picture.webp", b"RIFF\x20\0\0\0WEBPVP8 " + bytes(40), FORMAT)
    yield case("picture.bmp", b"BM" + bytes(200), FORMAT)
    yield case("script.png", b"\x89PNG\r\n\x1a\n<script>alert(1)</script>", BROKEN)
