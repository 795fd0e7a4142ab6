"""What a source states of an act besides its text: the XML of an envelope, a row of a table, a link of a page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from recueil.values.date import PartialDate

Origin = Literal["envelope", "table", "link"]

ORIGINS: tuple[Origin, ...] = ("envelope", "table", "link")
"""The origins of stated facts, the most reliable first. All but a link precede what is read from the text."""

RECORD = "subvention"
"""The kind of a record of a table of subventions, which is no act: one states it."""

FACTS = ("kind", "number", "date", "title", "body", "siren", "subject", "nature", "annexed_to", "votes")
"""The facts of an act that a source can state, in the order in which they are shown. All but the last three
are facts of its identity: the @CTES nature is what a clerk chose, and counts of votes stand beside those read."""


@dataclass(frozen=True, slots=True)
class StatedFacts:
    """The facts that one source states of one act. A fact that it does not state is None.

    ``nature`` is the @CTES nature (``DE``), ``subject`` the @CTES matière (``7.5``), ``annexed_to`` the number of
    the act that an annex belongs to, ``votes`` those for, against and abstaining (``23-2-1``, ? for what is not
    said), ``address`` that of the table or of the page.
    """

    origin: Origin
    kind: str | None = None
    number: str | None = None
    date: PartialDate | None = None
    title: str | None = None
    body: str | None = None
    siren: str | None = None
    subject: str | None = None
    nature: str | None = None
    annexed_to: str | None = None
    votes: str | None = None
    address: str | None = None


@dataclass(frozen=True, slots=True)
class Statement:
    """A fact that a source states of an act. It has no span: no character of the text says it.

    ``value`` and ``read`` are canonical texts; ``read`` is what the text says itself, None if it says nothing.
    ``used``: the act has this value. ``differs``: the text says something else.
    """

    fact: str
    value: str
    origin: Origin
    read: str | None = None
    used: bool = True
    differs: bool = False
    address: str | None = None


@dataclass(frozen=True, slots=True)
class Annex:
    """Characters ``start`` to ``end`` of a document's text are this file, annexed to an act."""

    name: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class EnclosedAct:
    """An act of an envelope or a record of a table: characters ``start`` to ``end`` of the document, annexes
    at the end.
    """

    start: int
    end: int
    stated: StatedFacts
    annexes: tuple[Annex, ...] = ()

    @property
    def is_record(self) -> bool:
        """Whether it is a record of a table of subventions, and no act."""
        return self.stated.kind == RECORD

    @property
    def body_end(self) -> int:
        """The end of the act itself, without its annexes."""
        return self.annexes[0].start if self.annexes else self.end
