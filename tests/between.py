"""Acts of one body for tests of what lies between acts: each a document, its values in tags, its awards in lines."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from tests.handles import handle_of

from recueil.evaluation import gold
from recueil.readers.document import Document, Page
from recueil.store.store import Store
from recueil.values import (
    Act,
    Amount,
    Attendance,
    Award,
    Designation,
    Entity,
    Facts,
    Identity,
    Mention,
    PartialDate,
    Person,
    Value,
    Vote,
)
from recueil.values.award import Recipient
from recueil.values.person import PrivacyClass

BODY = "Commune de Montfaubert"
KEY = "montfaubert"


@dataclass(frozen=True, slots=True)
class Paper:
    """A document and its act, in a file of that name."""

    source: str
    document: Document
    act: Act

    @property
    def uid(self) -> str:
        return handle_of(self.document.sha256)


def paper(
    kind: str,
    day: str,
    number: str | None = None,
    title: str = "",
    text: str = "",
    *,
    body: str = BODY,
    present: Sequence[str] = (),
    standing: PrivacyClass = "public",
    awards: Iterable[tuple[str, str, str]] = (),
    designates_to: str = "",
) -> Paper:
    """Make an act; ``text`` carries its values in tags.

    ``awards`` are what, to whom (« association Judo-club » for its recipient) and how much, as in a tag:
    « 14500.00 EUR HT ». ``present`` are persons as tags write them; ``standing`` is that of all persons.
    ``designates_to`` is where the first of them is designated.
    """
    head = f"{body}, {kind} {number or ''} du {day} : {title}\n{' ' * 60}\n"
    sat = "".join(f"<PERSON {name}>{name.replace(', ', ' ')}</PERSON>\n" for name in present)
    made = list(awards)
    lines = "".join(f"{what} à {to} : <AMOUNT {sum_}>{sum_}</AMOUNT>\n" for what, to, sum_ in made)
    read = gold.parse_tagged(head + sat + text + "\n" + lines)
    sha256 = hashlib.sha256(read.text.encode()).hexdigest()
    document = Document(read.text, (Page(1, 0, len(read.text)),), sha256, len(read.text.encode()), "text/plain")
    mentions = [replace(m, value=_with_standing(m.value, standing)) for m in read.mentions]
    found = tuple(Entity(m.start, m.end, read.text[m.start : m.end], 1, m.value, m.rule) for m in mentions)
    there = tuple(m for m in mentions if isinstance(m.value, Person))[: len(present)]
    facts = Facts(
        Identity(kind, number, title or None, body, date=PartialDate.parse(day)),
        attendance=Attendance(present=there),
        votes=(Vote(0, 1, "adopted"),),
        designations=(Designation(0, 1, there[0], designates_to),) if designates_to else (),
        awards=tuple(_awards(read.text, made, mentions)),
    )
    return Paper(f"{sha256}.txt", document, Act(0, len(read.text), facts, found))


def _with_standing(value: Value, standing: PrivacyClass) -> Value:
    return replace(value, standing=standing) if isinstance(value, Person) else value


def _awards(text: str, made: Sequence[tuple[str, str, str]], mentions: Sequence[Mention]) -> Iterable[Award]:
    amounts = [m for m in mentions if isinstance(m.value, Amount)][-len(made) :] if made else []
    for (what, to, _), amount in zip(made, amounts, strict=True):
        recipient, _, name = to.partition(" ")
        start = text.rindex("\n", 0, amount.start) + 1
        kind: Recipient = "association" if recipient == "association" else "company"
        yield Award(start, amount.end, what, name, text.index(name, start), amount, kind)


def fill(store: Store, record: Callable[..., None], papers: Iterable[Paper]) -> None:
    for one in papers:
        record(store, one.source, one.document, [one.act])
