"""What a page is made of, before a layout sets it: running text, kept lines, tables, text beside a margin."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Flow:
    """A paragraph that the layout breaks into lines."""

    words: str
    hanging: str = ""


@dataclass(frozen=True, slots=True)
class Lines:
    """Lines kept as they are; ``right`` sets them at the right, as stamps and signatures are."""

    lines: tuple[str, ...]
    right: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Beside:
    """A margin column whose lines stand beside those of a paragraph, as a page read line by line gives them."""

    margin: tuple[str, ...]
    words: str


@dataclass(frozen=True, slots=True)
class Title:
    words: str


Block = Flow | Lines | Table | Beside | Title
