"""Find @CTES envelopes that are folders: an XML beside the files that it names is one file with them.

This is done for every XML file in a folder, by the process that plans a run: it looks for names of files in the
first characters and does not parse the XML.
"""

from __future__ import annotations

import io
import re
import tarfile
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from pathlib import Path

_LONGEST = 1_000_000
_MESSAGE = re.compile(rb"<(?:[\w.-]{1,40}:)?Acte\s[^<>]{0,4000}")
_NAMESPACE = b"interieur.gouv.fr/ACTES#"
_NAME = re.compile(rb"<(?:[\w.-]{1,40}:)?NomFichier>\s{0,20}([^<>&/\\\x00-\x1f]{1,255}?)\s{0,20}</")
_MOST_NAMES = 300


def names_in_message(path: Path) -> tuple[str, ...]:
    """Return the names of the files beside an XML file that are of its envelope; none if it is no envelope's."""
    if path.suffix.lower() != ".xml":
        return ()
    content = _head(path, _LONGEST + 1)
    if len(content) > _LONGEST or _NAMESPACE not in content or _MESSAGE.search(content) is None:
        return ()
    names = (_decode(match[1]) for match in islice(_NAME.finditer(content), _MOST_NAMES))
    return tuple(dict.fromkeys(name for name in names if not name.startswith(".")))


def _head(path: Path, size: int) -> bytes:
    """Return the first bytes of a regular file; none if it cannot be read."""
    try:
        if not path.is_file():
            return b""
        with path.open("rb") as file:
            return file.read(size)
    except OSError:
        return b""


def _decode(name: bytes) -> str:
    try:
        return name.decode()
    except UnicodeDecodeError:
        return name.decode("latin-1")


def is_part_of_envelope(path: Path) -> bool:
    """Return whether an XML file is of an envelope, be it the message or the form around it."""
    return path.suffix.lower() == ".xml" and _NAMESPACE in _head(path, 4_000)


def without_parts(paths: Iterable[Path]) -> Iterator[Path]:
    """Yield paths without those that are part of another of them: the files of an envelope beside its XML."""
    found = list(paths)
    names_of = {path: names for path in found if (names := names_in_message(path))}
    parts = {path.with_name(name) for path, names in names_of.items() for name in names}
    folders = {path.parent for path in names_of}
    for path in found:
        is_form = path.parent in folders and path not in names_of and is_part_of_envelope(path)
        if path not in parts and not is_form:
            yield path


def pack(path: Path, names: Iterable[str], read: Callable[[Path], bytes]) -> bytes:
    """Return an XML file and the files beside it as a tar archive, the same bytes for the same contents.

    ``read`` returns the bytes of a file or raises ReadError, as for a file that is not there.
    """
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w", format=tarfile.GNU_FORMAT) as archive:
        for name in (path.name, *sorted(names)):
            file = path.with_name(name)
            if name != path.name and not file.is_file():
                continue  # the reader names it as missing
            content = read(file)
            member = tarfile.TarInfo(name)
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    return buffer.getvalue()
