"""Mirror remote sources: a URL becomes a local folder of copies, which the rest of the pipeline reads.

A machine that does not have the mirror downloads what it needs from the origins of the copies.
"""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, closing, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Self, TypeVar

from recueil.errors import FileMissing, ReadError, SettingsError, SourceUnreachable
from recueil.ingest.plan import path_exists, path_of
from recueil.ingest.remote import urls
from recueil.ingest.remote.download import MANIFEST_FILE, Downloader, Manifest, unwritable_error
from recueil.ingest.remote.entries import Remote, RemoteEntry, RemoteFile, RemoteLimits, RemoteWalk
from recueil.ingest.remote.file_systems import ArchiveRemote, FileSystemRemote, check_driver
from recueil.ingest.remote.http import USER_AGENT, HttpRemote, WebRemote, check_options
from recueil.ingest.remote.timeouts import RETRY_ADVICE, TimedCaller, iter_secrets
from recueil.ingest.remote.urls import WEB_SCHEMES, RemoteAddress, parse_url, redact_url
from recueil.ingest.temporary_files import ScratchFolder
from recueil.privacy.erasure import name_hashes
from recueil.readers.files import discover_paths
from recueil.readers.reader import hash_file
from recueil.settings import Limits, Settings, Source
from recueil.store.acts.handles import Fingerprints
from recueil.store.ledger.work import Claim, Work
from recueil.translation import gettext as _

_LOCK = ".lock"
_ARCHIVE = ".archive"
BOUNDS = RemoteLimits()
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class MirrorResult:
    """Result of a sync: the folder with the copies.

    ``problem`` says why the current state of the source is unknown, ``problems`` why some of its files
    could not be downloaded: their earlier copies remain, if there were any.
    """

    folder: Path
    problem: ReadError | None = None
    problems: Mapping[Path, ReadError] = field(default_factory=dict)
    fetched: int = 0
    unchanged: int = 0
    removed: int = 0


def check_url(source: Source) -> None:
    """Raise SettingsError for a URL that can never be opened, or whose fsspec driver is not installed."""
    outer, last = parse_url(source.url or "")
    server = outer[0] if outer else last
    if server.scheme in WEB_SCHEMES:
        check_options(source.options.get_secret_value())
    else:
        check_driver(server.scheme)


def mirror_folder_of(source: Source, folder: Path) -> Path:
    """Return the folder for the copies of a remote source, existing or not."""
    prefix = f"crawl{urls.CHAIN_SEPARATOR}" if source.crawl else ""
    return folder / urls.folder_name(f"{prefix}{source.address or ''}")


def manifest_of(place: Path) -> Manifest:
    """Return the manifest of the copies in such a folder."""
    return Manifest(place / MANIFEST_FILE)


def rekey(folder: Path, key: bytes) -> None:
    """Key the content digests in the manifests of all copies. Raise MirrorError."""
    for file in sorted(folder.glob(f"*/{MANIFEST_FILE}")):
        try:
            with lock_folder(file.parent):
                Manifest(file, key).rewrite()
        except OSError as error:
            raise unwritable_error(file, error) from error


def sync_mirror(source: Source, folder: Path, limits: Limits, bounds: RemoteLimits = BOUNDS) -> MirrorResult:
    """Sync the copies with the source, as far as it can be reached. Raise SettingsError, MirrorError."""
    place = mirror_folder_of(source, folder)
    return sync_folder(place, lambda: _MirrorSync(source, place, limits, bounds).run())


def sync_folder(place: Path, sync: Callable[[], MirrorResult]) -> MirrorResult:
    """Sync the copies in a folder, which no other run syncs meanwhile. Raise SettingsError, MirrorError."""
    try:
        place.mkdir(parents=True, exist_ok=True)
        with lock_folder(place):
            return sync()
    except ReadError as error:
        return MirrorResult(place, error)
    except OSError as error:
        raise unwritable_error(place, error) from error


@contextmanager
def lock_folder(place: Path) -> Iterator[None]:
    """Lock a folder, so that two runs do not mirror one source at once: the second waits, and finds it done."""
    with (place / _LOCK).open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


