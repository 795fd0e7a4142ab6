"""What a dossier is made of, as read from the store, and what its users may write."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from unicodedata import category

from recueil.errors import DossierRefused, DossierUnknown
from recueil.persons.lookup import PersonSummary
from recueil.translation import gettext as _
from recueil.values import Entity, PartialDate

MAX_ITEMS = 300
"""Items of a dossier: its page and its timeline read every act of it."""
MAX_DOSSIERS = 200
"""Dossiers of an owner."""
MAX_NOTE = 20_000
_MAX_TITLE = 200
_MAX_QUERY = 2_000
_MAX_TAGS = 20
_MAX_TAG = 50
_CONTROLS = ("Cc", "Cs")


@dataclass(frozen=True, slots=True)
class DossierHead:
    """A dossier without its items, of which it has ``size``."""

    id: int
    title: str
    owner: str
    created: datetime.datetime
    changed: datetime.datetime
    shared: bool
    tags: tuple[str, ...]
    note: str
    size: int


@dataclass(frozen=True, slots=True)
class GatheredAct:
    """The heading of an act of a dossier."""

    uid: str
    date: PartialDate | None
    kind: str | None
    number: str | None
    title: str | None
    body: str | None


@dataclass(frozen=True, slots=True)
class GatheredValue:
    """A value of a dossier: the ``entity`` that the act has now, of number ``n``; None if it has none such now.

    ``before`` is the canonical text that it had when it was added, if it has another one now, or is gone;
    ``words`` are those that were cited. Both are None where they may name somebody, ``words`` also where they were
    not kept. ``stands``: the act has this value now in these words.
    """

    kind: str
    entity: Entity | None
    n: int | None
    before: str | None
    words: str | None
    stands: bool


@dataclass(frozen=True, slots=True)
class NewVersion:
    """That the act of an item is a new version, since ``replaced``, of the one that was added, whose uid was
    ``former``.
    """

    former: str
    replaced: datetime.datetime


@dataclass(frozen=True, slots=True)
class DossierItem:
    """An act, a value or a person of a dossier. ``query`` is the search that found it.

    ``uid`` is that of the ``act``: of the ``version`` that took the place of the one that was added, if there is
    such. ``act`` is None where it is no act of the store any more; ``person``, where no act names them any more,
    or only as a private person.
    """

    id: int
    kind: str
    added: datetime.datetime
    note: str
    query: str | None
    uid: str | None = None
    version: NewVersion | None = None
    act: GatheredAct | None = None
    value: GatheredValue | None = None
    person: PersonSummary | None = None


@dataclass(frozen=True, slots=True)
class Dossier:
    """A dossier with its items, in the order in which they were added."""

    head: DossierHead
    items: tuple[DossierItem, ...]

    @property
    def acts(self) -> tuple[GatheredAct, ...]:
        """Return the acts that items are, or have a value of, each once, by date, undated ones last."""
        found = {item.act.uid: item.act for item in self.items if item.act is not None}
        return tuple(sorted(found.values(), key=lambda act: (act.date is None, str(act.date or ""), act.uid)))


@dataclass(frozen=True, slots=True)
class ActTarget:
    """The act to add, by its uid."""

    uid: str


@dataclass(frozen=True, slots=True)
class ValueTarget:
    """The value to add: the ``n``th of an act, from 1."""

    uid: str
    n: int


@dataclass(frozen=True, slots=True)
class PersonTarget:
    """The person to add, by identifier."""

    person: str


Target = ActTarget | ValueTarget | PersonTarget


def check_title(title: str) -> str:
    """Return the normalized title of a dossier. Raise DossierRefused."""
    short = " ".join(title.split())
    if not short or len(short) > _MAX_TITLE or not short.isprintable():
        raise DossierRefused(
            _("A dossier has a title of 1 to {most} characters, on one line.").format(most=_MAX_TITLE),
            _("Give it another title."),
            code="title",
        )
    return short


def check_note(note: str) -> str:
    """Return a note with line ends as in files here. Raise DossierRefused."""
    text = note.replace("\r\n", "\n").strip()
    if len(text) > MAX_NOTE or any(category(each) in _CONTROLS for each in text if each not in "\n\t"):
        raise DossierRefused(
            _("A note has up to {most} characters, without control characters.").format(most=MAX_NOTE),
            _("Shorten it, or take them out."),
            code="note",
            most=MAX_NOTE,
        )
    return text


def check_query(query: str | None) -> str | None:
    """Return the text of the search that found an item, None if it is blank. Raise DossierRefused."""
    if query is None or not query.strip():
        return None
    if len(query) > _MAX_QUERY or any(category(each) in _CONTROLS for each in query):
        raise DossierRefused(
            _("A query that is kept has up to {most} characters, on one line.").format(most=_MAX_QUERY),
            _("Shorten it, or take out its control characters."),
            code="query",
        )
    return query.strip()


def check_tags(tags: Iterable[str]) -> list[str]:
    """Return tags, each once and normalized, in their order. Raise DossierRefused."""
    found = list(dict.fromkeys(short for tag in tags if (short := " ".join(tag.split()))))
    if len(found) > _MAX_TAGS or any(len(tag) > _MAX_TAG or not tag.isprintable() for tag in found):
        raise DossierRefused(
            _("A dossier has up to {most} tags, each of 1 to {longest} characters, on one line.").format(
                most=_MAX_TAGS, longest=_MAX_TAG
            ),
            _("Shorten them, or take some out."),
            code="tags",
        )
    return found


def unknown_dossier(number: int) -> DossierUnknown:
    return DossierUnknown(
        _("There is no dossier {number}.").format(number=number), _("`recueil dossiers list` lists them.")
    )


def unknown_item(number: int, item: int) -> DossierUnknown:
    return DossierUnknown(
        _("Dossier {number} has no item {item}.").format(number=number, item=item),
        _("`recueil dossiers show {number}` lists its items.").format(number=number),
    )
