"""Crawl a source into its folder of the mirror: explore the site, fetch what is new or due, tell what is gone.

A file whose link disappears stays: only the server of the file itself, which says on two nights that it has it no
more, has it withdrawn. A crawl that finds nothing where there was something is an error of the source.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path, PurePosixPath
from urllib.parse import parse_qsl, unquote, urlsplit

from recueil.errors import FileTooLarge, MirrorError, ReadError, SourceUnreachable
from recueil.ingest.crawl import addresses
from recueil.ingest.crawl.explore import GONE, Explorer, Findings, Judged, user_agent
from recueil.ingest.crawl.links import Link
from recueil.ingest.crawl.notes import CrawlNotes, FileNote, NightNote
from recueil.ingest.crawl.pace import Clock, SystemClock
from recueil.ingest.remote import urls
from recueil.ingest.remote.download import MANIFEST_FILE, Downloader, Manifest, unwritable_error
from recueil.ingest.remote.entries import RemoteEntry, RemoteLimits
from recueil.ingest.remote.mirror import BOUNDS, MirrorResult, lock_folder, mirror_folder_of
from recueil.ingest.remote.timeouts import RETRY_ADVICE, TimedCaller
from recueil.ingest.remote.urls import redact_url
from recueil.ingest.workers.process import Announce
from recueil.privacy.erasure import name_hashes
from recueil.readers.files import discover_paths
from recueil.settings import Limits, Source
from recueil.translation import gettext as _

_TWO_NIGHTS = timedelta(hours=12)
"""Least time between two answers that a file is gone for these to be two nights."""
_NIGHTLY = timedelta(days=60)
"""For so long after it was found, a file is asked for every night."""
_MONTH = timedelta(days=30)
_WEEK = timedelta(days=7)
"""For so long the size of a file is trusted whose server tells nothing else of it."""
_MOST_EVENTS = 100
_SHARE_OF_PAGES = 0.6
"""Share of the time that the pages may take; the rest is for the files."""
_RULES = "1"
_REDESIGN_ADVICE = _(
    "The site may have been rebuilt: look at it, and correct `crawl`, `follow` or `files`. Nothing is withdrawn."
)


@dataclass(frozen=True, slots=True)
class CrawlJob:
    """A crawl as it is sent to the process that does it."""

    source: Source
    mirror: Path
    limits: Limits
    contact: str | None = None
    bounds: RemoteLimits = BOUNDS


def handle(items: Sequence[CrawlJob], announce: Announce) -> Iterator[tuple[int, MirrorResult | MirrorError]]:
    """Crawl sources, in a worker process."""
    for place, job in enumerate(items):
        announce([place])
        try:
            yield place, crawl(job)
        except MirrorError as error:
            yield place, error


def crawl(job: CrawlJob, clock: Clock | None = None) -> MirrorResult:
    """Crawl a source, as far as it can be reached. Raise MirrorError."""
    place = mirror_folder_of(job.source, job.mirror)
    try:
        place.mkdir(parents=True, exist_ok=True)
        with lock_folder(place):
            return _Night(job, place, clock or SystemClock()).run()
    except ReadError as error:
        return MirrorResult(place, error)
    except OSError as error:
        raise unwritable_error(place, error) from error


class _Night:
    """One crawl of one source."""

    def __init__(self, job: CrawlJob, place: Path, clock: Clock) -> None:
        self._source, self._place, self._clock = job.source, place, clock
        self._shown = redact_url(job.source.crawl[0])
        self._began = clock.now()
        self._start = clock.monotonic()
        self._notes = CrawlNotes(place)
        self._notes.apply_rules(_describe_rules(job.source))
        self._file_seconds = job.bounds.file
        self._calls = TimedCaller()
        key = name_hashes.load_key()
        self._copying = Downloader(place, self._calls, job.limits.file_bytes, job.bounds.file, key, pages=False)
        self._agent = user_agent(job.contact)
        self._sizes: dict[int, list[str]] = defaultdict(list)
        self._problems: dict[Path, ReadError] = {}
        self._counts = NightNote(self._began)
        self._late = 0
        self._stopped: dict[str, str] = {}
        self._gone: list[str] = []
        self._missing_pages: dict[str, tuple[str, ...]] = {}
        self._events: list[tuple[str, str]] = []

    def run(self) -> MirrorResult:
        """Explore, fetch, and conclude."""
        self._adopt_copies()
        known = {key for key, note in self._notes.files.items() if note.holder and not note.withdrawn}
        seconds = self._source.seconds
        end = self._start + seconds
        with closing(
            Explorer(self._source, self._notes, self._agent, self._clock, self._start + seconds * _SHARE_OF_PAGES)
        ) as explorer:
            found = explorer.explore()
            explorer.pace.extend(end)
            problem = self._problem_of(found, known)
            asked = self._fetch_all(explorer, found, end)
        problem = problem or self._late_problem()
        withdrawable = set() if problem is not None or self._is_all_gone(asked, known) else set(self._gone)
        if self._gone and not withdrawable and problem is None:
            problem = SourceUnreachable(
                _("{shown}: all {count} files that it had are gone, and none is new.").format(
                    shown=self._shown, count=len(self._gone)
                ),
                _REDESIGN_ADVICE,
            )
        self._withdraw(withdrawable)
        removed = self._remove_others()
        self._copying.keep_only({note.name for note in self._notes.files.values() if not note.withdrawn})
        self._conclude(found, problem, removed)
        live = {note.holder for note in self._notes.files.values() if note.holder and not note.withdrawn}
        unchanged = max(len(live) - self._counts.fetched - self._counts.changed - len(self._problems), 0)
        fetched = self._counts.fetched + self._counts.changed
        return MirrorResult(self._place, problem, self._problems, fetched, unchanged, removed)

    def _adopt_copies(self) -> None:
        """Take copies into the notes that lost notes or a killed night left without; index copies by size."""
        for note in self._notes.files.values():
            path = self._place / note.holder
            if note.holder == note.name and path.is_file():
                self._sizes[path.stat().st_size].append(note.name)
        named = {note.name for note in self._notes.files.values()}
        manifest = Manifest(self._place / MANIFEST_FILE)
        for name in list(manifest.names()):
            entry = manifest.get(name)
            if entry is not None and entry.address and name not in named and (self._place / name).is_file():
                note = FileNote(name, self._holder_of(name), self._began, link=Link(entry.address))
                self._notes.put_file(addresses.key_of(entry.address), note)

    # Fetching

    def _fetch_all(self, explorer: Explorer, found: Findings, end: float) -> int:
        """Fetch new files, then those that are due, the one longest unasked first; return how many were asked."""
        new = [(key, judged.link) for key, judged in found.files.items() if key not in self._notes.files]
        due = [
            (key, self._refresh(note, found.files.get(key)))
            for key, note in sorted(self._notes.files.items(), key=lambda item: item[1].checked or item[1].first)
            if self._is_due(key, note, found)
        ]
        asked = 0
        for key, link in (*new, *due):
            if self._clock.monotonic() > end:
                self._late += 1
                continue
            asked += self._fetch(explorer, key, link)
        return asked

    def _is_due(self, key: str, note: FileNote, found: Findings) -> bool:
        """Return whether a known file is asked for tonight: while young, monthly, or if its site tells of it."""
        if not note.holder and key not in found.files:
            return False
        if note.checked is None or (note.gone is not None and note.holder):
            return True
        changed = found.changed.get(key)
        is_young = self._began - note.first < _NIGHTLY and not note.withdrawn
        return is_young or self._began - note.checked >= _MONTH or (changed is not None and changed > note.checked)

    def _refresh(self, note: FileNote, judged: Judged | None) -> Link:
        """Return the link of a known file as it is tonight, or else as it was."""
        return judged.link if judged is not None and judged.link.text else note.link

    def _fetch(self, explorer: Explorer, key: str, link: Link) -> bool:
        """Fetch a file if it changed; return whether its server was asked."""
        note = self._notes.files.get(key)
        name = note.name if note else self._name_of(link.address)
        note = note or FileNote(name, "", self._began, link=link)
        if _host_of(link.address) in self._stopped:
            self._late += 1
            return False
        what = f"{self._shown}, {redact_url(link.address)}"
        twin = note.holder if note.holder != name else ""
        entry = RemoteEntry((PurePosixPath(name).name,), link.address, query=urlsplit(link.address).query)
        trusts = note.read is not None and self._began - note.read < _WEEK
        before = self._place / name
        existed = before.is_file()
        try:
            changed = explorer.pace.attempt(
                link.address,
                lambda: self._copying.copy(explorer.remote, entry, name, what, twin, trusts_size=trusts),
            )
        except ReadError as error:
            return self._note_failure(explorer, key, note, link, error)
        if changed and note.holder:
            self._counts = replace(self._counts, changed=self._counts.changed + 1)
            self._report("changed", link.address)
        elif changed:
            self._counts = replace(self._counts, fetched=self._counts.fetched + 1)
            self._report("new", link.address)
        holder = note.holder
        if changed and existed:
            self._release_twins(name)
        if changed or not holder:
            holder = self._holder_of(name)
        now = self._clock.now()
        read = note.read if trusts and not changed else now
        self._notes.put_file(
            key, replace(note, holder=holder, checked=now, read=read, gone=None, withdrawn=False, link=link)
        )
        if holder != name:
            before.unlink(missing_ok=True)
        return True

    def _name_of(self, address: str) -> str:
        """Return a name for the copy of a new file, after its address, which no other file has."""
        parts = urlsplit(address)
        folders = [unquote(part) for part in parts.path.split("/") if part] or [parts.hostname or ""]
        values = (value for _, value in parse_qsl(parts.query))
        if named := next((value for value in values if addresses.is_document(f"/{value}")), None):
            folders[-1] = named.replace("\\", "/").rpartition("/")[2]
        name = urls.local_path([parts.hostname or "", *folders])
        if parts.query:
            name = urls.disambiguate(name, parts.query)
        if any(note.name == str(name) for note in self._notes.files.values()) or (self._place / name).is_dir():
            name = urls.disambiguate(name, address)
        return str(name)

    def _holder_of(self, name: str) -> str:
        """Return the name of the copy with the content of a new one: its own, or another of the same bytes."""
        path = self._place / name
        if not path.is_file():
            return ""
        same = self._sizes[path.stat().st_size]
        if twin := self._copying.twin_of(name, same):
            return twin
        same.append(name)
        return name

    def _release_twins(self, name: str) -> None:
        """Have files fetched again whose content was that of a copy which has changed."""
        for key, note in list(self._notes.files.items()):
            if note.holder == name and note.name != name:
                self._notes.put_file(key, replace(note, holder="", checked=None))

    def _is_gone(self, explorer: Explorer, address: str, error: ReadError) -> bool:
        """Return whether a server has a file no more: it says so, or gives the page of what it does not have.

        Of each host, one address that nobody has is asked for, once a night and where it matters.
        """
        if error.values.get("status") in GONE:
            return True
        if not (headings := error.values.get("headings")):
            return False
        host = _host_of(address)
        if host not in self._missing_pages:
            self._missing_pages[host] = explorer.read_missing_page(address)
        return headings == self._missing_pages[host]

    def _note_failure(self, explorer: Explorer, key: str, note: FileNote, link: Link, error: ReadError) -> bool:
        """Record why a file could not be had. Only its server's word that it is gone changes what is known."""
        values = error.values
        if values.get("forbidden"):
            return False
        if values.get("stopped") or values.get("late"):
            if values.get("stopped"):
                self._stopped[_host_of(link.address)] = error.message.partition(": ")[2]
            self._late += 1
            return False
        if self._is_gone(explorer, link.address, error):
            now = self._clock.now()
            gone = note.gone or now
            if not note.holder:
                self._counts = replace(self._counts, dead=self._counts.dead + 1)
                self._report("dead link", link.address)
            elif now - gone >= _TWO_NIGHTS:
                self._gone.append(key)
            self._notes.put_file(key, replace(note, checked=now, gone=gone, link=link))
            return True
        self._problems[self._place / (note.holder or note.name)] = error
        self._report("broken", error.message)
        if note.holder or not isinstance(error, FileTooLarge):
            self._notes.put_file(key, replace(note, link=link))
        return True

    def _report(self, what: str, where: str) -> None:
        if len(self._events) < _MOST_EVENTS:
            self._events.append((what, where))

    # Conclusions

    def _problem_of(self, found: Findings, known: set[str]) -> ReadError | None:
        """Return why the state of the source is unknown, if it is."""
        if found.failed:
            return found.failed[0]
        if found.stopped is not None:
            return found.stopped
        if found.lost:
            number = (
                _("{count} of its pages").format(count=len(found.lost))
                if len(found.lost) > 1
                else _("one of its pages")
            )
            return SourceUnreachable(
                _("{shown}: {number} cannot be read: {message}").format(
                    shown=self._shown, number=number, message=found.lost[0].message
                ),
                RETRY_ADVICE,
            )
        from_pages = {key for key in known if "/wp/v2/media" not in self._notes.files[key].link.page}
        if not found.files and from_pages:
            message = _("{shown}: no page links a document any more, where {count} were linked.").format(
                shown=self._shown, count=len(from_pages)
            )
            return SourceUnreachable(message, _REDESIGN_ADVICE)
        if not found.files and not known:
            advice = _("`recueil sources try` shows what a crawl sees, and why it leaves it out.")
            return SourceUnreachable(_("{shown}: no act is linked.").format(shown=self._shown), advice)
        return None

    def _late_problem(self) -> ReadError | None:
        if not self._late:
            return None
        if self._stopped:
            why = next(iter(self._stopped.values())).rstrip(".")
            return SourceUnreachable(
                _("{shown}: {why}; {late} of its files wait.").format(shown=self._shown, why=why, late=self._late),
                RETRY_ADVICE,
            )
        return SourceUnreachable(
            _("{shown}: no time was left for {late} of its files.").format(shown=self._shown, late=self._late),
            RETRY_ADVICE,
        )

    def _is_all_gone(self, asked: int, known: set[str]) -> bool:
        """Return whether everything that the source had is gone at once: a move, which nothing new explains."""
        several = len(known) > 1
        return several and set(self._gone) >= known and asked == len(known) and not self._counts.fetched

    def _withdraw(self, keys: set[str]) -> None:
        """Withdraw files; the copy of one stays while another address has the same content."""
        for key in sorted(keys):
            self._report("withdrawn", self._notes.files[key].link.address)
            self._notes.put_file(key, replace(self._notes.files[key], withdrawn=True, holder=""))
        if self._source.files:
            for key, note in list(self._notes.files.items()):
                if not note.withdrawn and not addresses.matches(note.link.address, self._source.files):
                    self._notes.put_file(key, replace(note, withdrawn=True, holder=""))

    def _remove_others(self) -> int:
        """Delete the copies that no file holds; return their number."""
        held = {self._place / note.holder for note in self._notes.files.values() if note.holder}
        held |= set(self._problems)
        others = [file for file in discover_paths([self._place]) if file not in held]
        for file in others:
            file.unlink()
        return len(others)

    def _conclude(self, found: Findings, problem: ReadError | None, removed: int) -> None:
        """Write the figures of the night, and the notes anew."""
        before = self._notes.night
        finished = before.finished if before is not None else None
        if problem is None and not self._problems:
            finished = self._began
        self._notes.put_night(
            replace(
                self._counts,
                finished=finished,
                pages=len(found.pages),
                linked=len(found.files),
                removed=removed,
                problem=problem.message if problem is not None else "",
                failures=len(self._problems) + len(found.broken),
                events=(*self._events, *(("broken page", each.message) for each in found.broken[:_MOST_EVENTS])),
            )
        )
        self._notes.rewrite()


def _host_of(address: str) -> str:
    """Return the host of an address, which is asked no more once it stopped answering."""
    return urlsplit(address).hostname or ""


def _describe_rules(source: Source) -> str:
    """Describe by what rules links are chosen."""
    return f"{_RULES} {source.crawl} {source.follow} {source.files} {source.hosts} {source.depth}"
