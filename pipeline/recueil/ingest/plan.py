"""Plan a run: compare the sources' current files with the ledger, and record what is to be done.

Also select the work that a retry or an operator means. File dates are never used, only content hashes.

The scopes of a run are the folders (with everything below) and patterns that it looks at.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from urllib.parse import unquote_to_bytes, urlsplit

from recueil.errors import ReadError, SourceReplaced, SourceUnreachable
from recueil.ingest.file_results import Failure
from recueil.ingest.host import is_gone
from recueil.ingest.originals import Originals
from recueil.privacy.erasure import find_names
from recueil.readers.files import Pattern, parse_pattern, resolve_links
from recueil.settings import Limits, Source
from recueil.store.ledger.ledger import LONGEST_RETRY_DELAY
from recueil.store.ledger.work import UNFINISHED, FoundFile, State, Work
from recueil.store.store import Store
from recueil.values import StatedFacts

IsOvercome = Callable[[str | None], bool]
"""Return whether the cause of a failure reason, such as a missing program, is resolved by now."""

NOT_DONE: tuple[State, ...] = ("pending", "running", "failed", "quarantined")
_NOT_WITHDRAWABLE = ("withdrawn", "running", "dismissed")
_FETCH_REASONS = (SourceUnreachable.reason, SourceReplaced.reason)


def _never(reason: str | None) -> bool:
    return False


Scope = Path | Pattern


class Scopes:
    """A set of scopes that is matched against source URIs."""

    def __init__(self, scopes: Sequence[Scope]) -> None:
        self._scopes = [(_start(scope), scope) for scope in scopes]
        self._folders = {start.rstrip("/") for start, scope in self._scopes if isinstance(scope, Path)}

    def cover(self, source: str) -> bool:
        """Return whether a source lies below one of the folders or matches one of the patterns."""
        return any(
            source.startswith(start) and (isinstance(scope, Path) or scope.covers(path_of(source)))
            for start, scope in self._scopes
        )

    def has_root(self, source: str) -> bool:
        """Return whether a source is one of the folders itself."""
        return source in self._folders


class Boundaries:
    """Where the symbolic links of a known file may lead, according to its source in the settings."""

    def __init__(self, sources: Sequence[Source] = (), mirror: Path | None = None) -> None:
        self._mirror = mirror
        self._roots = [(_root(source.path), source.follow_links) for source in sources if source.path is not None]

    def of(self, path: Path) -> Path | None:
        """Return the folder, free of links, in which a file must lie; None where it may lie anywhere.

        For a file of no source, the folder in which it was found is unknown: then no link is followed,
        except those directly below the file system's root, which are its administrator's.
        """
        roots = [(root, follows) for root, follows in self._roots if path.is_relative_to(root)]
        if any(follows or path == root for root, follows in roots):
            return None
        if roots:
            return resolve_links(roots[0][0])
        if self._mirror is not None and path.is_relative_to(self._mirror.absolute()):
            return resolve_links(self._mirror)
        return resolve_links(Path(*path.parts[:2])).joinpath(*path.parts[2:-1])


NO_SOURCES = Boundaries()


def _root(path: Path) -> Path:
    pattern = parse_pattern(path)
    return (pattern.root if pattern else path).absolute()


def _start(scope: Scope) -> str:
    root = scope.root if isinstance(scope, Pattern) else scope
    return f"{root.absolute().as_uri().rstrip('/')}/"


def path_of(uri: str) -> Path:
    """Return the path of a source URI, also if it is not valid UTF-8, or hidden because it names a person."""
    path = Path(os.fsdecode(unquote_to_bytes(urlsplit(uri).path)))
    return find_names.find_hidden_file(path) if find_names.is_hidden(path) else path


def path_exists(path: Path) -> bool:
    """Return whether something exists at a path, readable or not."""
    try:
        path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError:
        return True
    return True


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file to be in the store, the body that publishes it, where the settings give its name or its SIREN, and
    what is ``stated``.

    With a ``problem`` the current content of the file, or of the folder, is unknown. ``within`` is the
    folder, free of links, in which the file must lie.
    """

    path: Path
    body: str | None = None
    problem: ReadError | None = None
    within: Path | None = None
    siren: str | None = None
    stated: tuple[StatedFacts, ...] = ()

    @property
    def uri(self) -> str:
        """Return the URI by which the store identifies the file."""
        return self.path.absolute().as_uri()


