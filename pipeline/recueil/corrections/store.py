"""Make and withdraw corrections in the database, and rewrite the acts that they change.

A correction is one row; acts are rewritten from what the pipeline extracted and from all their
corrections. Corrections and writes lock the document first, so neither can miss the other. If a
change would unmask the name of a private person, it is refused or written to the audit trail.
"""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import asdict, replace
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select, update

from recueil.accounts.audit import UNMASKED, note
from recueil.bodies.filing import NOT_FILED
from recueil.corrections import (
    Addition,
    Anchor,
    Attribution,
    AwardChange,
    Change,
    FactChange,
    PlacedCorrection,
    PresenceAddition,
    Rejection,
    Replacement,
    Span,
    apply_corrections,
    make_anchor,
    placement,
)
from recueil.corrections.apply import is_doubtful
from recueil.corrections.findings import drop_rejected, recheck
from recueil.corrections.model import EntityChange, is_target
from recueil.corrections.reanchor import find_act, trim_span
from recueil.errors import CorrectionError, CorrectionForbidden, CorrectionUnknown
from recueil.persons import upsert
from recueil.privacy.erasure import suppressions
from recueil.privacy.redaction import private_persons
from recueil.privacy.redaction.private_persons import combine_redactors
from recueil.privacy.redaction.redactor import BLOCK, NO_REDACTION, Redactor, mask_all
from recueil.store.acts import handles, read
from recueil.store.acts.read import find_act_row, load_act_entities
from recueil.store.acts.rows import act_to_row, first_day, row_to_act
from recueil.store.engine import dialect_of
from recueil.store.engine.protocol import insert_missing
from recueil.store.index import write
from recueil.store.schema import acts, corrections, documents, entities, extractions, sources, withdrawals
from recueil.translation import gettext as _
from recueil.values import Act, Entity, Facts, Person, Value
from recueil.values.codec import decode, encode, parts_of

Redactors = Mapping[str, Redactor]
"""The redactors of the acts of a document, by act uid; acts that need none are left out."""


def is_unmasked(connection: Connection, document_id: int, before: Redactors, after: Redactors) -> bool:
    """Return whether a document and its acts, as they are now, show a character that the old redactors
    masked.
    """
    if before == after:
        return False
    whole = combine_redactors(before.values()), combine_redactors(after.values())
    text = placement.load_text(connection, document_id)
    if _shows_more(*(redactor.text(text) for redactor in whole)):
        return True
    of_document = sources.c.document_id == document_id
    addresses = connection.execute(select(sources.c.uri).where(of_document)).scalars().all()
    for row in placement.act_rows_of(connection, document_id):
        own = before.get(row.uid, NO_REDACTION), after.get(row.uid, NO_REDACTION)
        words = list(_iter_strings(row_to_act(row, read.load_act_entities(connection, row.docid))))
        for pair in (own, whole):
            shown = (
                _redact_strings(redactor, text[row.start : row.end], row.start, words, addresses)
                for redactor in pair
            )
            if pair[0] != pair[1] and _shows_more(*shown):
                return True
    return False


def _redact_strings(redactor: Redactor, body: str, start: int, words: list[str], addresses: Iterable[str]) -> str:
    return "\n".join(
        [redactor.text(body, start), *map(redactor.beneficiary, words), *map(redactor.address, addresses)]
    )


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
        case Person():
            return
        case Entity():
            yield from _iter_strings(thing.value)
        case Act():
            for part in (thing.facts, thing.entities, thing.findings):
                yield from _iter_strings(part)
        case _:
            for part in parts_of(thing):
                yield from _iter_strings(part)


_MAX_WHY = 1_000
_TAKE_FROM_ACT = "Take the characters of an entity from the act as it is now."


def correct(
    connection: Connection, uid: str, change: Change, signed: Attribution, *, may_unmask: bool = False
) -> int:
    """Store a correction of an act, apply it, and return its number.

    It is of an entity, or of a fact of the act.

    Raise CorrectionForbidden if it would show readers what was masked, unless ``may_unmask``: then it
    is written to the audit trail. Raise CorrectionError if it is redundant, or its target is not
    there.
    """
    row, document = _lock_act(connection, uid)
    if not isinstance(change, Rejection | Replacement | Addition):
        return _correct_fact(connection, row, document, change, signed, may_unmask=may_unmask)
    found = load_act_entities(connection, row.docid)
    redactor = private_persons.load_document_redactor(connection, row.uid)
    was, span = _resolve_target(change, found, document.text, redactor)
    if not row.start <= span.start < span.end <= row.end:
        message = _("Characters {start} to {end} are not in act {uid}.").format(
            start=span.start, end=span.end, uid=row.uid
        )
        raise CorrectionError(message, _TAKE_FROM_ACT, code="outside-act")
    value = None if isinstance(change, Rejection) else change.value
    is_masked = was is not None and not _is_shown(was, redactor)
    if may_unmask or not is_masked:  # do not reveal whether a guess is right
        confirms = was is not None and is_doubtful(was, decode(Facts, row.facts))
        _refuse_redundant(found, was, span, value, redactor, confirms=confirms)
    _refuse_forgotten(connection, row, value)
    return _store_correction(
        connection, row, document, span, was.value if was else None, value, signed, may_unmask=may_unmask
    )


