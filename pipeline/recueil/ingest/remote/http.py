"""Download files, and list folders, by HTTP.

fsspec's HTTP file system is not used: it reports every error as a missing file, reads listings of any
length, and follows redirects to any machine. Redirects may lead to the public web, never into a
private network; in a crawl, which follows links, every request is checked like a redirect. Login and
error pages that come with status 200 are recognised.
"""

from __future__ import annotations

import html
import re
import socket
import ssl
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from pathlib import PurePosixPath
from urllib.parse import SplitResult, unquote, urljoin, urlsplit

import httpx
from pydantic import BaseModel, ConfigDict, JsonValue, ValidationError

from recueil.errors import FileTooLarge, SettingsError, SourceUnreachable
from recueil.ingest.remote.entries import SIZE, FetchResult, Marks, PreviousFetch, RemoteEntry, Sink, extract_marks
from recueil.ingest.remote.timeouts import RETRY_ADVICE
from recueil.ingest.remote.urls import WEB_SCHEMES, redact_url
from recueil.translation import gettext as _

_HEADING = re.compile(r"<(title|h1)\b[^<>]{0,500}>(.{0,500}?)</\1\s*>", re.I | re.S)
_TAG = re.compile(r"<[^<>]{0,500}>")
_PASSWORD = re.compile(r"""<input\b[^<>]{0,1000}?\stype\s*=\s*["']?password\b""", re.I)
_SEPARATOR = re.compile(r"\s*[|–—·:»«>]\s*|\s+-\s+")
_MAX_SHOWN = 80
# Beyond so many characters there is no title, and a password field is not the page's purpose.
_HEAD = 262_144

_PLACE = r"(?:l')?(?:espace|compte|portail|extranet|intranet|site)\b.{0,60}"
_LOGIN = re.compile(
    rf"(?:page de )?connexion(?: (?:requise|a|au|aux|a votre|a mon) ?(?:{_PLACE})?)?"
    r"|(?:veuillez vous |vous devez vous |se )(?:connecter|identifier|authentifier)(?: .{0,60})?"
    r"|(?:connectez|identifiez|authentifiez)[- ]vous(?: .{0,60})?"
    r"|(?:identification|authentification)(?: requise)?"
    r"|log ?in|log ?on|sign ?in|(?:authentication|login) required"
    r"|acces (?:reserve|restreint)(?: .{0,60})?|mot de passe(?: oublie)?|session expiree"
)
_ERROR = re.compile(
    r"(?:erreur|error|http)(?: http)? ?[45]\d\d\b.{0,80}"
    r"|(?:40[0134]|410|50[0234])(?: (?:erreur|error|not found|forbidden|unauthorized|bad request|gone|bad gateway"
    r"|internal server error|service (?:temporarily )?unavailable|gateway time-?out|introuvable|page .{0,60}"
    r"|acces .{0,60}))?"
    r"|.{0,40}\b(?:page|document|fichier|ressource|contenu|adresse|file|resource)\b.{0,40}"
    r"\b(?:introuvable|non trouvee?|inexistante?|indisponible|n'existe (?:pas|plus)|not found)\b.{0,20}"
    r"|introuvable|not found|forbidden|unauthorized|access denied|acces (?:refuse|interdit)(?: .{0,60})?"
    r"|(?:site )?(?:en )?maintenance(?: en cours)?|bad gateway|internal server error"
    r"|service (?:temporairement )?indisponible|service (?:temporarily )?unavailable"
    r"|just a moment(?:\.\.\.|…)?|attention required!?"
)


# What walls against robots and without cookies have in them; an act that has such a word has many others.
_CHALLENGE = (
    "cf-chl", "captcha", "datadome", "incapsula", "ddos-guard", "/aes.js", "slowaes",
    "enable javascript", "activer javascript", "activez javascript", "enable cookies", "activer les cookies",
    "cookies are disabled", "cookies sont désactivés",
)  # fmt: skip
_INVISIBLE = re.compile(r"<(script|style)\b(?:(?!</\1).){0,100000}", re.I | re.S)
_FEW_WORDS = 120
_LARGEST_WALL = 65_536


