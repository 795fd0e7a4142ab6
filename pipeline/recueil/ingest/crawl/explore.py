"""Explore a website from its start pages: read its pages, and collect the documents they link.

New pages come first, in order of depth, then those that were not asked for the longest: a night that is too short
leaves out others than the night before.

Pages that have not changed are not sent again (If-None-Match, If-Modified-Since, ``lastmod`` of a sitemap): their
links are those of the notes. Everything is bounded: depth, pages, links, bytes and time.
"""

from __future__ import annotations

import heapq
import re
import secrets
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import count
from pathlib import PurePosixPath
from urllib.parse import urlsplit

from recueil.errors import FileTooLarge, ReadError, SourceUnreachable
from recueil.ingest.crawl import addresses, relevance, sitemaps
from recueil.ingest.crawl.links import Link, PageLinks, read_links
from recueil.ingest.crawl.notes import CrawlNotes, PageNote
from recueil.ingest.crawl.pace import ROBOT, Clock, Pace, out_of_time
from recueil.ingest.crawl.relevance import Verdict
from recueil.ingest.remote.entries import Marks
from recueil.ingest.remote.http import WebPage, WebRemote, asks_for_password, describe_refusal, headings_of
from recueil.ingest.remote.timeouts import RETRY_ADVICE, TimedCaller
from recueil.ingest.remote.urls import redact_url
from recueil.readers.detect import classify_head
from recueil.readers.plain_text import decode_text
from recueil.settings import Source
from recueil.translation import gettext as _

_PAGE_BYTES = 5_000_000
_NEWS_BYTES = 20_000_000
"""Of a sitemap or a feed: sitemaps may have 50,000 entries."""
_PAGE_SECONDS = 90.0
_SILENCE = 30.0
_HEAD = 262_144
_SEPARATOR = re.compile(r"\s[|–—·:»-]\s")
_MOST_QUEUED = 20_000
_MOST_LEFT = 5_000
_MOST_MAPS = 30
_MOST_MEDIA_PAGES = 20
_LINKS_KEPT = 1_000
"""Of a page in the notes; a page with more is read anew each night."""
GONE = (404, 410)
"""Status of what a server has no more."""
_LATELY = timedelta(days=7)
_TRUST_IN_DATES = timedelta(days=7)
"""How long a page is not asked for because a sitemap says that it has not changed."""
_START_ADVICE = _("Look at the page in a browser, and correct `crawl`; `recueil sources try` shows what is seen.")


def user_agent(contact: str | None) -> str:
    """Return what websites are told of who asks."""
    return f"{ROBOT} (+{contact})" if contact else ROBOT


@dataclass(frozen=True, slots=True)
class Judged:
    """A link and what was decided on it."""

    link: Link
    verdict: Verdict


@dataclass(slots=True)
class Findings:
    """What an exploration brings: documents to fetch, pages read, what was left out, what went wrong.

    ``failed`` are start pages that could not be read, ``broken`` other pages, of which ``lost`` could be read
    lately; ``stopped`` is why the exploration ended before it was through. ``changed`` are times that the site
    tells of its pages and files, ``foreign`` counts acts on hosts that are not asked.
    """

    files: dict[str, Judged] = field(default_factory=dict)
    pages: dict[str, Judged] = field(default_factory=dict)
    left: dict[str, Judged] = field(default_factory=dict)
    failed: list[ReadError] = field(default_factory=list)
    broken: list[ReadError] = field(default_factory=list)
    lost: list[ReadError] = field(default_factory=list)
    stopped: ReadError | None = None
    changed: dict[str, datetime] = field(default_factory=dict)
    foreign: Counter[str] = field(default_factory=Counter)


@dataclass(order=True, slots=True)
class _Page:
    visited: float
    depth: int
    order: int
    judged: Judged = field(compare=False)
    is_next: bool = field(default=False, compare=False)


