"""Parse configured URLs (a root, and a pattern below it), redact them for messages, and name local
copies.
"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import unquote, urlsplit, urlunsplit

from recueil.errors import SettingsError
from recueil.readers.globs import Glob, is_magic

CHAINED = "::"
ARCHIVE = "zip"
WEB = ("http", "https")


@dataclass(frozen=True, slots=True)
class Address:
    """A URL split into root and pattern: ``glob`` is None if all files below ``root`` are meant."""

    scheme: str
    root: str
    glob: Glob | None

    @property
    def inner(self) -> str:
        """Return the root without its scheme, as a path within an archive."""
        return self.root.partition("://")[2].strip("/")


def links_of(url: str) -> tuple[list[Address], Address]:
    """Parse a chained URL into its archives, outermost first, and the last link.

    « zip://**/*.pdf::https://host/acts.zip » → [https://host/acts.zip], zip://**/*.pdf. Raise
    SettingsError.
    """
    last, *outer = [_address(link) for link in url.split(CHAINED)]
    chain = [last, *outer]
    if any(link.scheme != ARCHIVE for link in chain[:-1]) or chain[-1].scheme == ARCHIVE:
        raise SettingsError(f"{shown(url)}: only zip:// is joined to another URL by ::.", "Correct the URL.")
    if any(link.glob for link in outer):
        raise SettingsError(f"{shown(url)}: one archive is named, no pattern of archives.", "Correct the URL.")
    return outer[::-1], last


def _address(link: str) -> Address:
    scheme, _, rest = link.partition("://")
    path = rest.partition("?")[0] if scheme in WEB else rest
    parts = path.split("/")
    magic = next((number for number, part in enumerate(parts) if is_magic(part)), None)
    if magic is None:
        return Address(scheme, link, None)
    pattern = [part for part in parts[magic:] if part]
    if scheme in WEB:
        pattern = [unquote(part) for part in pattern]
    return Address(scheme, f"{scheme}://{''.join(f'{part}/' for part in parts[:magic])}", Glob(pattern))


def shown(url: str) -> str:
    """Return a URL for messages, without its query, which may contain a key."""
    return CHAINED.join(map(_shown, url.split(CHAINED)))


def _shown(link: str) -> str:
    if not link.startswith(tuple(f"{scheme}://" for scheme in WEB)):
        return link
    parts = urlsplit(link)
    return urlunsplit(parts._replace(query="…" if parts.query else "", fragment=""))