_ERROR_PAGE = _("an error page")


def describe_refusal(page: str) -> str | None:
    """Describe a page whose title or first heading is that of a login or an error; None for any other.

    A whole part of the title must match: an act may be about a connexion, or 404 dwellings.
    """
    for found in _HEADING.finditer(page, 0, _HEAD):
        heading = " ".join(html.unescape(_TAG.sub(" ", found[2])).split())
        decomposed = unicodedata.normalize("NFKD", heading.lower().replace("’", "'"))
        folded = "".join(char for char in decomposed if not unicodedata.combining(char))
        for part in _SEPARATOR.split(folded):
            if _LOGIN.fullmatch(part.strip(" .!")):
                return _("a login page ({heading!r})").format(heading=_make_printable(heading))
            if _ERROR.fullmatch(part.strip(" .!")):
                return f"{_ERROR_PAGE} ({_make_printable(heading)!r})"
    if _is_challenge(page):
        return _("a page that wants proof of a human visitor")
    return None


def headings_of(page: str) -> tuple[str, ...]:
    """Return the title and the first headings of a page, which tell pages apart; none of a login or a wall."""
    refusal = describe_refusal(page)
    if asks_for_password(page) or (refusal is not None and not refusal.startswith(_ERROR_PAGE)):
        return ()
    texts = (" ".join(html.unescape(_TAG.sub(" ", each[2])).split()) for each in _HEADING.finditer(page, 0, _HEAD))
    return tuple(filter(None, texts))


def _is_challenge(page: str) -> bool:
    """Return whether a page of few words has one of those of a wall."""
    small = page.lower() if len(page) <= _LARGEST_WALL else ""
    if not any(word in small for word in _CHALLENGE):
        return False
    return len(_TAG.sub(" ", _INVISIBLE.sub(" ", page)).split()) < _FEW_WORDS


def asks_for_password(page: str) -> bool:
    """Return whether the page has a password field: as a login page, or beside anything else."""
    return _PASSWORD.search(page, 0, _HEAD) is not None


def _make_printable(words: str) -> str:
    return "".join(filter(str.isprintable, words))[:_MAX_SHOWN]


_PORTS = {"http": 80, "https": 443}
_WEB_PORTS = frozenset(_PORTS.values())
"""Ports that a crawl may ask: others belong to services that expect no stranger."""
_NAT64 = ip_network("64:ff9b::/96")
_GLOBAL_IPV6 = ip_network("2000::/3")
_PROTOCOL_ASSIGNMENTS = ip_network("192.0.0.0/24")


@dataclass(frozen=True, slots=True)
class Route:
    """How to request a URL. ``trusted``: it is the configured server, which may get our credentials."""

    url: str
    trusted: bool
    headers: Mapping[str, str] = field(default_factory=dict)
    extensions: Mapping[str, str] = field(default_factory=dict)


def resolve_redirect(url: str, location: str) -> str:
    """Return the target of a redirect. Raise SourceUnreachable if it must not be followed."""
    target = str(httpx.URL(urljoin(url, location))).partition("#")[0]
    scheme = urlsplit(target).scheme
    if scheme not in WEB_SCHEMES or (scheme == "http" and urlsplit(url).scheme == "https"):
        raise SourceUnreachable(
            _("{url}: it redirects to {scheme}:, which is refused.").format(url=redact_url(url), scheme=scheme),
            RETRY_ADVICE,
        )
    return target


def route_to(url: str, configured: str) -> Route:
    """Return how to request a URL: the configured one, or one that it redirected to.

    Raise SourceUnreachable if another host is in a private network.
    """
    target = urlsplit(url)
    if _is_configured_server(target, urlsplit(configured)):
        return Route(url, trusted=True)
    return _pin(
        target,
        _("{configured}: it redirects to {hostname}, in a private network").format(
            configured=redact_url(configured), hostname=target.hostname
        ),
    )


