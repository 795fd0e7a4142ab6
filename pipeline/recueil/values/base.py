"""What every value has: one kind, one canonical text, one JSON object."""

from __future__ import annotations

from typing import ClassVar, Protocol, Self

Json = dict[str, str | None]


class Value(Protocol):
    """A frozen, exact value. ``str(value)`` is its canonical text and ``parse`` reads that text back."""

    kind: ClassVar[str]

    def __str__(self) -> str: ...

    def as_json(self) -> Json: ...

    @classmethod
    def parse(cls, canonical: str) -> Self: ...
