"""A web site on this machine that a test fills, changes and spoils."""

from __future__ import annotations

import hashlib
import http.server
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from recueil.ingest.remote.mirror import MirrorResult


class Handler(http.server.BaseHTTPRequestHandler):
    """Answers from the site it belongs to."""

    site: Site

    def do_GET(self) -> None:
        self.site.asked.append((self.path, dict(self.headers.items())))
        found = self.site.answers.get(self.path)
        if found is None:
            self.site.missing(self)
        else:
            found(self)

    def reply(self, status: int, content: bytes, headers: Mapping[str, str] | None = None) -> None:
        self.site.replies.append((self.path, status))
        self.send_response(status)
        for name, value in {"Content-Length": str(len(content)), **(headers or {})}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *args: object) -> None:
        """Nothing is printed."""


Answer = Callable[[Handler], None]


def file(content: str, *, tagged: bool = True) -> Answer:
    """A file that answers conditional requests as it should, or tells nothing of itself but its size."""
    tag = f'"{hashlib.sha256(content.encode()).hexdigest()[:16]}"'

    def answer(handler: Handler) -> None:
        if tagged and handler.headers["If-None-Match"] == tag:
            handler.reply(304, b"", {"ETag": tag})
        else:
            handler.reply(200, content.encode(), {"ETag": tag} if tagged else {})

    return answer


def page(*links: str) -> Answer:
    """A page that links to them, and to what is above it."""
    items = "".join(f'<li><A class="file" href="{link}">{link}</A></li>' for link in ("../", "?C=N;O=D", *links))
    content = f"<html><body><h1>Index</h1><ul>{items}</ul></body></html>".encode()
    return lambda handler: handler.reply(200, content, {"Content-Type": "text/html; charset=utf-8"})


def status(number: int) -> Answer:
    return lambda handler: handler.reply(number, b"no")


def redirect(location: str) -> Answer:
    return lambda handler: handler.reply(302, b"", {"Location": location})


@dataclass
class Site:
    """``answers`` by path, ``missing`` that of any other; ``asked`` is every request, with its headers, ``replies`` every answer's status."""

    url: str = ""
    answers: dict[str, Answer] = field(default_factory=dict)
    missing: Answer = field(default_factory=lambda: lambda handler: handler.reply(404, b"not here"))
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    replies: list[tuple[str, int]] = field(default_factory=list)

    @property
    def host(self) -> str:
        return urlsplit(self.url).netloc

    def paths(self) -> list[str]:
        """What was asked for since the last time."""
        paths = [path for path, _ in self.asked]
        self.asked.clear()
        return paths


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *args: object) -> None:
        """Clients that hang up are what some tests are about."""


@contextmanager
def serving() -> Iterator[Site]:
    site = Site()
    handler = type("Handler", (Handler,), {"site": site})
    with Server(("127.0.0.1", 0), handler) as server:
        site.url = f"http://127.0.0.1:{server.server_address[1]}"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        yield site
        server.shutdown()
        thread.join()


def contents(mirrored: MirrorResult) -> dict[str, str]:
    """The files that a reader finds in a mirror, and what is in them."""
    return {
        str(path.relative_to(mirrored.folder)): path.read_text()
        for path in sorted(mirrored.folder.rglob("*"))
        if path.is_file() and not path.name.startswith(".")
    }


def problems(mirrored: MirrorResult) -> dict[str, tuple[str, str]]:
    """Reason and message of each file that could not be fetched."""
    return {
        str(path.relative_to(mirrored.folder)): (error.reason, error.message)
        for path, error in mirrored.problems.items()
    }
