"""Interface of values: a kind, a canonical text, a JSON object; and the canonical text of decimals."""

from __future__ import annotations

from typing import ClassVar, Protocol, Self

Json = dict[str, str | None]


class Value(Protocol):
    """An immutable, exact value. ``str(value)`` is its canonical text, which ``parse`` reads back."""

    kind: ClassVar[str]

    def __str__(self) -> str: ...

    def as_json(self) -> Json: ...

    @classmethod
    def parse(cls, canonical: str) -> Self: ...
