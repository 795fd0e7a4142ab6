"""Parse configured URLs (a root, and a pattern below it), redact them for messages, and name local
copies.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit, urlunsplit

from recueil.errors import SettingsError
from recueil.readers.files import Glob, has_wildcard
from recueil.translation import gettext as _

CHAIN_SEPARATOR = "::"
ARCHIVE_SCHEME = "zip"
WEB_SCHEMES = ("http", "https")


@dataclass(frozen=True, slots=True)
class RemoteAddress:
    """A URL split into root and pattern: ``glob`` is None if all files below ``root`` are meant."""

    scheme: str
    root: str
    glob: Glob | None

    @property
    def inner(self) -> str:
        """Return the root without its scheme, as a path within an archive."""
        return self.root.partition("://")[2].strip("/")


def parse_url(url: str) -> tuple[list[RemoteAddress], RemoteAddress]:
    """Parse a chained URL into its archives, outermost first, and the last link.

    « zip://**/*.pdf::https://host/acts.zip » → [https://host/acts.zip], zip://**/*.pdf. Raise
    SettingsError.
    """
    last, *outer = [_parse_link(link) for link in url.split(CHAIN_SEPARATOR)]
    chain = [last, *outer]
    if any(link.scheme != ARCHIVE_SCHEME for link in chain[:-1]) or chain[-1].scheme == ARCHIVE_SCHEME:
        raise SettingsError(
            _("{url}: only zip:// is joined to another URL by ::.").format(url=redact_url(url)),
            _("Correct the URL."),
        )
    if any(link.glob for link in outer):
        raise SettingsError(
            _("{url}: one archive is named, no pattern of archives.").format(url=redact_url(url)),
            _("Correct the URL."),
        )
    return outer[::-1], last


def _parse_link(link: str) -> RemoteAddress:
    scheme, _, rest = link.partition("://")
    path = rest.partition("?")[0] if scheme in WEB_SCHEMES else rest
    parts = path.split("/")
    magic = next((number for number, part in enumerate(parts) if has_wildcard(part)), None)
    if magic is None:
        return RemoteAddress(scheme, link, None)
    pattern = [part for part in parts[magic:] if part]
    if scheme in WEB_SCHEMES:
        pattern = [unquote(part) for part in pattern]
    return RemoteAddress(scheme, f"{scheme}://{''.join(f'{part}/' for part in parts[:magic])}", Glob(pattern))


def redact_url(url: str) -> str:
    """Return a URL for messages, without its query, which may contain a key."""
    return CHAIN_SEPARATOR.join(map(_redact_link, url.split(CHAIN_SEPARATOR)))


def _redact_link(link: str) -> str:
    if not link.startswith(tuple(f"{scheme}://" for scheme in WEB_SCHEMES)):
        return link
    parts = urlsplit(link)
    return urlunsplit(parts._replace(query="…" if parts.query else "", fragment=""))


_MAX_NAME_BYTES = 200
_MAX_PATH_BYTES = 1_500
"""In bytes: below the limits of file systems (255, and 4096 for a path), with room for our own folders."""


def folder_name(url: str) -> str:
    """Return the folder name of a source, readable and unique: « www.example.org-actes-1f2e3d4c »."""
    server = redact_url(url).rpartition("://")[2].lower()
    words = re.sub(r"[^a-z0-9]*[^a-z0-9.][^a-z0-9]*", "-", server).strip("-.")
    return f"{words[:60].strip('-.')}-{_hash(url)}".lstrip("-")


def local_path(parts: Sequence[str]) -> PurePosixPath:
    """Return the safe local path of a file below that folder, from its remote path."""
    path = PurePosixPath(*map(_safe_name, parts))
    if len(str(path).encode()) <= _MAX_PATH_BYTES:
        return path
    return PurePosixPath(_hash("/".join(parts)), path.name)


def disambiguate(path: PurePosixPath, what: str) -> PurePosixPath:
    """Add a hash of a query or an address to the name, to distinguish files of the same path."""
    return path.with_name(_shorten(f"{path.stem}~{_hash(what)}{path.suffix}"))


def _safe_name(part: str) -> str:
    quoted = "".join(map(_quote, part)) or "_"
    return _shorten(f"%2E{quoted[1:]}" if quoted.startswith(".") else quoted)


def _quote(character: str) -> str:
    if character.isprintable() and character not in "/\\%":
        return character
    return "".join(f"%{byte:02X}" for byte in character.encode("utf-8", "surrogatepass"))


def _shorten(name: str) -> str:
    """Shorten a name to the limit, keeping its suffix, which gives the format."""
    encoded = name.encode()
    if len(encoded) <= _MAX_NAME_BYTES:
        return name
    end = PurePosixPath(name).suffix
    end = end if len(end.encode()) <= 20 else ""
    kept = encoded[: _MAX_NAME_BYTES - 9 - len(end.encode())].decode("utf-8", "ignore")
    return f"{kept}~{_hash(name)}{end}"


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:8]