def _store_correction(
    connection: Connection,
    row: Row[Any],
    document: Row[Any],
    span: Span,
    was: Value | None,
    value: Value | None,
    signed: Attribution,
    *,
    may_unmask: bool,
) -> int:
    """Store a correction and apply it; return its number. Raise CorrectionForbidden."""
    anchor = make_anchor(document.text, *span)
    number = _insert_correction(connection, document.sha256, anchor, was, value, signed)
    by, subject = signed.by.strip(), f"correction:{number}"
    note(connection, signed.when, by, "correction.make", subject, act=row.uid)
    if reapply_corrections(connection, row.document_id, {number}):
        _refuse_unmasking(may_unmask)
        note(connection, signed.when, by, UNMASKED, subject, act=row.uid)
    return number


def _correct_fact(
    connection: Connection,
    row: Row[Any],
    document: Row[Any],
    change: FactChange,
    signed: Attribution,
    *,
    may_unmask: bool,
) -> int:
    """Store a correction of a fact, apply it, and return its number. Raise what ``correct`` does."""
    act = row_to_act(row, load_act_entities(connection, row.docid))
    place, was, value, confirms = change.resolve(act, document.text)
    if not row.start <= place.start < place.end <= row.end:
        message = _("Characters {start} to {end} are not in act {uid}.").format(
            start=place.start, end=place.end, uid=row.uid
        )
        raise CorrectionError(message, _("Correct it in the act that has it."), code="outside-act")
    if was is None and value is None:
        raise CorrectionError(_("There is nothing to reject."), code="value-gone")
    redactor = private_persons.load_document_redactor(connection, row.uid)
    is_masked = was is not None and redactor.value(was) != was
    if is_masked and isinstance(change, AwardChange) and "beneficiary" in (change.fields or ()):
        _refuse_unmasking(may_unmask)  # whatever is typed: it might be a guess
    words = document.text[place.start : place.end]
    if isinstance(change, PresenceAddition) and redactor.text(words, place.start) != words:
        _refuse_unmasking(may_unmask)  # a guess, too
    if was == value and not confirms and (may_unmask or not is_masked):  # do not reveal whether a guess is right
        raise CorrectionError(_("It says so already."), code="same-value")
    _refuse_corrected(connection, row, place, was)
    _refuse_forgotten(connection, row, value)
    return _store_correction(connection, row, document, place, was, value, signed, may_unmask=may_unmask)


def _refuse_corrected(connection: Connection, row: Row[Any], place: Span, was: Value | None) -> None:
    """Raise CorrectionError if the fact at a place is what another correction says."""
    for each in placement.placed_corrections(connection, row.document_id):
        if was is not None and Span(each.start, each.end) == place and each.correction.value == was:
            raise CorrectionError(
                _("Correction {id} says so.").format(id=each.correction.id),
                _("Withdraw that correction first."),
                code="already-corrected",
                number=each.correction.id,
            )


def _refuse_forgotten(connection: Connection, row: Row[Any], value: Value | None) -> None:
    if value is not None and suppressions.is_forgotten(connection, row, value):
        raise CorrectionError(
            _("The acts of this body do not name that person any more."),
            _("See `recueil forgotten`."),
            code="person-erased",
        )


def _refuse_unmasking(may_unmask: bool) -> None:
    if not may_unmask:
        raise CorrectionForbidden(
            _("This correction would show the name of a private person."),
            _("Ask an admin to make it."),
            code="private-person",
        )


def _lock_act(connection: Connection, uid: str) -> tuple[Row[Any], Row[Any]]:
    """Lock an act's document against other writers; return the rows of the act and of the document."""
    row = find_act_row(connection, uid)
    placement.lock_documents(connection, [row.document_id])
    row = find_act_row(connection, row.uid)
    return row, connection.execute(select(documents).where(documents.c.document_id == row.document_id)).one()


