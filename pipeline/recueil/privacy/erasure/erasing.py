"""Erase persons from stored documents and from the rest of the store, and find what still names them.

A document and all that repeats it change in one transaction. Rows of no document (messages, queries,
decisions, file names, the audit log) are swept.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection, Row, delete, or_, select, update

from recueil import analysis
from recueil.corrections import correcting, placing
from recueil.privacy.erasure import suppressions
from recueil.privacy.erasure.masking import Eraser
from recueil.privacy.erasure.suppression_scopes import Issuer, addresses_of
from recueil.privacy.erasure.suppressions import AppliedSuppression
from recueil.store.acts import lookup
from recueil.store.acts.rows import decode_correction_value, row_to_act
from recueil.store.engine import dialect_of
from recueil.store.engine.expressions import Phrase
from recueil.store.index import projecting
from recueil.store.index.schema import lexicon
from recueil.store.index.store_terms import MASKED_PREFIX, masked_key
from recueil.store.schema import acts, changes, correction_places, corrections, documents
from recueil.values import Act, Value
from recueil.values.codec import encode


def load_eraser(connection: Connection, document_id: int, told: dict[int, AppliedSuppression]) -> Eraser | None:
    """Return the eraser of a document for the suppressions that apply to it; None if none does."""
    found = [(row, shown, read) for row, shown, read in _read_acts(connection, document_id)]
    issuers = [Issuer.of(act, row.body) for row, act, _ in found]
    of_it = suppressions.make_finder(
        suppressions.select_suppressions(told, issuers, addresses_of(connection, document_id))
    )
    if of_it is None:
        return None
    said = [act for _, shown, read in found for act in (shown, read)]
    return Eraser(of_it, placing.load_text(connection, document_id), said)


def _read_acts(connection: Connection, document_id: int) -> list[tuple[Row[Any], Act, Act]]:
    """Return the acts of a document: row, act as shown, act as extracted."""
    return [
        (
            row,
            row_to_act(row, lookup.load_act_entities(connection, row.docid)),
            correcting.load_extracted(connection, row),
        )
        for row in placing.act_rows_of(connection, document_id)
    ]


def erase_document(connection: Connection, document_id: int, told: dict[int, AppliedSuppression]) -> None:
    """Rewrite a document without the persons of suppressions, if it names them."""
    placing.lock_documents(connection, [document_id])
    eraser = load_eraser(connection, document_id, told)
    if eraser is None or not eraser.hits:
        return
    before = placing.load_text(connection, document_id)
    read = {row.docid: act for row, _, act in _read_acts(connection, document_id)}
    this = documents.c.document_id == document_id
    sha256 = connection.execute(select(documents.c.sha256).where(this)).scalar_one()
    connection.execute(update(documents).where(this).values(text=eraser.text))
    _erase_corrections(connection, document_id, sha256, eraser)
    _rewrite_acts(connection, document_id, read, eraser)
    suppressions.record_counts(connection, document_id, suppressions.count_mentions(eraser, read.values()))
    remove_from_lexicon(connection, before, eraser.text)


def _rewrite_acts(connection: Connection, document_id: int, read: dict[int, Act], eraser: Eraser) -> None:
    for row in placing.act_rows_of(connection, document_id):
        said = {name: getattr(row, name) and eraser.words(getattr(row, name)) for name in ("number", "title")}
        findings = encode(eraser.of(read[row.docid].findings))
        connection.execute(update(acts).where(acts.c.docid == row.docid).values(**said, findings=findings))
        _erase_changes(connection, row.uid, eraser)
    placed = placing.placed_corrections(connection, document_id)
    for row in placing.act_rows_of(connection, document_id):
        mine = [each for each in placed if row.start <= each.start and each.end <= row.end]
        correcting.rewrite_act(connection, row, eraser.of(read[row.docid]), mine, eraser.text)
    projecting.reindex_document(connection, document_id)


def _erase_changes(connection: Connection, uid: str, eraser: Eraser) -> None:
    for row in connection.execute(select(changes).where(changes.c.uid == uid)).all():
        said = {name: getattr(row, name) for name in ("gained_example", "lost_example")}
        new = {name: value and eraser.words(value) for name, value in said.items()}
        if new != said:
            this = (changes.c.run_id == row.run_id, changes.c.uid == uid, changes.c.kind == row.kind)
            connection.execute(update(changes).where(*this).values(**new))


def _erase_corrections(connection: Connection, document_id: int, sha256: str, eraser: Eraser) -> None:
    """Erase from the corrections of a document, withdrawn ones included."""
    there = select(correction_places.c.correction_id).where(correction_places.c.document_id == document_id)
    about = or_(corrections.c.sha256 == sha256, corrections.c.correction_id.in_(there))
    for row in connection.execute(select(corrections).where(about)).all():
        said = _quote_from_text(eraser.text, row) if row.sha256 == sha256 else mask_quote(row, eraser)
        values = {
            name: encode(_erased_value(row, name, eraser, is_here=row.sha256 == sha256))
            for name in ("was", "value")
        }
        why = {"why": eraser.words(row.why)}
        this = corrections.c.correction_id == row.correction_id
        connection.execute(update(corrections).where(this).values(**said, **values, **why))


def _erased_value(row: Row[Any], name: str, eraser: Eraser, *, is_here: bool) -> Value | None:
    """Return a value of a correction, erased; ``is_here``: its characters are those of this document."""
    value = eraser.of(decode_correction_value(getattr(row, name)))
    return eraser.at(row.start, row.end, value) if is_here else value


def _quote_from_text(text: str, row: Row[Any]) -> dict[str, str]:
    """Return the words of a correction and those around them, from the text as it is now."""
    return {
        "before": text[max(0, row.start - len(row.before)) : row.start],
        "text": text[row.start : row.end],
        "after": text[row.end : row.end + len(row.after)],
    }


def mask_quote(row: Row[Any], eraser: Eraser) -> dict[str, str]:
    """Return the same if the text is not stored: a name may begin in one of the three and end in another."""
    whole = eraser.mask(row.before + row.text + row.after)
    first, last = len(row.before), len(row.before) + len(row.text)
    return {"before": whole[:first], "text": whole[first:last], "after": whole[last:]}


def remove_from_lexicon(connection: Connection, before: str, after: str) -> None:
    """Delete from the lexicon the words that left a text and occur in no other act."""
    left = {word.form for word in analysis.content_words(after)}
    gone = {word.form: word.key for word in analysis.content_words(before) if word.form not in left}
    gone |= {masked_key(form): masked_key(key) for form, key in gone.items()}
    unused = [form for form, key in sorted(gone.items()) if not _is_used(connection, form, key)]
    if unused:
        connection.execute(delete(lexicon).where(lexicon.c.form.in_(unused)))
        projecting.clear_lexicon_cache(connection)


def _is_used(connection: Connection, form: str, key: str) -> bool:
    dialect = dialect_of(connection)
    having = select(dialect.docid).where(dialect.matches(Phrase((key,))))
    texts = select(documents.c.text, acts.c.start, acts.c.end).join_from(acts, documents)
    found: Iterable[Row[Any]] = connection.execute(texts.where(acts.c.docid.in_(having)))
    said = form.removeprefix(MASKED_PREFIX)
    return any(
        word.form == said for row in found for word in analysis.content_words(row.text[row.start : row.end])
    )