class Explorer:
    """Explores one source. ``notes`` are read and written; ``end`` is when it must be over, by the clock."""

    def __init__(self, source: Source, notes: CrawlNotes | None, agent: str, clock: Clock, end: float) -> None:
        self._source, self._notes, self._clock, self._end = source, notes, clock, end
        self._shown = redact_url(source.crawl[0])
        self._calls = TimedCaller()
        self._order = count()
        self._heap: list[_Page] = []
        self._queued: set[str] = set()
        self._sites = {addresses.site_of(each) for each in source.crawl}
        self.pace = Pace(self._read_robots, source.delay, end, clock)
        self.remote = WebRemote(source.crawl[0], _SILENCE, agent, self.pace.permit)
        # Rules may lie at another host, which has rules of its own, and so on without end: they are read freely.
        self._rules_remote = WebRemote(source.crawl[0], _SILENCE, agent, lambda url: None)
        self.found = Findings()
        self._is_wordpress_read = False

    def close(self) -> None:
        self.remote.close()
        self._rules_remote.close()

    def explore(self) -> Findings:
        """Read the pages of the source as far as its limits allow."""
        for start in self._source.crawl:
            address = addresses.canonical(start, start) or start
            self._push(Judged(Link(address), Verdict(True, _("a start page"))), 0)
        starts = [heapq.heappop(self._heap) for _ in range(len(self._heap))]
        try:
            for page in starts:
                self._visit_start(page)
            if len(self.found.failed) < len(starts):
                self._read_sitemaps()
            while self._heap:
                page = heapq.heappop(self._heap)
                if len(self.found.pages) >= self._source.pages:
                    raise self._too_much(_("more than {pages} pages").format(pages=self._source.pages))
                try:
                    self._visit(page)
                except ReadError as error:
                    self._require_bounds(error)
                    self._leave_broken(page, error)
        except ReadError as error:
            self.found.stopped = error
        return self.found

    def read_missing_page(self, address: str) -> tuple[str, ...]:
        """Return the headings of the page that a site gives, as if it were found, for a document that it has not.

        ``address`` is that of a document, in whose folder none has the name asked for; nothing for an honest site.
        """
        parts = urlsplit(address)
        name = f"{secrets.token_hex(12)}{PurePosixPath(parts.path).suffix}"
        asked = parts._replace(path=f"{parts.path.rpartition('/')[0]}/{name}", query="").geturl()
        try:
            page = self._fetch(asked, {})
        except ReadError:
            return ()
        return headings_of(decode_text(page.content, page.encoding))

    # Pages

    def _visit_start(self, page: _Page) -> None:
        try:
            self._visit(page)
        except ReadError as error:
            self._require_bounds(error)
            self.found.failed.append(SourceUnreachable(error.message, _START_ADVICE))

    def _visit(self, page: _Page) -> None:
        """Read a page, or recall it, and queue what it links. Raise ReadError."""
        address = page.judged.link.address
        key = addresses.key_of(address)
        note = self._notes.pages.get(key) if self._notes else None
        if note is None or page.depth == 0 or not self._is_known_unchanged(key, note):
            note = self._read(page, note)
            if note is None:
                return
        self.found.pages[key] = page.judged
        new = self._queue_links(page, note)
        if page.depth == 0:
            self._read_news(note)
        # A pager whose pages bring nothing new leads on without end.
        if not page.is_next or new:
            self._queue_pagers(page, note)

    def _is_known_unchanged(self, key: str, note: PageNote) -> bool:
        """Return whether the sitemap dates the page before its last visit, which was not long ago."""
        changed = self.found.changed.get(key)
        return (
            changed is not None and changed < note.visited and self._clock.now() - note.visited < _TRUST_IN_DATES
        )

    def _read(self, page: _Page, note: PageNote | None) -> PageNote | None:
        """Read a page, or learn that it has not changed; None where a document came in its place."""
        address = page.judged.link.address
        now = self._clock.now()
        answer = self._fetch(address, note.marks if note else {})
        if not answer.changed and note is not None:
            kept = replace(note, visited=now)
        else:
            self._require_site(page, answer)
            sort = classify_head(answer.content[:_HEAD])
            if sort != "page":
                if sort == "document" and page.depth > 0:
                    self._queue_document(page.judged.link, is_page_of_acts=False)
                elif page.depth == 0:
                    raise SourceUnreachable(
                        _("{address}: no web page.").format(address=redact_url(address)), RETRY_ADVICE
                    )
                return None
            kept = self._note_of(page, answer, now)
        if self._notes is not None:
            self._notes.put_page(addresses.key_of(address), kept)
        return kept

    def _note_of(self, page: _Page, answer: WebPage, now: datetime) -> PageNote:
        """Return what counts of a page. Raise SourceUnreachable for a login, an error and a wall in its place."""
        address, head = page.judged.link.address, decode_text(answer.content[:_HEAD])
        if refusal := describe_refusal(head):
            raise SourceUnreachable(f"{redact_url(address)}: {refusal}.", RETRY_ADVICE)
        read = read_links(answer.content, answer.url, answer.encoding)
        if page.depth == 0 and not read.links:
            raise SourceUnreachable(
                _("{address}: a page without links.").format(address=redact_url(address)), RETRY_ADVICE
            )
        links = tuple(self._links_to_note(read))
        has_documents = any(addresses.is_document(link.address) for link in links)
        if page.depth == 0 and asks_for_password(head) and not has_documents:
            raise SourceUnreachable(
                _("{address}: a page that asks for a password.").format(address=redact_url(address)), RETRY_ADVICE
            )
        whole = len(links) <= _LINKS_KEPT
        return PageNote(
            now, answer.marks if whole else {}, links, read.title, read.heading, read.feeds, read.wordpress
        )

    def _links_to_note(self, read: PageLinks) -> Iterable[Link]:
        """Yield the links of a page that are worth a note: documents, and pages that might be read."""
        for link in read.links:
            if addresses.is_document(link.address) or addresses.matches(link.address, self._source.files):
                yield link
            elif self._is_on_site(link.address) and addresses.is_page(link.address):
                verdict = self._judge_page(link)
                if link.is_pager or verdict.taken:
                    yield Link(link.address, link.page, link.text, rel=link.rel)
                else:
                    self._leave(link, verdict)

    def _require_site(self, page: _Page, answer: WebPage) -> None:
        """Raise SourceUnreachable where a page redirects to another site; a start page may."""
        site = addresses.site_of(answer.url)
        if page.depth == 0:
            self._sites.add(site)
        elif site not in self._sites:
            message = _("{address}: it redirects to another site, {site}.").format(
                address=redact_url(page.judged.link.address), site=site
            )
            raise SourceUnreachable(message, RETRY_ADVICE)

    # Links

    def _queue_links(self, page: _Page, note: PageNote) -> bool:
        """Queue the pages and collect the documents that a page links; return whether any is new tonight."""
        before = len(self._queued) + len(self.found.files)
        address = urlsplit(page.judged.link.address)
        of_acts = page.depth == 0 and address.path.strip("/") != ""
        title = _SEPARATOR.split(note.title)[0]  # what follows is the name of the site
        of_acts = of_acts or relevance.speaks_of_acts(title, note.heading, f"{address.path} {address.query}")
        for link in note.links:
            if addresses.is_document(link.address) or addresses.matches(link.address, self._source.files):
                self._queue_document(link, is_page_of_acts=of_acts)
            elif not link.is_pager:
                self._queue_page(link, page.depth + 1)
        return len(self._queued) + len(self.found.files) > before

    def _queue_pagers(self, page: _Page, note: PageNote) -> None:
        """Queue further pages of the list that a page begins or continues, at no cost of depth."""
        for link in note.links:
            if link.is_pager and addresses.is_page(link.address) and not addresses.is_trap(link.address):
                self._push(Judged(link, Verdict(True, _("a further page of the list"))), page.depth, is_next=True)

    def _queue_page(self, link: Link, depth: int) -> None:
        verdict = self._judge_page(link)
        if verdict.taken and depth > self._source.depth:
            verdict = Verdict(False, _("deeper than {depth} links").format(depth=self._source.depth))
        if verdict.taken:
            self._push(Judged(link, verdict), depth)
        else:
            self._leave(link, verdict)

    def _leave(self, link: Link, verdict: Verdict) -> None:
        if len(self.found.left) < _MOST_LEFT:
            self.found.left.setdefault(addresses.key_of(link.address), Judged(link, verdict))

    def _queue_document(self, link: Link, *, is_page_of_acts: bool) -> None:
        key = addresses.key_of(link.address)
        if key in self.found.files:
            return
        verdict = self._judge_document(link, is_page_of_acts=is_page_of_acts)
        if not verdict.taken:
            self._leave(link, verdict)
            return
        if len(self.found.files) >= self._source.documents:
            raise self._too_much(_("more than {documents} files").format(documents=self._source.documents))
        self.found.left.pop(key, None)
        self.found.files[key] = Judged(link, verdict)

    def _judge_document(self, link: Link, *, is_page_of_acts: bool) -> Verdict:
        by_words = relevance.judge_document(
            link.address, link.text, link.heading, link.near, is_page_of_acts=is_page_of_acts
        )
        if not self._may_be_asked(link.address):
            host = urlsplit(link.address).hostname or ""
            if by_words.taken:
                self.found.foreign[host] += 1
            return Verdict(False, _("on another host: {host} is not among `hosts`").format(host=host))
        if self._source.files:
            if addresses.matches(link.address, self._source.files):
                return Verdict(True, "matches `files`")
            return Verdict(False, _("matches no pattern of `files`"))
        return by_words

    def _judge_page(self, link: Link) -> Verdict:
        if not self._is_on_site(link.address):
            return Verdict(False, _("a page of another site"))
        if self._source.follow:
            if addresses.matches(link.address, self._source.follow):
                return Verdict(True, "matches `follow`")
            return Verdict(False, _("matches no pattern of `follow`"))
        if addresses.is_trap(link.address):
            return Verdict(False, _("a calendar, a search, a login or the like"))
        return relevance.judge_page(link.address, link.text, starts=self._source.crawl)

    def _is_on_site(self, address: str) -> bool:
        return addresses.site_of(address) in self._sites

    def _may_be_asked(self, address: str) -> bool:
        return self._is_on_site(address) or addresses.is_among(address, self._source.hosts)

    def _push(self, judged: Judged, depth: int, *, is_next: bool = False) -> None:
        key = addresses.key_of(judged.link.address)
        if key in self._queued or (depth > 0 and not self._is_on_site(judged.link.address)):
            return
        if len(self._queued) >= _MOST_QUEUED:
            raise self._too_much(_("more than {most_queued} pages are linked").format(most_queued=_MOST_QUEUED))
        self._queued.add(key)
        note = self._notes.pages.get(key) if self._notes else None
        visited = note.visited.timestamp() if note else 0.0
        heapq.heappush(self._heap, _Page(visited, depth, next(self._order), judged, is_next))

    # What the site tells of its own news

    def _read_sitemaps(self) -> None:
        """Read the sitemaps of the site: when pages changed, and pages and documents that no page links."""
        start = self._source.crawl[0]
        maps = self.pace.sitemaps(start) or [f"{'/'.join(start.split('/')[:3])}/sitemap.xml"]
        met = set(maps)
        for number, address in enumerate(maps):
            if number >= _MOST_MAPS or not self._is_on_site(address):
                continue
            for entry in sitemaps.read_sitemap(self._read_news_file(address), address):
                if entry.is_map:
                    if entry.address not in met and len(maps) < 2 * _MOST_MAPS:
                        met.add(entry.address)
                        maps.append(entry.address)
                    continue
                key = addresses.key_of(entry.address)
                if entry.changed is not None:
                    self.found.changed[key] = entry.changed
                link = Link(entry.address, address)
                if addresses.is_document(entry.address):
                    self._queue_document(link, is_page_of_acts=False)
                elif addresses.is_page(entry.address) and self._is_on_site(entry.address):
                    self._queue_page(link, self._source.depth)

    def _read_news(self, note: PageNote) -> None:
        """Read the feeds of a start page, and the documents that WordPress received since the last whole night."""
        for feed in note.feeds:
            if self._is_on_site(feed):
                for link in sitemaps.read_feed(self._read_news_file(feed), feed):
                    if addresses.is_document(link.address):
                        self._queue_document(link, is_page_of_acts=False)
                    elif addresses.is_page(link.address):
                        self._queue_page(link, 1)
        if note.wordpress and self._is_on_site(note.wordpress) and not self._is_wordpress_read:
            self._is_wordpress_read = True
            self._read_media(note.wordpress)

    def _read_media(self, api: str) -> None:
        since = self._notes.night.finished if self._notes and self._notes.night else None
        for page in range(1, _MOST_MEDIA_PAGES + 1):
            address = sitemaps.media_address(api, page, since)
            links, more = sitemaps.read_media(self._read_news_file(address), address)
            for link in links:
                self.found.changed[addresses.key_of(link.address)] = self._clock.now()
                if addresses.is_document(link.address):
                    self._queue_document(link, is_page_of_acts=False)
            if not more:
                return

    def _read_news_file(self, address: str) -> bytes:
        """Return a file with news; nothing where there is none: pages have the same."""
        try:
            return self._fetch(address, {}, _NEWS_BYTES).content
        except ReadError as error:
            self._require_bounds(error)
            return b""

    # Requests

    def _fetch(self, address: str, marks: Marks, most: int = _PAGE_BYTES) -> WebPage:
        return self.pace.attempt(
            address,
            lambda: self._calls.attempt(
                redact_url(address), _PAGE_SECONDS, lambda: self.remote.read(address, marks, most)
            ),
        )

    def _read_robots(self, address: str, most: int) -> bytes:
        return self._calls.attempt(
            redact_url(address), _PAGE_SECONDS, lambda: self._rules_remote.read(address, {}, most).content
        )

    def _require_bounds(self, error: ReadError) -> None:
        """Raise an error that ends the exploration: a limit is reached, or no time is left."""
        if error.values.get("limit"):
            raise error
        if error.values.get("late") or self._clock.monotonic() > self._end:
            raise out_of_time(self._shown)

    def _leave_broken(self, page: _Page, error: ReadError) -> None:
        if error.values.get("forbidden"):
            self._leave(page.judged.link, Verdict(False, _("robots.txt forbids it")))
            return
        note = self._notes.pages.get(addresses.key_of(page.judged.link.address)) if self._notes else None
        is_gone = error.values.get("status") in GONE
        if note is not None and not is_gone and self._clock.now() - note.visited < _LATELY:
            self.found.lost.append(error)
        if len(self.found.broken) < _MOST_LEFT:
            self.found.broken.append(error)

    def _too_much(self, what: str) -> FileTooLarge:
        advice = _("Name in `follow` the pages that lead to acts, or split it into several sources.")
        return FileTooLarge(f"{self._shown}: {what}.", advice, limit=True)
