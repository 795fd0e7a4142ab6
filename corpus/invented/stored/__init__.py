"""Acts by the hundred thousand, as the store takes them: what the pipeline would give, without running it.

Less is meant by them than by those of the generator: what they have is the volume of a country, its skew and its
frequencies. Among 200,000 acts the words « subvention » and « association » stand together in 28 %, chapter 65 in
10.7 % and chapter 922 in 0.35 %; 2,000 bodies publish, some far more than others, and 38,000 persons sit in them.
"""

from __future__ import annotations

from collections.abc import Iterator

from invented.stored.writing import written
from recueil.readers.document import Document
from recueil.values import Act

__all__ = ["acts"]


def acts(count: int, seed: int = 1) -> Iterator[tuple[Document, Act]]:
    """The first ``count`` acts of a seed, one to a document: each is the same whatever the count."""
    return (written(seed, index) for index in range(count))
