"""Acts on their way from a worker to the process that writes them, which mostly needs no more than their rows."""

from __future__ import annotations

import pickle
from collections.abc import Sequence
from typing import overload

from recueil.values import Act


class PickledActs(Sequence[Act]):
    """Pickled acts, decoded when one is first asked for: who writes the rows that were prepared asks for none."""

    def __init__(self, pickled: bytes, size: int) -> None:
        self._pickled, self._size = pickled, size
        self._acts: tuple[Act, ...] | None = None

    @classmethod
    def of(cls, acts: tuple[Act, ...]) -> PickledActs:
        """Pickle acts."""
        return cls(pickle.dumps(acts, pickle.HIGHEST_PROTOCOL), len(acts))

    def __reduce__(self) -> tuple[type[PickledActs], tuple[bytes, int]]:
        return type(self), (self._pickled, self._size)

    def __len__(self) -> int:
        return self._size

    @overload
    def __getitem__(self, place: int) -> Act: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[Act]: ...
    def __getitem__(self, place: int | slice) -> Act | Sequence[Act]:
        if self._acts is None:
            self._acts = pickle.loads(self._pickled)  # noqa: S301 - from a worker of this process
        return self._acts[place]