def route_to_stranger(url: str) -> Route:
    """Return how to request a URL that nobody vouches for: only on the public web, at the ports 80 and 443.

    Raise SourceUnreachable for any other.
    """
    target = urlsplit(url)
    if target.scheme not in WEB_SCHEMES or "@" in target.netloc or _port(target) not in _WEB_PORTS:
        raise SourceUnreachable(
            _("{url}: a scheme, user or port that is refused.").format(url=redact_url(url)), RETRY_ADVICE
        )
    return _pin(
        target,
        _("{url}: {hostname} is in a private network").format(url=redact_url(url), hostname=target.hostname),
    )


def _pin(target: SplitResult, refusal: str) -> Route:
    """Return how to request a URL at the public address of its host; ``refusal`` says that it has none."""
    host = target.hostname or ""
    found = _resolve_host(host, _port(target) or 0)
    if not found or not all(map(_is_public, found)):
        raise SourceUnreachable(_("{refusal}, which is refused.").format(refusal=refusal), RETRY_ADVICE)
    address = found[0]
    # Requested by IP address, against DNS rebinding: the name could resolve to another machine when connecting.
    pinned = target._replace(netloc=_netloc(address, target.port)).geturl()
    named = {"Host": _netloc(host, target.port)}
    return Route(pinned, trusted=False, headers=named, extensions={"sni_hostname": host})


def _netloc(host: str, port: int | None) -> str:
    bracketed = f"[{host}]" if ":" in host else host
    return bracketed if port is None else f"{bracketed}:{port}"


def _is_configured_server(target: SplitResult, server: SplitResult) -> bool:
    same_host = target.hostname == server.hostname
    upgraded = server.scheme == "http" and target.scheme == "https" and _port(target) == 443
    return same_host and (upgraded or (target.scheme, _port(target)) == (server.scheme, _port(server)))


def _port(url: SplitResult) -> int | None:
    return url.port or _PORTS.get(url.scheme)


def _resolve_host(host: str, port: int) -> list[str]:
    return [str(info[4][0]) for info in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]


def _is_public(address: str) -> bool:
    """Return whether an address is on the public web; one that embeds an IPv4 address counts as that one."""
    number = ip_address(address.partition("%")[0])
    if isinstance(number, IPv6Address):
        if (embedded := _embedded_ipv4(number)) is not None:
            return _is_public(str(embedded))
        if number not in _GLOBAL_IPV6:
            return False
    return number.is_global and not number.is_multicast and number not in _PROTOCOL_ASSIGNMENTS


def _embedded_ipv4(number: IPv6Address) -> IPv4Address | None:
    """Return the IPv4 address to which a translator or a tunnel passes packets on."""
    if number in _NAT64:
        return IPv4Address(int(number) & 0xFFFFFFFF)
    return number.ipv4_mapped or number.sixtofour or (number.teredo[1] if number.teredo else None)


_LARGEST_LIST = 10_000_000
_REDIRECTS = 5
_MOST_CLIENTS = 8
USER_AGENT = "recueil"
_LINK = re.compile(r"<a\s([^<>]*)>", re.IGNORECASE)
_HREF = re.compile(r"""(?:^|\s)href\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""", re.IGNORECASE)
_MOVED_ADVICE = _("If its files have moved there, give that URL as the source.")
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
            _("The options of a web server are headers, username and password: {name} is wrong.").format(
                name=name
            ),
            _("Correct it."),
        ) from None


@cache
def _tls_context() -> ssl.SSLContext:
    return httpx.create_ssl_context()


