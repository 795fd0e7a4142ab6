"""What a hostile file is in the tests: a name, bytes that code makes, and the fate that is expected of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

CANARY = "http://198.51.100.7"
"""An address that no reader may ask: in the campaign, whatever is sent there is counted."""

SECRET = "CONTENU-SECRET-DU-SERVEUR"
"""What a file beside the source holds, which no act may show."""


@dataclass(frozen=True, slots=True)
class Read:
    """The file is in the store: with exactly this text, or where ``part`` is set, with this in its text."""

    text: str
    part: bool = False

    def fits(self, text: str) -> bool:
        return self.text in text if self.part else self.text == text


@dataclass(frozen=True, slots=True)
class Refused:
    """The file is a row with this reason."""

    reason: str


@dataclass(frozen=True, slots=True)
class Partial:
    """The file is in the store with this in its text, and a row with the reason of what it lacks."""

    text: str
    reason: str = "partial"


@dataclass(frozen=True, slots=True)
class Absent:
    """No row: it is no file of the source."""


Fate = Read | Refused | Partial | Absent


@dataclass(frozen=True, slots=True)
class Case:
    """One hostile file. ``content`` is its bytes, or makes what is no regular file at a path."""

    name: bytes
    content: bytes | Callable[[Path], object]
    fate: Fate


def case(name: str | bytes, content: bytes | str | Callable[[Path], object], fate: Fate | str) -> Case:
    """Make a case; a fate in words is a text that the file is read with."""
    return Case(
        name.encode() if isinstance(name, str) else name,
        content.encode() if isinstance(content, str) else content,
        Read(fate) if isinstance(fate, str) else fate,
    )


def act(what: str) -> str:
    """One sentence of an act, with a value in it, that tells one file from another."""
    return f"Le conseil accorde 1 234,50 € à l'école {what}."
