"""Parse configured URLs (a root, and a pattern below it), redact them for messages, and name local
copies.
"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import unquote, urlsplit, urlunsplit

from recueil.errors import SettingsError
from recueil.readers.globs import Glob, has_wildcard

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
        raise SettingsError(f"{redact_url(url)}: only zip:// is joined to another URL by ::.", "Correct the URL.")
    if any(link.glob for link in outer):
        raise SettingsError(
            f"{redact_url(url)}: one archive is named, no pattern of archives.", "Correct the URL."
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
