"""The manifest of downloaded files: one line of JSON per file; of several, the last counts."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from recueil.ingest.remote.entries import Marks, key_marks


@dataclass(frozen=True, slots=True)
class ManifestEntry:
    """A file as it was when fetched: its marks, size in bytes, and address on its server.

    ``url`` is where it finally came from, which differs from its address after a redirect.
    """

    marks: Marks
    size: int
    address: str = ""
    url: str = ""


class Manifest:
    """The manifest. A line is appended as soon as a file is there, so that an interrupted run can
    continue.

    With a ``key``, checksums are stored as keyed digests.
    """

    def __init__(self, file: Path, key: bytes | None = None) -> None:
        self._file, self._key = file, key
        self._notes: dict[str, ManifestEntry] = {}
        with suppress(FileNotFoundError):
            for line in file.read_text("utf-8", "replace").splitlines():
                with suppress(ValueError):  # the last line may be incomplete
                    self._read(json.loads(line))

    def _read(self, facts: Any) -> None:
        self._notes[facts["name"]] = ManifestEntry(
            facts["marks"], facts["size"], facts.get("address", ""), facts.get("url", "")
        )

    def get(self, name: str) -> ManifestEntry | None:
        return self._notes.get(name)

    def names(self) -> Iterable[str]:
        """Return the names of all files recorded."""
        return self._notes.keys()

    def put(self, name: str, note: ManifestEntry) -> None:
        note = self._keyed(note)
        self._notes[name] = note
        with self._file.open("a", encoding="utf-8") as notes:
            notes.write(f"\n{_to_line(name, note)}")

    def keep(self, names: Iterable[str]) -> None:
        """Drop the entries of all other files."""
        kept = {name: self._keyed(note) for name in names if (note := self._notes.get(name))}
        temporary = self._file.with_name(f"{self._file.name}.new")
        temporary.write_text("\n".join(_to_line(name, note) for name, note in kept.items()), "utf-8")
        os.replace(temporary, self._file)  # noqa: PTH105
        self._notes = kept

    def rewrite(self) -> None:
        """Write the manifest anew, keyed if there is a key."""
        self.keep(list(self._notes))

    def _keyed(self, note: ManifestEntry) -> ManifestEntry:
        return replace(note, marks=dict(key_marks(note.marks, self._key)))


def _to_line(name: str, note: ManifestEntry) -> str:
    return json.dumps({"name": name, **asdict(note)})
