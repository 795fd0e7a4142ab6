"""Numbers of rows as the values of a statement that is made once for a few and once for many of them."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain, repeat

from sqlalchemy import BigInteger, BindParameter, bindparam


class PaddedIn:
    """A padded IN list of at least one number.

    The last number is repeated up to a power of two, so that few different statements need to be cached.
    """

    def __init__(self, name: str, numbers: Sequence[int]) -> None:
        self.size = 1 << (len(numbers) - 1).bit_length()
        padded = chain(numbers, repeat(numbers[-1], self.size - len(numbers)))
        self.given = {f"{name}{place}": number for place, number in enumerate(padded)}

    @staticmethod
    def asked(name: str, size: int) -> list[BindParameter[int]]:
        """Return the bind parameters of the statement."""
        return [bindparam(f"{name}{place}", type_=BigInteger) for place in range(size)]