class HttpRemote:
    """A web server as a remote. ``seconds`` is the timeout for an answer, and for each part of it."""

    def __init__(
        self, url: str, options: Mapping[str, JsonValue], seconds: float, agent: str = USER_AGENT
    ) -> None:
        checked = check_options(options)
        self._url = normalise_url(url)
        self._ours = checked.headers
        self._auth = httpx.BasicAuth(checked.username, checked.password) if checked.username else None
        self._headers, self._seconds = {"User-Agent": agent, "Accept-Encoding": "identity"}, seconds
        # One per host: a connection to an address proved the certificate of one host alone.
        self._clients: dict[str, httpx.Client] = {}

    def root(self) -> RemoteEntry:
        parts = urlsplit(self._url)
        name = unquote(parts.path.rstrip("/").rpartition("/")[2]) or parts.hostname or ""
        return RemoteEntry((name,), self._url, parts.path.endswith("/"), query=parts.query)

    def children(self, folder: RemoteEntry) -> list[RemoteEntry]:
        """Return the links of a folder's page that lead below it. Raise SourceUnreachable if it is not a
        listing.
        """
        with self._answer(folder.address, {}) as (answer, url):
            page = _read_page(answer, folder.address)
        hrefs = (found for link in _LINK.finditer(page) if (found := _HREF.search(link[1])))
        links = [html.unescape(next(filter(None, href.groups("")), "")) for href in hrefs]
        if not links:
            raise SourceUnreachable(
                _("{address}: a page without links, which lists nothing.").format(
                    address=redact_url(folder.address)
                ),
                RETRY_ADVICE,
            )
        path = urlsplit(folder.address).path
        if not urlsplit(url).path.startswith(path):
            raise SourceUnreachable(
                _("{address}: it redirects to another folder.").format(address=redact_url(folder.address)),
                _MOVED_ADVICE,
            )
        entries = list(filter(None, (_entry_below(path, url, link) for link in links)))
        if refusal := describe_refusal(page):
            raise SourceUnreachable(
                _("{address}: {refusal}, and no list of files.").format(
                    address=redact_url(folder.address), refusal=refusal
                ),
                RETRY_ADVICE,
            )
        if asks_for_password(page) and not any(map(_may_be_listed, entries)):
            raise SourceUnreachable(
                _("{address}: a page that asks for a password, and no list of files.").format(
                    address=redact_url(folder.address)
                ),
                RETRY_ADVICE,
            )
        return entries

    def fetch(self, file: RemoteEntry, before: PreviousFetch, sink: Sink) -> FetchResult:
        conditions = _conditions(before.as_sent)
        with self._answer(file.address, conditions) as (answer, final_url):
            url = final_url.partition("?")[0]  # the query may contain a key that changes each time
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
        for client in self._clients.values():
            client.close()
        self._clients.clear()

    @contextmanager
    def _answer(self, url: str, conditions: Mapping[str, str]) -> Iterator[tuple[httpx.Response, str]]:
        """Yield the response and the URL that gave it, after checked redirects."""
        here = url
        for __ in range(_REDIRECTS):
            answer = self._send(here, conditions)
            try:
                if not answer.has_redirect_location:
                    if answer.status_code not in (httpx.codes.OK, httpx.codes.NOT_MODIFIED):
                        raise _refused_status(url, answer)
                    yield answer, here
                    return
                here = resolve_redirect(here, answer.headers["Location"])
                self._permit(here)
            finally:
                answer.close()
        raise SourceUnreachable(_("{url}: it redirects without end.").format(url=redact_url(url)), RETRY_ADVICE)

    def _route(self, url: str) -> Route:
        return route_to(url, self._url)

    def _permit(self, url: str) -> None:
        """Raise SourceUnreachable where a redirect may not be followed."""

    def _send(self, url: str, conditions: Mapping[str, str]) -> httpx.Response:
        route = self._route(url)
        client = self._client_for("" if route.trusted else urlsplit(url).netloc)
        headers = {**(self._ours if route.trusted else {}), **conditions, **route.headers}
        request = client.build_request("GET", route.url, headers=headers, extensions=route.extensions)
        if route.trusted and self._auth:
            request = next(self._auth.auth_flow(request))
        return client.send(request, stream=True)

    def _client_for(self, host: str) -> httpx.Client:
        if host not in self._clients:
            if len(self._clients) >= _MOST_CLIENTS:
                self.close()
            self._clients[host] = httpx.Client(
                timeout=self._seconds, follow_redirects=False, headers=self._headers, verify=_tls_context()
            )
        return self._clients[host]


