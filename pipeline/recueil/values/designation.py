"""Designations: whom an act designates to sit for the body in an organisation."""

from __future__ import annotations

from dataclasses import dataclass

from recueil.values.date import PartialDate
from recueil.values.mention import Mention


@dataclass(frozen=True, slots=True)
class Designation:
    """At characters ``start`` to ``end``, the act designates ``who`` to ``to``, an organisation as it is named.

    ``until`` is the day up to which, if the act says one: most are for the term of the council.
    """

    start: int
    end: int
    who: Mention
    to: str
    until: PartialDate | None = None
