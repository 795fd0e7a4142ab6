"""Erase persons from stored documents and from the rest of the store, and find what still names them.

A document and all that repeats it change in one transaction. Rows of no document (messages, queries,
decisions, file names, the audit log) are swept.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Table, and_, delete, exists, or_, select, update

from recueil.beneficiaries.decisions import rebuild_heads
from recueil.beneficiaries.ids import BeneficiaryId
from recueil.beneficiaries.schema import DECISIONS as BENEFICIARY_DECISIONS
from recueil.beneficiaries.schema import beneficiary_proposals
from recueil.corrections import placement, store
from recueil.dossiers.schema import PERSON, VALUE, dossier_items, dossiers
from recueil.errors import ForgetKeyMissing
from recueil.persons.decisions import regroup
from recueil.persons.groups import person_decisions
from recueil.persons.ids import PersonId
from recueil.privacy.erasure import suppressions
from recueil.privacy.erasure.erasure_scope import Issuer, addresses_of, body_keys_of, documents_of
from recueil.privacy.erasure.find_names import NameFinder, OtherNames, hide_names
from recueil.privacy.erasure.masking import COLUMNS, Eraser, mask_strings, swept_columns
from recueil.privacy.erasure.suppressions import AppliedSuppression, make_finder, suppression_table
from recueil.store.acts.handles import is_keyed
from recueil.store.acts.read import load_act_entities
from recueil.store.acts.rows import decode_correction_value, row_to_act
from recueil.store.acts.succession import find_predecessors
from recueil.store.engine import dialect_of
from recueil.store.engine.protocol import DECISION_LOCK, Phrase
from recueil.store.engine.statements import chunks, stream_rows
from recueil.store.index import write
from recueil.store.index.schema import lexicon, persons
from recueil.store.index.terms import MASKED_PREFIX, masked_key
from recueil.store.schema import (
    acts,
    alerts,
    changes,
    correction_places,
    corrections,
    documents,
    sources,
)
from recueil.store.tables import load_tables
from recueil.text import content_words
from recueil.translation import gettext as _
from recueil.values import Act, Value
from recueil.values.codec import encode


def load_eraser(connection: Connection, document_id: int, applied: dict[int, AppliedSuppression]) -> Eraser | None:
    """Return the eraser of a document for the suppressions that apply to it; None if none does."""
    found = [(row, shown, read) for row, shown, read in _read_acts(connection, document_id)]
    issuers = [Issuer.of(act, row.body, row.siren) for row, act, _ in found]
    of_it = suppressions.make_finder(
        suppressions.select_suppressions(applied, issuers, addresses_of(connection, document_id))
    )
    if of_it is None:
        return None
    versions = [act for _, shown, read in found for act in (shown, read)]
    rows = connection.execute(select(corrections).where(_corrections_about(connection, document_id)))
    values = [decode_correction_value(value) for row in rows for value in (row.was, row.value)]
    return Eraser(of_it, placement.load_text(connection, document_id), versions, values)


def _corrections_about(connection: Connection, document_id: int) -> ColumnElement[bool]:
    """Return the condition of the corrections made in a document or placed in it, withdrawn ones included."""
    placed = select(correction_places.c.correction_id).where(correction_places.c.document_id == document_id)
    digest = select(documents.c.sha256).where(documents.c.document_id == document_id).scalar_subquery()
    return or_(corrections.c.sha256 == digest, corrections.c.correction_id.in_(placed))


def _read_acts(connection: Connection, document_id: int) -> list[tuple[Row[Any], Act, Act]]:
    """Return the acts of a document: row, act as shown, act as extracted."""
    return [
        (
            row,
            row_to_act(row, load_act_entities(connection, row.docid)),
            placement.load_extracted(connection, row),
        )
        for row in placement.act_rows_of(connection, document_id)
    ]


def erase_document(connection: Connection, document_id: int, applied: dict[int, AppliedSuppression]) -> None:
    """Rewrite a document without the persons of suppressions, if it names them."""
    placement.lock_documents(connection, [document_id])
    eraser = load_eraser(connection, document_id, applied)
    if eraser is None or not eraser.hits:
        return
    before = placement.load_text(connection, document_id)
    read = {row.docid: act for row, _, act in _read_acts(connection, document_id)}
    this = documents.c.document_id == document_id
    sha256 = connection.execute(select(documents.c.sha256).where(this)).scalar_one()
    connection.execute(update(documents).where(this).values(text=eraser.text))
    _erase_corrections(connection, document_id, sha256, eraser)
    _erase_dossiers(connection, document_id, eraser)
    _rewrite_acts(connection, document_id, read, eraser)
    suppressions.record_counts(connection, document_id, suppressions.count_mentions(eraser, read.values()))
    remove_from_lexicon(connection, before, eraser.text)


def _rewrite_acts(connection: Connection, document_id: int, read: dict[int, Act], eraser: Eraser) -> None:
    for row in placement.act_rows_of(connection, document_id):
        columns = {name: getattr(row, name) and eraser.words(getattr(row, name)) for name in ("number", "title")}
        findings = encode(eraser.of(read[row.docid].findings))
        connection.execute(update(acts).where(acts.c.docid == row.docid).values(**columns, findings=findings))
        _erase_changes(connection, row.uid, eraser)
    placed = placement.placed_corrections(connection, document_id)
    rows = placement.act_rows_of(connection, document_id)
    standing = placement.corrections_of_acts(connection, rows, placed)
    for n, row in enumerate(rows):
        store.rewrite_act(connection, row, eraser.of(read[row.docid]), standing.get(n, []), eraser.text)
    write.reindex_document(connection, document_id)


def _erase_changes(connection: Connection, uid: str, eraser: Eraser) -> None:
    for row in connection.execute(select(changes).where(changes.c.uid == uid)).all():
        current = {name: getattr(row, name) for name in ("gained_example", "lost_example")}
        new = {name: value and eraser.words(value) for name, value in current.items()}
        if new != current:
            this = (changes.c.run_id == row.run_id, changes.c.uid == uid, changes.c.kind == row.kind)
            connection.execute(update(changes).where(*this).values(**new))


def _erase_corrections(connection: Connection, document_id: int, sha256: str, eraser: Eraser) -> None:
    """Erase from the corrections of a document, withdrawn ones included."""
    for row in connection.execute(select(corrections).where(_corrections_about(connection, document_id))).all():
        quote = _quote_from_text(eraser.text, row) if row.sha256 == sha256 else mask_quote(row, eraser)
        values = {
            name: encode(_erased_value(row, name, eraser, is_here=row.sha256 == sha256))
            for name in ("was", "value")
        }
        why = {"why": eraser.words(row.why)}
        this = corrections.c.correction_id == row.correction_id
        connection.execute(update(corrections).where(this).values(**quote, **values, **why))


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


def _erase_dossiers(connection: Connection, document_id: int, eraser: Eraser) -> None:
    """Erase from dossiers that hold acts of a document, or former versions of them: a value that names the person
    leaves with its note, and what is written in the dossier of anything else is masked.
    """
    uids = set(connection.execute(select(acts.c.uid).where(acts.c.document_id == document_id)).scalars())
    former = find_predecessors(connection, uids)
    held: list[Row[Any]] = []
    for some in chunks(sorted(uids | former)):
        held += connection.execute(select(dossier_items).where(dossier_items.c.uid.in_(some))).all()
    values = [row for row in held if row.kind == VALUE]
    named = [row.item_id for row in values if _names_in_value(row, eraser, is_former=row.uid not in uids)]
    for some in chunks(named):
        connection.execute(delete(dossier_items).where(dossier_items.c.item_id.in_(some)))
    concerned = sorted({row.dossier_id for row in held})
    for some in chunks(concerned):
        for table, columns in ((dossiers, ("title", "note", "tags")), (dossier_items, ("note", "query"))):
            _mask_written(connection, table, columns, some, eraser)


def _names_in_value(row: Row[Any], eraser: Eraser, *, is_former: bool) -> bool:
    """Return whether a value names the person; the characters of a former version are of another text."""
    cited = [row.value, *([] if row.words is None else [row.words])]
    return any(eraser.words(words) != words for words in cited) or (
        not is_former and eraser.names_somebody(row.start, row.end)
    )


def _mask_written(
    connection: Connection, table: Table, columns: tuple[str, ...], numbers: list[int], eraser: Eraser
) -> None:
    """Mask names in what is written in columns of some dossiers."""
    (key,) = table.primary_key.columns
    query = select(key, *(table.c[name] for name in columns)).where(table.c.dossier_id.in_(numbers))
    for row in connection.execute(query).all():
        current = {name: row._mapping[name] for name in columns}
        new = {name: _mask_value(value, eraser) for name, value in current.items()}
        if new != current:
            connection.execute(update(table).where(key == row._mapping[key.name]).values(**new))


def _mask_value(value: Any, eraser: Eraser) -> Any:
    """Return a text, or a list of texts, as masked."""
    return [eraser.words(each) for each in value] if isinstance(value, list) else value and eraser.words(value)


def remove_from_lexicon(connection: Connection, before: str, after: str) -> None:
    """Delete from the lexicon the words that left a text and occur in no other act."""
    remaining = {word.form for word in content_words(after)}
    removed = {word.form: word.key for word in content_words(before) if word.form not in remaining}
    removed |= {masked_key(form): masked_key(key) for form, key in removed.items()}
    unused = [form for form, key in sorted(removed.items()) if not _is_used(connection, form, key)]
    if unused:
        connection.execute(delete(lexicon).where(lexicon.c.form.in_(unused)))
        write.clear_lexicon_cache(connection)


def _is_used(connection: Connection, form: str, key: str) -> bool:
    dialect = dialect_of(connection)
    having = select(dialect.docid).where(dialect.matches(Phrase((key,))))
    texts = select(documents.c.text, acts.c.start, acts.c.end).join_from(acts, documents)
    found: Iterable[Row[Any]] = connection.execute(texts.where(acts.c.docid.in_(having)))
    plain = form.removeprefix(MASKED_PREFIX)
    return any(word.form == plain for row in found for word in content_words(row.text[row.start : row.end]))


def sweep(connection: Connection, applied: dict[int, AppliedSuppression], when: datetime.datetime) -> None:
    """Mask the full names of the persons of suppressions wherever else they are in the store."""
    of_all = make_finder(applied)
    if of_all is None:
        return
    _erase_corrections_without_text(connection, of_all)
    _delete_decisions(connection, applied)
    _delete_values_without_text(connection, of_all, applied)
    tables = load_tables().tables
    for name in COLUMNS:
        if swept_columns(name):
            _mask_columns(connection, tables[name], swept_columns(name), of_all, when)
    for row in connection.execute(select(sources.c.source_id, sources.c.uri)).all():
        uri = hide_names(row.uri, of_all)
        if uri != row.uri:
            connection.execute(update(sources).where(sources.c.source_id == row.source_id).values(uri=uri))
    for row in connection.execute(select(suppression_table.c.suppression_id, suppression_table.c.sources)).all():
        scope = list(dict.fromkeys(hide_names(address, of_all) for address in row.sources))
        if scope != row.sources:
            this = suppression_table.c.suppression_id == row.suppression_id
            connection.execute(update(suppression_table).where(this).values(sources=scope))


def _mask_columns(
    connection: Connection, table: Table, columns: tuple[str, ...], of_all: NameFinder, when: datetime.datetime
) -> None:
    """Mask names in columns of a table; an alert whose query names an erased person is disabled."""
    key = list(table.primary_key.columns)
    query = select(*key, *(table.c[name] for name in columns)).order_by(*key)
    for row in list(stream_rows(connection, query)):
        current = {name: row._mapping[name] for name in columns}
        new: dict[str, Any] = {name: mask_strings(value, of_all) for name, value in current.items()}
        if new == current:
            continue
        if table is alerts and new["query"] != current["query"]:
            new["disabled"] = when
        this = and_(*(column == row._mapping[column.name] for column in key))
        connection.execute(update(table).where(this).values(**new))


def _erase_corrections_without_text(connection: Connection, of_all: NameFinder) -> None:
    """Erase from corrections whose text is no longer stored."""
    has_document = exists().where(documents.c.sha256 == corrections.c.sha256)
    for row in connection.execute(select(corrections).where(~has_document)).all():
        values = {name: decode_correction_value(getattr(row, name)) for name in ("was", "value")}
        named = any(map(of_all.value, values.values()))
        text = row.before + row.text + row.after
        if named or of_all.full(text) or of_all.full(row.why):
            _rewrite_correction(connection, row, values, Eraser(of_all, f"{text}\n{row.why}", ()))


def _rewrite_correction(connection: Connection, row: Row[Any], values: dict[str, Any], eraser: Eraser) -> None:
    quote = {**mask_quote(row, eraser), "why": eraser.words(row.why)}
    new = {name: encode(eraser.of(value)) for name, value in values.items()}
    this = corrections.c.correction_id == row.correction_id
    connection.execute(update(corrections).where(this).values(**quote, **new))


def _delete_values_without_text(
    connection: Connection, of_all: NameFinder, applied: dict[int, AppliedSuppression]
) -> None:
    """Delete from dossiers the values of acts that are no longer stored, if they may be an erased person."""
    is_gone = dossier_items.c.uid.not_in(select(acts.c.uid))
    names = (dossier_items.c[name] for name in ("item_id", "value", "words"))
    for item, *cited in connection.execute(select(*names).where(dossier_items.c.kind == VALUE, is_gone)).all():
        words = [each for each in cited if each is not None]
        if any(of_all.full(each, slug=True) or of_all.families(each, applied, OtherNames()) for each in words):
            connection.execute(delete(dossier_items).where(dossier_items.c.item_id == item))


def _delete_decisions(connection: Connection, applied: dict[int, AppliedSuppression]) -> None:
    """Delete decisions about an erased person's identity; whoever was merged with them becomes separate."""
    dialect_of(connection).lock(connection, DECISION_LOCK, [0])
    bodies = {number: body_keys_of(connection, each.scope) for number, each in applied.items()}
    finders = {
        key: make_finder({n: each for n, each in applied.items() if key in bodies[n]})
        for key in set[str]().union(*bodies.values())
    }
    _delete_decisions_on_persons(connection, finders)
    _delete_decisions_on_beneficiaries(connection, finders)
    _delete_persons_from_dossiers(connection, finders)


