"""Download one remote file: completely or not at all, within its size limit, and only if it changed.

Detects what a server sends in its place, all with status 200: a login, an error, a page, another file
that it redirects to. What was downloaded is recorded in a manifest: one line of JSON per file; of several,
the last counts.
"""

from __future__ import annotations

import filecmp
import json
import os
from collections.abc import Iterable
from contextlib import closing, suppress
from dataclasses import asdict, dataclass, replace
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urlsplit

from recueil.errors import FileTooLarge, MirrorError, SourceReplaced, SourceUnreachable
from recueil.ingest.remote.entries import Marks, PreviousFetch, Remote, RemoteEntry, key_marks
from recueil.ingest.remote.http import asks_for_password, describe_refusal, headings_of
from recueil.ingest.remote.timeouts import RETRY_ADVICE, TimedCaller
from recueil.ingest.remote.urls import redact_url
from recueil.readers.detect import FileClass, classify_head
from recueil.readers.plain_text import decode_text
from recueil.translation import gettext as _

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
        return _("a text, where there was a document")
    if old is not None and _is_elsewhere(address, new, old):
        return _("another file: it redirects to {url}, where it did not lead before").format(
            url=redact_url(new.url)
        )
    return None


def _describe_page(name: str, address: str, new: Answer, old: Answer | None) -> str | None:
    page = decode_text(new.head)
    before = decode_text(old.head) if old is not None and old.sort == "page" else None
    refusal = describe_refusal(page)
    if refusal and (before is None or describe_refusal(before) is None):
        return refusal
    if old is not None and before is None:
        return _("a web page, where there was a document")
    if PurePosixPath(name).suffix.lower() in _DOCUMENTS:
        return _("a web page, where its name promises a document")
    if asks_for_password(page):
        is_other = _file_name(new.url) != _file_name(address) if before is None else not asks_for_password(before)
        if is_other and new.url:
            return _("a page that asks for a password")
    if _leads_up(address, new.url):
        return _("another page: it redirects to {url}").format(url=redact_url(new.url))
    return None


def _is_elsewhere(address: str, new: Answer, old: Answer) -> bool:
    """Return whether it leads to a file of another name than its own and than before, if known."""
    if not new.url or not old.url:
        return False
    return _file_name(new.url) not in (_file_name(address), _file_name(old.url))


def _leads_up(address: str, url: str) -> bool:
    """Return whether a redirect leads to a folder above: the home page, a list."""
    target, requested = urlsplit(url).path, urlsplit(address).path
    return bool(url) and target.endswith("/") and target != requested and requested.startswith(target)


def _file_name(url: str) -> str:
    return unquote(urlsplit(url).path.rstrip("/").rpartition("/")[2])


MANIFEST_FILE = ".notes"
_HEAD = 262_144
_REPLACED_ADVICE = _(
    "Its former copy and its act stay, and the next run of `recueil ingest` tries it "
    "again. Where this is right, publish it under another name, or correct the source."
)
_NAME_CLASHES = (FileExistsError, IsADirectoryError, NotADirectoryError)


class Downloader:
    """Downloads into ``folder``, which nobody else writes to; ``seconds`` limits each download.

    With a ``key``, checksums are stored as keyed digests. ``pages``: web pages may be files, and are not what
    comes in place of one.
    """

    def __init__(
        self,
        folder: Path,
        attempts: TimedCaller,
        file_bytes: int,
        seconds: float,
        key: bytes | None = None,
        *,
        pages: bool = True,
    ) -> None:
        self._folder, self._attempts, self._bytes, self._seconds = folder, attempts, file_bytes, seconds
        self._notes, self._key, self._pages = Manifest(folder / MANIFEST_FILE, key), key, pages

    def copy(
        self,
        remote: Remote,
        entry: RemoteEntry,
        name: str,
        what: str,
        twin: str = "",
        *,
        trusts_size: bool = False,
    ) -> bool:
        """Download a file; return False if the copy is up to date, as its server or its bytes say. Raise
        ReadError, which leaves the copy as it is. ``twin`` is another copy that has its content so far, where it
        has none itself.
        """
        target, held = self._folder / name, self._folder / (twin or name)
        note = self._notes.get(name)
        is_there = note is not None and held.is_file() and held.stat().st_size == note.size
        before = PreviousFetch(note.marks, self._key, trusts_size) if note and is_there else PreviousFetch()
        with closing(_IncomingFile(self._folder, self._bytes, what)) as incoming:
            fetched = self._attempts.attempt(what, self._seconds, lambda: remote.fetch(entry, before, incoming))
            if not fetched.changed:
                if note and (note.address, note.url) != (entry.address, fetched.url):
                    self._notes.put(name, replace(note, address=entry.address, url=fetched.url))
                return False
            incoming.finish()
            changed = not held.is_file() or not filecmp.cmp(incoming.path, held, shallow=False)
            if changed:
                self._require_file(entry, incoming, fetched.url, held, note, what)
                incoming.move_to(target)
        self._notes.put(name, ManifestEntry(dict(fetched.marks), incoming.size, entry.address, fetched.url))
        return changed

    def _require_file(
        self,
        entry: RemoteEntry,
        incoming: _IncomingFile,
        url: str,
        target: Path,
        note: ManifestEntry | None,
        what: str,
    ) -> None:
        """Raise SourceReplaced if the download, which has other bytes than the copy, is not the file requested."""
        old = None
        if target.is_file():
            old = Answer(_read_head(target), note.url if note else "")
        if not self._pages and Answer(_read_head(incoming.path)).sort == "page":
            page = decode_text(_read_head(incoming.path))
            sent = describe_refusal(page) or _("a web page, where a document is linked")
            raise SourceReplaced(
                _("{what}: the server answers {sent}.").format(what=what, sent=sent),
                _REPLACED_ADVICE,
                headings=headings_of(page),
            )
        name = entry.names[-1] if entry.names else target.name
        if fault := describe_substitution(name, entry.address, Answer(_read_head(incoming.path), url), old):
            raise SourceReplaced(
                _("{what}: the server answers {fault}.").format(what=what, fault=fault), _REPLACED_ADVICE
            )

    def has_copies_below(self, folder: str) -> bool:
        """Return whether there are copies below a folder, by its local name."""
        return any(name.startswith(f"{folder}/") for name in self._notes.names())

    def twin_of(self, name: str, among: Iterable[str]) -> str | None:
        """Return the first other copy with the same bytes."""
        copy = self._folder / name
        for other in among:
            place = self._folder / other
            if other != name and place.is_file() and filecmp.cmp(copy, place, shallow=False):
                return other
        return None

    def keep_only(self, names: set[str]) -> None:
        """Drop the manifest entries of all other files."""
        self._notes.keep(names)