def _resolve_target(
    change: EntityChange, found: Iterable[Entity], text: str, redactor: Redactor
) -> tuple[Entity | None, Span]:
    """Return the entity that a change targets (None for an addition) and its span."""
    if isinstance(change, Addition):
        return None, trim_span(text, change.start, change.end)
    entity = next((entity for entity in found if is_target(entity, change)), None)
    if entity is None:
        message = _("No {kind} stands at {start} to {end}.").format(
            kind=change.kind, start=change.start, end=change.end
        )
        raise CorrectionError(message, _TAKE_FROM_ACT, code="value-gone")
    if entity.correction is not None:
        raise CorrectionError(
            _("Correction {correction} says that it is {entity}.").format(
                correction=entity.correction, entity=_describe_entity(entity, redactor)[1]
            ),
            _("Withdraw that correction first."),
            code="already-corrected",
            number=entity.correction,
        )
    return entity, Span(entity.start, entity.end)


def _refuse_redundant(
    found: Iterable[Entity],
    was: Entity | None,
    span: Span,
    value: Value | None,
    redactor: Redactor,
    *,
    confirms: bool,
) -> None:
    """Raise CorrectionError if the value is already there; the same value ``confirms`` what was doubtful."""
    if value is None:
        return
    same = was is not None and was.kind == value.kind and _comparable_json(was.value) == _comparable_json(value)
    if was is not None and same and not confirms:
        words, shown = _describe_entity(was, redactor)
        raise CorrectionError(
            _("{words!r} says {shown} already.").format(words=words, shown=shown), code="same-value"
        )
    for entity in found:
        if entity is not was and entity.kind == value.kind and entity.start < span.end and span.start < entity.end:
            words, shown = _describe_entity(entity, redactor)
            message = _("{words!r}, at {start} to {end}, says {shown} already.").format(
                words=words, start=entity.start, end=entity.end, shown=shown
            )
            advice = _("Change or reject that one.")
            raise CorrectionError(message, advice, code="value-overlaps", words=repr(words))


def _describe_entity(entity: Entity, redactor: Redactor) -> tuple[str, str]:
    """Return an entity's words and value, masked where they may name a private person."""
    words, value = entity.text, str(entity.value)
    return (words, value) if _is_shown(entity, redactor) else (mask_all(words), mask_all(value))


def _is_shown(entity: Entity, redactor: Redactor) -> bool:
    if isinstance(entity.value, Person):
        return entity.value.standing == "public"
    return redactor.entity(entity) == entity


def _comparable_json(value: Value) -> dict[str, str | None]:
    """Return what an analyst can say of a value: a person's key is internal to the pipeline."""
    return {**value.as_json(), "key": None}


def _insert_correction(
    connection: Connection,
    sha256: str,
    anchor: Anchor,
    was: Value | None,
    value: Value | None,
    signed: Attribution,
) -> int:
    values = {"was": encode(was), "value": encode(value)}
    record = {"sha256": sha256, **asdict(anchor), **values, **_attribution_columns(signed)}
    new = insert(corrections).values(record).returning(corrections.c.correction_id)
    return int(connection.execute(new).scalar_one())


def _attribution_columns(signed: Attribution) -> dict[str, str | datetime.datetime]:
    by, why = signed.by.strip(), " ".join(signed.why.split())
    if not by:
        raise CorrectionError(_("Nobody is said to correct."), _("Say who does."), code="no-author")
    if len(why) > _MAX_WHY or not why.isprintable():
        advice = _("Say it in {max_why} printable characters.").format(max_why=_MAX_WHY)
        raise CorrectionError(_("The reason cannot be kept."), advice, code="reason")
    return {"made_by": by, "made": signed.when, "why": why}


def withdraw(connection: Connection, number: int, signed: Attribution, *, may_unmask: bool = False) -> None:
    """Withdraw a correction in all its documents: their acts are rewritten without it.

    Raise CorrectionForbidden if that would show readers what was masked, unless ``may_unmask``: then
    it is written to the audit trail. Raise CorrectionUnknown, or CorrectionError if it is already
    withdrawn.
    """
    this = select(corrections).where(corrections.c.correction_id == number).with_for_update()
    if connection.execute(this).first() is None:
        raise CorrectionUnknown(
            _("There is no correction {number}.").format(number=number),
            _("`recueil corrections list` shows all there are."),
        )
    places = placement.places_of(connection, number)
    placement.lock_documents(connection, places)
    new = insert_missing(dialect_of(connection), withdrawals, ("correction_id",))
    signature = {"correction_id": number, **_attribution_columns(signed)}
    if connection.execute(new.returning(withdrawals.c.correction_id), signature).first() is None:
        raise CorrectionError(
            _("Correction {number} is withdrawn already.").format(number=number), code="withdrawn"
        )
    by, subject = signed.by.strip(), f"correction:{number}"
    note(connection, signed.when, by, "correction.withdraw", subject)
    shown = [_rewrite_acts(connection, document_id, {number}) for document_id in places]
    if any(shown):
        _refuse_unmasking(may_unmask)
        note(connection, signed.when, by, UNMASKED, subject)


