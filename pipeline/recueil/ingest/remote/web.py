"""Pages that list files, and the files, by HTTP.

Not fsspec's own file system of that name: to it, whatever goes wrong is a file that is not there, a list may be of
any length, and a redirect may lead to any machine.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import PurePosixPath
from urllib.parse import unquote, urljoin, urlsplit

import httpx
from pydantic import BaseModel, ConfigDict, JsonValue, ValidationError

from recueil.errors import FileTooLarge, SettingsError, SourceUnreachable
from recueil.ingest.remote.addresses import WEB_SCHEMES, redact_url
from recueil.ingest.remote.pages import asks_for_password, describe_refusal
from recueil.ingest.remote.redirects import Route, resolve_redirect, route_to
from recueil.ingest.remote.remote_entries import (
    SIZE,
    FetchResult,
    Marks,
    PreviousFetch,
    RemoteEntry,
    Sink,
    extract_marks,
)
from recueil.ingest.remote.timeouts import RETRY_ADVICE

_LARGEST_LIST = 10_000_000
_REDIRECTS = 5
_LINK = re.compile(r"<a\s([^<>]*)>", re.IGNORECASE)
_HREF = re.compile(r"""(?:^|\s)href\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""", re.IGNORECASE)
_MOVED_ADVICE = "If its files have moved there, give that URL as the source."
_PAGE_SUFFIXES = {"", ".asp", ".aspx", ".do", ".htm", ".html", ".jsp", ".php", ".xhtml"}
_CONDITIONS = {"etag": "If-None-Match", "lastmodified": "If-Modified-Since"}


class HttpOptions(BaseModel):
    """The ``options`` of a web server in the settings."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    headers: dict[str, str] = {}
    username: str = ""
    password: str = ""


def check_options(options: Mapping[str, JsonValue]) -> HttpOptions:
    try:
        return HttpOptions.model_validate(options)
    except ValidationError as error:
        name = ".".join(str(part) for part in error.errors()[0]["loc"])
        raise SettingsError(
            f"The options of a web server are headers, username and password: {name} is wrong.", "Correct it."
        ) from None


class HttpRemote:
    """A web server as a remote. ``seconds`` is the timeout for an answer, and for each part of it."""

    def __init__(self, url: str, options: Mapping[str, JsonValue], seconds: float) -> None:
        given = check_options(options)
        self._url = _normalise_url(url)
        self._ours = given.headers
        self._auth = httpx.BasicAuth(given.username, given.password) if given.username else None
        polite = {"User-Agent": "recueil", "Accept-Encoding": "identity"}
        self._client = httpx.Client(timeout=seconds, follow_redirects=False, headers=polite)

    def root(self) -> RemoteEntry:
        return _root_entry(self._url)

    def children(self, folder: RemoteEntry) -> list[RemoteEntry]:
        """Return the links of a folder's page that lead below it. Raise SourceUnreachable if it is not a
        listing.
        """
        with self._answer(folder.address, {}) as (answer, url):
            page = _read_page(answer, folder.address)
        links = [html.unescape(next(filter(None, found), "")) for found in _hrefs(page)]
        if not links:
            raise SourceUnreachable(
                f"{redact_url(folder.address)}: a page without links, which lists nothing.", RETRY_ADVICE
            )
        path = urlsplit(folder.address).path
        if not urlsplit(url).path.startswith(path):
            raise SourceUnreachable(
                f"{redact_url(folder.address)}: it redirects to another folder.", _MOVED_ADVICE
            )
        entries = list(filter(None, (_entry_below(path, url, link) for link in links)))
        if refusal := describe_refusal(page):
            raise SourceUnreachable(
                f"{redact_url(folder.address)}: {refusal}, and no list of files.", RETRY_ADVICE
            )
        if asks_for_password(page) and not any(map(_may_be_listed, entries)):
            raise SourceUnreachable(
                f"{redact_url(folder.address)}: a page that asks for a password, and no list of files.",
                RETRY_ADVICE,
            )
        return entries

    def fetch(self, file: RemoteEntry, before: PreviousFetch, sink: Sink) -> FetchResult:
        conditions = {
            _CONDITIONS[name]: said
            for name, said in before.as_sent.items()
            if name in _CONDITIONS and said.isascii()
        }
        with self._answer(file.address, conditions) as (answer, there):
            url = there.partition("?")[0]  # the query may contain a key that changes each time
            if answer.status_code == httpx.codes.NOT_MODIFIED and conditions:
                return FetchResult(before.marks, url, changed=False)
            marks = _read_marks(answer)
            if before.matches(marks):
                return FetchResult(before.marks, url, changed=False)
            sink.expect(_content_length(answer))
            for chunk in answer.iter_bytes():
                sink.write(chunk)
        return FetchResult(marks, url)

    def close(self) -> None:
        self._client.close()

    @contextmanager
    def _answer(self, url: str, conditions: Mapping[str, str]) -> Iterator[tuple[httpx.Response, str]]:
        """Yield the response and the URL that gave it, after checked redirects."""
        here = url
        for _ in range(_REDIRECTS):
            answer = self._client.send(self._request(route_to(here, self._url), conditions), stream=True)
            try:
                if not answer.has_redirect_location:
                    _check_status(answer, url)
                    yield answer, here
                    return
                here = resolve_redirect(here, answer.headers["Location"])
            finally:
                answer.close()
        raise SourceUnreachable(f"{redact_url(url)}: it redirects without end.", RETRY_ADVICE)

    def _request(self, route: Route, conditions: Mapping[str, str]) -> httpx.Request:
        headers = {**(self._ours if route.trusted else {}), **conditions, **route.headers}
        request = self._client.build_request("GET", route.url, headers=headers, extensions=route.extensions)
        if route.trusted and self._auth:
            request = next(self._auth.auth_flow(request))
        return request