def _read_head(file: Path) -> bytes:
    with file.open("rb") as opened:
        return opened.read(_HEAD)


class _IncomingFile:
    """A file being downloaded, under a temporary name."""

    def __init__(self, folder: Path, most: int, what: str) -> None:
        self.size = 0
        self._expected: int | None = None
        self._most, self._what = most, what
        self.path = folder / ".incoming"
        try:
            self._file = self.path.open("wb")
        except OSError as error:
            raise unwritable_error(self.path, error) from error

    def expect(self, size: int | None) -> None:
        self._expected = size
        self._check(size or 0)

    def write(self, chunk: bytes) -> None:
        self._check(self.size + len(chunk))
        try:
            self._file.write(chunk)
        except OSError as error:
            raise unwritable_error(self.path, error) from error
        self.size += len(chunk)

    def _check(self, size: int) -> None:
        if size > self._most:
            advice = _("Have it split, or raise RECUEIL_LIMITS__FILE_BYTES.")
            raise FileTooLarge(
                _("{what}: larger than {most} bytes.").format(what=self._what, most=self._most), advice
            )

    def finish(self) -> None:
        """Check that all bytes arrived, and close the file."""
        if self._expected not in (None, self.size):
            raise SourceUnreachable(
                _("{what}: {size} bytes came, and {expected} were promised.").format(
                    what=self._what, size=self.size, expected=self._expected
                ),
                RETRY_ADVICE,
            )
        try:
            self._file.close()
        except OSError as error:
            raise unwritable_error(self.path, error) from error

    def move_to(self, target: Path) -> None:
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            os.replace(self.path, target)  # noqa: PTH105
        except _NAME_CLASHES:
            raise SourceUnreachable(
                _("{what}: a file and a folder have this name.").format(what=self._what),
                _("Have one of them renamed."),
            ) from None
        except OSError as error:
            raise unwritable_error(target, error) from error

    def close(self) -> None:
        """Close and delete it, so that a driver still writing after its timeout finds it closed."""
        with suppress(OSError):
            self._file.close()
        self.path.unlink(missing_ok=True)


def unwritable_error(path: Path, error: OSError) -> MirrorError:
    return MirrorError(
        _("{path}: cannot be written ({strerror}).").format(path=path, strerror=error.strerror),
        _("Make room, or correct RECUEIL_MIRROR, and run again."),
    )


@dataclass(frozen=True, slots=True)
class ManifestEntry:
    """A file as it was when fetched: its marks, size in bytes, and address on its server.

    ``url`` is where it finally came from, which differs from its address after a redirect.
    """

    marks: Marks
    size: int
    address: str = ""
    url: str = ""


class Manifest:
    """The manifest. A line is appended as soon as a file is there, so that an interrupted run can
    continue.

    With a ``key``, checksums are stored as keyed digests.
    """

    def __init__(self, file: Path, key: bytes | None = None) -> None:
        self._file, self._key = file, key
        self._notes: dict[str, ManifestEntry] = {}
        with suppress(FileNotFoundError):
            for line in file.read_text("utf-8", "replace").splitlines():
                with suppress(ValueError):  # the last line may be incomplete
                    facts = json.loads(line)
                    about = facts["marks"], facts["size"], facts.get("address", ""), facts.get("url", "")
                    self._notes[facts["name"]] = ManifestEntry(*about)

    def get(self, name: str) -> ManifestEntry | None:
        return self._notes.get(name)

    def names(self) -> Iterable[str]:
        """Return the names of all files recorded."""
        return self._notes.keys()

    def put(self, name: str, note: ManifestEntry) -> None:
        note = self._key_marks(note)
        self._notes[name] = note
        with self._file.open("a", encoding="utf-8") as notes:
            notes.write(f"\n{_to_line(name, note)}")

    def keep(self, names: Iterable[str]) -> None:
        """Drop the entries of all other files."""
        kept = {name: self._key_marks(note) for name in names if (note := self._notes.get(name))}
        temporary = self._file.with_name(f"{self._file.name}.new")
        temporary.write_text("\n".join(_to_line(name, note) for name, note in kept.items()), "utf-8")
        os.replace(temporary, self._file)  # noqa: PTH105
        self._notes = kept

    def rewrite(self) -> None:
        """Write the manifest anew, keyed if there is a key."""
        self.keep(list(self._notes))

    def _key_marks(self, note: ManifestEntry) -> ManifestEntry:
        return replace(note, marks=dict(key_marks(note.marks, self._key)))


def _to_line(name: str, note: ManifestEntry) -> str:
    return json.dumps({"name": name, **asdict(note)})