class _MirrorSync:
    """One sync of one source."""

    def __init__(self, source: Source, place: Path, limits: Limits, bounds: RemoteLimits) -> None:
        self._source, self._url, self._options = source, source.address or "", source.options.get_secret_value()
        self._place, self._bounds = place, bounds
        self._shown = redact_url(self._url)
        self._end = time.monotonic() + bounds.source
        self._attempts = TimedCaller(iter_secrets(self._options))
        self._archives: list[str] = []
        self._copying = Downloader(place, self._attempts, limits.file_bytes, bounds.file, name_hashes.load_key())

    def run(self) -> MirrorResult:
        _, last = parse_url(self._url)
        with closing(self.open_remote()) as remote:
            files = assign_names(self._walk(remote).files(last.glob))
            removed = remove_others(self._place, files)
            self._copying.keep_only({*self._archives, *files})
            problems, fetched = self._copy_all(remote, files)
        return MirrorResult(self._place, None, problems, fetched, len(files) - len(problems) - fetched, removed)

    def _walk(self, remote: Remote) -> RemoteWalk:
        def has_copies(parts: tuple[str, ...]) -> bool:
            return self._copying.has_copies_below(str(urls.local_path(parts)))

        return RemoteWalk(remote, self._attempts, self._shown, self._bounds, has_copies)

    def open_remote(self) -> Remote:
        """Open the remote at the end of the URL; archives on the way are downloaded first."""
        if self._source.crawl:
            return WebRemote(self._source.crawl[0], self._bounds.silence, USER_AGENT, lambda url: None)
        if self._source.table:
            return HttpRemote(self._url if "://" in self._url else "", self._options, self._bounds.silence)
        outer, last = parse_url(self._url)
        self._archives = [f"{_ARCHIVE}{number}" for number in range(len(outer))]
        for number, link in enumerate(outer):
            with closing(self._open_last(link, self._archives[:number])) as remote:
                self._fetch_archive(remote, self._archives[number])
        return self._open_last(last, self._archives)

    def copy(self, remote: Remote, address: str, name: str) -> Path:
        """Download one file by the address at which its server knows it."""
        self._copying.copy(remote, RemoteEntry((name,), address), name, self._shown)
        return self._place / name

    def _open_last(self, link: RemoteAddress, archives: Sequence[str]) -> Remote:
        """Open the last downloaded archive or, where there is none, the server."""
        if archives:
            return self._attempt(lambda: ArchiveRemote(self._place / archives[-1], self._shown, link.inner))
        if link.scheme in WEB_SCHEMES:
            return self._attempt(lambda: HttpRemote(link.root, self._options, self._bounds.silence))
        return self._attempt(lambda: FileSystemRemote(link.root, self._options))

    def _attempt(self, call: Callable[[], T]) -> T:
        return self._attempts.attempt(self._shown, self._bounds.file, call)

    def _fetch_archive(self, remote: Remote, name: str) -> None:
        entry = self._attempt(remote.root)
        if entry.folder:
            raise SourceUnreachable(
                _("{shown}: a folder, where an archive is named.").format(shown=self._shown), _("Correct the URL.")
            )
        self._copying.copy(remote, entry, name, self._shown)

    def _copy_all(self, remote: Remote, files: Mapping[str, RemoteFile]) -> tuple[dict[Path, ReadError], int]:
        """Download the files; return problems by path, and the number of downloads."""
        problems: dict[Path, ReadError] = {}
        fetched = 0
        for name, file in files.items():
            what = f"{self._shown}, {name}" if len(files) > 1 else self._shown
            try:
                if time.monotonic() > self._end:
                    raise SourceUnreachable(_("{what}: no time was left for it.").format(what=what), RETRY_ADVICE)
                fetched += self._copying.copy(remote, file.entry, name, what)
            except ReadError as error:
                problems[self._place / name] = error
        return problems, fetched


def remove_others(place: Path, names: Collection[str]) -> int:
    """Delete copies of other files, and folders that become empty; return the number of files."""
    copies = {place / name for name in names}
    others = [file for file in discover_paths([place]) if file not in copies]
    for file in others:
        file.unlink()
    for parent, __, __ in os.walk(place, topdown=False):
        with suppress(OSError):  # it is not empty
            Path(parent).rmdir()
    return len(others)


class FileDownloader:
    """Downloads single files of a source like ``sync_mirror``, without listing it, into an empty folder."""

    def __init__(self, source: Source, folder: Path, limits: Limits, bounds: RemoteLimits = BOUNDS) -> None:
        self._mirroring = _MirrorSync(source, folder, limits, bounds)
        self._remote: Remote | None = None

    def fetch(self, address: str, name: str) -> Path:
        """Download a file by its server's address. Raise ReadError; MirrorError where it cannot be written."""
        if self._remote is None:
            self._remote = self._mirroring.open_remote()
        return self._mirroring.copy(self._remote, address, name)

    def close(self) -> None:
        if self._remote is not None:
            self._remote.close()


