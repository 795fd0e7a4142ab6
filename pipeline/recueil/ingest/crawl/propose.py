"""Look at a website without storing anything, and propose a source that crawls it."""

from __future__ import annotations

import json
import tomllib
from contextlib import closing, suppress
from pathlib import Path
from urllib.parse import urlsplit

from recueil.errors import SettingsError
from recueil.ingest.crawl import addresses, relevance
from recueil.ingest.crawl.explore import Explorer, Findings, user_agent
from recueil.ingest.crawl.pace import Clock, SystemClock
from recueil.settings import Source
from recueil.translation import gettext as _

_MOST_STARTS = 10
_LEAST_ON_HOST = 0.1
"""Least share of the acts that another host must have to be proposed."""


def explore(source: Source, contact: str | None, clock: Clock | None = None) -> Findings:
    """Explore a source as a crawl would on its first night; no file is fetched."""
    clock = clock or SystemClock()
    end = clock.monotonic() + source.seconds
    with closing(Explorer(source, None, user_agent(contact), clock, end)) as explorer:
        return explorer.explore()


def propose_source(source: Source, found: Findings) -> Source:
    """Propose a source that finds the same acts: it starts at the pages of acts, and knows the hosts of files.

    A home page leads everywhere; in its place come the pages nearest to it that speak of acts.
    """
    starts = [start for start in source.crawl if urlsplit(start).path.strip("/") or urlsplit(start).query]
    if not starts:
        # Pages are read in order of depth: the first are those nearest to the home page.
        pages = [judged.link for judged in found.pages.values()]
        named = [
            page.address for page in pages if relevance.speaks_of_acts(urlsplit(page.address).path, page.text)
        ]
        linking = [judged.link.page for judged in found.files.values()]
        starts = named or [page for page in dict.fromkeys(linking) if addresses.key_of(page) in found.pages]
    total = len(found.files) + found.foreign.total()
    hosts = [host for host, number in found.foreign.items() if number >= _LEAST_ON_HOST * total]
    crawl = tuple(starts[:_MOST_STARTS] or source.crawl)
    return Source(crawl=crawl, hosts=tuple(hosts), body=source.body, delay=source.delay)


def to_toml(source: Source) -> str:
    """Return a source as it is written in the settings."""
    fields = {"body": source.body, "crawl": source.crawl, "hosts": source.hosts}
    lines = [f"{name} = {_to_value(value)}" for name, value in fields.items() if value]
    if source.delay != Source.model_fields["delay"].default:
        lines.append(f"delay = {source.delay:g}")
    return "\n".join(["[[sources]]", *lines, ""])


def _to_value(value: str | tuple[str, ...]) -> str:
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    return f"[{', '.join(json.dumps(each, ensure_ascii=False) for each in value)}]"


def append_source(file: Path, source: Source) -> None:
    """Append a source to the settings. Raise SettingsError, and write nothing, where they would be invalid."""
    text = ""
    with suppress(FileNotFoundError):
        text = file.read_text("utf-8")
    written = f"{text.rstrip()}\n\n{to_toml(source)}".lstrip()
    try:
        tomllib.loads(written)
    except tomllib.TOMLDecodeError:
        raise SettingsError(
            _("{file}: a [[sources]] cannot be added to its end.").format(file=file),
            _("Write `sources` as [[sources]] tables, one for each."),
        ) from None
    file.write_text(written, "utf-8")
