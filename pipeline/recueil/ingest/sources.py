"""Collect the files of the configured sources: walk folders and patterns, sync remote URLs to the mirror."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from recueil.ingest.plan import Scope, SourceFile, path_of
from recueil.ingest.remote.mirror import MirrorResult, mirror_folder_of, sync_mirror
from recueil.ingest.remote.urls import redact_url
from recueil.readers.files import discover_files, discover_paths, parse_pattern, resolve_links
from recueil.settings import Settings, Source
from recueil.store.ledger.work import Work


@dataclass(slots=True)
class CollectedFiles:
    """``files`` are all files that exist within ``scopes``."""

    files: list[SourceFile] = field(default_factory=list)
    scopes: list[Scope] = field(default_factory=list)


def collect_files(sources: Sequence[Source], settings: Settings, log: Callable[[str], None]) -> CollectedFiles:
    """Find the files of all sources, and download those of remote ones.

    A source that cannot be reached yields its folder as a file with a problem. ``log`` receives a log line
    per remote source. Raise FileMissing for a path that does not exist; SettingsError, MirrorError.
    """
    collected = CollectedFiles()
    for source in sources:
        if source.path is not None:
            pattern = parse_pattern(source.path)
            collected.scopes += [pattern or source.path] if pattern or source.path.is_dir() else []
            files = discover_files([source.path], follow_links=source.follow_links)
            collected.files += [
                SourceFile(file.path, source.body, within=file.within, siren=source.siren) for file in files
            ]
        elif source.url is not None:
            mirrored = sync_mirror(source, settings.mirror, settings.limits)
            log(f"{_loggable_url(source.url)}: {_describe_sync(mirrored)}")
            collected.scopes.append(mirrored.folder)
            collected.files += [
                replace(file, siren=source.siren) for file in _mirrored_files(mirrored, source.body)
            ]
    return collected


def _loggable_url(url: str) -> str:
    """Return a URL without its file name, which may name a person: Prefect stores the log."""
    folder, _, name = redact_url(url).partition("?")[0].rpartition("/")
    return f"{folder}/" if "." in name and not folder.endswith("/") else redact_url(url)


def configured_scopes(settings: Settings) -> list[Scope]:
    """Return the scopes of the settings' sources, reachable or not; a single file is a scope too."""
    scopes: list[Scope] = []
    for source in settings.sources:
        if source.path is not None:
            scopes.append(parse_pattern(source.path) or source.path)
        elif source.url is not None:
            scopes.append(mirror_folder_of(source, settings.mirror))
    return scopes


def _mirrored_files(mirrored: MirrorResult, body: str | None) -> Iterator[SourceFile]:
    """Yield the mirrored files, each with its download problem, if any."""
    if mirrored.problem is not None:
        yield SourceFile(mirrored.folder, body, mirrored.problem)
        return
    for path, problem in mirrored.problems.items():
        yield SourceFile(path, body, problem)
    for path in discover_paths([mirrored.folder]):
        if path not in mirrored.problems:
            yield SourceFile(path, body, within=resolve_links(mirrored.folder))


def _describe_sync(mirrored: MirrorResult) -> str:
    """Describe the result of a sync in one clause."""
    if mirrored.problem is not None:
        return "cannot be reached."
    counts = f"{mirrored.fetched} fetched, {mirrored.unchanged} unchanged, {mirrored.removed} no longer there"
    return f"{counts}, {len(mirrored.problems)} that cannot be fetched." if mirrored.problems else f"{counts}."


def unreachable_sources(works: Iterable[Work], settings: Settings) -> list[Source]:
    """Return the remote sources of the settings whose files are among the work without content."""
    paths = [path_of(work.source) for work in works if work.sha256 is None]
    return [
        source
        for source in settings.sources
        if source.url is not None
        and any(path.is_relative_to(mirror_folder_of(source, settings.mirror).absolute()) for path in paths)
    ]
