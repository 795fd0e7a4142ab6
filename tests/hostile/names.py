"""Files with hostile names, and what has a name in a folder and is no regular file."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable, Iterator
from pathlib import Path

from tests.hostile.cases import Absent, Case, Fate, Refused, act, case

NAMES: dict[str, bytes] = {
    "newline": b"a\nb.txt",
    "return": b"a\rb.txt",
    "tab": b"a\tb.txt",
    "double quote": b'a"b.txt',
    "single quote": b"a'b.txt",
    "script": b"<script>alert(1)<script>.txt",
    "image": b"<img src=x onerror=alert(1)>.txt",
    "semicolon": b"a;touch evade.txt",
    "dollar": b"$(touch evade).txt",
    "backquote": b"`touch evade`.txt",
    "dash": b"-rf.txt",
    "dashes": b"--store=x.txt",
    "space": b" .txt",
    "spaces": b"  a  .txt  ",
    "long": b"a" * 251 + b".txt",
    "long accents": "é".encode() * 125 + b".txt",
    "latin": b"d\xe9lib\xe9ration.txt",
    "bytes": b"\xff\xfe\x80.txt",
    "escape": b"\x1b[2J\x1b[31mrouge.txt",
    "bell": b"\x07\x08\x7f.txt",
    "bidi": "\u202etxt.exe".encode(),
    "zero width": "a\u200bb.txt".encode(),
    "emoji": "👩‍👩‍👧‍👦.txt".encode(),
    "decomposed": "e\u0301.txt".encode(),
    "composed": "\u00e9.txt".encode(),
    "percent": b"%2e%2e%2f%00%.txt",
    "query": b"a?b#c.txt",
    "star": b"*.txt",
    "bracket": b"[a-z].txt",
    "markup": b"[bold red]a[link].txt",
    "braces": b"{{ 7*7 }}.txt",
    "backslash": b"a\\..\\..\\b.txt",
    "reserved": b"CON.txt",
    "colon": b"C:a.txt",
    "url": b"http:..x.txt",
    "formula": b"=cmd|calc.txt",
    "sql": b"'; DROP TABLE sources; --.txt",
    "dots": b"a....txt",
    "suffixes": b"a.txt.exe.pdf.zip",
    "none": b"sanssuffixe",
}  # fmt: skip


def _fifo(path: Path) -> None:
    os.mkfifo(path)


def _socket(path: Path) -> None:
    # The address of a socket is short, and the path may be long.
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        with socket.socket(socket.AF_UNIX) as listening:
            listening.bind(f"/proc/self/fd/{folder}/{path.name}")
    finally:
        os.close(folder)


def _linked(target: str | Path) -> Callable[[Path], None]:
    return lambda path: path.symlink_to(target)


def _closed(path: Path) -> None:
    path.write_text("closed")
    path.chmod(0)


def _closed_folder(path: Path) -> None:
    path.mkdir()
    (path / "hidden.txt").write_text("hidden")
    path.chmod(0)


def _deep_folder(path: Path) -> None:
    """Folders in folders, with a file in the last one, and a link from there to the first."""
    last = path.joinpath(*["d"] * 200)
    last.mkdir(parents=True)
    (last / "loop").symlink_to(path)


def _outside(path: Path) -> None:
    """A link to a file beside the source."""
    path.symlink_to(path.parents[3] / "secret.txt")


def _outside_folder(path: Path) -> None:
    path.symlink_to(path.parents[3], target_is_directory=True)


MISSING, OUTSIDE = Refused("missing"), Refused("link")
SPECIAL: dict[str, tuple[Callable[[Path], None], Fate]] = {
    "pipe": (_fifo, MISSING),
    "socket": (_socket, MISSING),
    "zeros": (_linked("/dev/zero"), OUTSIDE),
    "random.txt": (_linked("/dev/urandom"), OUTSIDE),
    "dangling.txt": (_linked("nowhere"), MISSING),
    "itself.txt": (_linked("itself.txt"), MISSING),
    "closed.txt": (_closed, MISSING),
    "closed": (_closed_folder, MISSING),
    "loop": (_linked("."), Absent()),
    "deep": (_deep_folder, Absent()),
    "outside": (_outside_folder, OUTSIDE),
    "outside.txt": (_outside, OUTSIDE),
}
"""``secret.txt`` beside the source holds SECRET."""


def cases() -> Iterator[Case]:
    for name, written in NAMES.items():
        yield case(written, act(f"nom {name}"), act(f"nom {name}"))
    for ending in (b"\x1b[2J\x1b[31m", b"a\nfailed (format): b", "\u202e\u2066".encode(), b"\x9b\xff"):
        yield case(b"failing-" + ending, b"\x01\x02\0\x03" * 500, Refused("format"))
    yield case(b"only-\x1b]0;title\x07-\n", b"PK\x03\x04", Refused("broken"))
    for hidden in (b"....txt", b".txt", b"..\\..\\a.txt"):
        yield case(hidden, "hidden", Absent())
    for name, (make, fate) in SPECIAL.items():
        yield case(name, make, fate)