def reapply_corrections(connection: Connection, document_id: int, ids: Collection[int]) -> bool:
    """Locate corrections in a document and apply them; return whether that unmasks anything.

    The caller has locked the document and written its acts.
    """
    if not ids:
        return False
    placement.locate(connection, document_id, ids)
    return _rewrite_acts(connection, document_id, ids)


def _rewrite_acts(connection: Connection, document_id: int, ids: Collection[int]) -> bool:
    """Rewrite the acts in which some corrections are, or were; return whether that unmasks anything."""
    before = private_persons.load_redactors_of_acts(connection, document_id)
    rows = placement.act_rows_of(connection, document_id)
    spans = [Span(row.start, row.end) for row in rows]
    placed = placement.placed_corrections(connection, document_id)
    standing = placement.corrections_of_acts(connection, rows, placed)
    changed: set[int] = set()
    inherited: set[str] = set()
    for number in ids:
        if span := placement.places_of(connection, number).get(document_id):
            n = _index_of_act(spans, *span)
            changed.add(n)
            inherited |= {placement.kind_of(connection, number)} if n == 0 else set()
    for kind in inherited:
        changed.update(placement.acts_sharing(connection, rows, kind))
    text = placement.load_text(connection, document_id)
    extracted = {n: placement.load_extracted(connection, rows[n]) for n in sorted(changed)}
    for n, act in extracted.items():
        rewrite_act(connection, rows[n], act, standing.get(n, []), text)
    after = private_persons.load_redactors_of_acts(connection, document_id)
    if combine_redactors(before.values()) != combine_redactors(after.values()):
        write.reindex_document(connection, document_id)
    return is_unmasked(connection, document_id, before, after)


def _index_of_act(spans: list[Span], start: int, end: int) -> int:
    n = find_act(spans, start, end)
    if n is None:
        raise AssertionError("a correction stands in an act, or is missing")
    return n


def rewrite_act(
    connection: Connection, row: Row[Any], read: Act, placed: list[PlacedCorrection], text: str
) -> None:
    """Rewrite an act from a given extraction, with corrections applied.

    An act of another day than before is filed anew: its docid says the day.
    """
    act = apply_corrections(read, placed, text)
    findings = drop_rejected(recheck(read, act, text), act, placed, text) if placed else read.findings
    act = replace(act, findings=findings)
    names = upsert.names_in_acts(connection, [row.docid])
    write.remove_from_index(connection, [row.docid])
    record = dict(row._mapping)
    new = {name: value for name, value in _act_record(record, act).items() if name in record}
    low, high = handles.of_day(first_day(act))
    if low <= row.docid <= high:
        connection.execute(delete(entities).where(entities.c.docid == row.docid))
        connection.execute(update(acts).where(acts.c.docid == row.docid).values(**new))
    else:
        connection.execute(delete(acts).where(acts.c.docid == row.docid))
        new["docid"] = handles.next_docid(connection, first_day(act))
        connection.execute(insert(acts).values(**new))
    _store_extraction(connection, new["docid"], read, is_corrected=bool(placed))
    write.index_act(connection, new, act, text, names)


def _act_record(record: dict[str, Any], act: Act) -> dict[str, Any]:
    """Return the row of an act with what its corrections change of it."""
    body = {name: record[name] for name in NOT_FILED.columns}
    place = (record["docid"], record["uid"], record["document_id"], record["ordinal"])
    return act_to_row(act, *place, body, record["pipeline_version"])


def _store_extraction(connection: Connection, docid: int, read: Act, *, is_corrected: bool) -> None:
    """Store the pipeline's extraction as long as the act is corrected."""
    connection.execute(delete(extractions).where(extractions.c.docid == docid))
    if is_corrected:
        found = {name: encode(getattr(read, name)) for name in ("facts", "entities", "findings")}
        connection.execute(insert(extractions).values(docid=docid, **found))
