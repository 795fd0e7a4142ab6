"""Whom the store must not name: applied to every document before its acts are written, whoever writes them."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any, NamedTuple

from sqlalchemy import Connection, Row, exists, func, insert, select, update

from recueil.erasure import Eraser, Finder, Form, keys
from recueil.erasure.addresses import hidden
from recueil.erasure.masking import without
from recueil.erasure.names import check_of
from recueil.errors import ForgetKeyMissing
from recueil.reading.document import Document
from recueil.store.bodies import key_of
from recueil.store.dialect import dialect_of, upsert
from recueil.store.rows import Record
from recueil.store.schema import acts
from recueil.store.search_schema import search_acts, search_terms
from recueil.store.suppression_schema import BEGUN, suppressed, suppressions
from recueil.store.terms import SIREN
from recueil.values import Act, Facts, Person, Value
from recueil.values.codec import decode

_ADVICE = (
    "Put it back (`forget.key`, or RECUEIL_FORGET_KEY): without it whoever was forgotten would be named again."
)


@dataclass(frozen=True, slots=True)
class Suppression:
    """Somebody whom acts of a body must not name. ``acts`` and ``mentions`` count what was taken away so far."""

    id: int
    body: str
    reason: str
    by: str
    at: datetime.datetime
    is_done: bool
    documents: int
    acts: int
    mentions: int


@dataclass(frozen=True, slots=True)
class Scope:
    """A body by the key of its name, its SIREN, or both."""

    key: str | None
    siren: str | None

    def holds(self, act: Act, publisher: str | None) -> bool:
        """Whether the body has issued an act, which sources say that ``publisher`` did."""
        identity = act.facts.identity
        key = key_of(publisher or identity.body)
        return (self.key is not None and key == self.key) or (
            self.siren is not None and identity.siren == self.siren
        )


class Told(NamedTuple):
    """A suppression as it is applied, with the key that its forms were made with."""

    scope: Scope
    forms: tuple[Form, ...]
    key: bytes


def listed(connection: Connection) -> list[Suppression]:
    """All there are, in the order they were made in."""
    count = (func.count(suppressed.c.document_id), func.sum(suppressed.c.acts), func.sum(suppressed.c.mentions))
    query = select(suppressions, *count).outerjoin(suppressed).group_by(suppressions.c.suppression_id)
    return [
        Suppression(
            row.suppression_id,
            row.body,
            row.reason,
            row.made_by,
            row.made,
            row.state != BEGUN,
            *(int(number or 0) for number in row[-3:]),
        )
        for row in connection.execute(query.order_by(suppressions.c.suppression_id))
    ]


def known(connection: Connection) -> dict[int, Told]:
    """All that are to be applied, by number. ForgetKeyMissing where they are, and their key is not."""
    rows = connection.execute(select(suppressions)).all()
    if not rows:
        return {}
    key = required_key({row.key_check for row in rows})
    return {
        row.suppression_id: Told(
            Scope(row.body_key, row.siren),
            tuple(Form(each["kind"], each["words"], each["digest"]) for each in row.forms),
            key,
        )
        for row in rows
    }


def acts_of(connection: Connection, scope: Scope) -> dict[int, int]:
    """The numbers of the acts of a body, each with that of its document."""
    has_siren = exists().where(
        search_terms.c.docid == acts.c.docid, search_terms.c.axis == SIREN, search_terms.c.value == scope.siren
    )
    has_name = search_acts.c.body.is_not(None) & (search_acts.c.body == scope.key)
    query = select(acts.c.docid, acts.c.document_id).join_from(acts, search_acts)
    return dict(connection.execute(query.where(has_name | has_siren)).all())


def documents_of(connection: Connection, scope: Scope) -> set[int]:
    """The documents that hold acts of a body."""
    return set(acts_of(connection, scope).values())


def require_key(connection: Connection) -> None:
    """ForgetKeyMissing where somebody is forgotten, and it cannot be told who."""
    known(connection)


def required_key(checks: set[str]) -> bytes:
    """Give the key that is there, if it is the one that these tell. ForgetKeyMissing."""
    key = keys.key()
    if key is None:
        raise ForgetKeyMissing("The key of `recueil forget` is not there.", _ADVICE)
    if checks != {check_of(key)}:
        raise ForgetKeyMissing("The key of `recueil forget` is another than the store was made with.", _ADVICE)
    return key


def finder(told: dict[int, Told]) -> Finder | None:
    """What finds whom some suppressions mean; None where there is none."""
    for each in told.values():
        return Finder({number: one.forms for number, one in told.items()}, each.key)
    return None


def within(told: dict[int, Told], acts: Iterable[Act], publisher: str | None) -> dict[int, Told]:
    """The suppressions that concern a document with these acts."""
    found = list(acts)
    return {
        number: each for number, each in told.items() if any(each.scope.holds(act, publisher) for act in found)
    }


class Erased(NamedTuple):
    """A document and its acts without those who are forgotten, and per suppression in how many acts, how often."""

    document: Document
    acts: Sequence[Act]
    counts: dict[int, tuple[int, int]]


def applied(connection: Connection, document: Document, acts: Sequence[Act], publisher: str | None) -> Erased:
    """What may be written of a document that was read."""
    of_it = finder(within(known(connection), acts, publisher))
    if of_it is None:
        return Erased(document, acts, {})
    eraser = Eraser(of_it, document.text, acts)
    if not eraser.hits:
        return Erased(document, acts, {})
    text = Document(eraser.text, document.pages, document.sha256, document.size, document.media)
    return Erased(text, [eraser.of(act) for act in acts], counts_of(eraser, acts))


def counts_of(eraser: Eraser, acts: Iterable[Act]) -> dict[int, tuple[int, int]]:
    """Per suppression, how many of the acts name somebody, and how often all of them do."""
    naming: Counter[int] = Counter()
    for act in acts:
        naming += eraser.touches(act)
    return {number: (naming[number], times) for number, times in eraser.mentions.items()}


def is_forgotten(connection: Connection, row: Row[Any], value: Value) -> bool:
    """Whether a value names somebody whom an act, of this row, must not name."""
    said = decode(Facts, row.facts)
    of_it = finder(within(known(connection), [Act(row.start, row.end, said, ())], row.body))
    return of_it is not None and isinstance(value, Person) and bool(of_it.person(value))


def note(connection: Connection, document_id: int, counts: dict[int, tuple[int, int]]) -> None:
    """Note what was taken away from a document; of one that was noted before, the greater counts stay."""
    before = {
        row.suppression_id: (row.acts, row.mentions)
        for row in connection.execute(select(suppressed).where(suppressed.c.document_id == document_id))
    }
    rows = [
        {"suppression_id": number, "document_id": document_id, "acts": acts, "mentions": mentions}
        for number, (acts, mentions) in sorted(counts.items())
        if mentions > before.get(number, (0, 0))[1]
    ]
    if rows:
        connection.execute(
            upsert(
                dialect_of(connection),
                suppressed,
                ("suppression_id", "document_id"),
                lambda new: {"acts": new["acts"], "mentions": new["mentions"]},
            ),
            rows,
        )


def is_erased(connection: Connection, document_id: int) -> bool:
    """Whether something was taken away from a document."""
    query = select(suppressed.c.document_id).where(suppressed.c.document_id == document_id).limit(1)
    return connection.execute(query).first() is not None


def said(connection: Connection, message: str) -> str:
    """A message, which may quote the name of a file, without those who are forgotten."""
    of_all = finder(known(connection))
    return message if of_all is None else without(message, of_all.full(message, slug=True))


def addresses(connection: Connection) -> Callable[[str], str]:
    """What hides in addresses of files whom the store must not name."""
    of_all = finder(known(connection))
    return (lambda uri: uri) if of_all is None else (lambda uri: hidden(uri, of_all))


def begin(connection: Connection, record: Record, forms: Sequence[Form]) -> int:
    """Note that somebody is to be forgotten; gives the number."""
    row = {**record, "forms": [asdict(form) for form in forms], "state": BEGUN}
    return int(
        connection.execute(insert(suppressions).values(row).returning(suppressions.c.suppression_id)).scalar_one()
    )


def rows(connection: Connection) -> list[Record]:
    """All there are, to be carried into another store."""
    found = connection.execute(select(suppressions).order_by(suppressions.c.suppression_id)).mappings()
    return [dict(row) for row in found]


def carry(connection: Connection, kept: Iterable[Record]) -> None:
    """Take over those that another store had besides; all are to be applied to the whole store once more."""
    there = {(row["key_check"], repr(row["forms"]), row["body_key"], row["siren"]) for row in rows(connection)}
    for row in kept:
        if (row["key_check"], repr(row["forms"]), row["body_key"], row["siren"]) not in there:
            new = {name: value for name, value in row.items() if name != "suppression_id"}
            connection.execute(insert(suppressions).values(new))
    connection.execute(update(suppressions).values(state=BEGUN))


def put(connection: Connection, number: int, state: str) -> None:
    connection.execute(update(suppressions).where(suppressions.c.suppression_id == number).values(state=state))