def assign_names(files: Sequence[RemoteFile]) -> dict[str, RemoteFile]:
    """Assign a unique local name to each file."""
    named: dict[str, RemoteFile] = {}
    for file in files:
        name = urls.local_path(file.parts)
        if file.entry.query:
            name = urls.disambiguate(name, file.entry.query)
        if str(name) in named:
            name = urls.disambiguate(name, file.entry.address)
        named[str(name)] = file
    return named


@dataclass(frozen=True, slots=True)
class Origin:
    """The URL of a source, and the address of one file on its server. Contains none of its options."""

    url: str
    address: str


class MirrorOrigins:
    """Origins of the copies in this machine's mirror, from its manifests."""

    def __init__(self, sources: Iterable[Source], mirror: Path) -> None:
        self._folders: dict[Path, tuple[str, Manifest]] = {}
        for source in sources:
            if source.address is not None:
                folder = mirror_folder_of(source, mirror).absolute()
                self._folders[folder] = source.address, manifest_of(folder)

    def of(self, works: Iterable[Work]) -> dict[int, Origin]:
        """Return the origins of the work whose files are mirrored, by number in the ledger."""
        origins = ((work.id, self._origin(path_of(work.source))) for work in works)
        return {number: origin for number, origin in origins if origin is not None}

    def _origin(self, path: Path) -> Origin | None:
        for folder, (url, manifest) in self._folders.items():
            if path.is_relative_to(folder):
                entry = manifest.get(str(path.relative_to(folder)))
                return Origin(url, entry.address) if entry and entry.address else None
        return None


class RemoteFileResolver:
    """Resolves claims to files on a machine that did not plan the work; a ``recueil.ingest.run.FileResolver``.

    A file that does not exist under its path is downloaded from its origin, with the options that this
    machine's settings give its source, and is deleted at the end of the block. ``fingerprints`` are the
    store's way to identify contents.
    """

    def __init__(self, origins: Mapping[int, Origin], settings: Settings, fingerprints: Fingerprints) -> None:
        self._origins, self._settings, self._fingerprints = origins, settings, fingerprints
        self._downloaders: dict[str, FileDownloader] = {}
        self._open = ExitStack()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._open.close()

    def resolve(self, claim: Claim) -> Path:
        """Return the path of the claim's file, or of a copy of it. Raise ReadError where neither can be had."""
        path, origin = path_of(claim.source), self._origins.get(claim.id)
        if origin is None:
            if not path_exists(path):
                of_mirror = path.is_relative_to(self._settings.mirror.absolute())
                advice = _SHARE_MIRROR_ADVICE if of_mirror else _SHARE_ADVICE
                raise FileMissing(_("{path}: it is not on this worker's machine.").format(path=path), advice)
            return path
        if self._is_claimed_content(path, claim):
            return path
        return self._downloader_for(origin.url).fetch(origin.address, f"{claim.id}{path.suffix}")

    def _is_claimed_content(self, path: Path, claim: Claim) -> bool:
        try:
            return self._fingerprints.of(hash_file(path, self._settings.limits)) == claim.sha256
        except ReadError:
            return False

    def _downloader_for(self, url: str) -> FileDownloader:
        if url not in self._downloaders:
            source = _find_source(url, self._settings.sources)
            folder = self._open.enter_context(ScratchFolder())
            downloader = FileDownloader(source, folder, self._settings.limits)
            self._downloaders[url] = self._open.enter_context(closing(downloader))
        return self._downloaders[url]


def _find_source(url: str, configured: Sequence[Source]) -> Source:
    """Return the source of a URL as the settings have it; raise SourceUnreachable where it cannot be used here."""
    source = next((source for source in configured if source.address == url), None) or Source(url=url)
    try:
        if source.url is not None:
            check_url(source)
    except SettingsError as error:
        raise SourceUnreachable(
            _("This worker cannot fetch it: {message}").format(message=error.message), RETRY_ADVICE
        ) from None
    return source


_SHARE_MIRROR_ADVICE = _(
    "It was made of rows of a table: have every worker see the mirror, the folder of "
    "RECUEIL_MIRROR, under this path."
)
_SHARE_ADVICE = _("Have every worker see it under this path, or make it a source with a URL, which workers fetch.")