@dataclass(frozen=True, slots=True)
class Plan:
    """What a run will do, and what it leaves alone.

    ``work`` and ``texts`` are ledger numbers of documents to process from files and from stored texts.
    ``unchanged`` counts those already done, ``outdated`` those of them that an earlier pipeline did.
    ``set_aside`` failed before and is not retried now; ``unread`` failed just now, on opening.
    ``withdrawn`` counts sources that no longer exist. ``dismissed`` counts files whose failure somebody has
    dismissed: they are not part of ``files``.
    """

    work: tuple[int, ...] = ()
    texts: tuple[int, ...] = ()
    unchanged: int = 0
    outdated: int = 0
    set_aside: tuple[Failure, ...] = ()
    unread: tuple[Failure, ...] = ()
    withdrawn: int = 0
    dismissed: int = 0

    @property
    def failures(self) -> tuple[Failure, ...]:
        """Return the failures that are known before the work begins."""
        return self.unread + self.set_aside

    @property
    def to_do(self) -> int:
        return len(self.work) + len(self.texts)

    @property
    def files(self) -> int:
        return self.to_do + len(self.failures) + self.unchanged


def plan_ingest(
    store: Store,
    files: Iterable[SourceFile],
    version: str,
    limits: Limits,
    when: datetime,
    scopes: Sequence[Scope] = (),
    is_overcome: IsOvercome = _never,
    configured: Sequence[Scope] | None = None,
    *,
    is_whole: bool = False,
    originals: Originals | None = None,
) -> Plan:
    """Compare files with the ledger, and record the work in it.

    Sources that the ledger knows within ``scopes`` but that are not among the files are withdrawn. A
    failure whose reason ``is_overcome``, such as a program that is installed by now, is retried.

    ``configured`` are the scopes of all sources of the settings, where known. If the files are all there is
    in these, the run ``is_whole``: unfinished work on sources that the settings no longer name is
    withdrawn. The files are kept in ``originals``, where given.
    """
    planner = _Planner(store, version, limits, when, is_overcome, originals=originals)
    planner.sort_all(files, scopes)
    if configured is not None:
        planner.compare_settings(Scopes(configured), is_whole=is_whole)
    return planner.record()


def plan_retry(
    store: Store,
    chosen: Iterable[Work],
    version: str,
    limits: Limits,
    when: datetime,
    files: Iterable[SourceFile] = (),
    scopes: Sequence[Scope] = (),
    is_overcome: IsOvercome = _never,
    boundaries: Boundaries = NO_SOURCES,
    originals: Originals | None = None,
) -> Plan:
    """Compare the sources of unfinished work with their current content; look for no other files.

    Transient failures are retried whatever their next attempt; quarantined work only if its content
    changed. ``files`` are those within ``scopes``, downloaded anew; other unreachable sources stay as they
    are. ``boundaries`` say where links may lead.
    """
    planner = _Planner(store, version, limits, when, is_overcome, impatient=True, originals=originals)
    planner.sort_all(files, scopes)
    fetched = Scopes(scopes)
    for work in chosen:
        if fetched.cover(work.source) or fetched.has_root(work.source):
            continue
        path = path_of(work.source)
        if work.reason in _FETCH_REASONS:
            planner.set_aside(work)
        elif path_exists(path):
            planner.sort(SourceFile(path, work.body, within=boundaries.of(path)))
        else:
            planner.mark_gone(work.source)
    return planner.record()


def select_work(
    store: Store,
    states: Collection[State],
    reasons: Collection[str] = (),
    bodies: Collection[str] = (),
    since: datetime | None = None,
) -> list[Work]:
    """Select work by state and, where given, by failure reason, body, and time of failure."""
    return [
        work
        for work in store.ledger.active(states)
        if (not reasons or work.reason in reasons)
        and (not bodies or work.body in bodies)
        and (since is None or (work.finished is not None and work.finished >= since))
    ]