@dataclass(frozen=True, slots=True)
class WebPage:
    """A page as a crawl reads it. ``url`` gave it, after redirects; it is empty if it has not changed."""

    url: str
    content: bytes
    marks: Marks
    encoding: str | None = None
    changed: bool = True


class WebRemote(HttpRemote):
    """The public web as a remote: no host is trusted, and none gets credentials.

    ``agent`` is what hosts are told of who asks. ``permit`` raises SourceUnreachable for the target of a
    redirect that a host does not want to be asked for.
    """

    def __init__(self, url: str, seconds: float, agent: str, permit: Callable[[str], None]) -> None:
        super().__init__(url, {}, seconds, agent)
        self._permits = permit

    def read(self, url: str, marks: Marks, most: int) -> WebPage:
        """Return a page of at most so many bytes, if it changed since its marks.

        Raise SourceUnreachable, with the ``status`` among its values where the host gave one; FileTooLarge.
        """
        with self._answer(url, _conditions(marks)) as (answer, final_url):
            if answer.status_code == httpx.codes.NOT_MODIFIED:
                return WebPage(final_url, b"", marks, changed=False)
            content = bytearray()
            for chunk in answer.iter_bytes():
                content += chunk
                if len(content) > most:
                    raise FileTooLarge(
                        _("{url}: a page of more than {most} bytes.").format(url=redact_url(url), most=most),
                        RETRY_ADVICE,
                    )
        return WebPage(final_url, bytes(content), _read_marks(answer), answer.charset_encoding)

    def _route(self, url: str) -> Route:
        return route_to_stranger(url)

    def _permit(self, url: str) -> None:
        self._permits(url)


def _refused_status(url: str, answer: httpx.Response) -> SourceUnreachable:
    """Return the error of a status other than success, with the status and the header Retry-After as values."""
    return SourceUnreachable(
        _("{url}: the server answers {status_code}.").format(url=redact_url(url), status_code=answer.status_code),
        RETRY_ADVICE,
        status=answer.status_code,
        retry_after=answer.headers.get("Retry-After", ""),
    )


def _conditions(marks: Marks) -> dict[str, str]:
    return {_CONDITIONS[name]: value for name, value in marks.items() if name in _CONDITIONS and value.isascii()}


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
            _("{url}: no page, and so no list of files ({kind!r}).").format(url=redact_url(url), kind=kind[:60]),
            RETRY_ADVICE,
        )
    content = bytearray()
    for chunk in answer.iter_bytes():
        content += chunk
        if len(content) > _LARGEST_LIST:
            raise FileTooLarge(
                _("{url}: a list of more than {largest_list} bytes.").format(
                    url=redact_url(url), largest_list=_LARGEST_LIST
                ),
                _("Name folders below it as sources."),
            )
    return content.decode(answer.encoding or "utf-8", "replace")


def _entry_below(folder: str, page: str, link: str) -> RemoteEntry | None:
    """Return the entry that a link leads to; None unless it is below the folder that the page lists."""
    try:
        target, here = urlsplit(normalise_url(urljoin(page, link.strip()))), urlsplit(page)
    except (ValueError, httpx.InvalidURL):
        return None
    rest = target.path.removeprefix(folder)
    if (
        target.scheme not in WEB_SCHEMES
        or target.netloc != here.netloc
        or rest in (target.path, "")
        or rest.startswith("/")
    ):
        return None
    address = target._replace(scheme=here.scheme, fragment="").geturl()
    names = tuple(unquote(part) for part in rest.split("/") if part)
    return RemoteEntry(names, address, rest.endswith("/"), query=target.query)


def _may_be_listed(entry: RemoteEntry) -> bool:
    """Return whether listings link to such an entry: a folder, or a file whose suffix is not that of a
    page.
    """
    return entry.folder or PurePosixPath(entry.names[-1]).suffix.lower() not in _PAGE_SUFFIXES


def normalise_url(url: str) -> str:
    """Return the URL as it is requested: quoted, and with a path."""
    normal = httpx.URL(url)
    return str(normal if urlsplit(str(normal)).path else normal.copy_with(path="/"))
