"""Make and withdraw corrections in the database, and rewrite the acts that they change.

A correction is one row; acts are rewritten from what the pipeline extracted and from all their
corrections. Corrections and writes lock the document first, so neither can miss the other. If a
change would unmask the name of a private person, it is refused or written to the audit trail.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from typing import Any

from sqlalchemy import Connection, select

from recueil.corrections import placing
from recueil.privacy.redaction.private_names import combine_redactors
from recueil.privacy.redaction.redactor import BLOCK, NO_REDACTION, Redactor
from recueil.store.acts import lookup
from recueil.store.acts.rows import row_to_act
from recueil.store.schema import sources
from recueil.values import Act, Entity, Person

Redactors = Mapping[str, Redactor]
"""The redactors of the acts of a document, by act uid; acts that need none are left out."""


def is_unmasked(connection: Connection, document_id: int, before: Redactors, after: Redactors) -> bool:
    """Return whether a document and its acts, as they are now, show a character that the old redactors
    masked.
    """
    if before == after:
        return False
    whole = combine_redactors(before.values()), combine_redactors(after.values())
    text = placing.load_text(connection, document_id)
    if _shows_more(*(veil.text(text) for veil in whole)):
        return True
    held = sources.c.document_id == document_id
    addresses = connection.execute(select(sources.c.uri).where(held)).scalars().all()
    for row in placing.act_rows_of(connection, document_id):
        own = before.get(row.uid, NO_REDACTION), after.get(row.uid, NO_REDACTION)
        words = list(_iter_strings(row_to_act(row, lookup.load_act_entities(connection, row.docid))))
        for veils in (own, whole):
            shown = (
                _redact_strings(veil, text[row.start : row.end], row.start, words, addresses) for veil in veils
            )
            if veils[0] != veils[1] and _shows_more(*shown):
                return True
    return False


def _redact_strings(veil: Redactor, body: str, start: int, words: list[str], addresses: Iterable[str]) -> str:
    return "\n".join([veil.text(body, start), *map(veil.beneficiary, words), *map(veil.address, addresses)])


def _shows_more(was: str, now: str) -> bool:
    """Return whether a masked character is visible now; the two texts have the same length."""
    return any(old == BLOCK != new for old, new in zip(was, now, strict=True))


def _iter_strings(thing: Any) -> Iterator[str]:
    """Yield the strings of an act other than its text. Persons are left out: their names are in the
    text.
    """
    match thing:
        case str():
            yield thing
        case tuple():
            for part in thing:
                yield from _iter_strings(part)
        case Person():
            return
        case Entity():
            yield from _iter_strings(thing.value)
        case Act():
            for part in (thing.facts, thing.entities, thing.findings):
                yield from _iter_strings(part)
        case _ if is_dataclass(thing):
            for each in fields(thing):
                yield from _iter_strings(getattr(thing, each.name))