Finders = Mapping[str, NameFinder | None]
"""By key of a body: what finds the names of those who are erased from its acts."""


def _delete_decisions_on_persons(connection: Connection, finders: Finders) -> None:
    rows = connection.execute(select(person_decisions)).all()
    concerned = [row for row in rows if _is_suppressed(row.person, finders) or _is_suppressed(row.target, finders)]
    if not concerned:
        return
    numbers = [row.decision_id for row in concerned]
    connection.execute(delete(person_decisions).where(person_decisions.c.decision_id.in_(numbers)))
    heads = {person for row in concerned for person in (row.person, row.target)}
    members = connection.execute(select(persons.c.head).where(persons.c.head.in_(heads))).scalars()
    regroup(connection, set(members) | heads)


def _delete_decisions_on_beneficiaries(connection: Connection, finders: Finders) -> None:
    """Delete what is decided and proposed of beneficiaries in whose names an erased person is named in full."""
    decided, number = BENEFICIARY_DECISIONS.table, BENEFICIARY_DECISIONS.number
    for table, key in ((decided, number), (beneficiary_proposals, beneficiary_proposals.c.proposal_id)):
        rows = connection.execute(select(key, table.c.beneficiary, table.c.target)).all()
        named = [row[0] for row in rows if any(_names_erased(who, finders) for who in row[1:])]
        for some in chunks(named):
            connection.execute(delete(table).where(key.in_(some)))
    rebuild_heads(connection)


