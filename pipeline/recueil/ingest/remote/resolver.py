"""Origins of mirrored files, and their download on machines that do not have the mirror."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from recueil.errors import FileMissing, ReadError, SettingsError, SourceUnreachable
from recueil.ingest.plan import path_exists, path_of
from recueil.ingest.remote.manifest import Manifest
from recueil.ingest.remote.mirror import FileDownloader, check_url, manifest_of, mirror_folder_of
from recueil.ingest.remote.timeouts import RETRY_ADVICE
from recueil.ingest.temporary_files import ScratchFolder
from recueil.readers.reader import hash_file
from recueil.settings import Settings, Source
from recueil.store.acts.handles import Fingerprints
from recueil.store.ledger.work import Claim, Work


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
            if source.url is not None:
                folder = mirror_folder_of(source, mirror).absolute()
                self._folders[folder] = source.url, manifest_of(folder)

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
                raise FileMissing(f"{path}: it is not on this worker's machine.", _SHARE_ADVICE)
            return path
        if self._is_claimed_content(path, claim):
            return path
        return self._downloader_for(origin.url).fetched(origin.address, f"{claim.id}{path.suffix}")

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
    source = next((source for source in configured if source.url == url), None) or Source(url=url)
    try:
        check_url(source)
    except SettingsError as error:
        raise SourceUnreachable(f"This worker cannot fetch it: {error.message}", RETRY_ADVICE) from None
    return source


_SHARE_ADVICE = "Have every worker see it under this path, or make it a source with a URL, which workers fetch."