class _Planner:
    """Sorts files one by one into categories of work; writes the result to the ledger at the end."""

    def __init__(
        self,
        store: Store,
        version: str,
        limits: Limits,
        when: datetime,
        is_overcome: IsOvercome,
        *,
        impatient: bool = False,
        originals: Originals | None = None,
    ) -> None:
        self._ledger, self._version, self._limits, self._when = store.ledger, version, limits, when
        self._is_overcome, self._impatient = is_overcome, impatient
        self._originals = originals
        self._erased: set[str] = set() if originals is None else store.erasure.documents()
        if originals is not None:
            originals.remove(self._erased)
        self._name_of = store.ledger.addresses()
        self._fingerprint = store.fingerprints().of
        self._ledger.expire_dead_runs(is_gone, when)
        self._rows: dict[str, list[Work]] = {}
        for work in self._ledger.active():
            self._rows.setdefault(work.source, []).append(work)
        self._seen: set[str] = set()
        self._seen_again: list[str] = []
        self._publishers: dict[tuple[str | None, str | None], list[str]] = {}
        self._stated: dict[str, tuple[StatedFacts, ...]] = {}
        self._new: list[FoundFile] = []
        self._renewed: list[Work] = []
        self._unchanged: list[Work] = []
        self._returned: list[Work] = []
        self._superseded: list[Work] = []
        self._gone: dict[str, list[Work]] = {}
        self._set_aside: list[Failure] = []
        self._unread: list[Failure] = []
        self._dismissed: list[str] = []
        self._configured: dict[bool, list[str]] = {True: [], False: []}

    def sort_all(self, files: Iterable[SourceFile], scopes: Sequence[Scope]) -> None:
        """Sort files that are all there is within some scopes; mark the other known sources there as gone."""
        for file in files:
            self.sort(file)
        covered = Scopes(scopes)
        # The files in a folder that cannot be opened may still exist.
        failed = [failure.source for failure in (*self._unread, *self._set_aside)]
        hidden = tuple(f"{source}/" for source in (*failed, *self._dismissed))
        for source in self._rows:
            if source in self._seen or source.startswith(hidden):
                continue
            if covered.has_root(source):
                self._superseded += [work for work in self._rows[source] if work.sha256 is None]
            elif covered.cover(source):
                self.mark_gone(source)

    def sort(self, file: SourceFile) -> None:
        """Hash a file and decide what is to be done with it; each source counts once."""
        from recueil.readers.reader import hash_file  # imports numpy

        uri = self._name_of(file.uri)
        if uri in self._seen:
            return
        self._seen.add(uri)
        if file.problem is not None:
            self._sort_unread(file, file.problem)
            return
        try:
            content = self._fingerprint(hash_file(file.path, self._limits, file.within))
            found = FoundFile(uri, content, file.body, is_fingerprint=True, siren=file.siren, stated=file.stated)
        except ReadError as error:
            self._sort_unread(file, error)
        else:
            self._keep_original(file, content)
            self._sort_content(found)

    def _keep_original(self, file: SourceFile, content: str) -> None:
        """Keep the bytes of a file, unless it names somebody who is forgotten, or was changed just now."""
        from recueil.readers.reader import read_bytes, sha256_of

        if self._originals is None or content in self._erased or self._originals.has(content):
            return
        with suppress(ReadError):
            read = read_bytes(file.path, self._limits, file.within)
            if self._fingerprint(sha256_of(read)) == content:
                self._originals.keep(content, read)

    def _sort_unread(self, file: SourceFile, error: ReadError) -> None:
        uri = self._name_of(file.uri)
        rows = self._rows.get(uri, ())
        dismissed = [work for work in rows if work.sha256 is None and work.state == "dismissed"]
        if any(work.reason == error.reason for work in dismissed):
            self._dismissed.append(uri)
            return
        self._superseded += [work for work in dismissed if work.pipeline_version != self._version]
        work = self._current_work(uri, None)
        if work is not None and self._is_set_aside(work):
            self._ledger.update_error(uri, self._version, error, self._when)
            self._set_aside.append(Failure(uri, error.reason, str(error), work.id))
        else:
            number = self._ledger.record_unreadable(uri, file.body, self._version, error, self._when)
            self._unread.append(Failure(uri, error.reason, str(error), number))

    def _sort_content(self, found: FoundFile) -> None:
        rows = self._rows.get(found.source, [])
        self._compare_rows(found, rows)
        of_content = [work for work in rows if work.sha256 == found.sha256]
        stored = [work for work in of_content if _is_stored(work)]
        if dismissed := [work for work in of_content if work.state == "dismissed"]:
            if dismissed[0].partial:
                self._unchanged.append(dismissed[0])
            else:
                self._dismissed.append(found.source)
            return
        work = self._current_work(found.source, found.sha256)
        if work is not None and work.state in ("pending", "running", "failed", "quarantined"):
            if self._is_set_aside(work):
                self._set_aside.append(Failure.of(work))
            else:
                self._renewed.append(work)
        elif stored:
            self._unchanged.append(stored[0])
        else:
            self._new.append(found)

    def _compare_rows(self, found: FoundFile, rows: list[Work]) -> None:
        """Compare a file with the known rows of its source, whatever is to be done with it now."""
        if rows:
            self._seen_again.append(found.source)
            if found.stated:
                self._stated[found.source] = found.stated
            if found.body not in (None, rows[0].body) or found.siren not in (None, rows[0].siren):
                self._publishers.setdefault((found.body, found.siren), []).append(found.source)
        self._returned += [work for work in rows if work.state == "withdrawn" and _is_stored(work)]
        self._superseded += [work for work in rows if work.sha256 != found.sha256 and not _is_stored(work)]

    def _current_work(self, uri: str, sha256: str | None) -> Work | None:
        """Return the work on this content at the pipeline version of this run."""
        of_content = (work for work in self._rows.get(uri, ()) if work.sha256 == sha256)
        return next((work for work in of_content if work.pipeline_version == self._version), None)

    def _is_set_aside(self, work: Work) -> bool:
        """Return whether work has failed and is not retried now."""
        if work.state == "failed" and work.next_attempt is not None:
            is_ahead = self._when < work.next_attempt <= self._when + LONGEST_RETRY_DELAY
            rests = is_ahead and not self._impatient
        else:
            rests = work.state == "quarantined"
        return rests and not self._is_overcome(work.reason)

    def compare_settings(self, configured: Scopes, *, is_whole: bool) -> None:
        """Note which sources of this run the settings name; in a whole run, drop those no longer named."""
        for source in self._seen:
            is_named = configured.cover(source) or configured.has_root(source)
            if is_named != any(work.configured for work in self._rows.get(source, ())):
                self._configured[is_named].append(source)
        for source, rows in self._rows.items() if is_whole else ():
            is_named = configured.cover(source) or configured.has_root(source)
            if rows[0].configured and not is_named and source not in self._seen:
                self._drop(source, rows)

    def _drop(self, source: str, rows: list[Work]) -> None:
        """Finish unfinished work of a source; stored acts stay."""
        unfinished = [work for work in rows if work.state in UNFINISHED]
        if any(map(_is_stored, rows)):
            self._superseded += unfinished
        elif unfinished:
            self._gone[source] = unfinished

    def set_aside(self, work: Work) -> None:
        """Leave unfinished work undone."""
        self._set_aside.append(Failure.of(work))

    def mark_gone(self, source: str) -> None:
        """Mark a source as gone."""
        works = [work for work in self._rows.get(source, []) if work.state not in _NOT_WITHDRAWABLE]
        if stored := [work for work in works if _is_stored(work)]:
            self._superseded += [work for work in works if work not in stored]
        if works:
            self._gone[source] = stored or works

    def record(self) -> Plan:
        """Write the decisions to the ledger; return the plan."""
        ledger, when = self._ledger, self._when
        ledger.touch(self._seen_again, when)
        for (body, siren), uris in self._publishers.items():
            ledger.set_publisher(uris, body, siren)
        ledger.set_stated_facts(self._stated)
        ledger.reinstate((work.id for work in self._returned), when)
        ledger.supersede(work.id for work in self._superseded)
        ledger.withdraw((work.id for rows in self._gone.values() for work in rows), when)
        ledger.retry(work.id for work in self._renewed)
        # Set aside for a reason that is overcome, as a missing program that is there now.
        ledger.release(work.id for work in self._renewed if work.state == "quarantined")
        new = ledger.enqueue(self._new, self._version, when)
        for is_named, uris in self._configured.items():
            ledger.configure(uris, configured=is_named)
        return Plan(
            work=(*(work.id for work in self._renewed), *new),
            unchanged=len(self._unchanged),
            outdated=sum(work.pipeline_version != self._version for work in self._unchanged),
            set_aside=tuple(self._set_aside),
            unread=tuple(self._unread),
            withdrawn=len(self._gone),
            dismissed=len(self._dismissed),
        )


def _is_stored(work: Work) -> bool:
    """Return whether work is done, or was done before its source was withdrawn."""
    return work.state == "done" or (work.state == "withdrawn" and work.held and not work.partial)