def _delete_persons_from_dossiers(connection: Connection, finders: Finders) -> None:
    query = select(dossier_items.c.item_id, dossier_items.c.person).where(dossier_items.c.kind == PERSON)
    named = [item for item, person in connection.execute(query).all() if _is_suppressed(person, finders)]
    for some in chunks(named):
        connection.execute(delete(dossier_items).where(dossier_items.c.item_id.in_(some)))


def _names_erased(beneficiary: str, finders: Finders) -> bool:
    who = BeneficiaryId.parse(beneficiary)
    of_it = finders.get(who.body)
    return of_it is not None and bool(of_it.full(who.key, slug=True))


def _is_suppressed(person: str, finders: Finders) -> bool:
    who = PersonId.parse(person)
    of_it = finders.get(who.body)
    return of_it is not None and of_it.is_name(tuple(who.words))


Fault = tuple[str, str, str]

FINISH_ADVICE = _("`recueil forget --finish` takes it out.")


def find_faults(connection: Connection) -> Iterator[Fault]:
    """Yield (subject, problem, advice) if acts still name an erased person, or could without being noticed."""
    for each in suppressions.list_suppressions(connection):
        if not each.is_done:
            yield (
                _("suppression {id}").format(id=each.id),
                _("It is not finished."),
                _("`recueil forget --finish` does what is left."),
            )
    try:
        applied = suppressions.load_suppressions(connection)
    except ForgetKeyMissing as error:
        yield _("the suppressions"), error.message, error.advice
        return
    if applied and not is_keyed(connection):
        yield _("the digests"), _("They tell what files held, by which a name can be tried."), FINISH_ADVICE
    concerned = {number for each in applied.values() for number in documents_of(connection, each.scope)}
    for number in sorted(concerned):
        yield from _document_faults(connection, number, applied)


def _document_faults(
    connection: Connection, number: int, applied: dict[int, AppliedSuppression]
) -> Iterator[Fault]:
    eraser = load_eraser(connection, number, applied)
    if eraser is not None and eraser.hits:
        handle = connection.execute(
            select(documents.c.handle).where(documents.c.document_id == number)
        ).scalar_one()
        yield _("document {handle}").format(handle=handle), _("It names somebody who is forgotten."), FINISH_ADVICE
