"""Person identifiers: ``saurel-philippe@montpellier``, in every store and after every run.

Before the @ are the folded words of the name, so that SAUREL and Saurel are the same; after it the key
of the body, left out if the act names none. ``martin-jean~2@montpellier`` is the second of two people
with the same name.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple, Self

from recueil.errors import PersonUnknown
from recueil.text import fold_words
from recueil.translation import gettext as _
from recueil.values.body import body_key

HOW_TO_FIND = _("Take one from `recueil persons list`.")
_WRITTEN = re.compile(r"([^\W_]+(?:-[^\W_]+)*)(?:~([1-9]\d{0,5}))?(?:@([^\W_]+(?:_[^\W_]+)*))?", re.UNICODE)


def person_body(label: str | None, candidates: Sequence[str], document: str) -> str:
    """Return the key of the body of an act's persons; ``document`` is the handle of its document.

    Where several bodies have that name, the persons of one document are not those of another.
    """
    key = body_key(label) or ""
    return f"{key}_{document.partition('-')[0]}" if key and candidates else key


class PersonId(NamedTuple):
    """The person whom acts of ``body`` ("" for none) name by the words of ``key``; ``part`` numbers namesakes."""

    key: str
    body: str
    part: int = 1

    def __str__(self) -> str:
        part = f"~{self.part}" if self.part > 1 else ""
        return f"{self.key}{part}" + (f"@{self.body}" if self.body else "")

    @classmethod
    def parse(cls, written: str) -> Self:
        """Parse what ``str`` writes. Raise PersonUnknown for anything else."""
        match = _WRITTEN.fullmatch(written.strip().lower())
        if match is None:
            raise PersonUnknown(
                _("{written!r} is not the identifier of a person.").format(written=written), HOW_TO_FIND
            )
        key, part, body = match.groups()
        return cls(key, body or "", int(part or 1))

    @property
    def name(self) -> Self:
        """Return the identifier of the name that this person shares with those split from it."""
        return self._replace(part=1)

    @property
    def words(self) -> list[str]:
        return [word for word in self.key.split("-") if word]


class Spelling(NamedTuple):
    """A name as the acts of a body write it; ``part`` is which of the people who have it."""

    body: str
    name: str
    part: int = 1

    @property
    def id(self) -> PersonId:
        return PersonId(_name_key(self.name), self.body, self.part)

    @property
    def whole(self) -> Self:
        """Return the name, whoever has it."""
        return self._replace(part=1)


@lru_cache(maxsize=1 << 14)
def _name_key(name: str) -> str:
    """Return the key of a name: its folded words."""
    return "-".join(fold_words(name))
