"""Download one remote file: completely or not at all, within its size limit, and only if it changed.

Detects what a server sends in its place, all with status 200: a login, an error, a page, another file
that it redirects to.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

from recueil.ingest.remote.addresses import redact_url
from recueil.ingest.remote.pages import asks_for_password, describe_refusal
from recueil.readers.detect import FileClass, classify_head
from recueil.readers.encodings import decode_text

# Suffixes that are never web pages; a .doc may be a web page saved by Word.
_DOCUMENTS = {".pdf", ".docx", ".odt", ".zip", ".png", ".jpg", ".jpeg", ".tif", ".tiff"}


@dataclass(frozen=True, slots=True)
class Answer:
    """A response: its first bytes, and the final URL if redirects are known."""

    head: bytes
    url: str = ""

    @property
    def sort(self) -> FileClass:
        return classify_head(self.head)


def describe_substitution(name: str, address: str, new: Answer, old: Answer | None) -> str | None:
    """Describe what was sent in place of the file of that name and address; None if it may be the file.

    ``old`` is the former response, with other bytes. Equal bytes are the same file, wherever they
    come from.
    """
    if new.sort == "page" and (fault := _describe_page(name, address, new, old)):
        return fault
    if new.sort == "text" and old is not None and old.sort == "document":
        return "a text, where there was a document"
    if old is not None and _is_elsewhere(address, new, old):
        return f"another file: it redirects to {redact_url(new.url)}, where it did not lead before"
    return None


def _describe_page(name: str, address: str, new: Answer, old: Answer | None) -> str | None:
    page = decode_text(new.head)
    before = decode_text(old.head) if old is not None and old.sort == "page" else None
    refusal = describe_refusal(page)
    if refusal and (before is None or describe_refusal(before) is None):
        return refusal
    if old is not None and before is None:
        return "a web page, where there was a document"
    if PurePosixPath(name).suffix.lower() in _DOCUMENTS:
        return "a web page, where its name promises a document"
    if asks_for_password(page):
        is_other = _file_name(new.url) != _file_name(address) if before is None else not asks_for_password(before)
        if is_other and new.url:
            return "a page that asks for a password"
    if _leads_up(address, new.url):
        return f"another page: it redirects to {redact_url(new.url)}"
    return None


def _is_elsewhere(address: str, new: Answer, old: Answer) -> bool:
    """Return whether it leads to a file of another name than its own and than before, if known."""
    if not new.url or not old.url:
        return False
    return _file_name(new.url) not in (_file_name(address), _file_name(old.url))


def _leads_up(address: str, url: str) -> bool:
    """Return whether a redirect leads to a folder above: the home page, a list."""
    there, asked = urlsplit(url).path, urlsplit(address).path
    return bool(url) and there.endswith("/") and there != asked and asked.startswith(there)


def _file_name(url: str) -> str:
    return unquote(urlsplit(url).path.rstrip("/").rpartition("/")[2])