def _check_status(answer: httpx.Response, url: str) -> None:
    if answer.status_code not in (httpx.codes.OK, httpx.codes.NOT_MODIFIED):
        raise SourceUnreachable(f"{redact_url(url)}: the server answers {answer.status_code}.", RETRY_ADVICE)


def _read_marks(answer: httpx.Response) -> Marks:
    facts: dict[str, object] = dict(answer.headers)
    facts[SIZE] = answer.headers.get("Content-Length")
    return {
        name: value for name, value in extract_marks(facts).items() if name in (SIZE, *_CONDITIONS, "contentmd5")
    }


def _content_length(answer: httpx.Response) -> int | None:
    """Return the size of the file, if known; of a compressed response it is not."""
    length = answer.headers.get("Content-Length", "")
    return int(length) if length.isdecimal() and "Content-Encoding" not in answer.headers else None


def _read_page(answer: httpx.Response, url: str) -> str:
    kind = answer.headers.get("Content-Type", "text/html").partition(";")[0].strip().lower()
    if kind not in ("text/html", "application/xhtml+xml"):
        raise SourceUnreachable(
            f"{redact_url(url)}: no page, and so no list of files ({kind[:60]!r}).", RETRY_ADVICE
        )
    content = bytearray()
    for chunk in answer.iter_bytes():
        content += chunk
        if len(content) > _LARGEST_LIST:
            raise FileTooLarge(
                f"{redact_url(url)}: a list of more than {_LARGEST_LIST} bytes.",
                "Name folders below it as sources.",
            )
    return content.decode(answer.encoding or "utf-8", "replace")


def _hrefs(page: str) -> Iterator[tuple[str, ...]]:
    for link in _LINK.finditer(page):
        if found := _HREF.search(link[1]):
            yield found.groups("")


def _entry_below(folder: str, page: str, link: str) -> RemoteEntry | None:
    """Return the entry that a link leads to; None unless it is below the folder that the page lists."""
    try:
        there, here = urlsplit(_normalise_url(urljoin(page, link.strip()))), urlsplit(page)
    except (ValueError, httpx.InvalidURL):
        return None
    rest = there.path.removeprefix(folder)
    if (
        there.scheme not in WEB_SCHEMES
        or there.netloc != here.netloc
        or rest in (there.path, "")
        or rest.startswith("/")
    ):
        return None
    address = there._replace(scheme=here.scheme, fragment="").geturl()
    names = tuple(unquote(part) for part in rest.split("/") if part)
    return RemoteEntry(names, address, rest.endswith("/"), query=there.query)


def _may_be_listed(entry: RemoteEntry) -> bool:
    """Return whether listings link to such an entry: a folder, or a file whose suffix is not that of a
    page.
    """
    return entry.folder or PurePosixPath(entry.names[-1]).suffix.lower() not in _PAGE_SUFFIXES


def _root_entry(address: str) -> RemoteEntry:
    parts = urlsplit(address)
    name = unquote(parts.path.rstrip("/").rpartition("/")[2]) or parts.hostname or ""
    return RemoteEntry((name,), address, parts.path.endswith("/"), query=parts.query)


def _normalise_url(url: str) -> str:
    """Return the URL as it is requested: quoted, and with a path."""
    normal = httpx.URL(url)
    return str(normal if urlsplit(str(normal)).path else normal.copy_with(path="/"))
