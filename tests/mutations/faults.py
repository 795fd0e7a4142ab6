"""Small faults that the tests must catch: each is one edit of one file."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

FILE = Path(__file__).parent / "faults.toml"


@dataclass(frozen=True, slots=True)
class Fault:
    """In ``file``, ``old`` becomes ``new``; ``tests`` are expected to fail. The ``name`` says what goes wrong."""

    name: str
    file: str
    old: str
    new: str
    tests: tuple[str, ...]

    @property
    def package(self) -> str:
        """The package of Recueil that the file is of: ``entities``, ``store``, ``recueil`` for a module of none."""
        parts = PurePosixPath(self.file).parts
        return parts[2] if len(parts) > 3 else parts[1]

    def apply(self, text: str) -> str:
        """Put the fault into the text of the file. ValueError unless ``old`` stands there once."""
        if (times := text.count(self.old)) != 1:
            raise ValueError(f"{self.name}: what it replaces stands {times} times in {self.file}.")
        return text.replace(self.old, self.new)


def faults() -> list[Fault]:
    """Read all of them, in the order of the file."""
    known = tomllib.loads(FILE.read_text("utf-8"))
    return [Fault(name, **{**fields, "tests": tuple(fields["tests"])}) for name, fields in known.items()]
