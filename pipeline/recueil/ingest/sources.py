"""Collect the files of the configured sources: walk folders and patterns, sync remote URLs to the mirror.

What fetches is imported when there is a remote source: a run over folders alone does not wait for HTTP clients.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from recueil.errors import ReadError
from recueil.ingest.plan import Scope, SourceFile, path_of
from recueil.ingest.remote.urls import redact_url
from recueil.readers.files import discover_files, discover_paths, parse_pattern, resolve_links
from recueil.settings import Settings, Source
from recueil.store.ledger.work import Work
from recueil.translation import gettext as _
from recueil.values import StatedFacts

if TYPE_CHECKING:
    from recueil.ingest.remote.mirror import MirrorResult

_NOTHING_STATED: Mapping[Path, tuple[StatedFacts, ...]] = MappingProxyType({})


@dataclass(slots=True)
class CollectedFiles:
    """``files`` are all files that exist within ``scopes``."""

    files: list[SourceFile] = field(default_factory=list)
    scopes: list[Scope] = field(default_factory=list)


def collect_files(sources: Sequence[Source], settings: Settings, log: Callable[[str], None]) -> CollectedFiles:
    """Find the files of all sources, and download those of remote ones.

    A source that cannot be reached yields its folder as a file with a problem; what a crawl could reach all
    the same is there too. ``log`` receives a log line per remote source. Raise FileMissing for a path that
    does not exist; SettingsError, MirrorError.
    """
    collected = CollectedFiles()
    crawled_sources = _sync_crawls([source for source in sources if source.crawl], settings)
    for source in sources:
        if source.path is not None:
            pattern = parse_pattern(source.path)
            collected.scopes += [pattern or source.path] if pattern or source.path.is_dir() else []
            files = discover_files([source.path], follow_links=source.follow_links)
            collected.files += [
                SourceFile(file.path, source.body, within=file.within, siren=source.siren) for file in files
            ]
        elif source.url is not None:
            from recueil.ingest.remote.mirror import sync_mirror

            mirrored = sync_mirror(source, settings.mirror, settings.limits)
            log(f"{_loggable_url(source.url)}: {_describe_sync(mirrored)}")
            collected.scopes.append(mirrored.folder)
            collected.files += _mirrored_files(mirrored, source)
        elif source.table is not None:
            from recueil.ingest.tables.sync import sync_table

            synced = sync_table(source, settings.mirror, settings.limits)
            log(f"{_loggable_url(source.table)}: {_describe_sync(synced.mirrored)}")
            collected.scopes.append(synced.mirrored.folder)
            collected.files += _mirrored_files(synced.mirrored, source, synced.stated)
        elif source.crawl:
            from recueil.ingest.crawl.statements import state_links

            crawled = next(crawled_sources)
            log(f"{_loggable_url(source.crawl[0])}: {_describe_crawl(crawled)}")
            collected.scopes.append(crawled.folder)
            if crawled.problem is not None:
                collected.files.append(_unreachable(crawled.folder, crawled.problem, source))
            mirrored = replace(crawled, problem=None)
            collected.files += _mirrored_files(mirrored, source, state_links(crawled.folder))
    return collected


def _sync_crawls(sources: Sequence[Source], settings: Settings) -> Iterator[MirrorResult]:
    """Crawl the websites of sources, several at a time; yield the result of each in their order."""
    if not sources:
        return
    from recueil.ingest.crawl import processes
    from recueil.ingest.crawl.night import CrawlJob

    jobs = [CrawlJob(source, settings.mirror, settings.limits, settings.contact) for source in sources]
    yield from processes.sync_crawls(jobs)


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
        else:
            from recueil.ingest.remote.mirror import mirror_folder_of

            scopes.append(mirror_folder_of(source, settings.mirror))
    return scopes


def _mirrored_files(
    mirrored: MirrorResult, source: Source, stated: Mapping[Path, tuple[StatedFacts, ...]] = _NOTHING_STATED
) -> Iterator[SourceFile]:
    """Yield the mirrored files of a source, each with its download problem, if any, and what is stated of it."""
    of_source = partial(SourceFile, body=source.body, siren=source.siren)
    if mirrored.problem is not None:
        yield _unreachable(mirrored.folder, mirrored.problem, source)
        return
    for path, problem in mirrored.problems.items():
        yield of_source(path, problem=problem, stated=stated.get(path, ()))
    for path in discover_paths([mirrored.folder]):
        if path not in mirrored.problems:
            yield of_source(path, within=resolve_links(mirrored.folder), stated=stated.get(path, ()))


def _unreachable(folder: Path, problem: ReadError, source: Source) -> SourceFile:
    """Return the folder of a source that cannot be reached, as a file with this problem."""
    return SourceFile(folder, source.body, problem, siren=source.siren)


def _describe_crawl(crawled: MirrorResult) -> str:
    """Describe the result of a crawl in one or two clauses."""
    problem = f" {crawled.problem.message}" if crawled.problem is not None else ""
    return f"{_describe_sync(replace(crawled, problem=None))}{problem}"


def _describe_sync(mirrored: MirrorResult) -> str:
    """Describe the result of a sync in one clause."""
    if mirrored.problem is not None:
        return _("cannot be reached.")
    counts = _("{fetched} fetched, {unchanged} unchanged, {removed} no longer there").format(
        fetched=mirrored.fetched, unchanged=mirrored.unchanged, removed=mirrored.removed
    )
    return (
        _("{counts}, {count} that cannot be fetched.").format(counts=counts, count=len(mirrored.problems))
        if mirrored.problems
        else f"{counts}."
    )


def unreachable_sources(works: Iterable[Work], settings: Settings) -> list[Source]:
    """Return the remote sources of the settings whose files are among the work without content."""
    from recueil.ingest.remote.mirror import mirror_folder_of

    paths = [path_of(work.source) for work in works if work.sha256 is None]
    return [
        source
        for source in settings.sources
        if source.address is not None
        and any(path.is_relative_to(mirror_folder_of(source, settings.mirror).absolute()) for path in paths)
    ]
