"""What the mirror remembers of each file it holds: a line of JSON a file, the last one counts."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from recueil.ingest.remote.remote_entries import Marks, keyed


@dataclass(frozen=True, slots=True)
class Note:
    """A file as it was when it was fetched, how many bytes came, and what its server knows it by.

    ``url`` is what gave it in the end: another than its address where that redirects.
    """

    marks: Marks
    size: int
    address: str = ""
    url: str = ""


class Notes:
    """A line is added as soon as a file is there: whatever cuts a night short, the next one goes on.

    With a ``key``, checksums are noted as keyed digests.
    """

    def __init__(self, file: Path, key: bytes | None = None) -> None:
        self._file, self._key = file, key
        self._notes: dict[str, Note] = {}
        with suppress(FileNotFoundError):
            for line in file.read_text("utf-8", "replace").splitlines():
                with suppress(ValueError):  # the last line may be half a line
                    self._read(json.loads(line))

    def _read(self, facts: Any) -> None:
        self._notes[facts["name"]] = Note(
            facts["marks"], facts["size"], facts.get("address", ""), facts.get("url", "")
        )

    def get(self, name: str) -> Note | None:
        return self._notes.get(name)

    def names(self) -> Iterable[str]:
        """The names of all files that are here."""
        return self._notes.keys()

    def put(self, name: str, note: Note) -> None:
        note = self._keyed(note)
        self._notes[name] = note
        with self._file.open("a", encoding="utf-8") as notes:
            notes.write(f"\n{_line(name, note)}")

    def keep(self, names: Iterable[str]) -> None:
        """Forget all others."""
        kept = {name: self._keyed(note) for name in names if (note := self._notes.get(name))}
        temporary = self._file.with_name(f"{self._file.name}.new")
        temporary.write_text("\n".join(_line(name, note) for name, note in kept.items()), "utf-8")
        os.replace(temporary, self._file)  # noqa: PTH105
        self._notes = kept

    def rewrite(self) -> None:
        """Write all of them anew, keyed where there is a key."""
        self.keep(list(self._notes))

    def _keyed(self, note: Note) -> Note:
        return replace(note, marks=dict(keyed(note.marks, self._key)))


def _line(name: str, note: Note) -> str:
    return json.dumps({"name": name, **asdict(note)})
