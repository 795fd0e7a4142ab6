"""Looking for values by which somebody who guesses a content can tell whether a document held it."""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Callable, Iterable
from pathlib import Path

_DIGITS, _BYTES = 10, 8
"""Digits, or bytes, of a digest that tell it: of fewer, there would be some by chance."""
_SECRET = re.compile(rb"(?<![0-9a-f])[0-9a-f]{64}(?![0-9a-f])")
_NUMBERS = re.compile(rb"[0-9a-f]{%d,}" % _DIGITS)
_PURPOSES = ("", "content ", "document ", "alias ")


def digests(content: bytes, keys: Iterable[bytes] = ()) -> set[str]:
    """What may be made of a content without a secret, or with one of some keys, in hexadecimal digits."""
    made = {
        name: hashlib.new(name, content) for name in ("md5", "sha1", "sha256", "sha512", "sha3_256", "blake2s")
    }
    found = {each.hexdigest() for each in made.values()}
    found |= {hashlib.blake2b(content, digest_size=size).hexdigest() for size in (8, 12, 16, 20, 32, 64)}
    plain = made["sha256"].hexdigest()
    for handle in (plain, plain[:12], plain[:20]):
        again = [handle.encode(), *(f"{purpose}{handle}".encode() for purpose in _PURPOSES)]
        found |= {hashlib.sha256(each).hexdigest() for each in again}
        found |= {hmac.digest(key, each, "sha256").hex() for key in keys for each in again}
    return found | {hmac.digest(key, content, "sha256").hex() for key in keys}


def guessed(names: Iterable[str], text_of: Callable[[str], str], within: bytes) -> list[str]:
    """Which of some names, put into the gap of a text, makes one that some bytes tell by themselves.

    Whatever looks like a secret in them is tried as one.
    """
    small = within.lower()
    keys = {form for found in _SECRET.findall(small) for form in (found, bytes.fromhex(found.decode()))}
    digits = {part for number in _NUMBERS.findall(small) for part in _parts(number, _DIGITS)}
    parts = _parts(within, _BYTES)
    return [name for name in names if _contains_digest(text_of(name), digits, parts, keys)]


def _parts(whole: bytes, size: int) -> set[bytes]:
    """All parts of so many bytes: thousands of digests are looked for in these in no time."""
    return {whole[start : start + size] for start in range(len(whole) - size + 1)}


def _contains_digest(text: str, digits: set[bytes], parts: set[bytes], keys: set[bytes]) -> bool:
    contents = {text.encode(), text.encode("utf-16"), " ".join(text.split()).encode()}
    made = {each for content in contents for each in digests(content, keys)}
    return any(each[:_DIGITS].encode() in digits or bytes.fromhex(each)[:_BYTES] in parts for each in made)


def files_in(folder: Path) -> bytes:
    """All that the files of a folder hold, and their names."""
    files = (file for file in sorted(folder.rglob("*")) if file.is_file())
    return b"\n".join(
        str(file.relative_to(folder)).replace("/", "").encode() + file.read_bytes() for file in files
    )
