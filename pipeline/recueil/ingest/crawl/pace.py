"""Ask a host no more, and no faster, than it wants: robots.txt, Crawl-delay, Retry-After, a delay of our own."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import islice
from typing import Protocol, TypeVar
from urllib.parse import urlsplit

from protego import Protego

from recueil.errors import FileTooLarge, SourceUnreachable
from recueil.ingest.crawl.addresses import canonical
from recueil.ingest.crawl.sitemaps import parse_time
from recueil.ingest.remote.timeouts import RETRY_ADVICE
from recueil.ingest.remote.urls import redact_url
from recueil.translation import gettext as _

T = TypeVar("T")
ROBOT = "recueil"
"""The name to which robots.txt speaks."""
_MOST_ROBOTS = 500_000
_BUSY = (429, 503)
_TRIES = 3
_FIRST_WAIT = 30.0
_LONGEST_WAIT = 600.0
_MOST_STARS = 3
_MOST_MAPS = 20
_RULE = re.compile(r"(?i)^\s*(allow|disallow)\s*:\s*(\S{0,2000})")


class Clock(Protocol):
    """The time, for tests to be another."""

    def now(self) -> datetime: ...

    def monotonic(self) -> float: ...

    def sleep(self, seconds: float) -> None: ...


class SystemClock:
    """The clock of the machine."""

    def now(self) -> datetime:
        return datetime.now(UTC)

    def monotonic(self) -> float:
        return time.monotonic()

    def sleep(self, seconds: float) -> None:
        time.sleep(seconds)


@dataclass(slots=True)
class _Host:
    """What is known of a host: its rules, when it was last asked, and why it is not asked any more tonight."""

    rules: Protego | None = None
    delay: float = 0.0
    asked: float | None = None
    stopped: str | None = None
    sitemaps: list[str] = field(default_factory=list)


class Pace:
    """The rules and the pace of all hosts of one crawl. ``end`` is when it must be over, by the clock.

    ``read`` returns the content of robots.txt at an address, and raises SourceUnreachable with its status.
    """

    def __init__(self, read: Callable[[str, int], bytes], delay: float, end: float, clock: Clock) -> None:
        self._read, self._delay, self._end, self._clock = read, delay, end, clock
        self._hosts: dict[str, _Host] = {}

    def extend(self, end: float) -> None:
        """Allow requests until later."""
        self._end = end

    def permit(self, url: str) -> None:
        """Raise SourceUnreachable where robots.txt forbids an address, or its host is not asked any more."""
        host = self._host(url)
        if host.stopped is not None:
            raise SourceUnreachable(f"{redact_url(url)}: {host.stopped}.", RETRY_ADVICE, stopped=True)
        if host.rules is not None and not host.rules.can_fetch(url, ROBOT):
            raise SourceUnreachable(
                _("{url}: robots.txt forbids it.").format(url=redact_url(url)), RETRY_ADVICE, forbidden=True
            )

    def sitemaps(self, url: str) -> list[str]:
        """Return the sitemaps that the robots.txt of a host names."""
        return self._host(url).sitemaps

    def attempt(self, url: str, call: Callable[[], T]) -> T:
        """Ask for an address when its host may be asked again; three times where it is busy.

        Raise SourceUnreachable where it may not be asked, or the time is over.
        """
        for number in range(_TRIES):
            self.permit(url)
            self._wait(url)
            try:
                return call()
            except SourceUnreachable as error:
                if error.values.get("status") not in _BUSY:
                    raise
                wait = self._busy_wait(error, number)
                if number + 1 == _TRIES or self._clock.monotonic() + wait > self._end or wait > _LONGEST_WAIT:
                    status = error.values["status"]
                    self._host(url).stopped = _(
                        "the server answers {status}, and is not asked again tonight"
                    ).format(status=status)
                    self.permit(url)  # raises
                self._clock.sleep(wait)
            finally:
                self._host(url).asked = self._clock.monotonic()  # a slow host is asked less often
        raise AssertionError("the last try returns or raises")

    def _host(self, url: str) -> _Host:
        parts = urlsplit(url)
        origin = f"{parts.scheme}://{parts.netloc}"
        if origin not in self._hosts:
            host = self._hosts[origin] = _Host(delay=self._delay)
            self._read_robots(f"{origin}/robots.txt", host)
        return self._hosts[origin]

    def _read_robots(self, address: str, host: _Host) -> None:
        """Read the rules of a host: none where it has no robots.txt, and all is forbidden while it cannot tell."""
        try:
            content = self._read(address, _MOST_ROBOTS)
        except FileTooLarge:
            host.stopped = _("its robots.txt is too large")
        except SourceUnreachable as error:
            status = error.values.get("status")
            if not isinstance(status, int) or status >= 500 or status in _BUSY:
                host.stopped = _("its robots.txt cannot be read ({value})").format(
                    value=error.message.rpartition(": ")[2].rstrip(".")
                )
        else:
            host.rules = Protego.parse(bound_rules(content.decode("utf-8", "replace")))
            host.delay = max(self._delay, host.rules.crawl_delay(ROBOT) or 0.0)
            named = (canonical(address, str(each)) for each in islice(host.rules.sitemaps, _MOST_MAPS))
            host.sitemaps = list(filter(None, named))
        host.asked = self._clock.monotonic()

    def _wait(self, url: str) -> None:
        """Wait until the host may be asked again; raise SourceUnreachable where that is too late."""
        host = self._host(url)
        if host.asked is not None:
            wait = host.asked + host.delay - self._clock.monotonic()
            if self._clock.monotonic() + max(wait, 0) > self._end:
                raise out_of_time(url)
            if wait > 0:
                self._clock.sleep(wait)

    def _busy_wait(self, error: SourceUnreachable, number: int) -> float:
        """Return how many seconds a busy host wants to be left alone."""
        after = str(error.values.get("retry_after") or "").strip()
        if after.isdecimal():
            return float(after[:9])
        if after and (when := parse_time(after)):
            return max((when - self._clock.now()).total_seconds(), 0.0)
        return _FIRST_WAIT * (number + 1)


def out_of_time(url: str) -> SourceUnreachable:
    """Return the error of an address for which no time was left."""
    return SourceUnreachable(
        _("{url}: no time was left for it.").format(url=redact_url(url)), RETRY_ADVICE, late=True
    )


def bound_rules(robots: str) -> str:
    """Return robots.txt with at most three stars in a rule, beyond which a rule could take time without end.

    What follows is cut off where it forbids, which forbids more; such a permission is left out.
    """
    lines = []
    for line in robots.splitlines():
        found = _RULE.match(line)
        if found and found[2].count("*") > _MOST_STARS:
            if found[1].lower() == "allow":
                continue
            line = f"{found[1]}: {'*'.join(found[2].split('*')[: _MOST_STARS + 1])}"
        lines.append(line)
    return "\n".join(lines)
