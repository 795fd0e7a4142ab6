"""Reduce the facts of an act to comparable values: per field, a counter of its values.

Single facts that gold leaves out are not judged, since an excerpt may not show them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from pydantic import BaseModel, Field

from recueil.evaluation.keys import comparison_key

FACT_FIELDS = ("kind", "date", "convocation", "president", "secretary", "present", "absent", "proxies", "votes")
UNJUDGED_FIELDS = frozenset({"date", "convocation", "president", "secretary"})
"""Fields that gold may leave out without stating that they are absent."""

FactValues = dict[str, Counter[str]]


class _Vote(BaseModel):
    outcome: str | None = None
    votes_for: int | None = Field(None, alias="for")
    against: int | None = None
    abstentions: int | None = None

    def __str__(self) -> str:
        return f"{self.outcome}/{self.votes_for}/{self.against}/{self.abstentions}"


class ActFacts(BaseModel):
    """The ``act`` object of a gold file and of ``recueil extract``, as far as it is measured."""

    kind: str | None = None
    date: str | None = None
    convocation: str | None = None
    president: str | None = None
    secretary: str | None = None
    present: Sequence[str | None] = ()
    absent: Sequence[str | None] = ()
    proxies: Sequence[tuple[str | None, str | None]] = ()
    votes: Sequence[_Vote] = ()


def fact_values(act: ActFacts) -> FactValues:
    """Return the values of each field; names are independent of word order and civility."""
    return {
        **{name: Counter(_non_empty(getattr(act, name))) for name in ("kind", "date", "convocation")},
        **{name: Counter(map(_person_key, _non_empty(getattr(act, name)))) for name in ("president", "secretary")},
        **{name: Counter(map(_person_key, filter(None, getattr(act, name)))) for name in ("present", "absent")},
        "proxies": Counter(f"{_person_key(giver)} > {_person_key(holder)}" for giver, holder in act.proxies),
        "votes": Counter(map(str, act.votes)),
    }


def _non_empty(value: str | None) -> Iterator[str]:
    if value:
        yield value


def _person_key(written: str | None) -> str:
    return comparison_key("person", {"family": written}) if written else "?"
