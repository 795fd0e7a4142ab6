"""Remember what a crawl saw: pages with their links, files with their context, and the last night.

The notes are one line of JSON per fact, of which the last counts: a night that is killed loses nothing.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, fields, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from recueil.ingest.crawl.links import Link
from recueil.ingest.remote.entries import Marks
from recueil.ingest.remote.mirror import lock_folder

NOTES_FILE = ".crawl"


@dataclass(frozen=True, slots=True)
class PageNote:
    """A page when it was last read: its marks, the links that counted, and whether it leads to acts."""

    visited: datetime
    marks: Marks = field(default_factory=dict)
    links: tuple[Link, ...] = ()
    title: str = ""
    heading: str = ""
    feeds: tuple[str, ...] = ()
    wordpress: str | None = None


@dataclass(frozen=True, slots=True)
class FileNote:
    """A file of a crawl, with the ``link`` that led to it.

    ``name`` is that of its own copy, ``holder`` that of the copy with its content: another where the same bytes
    lie at two addresses; empty where there is none. ``read`` is when its bytes were last compared, ``gone`` when
    the server first said that it has it no more.
    """

    name: str
    holder: str
    first: datetime
    checked: datetime | None = None
    read: datetime | None = None
    gone: datetime | None = None
    withdrawn: bool = False
    link: Link = field(default_factory=lambda: Link(""))


@dataclass(frozen=True, slots=True)
class NightNote:
    """A night in figures: pages read, files linked, new, changed, withdrawn; links that lead nowhere; what broke.

    ``finished`` is the start of the last night that ended without a problem. ``events`` are the first changes and
    failures, each with the address of its file.
    """

    began: datetime
    finished: datetime | None = None
    pages: int = 0
    linked: int = 0
    fetched: int = 0
    changed: int = 0
    removed: int = 0
    dead: int = 0
    problem: str = ""
    failures: int = 0
    events: tuple[tuple[str, str], ...] = ()


class CrawlNotes:
    """The notes of one source, in the folder of its copies.

    ``rules`` tells by which rules the links of pages were chosen: by others, the pages must be read again.
    """

    def __init__(self, folder: Path) -> None:
        self._file = folder / NOTES_FILE
        self.pages: dict[str, PageNote] = {}
        self.files: dict[str, FileNote] = {}
        self.night: NightNote | None = None
        self.rules = ""
        with suppress(FileNotFoundError):
            for line in self._file.read_text("utf-8", "replace").splitlines():
                with suppress(ValueError, KeyError, TypeError):  # the last line may be incomplete
                    self._read(json.loads(line))

    def apply_rules(self, rules: str) -> None:
        """Forget the pages that were read by other rules."""
        if self.rules != rules:
            self.pages.clear()
            if self.night is not None:
                self.night = replace(self.night, finished=None)
            self.rules = rules
            self.rewrite()

    def put_page(self, key: str, note: PageNote) -> None:
        self.pages[key] = note
        self._append({"page": key, **_fields_of(note)})

    def put_file(self, key: str, note: FileNote) -> None:
        self.files[key] = note
        self._append({"file": key, **_fields_of(note)})

    def put_night(self, note: NightNote) -> None:
        self.night = note
        self._append({"night": note})

    def rewrite(self) -> None:
        """Write the notes anew, one line per page and file."""
        temporary = self._file.with_name(f"{NOTES_FILE}.new")
        with temporary.open("w", encoding="utf-8") as file:
            file.write(_to_line({"rules": self.rules}))
            for key, page in self.pages.items():
                file.write(_to_line({"page": key, **_fields_of(page)}))
            for key, note in self.files.items():
                file.write(_to_line({"file": key, **_fields_of(note)}))
            if self.night is not None:
                file.write(_to_line({"night": self.night}))
        os.replace(temporary, self._file)  # noqa: PTH105

    def drop_words(self, names_somebody: Callable[[str], bool]) -> bool:
        """Drop the words of pages and links that name somebody; return whether there were any. Addresses stay."""

        def without(link: Link) -> Link:
            words = {name: getattr(link, name) for name in ("text", "heading", "near")}
            return replace(link, **{name: "" for name, text in words.items() if names_somebody(text)})

        def without_title(note: PageNote) -> PageNote:
            title, heading = ("" if names_somebody(text) else text for text in (note.title, note.heading))
            return replace(note, links=tuple(map(without, note.links)), title=title, heading=heading)

        pages = {key: without_title(note) for key, note in self.pages.items()}
        files = {key: replace(note, link=without(note.link)) for key, note in self.files.items()}
        if pages == self.pages and files == self.files:
            return False
        self.pages, self.files = pages, files
        self.rewrite()
        return True

    def links(self) -> dict[str, Link]:
        """Return what the site says of each copy, by its name: the link that led to it, with its context."""
        return {note.holder: note.link for note in self.files.values() if note.holder and not note.withdrawn}

    def _append(self, facts: Mapping[str, Any]) -> None:
        with self._file.open("a", encoding="utf-8") as file:
            file.write(f"\n{_to_line(facts)}")  # a line that a killed night left incomplete stays alone

    def _read(self, facts: dict[str, Any]) -> None:
        if "rules" in facts:
            self.rules = facts["rules"]
        elif "night" in facts:
            night = facts["night"] | {
                "events": tuple((what, where) for what, where in facts["night"].get("events", ()))
            }
            self.night = NightNote(**_times(night, "began", "finished"))
        elif "page" in facts:
            key = facts.pop("page")
            links = tuple(Link(**each) for each in facts.get("links", ()))
            facts |= {"links": links, "feeds": tuple(facts.get("feeds", ()))}
            self.pages[key] = PageNote(**_times(facts, "visited"))
        else:
            key = facts.pop("file")
            facts["link"] = Link(**facts["link"])
            self.files[key] = FileNote(**{"holder": ""} | _times(facts, "first", "checked", "read", "gone"))


def drop_words(folder: Path, names_somebody: Callable[[str], bool]) -> None:
    """Drop the words that name somebody from the notes of all sources in a mirror. Raise OSError."""
    for file in sorted(folder.glob(f"*/{NOTES_FILE}")):
        with lock_folder(file.parent):
            CrawlNotes(file.parent).drop_words(names_somebody)


def _to_line(facts: Mapping[str, Any]) -> str:
    return json.dumps(facts, default=_to_json, ensure_ascii=False) + "\n"


def _to_json(value: Any) -> object:
    return value.isoformat() if isinstance(value, datetime) else _fields_of(value)


def _fields_of(note: Any) -> dict[str, Any]:
    """Return the fields of a dataclass that are not empty; unlike ``asdict``, nothing in them is copied."""
    values = ((each.name, getattr(note, each.name)) for each in fields(note))
    return {name: value for name, value in values if value not in ("", None, (), {})}


def _times(facts: dict[str, Any], *names: str) -> dict[str, Any]:
    return facts | {name: datetime.fromisoformat(facts[name]) for name in names if facts.get(name)}
